//! Requests, told as stories at the door: asked, answered, decided, done, forgotten.

mod cover;
mod deciding;
mod due;
mod file_kinds;
mod file_pages;
mod files;
mod lists;
mod model;
mod pages;

use std::collections::BTreeMap;

use kernel::authority::{Action, Resource, Role, Rule, Who};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Manifest, Permit, Ports, Proposed};
use kernel::ids::AccountId;
use kernel::refusal::{Code, Kind as Sort, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use testkit::World;
use uuid::Uuid;

use super::*;

/// What a request runs in these tests: something that local administrators may do, and that can be refused.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct Fetch {
    pub(super) person: AccountId,
    pub(super) what: String,
}

const FETCH: Action = Action("sample.fetch");
const SOLD_OUT: Code = Code::new(Sort::Conflict, "sample.sold-out", "There are none left.");

impl Command for Fetch {
    const NAME: &'static str = "sample.fetch";
    const ACTION: Action = FETCH;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let view = reader.ask(facts::directory::AccountOf(self.person)).await?;
        let organisation = view.expect("the person is there").organisation;
        Ok(Resource::Account(self.person, organisation))
    }

    async fn run(&self, (): &(), _: &Call, _: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        if self.what == "nothing" { Err(SOLD_OUT.refuse().into()) } else { Ok(()) }
    }
}

fn fetch(asked: Asked<'_>) -> Result<Option<Proposed>> {
    let what = asked.answers.get("what").cloned().unwrap_or_default();
    if what == "by hand" {
        return Ok(None);
    }
    Ok(Some(Proposed::new(&Fetch { person: asked.person, what })?))
}

const QUESTIONS: &[Field] = &[
    Field {
        name: "what",
        label: "What is it?",
        hint: "",
        entry: Entry::Line(40),
        missing: Some("Say what it is."),
    },
    Field {
        name: "since",
        label: "Since when?",
        hint: "",
        entry: Entry::Count(1, 9),
        missing: None,
    },
];

/// Done by a command.
static CHAIR: Kind = Kind {
    key: "chair",
    title: "A chair",
    about: "To sit on.",
    askers: Askers::Everyone,
    desk: Desk::Administrators,
    due: &DECIDE_DAYS,
    fields: QUESTIONS,
    check: None,
    summary: &["what"],
    runs: Some(fetch),
    place: None,
};

fn all_kinds() -> Vec<&'static Kind> {
    let mut all = vec![&CHAIR];
    all.extend(kinds());
    all
}

pub(super) fn manifests() -> Vec<Manifest> {
    const RULES: &[Rule] = &[Rule::new(FETCH, Who::roles(&[Role::LocalAdministrator]))];
    vec![
        manifest(),
        crate::views::manifest(),
        Manifest {
            name: "test/kinds",
            commands: kernel::commands![Fetch],
            rules: RULES,
            answers: vec![|answers| {
                answers.add(|KnownKinds, _| Box::pin(async { Ok(all_kinds()) }))
            }],
            ..Manifest::default()
        },
    ]
}

pub(super) fn ask(kind: &str, answers: &[(&str, &str)]) -> AskRequest {
    let owned = |(name, answer): &(&str, &str)| ((*name).to_owned(), (*answer).to_owned());
    let answers: BTreeMap<String, String> = answers.iter().map(owned).collect();
    let files = Vec::new();
    AskRequest { kind: kind.to_owned(), answers, asked_for: None, organisation: None, files }
}

pub(super) fn chair(what: &str) -> AskRequest {
    ask("chair", &[("what", what)])
}

pub(super) fn decide(request: Uuid, verdict: Verdict) -> DecideRequest {
    DecideRequest { request, verdict, reason: Some("Because".to_owned()) }
}

pub(super) fn say(request: Uuid, message: &str) -> AnswerRequest {
    AnswerRequest { request, message: message.to_owned(), files: Vec::new() }
}

pub(super) async fn seen(world: &World, actor: &Actor, request: Uuid) -> RequestView {
    world.asked(actor.clone(), &RequestById { request }).await
}

pub(super) async fn to_do(world: &World, actor: &Actor) -> Vec<Uuid> {
    let page = world.asked(actor.clone(), &ToDo::default()).await;
    page.items.iter().map(|line| line.request).collect()
}

/// Runs what was approved, and notes what came of it.
pub(super) async fn carried_out(world: &World) {
    world.door.run_due_proposals().await.expect("proposals run");
    jobs::run_due(&world.door).await.expect("the reconciler runs");
}
