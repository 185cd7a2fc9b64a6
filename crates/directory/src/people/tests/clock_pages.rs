//! The pages about leavers, joiners, holds and lists of deletions that wait.

use super::pages::{check_pages, hidden, opened, visit};
use super::*;
use crate::people::jobs::run_due;
use crate::people::{AccountState, Leaving};
use axum::http::StatusCode;

#[test]
fn a_leaver_is_marked_shown_and_kept_without_script() {
    check_pages(|world| async move {
        let (_, actor) = opened(&world, "RX1").await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let at = format!("/o/RX1/people/{asha}");
        let (_, page) = visit(&world, &actor, &format!("{at}/leave"), None).await;
        assert!(page.contains("Their administrator roles end now"));
        let version = hidden(&page, "version");
        let leave = |rest: &str| format!("version={version}&{rest}");
        let to = format!("{at}/leave");
        let (_, page) = visit(&world, &actor, &to, Some(&leave(""))).await;
        assert!(page.contains("Choose how they leave."));
        let wrong = leave("leaving=leaves&last_day-day=30&last_day-month=2&last_day-year=2027");
        let (_, page) = visit(&world, &actor, &to, Some(&wrong)).await;
        assert!(page.contains("at most 366 days ahead") && page.contains("value=\"30\""));
        let right = leave("leaving=leaves&last_day-day=3&last_day-month=3&last_day-year=2027");
        let (status, place) = visit(&world, &actor, &to, Some(&right)).await;
        assert_eq!((status, place), (StatusCode::SEE_OTHER, format!("{at}?done=leaving")));
        let (_, page) = visit(&world, &actor, &at, None).await;
        assert!(page.contains("Last day 3 March 2027. The account is deleted after that."));
        assert!(page.contains("Cancel leaving") && !page.contains("Mark as leaver"));
        let (_, page) = visit(&world, &actor, "/o/RX1/people/leavers", None).await;
        assert!(page.contains("Asha Rao") && page.contains("3 March 2027"));
        let (_, page) = visit(&world, &actor, &format!("{at}/stay"), None).await;
        let stay = format!("version={}", hidden(&page, "version"));
        let (status, _) = visit(&world, &actor, &format!("{at}/stay"), Some(&stay)).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = visit(&world, &actor, "/o/RX1/people/leavers", None).await;
        assert!(page.contains("Nobody is leaving"));
    });
}

