//! Somebody is always left who can hand out roles.

use facts::access::{IsAdministrator, IsAdministratorAt};
use facts::directory::{
    AccountDeleted, AccountDisabled, AccountErased, AccountMoved, LeaverMarked,
};
use facts::signin::IsContained;
use kernel::authority::{GrantSpan, Role, find_grant};
use kernel::door::{Actor, Manifest};
use kernel::ids::{AccountId, GrantId, OrganisationId};
use testkit::{Note, World, check, check_races};

use super::super::{GrantsOfPerson, store};
use super::{end, give};

/// How often a race is run.
const TRIES: usize = 16;

async fn primary(world: &World, name: &str, organisation: OrganisationId) -> (AccountId, GrantId) {
    let person = world.person(name, organisation);
    let span = GrantSpan::Organisation(organisation);
    (person, world.grant(person, Role::PrimaryLocalAdministrator, span).await)
}

#[test]
fn nothing_is_left_of_why_an_erased_account_had_roles() {
    check(with_nobody_shut, |world| async move {
        let organisation = world.organisation("RX1").await;
        let platform = world.administrator(Role::PlatformAdministrator, organisation).await;
        let account = world.person("Ann First", organisation);
        let ended = give(account, Role::LocalAdministrator, "RX1");
        let ended = world.done(platform.clone(), ended).await.grant;
        let given = give(account, Role::LocalHelpDesk, "RX1");
        let given = world.done(platform.clone(), given).await.grant;
        world.done(platform, end(ended)).await;
        let left = async || {
            let mut reader = world.door.reader().await.unwrap();
            let mut grants = Vec::new();
            for grant in [ended, given] {
                let found = find_grant(&mut reader, grant).await.unwrap();
                grants.push(found.is_some_and(|found| !found.reason.is_empty()));
            }
            let ending = store::ending(&mut reader, ended).await.unwrap();
            (grants, ending.is_some_and(|reason| !reason.is_empty()))
        };
        assert_eq!(left().await, (vec![true, true], true));
        world.note(AccountErased { account, organisation }).await;
        assert_eq!(left().await, (vec![false, false], false));
    });
}

/// With sign-in stood in for, as far as it is asked: no account is shut.
fn with_nobody_shut() -> Vec<Manifest> {
    let signin = Manifest {
        name: "signin",
        answers: vec![|answers| {
            answers.add(|IsContained(_), _| Box::pin(async move { Ok(false) }))
        }],
        ..Manifest::default()
    };
    [crate::manifests(), vec![signin]].concat()
}

#[test]
fn the_last_primary_administrator_stays_until_there_is_another() {
    check(with_nobody_shut, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let (ann, grant) = primary(&world, "Ann First", rx1).await;
        let platform = world.administrator(Role::PlatformAdministrator, rx1).await;
        let last = "grant.last-primary-administrator";
        assert_eq!(world.refused(Actor::Account(ann), end(grant)).await, last);
        let disabled = AccountDisabled { account: ann, organisation: rx1 };
        let deleted = AccountDeleted { account: ann, organisation: rx1 };
        assert_eq!(world.note_refused(disabled.clone()).await, last);
        assert_eq!(world.note_refused(deleted.clone()).await, last);

        // Somebody who stands in for a while does not replace somebody who is there for good.
        let bea = world.person("Bea Cover", rx1);
        let mut cover = give(bea, Role::PrimaryLocalAdministrator, "RX1");
        cover.ends_at = Some(world.clock.now().plus_days(14));
        world.done(Actor::Account(ann), cover).await;
        assert_eq!(world.refused(Actor::Account(bea), end(grant)).await, last);
        assert_eq!(world.note_refused(deleted.clone()).await, last);

        // Nor does somebody who cannot sign in.
        let (cat, _) = primary(&world, "Cat Second", rx1).await;
        world.change_person(cat, |view| view.state = "disabled".to_owned());
        assert_eq!(world.note_refused(deleted.clone()).await, last);
        world.change_person(cat, |view| view.state = "active".to_owned());
        // Nor does somebody who is leaving already, and nobody gives them anything.
        world.change_person(cat, |view| view.is_leaving = true);
        assert_eq!(world.note_refused(deleted.clone()).await, last);
        let to_leaver = give(cat, Role::LocalAdministrator, "RX1");
        assert_eq!(world.refused(world.operator(), to_leaver).await, "grant.account-leaving");
        world.change_person(cat, |view| view.is_leaving = false);
        world.note(disabled).await;
        world.note(deleted).await;

        // Only a platform administrator leaves an organisation without one.
        let left = world.asked(world.operator(), &GrantsOfPerson { person: cat }).await.items;
        let left = left.first().expect("one grant").grant;
        assert_eq!(world.refused(Actor::Account(cat), end(left)).await, last);
        world.done(platform, end(left)).await;
    });
}

#[test]
fn the_last_platform_administrator_is_ended_by_nobody() {
    check(with_nobody_shut, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.person("Ann First", rx1);
        let grant = world.grant(ann, Role::PlatformAdministrator, GrantSpan::Nation).await;
        let last = "grant.last-platform-administrator";
        for actor in [Actor::Account(ann), world.operator()] {
            assert_eq!(world.refused(actor, end(grant)).await, last);
        }
        let deleted = AccountDeleted { account: ann, organisation: rx1 };
        assert_eq!(world.note_refused(deleted.clone()).await, last);
        let mut command = give(world.person("Bea Next", rx1), Role::PlatformAdministrator, "");
        command.organisation = None;
        world.done(Actor::Account(ann), command).await;
        world.note(deleted).await;
    });
}

