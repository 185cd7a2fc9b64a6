//! A small business for the kernel's tests: one table, a few commands.
//!
//! The table bears a name that `columns.toml` knows as a business table.

use kernel::authority::{Action, Resource, Role, Rule, Who};
use kernel::db::{Migration, Reader, WriteTx};
use kernel::door::{Call, Command, Manifest, Permit, Ports, Query, View, Within};
use kernel::ids::OrganisationId;
use kernel::refusal::{Code, Fault, Kind, Refusal, Result, messages};
use kernel::vals;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(crate) const WRITE: Action = Action("sample.write");
pub(crate) const READ: Action = Action("sample.read");
pub(crate) const PROPOSE: Action = Action("sample.propose");
const OWN: Action = Action("sample.own");

const RULES: &[Rule] = &[
    Rule::new(
        WRITE,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::NationalAdministrationService,
            Role::LocalAdministrator,
        ])
        .or_service(),
    ),
    Rule::new(
        READ,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::NationalAdministrationService,
            Role::LocalAdministrator,
            Role::Auditor,
        ]),
    ),
    Rule::new(
        PROPOSE,
        Who::roles(&[
            Role::PlatformAdministrator,
            Role::SecondPlatformApprover,
            Role::LocalAdministrator,
        ]),
    ),
    Rule::new(OWN, Who::ONESELF),
];

pub(crate) const SAID_NO: Code =
    Code::new(Kind::Conflict, "sample.said-no", "The sample says no. Ask it something else.");

const TABLES: &[Migration] = &[Migration {
    number: 900,
    name: "0900_sample",
    sql: "CREATE TABLE sample (id {id} NOT NULL PRIMARY KEY, organisation {id} NOT NULL, name {text} NOT NULL, version {int} NOT NULL, act {id} NOT NULL);",
}];

pub(crate) fn manifest() -> Manifest {
    Manifest {
        name: "sample",
        commands: kernel::commands![Put, Misbehave, Mark],
        queries: kernel::queries![Names],
        rules: RULES,
        within: vec![Within::new::<Told>(&[], |fact: Told, _, tx| Box::pin(within(fact, tx)))],
        migrations: TABLES,
        ..Manifest::default()
    }
}

/// Something the sample tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) row: Uuid,
    pub(crate) refuse: bool,
}

impl kernel::door::Fact for Told {
    const NAME: &'static str = "sample.told";
}

async fn within(fact: Told, tx: &mut WriteTx) -> Result<()> {
    if fact.refuse {
        return Err(SAID_NO.refuse().into());
    }
    tx.exec("UPDATE sample SET version = version + 1 WHERE id = $1", &vals![fact.row]).await?;
    Ok(())
}

/// Adds a row.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Put {
    pub(crate) organisation: OrganisationId,
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) listener_refuses: bool,
}

impl Put {
    pub(crate) fn new(organisation: OrganisationId, name: &str) -> Self {
        Self { organisation, name: name.to_owned(), listener_refuses: false }
    }
}

impl Command for Put {
    const NAME: &'static str = "sample.put";
    const ACTION: Action = WRITE;
    type Prepared = ();
    type Output = Uuid;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let known = reader.ask(facts::directory::OrganisationOf(self.organisation)).await?;
        known
            .map(|view| Resource::Organisation(view.organisation))
            .ok_or_else(|| messages::NOT_FOUND.refuse().into())
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Uuid> {
        let id = call.act.0;
        tx.exec(
            "INSERT INTO sample (id, organisation, name, version, act) VALUES ($1, $2, $3, 1, $4)",
            &vals![id, self.organisation, self.name.as_str(), call.act],
        )
        .await?;
        tx.subject("sample", id, 1);
        tx.effect("sample", id, "name", None::<String>, self.name.as_str());
        tx.note(&Told { row: id, refuse: self.listener_refuses })?;
        Ok(id)
    }
}

/// Does something a command must not do.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) enum Misbehave {
    /// Panics after writing.
    Panic,
    /// Waits for something other than the transaction.
    Wait,
    /// Runs a statement that fails and goes on.
    FailAndGoOn,
    /// Writes a machine table.
    Machine,
    /// Writes the audit.
    Audit,
    /// Fills the disk.
    Fill,
    /// Is refused after writing.
    Refused,
    /// Is about the actor's own affairs, although the action is for roles.
    Own,
    /// Loses a race so often.
    Race(u32),
    /// Is refused from the second run on.
    Once,
}

/// How often [`Misbehave::Race`] or [`Misbehave::Once`] has run.
pub(crate) static RACES: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);

