//! Every change of a transfer. Each side's act is a command on the one row; only the last one moves the person, in the same
//! transaction.

mod begin;
mod both;
mod clocks;
mod settle;

pub use begin::{AskTransfer, OfferTransfer};
pub use both::{Placed, TransferPerson};
pub use clocks::{EndTransfer, LapseTransfer, MoveDue, PostponeTransfer, RemindTransfer};
pub use settle::{AcceptTransfer, ChangeTransferDate, DeclineTransfer, WithdrawTransfer};

use facts::access::UnattendedWithout;
use facts::directory::{OrganisationCoded, OrganisationOf, OrganisationView, TimeZoneOf};
use jiff::civil::Date;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, MayDo};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Code, Fault, Refusal, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::when::Zone;
use uuid::Uuid;

use super::model::{
    AHEAD_DAYS, Day, LAPSE_DAYS, REMIND_AGAIN_DAYS, REMIND_DAYS, Side, Transfer, TransferId,
    TransferState, Waits,
};
use super::{messages, store};
use crate::people::moves::{self, Account};

/// A changed transfer: the version that the next change has to expect.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TransferVersion {
    /// The transfer.
    pub transfer: TransferId,
    /// The state it is in now.
    pub state: TransferState,
    /// The version of the row.
    pub version: i64,
}

impl TransferVersion {
    fn of(transfer: &Transfer, version: i64) -> Self {
        Self { transfer: transfer.id, state: transfer.state, version }
    }
}

/// Why a transfer cannot move the person now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::transfers) enum Obstacle {
    /// The account was deleted, or belongs to another organisation by now.
    Gone,
    /// The receiving organisation is not open.
    NotOpen,
    /// The organisation that has the person would be left without an administrator whom it cannot be without.
    LastAdministrator,
    /// The person holds roles that reach further than those of whoever agreed for their organisation.
    Outweighed,
}

impl Obstacle {
    /// What the receiving organisation and the clocks are told: nothing of the other one's affairs.
    const fn code(self) -> Code {
        match self {
            Self::Gone => messages::GONE,
            Self::NotOpen => messages::CLOSED,
            Self::LastAdministrator | Self::Outweighed => messages::NOT_YET,
        }
    }
}

/// What stands against moving the person, if anything does; asked again when it is done.
pub(in crate::transfers) async fn obstacle(
    reader: &mut Reader,
    transfer: &Transfer,
    now: Timestamp,
) -> Result<Option<Obstacle>> {
    let account = moves::find(reader, transfer.account).await?;
    let is_there =
        |account: &Account| account.state.is_live() && account.organisation == transfer.from;
    if !account.as_ref().is_some_and(is_there) {
        return Ok(Some(Obstacle::Gone));
    }
    let to = reader.ask(OrganisationOf(transfer.to)).await?;
    if !to.is_some_and(|to| to.is_open) {
        return Ok(Some(Obstacle::NotOpen));
    }
    if reader.ask(UnattendedWithout { account: transfer.account, now }).await?.is_some() {
        return Ok(Some(Obstacle::LastAdministrator));
    }
    match transfer.agreed_by {
        Some(agreed) if !moves::outranks(reader, agreed, transfer.account, now).await? => {
            Ok(Some(Obstacle::Outweighed))
        }
        _ => Ok(None),
    }
}

