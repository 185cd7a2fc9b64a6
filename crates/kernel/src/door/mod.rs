//! The one door: every change is a command, every answer a query, whoever calls.
//!
//! `perform` asks authority on a read, runs `prepare` outside every transaction, opens one, resolves the resource and
//! asks authority again inside, runs the command and the listeners within, writes the audit row, commits. It runs
//! detached from the request, so a dropped connection never cancels a half-done act. Nothing else in the product
//! can open a write transaction; upkeep can, for machine tables only.

mod answers;
mod call;
mod command;
mod derived;
mod idempotency;
mod level;
mod listeners;
mod looks;
mod manifest;
mod may;
mod meters;
mod perform;
mod proposal;
mod query;
mod refused;
mod second;
mod undo;
mod upkeep;

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

pub use answers::{Answers, Question};
pub use call::{Actor, Call, Face, TokenScope};
pub use command::{Command, CommandEntry, Done, Permit};
pub use derived::{DerivedSecret, derived};
pub use level::{FreshProof, FreshProofOf, Level};
pub use listeners::{Fact, Within};
pub use looks::{Aspect, Look, LookFilter, forget_looks, looks_at, looks_in};
pub use manifest::{After, Answering, Guard, Manifest, RefusalList, Tell, Told};
pub use may::{MayDo, SeenFor};
pub use meters::Meters;
pub use proposal::{Decider, Proposal, ProposalState, Proposed, find_proposal};
pub use query::{Query, QueryEntry, View};
pub use second::{MayApprove, SECOND_PERSON, SECOND_PERSON_HOURS, SecondPeople};
pub use undo::{Inverse, InverseOf};

use uuid::Uuid;

use crate::audit::NodeKey;
use crate::authority::RuleBook;
use crate::clock::Clock;
use crate::dated::RuleList;
use crate::db::{Database, Reader, Target};
use crate::refusal::Fault;

/// The door of one process; cheap to clone.
#[derive(Clone)]
pub struct Door(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) database: Database,
    pub(crate) clock: Clock,
    pub(crate) key: NodeKey,
    pub(crate) rules: RuleBook,
    pub(crate) commands: BTreeMap<&'static str, CommandEntry>,
    pub(crate) queries: BTreeMap<&'static str, QueryEntry>,
    pub(crate) within: HashMap<&'static str, Vec<Within>>,
    pub(crate) after: Vec<After>,
    pub(crate) dated: RuleList,
    pub(crate) ports: Ports,
    pub(crate) meters: Meters,
}

/// What `prepare` may use of the world outside: services that slices put in at the start.
#[derive(Clone, Default)]
pub struct Ports(HashMap<TypeId, Arc<dyn Any + Send + Sync>>);

impl Ports {
    /// Puts a service in; one of each type.
    pub fn with<T: Any + Send + Sync>(mut self, port: T) -> Self {
        self.0.insert(TypeId::of::<T>(), Arc::new(port));
        self
    }

    /// The service of that type.
    pub fn port<T: Any + Send + Sync>(&self) -> Result<Arc<T>, Fault> {
        let port =
            self.0.get(&TypeId::of::<T>()).cloned().and_then(|port| port.downcast::<T>().ok());
        port.ok_or_else(|| {
            Fault::defect(format!(
                "using the port {}, which was not put in at the start",
                std::any::type_name::<T>()
            ))
        })
    }
}

/// What a door is opened with.
pub struct Opening {
    /// The database.
    pub target: Target,
    /// The clock.
    pub clock: Clock,
    /// The key under which unsealed audit rows are vouched for; shared by all nodes of one database.
    pub key: NodeKey,
    /// The services that `prepare` uses.
    pub ports: Ports,
}

impl Door {
    /// Opens the database, brings its tables up to date, and collects the slices.
    pub async fn open(opening: Opening, manifests: &[Manifest]) -> Result<Self, Fault> {
        Self::open_with(opening, manifests, Answers::default()).await
    }

