//! The legal holds that stand on an account.

use facts::directory::OrganisationOf;
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::people::store::Level;
use crate::people::{authority, store};

/// The legal holds that stand on an account, with their reasons: for those who may place and release them, and never
/// for the person themself.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldsOfPerson {
    /// The account.
    pub person: AccountId,
}

/// One of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HoldLine {
    /// The hold.
    pub hold: Uuid,
    /// Why it was placed.
    pub reason: String,
    /// By what it is known to those who asked.
    pub reference: String,
    /// Since when it stands (RFC 3339).
    pub placed_at: String,
    /// The name of the organisation that placed it; none if the national team did.
    pub placed_by: Option<String>,
}

impl Query for HoldsOfPerson {
    const NAME: &'static str = "person.holds";
    const ACTION: Action = authority::HOLD;
    const VIEW: View = View::Record;
    type Output = Vec<HoldLine>;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Vec<HoldLine>> {
        if store::seen(reader, sight, self.person).await?.is_none() {
            return Err(common::NOT_FOUND.refuse().into());
        }
        let mut lines = Vec::new();
        if call.actor.account() == Some(self.person) {
            return Ok(lines);
        }
        for hold in store::holds(reader, self.person).await? {
            let by = match hold.level {
                Level::Organisation => reader.ask(OrganisationOf(hold.organisation)).await?,
                Level::Nation => None,
            };
            // What another organisation wrote down is not for this one to read.
            let is_theirs = hold.level == Level::Nation
                || sight.sees_organisation(reader, hold.organisation).await?;
            let shown = |text: String| if is_theirs { text } else { String::new() };
            lines.push(HoldLine {
                hold: hold.id,
                reason: shown(hold.reason),
                reference: shown(hold.reference),
                placed_at: hold.placed_at.rfc3339(),
                placed_by: by.map(|organisation| organisation.name),
            });
        }
        Ok(lines)
    }
}
