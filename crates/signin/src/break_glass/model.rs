//! What an alarm is, how ready the accounts are, and what is kept from them.

use facts::directory::AccountOf;
use facts::signin::BreakGlassAlarm;
use kernel::authority::{Grant, GrantSpan, Role, find_grant, grants_of};
use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call};
use kernel::ids::{self, AccountId, GrantId};
use kernel::refusal::{Error, Fault, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{messages, store};
use crate::{passkeys, people};

/// Days within which each account is tried.
pub const DRILL_DAYS: NumberRule = NumberRule::new(
    "break-glass.drill-days",
    92,
    7..=366,
    "days",
    "Security decisions, emergency accounts: a drill each quarter",
)
.of_the_nation();

/// Days after a reminder until there is another one.
pub const REMIND_DAYS: NumberRule = NumberRule::new(
    "break-glass.remind-days",
    7,
    1..=31,
    "days",
    "Product decision on emergency accounts: a letter each week until the drill is done",
)
.of_the_nation();

/// Accounts there should be.
pub(super) const ENOUGH: usize = 2;
/// Accounts there may be.
pub(super) const MOST: usize = 4;
/// The longest reason, in characters.
pub(super) const REASON_CHARACTERS: usize = 500;

/// What raised an alarm.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Cause {
    /// An emergency account signed in.
    SignIn,
    /// The operator let somebody in from the host.
    Recovery,
    /// It was shut, because somebody else may have got into it.
    Shut,
}

impl Cause {
    /// As kept.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Recovery => "recovery",
            Self::Shut => "shut",
        }
    }

    /// What is kept under a name.
    pub(super) fn named(name: &str) -> Self {
        let all = [Self::SignIn, Self::Shut];
        all.into_iter().find(|cause| cause.name() == name).unwrap_or(Self::Recovery)
    }
}

/// Whether a reason would be taken.
pub fn is_reason(typed: &str) -> bool {
    reason(typed).is_ok()
}

/// The reason as it is kept.
pub(super) fn reason(typed: &str) -> Result<String> {
    let typed = typed.trim();
    let is_fit = !typed.is_empty()
        && typed.chars().count() <= REASON_CHARACTERS
        && !typed.chars().any(char::is_control);
    if is_fit {
        return Ok(typed.to_owned());
    }
    Err(messages::REASON.at("reason").with("limit", REASON_CHARACTERS).into())
}

/// Raises an alarm, in the act that is its cause.
pub(super) async fn raise(
    tx: &mut WriteTx,
    account: AccountId,
    cause: Cause,
    reason: &str,
    call: &Call,
) -> Result<(), Fault> {
    let alarm = ids::new_at(call.now);
    store::raise(tx, alarm, account, cause, reason, call).await?;
    tx.note(&BreakGlassAlarm { alarm, account, cause: cause.name().to_owned() })
}

/// A session began: where its account is one of these, that raises an alarm.
pub(crate) async fn used(tx: &mut WriteTx, account: AccountId, call: &Call) -> Result<(), Fault> {
    if store::is_one(tx, account).await? {
        raise(tx, account, Cause::SignIn, "", call).await?;
    }
    Ok(())
}

/// An account is being shut, and all its keys are taken off: where it is one of these, that raises an alarm.
pub(crate) async fn shut(tx: &mut WriteTx, account: AccountId, call: &Call) -> Result<(), Fault> {
    if store::is_one(tx, account).await? {
        raise(tx, account, Cause::Shut, "", call).await?;
    }
    Ok(())
}

/// Whether an account may be one of these: it is one of a platform administrator, and may act.
pub(super) async fn is_fit(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let is_platform = is_platform(reader, account, now).await?;
    match people::may_act(reader, account).await {
        Ok(may_act) => Ok(is_platform && may_act),
        Err(Error::Refused(_)) => Ok(false),
        Err(Error::Fault(fault)) => Err(*fault),
    }
}

/// Whether an account is one of a platform administrator.
async fn is_platform(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let held = grants_of(reader, account, now).await?;
    Ok(held.iter().any(|grant| is_of_platform(grant) && grant.is_live(now)))
}

fn is_of_platform(grant: &Grant) -> bool {
    grant.role == Role::PlatformAdministrator && grant.span == GrantSpan::Nation
}

/// Whether one of the accounts would let somebody in now.
pub(super) async fn is_ready(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let (kept, _) = passkeys::count_apart(reader, account).await?;
    Ok(kept > 0 && is_fit(reader, account, now).await?)
}

/// What an act takes from an account.
#[derive(Clone, Copy, Debug)]
pub(super) enum Taken {
    /// Signing in. Roles that end with it are told of by themselves.
    SignIn,
    /// A role.
    Role(GrantId),
}

