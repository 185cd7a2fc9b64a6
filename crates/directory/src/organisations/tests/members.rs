use std::collections::{BTreeMap, BTreeSet};

use facts::directory::{AccountCreated, OrganisationCoded, OrganisationOf};
use kernel::authority::{GrantSpan, Role, ancestors};
use kernel::door::Actor;
use kernel::ids::AccountId;
use kernel::refusal::Error;
use testkit::Note;

use super::{check, holder, import, opened, opening, row, set_people};
use crate::organisations::commands::{
    ChangeOrganisation, CloseOrganisation, OpenOrganisation, PlaceOrganisation,
};
use crate::organisations::model::{OrganisationState, RegisterRow, RegisterStatus};
use crate::organisations::queries::{
    CountOrganisations, FindSupport, OrganisationByCode, SuggestShortName,
};

fn place(code: &str, parent: Option<&str>) -> PlaceOrganisation {
    PlaceOrganisation { organisation: code.to_owned(), parent: parent.map(str::to_owned) }
}

fn close(code: &str) -> CloseOrganisation {
    CloseOrganisation { organisation: code.to_owned() }
}

#[test]
fn an_active_record_is_opened_once_with_a_short_name_of_its_own() {
    check(|world| async move {
        let rows = vec![
            row("RX1", "Northvale Teaching Hospitals"),
            row("RX2", "Newham Teaching Hospitals"),
            RegisterRow { status: Some(RegisterStatus::Dormant), ..row("RX3", "Asleep") },
        ];
        world.done(world.operator(), import("etr", 20251201, rows)).await;
        let one = world.done(world.operator(), opening("RX1")).await;
        assert_eq!(one.short_name, "nth");
        let suggested = world
            .asked(world.operator(), &SuggestShortName { organisation: "RX2".to_owned() })
            .await;
        assert_ne!(suggested.short_name, "nth", "it is taken");
        let two = world.done(world.operator(), opening("RX2")).await;
        assert_eq!(two.short_name, suggested.short_name);
        assert_eq!(
            world.refused(world.operator(), opening("RX1")).await,
            "organisation.already-open"
        );
        assert_eq!(
            world.refused(world.operator(), opening("RX3")).await,
            "organisation.not-active"
        );
        assert_eq!(world.refused(world.operator(), opening("RX4")).await, "not-found");
        let count = world.asked(world.operator(), &CountOrganisations {}).await;
        let by_state = BTreeMap::from([("listed".to_owned(), 1), ("open".to_owned(), 2)]);
        assert_eq!((count.count, count.by_state), (3, by_state));
        let mut reader = world.door.reader().await.unwrap();
        let view = reader.ask(OrganisationCoded("RX1".to_owned())).await.unwrap().unwrap();
        assert!(
            view.is_open
                && view.short_name.as_deref() == Some("nth")
                && view.tier.as_deref() == Some("enhanced")
        );
        assert_eq!(reader.ask(OrganisationOf(one.id)).await.unwrap(), Some(view));
        assert_eq!(reader.ask(OrganisationCoded("RX9".to_owned())).await.unwrap(), None);
    });
}

#[test]
fn a_short_name_that_is_taken_or_of_another_form_is_refused_and_named() {
    check(|world| async move {
        opened(&world, "RX1", None).await;
        world.done(world.operator(), import("etr", 20251201, vec![row("RX2", "Other")])).await;
        let with = |short_name: &str| OpenOrganisation {
            short_name: Some(short_name.to_owned()),
            ..opening("RX2")
        };
        assert_eq!(
            world.refused(world.operator(), with("RH")).await,
            "organisation.short-name-taken"
        );
        assert_eq!(world.refused(world.operator(), with("a b")).await, "organisation.fields");
        let wrong = OpenOrganisation {
            time_zone: Some("Mars/Base".to_owned()),
            usage_location: Some("gb".to_owned()),
            ..with("ok1")
        };
        let error = world.door.perform(world.call(world.operator()), wrong).await.unwrap_err();
        let Error::Refused(refusal) = error else { panic!("{error}") };
        let named: Vec<&str> = refusal.fields.iter().map(|field| field.field.as_ref()).collect();
        assert_eq!(named, ["time_zone", "usage_location"], "all problems at once");
        assert_eq!(world.done(world.operator(), with("Other1")).await.short_name, "Other1");
    });
}

