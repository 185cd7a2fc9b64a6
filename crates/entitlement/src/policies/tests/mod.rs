//! User policies through the door.

use facts::directory::{
    AccountCreated, AccountDeleted, AccountErased, AccountMoved, AccountRestored,
    OrganisationOpened,
};
use facts::entitlement::{LicencesOf, MembersOf, PolicyOf};
use kernel::authority::Role;
use kernel::door::Actor;
use kernel::ids::OrganisationId;
use testkit::{World, check, check_races};

mod applications;
mod planned;
mod undo;

use super::model::{APPLICATIONS, Kind, MICROSOFT_365_E3, Switching, disabled_plans, switch_off};
use super::*;
use crate::keys::{ProductId, SubscriptionId};
use crate::licences::{AddSubscription, CheckLicences, ensure};

const E5: ProductId = ProductId(Uuid::from_u128(0x06eb_c4ee_1bb5_47dd_8120_1132_4bc5_4e06));

async fn opened(world: &World, code: &str) -> OrganisationId {
    ensure(&world.door).await.unwrap();
    let organisation = world.organisation(code).await;
    world.note(OrganisationOpened { organisation }).await;
    organisation
}

async fn bought(world: &World, code: &str, product: ProductId, quantity: i64) -> SubscriptionId {
    let add = AddSubscription {
        product,
        label: "Our own".to_owned(),
        quantity,
        organisation: Some(code.to_owned()),
        starts_on: None,
        ends_on: None,
        predecessor: None,
        tops_up: None,
    };
    world.done(world.operator(), add).await.id
}

fn policy(name: &str, base_product: ProductId) -> CreatePolicy {
    CreatePolicy {
        organisation: "RX1".to_owned(),
        name: name.to_owned(),
        base_product,
        addons: Vec::new(),
        description: String::new(),
        switched_off: Vec::new(),
    }
}

fn created(
    account: AccountId,
    organisation: OrganisationId,
    policy: Option<PolicyId>,
) -> AccountCreated {
    AccountCreated {
        account,
        organisation,
        kind: "user".to_owned(),
        policy: policy.map(|policy| policy.0),
    }
}

async fn newcomer(world: &World, name: &str, organisation: OrganisationId) -> AccountId {
    let account = world.person(name, organisation);
    world.note(created(account, organisation, None)).await;
    account
}

async fn lines(world: &World) -> Vec<PolicyLine> {
    let list = PolicyList { organisation: "RX1".to_owned(), after: None, limit: None };
    world.asked(world.operator(), &list).await.items
}

async fn of(world: &World, person: AccountId) -> PersonPolicy {
    world.asked(world.operator(), &PolicyOfPerson { person }).await
}

fn move_to(policy: PolicyId, accounts: &[AccountId]) -> MovePeople {
    MovePeople { policy, accounts: accounts.to_vec(), day: None }
}

/// A change of nothing, to be filled in.
fn unchanged(policy: PolicyId) -> ChangePolicy {
    ChangePolicy {
        policy,
        name: None,
        base_product: None,
        addons: None,
        description: None,
        switched_off: None,
    }
}

async fn books_balance(world: &World) {
    let checked = world.asked(world.operator(), &CheckLicences {}).await;
    assert!(checked.broken.is_empty(), "{:?}", checked.broken);
}

