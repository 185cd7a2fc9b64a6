//! The moves of an account between its states, as people ask for them.

use facts::directory::{AccountDeleted, AccountDisabled, AccountEnabled, AccountRestored};
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Versioned, account, current, undo};
use crate::people::model::{Account, AccountKind, AccountState, Checked, Move, RESTORE_DAYS};
use crate::people::{authority, messages, store};

/// People, and system accounts, which would otherwise have no way to be stopped.
const KINDS: &[AccountKind] = &[AccountKind::User, AccountKind::Application];

/// Moves the account.
async fn take(
    step: Move,
    id: AccountId,
    reason: Option<&str>,
    call: &Call,
    tx: &mut WriteTx,
) -> Result<Versioned> {
    let before = current(tx, id).await?;
    call.expects(before.version)?;
    if matches!(step, Move::Disable | Move::Delete) && call.actor.account() == Some(id) {
        return Err(messages::ONESELF.refuse().into());
    }
    let mut checked = Checked::default();
    let reason = checked.reason(reason);
    checked.finish()?;
    let Some(state) = before.state.after(step, before.state_before) else {
        let refusal = messages::NOT_IN_STATE.refuse();
        return Err(refusal.with("state", before.state.name()).with("verb", step.done()).into());
    };
    let mut after = Account { state, state_since: call.now, ..before.clone() };
    match step {
        Move::Disable => after.state_reason = reason,
        // Enabling and restoring start the clock of activity afresh, so that nobody is taken away the same night.
        Move::Enable => {
            after.state_reason = None;
            after.last_activity_at = Some(call.now);
        }
        Move::Delete => {
            let days = tx.dated(&RESTORE_DAYS, Some(before.organisation), call.now).await?;
            after.state_before = Some(before.state);
            after.due = Some("erase".to_owned());
            after.due_at = Some(call.now.plus_days(days));
        }
        Move::Restore => {
            if before.due_at.is_some_and(|due_at| due_at <= call.now) {
                return Err(messages::RESTORE_OVER.refuse().into());
            }
            after.state_before = None;
            after.due = None;
            after.due_at = None;
            after.last_activity_at = Some(call.now);
        }
        Move::Erase => {}
    }
    let version = store::save(tx, call, &before, &after).await?;
    tell(step, &after, tx)?;
    Ok(Versioned { id, state: after.state, version })
}

/// Tells the other contexts what happened.
fn tell(step: Move, after: &Account, tx: &mut WriteTx) -> Result<()> {
    let (account, organisation) = (after.id, after.organisation);
    match step {
        Move::Disable => tx.note(&AccountDisabled { account, organisation })?,
        Move::Enable => tx.note(&AccountEnabled { account, organisation })?,
        Move::Delete => tx.note(&AccountDeleted { account, organisation })?,
        Move::Restore => {
            tx.note(&AccountRestored { account, organisation })?;
            // Listeners only read the state; one that was blocked before stays blocked for them too.
            if after.state == AccountState::Disabled {
                tx.note(&AccountDisabled { account, organisation })?;
            }
        }
        // Whoever erases tells it, with what became of the addresses.
        Move::Erase => {}
    }
    Ok(())
}

/// Makes a command of a move of one account.
macro_rules! moves {
    ($command:ident, $name:literal, $action:expr, $step:expr, $reason:expr) => {
        impl Command for $command {
            const NAME: &'static str = $name;
            const ACTION: Action = $action;
            type Prepared = ();
            type Output = Versioned;

            async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
                Ok(())
            }

            async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
                account(reader, self.person, KINDS).await
            }

            async fn run(
                &self,
                (): &(),
                call: &Call,
                tx: &mut WriteTx,
                _: Permit<Self>,
            ) -> Result<Versioned> {
                let reason: fn(&Self) -> Option<&str> = $reason;
                take($step, self.person, reason(self), call, tx).await
            }

            fn inverse(act: &HistoryRow) -> Option<Proposed> {
                undo::of_move($step, act)
            }
        }
    };
}

/// Blocks the sign-in of a person or system account. Mail still arrives; nothing is lost.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DisablePerson {
    /// The person.
    pub person: AccountId,
    /// Why, for other administrators; at most 250 characters.
    #[serde(default)]
    pub reason: Option<String>,
}

moves!(DisablePerson, "person.disable", authority::DISABLE, Move::Disable, |command| command
    .reason
    .as_deref());

/// Allows the sign-in of a disabled person or system account again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EnablePerson {
    /// The person.
    pub person: AccountId,
}

moves!(EnablePerson, "person.enable", authority::ENABLE, Move::Enable, |_| None);

/// Deletes a person or system account. It can be restored for 30 days, unless another time is set; then it is
/// erased.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeletePerson {
    /// The person.
    pub person: AccountId,
}

moves!(DeletePerson, "person.delete", authority::DELETE, Move::Delete, |_| None);

/// Restores a deleted person or system account as it was: one that was disabled before is disabled again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RestorePerson {
    /// The person.
    pub person: AccountId,
}

moves!(RestorePerson, "person.restore", authority::RESTORE, Move::Restore, |_| None);
