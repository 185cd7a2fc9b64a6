//! What a slice brings: the one line by which the composition root knows it.

use std::sync::Arc;

use serde_json::Value;

use super::{Answers, CommandEntry, Door, QueryEntry, Within};
use crate::authority::Rule;
use crate::clock::Timestamp;
use crate::dated::NumberRule;
use crate::db::{BoxFuture, Migration};
use crate::ids::ActId;
use crate::refusal::{Code, Fault, Result};

/// A slice's refusals.
pub type RefusalList = &'static [Code];

/// A sealed fact as a listener after is told it.
#[derive(Clone, Debug)]
pub struct Told {
    /// The act that noted it: the same, however often it is told.
    pub act: ActId,
    /// When the act was asked for.
    pub at: Timestamp,
    /// Whose act it was, as the audit has it: `account:KEY`, `operator:NAME`, `service:NAME`, `anonymous`.
    pub actor: String,
    /// The command.
    pub command: String,
    /// The fact's name.
    pub fact: &'static str,
    /// Its payload.
    pub payload: Value,
}

/// Tells a listener after one fact.
pub type Tell = Arc<dyn Fn(Door, Told) -> BoxFuture<'static, Result<()>> + Send + Sync>;

/// Registers answers to questions.
pub type Answering = fn(&mut Answers) -> Result<(), Fault>;

/// A listener after: told about sealed facts, re-reads the state, may be told twice.
#[derive(Clone)]
pub struct After {
    /// Its name, under which its place in the sealed order is kept.
    pub name: &'static str,
    /// The facts it wants to hear of.
    pub facts: &'static [&'static str],
    /// What it does with one.
    pub run: Tell,
}

/// A guard row: the row that a rule over several rows hangs on, changed by a conditional statement.
#[derive(Clone, Copy, Debug)]
pub struct Guard {
    /// The table it is in.
    pub table: &'static str,
    /// Which row of the table.
    pub row: &'static str,
    /// What it keeps true.
    pub rule: &'static str,
}

impl Guard {
    /// A guard row.
    pub const fn new(table: &'static str, row: &'static str, rule: &'static str) -> Self {
        Self { table, row, rule }
    }

    /// Those of the kernel itself.
    pub const KERNEL: &'static [Self] = &[
        Self::new("tree_guard", "the only one", "the administrative tree has no ring"),
        Self::new("audit_head", "the only one", "the audit has one order"),
        Self::new("job_subject", "the queue's subject", "one job works on a subject at a time"),
        Self::new("idempotency", "the principal's key", "a repeated request is done once"),
        Self::new("proposal", "the proposal", "a proposal runs once"),
    ];
}

/// What a slice brings.
#[derive(Clone, Default)]
pub struct Manifest {
    /// `context/slice`.
    pub name: &'static str,
    /// Its commands.
    pub commands: Vec<CommandEntry>,
    /// Its queries.
    pub queries: Vec<QueryEntry>,
    /// Its table of actions and who may do them.
    pub rules: &'static [Rule],
    /// Its listeners within.
    pub within: Vec<Within>,
    /// Its listeners after.
    pub after: Vec<After>,
    /// The questions it answers.
    pub answers: Vec<Answering>,
    /// Its rules with numbers.
    pub dated: &'static [&'static NumberRule],
    /// The rows on which its rules over several rows hang.
    pub guards: &'static [Guard],
    /// Its refusals.
    pub refusals: RefusalList,
    /// Its tables.
    pub migrations: &'static [Migration],
}

/// The registration lines of commands: `commands![CreatePerson, RenamePerson]`.
#[macro_export]
macro_rules! commands {
    ($($command:ty),* $(,)?) => { vec![$($crate::door::CommandEntry::of::<$command>()),*] };
}

/// The registration lines of queries: `queries![PersonById]`.
#[macro_export]
macro_rules! queries {
    ($($query:ty),* $(,)?) => { vec![$($crate::door::QueryEntry::of::<$query>()),*] };
}
