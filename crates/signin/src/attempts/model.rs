//! One attempt, from its beginning to its verdict.

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::door::Door;
use kernel::ids::{self, AccountId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::store;
use crate::origin::{Origin, kept};
use crate::people::Known;

/// Failures in a row after which an account is locked.
pub const LOCK_FAILURES: NumberRule = NumberRule::new(
    "sign-in.lock-failures",
    10,
    3..=100,
    "failures in a row",
    "Domain rules, unlocking and lock-out",
);

/// How long a lock lasts.
pub const LOCK_MINUTES: NumberRule = NumberRule::new(
    "sign-in.lock-minutes",
    15,
    1..=1440,
    "minutes",
    "Domain rules, unlocking and lock-out",
);

/// Longest username kept in the log, in characters.
const LONGEST_KEY: usize = 320;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A password, to sign in.
    Password,
    /// A start code, to set a password.
    StartCode,
    /// The password in use, to change it.
    OwnPassword,
}

impl Kind {
    const fn reason(self) -> &'static str {
        match self {
            Self::Password => "wrong password",
            Self::StartCode => "wrong start code",
            Self::OwnPassword => "wrong password on changing it",
        }
    }
}

/// How an attempt ended, as people see it in a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The password or code was right.
    Accepted,
    /// It was not, or was not looked at.
    Refused,
}

impl Outcome {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Refused => "refused",
        }
    }
}

/// An attempt that has begun: it is in the log, and counted if it may be judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempt {
    id: Uuid,
    account: Option<AccountId>,
    /// Whether it may be judged. If not, the same work is done all the same, and the answer is no.
    pub(crate) may_be_judged: bool,
}

/// What an attempt that was judged turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Right.
    Right,
    /// A guess that failed.
    Wrong,
    /// Not right, but no guess either: a start code that was right once.
    Over,
}

/// Begins an attempt: counted and in the log before anything is judged.
pub(crate) async fn begin(
    door: &Door,
    kind: Kind,
    username: &str,
    known: Option<&Known>,
    origin: &Origin,
    now: Timestamp,
) -> Result<Attempt> {
    let (failures, seconds) = {
        let mut reader = door.reader().await?;
        let organisation = known.map(|known| known.view.organisation);
        let minutes = reader.dated(&LOCK_MINUTES, organisation, now).await?;
        (reader.dated(&LOCK_FAILURES, organisation, now).await?, minutes * 60)
    };
    let id = ids::new_at(now);
    let account = known.map(|known| known.view.account);
    let may_act = known.is_some_and(|known| known.may_act);
    let line = store::Line {
        id,
        at: now,
        account,
        username_key: username_key(username, account.is_some()),
        peer: origin.peer().to_owned(),
        device: origin.device().to_owned(),
    };
    let may_be_judged = door
        .upkeep(move |tx| {
            let line = line.clone();
            Box::pin(async move {
                let counted = match line.account {
                    Some(account) if may_act => {
                        store::count(tx, account, now, failures, seconds).await?
                    }
                    _ => false,
                };
                let reason = match (line.account, may_act, counted) {
                    (None, ..) => "unknown username",
                    (_, false, _) => "account not active",
                    (_, _, false) => "account locked",
                    _ => kind.reason(),
                };
                store::log(tx, &line, reason).await?;
                Ok(counted)
            })
        })
        .await?;
    Ok(Attempt { id, account, may_be_judged })
}

/// Ends an attempt that was judged. A wrong one has been counted and logged already.
pub(crate) async fn settle(door: &Door, attempt: Attempt, verdict: Verdict) -> Result<()> {
    let Some(account) =
        attempt.account.filter(|_| attempt.may_be_judged && verdict != Verdict::Wrong)
    else {
        return Ok(());
    };
    door.upkeep(move |tx| {
        Box::pin(async move {
            match verdict {
                Verdict::Right => {
                    store::forget_failures(tx, account).await?;
                    store::conclude(tx, attempt.id, Outcome::Accepted, "").await?;
                }
                Verdict::Over | Verdict::Wrong => {
                    store::uncount(tx, account).await?;
                    store::conclude(
                        tx,
                        attempt.id,
                        Outcome::Refused,
                        "start code no longer in force",
                    )
                    .await?;
                }
            }
            Ok(())
        })
    })
    .await
}

/// The username as the log keeps it. What nobody is called and does not look like an address may be a password that
/// was typed into the wrong field, so it is left out.
pub(super) fn username_key(typed: &str, is_known: bool) -> String {
    if is_known || typed.contains('@') {
        kept(typed.trim(), LONGEST_KEY).to_lowercase()
    } else {
        String::new()
    }
}
