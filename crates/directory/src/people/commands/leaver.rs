//! Somebody leaves: within the service, on a day, or now.

use facts::directory::LeaverMarked;
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::when::Zone;

use super::lifecycle::{delete, tell_if_let_in};
use super::{Versioned, check_weight, current, current_live, person, undo};
use crate::people::model::{
    Account, AccountState, LEAVE_AHEAD_DAYS, LEAVER_DAYS, Leaver, LeaverKind, trimmed,
};
use crate::people::{authority, messages};

/// How somebody leaves, as it is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Leaving {
    /// To another organisation of the service, which can claim the person for 30 days, unless another time is set.
    /// If nobody does, the account is deleted.
    Moves,
    /// Out of the service, at the end of a day.
    Leaves,
    /// Out of the service, at once.
    Now,
}

/// Marks a person as a leaver. The person's roles end at once; shared access is not taken away, and the licence stays
/// until the account is deleted or joins another organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkLeaver {
    /// The person.
    pub person: AccountId,
    /// How they leave.
    pub leaving: Leaving,
    /// Their last day if they leave on a day, such as 2027-03-31, in the installation's time zone.
    #[serde(default)]
    pub last_day: Option<String>,
}

impl Command for MarkLeaver {
    const NAME: &'static str = "person.mark-leaver";
    const ACTION: Action = authority::MARK_LEAVER;
    /// When the last day is over.
    type Prepared = Option<Timestamp>;
    type Output = Versioned;

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<Option<Timestamp>> {
        let Some(day) = trimmed(self.last_day.as_deref()) else { return Ok(None) };
        let zone = ports.port::<Zone>().unwrap_or_default();
        // Words that are no day are told with the bounds, inside.
        let over_at = day.parse().ok().and_then(|day| zone.end_of(day)).unwrap_or(i64::MIN);
        Ok(Some(Timestamp::from_micros(over_at)))
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        person(reader, self.person).await
    }

    async fn run(
        &self,
        over_at: &Option<Timestamp>,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Versioned> {
        let before = current_live(tx, self.person).await?;
        call.expects(before.version)?;
        if call.actor.account() == Some(before.id) {
            return Err(messages::LEAVER_ONESELF.refuse().into());
        }
        check_weight(tx, call, Self::ACTION, before.id).await?;
        if before.state == AccountState::Starting {
            return Err(messages::NOT_STARTED.refuse().into());
        }
        if before.leaver.is_some() && self.leaving != Leaving::Now {
            return Err(messages::LEAVER_ALREADY.refuse().into());
        }
        if self.leaving != Leaving::Leaves && over_at.is_some() {
            return Err(messages::LEAVER_NO_DAY.at("last_day").into());
        }
        let organisation = Some(before.organisation);
        let (kind, until) = match self.leaving {
            Leaving::Now => return delete(&before, call, tx).await,
            Leaving::Moves => {
                let days = tx.dated(&LEAVER_DAYS, organisation, call.now).await?;
                (LeaverKind::Moves, call.now.plus_days(days))
            }
            Leaving::Leaves => {
                let days = tx.dated(&LEAVE_AHEAD_DAYS, organisation, call.now).await?;
                let far = call.now.plus_days(days + 1);
                match over_at.filter(|at| *at > call.now && *at <= far) {
                    Some(at) => (LeaverKind::Leaves, at),
                    None => {
                        return Err(messages::LEAVER_DAY.at("last_day").with("days", days).into());
                    }
                }
            }
        };
        let leaver = Some(Leaver { kind, since: call.now, until });
        let after = Account { leaver, ..before.clone() };
        let version = super::save(tx, call, &before, &after).await?;
        tx.note(&LeaverMarked { account: before.id, organisation: before.organisation })?;
        Ok(Versioned { id: before.id, state: after.state, version })
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        undo::of_leaver(act)
    }
}

/// Takes the mark of a leaver off a person. Roles that ended stay ended. Who was blocked because the time as a leaver
/// was over can sign in again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CancelLeaver {
    /// The person.
    pub person: AccountId,
}

impl Command for CancelLeaver {
    const NAME: &'static str = "person.cancel-leaver";
    const ACTION: Action = authority::MARK_LEAVER;
    type Prepared = ();
    type Output = Versioned;

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
    ) -> Result<Versioned> {
        let before = current(tx, self.person).await?;
        call.expects(before.version)?;
        if before.leaver.is_none() {
            return Err(messages::NO_LEAVER.refuse().into());
        }
        let after = before.staying(call.now);
        let version = super::save(tx, call, &before, &after).await?;
        tell_if_let_in(tx, &before, &after)?;
        Ok(Versioned { id: before.id, state: after.state, version })
    }
}