/// The transfer as it is now.
async fn current(reader: &mut Reader, id: TransferId) -> Result<Transfer> {
    store::find(reader, id).await?.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

/// What authority is asked about a transfer: either side may act on it.
async fn resource(reader: &mut Reader, id: TransferId) -> Result<Resource> {
    let transfer = current(reader, id).await?;
    Ok(Resource::Either(transfer.from, transfer.to))
}

/// For which sides the caller may act. Whoever looks after both may act for both.
pub(in crate::transfers) async fn sides(
    reader: &mut Reader,
    call: &Call,
    action: Action,
    transfer: &Transfer,
) -> Result<Vec<Side>> {
    let mut sides = Vec::new();
    for side in [Side::From, Side::To] {
        let resource = Resource::Organisation(transfer.organisation(side));
        if reader.ask(MayDo { call: call.clone(), action, resource }).await? {
            sides.push(side);
        }
    }
    Ok(sides)
}

/// The organisation of a code in a field.
async fn coded(reader: &mut Reader, code: &str) -> Result<OrganisationView> {
    let found = reader.ask(OrganisationCoded(code.trim().to_owned())).await?;
    found.ok_or_else(|| messages::ORGANISATION.at("organisation").into())
}

/// The day on which somebody moves, in the time zone of the receiving organisation: today or later, and not too far ahead.
async fn day(reader: &mut Reader, call: &Call, to: OrganisationId, text: &str) -> Result<Day> {
    let ahead = reader.dated(&AHEAD_DAYS, Some(to), call.now).await?;
    let wrong = || messages::DAY.at("day").with("days", ahead);
    let zone = reader.ask(TimeZoneOf(to)).await?;
    let zone = zone.and_then(|name| Zone::named(&name)).unwrap_or_default();
    let date: Date = text.trim().parse().map_err(|_| wrong())?;
    let begins_at = zone.start_of(date).map(Timestamp::from_micros);
    let ends_at = date.tomorrow().ok().and_then(|next| zone.start_of(next));
    let (Some(begins_at), Some(ends_at)) = (begins_at, ends_at) else {
        return Err(wrong().into());
    };
    if ends_at <= call.now.micros() || begins_at > call.now.plus_days(ahead) {
        return Err(wrong().into());
    }
    Ok(Day { text: date.to_string(), begins_at })
}

/// The numbers of the clocks, as they are in force where the person is.
pub(in crate::transfers) async fn waits(
    reader: &mut Reader,
    from: OrganisationId,
    now: Timestamp,
) -> Result<Waits> {
    let place = Some(from);
    Ok(Waits {
        remind: reader.dated(&REMIND_DAYS, place, now).await?,
        again: reader.dated(&REMIND_AGAIN_DAYS, place, now).await?,
        lapse: reader.dated(&LAPSE_DAYS, place, now).await?,
    })
}

/// Refuses if the caller may not let the person go: their roles reach further, or nobody would be left in one that the
/// organisation cannot be without.
async fn check_release(
    tx: &mut WriteTx,
    call: &Call,
    action: Action,
    person: AccountId,
) -> Result<()> {
    if call.actor.account() == Some(person) {
        return Err(moves::messages::MOVE_ONESELF.refuse().into());
    }
    moves::check_weight(tx, call, action, person).await?;
    match tx.ask(UnattendedWithout { account: person, now: call.now }).await? {
        Some(place) => Err(messages::LAST_ADMINISTRATOR.refuse().with("name", place).into()),
        None => Ok(()),
    }
}

/// Refuses a unit that is not one of the receiving organisation.
async fn check_unit(reader: &mut Reader, unit: Option<Uuid>, to: OrganisationId) -> Result<()> {
    if moves::known_unit(reader, unit, to).await? == unit {
        Ok(())
    } else {
        Err(messages::UNIT.at("unit").into())
    }
}

/// Moves the person: the last act of a transfer. `transfer` is already what it becomes.
async fn move_person(
    tx: &mut WriteTx,
    call: &Call,
    account: &Account,
    transfer: &Transfer,
) -> Result<i64> {
    let Some(to) = tx.ask(OrganisationOf(transfer.to)).await? else {
        return Err(Fault::defect("finding the receiving organisation of a transfer").into());
    };
    // A unit that was removed meanwhile keeps nobody.
    let unit = moves::known_unit(tx, transfer.unit, transfer.to).await?;
    moves::arrive(tx, call, account, &to, unit).await.map(|moved| moved.version)
}

/// The account of a transfer that can move, or the refusal.
async fn account_of(tx: &mut WriteTx, transfer: &Transfer) -> Result<Account> {
    let found = moves::find(tx, transfer.account).await?;
    let found =
        found.filter(|account| account.state.is_live() && account.organisation == transfer.from);
    found.ok_or_else(|| messages::GONE.refuse().into())
}

/// Says why a step does not fit.
fn not_fitting(transfer: &Transfer, otherwise: Code) -> Refusal {
    if transfer.state.is_open() { otherwise.refuse() } else { messages::OVER.refuse() }
}
