//! What waits, and what keeps two people from being one.

use facts::signin::WaysInGiven;
use kernel::audit::history_of_subjects;
use kernel::authority::grants_of;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::Actor;
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// How long two people are too close after one gave the other a role or a way in.
const CLOSE_SECONDS: i64 = 86_400;
/// Acts of one grant that are looked at: it is given once and ended once.
const ACTS: i64 = 10;

/// What is looked through at most: nothing waits for longer than a few days.
pub(super) const MOST: i64 = 200;

/// How far it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// Nobody has decided.
    Waiting,
    /// Somebody else approved it.
    Approved,
    /// Somebody else declined it.
    Declined,
    /// Its asker took it back.
    Withdrawn,
}

impl Decision {
    /// As kept.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// What is kept under a name; what is not known is over.
    pub(super) fn named(name: &str) -> Self {
        let all = [Self::Waiting, Self::Approved, Self::Declined];
        all.into_iter().find(|one| one.name() == name).unwrap_or(Self::Withdrawn)
    }
}

/// What was asked for.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    pub(super) proposal: Uuid,
    pub(super) asker: AccountId,
    pub(super) command: String,
    pub(super) reason: String,
    pub(super) asked_at: Timestamp,
    pub(super) due_at: Timestamp,
    pub(super) decision: Decision,
    pub(super) decided_by: Option<AccountId>,
    pub(super) words: String,
    pub(super) version: i64,
}

/// Whether one of two gave the other a role or a way in within a day.
pub(super) async fn are_close(
    reader: &mut Reader,
    one: AccountId,
    other: AccountId,
    now: Timestamp,
) -> Result<bool> {
    Ok(gave(reader, one, other, now).await? || gave(reader, other, one, now).await?)
}

async fn gave(
    reader: &mut Reader,
    giver: AccountId,
    taker: AccountId,
    now: Timestamp,
) -> Result<bool> {
    let since = now.plus_seconds(-CLOSE_SECONDS);
    let label = Actor::Account(giver).label();
    let ways: Vec<String> = reader.ask(WaysInGiven { account: taker, since }).await?;
    if ways.contains(&label) {
        return Ok(true);
    }
    for grant in grants_of(reader, taker, now).await? {
        let acts = history_of_subjects(reader, &[grant.id.0], None, ACTS).await?;
        if acts.iter().any(|act| act.row.at >= since && act.row.actor == label) {
            return Ok(true);
        }
    }
    Ok(false)
}
