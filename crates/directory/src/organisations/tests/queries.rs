use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;

use super::{check, holder, import, nobody, opened, row};
use crate::organisations::model::{OrganisationKind, OrganisationState, RegisterRow};
use crate::organisations::queries::{
    CountOrganisations, FindOrganisations, ListFiles, ListUnits, MyOrganisations,
    OrganisationByCode, OrganisationCard, OrganisationDetails, SuggestShortName,
};

#[test]
fn the_register_is_found_by_the_beginnings_of_words_and_by_code() {
    check(|world| async move {
        let rows = vec![
            row("RX1", "Northvale Teaching Hospitals NHS Trust"),
            row("RX2", "St Mary's Hospital, Northvale"),
            RegisterRow {
                kind: Some(OrganisationKind::Practice),
                ..row("A81001", "Northgate Surgery")
            },
        ];
        world.done(world.operator(), import("etr", 20251201, rows)).await;
        world.done(world.operator(), super::opening("RX1")).await;
        let find =
            |text: &str| FindOrganisations { text: Some(text.to_owned()), ..Default::default() };
        for (text, codes) in [
            ("north", vec!["A81001", "RX1", "RX2"]),
            ("hosp NORTHV", vec!["RX1", "RX2"]),
            ("marys", vec!["RX2"]),
            ("a810", vec!["A81001"]),
            ("vale", vec![]),
            ("", vec!["A81001", "RX1", "RX2"]),
        ] {
            let found = world.asked(world.operator(), &find(text)).await;
            let found_codes: Vec<&str> =
                found.items.iter().map(|line| line.code.as_str()).collect();
            assert_eq!(found_codes, codes, "{text}");
            assert_eq!((found.total, found.is_more), (codes.len() as i64, false));
        }
        let open = FindOrganisations { state: Some(OrganisationState::Open), ..find("north") };
        assert_eq!(world.asked(world.operator(), &open).await.total, 1);
        let practices =
            FindOrganisations { kind: Some(OrganisationKind::Practice), ..Default::default() };
        assert_eq!(world.asked(world.operator(), &practices).await.items[0].code, "A81001");
    });
}

#[test]
fn pages_follow_each_other_without_gaps_and_counts_stop_at_a_thousand() {
    check(|world| async move {
        for chunk in 0..6 {
            let rows = (0..200).map(|number| row(&format!("P{chunk}{number:03}"), "Same Name"));
            world
                .done(world.operator(), import(&format!("file{chunk}"), 20251201, rows.collect()))
                .await;
        }
        let mut seen = Vec::new();
        let mut after = None;
        loop {
            let query = FindOrganisations { after, limit: Some(170), ..Default::default() };
            let page = world.asked(world.operator(), &query).await;
            assert_eq!((page.total, page.is_more), (1_000, true));
            seen.extend(page.items.into_iter().map(|line| line.code));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(seen.len(), 1_200);
        assert!(seen.is_sorted());
    });
}

#[test]
fn a_foreign_organisation_answers_as_an_unknown_one() {
    check(|world| async move {
        let parent = opened(&world, "RX1", None).await;
        opened(&world, "RX2", Some("RX1")).await;
        opened(&world, "RX3", None).await;
        let own =
            holder(&world, Role::LocalAdministrator, GrantSpan::Organisation(parent.id)).await;
        let reaching = holder(&world, Role::Auditor, GrantSpan::Descendants(parent.id)).await;
        let record = |code: &str| OrganisationByCode { organisation: code.to_owned() };
        assert_eq!(world.asked(own.clone(), &record("RX1")).await.code, "RX1");
        for code in ["RX2", "RX3", "RX9"] {
            let units = ListUnits { organisation: code.to_owned(), after: None, limit: None };
            assert_eq!(world.not_asked(own.clone(), &record(code)).await, "not-found");
            assert_eq!(world.not_asked(own.clone(), &units).await, "not-found");
            let details = OrganisationDetails { organisation: code.to_owned() };
            assert_eq!(world.not_asked(own.clone(), &details).await, "not-found");
            let after = MyOrganisations { after: Some(code.to_owned()), ..Default::default() };
            assert_eq!(world.not_asked(own.clone(), &after).await, "not-found");
        }
        assert_eq!(world.asked(reaching.clone(), &record("RX2")).await.code, "RX2");
        assert_eq!(world.not_asked(reaching.clone(), &record("RX3")).await, "not-found");
        let mine = |actor: Actor| {
            let world = world.clone();
            async move {
                let page = world.asked(actor, &MyOrganisations::default()).await;
                page.items.into_iter().map(|line| line.code).collect::<Vec<_>>()
            }
        };
        assert_eq!(mine(own.clone()).await, ["RX1"]);
        assert_eq!(mine(reaching).await, ["RX1", "RX2"]);
        assert_eq!(
            world.not_asked(own.clone(), &FindOrganisations::default()).await,
            "not-allowed"
        );
        assert_eq!(world.not_asked(own.clone(), &ListFiles::default()).await, "not-allowed");
        let suggest = SuggestShortName { organisation: "RX1".to_owned() };
        assert_eq!(world.not_asked(own, &suggest).await, "not-allowed");
    });
}

#[test]
fn everyone_signed_in_sees_cards_and_the_count_and_nobody_else_does() {
    check(|world| async move {
        opened(&world, "RX1", None).await;
        let card = OrganisationCard { organisation: "RX1".to_owned() };
        assert_eq!(world.asked(nobody(&world), &card).await.name, "RX1 Hospital");
        assert_eq!(world.asked(nobody(&world), &CountOrganisations {}).await.count, 1);
        assert_eq!(
            world
                .not_asked(nobody(&world), &OrganisationCard { organisation: "RX9".to_owned() })
                .await,
            "not-found"
        );
        assert_eq!(
            world.not_asked(nobody(&world), &MyOrganisations::default()).await,
            "not-allowed"
        );
        assert_eq!(world.not_asked(Actor::Anonymous, &card).await, "sign-in-needed");
        assert_eq!(
            world.not_asked(Actor::Anonymous, &CountOrganisations {}).await,
            "sign-in-needed"
        );
    });
}
