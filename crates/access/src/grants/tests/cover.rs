//! Who stands in for whom, and everything that somebody might try with it.

use facts::directory::{AccountErased, LeaverMarked};
use kernel::authority::{GrantSpan, Role, find_grant};
use kernel::clock::Timestamp;
use kernel::door::Actor;
use kernel::ids::{AccountId, GrantId, OrganisationId};
use testkit::{World, check, check_races};

use super::super::model::{DAY_MICROS, Period, YEAR_DAYS, most_in_a_year};
use super::super::store;
use super::super::{
    AdministratorCard, ArrangeCover, ColleagueFor, EndCover, EndGrant, GiveGrant,
    GrantsInOrganisation, GrantsOfPerson, MyCover,
};
use super::{end, give};

async fn holds(
    world: &World,
    name: &str,
    role: Role,
    organisation: OrganisationId,
) -> (AccountId, GrantId) {
    let person = world.person(name, organisation);
    let span = GrantSpan::Organisation(organisation);
    (person, world.grant(person, role, span).await)
}

/// Cover by somebody for a role, from so many days ahead for so many days.
fn cover(world: &World, person: AccountId, role: GrantId, ahead: i64, days: i64) -> ArrangeCover {
    let starts_at = world.clock.now().plus_days(ahead);
    ArrangeCover {
        person,
        grants: vec![role],
        starts_at: Some(starts_at),
        ends_at: starts_at.plus_days(days),
        reason: "Holiday".to_owned(),
    }
}

async fn live_roles(world: &World, person: AccountId) -> Vec<(Role, Option<String>)> {
    let found = world.asked(world.operator(), &GrantsOfPerson { person }).await.items;
    found.into_iter().map(|line| (line.role, line.organisation)).collect()
}

fn query(code: &str) -> GrantsInOrganisation {
    GrantsInOrganisation { organisation: code.to_owned(), after: None, limit: None }
}

#[test]
fn a_colleague_has_exactly_the_roles_that_are_handed_on_from_the_first_day_to_the_last() {
    check(crate::manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let (ann, first) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
        let second = world.grant(ann, Role::LocalAdministrator, GrantSpan::Descendants(rx2)).await;
        world.grant(ann, Role::Auditor, GrantSpan::Organisation(rx2)).await;
        let bea = world.person("Bea Cover", rx1);
        let (ann, bea_acts) = (Actor::Account(ann), Actor::Account(bea));
        let mut both = cover(&world, bea, first, 2, 7);
        both.grants.push(second);
        world.done(ann.clone(), both).await;

        let sees = async |world: &World, code: &str| {
            world.door.ask(&world.call(bea_acts.clone()), &query(code)).await.is_ok()
        };
        assert!(!sees(&world, "RX1").await, "it has not begun");
        world.advance_days(3);
        assert!(sees(&world, "RX1").await && sees(&world, "RX2").await);
        let expected = |code: &str| (Role::LocalAdministrator, Some(code.to_owned()));
        assert_eq!(live_roles(&world, bea).await, [expected("RX1"), expected("RX2")]);
        let listed = world.asked(world.operator(), &query("RX1")).await.items;
        let line = listed.iter().find(|line| line.person == bea).expect("the stand-in is listed");
        assert_eq!(line.covering_for.as_deref(), Some("Ann First"));
        let card = world.asked(bea_acts.clone(), &AdministratorCard::default()).await;
        let line = card.administrators.iter().find(|line| line.name == "Bea Cover");
        assert_eq!(line.expect("on the card").until, listed[1].ends_at);
        world.advance_days(7);
        assert!(!sees(&world, "RX1").await && !sees(&world, "RX2").await, "it is over");
        assert!(live_roles(&world, bea).await.is_empty());
    });
}