#[test]
fn what_is_not_said_of_the_place_is_the_installations() {
    check(|world| async move {
        let rows = vec![row("RX1", "One"), row("RX2", "Two")];
        world.done(world.operator(), import("etr", 20251201, rows)).await;
        let said = OpenOrganisation { usage_location: None, ..opening("RX1") };
        world.done(world.operator(), said).await;
        let said = OpenOrganisation { time_zone: None, usage_location: None, ..opening("RX2") };
        world.done(world.operator(), said).await;
        for (code, expected) in [("RX1", ("Europe/London", "IE")), ("RX2", ("Europe/Dublin", "IE"))]
        {
            let query = OrganisationByCode { organisation: code.to_owned() };
            let record = world.asked(world.operator(), &query).await;
            let place = (record.time_zone.unwrap(), record.usage_location.unwrap());
            assert_eq!((place.0.as_str(), place.1.as_str()), expected, "{code}");
        }
    });
}

#[test]
fn only_the_platform_opens_places_and_closes() {
    check(|world| async move {
        let rx1 = opened(&world, "RX1", None).await;
        world.done(world.operator(), import("etr", 20251201, vec![row("RX2", "Other")])).await;
        let local =
            holder(&world, Role::PrimaryLocalAdministrator, GrantSpan::Organisation(rx1.id)).await;
        assert_eq!(world.refused(local.clone(), opening("RX2")).await, "not-allowed");
        assert_eq!(world.refused(local.clone(), place("RX1", None)).await, "not-allowed");
        assert_eq!(world.refused(local, close("RX1")).await, "not-allowed");
        let platform = holder(&world, Role::PlatformAdministrator, GrantSpan::Nation).await;
        world
            .done(
                platform.clone(),
                OpenOrganisation { parent: Some("RX1".to_owned()), ..opening("RX2") },
            )
            .await;
        let query = OrganisationByCode { organisation: "RX2".to_owned() };
        assert_eq!(world.asked(platform, &query).await.parent.as_deref(), Some("RX1"));
    });
}

#[test]
fn an_organisation_closes_only_without_accounts_and_lets_nobody_in_afterwards() {
    check(|world| async move {
        let rx1 = opened(&world, "RX1", None).await;
        let person = || AccountCreated {
            account: AccountId(kernel::ids::new_at(world.clock.now())),
            organisation: rx1.id,
            kind: "user".to_owned(),
            policy: None,
        };
        world.note(person()).await;
        set_people(rx1.id, 1);
        assert_eq!(
            world.refused(world.operator(), close("RX1")).await,
            "organisation.has-accounts"
        );
        world.note(person()).await;
        set_people(rx1.id, 0);
        world.done(world.operator(), close("RX1")).await;
        assert_eq!(
            world.refused(world.operator(), Note::of(person())).await,
            "organisation.not-open"
        );
        assert_eq!(world.refused(world.operator(), close("RX1")).await, "organisation.not-open");
        let record = world
            .asked(world.operator(), &OrganisationByCode { organisation: "RX1".to_owned() })
            .await;
        assert_eq!((record.state, record.closed_at.is_some()), (OrganisationState::Closed, true));
        let again = world.done(world.operator(), opening("RX1")).await;
        assert_eq!(again.short_name, "rh", "the short name was kept for it");
        world.note(person()).await;
    });
}

#[test]
fn administrators_change_their_own_contacts_and_stale_forms_are_refused() {
    check(|world| async move {
        let rx1 = opened(&world, "RX1", None).await;
        let rx2 = opened(&world, "RX2", None).await;
        let local = holder(&world, Role::LocalAdministrator, GrantSpan::Organisation(rx1.id)).await;
        let desk = holder(&world, Role::LocalHelpDesk, GrantSpan::Organisation(rx1.id)).await;
        let change = |code: &str, telephone: &str| ChangeOrganisation {
            organisation: code.to_owned(),
            support_telephone: Some(telephone.to_owned()),
            ..ChangeOrganisation::default()
        };
        let done = world.done(local.clone(), change("RX1", " 01632 960002 ")).await;
        let query = OrganisationByCode { organisation: "RX1".to_owned() };
        let record = world.asked(local.clone(), &query).await;
        assert_eq!(
            (record.support_telephone.as_deref(), record.version),
            (Some("01632 960002"), done.version)
        );
        let stale = world.call(local.clone()).expecting(Some(done.version - 1));
        let Err(Error::Refused(refusal)) = world.door.perform(stale, change("RX1", "1")).await
        else {
            panic!()
        };
        assert_eq!(refusal.code, "stale");
        assert_eq!(world.refused(desk, change("RX1", "1")).await, "not-allowed");
        assert_eq!(world.refused(local.clone(), change("RX2", "1")).await, "not-found");
        assert_eq!(
            world.refused(local.clone(), change("RX1", &"1".repeat(41))).await,
            "organisation.fields"
        );
        let nothing =
            ChangeOrganisation { organisation: "RX1".to_owned(), ..ChangeOrganisation::default() };
        assert_eq!(world.refused(local.clone(), nothing).await, "organisation.nothing-to-change");
        world.done(local.clone(), change("RX1", "")).await;
        assert_eq!(world.asked(local, &query).await.support_telephone, None);
        assert_ne!(rx1.id, rx2.id);
    });
}

