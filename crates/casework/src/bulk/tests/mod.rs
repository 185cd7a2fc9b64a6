//! Bulk changes, told as stories at the door: prepared, looked at, run, stopped, begun anew, forgotten.

mod entries;
mod pages;
mod running;

use facts::directory::{AccountAt, AccountOf, PeopleNumbered};
use kernel::authority::{Action, Resource, Role, Rule, Who};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Manifest, Permit, Ports, Proposed};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Code, Fault, Kind, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use testkit::World;
use uuid::Uuid;

use super::*;

const PAINT: Action = Action("sample.paint");
const STONE: Code = Code::new(Kind::Conflict, "sample.stone", "Stone cannot be painted.");

/// What is done to many in these tests, a few with each command. Whose name begins with Stone is refused alone; with
/// Glass the whole command breaks.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct Paint {
    people: Vec<AccountId>,
    colour: String,
}

impl Command for Paint {
    const NAME: &'static str = "sample.paint";
    const ACTION: Action = PAINT;
    type Prepared = ();
    type Output = Vec<bool>;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let first = self.people.first().copied().unwrap_or(AccountId(Uuid::nil()));
        let view = reader.ask(AccountOf(first)).await?.ok_or_else(|| common::NOT_FOUND.refuse())?;
        Ok(Resource::Organisation(view.organisation))
    }

    async fn run(&self, (): &(), _: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Vec<bool>> {
        let mut done = Vec::new();
        for person in &self.people {
            let name = tx.ask(AccountOf(*person)).await?.map(|view| view.display_name);
            let name = name.unwrap_or_default();
            if name.starts_with("Glass") {
                return Err(Fault::defect("painting glass").into());
            }
            if name.starts_with("Stone") && self.people.len() == 1 {
                return Err(STONE.refuse().into());
            }
            done.push(!name.starts_with("Stone"));
        }
        Ok(done)
    }
}

/// An act of that many at once.
const fn act(key: &'static str, at_once: usize) -> Act {
    Act {
        key,
        title: "Paint",
        about: "In a colour.",
        action: PAINT,
        question: Question {
            label: "Colour",
            hint: "",
            entry: Entry::Choice(|_, _, _| {
                Box::pin(async { Ok(vec![("red".to_owned(), "Red".to_owned())]) })
            }),
            missing: Some("Choose a colour."),
        },
        at_once,
        says: |_, _, answer| {
            let says = (answer == "red").then(|| "Red".to_owned());
            Box::pin(async move { Ok(says) })
        },
        foresee: |_, wanted| {
            let foreseen = match wanted.account.display_name.split(' ').next() {
                Some("Red") => Foreseen::Same("Red already".to_owned()),
                Some("Ghost") => Foreseen::Refused("Ghosts stay white".to_owned()),
                _ => Foreseen::Change("Turns red".to_owned()),
            };
            Box::pin(async move { Ok(foreseen) })
        },
        make: |people, answer| {
            Proposed::new(&Paint { people: people.to_vec(), colour: answer.to_owned() })
        },
        outcome: |answer, people| {
            let done: Vec<bool> = serde_json::from_value(answer.clone()).unwrap_or_default();
            assert_eq!(done.len(), people.len());
            let came = |done| match done {
                true => Came::Done("Is red".to_owned()),
                false => Came::Refused("Stone".to_owned()),
            };
            done.into_iter().map(came).collect()
        },
    }
}

static ONE: Act = act("one", 1);
static MANY: Act = act("many", 4);

fn manifests() -> Vec<Manifest> {
    const RULES: &[Rule] = &[Rule::new(PAINT, Who::roles(&[Role::LocalAdministrator]))];
    vec![
        manifest(),
        Manifest {
            name: "test/acts",
            commands: kernel::commands![Paint],
            rules: RULES,
            answers: vec![
                |answers| answers.add(|KnownActs, _| Box::pin(async { Ok(vec![&ONE, &MANY]) })),
                // A number is the beginning of somebody's address here; "many" is everybody's.
                |answers| {
                    answers.add(|asked: PeopleNumbered, reader| {
                        Box::pin(async move {
                            if asked.number == "many" {
                                return Ok(vec![AccountId(Uuid::nil()), AccountId(Uuid::max())]);
                            }
                            let at = format!("{}@guildhall.example", asked.number);
                            Ok(reader.ask(AccountAt(at)).await?.into_iter().collect())
                        })
                    })
                },
            ],
            ..Manifest::default()
        },
    ]
}

fn begin(act: &str, people: &str) -> BeginBulk {
    BeginBulk {
        organisation: "RX1".to_owned(),
        act: act.to_owned(),
        answer: "red".to_owned(),
        people: people.to_owned(),
    }
}

/// So many people of that name, and their addresses on lines.
fn crowd(world: &World, organisation: OrganisationId, name: &str, count: usize) -> String {
    let lines: Vec<String> = (0..count)
        .map(|number| {
            world.person(&format!("{name} {number}"), organisation);
            format!("{}.{number}@guildhall.example", name.to_lowercase())
        })
        .collect();
    lines.join("\n")
}

async fn seen(world: &World, actor: &Actor, bulk: Uuid) -> BulkView {
    world.asked(actor.clone(), &BulkById { bulk, limit: Some(200), ..BulkById::default() }).await
}

/// Everything that there is to do, until nothing is left.
async fn all_done(world: &World) {
    while jobs::run_due(&world.door).await.expect("it runs") > 0 {}
    jobs::run_due(&world.door).await.expect("it ends what is through");
}

/// Prepares a bulk change and looks everybody up.
async fn prepared(world: &World, actor: &Actor, act: &str, people: &str) -> Uuid {
    let bulk = world.done(actor.clone(), begin(act, people)).await.bulk;
    all_done(world).await;
    bulk
}

/// Acts of painting that the record holds.
async fn painted(world: &World) -> i64 {
    world.acts(Paint::NAME).await
}

/// The state of each entry, in their order.
fn states(view: &BulkView) -> Vec<ItemState> {
    view.items.iter().map(|item| item.state).collect()
}
