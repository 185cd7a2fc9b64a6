//! What makes the nation look lived in: units, people who left or are away, people who wait for a licence. Without
//! it, filters and lists of the demonstration would find nothing.

use kernel::authority::{Role, ServedSector};
use kernel::door::{Actor, Door};
use serde_json::{Value, json};

use super::{DemoAccount, Filled, perform, perform_as};
use crate::nation::{NationPlan, PlannedKind, PlannedOrganisation, Standing};

/// From this many people on an organisation has units.
const UNITS_FROM: usize = 12;
/// From this many people on there are enough beside those who hold a role.
const SCENES_FROM: usize = 20;
/// Microsoft 365 E5, by its key in Microsoft's table.
const MICROSOFT_365_E5: &str = "06ebc4ee-1bb5-47dd-8120-11324bc54e06";
/// Licences bought for the policy that more people are in.
const BOUGHT: usize = 2;
/// People in that policy.
const MOVED: usize = 5;

/// Days until the day on which somebody is asked for.
const TRANSFER_AHEAD_DAYS: i64 = 5;

/// The units of each organisation, in the order of the plan.
pub(super) type Units = Vec<Vec<Value>>;

/// The units of an organisation: their names, and the place in this list of the unit above.
pub(crate) fn units_of(
    organisation: &PlannedOrganisation,
) -> &'static [(&'static str, Option<usize>)] {
    if organisation.standing != Standing::Open || organisation.people < UNITS_FROM {
        return &[];
    }
    match organisation.kind {
        PlannedKind::Trust => &[
            ("Medicine", None),
            ("Surgery", None),
            ("Estates and facilities", None),
            ("Corporate services", None),
            ("Ward 4", Some(0)),
            ("Theatres", Some(1)),
        ],
        PlannedKind::Commissioner => {
            &[("Commissioning", None), ("Finance", None), ("Quality and safety", None)]
        }
        PlannedKind::Practice => &[("Clinical team", None), ("Reception", None)],
        PlannedKind::Pharmacy => &[("Dispensary", None), ("Counter", None)],
    }
}

/// Gives the larger organisations their units.
pub(super) async fn units(door: &Door, plan: &NationPlan) -> anyhow::Result<Units> {
    let mut units = Units::new();
    for organisation in &plan.organisations {
        let mut own: Vec<Value> = Vec::new();
        for (name, above) in units_of(organisation) {
            let parent = above.and_then(|above| own.get(above));
            let body = json!({ "organisation": organisation.code, "name": name, "parent": parent });
            own.push(perform(door, "unit.create", body).await?["unit"].clone());
        }
        units.push(own);
    }
    Ok(units)
}

/// In each organisation that is large enough: two people who cannot sign in, one who left, two who are to move to another
/// organisation, three who wait.
pub(super) async fn lives(door: &Door, plan: &NationPlan, filled: &Filled) -> anyhow::Result<()> {
    let large =
        plan.organisations.iter().zip(filled).filter(|(_, people)| people.len() >= SCENES_FROM);
    for (organisation, people) in large {
        // From the end: those at the beginning hold the roles to sign in with.
        let mut last = people.iter().rev().map(|(id, _)| id);
        for (person, reason) in last.by_ref().zip(["On a career break", "On secondment elsewhere"])
        {
            perform(door, "person.disable", json!({ "person": person, "reason": reason })).await?;
        }
        let leaver = json!({ "organisation": organisation.code, "given_name": "Ellis", "family_name": "Marlowe", "job_title": "Project manager" });
        let leaver = perform(door, "person.create", leaver).await?;
        perform(door, "person.delete", json!({ "person": leaver["id"] })).await?;
        transfers(door, plan, &organisation.code, last.by_ref()).await?;
        let moved: Vec<&Value> = last.take(MOVED).collect();
        waiting(door, &organisation.code, &moved).await?;
    }
    Ok(())
}

/// The sector of which somebody looks after organisations nationally.
pub(super) const SERVED: ServedSector = ServedSector::Pharmacy;
/// People whom an organisation has at most that is looked after so: one more can come.
const SERVED_PEOPLE: usize = 9;