#[test]
fn an_open_organisation_has_its_national_user_policy_and_newcomers_are_in_it() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        world.note(OrganisationOpened { organisation }).await;
        let all = lines(&world).await;
        assert_eq!(all.len(), 1, "told twice, made once");
        assert_eq!(
            (all[0].kind, all[0].is_default, all[0].base_product),
            (Kind::National, true, MICROSOFT_365_E3)
        );
        assert_eq!(all[0].stored_name, "RX1.Microsoft 365 E3.National");
        let asha = newcomer(&world, "Asha Rao", organisation).await;
        assert_eq!(of(&world, asha).await.policy, all[0].id);
        let shared = world.person("Ward Nine", organisation);
        world
            .note(AccountCreated {
                kind: "shared".to_owned(),
                ..created(shared, organisation, None)
            })
            .await;
        assert_eq!(
            world.not_asked(world.operator(), &PolicyOfPerson { person: shared }).await,
            "not-found"
        );
        let change = ChangePolicy {
            policy: all[0].id,
            name: Some("Ours".to_owned()),
            ..unchanged(all[0].id)
        };
        assert_eq!(world.refused(world.operator(), change).await, "policy.national");
        assert_eq!(
            world.refused(world.operator(), RemovePolicy { policy: all[0].id, target: None }).await,
            "policy.national"
        );
    });
}

#[test]
fn newcomers_come_into_the_policy_asked_for_or_the_default_and_never_into_a_foreign_one() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        let foreign = opened(&world, "RX2").await;
        let wards = world.done(world.operator(), policy("Wards", MICROSOFT_365_E3)).await.id;
        let theirs =
            CreatePolicy { organisation: "RX2".to_owned(), ..policy("Wards", MICROSOFT_365_E3) };
        let theirs = world.done(world.operator(), theirs).await.id;
        assert_eq!(
            world.refused(world.operator(), policy("wards", MICROSOFT_365_E3)).await,
            "policy.name-taken"
        );
        let asha = world.person("Asha Rao", organisation);
        assert_eq!(
            world.note_refused(created(asha, organisation, Some(theirs))).await,
            "policy.not-of-organisation"
        );
        world.note(created(asha, organisation, Some(wards))).await;
        assert_eq!(of(&world, asha).await.policy, wards);
        world.done(world.operator(), MakeDefault { policy: wards }).await;
        let ben = newcomer(&world, "Ben Cole", organisation).await;
        assert_eq!(of(&world, ben).await.policy, wards);
        let local = world.administrator(Role::LocalAdministrator, organisation).await;
        assert_eq!(
            world.not_asked(local.clone(), &PolicyById { policy: theirs }).await,
            "not-found"
        );
        assert_eq!(world.refused(local.clone(), move_to(theirs, &[asha])).await, "not-found");
        let stranger = newcomer(&world, "Cara Dunn", foreign).await;
        let outcome = world.done(local, move_to(wards, &[stranger, asha])).await.outcomes;
        assert_eq!(
            outcome.iter().map(|one| one.result).collect::<Vec<_>>(),
            [MoveResult::NotFound, MoveResult::AlreadyThere]
        );
        world.note(AccountDeleted { account: asha, organisation }).await;
        world.note(AccountErased { account: asha, organisation }).await;
        assert_eq!(
            world.not_asked(world.operator(), &PolicyOfPerson { person: asha }).await,
            "not-found"
        );
    });
}

#[test]
fn a_move_swaps_the_licence_and_keeps_the_old_one_until_the_new_one_is_free() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        bought(&world, "RX1", MICROSOFT_365_E3, 2).await;
        bought(&world, "RX1", E5, 1).await;
        let asha = newcomer(&world, "Asha Rao", organisation).await;
        let ben = newcomer(&world, "Ben Cole", organisation).await;
        let rich = world.done(world.operator(), policy("Research", E5)).await.id;
        let mover = world.administrator(Role::LicenceAdministrator, organisation).await;
        let outcome = world.done(mover.clone(), move_to(rich, &[asha, ben])).await.outcomes;
        assert_eq!(outcome[0].licence, Some(Holding::Held));
        assert_eq!(outcome[1].licence, Some(Holding::Waiting { ahead: 0 }));
        let kept = of(&world, ben).await;
        assert_eq!(kept.policy, rich);
        assert!(
            kept.licences
                .iter()
                .any(|held| held.product == MICROSOFT_365_E3 && held.is_kept_meanwhile)
        );
        world.note(AccountDeleted { account: asha, organisation }).await;
        crate::sweep(&world.door).await.unwrap();
        let after = of(&world, ben).await;
        assert_eq!(after.licences.len(), 1, "the kept one went back");
        assert_eq!((after.licences[0].product, after.licences[0].holding), (E5, Holding::Held));
        books_balance(&world).await;
        assert_eq!(world.refused(mover, policy("Mine", E5)).await, "not-allowed");
    });
}

