use std::collections::BTreeSet;

use facts::directory::AccountView;
use facts::entitlement::HeldLicence;
use kernel::ids::{AccountId, OrganisationId};
use proptest::prelude::*;
use uuid::Uuid;
use wire::graph::{AssignedLicense, LicenseAssignmentState, User};

use super::{Desired, Observed, Presence, Shape, Step, desired, differing, plan};

const KEY: &str = "0000beef-dead-7000-8000-000000000001";

fn shape() -> Shape {
    Shape { usage_location: "GB".to_owned() }
}

fn asha() -> AccountView {
    AccountView {
        account: AccountId(Uuid::from_u128(7)),
        organisation: OrganisationId(Uuid::from_u128(1)),
        organisation_code: "RX1".to_owned(),
        organisation_name: "Northvale Hospitals".to_owned(),
        kind: "user".to_owned(),
        state: "active".to_owned(),
        is_leaving: false,
        starts_at: None,
        leaves_at: None,
        here_since: None,
        given_name: "Asha".to_owned(),
        family_name: "Rao".to_owned(),
        display_name: "Asha Rao".to_owned(),
        address: "asha.rao@guildhall.example".to_owned(),
        aliases: vec!["b@guildhall.example".to_owned(), "a@guildhall.example".to_owned()],
        job_title: None,
        department: Some("Cardiology".to_owned()),
        telephone: Some("0113 496 0000".to_owned()),
        mobile: None,
        listed: true,
        version: 1,
    }
}

fn held(sku: u128, plans: &[u128]) -> HeldLicence {
    HeldLicence {
        sku: Uuid::from_u128(sku),
        disabled_plans: plans.iter().map(|plan| Uuid::from_u128(*plan)).collect(),
    }
}

/// What the tenant does with a step, as Graph describes it.
fn take(step: &Step, observed: Observed) -> Observed {
    match (step, observed) {
        (Step::Create(user), Observed::Absent) => {
            live(User { id: KEY.to_owned(), ..(**user).clone() })
        }
        // What comes back is whatever the user looked like when it was deleted.
        (Step::Restore(id), Observed::Deleted(_)) => {
            live(User { id: id.clone(), account_enabled: Some(true), ..User::default() })
        }
        (Step::Disable(_), Observed::Live(user)) => {
            live(User { account_enabled: Some(false), ..*user })
        }
        (Step::Patch(_, changes), Observed::Live(user)) => {
            let mut members = serde_json::to_value(&*user).expect("a user is JSON");
            for (name, value) in changes.iter() {
                members[name] = value.clone();
            }
            live(serde_json::from_value(members).expect("a changed user is a user"))
        }
        (Step::Assign(_, swap), Observed::Live(user)) => {
            let mut held = user.assigned_licenses.clone().unwrap_or_default();
            held.retain(|licence| !swap.remove_licenses.contains(&licence.sku_id));
            for added in &swap.add_licenses {
                held.retain(|licence| licence.sku_id != added.sku_id);
                held.push(added.clone());
            }
            live(User { assigned_licenses: Some(held), ..*user })
        }
        (Step::Delete(id), Observed::Live(_)) => Observed::Deleted(id.clone()),
        (step, observed) => panic!("{step:?} cannot be taken from {observed:?}"),
    }
}

fn live(user: User) -> Observed {
    Observed::Live(Box::new(user))
}

/// Plans and takes steps until nothing is left; gives the end and how many looks that took.
fn travel(desired: &Desired, mut observed: Observed) -> (Observed, usize) {
    for round in 1..5 {
        let steps = plan(desired, &observed);
        if steps.is_empty() {
            return (observed, round);
        }
        observed = steps.iter().fold(observed, |observed, step| take(step, observed));
    }
    panic!("still not there after four rounds: {observed:?}");
}

fn text() -> impl Strategy<Value = String> {
    "[ a-zA-Zéß'-]{0,70}"
}

