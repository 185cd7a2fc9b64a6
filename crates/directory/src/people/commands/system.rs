//! A system account is created: a way to sign in for a piece of software.

use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids::{self, AccountId};
use kernel::refusal::{Fault, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::create::begin;
use super::{Created, domain, organisation, undo};
use crate::people::address::{Address, Domain, LocalPart};
use crate::people::model::{Account, AccountKind, Checked, is_process_name};
use crate::people::{authority, messages, store};

/// Longest name of a business process, in characters.
const PROCESS_AT_MOST: usize = 50;

/// Creates a system account, named after the business process that uses it: "appointment reminder" becomes
/// appointment.reminder in front of the @ sign.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateSystemAccount {
    /// The code of the organisation in the register.
    pub organisation: String,
    /// The business process in 2 to 5 words of letters and digits, at most 50 characters.
    pub process: String,
    /// The user policy to put the account in; the organisation's default one if absent.
    #[serde(default)]
    pub policy: Option<Uuid>,
}

impl Command for CreateSystemAccount {
    const NAME: &'static str = "system-account.create";
    const ACTION: Action = authority::CREATE_SYSTEM;
    type Prepared = Domain;
    type Output = Created;

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<Domain> {
        domain(ports)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(organisation(reader, &self.organisation).await?.organisation))
    }

    async fn run(
        &self,
        domain: &Domain,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Created> {
        let organisation = organisation(tx, &self.organisation).await?;
        if !organisation.is_open {
            return Err(messages::ORGANISATION_NOT_OPEN.refuse().into());
        }
        let organisation = organisation.organisation;
        let mut checked = Checked::default();
        let process =
            checked.required("process", "the business process", &self.process, PROCESS_AT_MOST);
        checked.finish()?;
        let process = process.unwrap_or_default();
        let words: Vec<String> = process
            .split([' ', '.'])
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        if !is_process_name(&words) {
            return Err(messages::PROCESS_FORM.at("process").into());
        }
        let local: LocalPart = words.join(".").parse().map_err(|fault| {
            Fault::defect("forming the address of a system account").because(fault)
        })?;
        let address = Address::new(local, domain.clone()).map_err(|fault| {
            Fault::defect("forming the address of a system account").because(fault)
        })?;
        let id = AccountId(ids::new_at(call.now));
        if !store::give(tx, call, id, &address).await? {
            return Err(messages::PROCESS_TAKEN.at("process").with("address", &address).into());
        }
        let account = Account {
            display_name: process,
            address: address.to_string(),
            ..Account::fresh(AccountKind::Application, id, organisation, call.now)
        };
        begin(tx, call, account, self.policy).await
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        undo::of_creation(act)
    }
}