#[test]
fn a_change_reaches_every_member_one_after_the_other() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        bought(&world, "RX1", MICROSOFT_365_E3, 80).await;
        bought(&world, "RX1", E5, 60).await;
        let wards = world.done(world.operator(), policy("Wards", MICROSOFT_365_E3)).await;
        world.done(world.operator(), MakeDefault { policy: wards.id }).await;
        for number in 0..70 {
            newcomer(&world, &format!("Person N{number:02}"), organisation).await;
        }
        let change = ChangePolicy {
            policy: wards.id,
            name: Some("Theatres".to_owned()),
            base_product: Some(E5),
            addons: Some(Vec::new()),
            description: Some("Everybody in theatres".to_owned()),
            switched_off: Some(vec!["teams".to_owned(), "shifts".to_owned()]),
        };
        let stale = world.call(world.operator()).expecting(Some(9));
        let refused = world.door.perform(stale, change.clone()).await.unwrap_err();
        assert!(refused.to_string().contains("stale"), "{refused}");
        world.done(world.operator(), change).await;
        let details = world.asked(world.operator(), &PolicyById { policy: wards.id }).await;
        assert_eq!((details.pending, details.line.name.as_str()), (70, "Theatres"));
        crate::sweep(&world.door).await.unwrap();
        crate::sweep(&world.door).await.unwrap();
        let details = world.asked(world.operator(), &PolicyById { policy: wards.id }).await;
        assert_eq!((details.pending, details.line.holding, details.line.waiting), (0, 60, 10));
        books_balance(&world).await;
        let mut reader = world.door.reader().await.unwrap();
        let members =
            reader.ask(MembersOf { policy: wards.id.0, after: None, limit: 100 }).await.unwrap();
        assert_eq!(members.len(), 70);
        let first = reader.ask(LicencesOf(members[0])).await.unwrap();
        let teams = Uuid::from_u128(0x57ff_2da0_773e_42df_b2af_ffb7_a231_7929);
        assert!(first[0].disabled_plans.contains(&teams), "Teams is off");
        let view = reader.ask(PolicyOf(members[0])).await.unwrap().unwrap();
        assert_eq!((view.name.as_str(), view.holds_licence), ("Theatres", true));
    });
}

#[test]
fn members_are_found_by_the_beginning_of_their_names_page_by_page() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        for name in ["Ben Cole", "Asha Rao", "Asha Patel", "asher Lunn"] {
            newcomer(&world, name, organisation).await;
        }
        let national = lines(&world).await[0].id;
        let mut names = Vec::new();
        let mut after = None;
        loop {
            let page = PolicyMembers {
                policy: national,
                search: Some("ASH".to_owned()),
                after,
                limit: Some(1),
            };
            let page = world.asked(world.operator(), &page).await;
            names.extend(page.items.iter().map(|member| member.name.clone()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(names, ["Asha Patel", "Asha Rao", "asher Lunn"]);
    });
}