/// Refuses what leaves no account ready: one that was is disabled, deleted or loses its role, by whomever but the operator.
pub(super) async fn refuse_last(
    tx: &mut WriteTx,
    account: AccountId,
    taken: Taken,
    call: &Call,
) -> Result<()> {
    if matches!(call.actor, Actor::Operator(_)) || !store::is_one(tx, account).await? {
        return Ok(());
    }
    // Of two that go at once, the second one waits here, and sees that the first one is gone.
    store::hold_still(tx).await?;
    for kept in store::all(tx).await? {
        if is_ready(tx, kept.account, call.now).await? {
            return Ok(());
        }
    }
    if !was_ready(tx, account, taken, call.now).await? {
        return Ok(());
    }
    Err(messages::LAST.refuse().into())
}

/// Whether an account was ready before something was taken from it in this act.
async fn was_ready(
    reader: &mut Reader,
    account: AccountId,
    taken: Taken,
    now: Timestamp,
) -> Result<bool> {
    if passkeys::count(reader, account).await? == 0 {
        return Ok(false);
    }
    Ok(match taken {
        Taken::SignIn => is_platform(reader, account, now).await?,
        Taken::Role(grant) => {
            let grant = find_grant(reader, grant).await?;
            let was_held = grant.is_some_and(|one| is_of_platform(&one) && one.starts_at <= now);
            // A role that ends because its account is deleted was one of somebody who could sign in until then.
            let view = reader.ask(AccountOf(account)).await?;
            was_held && view.is_some_and(|view| view.state == "active" || view.state == "deleted")
        }
    })
}

/// Refuses to take the only key of one of the accounts away from it.
pub(crate) async fn refuse_last_key(reader: &mut Reader, account: AccountId) -> Result<()> {
    if store::is_one(reader, account).await? && passkeys::count(reader, account).await? <= 1 {
        return Err(messages::LAST_KEY.refuse().into());
    }
    Ok(())
}

/// Refuses one of the accounts a key that is copied between devices.
pub(crate) async fn refuse_copied(reader: &mut Reader, account: AccountId) -> Result<()> {
    if store::is_one(reader, account).await? {
        return Err(messages::NOT_COPIED.refuse().into());
    }
    Ok(())
}

/// Refuses to ask everybody for a second step while there are too few accounts for the day on which that locks everybody out.
pub(super) async fn refuse_before(tx: &mut WriteTx, now: Timestamp) -> Result<()> {
    if readiness(tx, now).await?.ready < ENOUGH {
        return Err(messages::FIRST.refuse().with("wanted", ENOUGH).into());
    }
    Ok(())
}

/// Refuses to give one of these accounts another way in than its key, or to take that away.
pub(crate) async fn refuse(reader: &mut Reader, account: AccountId) -> Result<()> {
    if store::is_one(reader, account).await? {
        return Err(messages::KEY_ONLY.refuse().into());
    }
    Ok(())
}

/// How ready an installation is for the day on which nobody else gets in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Accounts that are enrolled, have a key and may act as a platform administrator.
    pub ready: usize,
    /// How many there should be.
    pub wanted: usize,
    /// Of those, accounts that were not tried for too long.
    pub overdue: usize,
    /// Alarms that nobody has closed.
    pub alarms: usize,
}

/// Looks at it.
pub async fn readiness(reader: &mut Reader, now: Timestamp) -> Result<Readiness, Fault> {
    let days = reader.dated(&DRILL_DAYS, None, now).await?;
    let (mut ready, mut overdue) = (0, 0);
    for kept in store::all(reader).await? {
        if is_ready(reader, kept.account, now).await? {
            ready += 1;
            overdue += usize::from(kept.drilled_at.plus_days(days) <= now);
        }
    }
    let alarms = store::open_alarms(reader).await?.len();
    Ok(Readiness { ready, wanted: ENOUGH, overdue, alarms })
}

/// One of the accounts, as it is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept {
    pub(super) account: AccountId,
    pub(super) enrolled_at: Timestamp,
    /// When it was last tried; from when it was enrolled on.
    pub(super) drilled_at: Timestamp,
    /// When people were last reminded of that.
    pub(super) reminded_at: Timestamp,
}

/// An alarm, as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Alarm {
    pub(super) id: Uuid,
    pub(super) account: AccountId,
    pub(super) cause: Cause,
    pub(super) raised_at: Timestamp,
    pub(super) reason: String,
    pub(super) closed_at: Option<Timestamp>,
    pub(super) closed_by: Option<AccountId>,
    pub(super) words: String,
    pub(super) version: i64,
}
