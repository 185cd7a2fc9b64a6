//! What would take an act back.

use facts::directory::OrganisationOf;
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Aspect, Call, InverseOf, Query, View};
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::super::authority;
use super::{Change, Entry, Teller};

/// The command that would take an act back. Issue it with the version as `If-Match`; it needs the same authority as
/// ever. Refused if no single command takes the act back, or if something else happened to the same thing since.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UndoOf {
    /// The act.
    pub act: Uuid,
}

/// The answer to [`UndoOf`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Undo {
    /// The command's name.
    pub command: String,
    /// Its input.
    pub input: Value,
    /// The version that the thing must still have.
    pub version: i64,
    /// Code of the organisation in whose history the act stands, if any.
    pub organisation: Option<String>,
    /// The act itself.
    pub entry: Entry,
    /// What goes back: the attributes of the thing the act was about. What happened to other things because of the act
    /// stays as it is.
    pub changes: Vec<Change>,
}

impl Query for UndoOf {
    const NAME: &'static str = "history.undo";
    const ACTION: Action = authority::UNDO;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::History;
    type Output = Undo;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Undo> {
        let row = kernel::audit::history_of_act(reader, self.act).await?;
        let row = row.ok_or_else(|| common::NOT_FOUND.refuse())?;
        // Everything in the act must be the reader's to see: what is undone comes back with its old values.
        let concerned = row.row.concerned()?;
        let mut is_seen = sight.is_national() || !concerned.is_empty();
        for organisation in concerned {
            is_seen &= sight.sees_organisation(reader, OrganisationId(organisation)).await?;
        }
        if !is_seen {
            return Err(common::NOT_FOUND.refuse().into());
        }
        let question = InverseOf { act: row.clone(), call: call.clone() };
        let inverse = reader.ask(question).await??;
        let mut teller = Teller::new(call, sight);
        let mut changes = Vec::new();
        for effect in row.of_subject() {
            changes.push(teller.change(reader, effect, &row.effects).await?);
        }
        let organisation = match row.row.organisation {
            Some(key) => reader.ask(OrganisationOf(OrganisationId(key))).await?,
            None => None,
        };
        Ok(Undo {
            entry: teller.entry(reader, row).await?,
            changes,
            organisation: organisation.map(|organisation| organisation.code),
            command: inverse.proposed.command.to_owned(),
            input: inverse.proposed.body,
            version: inverse.version,
        })
    }
}
