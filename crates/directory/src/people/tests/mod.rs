//! People at the door: commands by named actors on a real database, read with queries.

mod activity;
mod addresses;
mod as_of;
mod blocked;
mod bulk;
mod cards;
mod clock_pages;
mod details;
mod holds;
mod isolation;
mod leaving;
mod life;
mod lists;
mod mailbox;
mod model;
mod nights;
pub(crate) mod pages;
mod search;
mod sorting;
mod starts;
mod undo;
mod weight;

use facts::access::{IsAdministratorAt, UnattendedWithout};
use facts::directory::{
    OrganisationCoded, OrganisationOf, OrganisationView, TimeZoneOf, UnitOf, UnitView,
};
use facts::signin::{IsContained, StartLinkOf};
use kernel::authority::{GrantSpan, Role};
use kernel::door::{Actor, Manifest, Ports};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Error, Refusal};
use testkit::{Engine, Place, Stand, World, check_on, engines, racing_engines};
use uuid::Uuid;

use super::{ChangePerson, CreatePerson, Created, Domain, FindPeople, Found, PersonById, Record};

/// Runs a test with the real slice and organisations whose code is their key, so that nothing about them is stored.
pub(crate) fn check<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    on(&engines(), test);
}

/// The same for a race.
pub(crate) fn check_races<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    on(&racing_engines(), test);
}

fn on<T: Future<Output = ()>>(engines: &[Engine], test: impl Fn(World) -> T) {
    let ports = || Ports::default().with(Domain("guildhall.example".to_owned()));
    check_on(engines, slices, ports, Stand::Aside, test);
}

/// People and their transfers, as they are, beside stood-in neighbours.
pub(crate) fn slices() -> Vec<Manifest> {
    vec![
        super::manifest(),
        crate::transfers::manifest(),
        neighbours(),
        nobody_is_last(),
        nobody_is_shut(),
    ]
}

fn key(code: &str) -> Uuid {
    let mut bytes = [0; 16];
    bytes[..code.len()].copy_from_slice(code.as_bytes());
    Uuid::from_bytes(bytes)
}

pub(crate) fn org(code: &str) -> OrganisationId {
    OrganisationId(key(code))
}

/// The one unit of an organisation.
pub(crate) fn unit(code: &str) -> Uuid {
    let mut bytes = key(code).into_bytes();
    bytes[15] = 1;
    Uuid::from_bytes(bytes)
}

/// Codes that begin with X are unknown, those that begin with C are closed, all others open.
fn view(organisation: OrganisationId) -> Option<OrganisationView> {
    let bytes = organisation.0.into_bytes();
    let code =
        String::from_utf8(bytes.into_iter().take_while(|byte| *byte != 0).collect()).unwrap();
    (!code.is_empty() && !code.starts_with('X')).then(|| OrganisationView {
        organisation,
        name: format!("{code} Hospital"),
        short_name: None,
        tier: None,
        is_open: !code.starts_with('C'),
        is_closing: false,
        code,
    })
}

/// Access and sign-in, as far as they are asked: nobody is the last of anything, whoever was invited holds the role, and no
/// link can be used.
pub(crate) fn nobody_is_last() -> Manifest {
    Manifest {
        name: "access",
        answers: vec![|answers| {
            answers.add(|UnattendedWithout { .. }, _| Box::pin(async move { Ok(None) }))?;
            answers.add(|IsAdministratorAt { .. }, _| Box::pin(async move { Ok(true) }))?;
            answers.add(|StartLinkOf { .. }, _| Box::pin(async move { Ok(None) }))
        }],
        ..Manifest::default()
    }
}

/// Sign-in, as far as it is asked whether an account may become active.
pub(crate) fn nobody_is_shut() -> Manifest {
    Manifest {
        name: "signin",
        answers: vec![|answers| {
            answers.add(|IsContained(_), _| Box::pin(async move { Ok(false) }))
        }],
        ..Manifest::default()
    }
}

/// What is done to many and what is kept of lists, with the acts of people.
pub(crate) fn casework() -> Vec<Manifest> {
    let acts = Manifest {
        name: "acts",
        answers: vec![|answers| {
            answers.add(|casework::bulk::KnownActs, _| {
                Box::pin(async { Ok(crate::people::bulk_acts()) })
            })
        }],
        ..Manifest::default()
    };
    vec![casework::bulk::manifest(), casework::views::manifest(), acts]
}

fn neighbours() -> Manifest {
    Manifest {
        name: "neighbours",
        answers: vec![
            |answers| answers.add(|OrganisationOf(id), _| Box::pin(async move { Ok(view(id)) })),
            |answers| {
                answers.add(|OrganisationCoded(code), _| {
                    Box::pin(
                        async move { Ok((code.len() <= 12).then(|| org(&code)).and_then(view)) },
                    )
                })
            },
            |answers| {
                answers.add(|TimeZoneOf(_), _| {
                    Box::pin(async move { Ok(Some("Europe/London".to_owned())) })
                })
            },
            |answers| {
                answers.add(|UnitOf(unit), _| {
                    let mut bytes = unit.into_bytes();
                    let is_unit = std::mem::take(&mut bytes[15]) == 1;
                    let organisation = OrganisationId(Uuid::from_bytes(bytes));
                    Box::pin(async move {
                        Ok(is_unit.then(|| UnitView {
                            unit,
                            organisation,
                            name: "Pharmacy".to_owned(),
                        }))
                    })
                })
            },
        ],
        ..Manifest::default()
    }
}

pub(crate) fn create(code: &str, given: &str, family: &str) -> CreatePerson {
    CreatePerson {
        organisation: code.to_owned(),
        given_name: given.to_owned(),
        family_name: family.to_owned(),
        ..CreatePerson::default()
    }
}

/// A person of the organisation, created by the operator.
pub(crate) async fn person(world: &World, code: &str, given: &str, family: &str) -> Created {
    world.done(world.operator(), create(code, given, family)).await
}

/// Puts an organisation into the tree.
pub(crate) async fn place(world: &World, code: &str, parent: Option<&str>) {
    world.done(world.operator(), Place { organisation: org(code), parent: parent.map(org) }).await;
}

/// A person of the organisation who holds the role there.
pub(crate) async fn holder(world: &World, code: &str, role: Role) -> Actor {
    let created = person(world, code, role.name().split(' ').next().unwrap(), "Holder").await;
    let span = match role.span() {
        kernel::authority::Span::Nation => GrantSpan::Nation,
        kernel::authority::Span::Organisation => GrantSpan::Organisation(org(code)),
        kernel::authority::Span::Sector => {
            GrantSpan::Sector(kernel::authority::ServedSector::Pharmacy)
        }
    };
    world.grant(created.id, role, span).await;
    Actor::Account(created.id)
}

pub(crate) async fn record(world: &World, person: AccountId) -> Record {
    world.asked(world.operator(), &PersonById { person }).await
}

async fn find(world: &World, actor: &Actor, search: &str) -> Found {
    world.asked(actor.clone(), &FindPeople { search: search.to_owned() }).await
}

fn refusal<T: std::fmt::Debug>(answer: Result<T, Error>) -> Refusal {
    match answer {
        Err(Error::Refused(refusal)) => *refusal,
        other => panic!("it should have been refused: {other:?}"),
    }
}

/// The names of the fields a refusal is about.
fn fields(refusal: &Refusal) -> Vec<&str> {
    refusal.fields.iter().map(|problem| &*problem.field).collect()
}

fn change(person: AccountId) -> ChangePerson {
    ChangePerson::of(person)
}