#[test]
fn both_see_it_and_either_ends_it_before_its_day() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let (ann, role) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
        let bea = world.person("Bea Cover", rx1);
        let cat = Actor::Account(world.person("Cat Else", rx1));
        let (ann, bea_acts) = (Actor::Account(ann), Actor::Account(bea));
        for ender in [&ann, &bea_acts] {
            let made = world.done(ann.clone(), cover(&world, bea, role, 0, 5)).await.cover;
            let mine = world.asked(ann.clone(), &MyCover {}).await;
            assert_eq!((mine.for_me.len(), mine.by_me.len()), (1, 0));
            assert_eq!(mine.for_me[0].name, "Bea Cover");
            let theirs = world.asked(bea_acts.clone(), &MyCover {}).await;
            assert_eq!((theirs.for_me.len(), theirs.by_me.len()), (0, 1));
            assert!(theirs.roles.is_empty(), "what is held to stand in is not handed on");
            let end = EndCover { cover: made };
            assert_eq!(world.refused(cat.clone(), end.clone()).await, "not-found");
            let mut call = world.call(ender.clone());
            call.expected = Some(7);
            let stale = world.door.perform(call, end.clone()).await;
            assert!(stale.is_err(), "somebody looked at another version");
            world.done(ender.clone(), end.clone()).await;
            assert!(live_roles(&world, bea).await.is_empty());
            assert_eq!(world.refused(ender.clone(), end).await, "cover.ended-already");
            assert!(world.asked(ann.clone(), &MyCover {}).await.for_me.is_empty());
        }
    });
}

#[test]
fn nobody_hands_on_what_they_do_not_hold_themselves() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let rx2 = world.organisation("RX2").await;
        let (ann, own) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
        let (_, of_another) = holds(&world, "Lee Lead", Role::PrimaryLocalAdministrator, rx1).await;
        let bea = world.person("Bea Cover", rx1);
        let ann_acts = Actor::Account(ann);
        let with = |role| cover(&world, bea, role, 1, 5);
        assert_eq!(world.refused(ann_acts.clone(), with(of_another)).await, "cover.role-not-yours");
        let nothing = GrantId(uuid::Uuid::nil());
        assert_eq!(world.refused(ann_acts.clone(), with(nothing)).await, "cover.role-not-yours");
        let mut none = with(own);
        none.grants.clear();
        assert_eq!(world.refused(ann_acts.clone(), none).await, "cover.roles-missing");
        let mut many = with(own);
        many.grants = (0..51).map(|_| GrantId(kernel::ids::new_at(world.clock.now()))).collect();
        assert_eq!(world.refused(ann_acts.clone(), many).await, "cover.too-many-roles");

        // What the platform gives, and what counts for the whole service, is handed on by nobody.
        let feed = world.grant(ann, Role::DirectoryFeed, GrantSpan::Organisation(rx1)).await;
        let desk = world.grant(ann, Role::NationalServiceDesk, GrantSpan::Nation).await;
        for role in [feed, desk] {
            let code = world.refused(ann_acts.clone(), with(role)).await;
            assert_eq!(code, "cover.role-not-handed-on");
        }
        // One that has not begun, and one that ends before the cover would.
        let later = GiveGrant {
            starts_at: Some(world.clock.now().plus_days(1)),
            ..give(ann, Role::Auditor, "RX1")
        };
        let later = world.done(world.operator(), later).await.grant;
        assert_eq!(world.refused(ann_acts.clone(), with(later)).await, "cover.role-not-yours");
        let short = GiveGrant {
            ends_at: Some(world.clock.now().plus_days(3)),
            ..give(ann, Role::LicenceAdministrator, "RX1")
        };
        let short = world.done(world.operator(), short).await.grant;
        assert_eq!(world.refused(ann_acts.clone(), with(short)).await, "cover.outlasts-own");

        // Only colleagues; others answer like nobody.
        let foreign = world.person("Fay Foreign", rx2);
        let unknown = AccountId(kernel::ids::new_at(world.clock.now()));
        for person in [foreign, unknown] {
            let command = ArrangeCover { person, ..with(own) };
            assert_eq!(world.refused(ann_acts.clone(), command).await, "not-found");
        }
        let oneself = ArrangeCover { person: ann, ..with(own) };
        assert_eq!(world.refused(ann_acts.clone(), oneself).await, "cover.by-oneself");
        // And the operator has nothing to hand on.
        assert_eq!(world.refused(world.operator(), with(own)).await, "not-allowed");
        world.done(ann_acts, with(own)).await;
    });
}

#[test]
fn what_is_held_to_stand_in_is_not_handed_on_again() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let (ann, role) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
        let bea = world.person("Bea Cover", rx1);
        let cat = world.person("Cat Chain", rx1);
        world.done(Actor::Account(ann), cover(&world, bea, role, 0, 10)).await;
        let held = world.asked(world.operator(), &GrantsOfPerson { person: bea }).await.items;
        let chain = cover(&world, cat, held[0].grant, 0, 5);
        assert_eq!(world.refused(Actor::Account(bea), chain).await, "cover.of-cover");
        // Not by somebody who hands out roles either.
        let primary = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let given = GiveGrant {
            covering_for: Some(bea),
            ends_at: Some(world.clock.now().plus_days(5)),
            ..give(cat, Role::LocalAdministrator, "RX1")
        };
        assert_eq!(world.refused(primary, given).await, "cover.role-not-held");
    });
}

