//! A transaction that writes, and what the act in it leaves for the audit.

use std::ops::{Deref, DerefMut};

use serde::Serialize;
use uuid::Uuid;

use super::reader::{Link, Reader, note_slow};
use super::statement::{Effect as Writes, effect};
use super::{Row, Val};
use crate::clock::Stopwatch;
use crate::columns::{self, Sensitivity, TableKind};
use crate::ids::{AccountId, OrganisationId};
use crate::refusal::Fault;

/// What the present owner of a transaction may write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum May {
    /// Business tables: inside an act.
    Act,
    /// Machine tables: inside upkeep.
    Upkeep,
    /// Everything: migrations, audit, seals.
    Spine,
}

/// One write transaction. It is opened by the door or by upkeep only and derefs to a [`Reader`].
pub struct WriteTx {
    reader: Reader,
    may: May,
    pub(crate) act: ActState,
    /// Audit rows of the group that wait for their seal, on the engine that seals in the commit.
    pub(crate) unsealed: Option<Vec<crate::audit::Unsealed>>,
}

/// What a transaction is while upkeep has it.
pub(crate) struct Lent {
    may: May,
    act: ActState,
}

/// What an act has left so far for its audit row.
#[derive(Default)]
pub(crate) struct ActState {
    pub(crate) subject: Option<(&'static str, Uuid, i64)>,
    pub(crate) effects: Vec<Effect>,
    pub(crate) facts: Vec<(&'static str, serde_json::Value)>,
    pub(crate) concerns: Vec<OrganisationId>,
}

/// One change of one attribute.
#[derive(Clone, Debug)]
pub struct Effect {
    /// What kind of thing changed, in the words of the table ("account", "policy").
    pub kind: &'static str,
    /// Its key.
    pub subject: Uuid,
    /// The column that changed.
    pub attribute: &'static str,
    /// Its value before.
    pub before: EffectValue,
    /// Its value now.
    pub after: EffectValue,
    /// Whether the values are about a person; then only a commitment to them is sealed.
    pub sensitivity: Sensitivity,
}

/// A value as the audit keeps it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum EffectValue {
    /// There was or is none.
    None,
    /// A number, flag or time.
    Number(i64),
    /// Text or a key.
    Text(String),
}

impl<T: Into<Val>> From<T> for EffectValue {
    fn from(value: T) -> Self {
        match value.into() {
            Val::Null => Self::None,
            Val::Int(number) => Self::Number(number),
            Val::Text(text) => Self::Text(text),
            Val::Id(id) => Self::Text(id.to_string()),
            // Bytes are hashes and keys; that they changed is all the audit needs.
            Val::Bytes(_) => Self::Text("(bytes)".to_owned()),
        }
    }
}

impl WriteTx {
    pub(super) fn new(reader: Reader) -> Self {
        Self { reader, may: May::Act, act: ActState::default(), unsealed: None }
    }

    /// Starts over: nothing written, nothing noted, no error met.
    pub(crate) fn begin(&mut self, may: May) {
        self.may = may;
        self.act = ActState::default();
        self.reader.poisoned = None;
    }

    /// Lends the transaction to upkeep, which comes in the same commit: until it is given back it can write no business table, and
    /// nothing of it is left for the audit.
    pub(crate) fn lend_to_upkeep(&mut self) -> Lent {
        Lent {
            may: std::mem::replace(&mut self.may, May::Upkeep),
            act: std::mem::take(&mut self.act),
        }
    }

    /// Goes on as it was before.
    pub(crate) fn give_back(&mut self, Lent { may, act }: Lent) {
        (self.may, self.act) = (may, act);
    }

    pub(crate) fn is_poisoned(&self) -> bool {
        self.reader.poisoned.is_some()
    }

    pub(super) fn into_reader(self) -> Reader {
        self.reader
    }

    /// Changes rows of the tables this transaction may write and says how many.
    ///
    /// A collision is asked for, never caught: `INSERT … ON CONFLICT DO NOTHING` or a conditional `UPDATE`, and
    /// the number is the verdict.
    pub async fn exec(&mut self, sql: &str, params: &[Val]) -> Result<u64, Fault> {
        let allowed = match effect(sql) {
            Writes::Insert(table) | Writes::Change(table) => {
                match (self.may, columns::kind(&table)) {
                    (May::Act, TableKind::Business)
                    | (May::Upkeep, TableKind::Machine)
                    | (May::Spine, _) => Ok(()),
                    (may, kind) => Err(Fault::defect(format!(
                        "writing the {kind:?} table {table} in a transaction for {may:?}"
                    ))),
                }
            }
            Writes::Read | Writes::Other => {
                Err(Fault::defect("running a statement that is not a write"))
            }
        };
        let allowed = self.reader.healthy().and(allowed);
        self.reader.noting(allowed)?;
        self.run(sql, params, self.may).await
    }

