//! Organisations by commands and queries, on every engine; people are stood in for by counts.

mod import;
mod members;
mod names;
mod order;
mod pages;
mod queries;
mod real;
mod tree;
mod units;
mod watch;

use std::collections::HashMap;
use std::sync::{LazyLock, Mutex};

use facts::directory::{AccountOf, AccountsIn, PeopleInUnit};
use kernel::authority::{GrantSpan, Role, Standing, StandingOf};
use kernel::door::{Actor, Manifest, Ports};
use kernel::ids::{AccountId, OrganisationId};
use testkit::{Stand, World, check_on, engines};
use uuid::Uuid;

use super::Defaults;
use super::commands::{ImportRegister, OpenOrganisation, Opened};
use super::model::{FileForm, OrganisationKind, RegisterFile, RegisterRow, RegisterStatus, Tier};

/// How many people are in an organisation or a unit, as the neighbour would count them.
static PEOPLE: LazyLock<Mutex<HashMap<Uuid, i64>>> = LazyLock::new(Mutex::default);

fn people_in(place: Uuid) -> i64 {
    PEOPLE.lock().unwrap().get(&place).copied().unwrap_or(0)
}

fn set_people(place: impl Into<Uuid>, count: i64) {
    PEOPLE.lock().unwrap().insert(place.into(), count);
}

fn manifests() -> Vec<Manifest> {
    let neighbour = Manifest {
        name: "test/people",
        answers: vec![
            |answers| {
                answers.add(|StandingOf(_), _| {
                    let standing =
                        Standing { organisation: OrganisationId(Uuid::nil()), may_act: true };
                    Box::pin(async move { Ok(Some(standing)) })
                })
            },
            |answers| answers.add(|AccountOf(_), _| Box::pin(async { Ok(None) })),
            |answers| answers.add(|AccountsIn(at), _| Box::pin(async move { Ok(people_in(at.0)) })),
            |answers| answers.add(|PeopleInUnit(at), _| Box::pin(async move { Ok(people_in(at)) })),
        ],
        ..Manifest::default()
    };
    vec![super::manifest(), crate::joining::manifest(), casework::views::manifest(), neighbour]
}

fn ports() -> Ports {
    Ports::default()
        .with(Defaults { time_zone: "Europe/Dublin".to_owned(), usage_location: "IE".to_owned() })
}

fn check<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    check_on(&engines(), manifests, ports, Stand::Aside, test);
}

fn file(name: &str, as_of: i64) -> RegisterFile {
    RegisterFile {
        name: name.to_owned(),
        digest: super::jobs::digest_of(name.as_bytes()),
        as_of,
        form: FileForm::Register,
    }
}

/// An active trust of that code.
fn row(code: &str, name: &str) -> RegisterRow {
    RegisterRow {
        code: code.to_owned(),
        name: name.to_owned(),
        kind: Some(OrganisationKind::Trust),
        status: Some(RegisterStatus::Active),
        region: None,
        geography: None,
        address: None,
        postcode: None,
        telephone: None,
        opened_on: None,
        closed_on: None,
        parent: None,
        joined_parent_on: None,
        left_parent_on: None,
        role_codes: Vec::new(),
        legal_opened_on: None,
        legal_closed_on: None,
        related: Vec::new(),
    }
}

fn import(name: &str, as_of: i64, rows: Vec<RegisterRow>) -> ImportRegister {
    ImportRegister { file: file(name, as_of), rows, successions: Vec::new() }
}

fn opening(code: &str) -> OpenOrganisation {
    OpenOrganisation {
        organisation: code.to_owned(),
        short_name: None,
        tier: Tier::Enhanced,
        parent: None,
        time_zone: Some("Europe/London".to_owned()),
        usage_location: Some("GB".to_owned()),
        waiver: Some("Opened by a test".to_owned()),
        administrator: None,
    }
}

/// An organisation that is listed and then opened, by the operator.
async fn opened(world: &World, code: &str, parent: Option<&str>) -> Opened {
    let name = format!("{code} Hospital");
    world.done(world.operator(), import(code, 20260101, vec![row(code, &name)])).await;
    let parent = parent.map(str::to_owned);
    world.done(world.operator(), OpenOrganisation { parent, ..opening(code) }).await
}

/// Somebody who holds the role there.
async fn holder(world: &World, role: Role, span: GrantSpan) -> Actor {
    let account = AccountId(kernel::ids::new_at(world.clock.now()));
    world.grant(account, role, span).await;
    Actor::Account(account)
}

/// Somebody without any role.
fn nobody(world: &World) -> Actor {
    Actor::Account(AccountId(kernel::ids::new_at(world.clock.now())))
}