#[test]
fn cover_has_an_end_and_is_not_renewed_for_ever() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let (ann, role) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
        let bea = world.person("Bea Cover", rx1);
        let cat = world.person("Cat Second", rx1);
        let ann = Actor::Account(ann);
        let by = |person, ahead, days| cover(&world, person, role, ahead, days);
        assert_eq!(world.refused(ann.clone(), by(bea, 1, 36)).await, "cover.too-long");
        assert_eq!(world.refused(ann.clone(), by(bea, 366, 5)).await, "cover.too-early");
        assert_eq!(world.refused(ann.clone(), by(bea, 5, 0)).await, "grant.ends-before-start");
        assert_eq!(world.refused(ann.clone(), by(bea, -5, 5)).await, "grant.end-in-past");
        world.done(ann.clone(), by(bea, 1, 35)).await;
        // Nobody else at the same time, and nobody straight after it without end.
        assert_eq!(world.refused(ann.clone(), by(cat, 10, 5)).await, "cover.covered-already");
        world.done(ann.clone(), by(cat, 36, 35)).await;
        assert_eq!(world.refused(ann.clone(), by(bea, 71, 21)).await, "cover.too-often");
        world.done(ann.clone(), by(bea, 71, 20)).await;
        assert_eq!(world.refused(ann.clone(), by(cat, 91, 1)).await, "cover.too-often");
        // Not in the year before either: any year counts.
        assert_eq!(world.refused(ann.clone(), by(cat, 0, 1)).await, "cover.too-often");
        // A year later there are days again.
        world.advance_days(100);
        assert_eq!(world.refused(ann.clone(), by(bea, 200, 5)).await, "cover.too-often");
        world.done(ann.clone(), by(bea, 266, 5)).await;
    });
}

#[test]
fn days_that_were_not_used_are_not_counted() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let (ann, role) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
        let bea = world.person("Bea Cover", rx1);
        let ann = Actor::Account(ann);
        for _ in 0..4 {
            let made = world.done(ann.clone(), cover(&world, bea, role, 0, 35)).await.cover;
            world.advance_days(1);
            world.done(ann.clone(), EndCover { cover: made }).await;
        }
    });
}

#[test]
fn cover_ends_with_the_role_that_it_is_for() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let primary = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let bea = world.person("Bea Cover", rx1);
        let (ann, role) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
        world.done(Actor::Account(ann), cover(&world, bea, role, 0, 9)).await;
        assert_eq!(live_roles(&world, bea).await.len(), 1);
        world.done(primary.clone(), end(role)).await;
        assert!(live_roles(&world, bea).await.is_empty(), "the role was taken away");

        let (cat, role) = holds(&world, "Cat Leaves", Role::LocalAdministrator, rx1).await;
        world.done(Actor::Account(cat), cover(&world, bea, role, 5, 9)).await;
        assert_eq!(live_roles(&world, bea).await.len(), 1);
        world.note(LeaverMarked { account: cat, organisation: rx1 }).await;
        assert!(live_roles(&world, bea).await.is_empty(), "whoever was away has left");
        assert!(world.asked(Actor::Account(bea), &MyCover {}).await.by_me.is_empty());

        // And whoever stands in can leave, too.
        let (dee, role) = holds(&world, "Dee Stays", Role::LocalAdministrator, rx1).await;
        world.done(Actor::Account(dee), cover(&world, bea, role, 0, 9)).await;
        world.note(LeaverMarked { account: bea, organisation: rx1 }).await;
        assert!(world.asked(Actor::Account(dee), &MyCover {}).await.for_me.is_empty());
        world
            .done(Actor::Account(dee), cover(&world, world.person("Eve Next", rx1), role, 0, 9))
            .await;
    });
}