/// A small pharmacy that is administered nationally, and a request of it.
pub(super) async fn served(
    door: &Door,
    accounts: &[DemoAccount],
    plan: &NationPlan,
    filled: &Filled,
) -> anyhow::Result<()> {
    let is_small = |people: &[(Value, String)]| (1..=SERVED_PEOPLE).contains(&people.len());
    let mut places = plan.organisations.iter().zip(filled);
    let found = places.find(|(organisation, people)| {
        organisation.kind == PlannedKind::Pharmacy
            && organisation.standing == Standing::Open
            && is_small(people)
    });
    let Some((organisation, _)) = found else { return Ok(()) };
    let body = json!({ "organisation": organisation.code, "sector": SERVED, "reason": "A small pharmacy without staff for it" });
    perform(door, "organisation.administer-nationally", body).await?;
    let role = Role::NationalAdministrationService.name();
    let agent = accounts.iter().find(|account| account.role == role);
    let agent = agent
        .and_then(|agent| filled.iter().flatten().find(|(_, address)| *address == agent.username));
    let Some((agent, _)) = agent else { return Ok(()) };
    let body = json!({ "organisation": organisation.code, "asked_by": "Priya Nair, pharmacy manager", "way": "site-mail", "ticket": "NAS1024", "note": "A new technician starts on Monday." });
    perform_as(door, actor(agent)?, "intake.open", body).await?;
    Ok(())
}

/// A file that comes with a request, in base64: what a floor plan has to show.
const WARD: &str = "V2FyZCA0LCBncm91bmQgZmxvb3INClR3byBkb29ycyB0byB0aGUgY2FyIHBhcmssIG9uZSBsaWZ0LCAxNCBiZWRzLg0KSSBuZWVkIHRvIGRyYXcgd2hlcmUgdGhlIG5ldyBzb2NrZXRzIGdvLg0K";

/// In the largest organisation: what people ask, in every state that somebody may want to look at.
pub(super) async fn requests(
    door: &Door,
    accounts: &[DemoAccount],
    plan: &NationPlan,
    filled: &Filled,
) -> anyhow::Result<()> {
    let of_role = |role: Role| accounts.iter().find(|account| account.role == role.name());
    let Some(administrator) = of_role(Role::LocalAdministrator) else { return Ok(()) };
    let place = plan.organisations.iter().position(|o| o.code == administrator.organisation);
    let people = place.map_or(&[][..], |place| &filled[place]);
    let holder = people.iter().find(|(_, address)| *address == administrator.username);
    let Some((decider, _)) = holder else { return Ok(()) };
    let decider = actor(decider)?;
    let is_staff = |address: &str| accounts.iter().any(|account| account.username == address);
    let mut askers = people.iter().filter(|(_, address)| !is_staff(address)).map(|(id, _)| id);
    let asked = [
        (
            "something-else",
            json!({ "subject": "Staff badge", "details": "My badge does not let me in to ward 4." }),
        ),
        ("application", json!({ "application": "Visio", "why": "I draw the floor plans." })),
        ("name", json!({ "given_name": "Maria", "family_name": "Fernandez", "address": "keep" })),
    ];
    for (number, (kind, answers)) in asked.into_iter().enumerate() {
        let Some(asker) = askers.next() else { break };
        let mut body = json!({ "kind": kind, "answers": answers });
        if kind == "application" {
            body["files"] = json!([{ "name": "Ward 4.txt", "content": WARD }]);
        }
        let request =
            perform_as(door, actor(asker)?, "request.ask", body).await?["request"].clone();
        if number == 0 {
            let message = json!({ "request": request, "message": "Since when? And does it still work at the entrance?" });
            perform_as(door, decider.clone(), "request.answer", message).await?;
        }
    }
    if let Some(person) = of_role_of_nobody(accounts, people) {
        let body = json!({ "kind": "distribution-list", "answers": { "list_name": "theatre-rota", "owners": administrator.username, "why": "To tell everybody of changes at once." } });
        perform_as(door, actor(person)?, "request.ask", body).await?;
    }
    Ok(())
}

