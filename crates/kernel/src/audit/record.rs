//! The audit row as stored, and what of it is hashed.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::{Hash, hash};
use crate::clock::Timestamp;
use crate::db::{Row, Val};
use crate::refusal::Fault;
use crate::vals;

/// The stored columns, in the order [`AuditRow::read`] expects.
pub(crate) const COLUMNS: &str = "a.id, a.at, a.actor, a.face, a.organisation, a.command, a.outcome, a.code, a.subject_kind, a.subject, a.subject_version, a.concerns, a.effects, a.facts, a.request";

/// One audit row.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuditRow {
    /// The act.
    pub id: Uuid,
    /// When it was asked for.
    pub at: Timestamp,
    /// Who: `account:KEY`, `operator:NAME`, `service:NAME`, `anonymous`.
    pub actor: String,
    /// Through which face.
    pub face: String,
    /// The organisation it was about, if any.
    pub organisation: Option<Uuid>,
    /// The command.
    pub command: String,
    /// `done` or `refused`.
    pub outcome: String,
    /// The refusal's code.
    pub code: Option<String>,
    /// What kind of thing it was about.
    pub subject_kind: Option<String>,
    /// Its key.
    pub subject: Option<Uuid>,
    /// The version the act gave it.
    pub subject_version: i64,
    /// JSON list of the organisations it concerns.
    pub concerns: String,
    /// JSON list of `[kind, subject, attribute, before, after]`; personal values are commitments.
    pub effects: String,
    /// JSON list of `[name, payload]`.
    pub facts: String,
    /// The request it came with.
    pub request: Uuid,
}

/// A row that waits for its seal.
#[derive(Clone, Debug)]
pub(crate) struct Unsealed {
    pub(crate) audit: Uuid,
    pub(crate) leaf: Hash,
    pub(crate) concerns: Vec<Uuid>,
}

impl AuditRow {
    /// Reads the columns of [`COLUMNS`].
    pub(crate) fn read(row: &Row) -> Result<Self, Fault> {
        Ok(Self {
            id: row.id(0)?,
            at: row.time(1)?,
            actor: row.text(2)?,
            face: row.text(3)?,
            organisation: row.id_or_none(4)?,
            command: row.text(5)?,
            outcome: row.text(6)?,
            code: row.text_or_none(7)?,
            subject_kind: row.text_or_none(8)?,
            subject: row.id_or_none(9)?,
            subject_version: row.int(10)?,
            concerns: row.text(11)?,
            effects: row.text(12)?,
            facts: row.text(13)?,
            request: row.id(14)?,
        })
    }

    /// Every stored column in the order of the table, with the code of whoever vouches for a row that is not sealed.
    pub(crate) fn values(&self, mac: Option<&[u8]>) -> [Val; 16] {
        vals![
            self.id,
            self.at,
            self.actor.as_str(),
            self.face.as_str(),
            self.organisation,
            self.command.as_str(),
            self.outcome.as_str(),
            self.code.as_deref(),
            self.subject_kind.as_deref(),
            self.subject,
            self.subject_version,
            self.concerns.as_str(),
            self.effects.as_str(),
            self.facts.as_str(),
            self.request,
            mac
        ]
    }

    /// The bytes that are hashed: a JSON list of every column in a fixed order. Effects, facts and concerns go in
    /// as the texts that are stored, so that no second formatter has to agree with the first.
    pub(crate) fn canonical(&self) -> Vec<u8> {
        let list = json!([
            "guildhall audit row 1",
            self.id,
            self.at.micros(),
            self.actor,
            self.face,
            self.organisation,
            self.command,
            self.outcome,
            self.code,
            self.subject_kind,
            self.subject,
            self.subject_version,
            self.concerns,
            self.effects,
            self.facts,
            self.request,
        ]);
        list.to_string().into_bytes()
    }

    /// The row's leaf.
    pub fn leaf(&self) -> Hash {
        hash(&[&[0], &self.canonical()])
    }

    /// The organisations it concerns.
    pub fn concerned(&self) -> Result<Vec<Uuid>, Fault> {
        serde_json::from_str(&self.concerns).map_err(|error| {
            Fault::defect("reading the organisations of an audit row").because(error)
        })
    }

    pub(crate) fn unsealed(&self) -> Result<Unsealed, Fault> {
        Ok(Unsealed { audit: self.id, leaf: self.leaf(), concerns: self.concerned()? })
    }
}