#[test]
fn a_policy_with_members_is_removed_only_when_they_have_somewhere_to_go() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        let national = lines(&world).await[0].id;
        let wards = world.done(world.operator(), policy("Wards", MICROSOFT_365_E3)).await.id;
        world.done(world.operator(), MakeDefault { policy: wards }).await;
        let asha = newcomer(&world, "Asha Rao", organisation).await;
        let remove = |target| RemovePolicy { policy: wards, target };
        assert_eq!(
            world.refused(world.operator(), remove(Some(national))).await,
            "policy.is-default"
        );
        world.done(world.operator(), MakeDefault { policy: national }).await;
        assert_eq!(world.refused(world.operator(), remove(None)).await, "policy.has-members");
        assert_eq!(world.refused(world.operator(), remove(Some(wards))).await, "policy.target");
        world.done(world.operator(), remove(Some(national))).await;
        assert_eq!(
            world.refused(world.operator(), move_to(wards, &[asha])).await,
            "policy.being-removed"
        );
        assert_eq!(
            world.refused(world.operator(), MakeDefault { policy: wards }).await,
            "policy.being-removed"
        );
        crate::sweep(&world.door).await.unwrap();
        assert_eq!(of(&world, asha).await.policy, national);
        assert_eq!(lines(&world).await.len(), 1);
    });
}

#[test]
fn two_defaults_at_once_leave_exactly_one() {
    check_races(crate::manifests, |world| async move {
        opened(&world, "RX1").await;
        let mut ids = Vec::new();
        for number in 0..8 {
            ids.push(
                world
                    .done(world.operator(), policy(&format!("Policy {number}"), MICROSOFT_365_E3))
                    .await
                    .id,
            );
        }
        let mut running = tokio::task::JoinSet::new();
        for id in ids.clone() {
            let world = world.clone();
            running.spawn(
                async move { world.done(world.operator(), MakeDefault { policy: id }).await },
            );
        }
        while let Some(ended) = running.join_next().await {
            ended.unwrap();
            assert_eq!(lines(&world).await.iter().filter(|line| line.is_default).count(), 1);
        }
    });
}

#[test]
fn licences_the_organisation_does_not_have_are_not_offered() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        assert_eq!(
            world.refused(world.operator(), policy("Research", E5)).await,
            "policy.base-licence"
        );
        let with_addon = CreatePolicy { addons: vec![E5], ..policy("Research", MICROSOFT_365_E3) };
        assert_eq!(world.refused(world.operator(), with_addon).await, "policy.add-ons");
        assert_eq!(
            world.refused(world.operator(), policy("a.b", MICROSOFT_365_E3)).await,
            "policy.name"
        );
        assert_eq!(
            world.refused(world.operator(), policy(" ", MICROSOFT_365_E3)).await,
            "policy.name"
        );
        bought(&world, "RX1", E5, 1).await;
        world.done(world.operator(), policy("Research", E5)).await;
        let help_desk = world.administrator(Role::LocalHelpDesk, organisation).await;
        assert_eq!(lines(&world).await.len(), 2);
        assert_eq!(world.refused(help_desk, policy("Another", E5)).await, "not-allowed");
        assert_eq!(world.refused(Actor::Anonymous, policy("Another", E5)).await, "sign-in-needed");
    });
}

#[test]
fn applications_stand_and_fall_with_those_they_need() {
    let off = |keys: &[&str]| {
        switch_off(&keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>(), &[])
    };
    assert_eq!(off(&["sharepoint"]), Err(Switching::Needs("Office Online", "SharePoint Online")));
    assert_eq!(
        off(&["stream", "planner", "office-online", "sharepoint", "sharepoint"]),
        Ok(["sharepoint", "office-online", "planner", "stream"].map(str::to_owned).to_vec())
    );
    assert_eq!(off(&["nonsense"]), Err(Switching::Unknown));
    let desktop = ["desktop".to_owned()];
    assert_eq!(
        switch_off(&desktop, &[model::APPS_FOR_ENTERPRISE]),
        Err(Switching::DesktopIsBought)
    );
    assert!(switch_off(&desktop, &[]).is_ok());
    for application in APPLICATIONS {
        assert!(application.needs.is_none_or(|needed| model::Application::keyed(needed).is_some()));
    }
    let plans = [
        ("TEAMS1".to_owned(), Uuid::from_u128(2)),
        ("SHAREPOINTWAC".to_owned(), Uuid::from_u128(1)),
    ];
    assert_eq!(disabled_plans(&["teams".to_owned()], &plans), [Uuid::from_u128(2)]);
    assert_eq!(disabled_plans(&["sharepoint".to_owned()], &plans), Vec::<Uuid>::new());
}

