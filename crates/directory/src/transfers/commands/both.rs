//! Somebody who looks after both organisations moves a person with one act.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::begin::Beginning;
use super::{check_release, check_unit, coded, day, move_person};
use crate::people::AccountState;
use crate::people::moves;
use crate::transfers::model::{Begun, TransferId, TransferState};
use crate::transfers::{authority, messages, store};

/// Moves a person to another organisation, at once or on a day; for those who look after both, such as a platform
/// administrator where one of them has no administrator. Nobody else has to agree.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferPerson {
    /// The person.
    pub person: AccountId,
    /// The code of the new organisation in the register.
    pub organisation: String,
    /// A unit of the new organisation.
    #[serde(default)]
    pub unit: Option<Uuid>,
    /// The day on which the person moves, such as 2027-03-31, in the time zone of the new organisation; now, if absent.
    #[serde(default)]
    pub day: Option<String>,
}

/// Where the person is now, and the transfer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Placed {
    /// The person.
    pub id: AccountId,
    /// The state the account is in.
    pub state: AccountState,
    /// The version of the person's record.
    pub version: i64,
    /// The transfer.
    pub transfer: TransferId,
    /// Whether it is done, or waits for its day.
    pub transfer_state: TransferState,
}

impl Command for TransferPerson {
    const NAME: &'static str = "person.transfer";
    const ACTION: Action = authority::BOTH;
    type Prepared = ();
    type Output = Placed;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let from = moves::person(reader, self.person).await?;
        let to = coded(reader, &self.organisation).await;
        match (from.organisation(), to) {
            (Some(from), Ok(to)) => Ok(Resource::Between(from, to.organisation)),
            _ => Err(common::NOT_FOUND.refuse().into()),
        }
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Placed> {
        let Some(before) = moves::find(tx, self.person).await? else {
            return Err(common::NOT_FOUND.refuse().into());
        };
        call.expects(before.version)?;
        let to = coded(tx, &self.organisation).await?;
        if before.organisation == to.organisation {
            return Err(moves::messages::ALREADY_HERE.at("organisation").into());
        }
        check_release(tx, call, Self::ACTION, before.id).await?;
        if !before.state.is_live() {
            return Err(moves::messages::DELETED.refuse().into());
        }
        if !to.is_open {
            return Err(moves::messages::ORGANISATION_NOT_OPEN.refuse().into());
        }
        check_unit(tx, self.unit, to.organisation).await?;
        let day = match self.day.as_deref() {
            Some(text) => Some(day(tx, call, to.organisation, text).await?),
            None => None,
        };
        if let Some(open) = store::open_of(tx, before.id).await? {
            let is_here = open.from == before.organisation;
            let code = if is_here { messages::OPEN_ALREADY } else { messages::NOT_NOW };
            return Err(code.refuse().into());
        }
        let is_later = day.as_ref().is_some_and(|day| day.begins_at > call.now);
        let new = Beginning {
            account: &before,
            to: to.organisation,
            begun: Begun::Both,
            state: if is_later { TransferState::Dated } else { TransferState::Done },
            unit: self.unit,
            day,
            note: None,
        };
        let row = new.row(tx, call).await?;
        let version = if is_later {
            moves::take_row(tx, call, &before).await?;
            before.version
        } else {
            move_person(tx, call, &before, &row).await?
        };
        if !store::insert(tx, call, &row).await? {
            return Err(Fault::again("moving somebody beside another transfer").into());
        }
        tx.subject("account", before.id, version);
        Ok(Placed {
            id: before.id,
            state: moves::find(tx, before.id).await?.map_or(before.state, |after| after.state),
            version,
            transfer: row.id,
            transfer_state: row.state,
        })
    }
}
