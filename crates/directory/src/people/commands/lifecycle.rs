//! The moves of an account between its states, as people ask for them.

use facts::directory::{
    AccountDeleted, AccountDisabled, AccountEnabled, AccountRestored, AccountStarted, UnitOf,
};
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids::AccountId;
use kernel::refusal::{Refusal, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Versioned, account, check_weight, current, save, undo};
use crate::people::model::{
    Account, AccountKind, AccountState, Checked, DISABLED_DAYS, ERASE, LAPSE, Move, RESTORE_DAYS,
};
use crate::people::{authority, messages};

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
    match step {
        Move::Disable => check_weight(tx, call, authority::DISABLE, id).await?,
        Move::Delete => check_weight(tx, call, authority::DELETE, id).await?,
        Move::Start | Move::Enable | Move::Restore | Move::Erase => {}
    }
    let mut checked = Checked::default();
    let reason = checked.reason(reason);
    checked.finish()?;
    let Some(state) = before.state.after(step, before.state_before) else {
        return Err(not_in_state(&before, step).into());
    };
    if step == Move::Restore && is_over(&before, call) {
        return Err(messages::RESTORE_OVER.refuse().into());
    }
    if step == Move::Enable && before.has_left(call.now) {
        return Err(messages::LEAVER_OVER.refuse().into());
    }
    let after = moved(step, state, &before, call, tx).await?;
    let after = match step {
        Move::Restore => in_known_unit(after, tx).await?,
        Move::Disable => Account { state_reason: reason, ..after },
        _ => after,
    };
    let version = save(tx, call, &before, &after).await?;
    tell(step, &after, tx)?;
    Ok(Versioned { id, state: after.state, version })
}

/// Whether the time to restore is over. A hold stops that clock like every other.
fn is_over(account: &Account, call: &Call) -> bool {
    account.held_since.is_none() && account.due_at.is_some_and(|due_at| due_at <= call.now)
}

/// The account after a move, with the clock that the new state starts. A hold beats every deletion.
async fn moved(
    step: Move,
    state: AccountState,
    before: &Account,
    call: &Call,
    tx: &mut WriteTx,
) -> Result<Account> {
    if step == Move::Delete && before.held_since.is_some() {
        return Err(messages::HELD.refuse().into());
    }
    let clock = match state {
        AccountState::Disabled => Some((LAPSE, &DISABLED_DAYS)),
        AccountState::Deleted => Some((ERASE, &RESTORE_DAYS)),
        AccountState::Starting | AccountState::Active | AccountState::Erased => None,
    };
    let due_at = match clock {
        Some((_, rule)) => {
            Some(call.now.plus_days(tx.dated(rule, Some(before.organisation), call.now).await?))
        }
        None => None,
    };
    let mut after = Account {
        state,
        state_since: call.now,
        state_before: None,
        due: clock.map(|(due, _)| due.to_owned()),
        due_at,
        ..before.clone()
    };
    match step {
        Move::Delete => {
            // Who was only blocked as a leaver is restored as they were before that.
            after.state_before = Some(before.staying(call.now).state);
            after.leaver = None;
        }
        // Enabling and restoring start the clock of activity afresh, so that nobody is taken away the same night.
        Move::Restore if state == AccountState::Starting => {}
        Move::Start => {
            after.first_day = None;
            after.active_from = call.now;
        }
        Move::Enable | Move::Restore => {
            after.last_activity_at = Some(call.now);
            after.active_from = call.now;
        }
        Move::Disable | Move::Erase => {}
    }
    if step == Move::Enable {
        after.state_reason = None;
    }
    Ok(after)
}

/// Without a unit that was removed while the account was deleted.
async fn in_known_unit(account: Account, tx: &mut WriteTx) -> Result<Account> {
    let Some(unit) = account.unit else { return Ok(account) };
    let found = tx.ask(UnitOf(unit)).await?;
    let is_theirs = found.is_some_and(|found| found.organisation == account.organisation);
    Ok(Account { unit: account.unit.filter(|_| is_theirs), ..account })
}

