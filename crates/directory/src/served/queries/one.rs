//! One organisation: whether it is administered nationally, and what it asked for.

use facts::directory::AccountOf;
use kernel::authority::{Action, IntakeOf, Resource, ServedSector, Sight, served_mark};
use kernel::db::Reader;
use kernel::door::{Call, MayDo, Query, View};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{people_in, working_administrators};
use crate::organisations::display_name;
use crate::organisations::standing::by_code_in_sight;
use crate::served::model::{Intake, PEOPLE, Way};
use crate::served::{authority, store};

/// Records shown, the newest ones.
const SHOWN: i64 = 50;

/// Whether an organisation is administered nationally, and what it asked for.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ServedByCode {
    /// Its code in the register.
    pub organisation: String,
}

/// The answer to [`ServedByCode`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Served {
    /// Its code in the register.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// Its sector, if it is administered nationally.
    pub sector: Option<ServedSector>,
    /// Since when (RFC 3339).
    pub since: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// How many people it has.
    pub people: i64,
    /// How many it may have while it is administered nationally.
    pub limit: i64,
    /// How many people of its own, or from above it, can administer it.
    pub administrators: usize,
    /// The ticket under which the caller may act for it now.
    pub ticket: Option<String>,
    /// What it asked for, newest first.
    pub intakes: Vec<IntakeLine>,
    /// Whether the caller may put the mark on, or take it off.
    pub may_mark: bool,
    /// Whether the caller may record a request.
    pub may_record: bool,
}

/// How one request was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IntakeLine {
    /// When it was recorded (RFC 3339).
    pub at: String,
    /// Who recorded it, by name.
    pub by: String,
    /// Who asked.
    pub asked_by: String,
    /// How they were checked.
    pub way: Way,
    /// The reference of the ticket.
    pub ticket: String,
    /// What was asked for.
    pub note: String,
    /// Until when it counts (RFC 3339).
    pub expires_at: String,
}

impl IntakeLine {
    async fn of(reader: &mut Reader, intake: Intake) -> Result<Self> {
        let by = reader.ask(AccountOf(intake.account)).await?;
        Ok(Self {
            at: intake.opened_at.rfc3339(),
            by: by.map(|by| by.display_name).unwrap_or_default(),
            asked_by: intake.asked_by,
            way: intake.way,
            ticket: intake.ticket,
            note: intake.note,
            expires_at: intake.expires_at.rfc3339(),
        })
    }
}

impl Query for ServedByCode {
    const NAME: &'static str = "served.by-code";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = Served;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Served> {
        let found = by_code_in_sight(reader, sight, &self.organisation)
            .await?
            .ok_or_else(|| common::NOT_FOUND.refuse())?;
        let id = found.id;
        let mark = served_mark(reader, id).await?;
        let mut intakes = Vec::new();
        for intake in store::newest(reader, sight, id, SHOWN).await? {
            intakes.push(IntakeLine::of(reader, intake).await?);
        }
        let ticket = match call.actor.account() {
            Some(account) => {
                reader.ask(IntakeOf { account, organisation: id, at: call.now }).await?
            }
            None => None,
        };
        let may = |action, resource| MayDo { call: call.clone(), action, resource };
        let may_mark = reader.ask(may(authority::MARK, Resource::Nation)).await?;
        let may_record = reader.ask(may(authority::INTAKE, Resource::Organisation(id))).await?;
        Ok(Served {
            name: display_name(&found.name),
            sector: mark.as_ref().map(|mark| mark.sector),
            since: mark.as_ref().map(|mark| mark.since.rfc3339()),
            reason: mark.map(|mark| mark.reason),
            people: people_in(reader, id).await?,
            limit: reader.dated(&PEOPLE, Some(id), call.now).await?,
            administrators: working_administrators(reader, id, call.now).await?,
            ticket,
            intakes,
            may_mark: may_mark && found.state.is_running(),
            may_record,
            organisation: found.code,
        })
    }
}
