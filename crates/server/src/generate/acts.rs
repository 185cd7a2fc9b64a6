//! Administrators, and a history: acts through the door by those who may.

use std::sync::Arc;

use kernel::door::{Actor, Door};
use serde_json::{Value, json};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::people::{Loaded, Staff};
use super::{TOGETHER, bar, side_by_side};
use crate::demo::{self, DemoAccount};
use crate::nation::NationPlan;

/// Organisations that one administrator looks after, besides those who look after one.
const MANY: usize = 40;
/// One person in this many is changed by their administrator.
const CHANGED_ONE_IN: usize = 50;
/// People at the beginning of an organisation's list who hold roles to sign in with, and whom nobody changes.
const KEPT: usize = 16;

/// Names administrators and has them work; gives whom to sign in as.
pub(super) async fn perform(
    door: &Door,
    plan: &NationPlan,
    staff: &Staff,
) -> anyhow::Result<Vec<DemoAccount>> {
    let grants = plan.organisations.iter().zip(staff).filter_map(|(organisation, people)| {
        let administrator = people.first()?;
        Some(grant(administrator, "primary local administrator", Some(&organisation.code)))
    });
    side_by_side(door, "Naming administrators", "grant.give", grants).await?;
    let mut accounts = demo::staff(door, plan, &filled(staff)).await?;
    accounts.extend(of_many(door, plan, staff).await?);
    history(door, plan, staff).await?;
    Ok(accounts)
}

fn grant(person: &Loaded, role: &str, organisation: Option<&str>) -> Value {
    json!({ "person": person.account, "role": role, "organisation": organisation, "with_descendants": false, "reason": "Generated with the nation" })
}

/// Those who are left for the roles of the demonstration, after the administrator.
fn filled(staff: &Staff) -> demo::Filled {
    let named = |person: &Loaded| (json!(person.account), person.address.clone());
    staff.iter().map(|people| people.iter().skip(1).take(KEPT - 1).map(named).collect()).collect()
}

/// The administrator of the largest organisation looks after many small ones as well.
async fn of_many(
    door: &Door,
    plan: &NationPlan,
    staff: &Staff,
) -> anyhow::Result<Option<DemoAccount>> {
    let largest = (0..staff.len()).max_by_key(|place| plan.organisations[*place].people);
    let Some((largest, person)) = largest.and_then(|place| Some((place, staff[place].first()?)))
    else {
        return Ok(None);
    };
    let others = (0..staff.len()).filter(|place| *place != largest && !staff[*place].is_empty());
    let grants = others
        .take(MANY - 1)
        .map(|place| grant(person, "local administrator", Some(&plan.organisations[place].code)));
    side_by_side(door, "Naming administrators", "grant.give", grants).await?;
    let (id, address) = (json!(person.account), person.address.clone());
    let code = &plan.organisations[largest].code;
    let account = demo::account(door, None, code, &id, address).await?;
    Ok(Some(DemoAccount { role: "administrator of many".to_owned(), ..account }))
}

/// Each administrator changes some of their people.
async fn history(door: &Door, plan: &NationPlan, staff: &Staff) -> anyhow::Result<()> {
    let mut changes = Vec::new();
    for (organisation, people) in plan.organisations.iter().zip(staff) {
        let Some(administrator) = people.first() else { continue };
        let some = (organisation.people / CHANGED_ONE_IN).min(people.len().saturating_sub(KEPT));
        for (number, person) in people.iter().skip(KEPT).take(some).enumerate() {
            changes.push((administrator.account, change(person, number)));
        }
    }
    let bar = Arc::new(bar("Working", changes.len()));
    let places = Arc::new(Semaphore::new(TOGETHER));
    let mut running: JoinSet<anyhow::Result<()>> = JoinSet::new();
    for (administrator, (command, body)) in changes {
        let place = Arc::clone(&places).acquire_owned().await?;
        let (door, bar) = (door.clone(), Arc::clone(&bar));
        running.spawn(async move {
            demo::perform_as(&door, Actor::Account(administrator), command, body).await?;
            drop(place);
            bar.inc(1);
            Ok(())
        });
        while let Some(done) = running.try_join_next() {
            done??;
        }
    }
    while let Some(done) = running.join_next().await {
        done??;
    }
    bar.finish_and_clear();
    Ok(())
}

fn change(person: &Loaded, number: usize) -> (&'static str, Value) {
    let id = person.account;
    match number % 8 {
        0 => ("person.disable", json!({ "person": id, "reason": "On a career break" })),
        1 => ("person.delete", json!({ "person": id })),
        2 | 3 => ("person.change", json!({ "person": id, "job_title": "Team leader" })),
        4 | 5 => ("person.change", json!({ "person": id, "department": "Outpatients" })),
        _ => ("person.change", json!({ "person": id, "department": "Theatres" })),
    }
}