    /// Changes rows of any table: the kernel's own writes.
    pub(crate) async fn exec_spine(&mut self, sql: &str, params: &[Val]) -> Result<u64, Fault> {
        self.run(sql, params, May::Spine).await
    }

    /// Holds rows as they are until the act ends: others may hold them too, nobody may change them. `rows` is what
    /// stands after `FROM`. An engine with one writer has nobody to hold them against.
    pub(crate) async fn hold_spine(&mut self, rows: &str) -> Result<(), Fault> {
        match self.reader.link {
            Link::Sqlite(_) => Ok(()),
            Link::Postgres(_) => {
                let sql = format!("SELECT 1 FROM {rows} FOR SHARE");
                match self.run(&sql, &[], May::Spine).await? {
                    0 => Err(Fault::defect("holding rows that are not there")),
                    _ => Ok(()),
                }
            }
        }
    }

    /// The first row of a statement that reads one table, held until the act ends as if it had been changed: whoever changes it
    /// waits, and then finds what the act left. An engine with one writer has nobody to hold it against.
    pub async fn hold(&mut self, sql: &str, params: &[Val]) -> Result<Option<Row>, Fault> {
        if let Link::Postgres(_) = self.reader.link {
            // In the database role of whoever writes: it takes the right to change the row.
            self.run(&format!("{sql} FOR NO KEY UPDATE"), params, self.may).await?;
        }
        self.reader.row(sql, params).await
    }

    async fn run(&mut self, sql: &str, params: &[Val], may: May) -> Result<u64, Fault> {
        self.reader.healthy()?;
        let watch = Stopwatch::start();
        let outcome = match &mut self.reader.link {
            Link::Sqlite(lease) => lease.session().exec(sql, params, may),
            Link::Postgres(lease) => lease.exec(sql, params, may).await,
        };
        note_slow(sql, &watch);
        self.reader.noting(outcome)
    }

    /// A defect unless an act runs in this transaction; for what upkeep must never change.
    pub(crate) fn in_act(&self) -> Result<(), Fault> {
        if self.may == May::Act {
            Ok(())
        } else {
            Err(Fault::defect("changing in upkeep what only an act may change"))
        }
    }

    /// Names the thing the act is about and the version this act gave it.
    pub fn subject(&mut self, kind: &'static str, id: impl Into<Uuid>, version: i64) {
        self.act.subject = Some((kind, id.into(), version));
    }

    /// Leaves one changed attribute for the audit; unchanged ones are left out.
    ///
    /// The attribute is a column of the table `kind`, whose sensitivity stands in `columns.toml`.
    pub fn effect(
        &mut self,
        kind: &'static str,
        subject: impl Into<Uuid>,
        attribute: &'static str,
        before: impl Into<EffectValue>,
        after: impl Into<EffectValue>,
    ) {
        let (before, after) = (before.into(), after.into());
        if before == after {
            return;
        }
        let sensitivity = columns::tables()
            .get(kind)
            .and_then(|table| table.columns.get(attribute))
            .copied()
            .unwrap_or(Sensitivity::Secret);
        self.act.effects.push(Effect {
            kind,
            subject: subject.into(),
            attribute,
            before,
            after,
            sensitivity,
        });
    }

    /// Says that the act concerns this organisation too, so that it stands in its history.
    pub fn concerns(&mut self, organisation: OrganisationId) {
        if !self.act.concerns.contains(&organisation) {
            self.act.concerns.push(organisation);
        }
    }

    /// Notes a fact: listeners within run before the commit, listeners after are told once it is sealed.
    pub fn note<F: crate::door::Fact>(&mut self, fact: &F) -> Result<(), Fault> {
        self.in_act()?;
        let value = serde_json::to_value(fact)
            .map_err(|error| Fault::defect(format!("noting {}", F::NAME)).because(error))?;
        self.act.facts.push((F::NAME, value));
        Ok(())
    }
}

impl Deref for WriteTx {
    type Target = Reader;
    fn deref(&self) -> &Reader {
        &self.reader
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut Reader {
        &mut self.reader
    }
}

impl From<AccountId> for Uuid {
    fn from(id: AccountId) -> Self {
        id.0
    }
}

impl From<OrganisationId> for Uuid {
    fn from(id: OrganisationId) -> Self {
        id.0
    }
}