#[test]
fn a_stand_in_does_not_oust_whoever_is_away_and_a_primary_administrator_ends_any_cover() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let leads = Role::PrimaryLocalAdministrator;
        let (ann, role) = holds(&world, "Ann First", leads, rx1).await;
        let (lee, _) = holds(&world, "Lee Lead", leads, rx1).await;
        let bea = world.person("Bea Cover", rx1);
        world.done(Actor::Account(ann), cover(&world, bea, role, 0, 9)).await;
        let bea_acts = Actor::Account(bea);
        assert_eq!(world.refused(bea_acts.clone(), end(role)).await, "cover.ousts-absent");
        let held = world.asked(world.operator(), &GrantsOfPerson { person: bea }).await.items;
        // Somebody who stands in hands nothing out for longer than they stand in.
        let cat = world.person("Cat Given", rx1);
        let given = give(cat, Role::Auditor, "RX1");
        assert_eq!(world.refused(bea_acts.clone(), given).await, "grant.outlasts-own");
        world.done(Actor::Account(lee), end(held[0].grant)).await;
        assert!(world.asked(Actor::Account(ann), &MyCover {}).await.for_me.is_empty());
        // By a role of their own they may end it like anybody else.
        world.grant(bea, leads, GrantSpan::Organisation(rx1)).await;
        world.done(bea_acts, end(role)).await;
    });
}

#[test]
fn whoever_hands_out_roles_says_for_whom_somebody_stands_in() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let primary = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let (ann, role) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
        let bea = world.person("Bea Cover", rx1);
        let until = Some(world.clock.now().plus_days(200));
        let with = |change: &dyn Fn(&mut GiveGrant)| {
            let mut command = give(bea, Role::LocalAdministrator, "RX1");
            (command.covering_for, command.ends_at) = (Some(ann), until);
            change(&mut command);
            command
        };
        for (code, command) in [
            ("cover.end-missing", with(&|it| it.ends_at = None)),
            ("cover.role-not-held", with(&|it| it.role = Role::Auditor)),
            ("cover.role-not-held", with(&|it| it.covering_for = Some(bea))),
            ("cover.role-not-held", with(&|it| it.with_descendants = true)),
        ] {
            let code_given = world.refused(world.operator(), command).await;
            assert_eq!(code_given, code);
        }
        // Longer than somebody arranges it themselves: that is what primary administrators are asked for.
        world.done(primary.clone(), with(&|_| {})).await;
        let mine = world.asked(Actor::Account(ann), &MyCover {}).await;
        assert_eq!(mine.for_me.len(), 1);
        let again = cover(&world, world.person("Cat Else", rx1), role, 3, 3);
        assert_eq!(world.refused(Actor::Account(ann), again).await, "cover.covered-already");
        world.done(primary, end(role)).await;
        assert!(live_roles(&world, bea).await.is_empty());
    });
}

#[test]
fn whoever_cannot_hold_the_role_does_not_stand_in() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let (ann, role) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
        let bea = world.person("Bea Cover", rx1);
        let ann = Actor::Account(ann);
        let tried = || cover(&world, bea, role, 0, 3);
        world.change_person(bea, |view| view.is_leaving = true);
        assert_eq!(world.refused(ann.clone(), tried()).await, "grant.account-leaving");
        world
            .change_person(bea, |view| (view.is_leaving, view.kind) = (false, "shared".to_owned()));
        assert_eq!(world.refused(ann.clone(), tried()).await, "grant.kind-of-account");
        world.change_person(bea, |view| {
            (view.kind, view.state) = ("user".to_owned(), "disabled".to_owned());
        });
        assert_eq!(world.refused(ann.clone(), tried()).await, "grant.account-not-active");
        world.change_person(bea, |view| view.state = "active".to_owned());
        world.grant(bea, Role::LocalAdministrator, GrantSpan::Organisation(rx1)).await;
        assert_eq!(world.refused(ann, tried()).await, "grant.duplicate");
    });
}

#[test]
fn colleagues_are_found_by_those_who_have_something_to_hand_on() {
    check(crate::manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let (ann, _) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
        let bea = world.person("Bea Cover", rx1);
        world.person("Fay Foreign", rx2);
        let hidden = world.person("Hal Hidden", rx1);
        world.change_person(hidden, |view| view.listed = false);
        let find = |name: &str| ColleagueFor { address: format!("{name}@guildhall.example") };
        let ann = Actor::Account(ann);
        assert_eq!(world.asked(ann.clone(), &find("bea.cover")).await.person, bea);
        for name in ["fay.foreign", "hal.hidden", "no.body"] {
            assert_eq!(world.not_asked(ann.clone(), &find(name)).await, "not-found", "{name}");
        }
        assert_eq!(world.not_asked(Actor::Account(bea), &find("ann.first")).await, "not-found");
    });
}