prop_compose! {
    fn accounts()(
        state in prop::sample::select(vec!["active", "disabled", "deleted", "erased", "new-state"]),
        kind in prop::sample::select(vec!["user", "application", "shared", "resource"]),
        given in text(), family in text(), display in "[a-zA-Z]{1,300}",
        job in prop::option::of(text()), department in prop::option::of(text()),
        telephone in prop::option::of("[0-9 ]{0,20}"), mobile in prop::option::of("[0-9 ]{0,20}"),
        aliases in prop::collection::vec("[a-z]{1,5}@guildhall.example", 0..4), listed: bool,
    ) -> AccountView {
        AccountView {
            kind: kind.to_owned(), state: state.to_owned(), given_name: given, family_name: family,
            display_name: display, job_title: job, department, telephone, mobile, aliases, listed,
            ..asha()
        }
    }
}

prop_compose! {
    fn licences()(held in prop::collection::btree_map(1u128..6, prop::collection::btree_set(10u128..14, 0..3), 0..4)) -> Vec<HeldLicence> {
        held.into_iter().map(|(sku, plans)| held_of(sku, &plans)).collect()
    }
}

fn held_of(sku: u128, plans: &BTreeSet<u128>) -> HeldLicence {
    held(sku, &plans.iter().copied().collect::<Vec<_>>())
}

prop_compose! {
    fn seen()(account in accounts(), licences in licences(), kind in 0..3) -> Observed {
        match kind {
            0 => Observed::Absent,
            1 => Observed::Deleted(KEY.to_owned()),
            _ => {
                let wish = desired(&AccountView { state: "active".to_owned(), kind: "user".to_owned(), ..account }, &licences, &shape());
                let held = wish.licences.iter().map(|(sku, plans)| AssignedLicense {
                    sku_id: sku.to_string(),
                    disabled_plans: plans.iter().map(Uuid::to_string).collect(),
                });
                live(User { id: KEY.to_owned(), assigned_licenses: Some(held.collect()), ..wish.user })
            }
        }
    }
}

proptest! {
    #[test]
    fn steps_lead_to_the_wish_and_then_nothing_is_left_to_do(account in accounts(), licences in licences(), seen in seen()) {
        let wish = desired(&account, &licences, &shape());
        let (end, looks) = travel(&wish, seen.clone());
        prop_assert!(looks <= 4);
        match (wish.presence, &end) {
            (Presence::Live, Observed::Live(user)) => {
                prop_assert_eq!(&user.user_principal_name, &wish.user.user_principal_name);
                prop_assert_eq!(user.account_enabled, wish.user.account_enabled);
                prop_assert_eq!(user.assigned_licenses.as_ref().map_or(0, Vec::len), wish.licences.len());
            }
            (Presence::Deleted, Observed::Absent | Observed::Deleted(_)) => {}
            (Presence::Outside | Presence::Erased, end) => prop_assert_eq!(end, &seen),
            (presence, end) => prop_assert!(false, "{:?} ended as {:?}", presence, end),
        }
    }

    #[test]
    fn the_same_records_in_another_order_give_the_same_wish_hash_and_steps(account in accounts(), licences in licences(), seen in seen()) {
        let mut turned = AccountView { aliases: account.aliases.iter().rev().cloned().collect(), ..account.clone() };
        turned.version += 1;
        let mut other: Vec<HeldLicence> = licences.iter().rev().cloned().collect();
        for licence in &mut other {
            licence.disabled_plans.reverse();
        }
        let (one, two) = (desired(&account, &licences, &shape()), desired(&turned, &other, &shape()));
        prop_assert_eq!(one.hash(), two.hash());
        prop_assert_eq!(plan(&one, &seen), plan(&two, &seen));
    }
}

#[test]
fn a_new_person_is_made_with_anchor_nickname_and_country_and_without_licences() {
    let wish = desired(&asha(), &[held(3, &[])], &shape());
    let steps = plan(&wish, &Observed::Absent);
    let [Step::Create(user)] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!(user.on_premises_immutable_id.as_deref(), Some("AAAAAAAAAAAAAAAAAAAABw=="));
    assert_eq!(user.mail_nickname.as_deref(), Some("asha.rao"));
    assert_eq!(user.usage_location.as_deref(), Some("GB"));
    assert_eq!(user.account_enabled, Some(true));
    assert_eq!(user.proxy_addresses, None);
    let aliases = ["a@guildhall.example".to_owned(), "b@guildhall.example".to_owned()];
    assert_eq!(user.other_mails.as_deref(), Some(&aliases[..]));
}

