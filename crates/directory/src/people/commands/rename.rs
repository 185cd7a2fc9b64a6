//! A person's name changes; the old address keeps receiving.

use facts::directory::AccountChanged;
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as kernel_messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{current_live, person, undo};
use crate::people::address::{Address, AddressKey, Domain, Stem};
use crate::people::model::{Account, Checked, trimmed};
use crate::people::names::PersonName;
use crate::people::{authority, messages, store};

/// Changes the name of a person and, if one is chosen, the email address. What is absent stays as it is. The address
/// until now becomes an alias that receives for ever.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenamePerson {
    /// The person.
    pub person: AccountId,
    /// The given name from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given_name: Option<String>,
    /// The family name from now on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub family_name: Option<String>,
    /// The name as others see it; if absent, given name, a space and family name, where one of them is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub display_name: Option<String>,
    /// One of the addresses that `person.name-candidates` gives; the present one stays if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
}

/// A person under a new name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AddressOutput {
    /// The person.
    pub id: AccountId,
    /// The primary address from now on.
    pub address: String,
    /// The version of the record.
    pub version: i64,
}

impl Command for RenamePerson {
    const NAME: &'static str = "person.rename";
    const ACTION: Action = authority::RENAME;
    type Prepared = ();
    type Output = AddressOutput;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        person(reader, self.person).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<AddressOutput> {
        let before = current_live(tx, self.person).await?;
        call.expects(before.version)?;
        let mut checked = Checked::default();
        let display = self.display_name.as_deref().filter(|display| !display.trim().is_empty());
        let is_named = self.given_name.is_some() || self.family_name.is_some();
        let display = display.or((!is_named).then_some(before.display_name.as_str()));
        let given = self.given_name.as_deref().unwrap_or(&before.given_name);
        let family = self.family_name.as_deref().unwrap_or(&before.family_name);
        let name = checked.name(given, family, display);
        checked.finish()?;
        let Some(name) = name else { return Err(kernel_messages::NOT_FOUND.refuse().into()) };
        let choice = choose(tx, &before, &name, trimmed(self.address.as_deref())).await?;
        let after = Account {
            given_name: name.given().to_owned(),
            family_name: name.family().to_owned(),
            display_name: name.display().to_owned(),
            address: choice.address(&before),
            ..before.clone()
        };
        if after == before {
            return Err(messages::NOTHING_TO_CHANGE.refuse().into());
        }
        // The account first, then its addresses: every act takes guards in this order.
        let version = store::save(tx, call, &before, &after).await?;
        let is_free = match &choice {
            Choice::Keep => true,
            Choice::Alias(address) => {
                store::swap_primary(tx, call, before.id, Some(&address.key())).await?
            }
            Choice::New(stem, domain, free) => {
                store::swap_primary(tx, call, before.id, None).await?;
                store::give_exact(tx, call, before.id, stem, domain, free).await?
            }
        };
        if !is_free {
            return Err(messages::ADDRESS_NOT_OFFERED.at("address").into());
        }
        store::remember_name(tx, call, &before).await?;
        store::set_tokens(tx, call, &after).await?;
        tx.note(&AccountChanged { account: before.id, organisation: before.organisation })?;
        Ok(AddressOutput { id: before.id, address: after.address, version })
    }

    /// The name as it was, and the address, which is one of the person's own as long as they live. The address of the
    /// name that is taken back stays theirs as well.
    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        undo::of_rename(act)
    }
}

/// What was chosen among the candidates.
enum Choice {
    Keep,
    /// One of the person's own former addresses.
    Alias(Address),
    /// The next address of a stem.
    New(Stem, Domain, store::Free),
}

impl Choice {
    fn address(&self, before: &Account) -> String {
        match self {
            Self::Keep => before.address.clone(),
            Self::Alias(address) => address.to_string(),
            Self::New(_, _, free) => free.address.to_string(),
        }
    }
}

async fn choose(
    tx: &mut WriteTx,
    before: &Account,
    name: &PersonName,
    wanted: Option<String>,
) -> Result<Choice> {
    let Some(wanted) = wanted else { return Ok(Choice::Keep) };
    let not_offered = || messages::ADDRESS_NOT_OFFERED.at("address").into();
    let Some(key) = AddressKey::of(&wanted) else { return Err(not_offered()) };
    let current: Address = crate::people::queries::address_of(before)?;
    if key == current.key() {
        return Ok(Choice::Keep);
    }
    for alias in store::aliases(tx, before.id).await? {
        if let Ok(alias) = alias.parse::<Address>()
            && alias.key() == key
        {
            return Ok(Choice::Alias(alias));
        }
    }
    for stem in Stem::choices(name).unwrap_or_default() {
        if let Some(free) = store::peek(tx, &stem, current.domain()).await?
            && free.address.key() == key
        {
            return Ok(Choice::New(stem, current.domain().clone(), free));
        }
    }
    Err(not_offered())
}
