//! What happens to a bulk change once it is prepared.

use facts::casework::BulkEnded;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{act_of, found, may_do};
use crate::bulk::model::{ALONE_AT_MOST, Bulk, ItemState, KEEP_DAYS, Move, State};
use crate::bulk::{authority, messages, store};

/// A bulk change after an act.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct BulkStands {
    /// The bulk change.
    pub bulk: Uuid,
    /// How far it is now.
    pub state: State,
    /// Its version, for the next act to expect.
    pub version: i64,
}

/// Makes a command of a move of one bulk change; what has to be true besides is a function.
macro_rules! moves {
    ($command:ident, $name:literal, $action:expr, $step:expr, $check:path $(, $level:path)?) => {
        impl Command for $command {
            const NAME: &'static str = $name;
            const ACTION: Action = $action;
            $(const LEVEL: Level = Level::TwoPeople;

            async fn level(&self, call: &Call, reader: &mut Reader) -> Result<Level> {
                $level(reader, call, self.bulk).await
            })?
            type Prepared = ();
            type Output = BulkStands;

            async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
                Ok(())
            }

            async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
                Ok(Resource::Organisation(found(reader, self.bulk).await?.organisation))
            }

            async fn run(
                &self,
                (): &(),
                call: &Call,
                tx: &mut WriteTx,
                _: Permit<Self>,
            ) -> Result<BulkStands> {
                let before = found(tx, self.bulk).await?;
                call.expects(before.version)?;
                let Some(state) = before.state.after($step) else {
                    return Err(messages::STATE.refuse().into());
                };
                $check(tx, call, &before).await?;
                let version = store::save(tx, call, &before, $step).await?;
                Ok(BulkStands { bulk: before.id, state, version })
            }
        }
    };
}

/// Has a bulk change done that the caller prepared, or goes on with one that was stopped. It runs in the caller's name,
/// one after the other, and authority is asked again for each person.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RunBulk {
    /// The bulk change.
    pub bulk: Uuid,
}

moves!(RunBulk, "bulk.run", authority::RUN, Move::Run, can_run, of_how_many);

/// What one person alone may do to a few needs a second one for many.
async fn of_how_many(reader: &mut Reader, call: &Call, bulk: Uuid) -> Result<Level> {
    let bulk = found(reader, bulk).await?;
    let alone = reader.dated(&ALONE_AT_MOST, Some(bulk.organisation), call.now).await?;
    Ok(if bulk.count > alone { Level::TwoPeople } else { Level::Everyday })
}

async fn can_run(tx: &mut WriteTx, call: &Call, bulk: &Bulk) -> Result<()> {
    is_askers(tx, call, bulk).await?;
    let act = act_of(tx, &bulk.kind).await?.ok_or_else(|| messages::ACT_UNKNOWN.refuse())?;
    if !may_do(tx, call, act, bulk.organisation).await? {
        return Err(messages::ACT_UNKNOWN.refuse().into());
    }
    if store::looked_at(tx, bulk.id).await? < bulk.count {
        return Err(messages::NOT_READY.refuse().into());
    }
    if store::next_waiting(tx, bulk.id, 1).await?.is_empty() {
        return Err(messages::NOTHING.refuse().into());
    }
    Ok(())
}

async fn is_askers(_: &mut WriteTx, call: &Call, bulk: &Bulk) -> Result<()> {
    if call.actor.account() == Some(bulk.asked_by) {
        Ok(())
    } else {
        Err(messages::NOT_YOURS.refuse().into())
    }
}

/// Stops a bulk change that is running. What is done stays done; the rest can be gone on with.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StopBulk {
    /// The bulk change.
    pub bulk: Uuid,
}

moves!(StopBulk, "bulk.stop", authority::STOP, Move::Stop, always);

async fn always(_: &mut WriteTx, _: &Call, _: &Bulk) -> Result<()> {
    Ok(())
}

/// Throws away a bulk change that the caller prepared and that has not been run.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DropBulk {
    /// The bulk change.
    pub bulk: Uuid,
}

moves!(DropBulk, "bulk.drop", authority::DROP, Move::Drop, is_askers);

/// Ends a bulk change of which everything was tried.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndBulk {
    /// The bulk change.
    pub bulk: Uuid,
}

moves!(EndBulk, "bulk.end", authority::KEEP, Move::End, is_through);

async fn is_through(tx: &mut WriteTx, _: &Call, bulk: &Bulk) -> Result<()> {
    if !store::next_waiting(tx, bulk.id, 1).await?.is_empty() {
        return Err(messages::NOT_DUE.refuse().into());
    }
    let counts = store::counts(tx, bulk.id).await?;
    Ok(tx.note(&BulkEnded {
        bulk: bulk.id,
        organisation: bulk.organisation,
        account: bulk.asked_by,
        entries: bulk.count,
        changed: counts.get(&ItemState::Done).copied().unwrap_or(0),
    })?)
}

/// Drops what is kept about people of a bulk change that has been over for long enough.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgetBulk {
    /// The bulk change.
    pub bulk: Uuid,
}

moves!(ForgetBulk, "bulk.forget", authority::KEEP, Move::Forget, is_old);

async fn is_old(tx: &mut WriteTx, call: &Call, bulk: &Bulk) -> Result<()> {
    let days = tx.dated(&KEEP_DAYS, None, call.now).await?;
    if bulk.since.plus_days(days) <= call.now {
        Ok(())
    } else {
        Err(messages::NOT_DUE.refuse().into())
    }
}