#[test]
fn one_changed_attribute_is_one_write_of_one_attribute() {
    let wish = desired(&asha(), &[], &shape());
    let user =
        User { id: KEY.to_owned(), department: Some("Wards".to_owned()), ..wish.user.clone() };
    let seen = live(user);
    let steps = plan(&wish, &seen);
    let [Step::Patch(_, changes)] = steps.as_slice() else { panic!("{steps:?}") };
    let changed: Vec<&str> = changes.iter().map(|(name, _)| name).collect();
    assert_eq!(changed, ["department"]);
    let differing = differing(&seen, &steps).expect("it differs");
    assert_eq!(differing, serde_json::json!({ "department": "Wards" }));
}

#[test]
fn a_licence_is_swapped_in_one_call() {
    let wish = desired(&asha(), &[held(4, &[11])], &shape());
    let old =
        AssignedLicense { sku_id: Uuid::from_u128(3).to_string(), disabled_plans: Vec::new() };
    let user = User {
        id: KEY.to_owned(),
        assigned_licenses: Some(vec![old.clone()]),
        ..wish.user.clone()
    };
    let steps = plan(&wish, &live(user));
    let [Step::Assign(_, swap)] = steps.as_slice() else { panic!("{steps:?}") };
    assert_eq!(swap.remove_licenses, [old.sku_id]);
    assert_eq!(swap.add_licenses.len(), 1);
    assert_eq!(swap.add_licenses[0].disabled_plans, [Uuid::from_u128(11).to_string()]);
}

#[test]
fn what_only_a_group_gives_is_left_alone() {
    let wish = desired(&asha(), &[], &shape());
    let sku = Uuid::from_u128(3).to_string();
    let through = |group: Option<&str>| LicenseAssignmentState {
        sku_id: sku.clone(),
        disabled_plans: Vec::new(),
        assigned_by_group: group.map(str::to_owned),
        state: "Active".to_owned(),
        error: None,
        last_updated_date_time: None,
    };
    let user = |states| User {
        id: KEY.to_owned(),
        assigned_licenses: Some(vec![AssignedLicense {
            sku_id: sku.clone(),
            disabled_plans: Vec::new(),
        }]),
        license_assignment_states: Some(states),
        ..wish.user.clone()
    };
    assert!(plan(&wish, &live(user(vec![through(Some("g"))]))).is_empty());
    assert_eq!(plan(&wish, &live(user(vec![through(Some("g")), through(None)]))).len(), 1);
}

#[test]
fn blocking_comes_first_and_alone() {
    let account = AccountView {
        state: "disabled".to_owned(),
        display_name: "Asha Shah".to_owned(),
        ..asha()
    };
    let before = desired(&asha(), &[], &shape());
    let seen = live(User { id: KEY.to_owned(), ..before.user });
    let steps = plan(&desired(&account, &[], &shape()), &seen);
    assert!(matches!(steps.as_slice(), [Step::Disable(_), Step::Patch(..)]), "{steps:?}");
}

#[test]
fn a_state_nobody_told_us_of_lets_nobody_in() {
    let account = AccountView { state: "new-state".to_owned(), ..asha() };
    assert_eq!(desired(&account, &[], &shape()).user.account_enabled, Some(false));
}

#[test]
fn shared_mailboxes_stay_out_of_the_tenant() {
    let account = AccountView { kind: "shared".to_owned(), ..asha() };
    assert_eq!(desired(&account, &[], &shape()).presence, Presence::Outside);
}

#[test]
fn a_title_that_is_too_long_there_is_cut_and_an_empty_one_is_cleared() {
    let account = AccountView {
        job_title: Some("x".repeat(200)),
        department: Some("  ".to_owned()),
        ..asha()
    };
    let user = desired(&account, &[], &shape()).user;
    assert_eq!(user.job_title.map(|title| title.len()), Some(128));
    assert_eq!(user.department, None);
}