#[test]
fn one_act_moves_fifty_people_and_no_more() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        let wards = world.done(world.operator(), policy("Wards", MICROSOFT_365_E3)).await.id;
        let mut people = Vec::new();
        for number in 0..51 {
            people.push(newcomer(&world, &format!("Person N{number}"), organisation).await);
        }
        let refused =
            |accounts: &[AccountId]| world.refused(world.operator(), move_to(wards, accounts));
        assert_eq!(refused(&people).await, "policy.how-many");
        assert_eq!(refused(&[]).await, "policy.how-many");
        let outcomes = world.done(world.operator(), move_to(wards, &people[..50])).await.outcomes;
        assert!(outcomes.iter().all(|outcome| outcome.result == MoveResult::Moved));
        assert_eq!(outcomes.len(), 50);
    });
}

#[test]
fn who_moves_leaves_the_licence_behind_and_gets_what_newcomers_of_the_new_place_get() {
    check(crate::manifests, |world| async move {
        let (from, to) = (opened(&world, "RX1").await, opened(&world, "RX2").await);
        bought(&world, "RX1", MICROSOFT_365_E3, 1).await;
        bought(&world, "RX2", MICROSOFT_365_E3, 1).await;
        let asha = newcomer(&world, "Asha Rao", from).await;
        let ben = newcomer(&world, "Ben Cole", from).await;
        let local = world.administrator(Role::LocalAdministrator, from).await;
        let there = world.administrator(Role::LocalAdministrator, to).await;
        let question = PolicyOfPerson { person: asha };
        assert_eq!(of(&world, asha).await.licences[0].holding, Holding::Held);
        assert!(matches!(of(&world, ben).await.licences[0].holding, Holding::Waiting { .. }));
        world.change_person(asha, |view| view.organisation = to);
        world.note(AccountMoved { account: asha, organisation: to, from }).await;
        crate::sweep(&world.door).await.unwrap();
        assert_eq!(world.not_asked(local, &question).await, "not-found");
        let now = world.asked(there, &question).await;
        assert_eq!(now.licences[0].holding, Holding::Held);
        assert_eq!(now.licences.len(), 1);
        // Whoever waited at the old place has what was left there.
        assert_eq!(of(&world, ben).await.licences[0].holding, Holding::Held);
        // Somebody who was deleted moves nothing with them until they are back.
        world.note(AccountDeleted { account: ben, organisation: from }).await;
        world.note(AccountMoved { account: ben, organisation: to, from }).await;
        assert!(of(&world, ben).await.licences.is_empty());
        world.change_person(ben, |view| view.organisation = to);
        world.note(AccountRestored { account: ben, organisation: to }).await;
        assert!(matches!(of(&world, ben).await.licences[0].holding, Holding::Waiting { .. }));
        books_balance(&world).await;
    });
}

#[test]
fn two_who_change_places_at_once_do_not_hinder_each_other() {
    check_races(crate::manifests, |world| async move {
        let places = [opened(&world, "RX1").await, opened(&world, "RX2").await];
        for code in ["RX1", "RX2"] {
            bought(&world, code, MICROSOFT_365_E3, 4).await;
        }
        let mut moving = tokio::task::JoinSet::new();
        for number in 0..8 {
            let (from, to) = (places[number % 2], places[1 - number % 2]);
            let account = newcomer(&world, &format!("Person N{number}"), from).await;
            let world = world.clone();
            moving.spawn(async move {
                world.change_person(account, |view| view.organisation = to);
                world.note(AccountMoved { account, organisation: to, from }).await;
                of(&world, account).await.licences.len()
            });
        }
        assert!(moving.join_all().await.iter().all(|held| *held == 1));
        crate::sweep(&world.door).await.unwrap();
        books_balance(&world).await;
    });
}