/// Blocks the sign-in of a leaver whose time is over while the deletion is stopped, and tells it.
pub(super) async fn block(before: &Account, call: &Call, tx: &mut WriteTx) -> Result<Versioned> {
    let Some(state) = before.state.after(Move::Disable, None) else {
        return Err(not_in_state(before, Move::Disable).into());
    };
    let after = Account {
        state_before: Some(before.state),
        state_reason: Some(messages::BLOCKED_AS_LEAVER.to_owned()),
        ..moved(Move::Disable, state, before, call, tx).await?
    };
    let version = save(tx, call, before, &after).await?;
    tell(Move::Disable, &after, tx)?;
    Ok(Versioned { id: before.id, state, version })
}

/// Disables an active account that somebody else got into, and tells it. Whoever cannot sign in anyway stays as they are.
pub(in crate::people) async fn shut(id: AccountId, call: &Call, tx: &mut WriteTx) -> Result<()> {
    let before = current(tx, id).await?;
    if before.state != AccountState::Active {
        return Ok(());
    }
    let after = Account {
        state_reason: Some(messages::SHUT_AS_COMPROMISED.to_owned()),
        ..moved(Move::Disable, AccountState::Disabled, &before, call, tx).await?
    };
    save(tx, call, &before, &after).await?;
    tell(Move::Disable, &after, tx)
}

/// Enables an account again that was shut so, and tells it.
pub(in crate::people) async fn reopen(id: AccountId, call: &Call, tx: &mut WriteTx) -> Result<()> {
    let before = current(tx, id).await?;
    if before.state != AccountState::Disabled {
        return Ok(());
    }
    if before.has_left(call.now) {
        return Err(messages::LEAVER_OVER.refuse().into());
    }
    let after = moved(Move::Enable, AccountState::Active, &before, call, tx).await?;
    save(tx, call, &before, &after).await?;
    tell(Move::Enable, &after, tx)
}

/// Tells that somebody who was blocked as a leaver can sign in again.
pub(super) fn tell_if_let_in(tx: &mut WriteTx, before: &Account, after: &Account) -> Result<()> {
    if before.is_blocked_as_leaver() && after.state == AccountState::Active {
        tell(Move::Enable, after, tx)?;
    }
    Ok(())
}

/// Lets somebody in whose first day has come, and tells it.
pub(super) async fn start(before: &Account, call: &Call, tx: &mut WriteTx) -> Result<Versioned> {
    let Some(state) = before.state.after(Move::Start, None) else {
        return Err(not_in_state(before, Move::Start).into());
    };
    let after = moved(Move::Start, state, before, call, tx).await?;
    let version = save(tx, call, before, &after).await?;
    tell(Move::Start, &after, tx)?;
    Ok(Versioned { id: before.id, state, version })
}

/// Deletes an account that is still somebody's, and tells it.
pub(super) async fn delete(before: &Account, call: &Call, tx: &mut WriteTx) -> Result<Versioned> {
    let Some(state) = before.state.after(Move::Delete, None) else {
        return Err(not_in_state(before, Move::Delete).into());
    };
    let after = moved(Move::Delete, state, before, call, tx).await?;
    let version = save(tx, call, before, &after).await?;
    tell(Move::Delete, &after, tx)?;
    Ok(Versioned { id: before.id, state, version })
}

/// Says that the move does not fit the state.
pub(super) fn not_in_state(account: &Account, step: Move) -> Refusal {
    let refusal = messages::NOT_IN_STATE.refuse();
    refusal.with("state", account.state.name()).with("verb", step.done())
}

/// Tells the other contexts what happened.
fn tell(step: Move, after: &Account, tx: &mut WriteTx) -> Result<()> {
    let (account, organisation) = (after.id, after.organisation);
    match step {
        Move::Start => tx.note(&AccountStarted { account, organisation })?,
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
