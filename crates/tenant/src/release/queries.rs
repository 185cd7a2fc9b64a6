//! Whether sending is held after a restore.

use facts::directory::AccountOf;
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::epoch::Cause;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::commands::{Counts, counts};
use super::{authority, store};

/// Whether Microsoft 365 is held back after a restore, and who has released it so far.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseState {}

/// The answer to `tenant.release-state`. Times are RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReleaseView {
    /// Whether nothing is sent until two people release it.
    pub held: bool,
    /// Since when.
    pub since: Option<String>,
    /// How it was known: `restored` with the command for it, `behind` a checkpoint outside, or from `elsewhere`.
    pub cause: Option<String>,
    /// Acts that a checkpoint outside knows of and that are lost.
    pub lost: i64,
    /// The names of those who have released it so far and whose word counts.
    pub released_by: Vec<String>,
    /// Whether the caller has said so and somebody else is still to. If enough people count by now, whoever says so again
    /// releases it.
    pub released_by_caller: bool,
}

impl Query for ReleaseState {
    const NAME: &'static str = "tenant.release-state";
    const ACTION: Action = authority::SEE;
    const VIEW: View = View::Nation;
    type Output = ReleaseView;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<ReleaseView> {
        let Some(epoch) = store::held(reader).await? else {
            return Ok(ReleaseView {
                held: false,
                since: None,
                cause: None,
                lost: 0,
                released_by: Vec::new(),
                released_by_caller: false,
            });
        };
        let approvals = store::approvals(reader, epoch.id).await?;
        let mut released_by = Vec::with_capacity(approvals.len());
        for account in &approvals {
            if counts(reader, *account, &epoch, call.now).await? != Counts::Yes {
                continue;
            }
            let view = reader.ask(AccountOf(*account)).await?;
            released_by.push(view.map_or_else(|| account.to_string(), |view| view.display_name));
        }
        let released_by_caller = call.actor.account().is_some_and(|own| approvals.contains(&own));
        let cause = match epoch.cause {
            Cause::Restored => "restored",
            Cause::Behind => "behind",
            Cause::Elsewhere | Cause::First => "elsewhere",
        };
        Ok(ReleaseView {
            held: true,
            since: Some(epoch.began_at.rfc3339()),
            cause: Some(cause.to_owned()),
            lost: epoch.lost(),
            released_by_caller: released_by_caller && released_by.len() < 2,
            released_by,
        })
    }
}
