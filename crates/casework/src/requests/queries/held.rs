//! Requests that somebody works on, for when they go.

use facts::directory::AccountOf;
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Line, Shown};
use crate::requests::{authority, store};

/// The most that are told.
const LIMIT: i64 = 50;

/// The requests of a person's organisation that they have taken and that are not over, by the day they are due; 50 at
/// most.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestsTakenBy {
    /// Who works on them.
    pub person: AccountId,
}

impl Query for RequestsTakenBy {
    const NAME: &'static str = "request.taken-by";
    const ACTION: Action = authority::TAKEN;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::Requests;
    type Output = Vec<Line>;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Vec<Line>> {
        let person = reader.ask(AccountOf(self.person)).await?;
        let Some(person) = person else { return Err(common::NOT_FOUND.refuse().into()) };
        if !sight.sees_organisation(reader, person.organisation).await? {
            return Err(common::NOT_FOUND.refuse().into());
        }
        let found = store::taken_by(reader, person.organisation, self.person, LIMIT).await?;
        let mut shown = Shown::of(call, reader).await?;
        let mut items = Vec::with_capacity(found.len());
        for request in &found {
            items.push(shown.line(reader, request).await?);
        }
        Ok(items)
    }
}
