//! What counts as activity comes in from outside.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::people::{authority, messages, store};

/// Most entries of one act.
const ENTRIES: usize = 200;
/// How far ahead of ours another clock may be.
const AHEAD_SECONDS: i64 = 300;

/// What somebody did. A password that an administrator sets is no activity and has no word here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ActivityKind {
    /// Signed in to the portal.
    Portal,
    /// Signed in to an application of Microsoft 365.
    SignIn,
    /// Used one with credentials it had kept.
    Use,
    /// Sent an email.
    Mail,
}

/// What is known of one account.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ActivityEntry {
    /// The account.
    pub account: AccountId,
    /// The last activity, in microseconds since 1970; absent if the feed looked and saw none.
    #[serde(default)]
    pub at: Option<Timestamp>,
    /// What it was.
    #[serde(default)]
    pub kind: Option<ActivityKind>,
}

/// Records what an activity feed saw: 1 to 200 accounts at a time, also those without new activity, so that the
/// service knows how many it covers. Nobody is deleted by inactivity without such a feed.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordActivity {
    /// The accounts.
    #[schemars(length(min = 1, max = 200))]
    pub entries: Vec<ActivityEntry>,
}

/// What was taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Recorded {
    /// Entries of accounts that are there.
    pub covered: u64,
    /// Those of them with activity later than what was known.
    pub newer: u64,
    /// Entries of accounts that are not there any more, or never were.
    pub unknown: u64,
    /// Entries whose time lies ahead; their accounts count as not covered.
    pub ahead: u64,
}

impl Command for RecordActivity {
    const NAME: &'static str = "activity.record";
    const ACTION: Action = authority::RECORD_ACTIVITY;
    type Prepared = ();
    type Output = Recorded;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        if (1..=ENTRIES).contains(&self.entries.len()) {
            Ok(())
        } else {
            Err(messages::ACTIVITY_HOW_MANY.at("entries").into())
        }
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Recorded> {
        let mut recorded = Recorded::default();
        let latest = call.now.plus_seconds(AHEAD_SECONDS);
        let mut entries: Vec<&ActivityEntry> = self.entries.iter().collect();
        // Everybody who changes several accounts does so in the order of their keys.
        entries.sort_by_key(|entry| entry.account);
        for entry in entries {
            if entry.at.is_some_and(|at| at > latest) {
                recorded.ahead += 1;
                continue;
            }
            let Some(organisation) = store::place_of_kept(tx, entry.account).await? else {
                recorded.unknown += 1;
                continue;
            };
            recorded.covered += 1;
            store::note_fed(tx, call, entry.account, organisation).await?;
            if let Some(at) = entry.at
                && store::note_activity(tx, call, entry.account, at).await?
            {
                recorded.newer += 1;
            }
        }
        Ok(recorded)
    }
}
