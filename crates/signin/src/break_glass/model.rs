//! What an alarm is, how ready the accounts are, and what is kept from them.

use facts::signin::BreakGlassAlarm;
use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::{self, AccountId};
use kernel::refusal::{Fault, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{messages, store};
use crate::passkeys;

/// Days within which each account is tried.
pub const DRILL_DAYS: NumberRule = NumberRule::new(
    "break-glass.drill-days",
    92,
    7..=366,
    "days",
    "Security decisions, emergency accounts: a drill each quarter",
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
    /// A break-glass account signed in.
    SignIn,
    /// The operator let somebody in from the host.
    Recovery,
}

impl Cause {
    /// As kept.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::SignIn => "sign-in",
            Self::Recovery => "recovery",
        }
    }

    /// What is kept under a name.
    pub(super) fn named(name: &str) -> Self {
        if name == Self::SignIn.name() { Self::SignIn } else { Self::Recovery }
    }
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
    /// Accounts that are enrolled and have a key.
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
        if passkeys::count(reader, kept.account).await? > 0 {
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
