//! Addresses that can be chosen.

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result, messages as kernel_messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::people::address::{Address, Domain, Stem};
use crate::people::model::{Account, AccountKind, Checked};
use crate::people::{authority, messages, store};

/// The addresses among which one can be chosen when the name of a person changes.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NameCandidates {
    /// The person.
    pub person: AccountId,
    /// The new given name.
    pub given_name: String,
    /// The new family name.
    pub family_name: String,
}

/// The addresses that can be chosen, best first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Candidates {
    /// The addresses.
    pub items: Vec<Candidate>,
}

/// One address that can be chosen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Candidate {
    /// The address.
    pub address: String,
    /// Whether it is the present one.
    pub is_current: bool,
    /// Whether the person has it already, as a former one.
    pub is_alias: bool,
}

/// The primary address of an account that is not erased.
pub(in crate::people) fn address_of(account: &Account) -> Result<Address, Fault> {
    account
        .address
        .parse()
        .map_err(|fault| Fault::defect("reading the address of an account").because(fault))
}

impl Query for NameCandidates {
    const NAME: &'static str = "person.name-candidates";
    const ACTION: Action = authority::RENAME;
    const VIEW: View = View::Record;
    type Output = Candidates;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<Candidates> {
        let found = store::seen(reader, sight, self.person).await?;
        let found =
            found.filter(|account| account.kind == AccountKind::User && account.state.is_live());
        let Some(account) = found else { return Err(kernel_messages::NOT_FOUND.refuse().into()) };
        let current = address_of(&account)?;
        let mut checked = Checked::default();
        let name = checked.name(&self.given_name, &self.family_name, None);
        checked.finish()?;
        let stems = name.and_then(|name| Stem::choices(&name).ok());
        let Some(stems) = stems else { return Err(messages::NO_ADDRESS.refuse().into()) };
        let mut items = Vec::new();
        for stem in stems {
            if let Some(free) = store::peek(reader, &stem, current.domain()).await? {
                items.push(Candidate {
                    address: free.address.to_string(),
                    is_current: false,
                    is_alias: false,
                });
            }
        }
        items.push(Candidate {
            address: account.address.clone(),
            is_current: true,
            is_alias: false,
        });
        for address in store::aliases(reader, account.id).await? {
            items.push(Candidate { address, is_current: false, is_alias: true });
        }
        Ok(Candidates { items })
    }
}

/// The address that a new person of this name would get now. Nothing is reserved: whoever creates first gets it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddressProposal {
    /// The given name.
    pub given_name: String,
    /// The family name.
    pub family_name: String,
    /// The mail domain of the service.
    pub domain: String,
}

/// An address that is free at the moment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Proposed {
    /// The address.
    pub address: String,
}

impl Query for AddressProposal {
    const NAME: &'static str = "address.proposal";
    const ACTION: Action = authority::PROPOSE;
    const VIEW: View = View::Record;
    type Output = Proposed;

    // That an address is taken is unavoidable knowledge (decision 16), so whoever may create anywhere may ask.
    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<Proposed> {
        let mut checked = Checked::default();
        let name = checked.name(&self.given_name, &self.family_name, None);
        let domain: Option<Domain> = match self.domain.parse() {
            Ok(domain) => Some(domain),
            Err(fault) => {
                let fault: crate::people::address::AddressFault = fault;
                checked.problem("domain", fault.to_string());
                None
            }
        };
        let stem =
            name.as_ref().and_then(|name| crate::people::commands::stem_of(&mut checked, name));
        checked.finish()?;
        let (Some(stem), Some(domain)) = (stem, domain) else {
            return Err(messages::NO_ADDRESS.refuse().into());
        };
        match store::peek(reader, &stem, &domain).await? {
            Some(free) => Ok(Proposed { address: free.address.to_string() }),
            None => Err(messages::ADDRESSES_TAKEN.refuse().into()),
        }
    }
}