#[test]
fn nothing_is_left_of_why_somebody_was_away_who_is_erased() {
    check(crate::manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let (ann, role) = holds(&world, "Ann First", Role::LocalAdministrator, organisation).await;
        let bea = world.person("Bea Cover", organisation);
        let made = world.done(Actor::Account(ann), cover(&world, bea, role, 0, 3)).await.cover;
        let given = world.asked(world.operator(), &GrantsOfPerson { person: bea }).await.items;
        let given = given[0].grant;
        world.note(AccountErased { account: ann, organisation }).await;
        let mut reader = world.door.reader().await.unwrap();
        let kept = store::find_cover(&mut reader, made).await.unwrap().unwrap();
        let grant = find_grant(&mut reader, given).await.unwrap().unwrap();
        assert_eq!((kept.reason.as_str(), grant.reason.as_str()), ("", ""));
    });
}

#[test]
fn two_covers_arranged_at_once_are_one() {
    check_races(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        for _ in 0..8 {
            let (ann, role) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
            let (bea, cat) = (world.person("Bea One", rx1), world.person("Cat Two", rx1));
            let by = |person| {
                let call = world.call(Actor::Account(ann));
                world.door.perform(call, cover(&world, person, role, 0, 5))
            };
            let (first, second) = tokio::join!(by(bea), by(cat));
            assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        }
    });
}

#[test]
fn a_role_that_is_ended_while_cover_for_it_is_arranged_leaves_none() {
    check_races(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let primary = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        for _ in 0..8 {
            let (ann, role) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
            let bea = world.person("Bea One", rx1);
            let ending = EndGrant { grant: role, reason: "Over".to_owned() };
            let (_, ended) = tokio::join!(
                world.door.perform(world.call(Actor::Account(ann)), cover(&world, bea, role, 0, 5)),
                world.door.perform(world.call(primary.clone()), ending),
            );
            assert!(ended.is_ok(), "{ended:?}");
            assert!(live_roles(&world, bea).await.is_empty(), "nobody stands in for nothing");
        }
    });
}

#[test]
fn undoing_a_cover_ends_it() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let (ann, role) = holds(&world, "Ann First", Role::LocalAdministrator, rx1).await;
        let bea = world.person("Bea Cover", rx1);
        let call = world.call(Actor::Account(ann));
        let done = world.door.perform(call, cover(&world, bea, role, 0, 3)).await.unwrap();
        world.seal().await;
        let undo = crate::history::UndoOf { act: done.act.0 };
        let undone = world.asked(Actor::Account(ann), &undo).await;
        assert_eq!(undone.command, "cover.end");
    });
}

/// Against counting the days of every year that begins with a day.
#[test]
fn the_busiest_year_is_found() {
    let seed = u64::from_be_bytes(kernel::random::bytes());
    eprintln!("seed {seed}");
    let mut state = seed | 1;
    let mut between = |from: i64, to: i64| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        from + i64::try_from(state % 1_000_000).unwrap_or_default() % (to - from)
    };
    let day = |day: i64| Timestamp::from_micros(day * DAY_MICROS);
    for _ in 0..300 {
        let mut at = 0;
        let mut periods: Vec<(i64, i64)> = Vec::new();
        for _ in 0..between(1, 12) {
            let start = at + between(0, 120);
            at = start + between(1, 60);
            periods.push((start, at));
        }
        let count = i64::try_from(periods.len()).unwrap_or(1);
        let chosen = usize::try_from(between(0, count)).unwrap_or_default();
        let period =
            |&(start, end): &(i64, i64)| Period { starts_at: day(start), ends_at: day(end) };
        let new = period(&periods[chosen]);
        let others: Vec<Period> = periods
            .iter()
            .enumerate()
            .filter(|(place, _)| *place != chosen)
            .map(|(_, other)| period(other))
            .collect();
        let covered = |from: i64| {
            (from..from + YEAR_DAYS)
                .filter(|day| periods.iter().any(|(start, end)| start <= day && day < end))
                .count() as i64
        };
        let expected = (-YEAR_DAYS..at + 1).map(covered).max().unwrap_or_default();
        assert_eq!(most_in_a_year(&others, new), expected * DAY_MICROS, "{periods:?}");
    }
}
