//! What the sides do with an open transfer.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::{Code, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    TransferVersion, account_of, check_release, check_unit, current, day, move_person, not_fitting,
    obstacle, resource, sides, waits,
};
use crate::people::moves;
use crate::transfers::model::{Side, Step, Transfer, TransferId, TransferState};
use crate::transfers::{authority, messages, store};

/// Longest reason, in characters.
const REASON_AT_MOST: usize = 250;

/// Accepts a transfer that the other organisation offered or asked for. If its day has come, or it has none, the person
/// moves at once; otherwise on that day.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptTransfer {
    /// The transfer.
    pub transfer: TransferId,
    /// A unit of the receiving organisation; only that one chooses it.
    #[serde(default)]
    pub unit: Option<Uuid>,
}

/// Declines a transfer that the other organisation offered or asked for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineTransfer {
    /// The transfer.
    pub transfer: TransferId,
    /// Why, for the other organisation; 1 to 250 characters.
    pub reason: String,
}

/// Takes back what the own organisation offered, asked for or agreed to.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawTransfer {
    /// The transfer.
    pub transfer: TransferId,
    /// Why, for the other organisation; at most 250 characters.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Names another day. The other organisation decides on it; what was agreed before no longer stands.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeTransferDate {
    /// The transfer.
    pub transfer: TransferId,
    /// The day, such as 2027-03-31, in the time zone of the receiving organisation.
    pub day: String,
}

/// A reason, in one line.
fn reason(text: Option<&str>) -> Result<Option<String>> {
    let mut checked = moves::Checked::default();
    let reason = checked.line("reason", "the reason", text, REASON_AT_MOST);
    checked.finish()?;
    Ok(reason)
}

/// The row as whoever acts looked at it, and the sides for which they may act.
async fn begun(
    tx: &mut WriteTx,
    call: &Call,
    transfer: TransferId,
) -> Result<(Transfer, Vec<Side>)> {
    let before = current(tx, transfer).await?;
    call.expects(before.version)?;
    let sides = sides(tx, call, authority::SETTLE, &before).await?;
    Ok((before, sides))
}

/// Stores what a step makes of the row, with its clocks afresh.
async fn keep(
    tx: &mut WriteTx,
    call: &Call,
    before: &Transfer,
    after: Transfer,
) -> Result<TransferVersion> {
    let waits = waits(tx, before.from, call.now).await?;
    let after = Transfer { turn_since: call.now, reminded: 0, ..after }.scheduled(&waits);
    let version = store::save(tx, call, before, &after).await?;
    Ok(TransferVersion::of(&after, version))
}

/// The state after a step of one of the sides for which the caller may act, and that side.
fn stepped(
    transfer: &Transfer,
    sides: &[Side],
    step: Step,
    otherwise: Code,
) -> Result<(TransferState, Side)> {
    let fitting = sides
        .iter()
        .find_map(|side| transfer.state.after(step, Some(*side)).map(|state| (state, *side)));
    fitting.ok_or_else(|| not_fitting(transfer, otherwise).into())
}

/// Makes the parts that every one of these commands has alike.
macro_rules! settles {
    ($name:literal) => {
        const NAME: &'static str = $name;
        const ACTION: Action = authority::SETTLE;
        type Prepared = ();
        type Output = TransferVersion;

        async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
            Ok(())
        }

        async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
            resource(reader, self.transfer).await
        }
    };
}

impl Command for AcceptTransfer {
    settles!("transfer.accept");

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<TransferVersion> {
        let (before, sides) = begun(tx, call, self.transfer).await?;
        let is_later = before.is_for_later(call.now);
        let step = if is_later { Step::Agree } else { Step::Move };
        let otherwise = match before.state {
            TransferState::Dated => messages::AGREED,
            _ => messages::NOT_YOUR_TURN,
        };
        let (state, side) = stepped(&before, &sides, step, otherwise)?;
        let account = account_of(tx, &before).await?;
        let mut after = Transfer {
            state,
            name: account.display_name.clone(),
            address: account.address.clone(),
            ..before.clone()
        };
        match side {
            Side::From => {
                if self.unit.is_some() {
                    return Err(messages::UNIT.at("unit").into());
                }
                check_release(tx, call, Self::ACTION, account.id).await?;
                after.agreed_by = call.actor.account();
            }
            Side::To => {
                if call.actor.account() == Some(account.id) {
                    return Err(moves::messages::MOVE_ONESELF.refuse().into());
                }
                check_unit(tx, self.unit, before.to).await?;
                after.unit = self.unit;
            }
        }
        if let Some(obstacle) = obstacle(tx, &after, call.now).await? {
            return Err(obstacle.code().refuse().into());
        }
        if !is_later {
            move_person(tx, call, &account, &after).await?;
        }
        keep(tx, call, &before, after).await
    }
}

impl Command for DeclineTransfer {
    settles!("transfer.decline");

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<TransferVersion> {
        let (before, sides) = begun(tx, call, self.transfer).await?;
        let (state, _) = stepped(&before, &sides, Step::Decline, messages::NOT_YOUR_TURN)?;
        let reason = reason(Some(&self.reason))?;
        if reason.is_none() {
            return Err(messages::REASON.at("reason").into());
        }
        keep(tx, call, &before, Transfer { state, reason, ..before.clone() }).await
    }
}

impl Command for WithdrawTransfer {
    settles!("transfer.withdraw");

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<TransferVersion> {
        let (before, sides) = begun(tx, call, self.transfer).await?;
        let (state, _) = stepped(&before, &sides, Step::Withdraw, messages::DECLINE_INSTEAD)?;
        let reason = reason(self.reason.as_deref())?;
        keep(tx, call, &before, Transfer { state, reason, ..before.clone() }).await
    }
}

impl Command for ChangeTransferDate {
    settles!("transfer.change-date");

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<TransferVersion> {
        let (before, mut sides) = begun(tx, call, self.transfer).await?;
        // Who looks after both changes the word that stands.
        sides.sort_by_key(|side| Some(*side) == before.state.turn());
        let (state, side) = stepped(&before, &sides, Step::ChangeDate, messages::OVER)?;
        let account = account_of(tx, &before).await?;
        let agreed_by = match side {
            Side::From => {
                check_release(tx, call, Self::ACTION, account.id).await?;
                call.actor.account()
            }
            Side::To => None,
        };
        let day = Some(day(tx, call, before.to, &self.day).await?);
        keep(tx, call, &before, Transfer { state, day, agreed_by, ..before.clone() }).await
    }
}