/// The demonstration's person without a role, if they are of these.
fn of_role_of_nobody<'a>(
    accounts: &[DemoAccount],
    people: &'a [(Value, String)],
) -> Option<&'a Value> {
    let mut plain = accounts.iter().filter(|account| account.role == "person");
    let named = |address: &str| people.iter().find(|(_, known)| known == address);
    plain.find_map(|account| named(&account.username)).map(|(id, _)| id)
}

fn actor(id: &Value) -> anyhow::Result<Actor> {
    Ok(Actor::Account(serde_json::from_value(id.clone())?))
}

/// Organisations that ask to join, as far along as somebody may want to look at: whose checks are looked at, whose form
/// is missing, who is about to open.
pub(super) async fn joining(door: &Door) -> anyhow::Result<()> {
    let asking = [
        ("XY001", "ORLANFORD HOSPICE", "other", 40),
        ("XY002", "PELLINTHORPE CARE HOME", "social-care", 12),
        ("XY003", "QUENNERMERE PRACTICE NETWORK", "network", 85),
    ];
    let rows: Vec<Value> = asking
        .iter()
        .map(|(code, name, ..)| json!({ "code": code, "name": name, "status": "active" }))
        .collect();
    let name = "joining_2026-01-01.csv";
    let digest = directory::organisations::jobs::digest_of(name.as_bytes());
    let file = json!({ "name": name, "digest": digest, "as_of": 20_260_101 });
    perform(door, "register.import", json!({ "file": file, "rows": rows })).await?;
    for (number, (code, _, sector, people)) in asking.into_iter().enumerate() {
        let email = format!("office@{}.example", code.to_lowercase());
        let telephone = format!("01632 96010{number}");
        let body = json!({ "organisation": code, "asked_by": "An application form", "contact_name": "Robin Ashby", "contact_email": email, "contact_telephone": telephone, "sector": sector, "people": people, "tier": "standard" });
        perform(door, "organisation.apply", body).await?;
    }
    let turn = json!({ "organisation": "XY002", "turn": "theirs", "waits_for": "Send the signed access form" });
    perform(door, "organisation.pass-turn", turn).await?;
    let standing = json!({ "organisation": "XY003", "check": "data-security", "outcome": "holds", "level": "met", "evidence": "Published list of this year" });
    perform(door, "organisation.record-check", standing).await?;
    let form = json!({ "organisation": "XY003", "check": "access-form", "outcome": "holds", "evidence": "Form 17, signed by the chief executive" });
    perform(door, "organisation.record-check", form).await?;
    perform(door, "organisation.begin-opening", json!({ "organisation": "XY003" })).await?;
    Ok(())
}

/// Somebody offered to another open organisation, and somebody whom it asks for from a day on.
async fn transfers<'a>(
    door: &Door,
    plan: &NationPlan,
    code: &str,
    mut people: impl Iterator<Item = &'a Value>,
) -> anyhow::Result<()> {
    let other = plan
        .organisations
        .iter()
        .find(|other| other.code != code && other.standing == Standing::Open);
    let (Some(other), Some(offered), Some(asked)) = (other, people.next(), people.next()) else {
        return Ok(());
    };
    let offer =
        json!({ "person": offered, "organisation": other.code, "note": "Moves with the team" });
    perform(door, "transfer.offer", offer).await?;
    let day = door.clock().now().plus_days(TRANSFER_AHEAD_DAYS).rfc3339();
    let ask = json!({ "person": asked, "organisation": other.code, "day": day[..10] });
    perform(door, "transfer.ask", ask).await?;
    Ok(())
}

/// A user policy with more people than licences.
async fn waiting(door: &Door, organisation: &str, people: &[&Value]) -> anyhow::Result<()> {
    let bought = json!({ "product": MICROSOFT_365_E5, "quantity": BOUGHT, "label": "Bought for analysts", "organisation": organisation });
    perform(door, "subscription.add", bought).await?;
    let policy = json!({ "organisation": organisation, "name": "Analysts", "base_product": MICROSOFT_365_E5, "description": "People who work with large amounts of data" });
    let policy = perform(door, "policy.create", policy).await?;
    perform(door, "policy.move", json!({ "policy": policy["id"], "accounts": people })).await?;
    Ok(())
}