#[test]
fn a_person_who_is_joining_is_searched_for_and_claimed() {
    check_pages(|world| async move {
        let (_, actor) = opened(&world, "RX2").await;
        opened(&world, "RX1").await;
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        let at = format!("/o/RX2/people/claim?search={}", asha.address.replace('@', "%40"));
        let (_, page) = visit(&world, &actor, &at, None).await;
        assert!(page.contains("Nobody who is leaving") && !page.contains("Asha Rao"));
        world.done(world.operator(), super::leaving::mark(asha.id, Leaving::Moves)).await;
        let (_, page) = visit(&world, &actor, &at, None).await;
        assert!(page.contains("Asha Rao") && page.contains("Claim for"));
        assert_eq!(hidden(&page, "person"), asha.id.to_string());
        let form = format!("person={}&search=x", asha.id);
        let (status, place) = visit(&world, &actor, "/o/RX2/people/claim", Some(&form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{place}");
        let (_, page) = visit(&world, &actor, &place, None).await;
        assert!(page.contains("belongs to"));
        assert!(page.contains("/transfer"), "whoever looks after one organisation offers");
    });
}

#[test]
fn holds_are_placed_and_released_by_who_may() {
    check_pages(|world| async move {
        let (organisation, local) = opened(&world, "RX1").await;
        let primary = person(&world, "RX1", "Prima", "Rao").await.id;
        let span = GrantSpan::Organisation(organisation);
        world.grant(primary, Role::PrimaryLocalAdministrator, span).await;
        let primary = Actor::Account(primary);
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let at = format!("/o/RX1/people/{asha}");
        let (_, page) = visit(&world, &local, &at, None).await;
        assert!(!page.contains("legal hold"));
        let (_, page) = visit(&world, &primary, &format!("{at}/hold"), None).await;
        let version = hidden(&page, "version");
        let place = format!("{at}/hold");
        let empty = format!("version={version}&reason=Inquest&reference=");
        let (_, page) = visit(&world, &primary, &place, Some(&empty)).await;
        assert!(page.contains("Enter the reference."));
        let form = format!("version={version}&reason=Inquest&reference=C-17");
        assert_eq!(visit(&world, &local, &place, Some(&form)).await.0, StatusCode::FORBIDDEN);
        let (status, _) = visit(&world, &primary, &place, Some(&form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = visit(&world, &local, &at, None).await;
        assert!(page.contains("Legal hold since") && !page.contains("Inquest"));
        assert!(!page.contains(&format!("{at}/delete")));
        let release = format!("{at}/release");
        let (_, page) = visit(&world, &primary, &release, None).await;
        assert!(page.contains("C-17: Inquest"));
        let hold = page.split("type=\"radio\"").nth(1).expect("a choice");
        let (_, hold) = hold.split_once("value=\"").expect("a value");
        let hold = hold.split('"').next().expect("its end");
        let form =
            |hold: &str| format!("version={}&hold={hold}&reason=closed", hidden(&page, "version"));
        let (_, none) = visit(&world, &primary, &release, Some(&form(""))).await;
        assert!(none.contains("Choose the hold to release."));
        let (status, _) = visit(&world, &primary, &release, Some(&form(hold))).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert_eq!(record(&world, asha).await.held_since, None);
    });
}

#[test]
fn a_list_that_waits_is_looked_at_and_decided_on() {
    check_pages(|world| async move {
        let (organisation, local) = opened(&world, "RX1").await;
        opened(&world, "RX2").await;
        let primary = person(&world, "RX1", "Prima", "Rao").await.id;
        let span = GrantSpan::Organisation(organisation);
        world.grant(primary, Role::PrimaryLocalAdministrator, span).await;
        let primary = Actor::Account(primary);
        let (_, page) = visit(&world, &primary, "/o/RX1/held-deletions", None).await;
        assert!(page.contains("No deletions wait"));
        let mut people = Vec::new();
        for name in ["Ann", "Ben", "Cat", "Dan", "Eve", "Fay"] {
            let id = person(&world, "RX1", name, "Leaver").await.id;
            world.done(world.operator(), super::leaving::mark(id, Leaving::Moves)).await;
            people.push(id);
        }
        world.advance_days(30);
        assert_eq!(run_due(&world.door).await.unwrap(), 6, "they are blocked");
        let (_, page) = visit(&world, &local, "/o/RX1/held-deletions", None).await;
        let link = page.split("/o/RX1/held-deletions/").nth(1).expect("a list");
        let at = format!("/o/RX1/held-deletions/{}", link.split('"').next().expect("its key"));
        let (_, page) = visit(&world, &local, &at, None).await;
        assert!(page.contains("6 of 8 accounts would have been deleted") && page.contains("Fay"));
        assert!(!page.contains("Delete them"));
        let (_, page) = visit(&world, &primary, &at, None).await;
        let form = format!(
            "version={}&list={}&decision=release",
            hidden(&page, "version"),
            hidden(&page, "list")
        );
        assert_eq!(visit(&world, &local, &at, Some(&form)).await.0, StatusCode::FORBIDDEN);
        for unclear in [form.replace("release", "both"), form.replace("&decision=release", "")] {
            let (_, page) = visit(&world, &primary, &at, Some(&unclear)).await;
            assert!(page.contains("Choose whether they are deleted or stay"));
        }
        let elsewhere = at.replace("RX1", "RX2");
        assert_eq!(visit(&world, &primary, &elsewhere, None).await.0, StatusCode::NOT_FOUND);
        let (status, place) = visit(&world, &primary, &at, Some(&form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{place}");
        let (_, again) = visit(&world, &primary, &at, Some(&form)).await;
        assert!(again.contains("Somebody changed this after you opened it"));
        assert_eq!(run_due(&world.door).await.unwrap(), 6);
        for person in people {
            assert_eq!(record(&world, person).await.state, AccountState::Deleted);
        }
        let (_, page) = visit(&world, &primary, &place, None).await;
        assert!(page.contains("Deleted."));
    });
}
