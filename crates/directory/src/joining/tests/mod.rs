//! Joining and leaving at the door: commands by named actors on a real database, with all slices of the directory.

mod administrator;
mod closing;
mod model;
mod pages;
mod rules;
mod tracker;

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::ids::OrganisationId;
use serde_json::json;
use testkit::World;

use super::{
    ApplyToJoin, BeginClosing, BeginOpening, CancelClosing, Check, DeclineApplication,
    JoiningByCode, JoiningView, Level, Outcome, PassTurn, RecordCheck, Sector, Stage, Standing,
    Turn, WaiveCheck,
};
use crate::organisations::{OpenOrganisation, Tier};
use crate::people::tests::pages::{check_pages, opened};
use crate::people::tests::person;

/// Trusts of these codes in the register.
async fn listed(world: &World, codes: &[&str]) {
    let rows: Vec<_> = codes
        .iter()
        .map(|code| json!({ "code": code, "name": format!("{code} TRUST"), "kind": "trust", "status": "active" }))
        .collect();
    let digest = format!(
        "{:0>64}",
        codes.concat().to_lowercase().replace(|c: char| !c.is_ascii_hexdigit(), "a")
    );
    let file =
        json!({ "digest": digest, "name": format!("{}.csv", codes[0]), "as_of": 20_261_201 });
    let import = json!({ "file": file, "rows": rows });
    let call = world.call(world.operator());
    world.door.perform_by_name(call, "register.import", import).await.unwrap();
}

fn application(code: &str) -> ApplyToJoin {
    ApplyToJoin {
        organisation: code.to_owned(),
        asked_by: "A letter of 4 December".to_owned(),
        contact_name: "Rosa Alvarez".to_owned(),
        contact_email: format!("rosa@{}.example.org", code.to_lowercase()),
        contact_telephone: format!(
            "01632 9600{}",
            code.bytes().map(u32::from).sum::<u32>() % 90 + 10
        ),
        sector: Sector::Trust,
        people: 120,
        tier: Tier::Enhanced,
        day: Some("2027-04-01".to_owned()),
    }
}

fn record(code: &str, check: Check, level: Option<Level>) -> RecordCheck {
    RecordCheck {
        organisation: code.to_owned(),
        check,
        outcome: Outcome::Holds,
        level,
        evidence: "Looked up on 4 January".to_owned(),
        expires_on: None,
    }
}

fn waive(code: &str, check: Check, until: &str) -> WaiveCheck {
    WaiveCheck {
        organisation: code.to_owned(),
        check,
        reason: "The form is on its way".to_owned(),
        until: until.to_owned(),
    }
}

fn begin(code: &str) -> BeginOpening {
    BeginOpening { organisation: code.to_owned() }
}

fn decline(code: &str) -> DeclineApplication {
    DeclineApplication {
        organisation: code.to_owned(),
        reason: "It is a private business".to_owned(),
    }
}

fn opening(code: &str, waiver: Option<&str>) -> OpenOrganisation {
    OpenOrganisation {
        organisation: code.to_owned(),
        short_name: None,
        tier: Tier::Enhanced,
        parent: None,
        time_zone: Some("Europe/London".to_owned()),
        usage_location: Some("GB".to_owned()),
        waiver: waiver.map(str::to_owned),
        administrator: None,
    }
}

fn leave(code: &str, day: &str, successor: Option<&str>) -> BeginClosing {
    BeginClosing {
        organisation: code.to_owned(),
        day: day.to_owned(),
        reason: "It merges".to_owned(),
        successor: successor.map(str::to_owned),
    }
}

fn stay(code: &str) -> CancelClosing {
    CancelClosing { organisation: code.to_owned() }
}

async fn view(world: &World, code: &str) -> JoiningView {
    world.asked(world.operator(), &JoiningByCode { organisation: code.to_owned() }).await
}

/// Somebody of an open organisation who holds the role there, or in the whole service.
async fn holder(world: &World, code: &str, organisation: OrganisationId, role: Role) -> Actor {
    let created = person(world, code, role.name().split(' ').next().unwrap(), "Holder").await;
    let span = match role.span() {
        kernel::authority::Span::Nation => GrantSpan::Nation,
        kernel::authority::Span::Organisation => GrantSpan::Organisation(organisation),
        kernel::authority::Span::Sector => {
            GrantSpan::Sector(kernel::authority::ServedSector::Pharmacy)
        }
    };
    world.grant(created.id, role, span).await;
    Actor::Account(created.id)
}