#[test]
fn anybody_finds_whom_to_call_at_an_open_organisation_and_nothing_else() {
    check(|world| async move {
        opened(&world, "SUP1", None).await;
        opened(&world, "SUP2", None).await;
        let change = ChangeOrganisation {
            organisation: "SUP1".to_owned(),
            support_telephone: Some("01632 960002".to_owned()),
            ..ChangeOrganisation::default()
        };
        world.done(world.operator(), change).await;
        let close = CloseOrganisation { organisation: "SUP2".to_owned() };
        world.done(world.operator(), close).await;
        let find = |text: &str| FindSupport { text: text.to_owned() };
        let found = world.asked(Actor::Anonymous, &find("sup1")).await;
        assert_eq!(found.items.len(), 1);
        assert_eq!(found.items[0].support_telephone.as_deref(), Some("01632 960002"));
        assert_eq!(world.asked(Actor::Anonymous, &find("SUP2")).await.items, []);
        for short in ["", "  ", "su", "a-b", "...."] {
            let refused = world.not_asked(Actor::Anonymous, &find(short)).await;
            assert_eq!(refused, "organisation.support-short", "{short:?}");
        }
    });
}

#[test]
fn a_ring_is_refused_and_the_closure_equals_a_recomputed_one_after_random_moves() {
    check(|world| async move {
        let codes: Vec<String> = (0..7).map(|number| format!("T{number}")).collect();
        let mut ids = Vec::new();
        for code in &codes {
            ids.push(opened(&world, code, None).await.id);
        }
        let mut parents: Vec<Option<usize>> = vec![None; codes.len()];
        let above = |parents: &[Option<usize>], start: usize| {
            let mut line = Vec::new();
            let mut at = parents[start];
            while let Some(next) = at {
                line.push(next);
                at = parents[next];
            }
            line
        };
        let mut state = 7_u64;
        let mut rings = 0;
        for _ in 0..60 {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            let moved = (state >> 33) as usize % codes.len();
            let parent =
                Some((state >> 45) as usize % (codes.len() + 1)).filter(|at| *at < codes.len());
            let command = place(&codes[moved], parent.map(|at| codes[at].as_str()));
            let is_ring =
                parent.is_some_and(|at| at == moved || above(&parents, at).contains(&moved));
            if is_ring {
                assert_eq!(world.refused(world.operator(), command).await, "organisation.ring");
                rings += 1;
            } else {
                world.done(world.operator(), command).await;
                parents[moved] = parent;
            }
        }
        assert!(rings > 3, "the moves tried to make rings");
        let mut reader = world.door.reader().await.unwrap();
        for (at, id) in ids.iter().enumerate() {
            let expected: Vec<_> =
                above(&parents, at).into_iter().map(|above| ids[above]).collect();
            assert_eq!(ancestors(&mut reader, *id).await.unwrap(), expected, "above {}", codes[at]);
        }
        drop(reader);
        // What a grant with descendants sees is the same tree, looked at from above.
        let root = parents.iter().position(Option::is_none).unwrap();
        let actor =
            holder(&world, Role::LocalAdministrator, GrantSpan::Descendants(ids[root])).await;
        let mine = crate::organisations::queries::MyOrganisations::default();
        let seen: BTreeSet<String> =
            world.asked(actor, &mine).await.items.into_iter().map(|line| line.code).collect();
        let below =
            (0..codes.len()).filter(|at| *at == root || above(&parents, *at).contains(&root));
        assert_eq!(seen, below.map(|at| codes[at].clone()).collect());
    });
}

#[test]
fn a_parent_must_be_open() {
    check(|world| async move {
        opened(&world, "RX1", None).await;
        world
            .done(world.operator(), import("etr", 20251201, vec![row("RX2", "Listed only")]))
            .await;
        for parent in ["RX2", "RX9"] {
            let refused = world.refused(world.operator(), place("RX1", Some(parent))).await;
            assert_eq!(refused, "organisation.parent-unknown");
        }
        assert_eq!(
            world.refused(world.operator(), place("RX2", Some("RX1"))).await,
            "organisation.not-open"
        );
    });
}
