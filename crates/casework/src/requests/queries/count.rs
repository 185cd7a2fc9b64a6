//! How much waits for somebody: for the menu, and for the home page.

use kernel::authority::{Action, Sight, grants_of};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::sight_at;
use crate::requests::authority;
use crate::requests::model::Desk;
use crate::requests::store::{self, Filter};

/// Counted up to here; more is shown as "more than".
const COUNTED: i64 = 100;

/// How many requests wait for the caller, as asker or as somebody who decides.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CountRequests {}

/// The answer to `request.count`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequestCount {
    /// How many; counted up to 100.
    pub waiting: i64,
    /// Whether there are more.
    pub is_more: bool,
}

impl Query for CountRequests {
    const NAME: &'static str = "request.count";
    const ACTION: Action = authority::COUNT;
    const VIEW: View = View::Own;
    type Output = RequestCount;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<RequestCount> {
        let me = call.actor.account().ok_or_else(|| messages::NOT_ALLOWED.refuse())?;
        let filter = Filter::default();
        let mut waiting = store::count_waiting_for(reader, me, &filter).await?;
        // Most people hold no role; they are asked nothing more.
        if !grants_of(reader, me, call.now).await?.is_empty() {
            for desk in Desk::ALL {
                let sight = sight_at(reader, call, desk, None).await?;
                if !sight.is_empty() {
                    waiting +=
                        store::count_at(reader, desk, &sight, me, &filter, COUNTED + 1).await?;
                }
            }
        }
        Ok(RequestCount { waiting: waiting.min(COUNTED), is_more: waiting > COUNTED })
    }
}