    /// The same, with answers to questions that no slice given here answers; for tests of one slice.
    pub async fn open_with(
        opening: Opening,
        manifests: &[Manifest],
        answers: Answers,
    ) -> Result<Self, Fault> {
        let mut answers = answers.with_ports(opening.ports.clone());
        let rules = RuleBook::collect(manifests.iter().flat_map(|manifest| manifest.rules))?;
        let (mut commands, mut queries) = (BTreeMap::new(), BTreeMap::new());
        let mut migrations = crate::MIGRATIONS.to_vec();
        let mut after = Vec::new();
        let mut dated = RuleList::new();
        for manifest in manifests {
            for entry in &manifest.commands {
                known(&rules, entry.name, entry.action)?;
                once(commands.insert(entry.name, entry.clone()).is_none(), entry.name)?;
            }
            for entry in &manifest.queries {
                known(&rules, entry.name, entry.action)?;
                once(queries.insert(entry.name, entry.clone()).is_none(), entry.name)?;
            }
            for answer in &manifest.answers {
                answer(&mut answers)?;
            }
            migrations.extend(manifest.migrations);
            after.extend(manifest.after.iter().cloned());
            for rule in manifest.dated {
                once(dated.insert(rule.name, rule).is_none(), rule.name)?;
            }
        }
        undo::answer(&mut answers, &commands, &rules)?;
        may::answer(&mut answers, &rules)?;
        second::answer(&mut answers, &commands, &rules)?;
        derived::answer(&mut answers, &opening.key)?;
        let within = listeners::collect(manifests)?;
        let database = Database::open(&opening.target, &migrations, Arc::new(answers)).await?;
        crate::audit::agree(&database, &opening.key).await?;
        // Whoever prepares may have to look at more than a transaction should wait for.
        let ports = opening.ports.with(database.clone());
        Ok(Self(Arc::new(Inner {
            database,
            clock: opening.clock,
            key: opening.key,
            rules,
            commands,
            queries,
            within,
            after,
            dated,
            ports,
            meters: Meters::default(),
        })))
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.0
    }

    /// The clock every call takes its time from.
    pub fn clock(&self) -> &Clock {
        &self.0.clock
    }

    /// The services that slices put in at the start.
    pub fn ports(&self) -> &Ports {
        &self.0.ports
    }

    /// The table of actions.
    pub fn rules(&self) -> &RuleBook {
        &self.0.rules
    }

    /// Every command, by name.
    pub fn commands(&self) -> impl Iterator<Item = &CommandEntry> {
        self.0.commands.values()
    }

    /// Every query, by name.
    pub fn queries(&self) -> impl Iterator<Item = &QueryEntry> {
        self.0.queries.values()
    }

    /// Every listener after, by name of its follower.
    pub fn after(&self) -> &[After] {
        &self.0.after
    }

    /// Every rule with a number, by name.
    pub fn dated(&self) -> &RuleList {
        &self.0.dated
    }

    /// What this door has counted.
    pub fn meters(&self) -> &Meters {
        &self.0.meters
    }

    /// The database, for followers, jobs and verification. It gives out readers only.
    pub fn database(&self) -> &Database {
        &self.0.database
    }

    /// The key under which unsealed audit rows are vouched for.
    pub fn node_key(&self) -> &NodeKey {
        &self.0.key
    }

    /// A secret that this installation can make again from the key of a thing, and nobody else: so it need not be
    /// written down. `purpose` keeps the secrets of different uses apart.
    pub fn derived(&self, purpose: &str, of: Uuid) -> [u8; 32] {
        derived::derived(&self.0.key, purpose, of)
    }

    /// A connection for reading machine tables and verification.
    pub async fn reader(&self) -> Result<Reader, Fault> {
        self.0.database.reader().await
    }

    /// The same for a few statements that follow each other at once, as [`Database::glance`] has it.
    pub async fn glance(&self) -> Result<Reader, Fault> {
        self.0.database.glance().await
    }

    /// Ends the writer after everything that waits has been written.
    pub async fn close(&self) {
        self.0.database.close().await;
    }
}

fn known(rules: &RuleBook, name: &str, action: crate::authority::Action) -> Result<(), Fault> {
    if rules.who(action).is_some() {
        Ok(())
    } else {
        Err(Fault::defect(format!(
            "registering {name}, whose action {} stands in no authority table",
            action.0
        )))
    }
}

fn once(is_new: bool, name: &str) -> Result<(), Fault> {
    if is_new {
        Ok(())
    } else {
        Err(Fault::defect(format!("registering {name}, which is registered twice")))
    }
}
