//! The scheduled reports of the caller, and what one of their files holds.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{Every, Outcome};
use super::{authority, store};

/// The most schedules, and the most files of each, that are read; nobody can have as many.
const READ: i64 = 120;

fn me(call: &Call) -> Result<AccountId> {
    call.actor.account().ok_or_else(|| common::NOT_ALLOWED.refuse().into())
}

/// The scheduled reports of the caller, the oldest first, each with its files.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MySchedules {}

/// One scheduled report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ScheduleLine {
    /// The schedule.
    pub schedule: Uuid,
    /// What it is called.
    pub name: String,
    /// The address of the file.
    pub file: String,
    /// What stands behind the question mark; empty for the whole list.
    pub query: String,
    /// On which days it is made.
    pub every: Every,
    /// The version that the next act has to expect.
    pub version: i64,
    /// What was made of it, the newest first.
    pub files: Vec<ReportFile>,
}

/// One file, or why there is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportFile {
    /// The file.
    pub file: Uuid,
    /// When it was made.
    pub made_at: Timestamp,
    /// How that ended.
    pub outcome: Outcome,
    /// Its size in octets.
    pub size: i64,
}

impl Query for MySchedules {
    const NAME: &'static str = "report.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = Vec<ScheduleLine>;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<Vec<ScheduleLine>> {
        let mut lines = Vec::new();
        for row in store::of(reader, me(call)?, READ).await? {
            let files = store::files(reader, row.id, READ).await?;
            let files = files.into_iter().map(|made| ReportFile {
                file: made.id,
                made_at: made.made_at,
                outcome: made.outcome,
                size: made.size,
            });
            lines.push(ScheduleLine {
                schedule: row.id,
                name: row.name,
                file: row.file,
                query: row.query,
                every: row.every,
                version: row.version,
                files: files.collect(),
            });
        }
        Ok(lines)
    }
}

/// What a file of the caller holds.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FileOf {
    /// The file.
    pub file: Uuid,
}

/// A file with what it holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Contents {
    /// What its report is called.
    pub name: String,
    /// Its text, comma-separated (RFC 4180).
    pub text: String,
}

impl Query for FileOf {
    const NAME: &'static str = "report.file";
    const ACTION: Action = authority::FILE;
    const VIEW: View = View::Own;
    type Output = Contents;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<Contents> {
        let found = store::contents(reader, me(call)?, self.file).await?;
        let (name, text) = found.ok_or_else(|| common::NOT_FOUND.refuse())?;
        Ok(Contents { name, text })
    }
}
