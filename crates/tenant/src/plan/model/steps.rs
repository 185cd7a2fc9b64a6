//! The steps from what was seen to what is wished.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use uuid::Uuid;
use wire::graph::{AssignLicense, AssignedLicense, Changes, Property, User};

use super::desired::{Desired, MANAGED, Presence};

/// What was seen in the tenant under an account's anchor.
#[derive(Clone, Debug, PartialEq)]
pub enum Observed {
    /// Nothing.
    Absent,
    /// A user.
    Live(Box<User>),
    /// A deleted user that can be restored; its key.
    Deleted(String),
}

/// One write.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    /// Make the user, with everything but licences. The executor adds the first password.
    Create(Box<User>),
    /// Bring the deleted user back. What it then looks like is looked at and planned anew.
    Restore(String),
    /// Stop the user from signing in; before and apart from everything that could fail.
    Disable(String),
    /// Change the properties that differ.
    Patch(String, Changes),
    /// Swap licences in one call: what is taken away frees what may be given.
    Assign(String, AssignLicense),
    /// Delete in a way that can be undone.
    Delete(String),
}

/// The steps, in the order they must be taken; none if nothing differs.
pub fn plan(desired: &Desired, observed: &Observed) -> Vec<Step> {
    match (desired.presence, observed) {
        (Presence::Outside | Presence::Erased, _)
        | (Presence::Deleted, Observed::Absent | Observed::Deleted(_)) => Vec::new(),
        (Presence::Deleted, Observed::Live(user)) => vec![Step::Delete(user.id.clone())],
        (Presence::Live, Observed::Absent) => vec![Step::Create(Box::new(desired.user.clone()))],
        (Presence::Live, Observed::Deleted(id)) => vec![Step::Restore(id.clone())],
        (Presence::Live, Observed::Live(user)) => changes(desired, user),
    }
}

fn changes(desired: &Desired, user: &User) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut properties = MANAGED.to_vec();
    if desired.user.account_enabled == Some(false) && user.account_enabled != Some(false) {
        steps.push(Step::Disable(user.id.clone()));
        properties.retain(|property| *property != Property::AccountEnabled);
    }
    let changes = Changes::between(&settled(user), &desired.user, &properties);
    if !changes.is_empty() {
        steps.push(Step::Patch(user.id.clone(), changes));
    }
    let swap = licences(desired, user);
    if swap != AssignLicense::default() {
        steps.push(Step::Assign(user.id.clone(), swap));
    }
    steps
}

/// What was seen, with collections in our order, which the tenant does not promise to keep.
fn settled(user: &User) -> User {
    let mut user = user.clone();
    if let Some(mails) = &mut user.other_mails {
        mails.sort_unstable();
        mails.dedup();
    }
    user
}

/// The licences to add and to take away. What comes through a group only cannot be taken away here and is left alone.
fn licences(desired: &Desired, user: &User) -> AssignLicense {
    let paths = |through_group: bool| -> BTreeSet<&str> {
        let states = user.license_assignment_states.iter().flatten();
        let states = states.filter(|state| state.assigned_by_group.is_some() == through_group);
        states.map(|state| state.sku_id.as_str()).collect()
    };
    let (mut inherited, direct) = (paths(true), paths(false));
    inherited.retain(|sku| !direct.contains(sku));
    let held: BTreeMap<Uuid, BTreeSet<Uuid>> = user
        .assigned_licenses
        .iter()
        .flatten()
        .filter(|held| !inherited.contains(held.sku_id.as_str()))
        .filter_map(|held| {
            let plans = held.disabled_plans.iter().filter_map(|plan| plan.parse().ok());
            Some((held.sku_id.parse().ok()?, plans.collect()))
        })
        .collect();
    let add = desired.licences.iter().filter(|(sku, plans)| held.get(sku) != Some(plans));
    let remove = held.keys().filter(|sku| !desired.licences.contains_key(sku));
    AssignLicense {
        add_licenses: add
            .map(|(sku, plans)| AssignedLicense {
                sku_id: sku.to_string(),
                disabled_plans: plans.iter().map(Uuid::to_string).collect(),
            })
            .collect(),
        remove_licenses: remove.map(Uuid::to_string).collect(),
    }
}

/// What was seen where it differs from the wish, for people who look for the cause; none where nothing was seen.
pub fn differing(observed: &Observed, steps: &[Step]) -> Option<Value> {
    let Observed::Live(user) = observed else { return None };
    let Ok(Value::Object(mut seen)) = serde_json::to_value(user) else { return None };
    let mut names = Vec::new();
    for step in steps {
        match step {
            Step::Disable(_) => names.push(Property::AccountEnabled.name()),
            Step::Patch(_, changes) => names.extend(changes.iter().map(|(name, _)| name)),
            Step::Assign(..) => names.push(Property::AssignedLicenses.name()),
            Step::Create(_) | Step::Restore(_) | Step::Delete(_) => {}
        }
    }
    let take = |name: &str| (name.to_owned(), seen.remove(name).unwrap_or(Value::Null));
    Some(Value::Object(names.into_iter().map(take).collect()))
}