impl Command for Misbehave {
    const NAME: &'static str = "sample.misbehave";
    const ACTION: Action = WRITE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(if matches!(self, Self::Own) { Resource::Own } else { Resource::Nation })
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let insert =
            "INSERT INTO sample (id, organisation, name, version, act) VALUES ($1, $1, $2, 1, $1)";
        let name = if matches!(self, Self::Fill) { "x".repeat(1 << 20) } else { "half".to_owned() };
        if !matches!(self, Self::Once) {
            tx.exec(insert, &vals![call.act, name.as_str()]).await?;
        }
        match self {
            Self::Panic => panic!("on purpose"),
            Self::Wait => tokio::task::yield_now().await,
            Self::FailAndGoOn => drop(tx.exec(insert, &vals![call.act, "twice"]).await),
            Self::Machine => drop(tx.exec("DELETE FROM follower", &[]).await?),
            Self::Audit => drop(tx.exec("DELETE FROM audit", &[]).await?),
            Self::Own => {}
            Self::Fill => {
                for _ in 0..64 {
                    let id = kernel::ids::new_at(call.now);
                    tx.exec(insert, &vals![id, name.as_str()]).await?;
                }
            }
            Self::Refused => return Err(SAID_NO.refuse().into()),
            Self::Once => {
                if RACES.fetch_add(1, std::sync::atomic::Ordering::SeqCst) > 0 {
                    return Err(SAID_NO.refuse().into());
                }
            }
            Self::Race(times) => {
                if RACES.fetch_add(1, std::sync::atomic::Ordering::SeqCst) < *times {
                    return Err(Fault::again("racing on purpose").into());
                }
            }
        }
        Ok(())
    }
}

/// Adds a row, and leaves a line in a machine table.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Mark {
    /// Is refused after writing.
    pub(crate) is_refused: bool,
    /// Writes the business table in its upkeep, too.
    pub(crate) goes_too_far: bool,
}

impl Command for Mark {
    const NAME: &'static str = "sample.mark";
    const ACTION: Action = WRITE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let sql = "INSERT INTO sample (id, organisation, name, version, act) VALUES ($1, $1, 'marked', 1, $1)";
        tx.exec(sql, &vals![call.act]).await?;
        if self.is_refused { Err(SAID_NO.refuse().into()) } else { Ok(()) }
    }

    async fn upkeep(
        &self,
        _: &(),
        call: &Call,
        refusal: Option<&Refusal>,
        tx: &mut WriteTx,
    ) -> Result<(), Fault> {
        let name = format!("{} {}", refusal.map_or("done", |refusal| refusal.code), call.act.0);
        let sql = "INSERT INTO follower (name, seq, failures, moved_at) VALUES ($1, 0, 0, 0)";
        tx.exec(sql, &vals![name]).await?;
        if self.goes_too_far {
            tx.exec("DELETE FROM sample", &[]).await?;
        }
        Ok(())
    }
}

/// The marks that were left, each as what came of its act.
pub(crate) async fn marks(world: &testkit::World) -> Vec<String> {
    let sql =
        "SELECT name FROM follower WHERE name LIKE 'done %' OR name LIKE 'sample.%' ORDER BY name";
    let rows = world.door.reader().await.expect("a reader").rows(sql, &[]).await.expect("rows");
    let name = |name: String| name.split(' ').next().unwrap_or_default().to_owned();
    rows.iter().map(|row| name(row.text(0).expect("a name"))).collect()
}

/// The names the actor may see.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct Names {}

impl Query for Names {
    const NAME: &'static str = "sample.names";
    const ACTION: Action = READ;
    const VIEW: View = View::Record;
    type Output = Vec<String>;

    async fn run(
        &self,
        _: &Call,
        sight: &kernel::authority::Sight,
        reader: &mut Reader,
    ) -> Result<Vec<String>> {
        let mut params = Vec::new();
        let seen = sight.organisations_clause("u.organisation", &mut params);
        let rows = reader
            .rows(&format!("SELECT u.name FROM sample u WHERE {seen} ORDER BY u.name"), &params)
            .await?;
        rows.iter().map(|row| Ok(row.text(0)?)).collect()
    }
}

/// Rows in the sample's table, whoever looks.
pub(crate) async fn rows(world: &testkit::World) -> i64 {
    world
        .door
        .reader()
        .await
        .expect("a reader")
        .number("SELECT COUNT(*) FROM sample", &[])
        .await
        .expect("a count")
}

/// What the audit holds, as `command outcome` in order.
pub(crate) async fn acts(world: &testkit::World) -> Vec<String> {
    let rows = world.door.reader().await.expect("a reader").rows("SELECT command, outcome, code FROM audit WHERE command >= 'sample.' AND command < 'sample/' ORDER BY id", &[]).await.expect("rows");
    rows.iter()
        .map(|row| {
            format!(
                "{} {}",
                row.text(0).expect("a command"),
                row.text_or_none(2).expect("a code").unwrap_or_else(|| "done".to_owned())
            )
        })
        .collect()
}