#[test]
fn a_deleted_account_holds_nothing_and_the_organisations_see_it() {
    check(with_nobody_shut, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let ann = world.person("Ann Both", rx1);
        world.grant(ann, Role::LocalAdministrator, GrantSpan::Organisation(rx1)).await;
        world.grant(ann, Role::Auditor, GrantSpan::Organisation(rx2)).await;
        assert_eq!(administrator(&world, ann).await, (true, true));
        world.note(AccountDeleted { account: ann, organisation: rx1 }).await;
        let left = world.asked(world.operator(), &GrantsOfPerson { person: ann }).await;
        assert!(left.items.is_empty());
        assert_eq!(administrator(&world, ann).await, (false, false));
        world.seal().await;
        for code in ["RX1", "RX2"] {
            let query = crate::history::HistoryOfOrganisation::of(code);
            let history = world.asked(world.operator(), &query).await;
            let newest = history.items.first().expect("an act that ended the roles");
            assert!(newest.changes.iter().any(|change| change.what == "end of the role"));
        }
    });
}

#[test]
fn who_leaves_or_moves_administers_nothing_any_more_unless_they_are_the_last() {
    check(with_nobody_shut, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let (ann, _) = primary(&world, "Ann First", rx1).await;
        let leaves = |account| LeaverMarked { account, organisation: rx1 };
        let moves = |account| AccountMoved { account, organisation: rx2, from: rx1 };
        let last = "grant.last-primary-administrator";
        assert_eq!(world.note_refused(leaves(ann)).await, last);
        assert_eq!(world.note_refused(moves(ann)).await, last);
        primary(&world, "Bea Second", rx1).await;
        world.note(leaves(ann)).await;
        assert_eq!(administrator(&world, ann).await, (false, false));
        let cat = world.person("Cat Both", rx1);
        world.grant(cat, Role::LocalAdministrator, GrantSpan::Organisation(rx1)).await;
        world.grant(cat, Role::Auditor, GrantSpan::Organisation(rx2)).await;
        world.note(moves(cat)).await;
        assert_eq!(administrator(&world, cat).await, (false, false));
    });
}

async fn administrator(world: &World, account: AccountId) -> (bool, bool) {
    let mut reader = world.door.reader().await.expect("a reader");
    let at = IsAdministratorAt { account, now: world.clock.now() };
    let exact = reader.ask(at).await.expect("an answer");
    (reader.ask(IsAdministrator(account)).await.expect("an answer"), exact)
}

#[test]
fn of_two_who_end_each_other_at_once_exactly_one_succeeds() {
    check_races(with_nobody_shut, |world| async move {
        for turn in 0..TRIES {
            let code = format!("RX{turn}");
            let organisation = world.organisation(&code).await;
            let (ann, anns) = primary(&world, "Ann First", organisation).await;
            let (bea, beas) = primary(&world, "Bea Second", organisation).await;
            let (first, second) = tokio::join!(
                world.door.perform(world.call(Actor::Account(ann)), end(beas)),
                world.door.perform(world.call(Actor::Account(bea)), end(anns))
            );
            assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        }
    });
}

#[test]
fn of_two_who_are_deleted_at_once_one_stays() {
    check_races(with_nobody_shut, |world| async move {
        for turn in 0..TRIES {
            let organisation = world.organisation(&format!("RX{turn}")).await;
            let (ann, _) = primary(&world, "Ann First", organisation).await;
            let (bea, beas) = primary(&world, "Bea Second", organisation).await;
            let delete = |account| Note::of(AccountDeleted { account, organisation });
            let call = || world.call(world.operator());
            let (first, second) = if turn % 2 == 0 {
                tokio::join!(
                    async { world.door.perform(call(), delete(ann)).await.is_ok() },
                    async { world.door.perform(call(), delete(bea)).await.is_ok() }
                )
            } else {
                tokio::join!(
                    async { world.door.perform(call(), delete(ann)).await.is_ok() },
                    async {
                        let call = world.call(Actor::Account(ann));
                        world.door.perform(call, end(beas)).await.is_ok()
                    }
                )
            };
            assert!(first != second, "turn {turn}: {first} {second}");
        }
    });
}

#[test]
fn a_role_that_has_ended_is_not_ended_again_and_a_stale_form_is_told() {
    check(with_nobody_shut, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let (ann, _) = primary(&world, "Ann First", rx1).await;
        let asha = world.person("Asha Rao", rx1);
        let ann = Actor::Account(ann);
        let given = world.done(ann.clone(), give(asha, Role::LocalHelpDesk, "RX1")).await;
        let call = world.call(ann.clone()).expecting(Some(7));
        let stale = world.door.perform(call, end(given.grant)).await;
        assert!(stale.is_err_and(|error| error.to_string().contains("stale")));
        world.done(ann.clone(), end(given.grant)).await;
        assert_eq!(world.refused(ann, end(given.grant)).await, "grant.ended-already");
    });
}
