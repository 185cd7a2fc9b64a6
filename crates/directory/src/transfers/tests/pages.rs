//! The pages: asked as a browser without script asks them, with the real organisations.

use axum::http::StatusCode;

use super::*;
use crate::people::tests::pages::{check_pages, hidden, opened, visit};

/// The address of the transfer to which a page leads.
fn transfer_in(place: &str) -> &str {
    place.split('?').next().unwrap_or(place)
}

#[test]
fn an_offer_is_made_at_the_persons_page_and_accepted_at_its_own() {
    check_pages(|world| async move {
        let (_, from) = opened(&world, "RX1").await;
        let (_, to) = opened(&world, "RX2").await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let at = format!("/o/RX1/people/{asha}/transfer");
        let (_, page) = visit(&world, &from, &at, None).await;
        assert!(page.contains("What happens") && page.contains("mailbox"));
        let version = hidden(&page, "version");
        let empty = format!("version={version}&organisation=");
        let (_, page) = visit(&world, &from, &at, Some(&empty)).await;
        assert!(page.contains("Enter the code of the new organisation"));
        let unknown = format!("version={version}&organisation=QQ9");
        let (_, page) = visit(&world, &from, &at, Some(&unknown)).await;
        assert!(page.contains("There is no organisation of this code."), "{page}");
        let form = format!("version={version}&organisation=rx2&note=Starts+on+ward+9");
        let (status, place) = visit(&world, &from, &at, Some(&form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{place}");
        let (_, page) = visit(&world, &from, &place, None).await;
        assert!(page.contains("Their turn") && page.contains("Withdraw"));
        assert!(!page.contains("Accept"));
        // Once it is open, the person's page leads to it.
        let (_, page) = visit(&world, &from, &at, None).await;
        assert!(page.contains("See the transfer"));
        let theirs = transfer_in(&place).replace("/o/RX1/", "/o/RX2/");
        let (_, page) = visit(&world, &to, &theirs, None).await;
        assert!(page.contains("Starts on ward 9") && page.contains("Your turn"));
        let (_, list) = visit(&world, &to, "/o/RX2/transfers?direction=in&state=turn", None).await;
        assert!(list.contains("Asha Rao") && list.contains("RX1"));
        let version = hidden(&page, "version");
        let silent = format!("version={version}&act=decline&reason=");
        let (_, page) = visit(&world, &to, &theirs, Some(&silent)).await;
        assert!(page.contains("Enter a reason"), "{page}");
        let form = format!("version={version}&act=accept");
        let (status, place) = visit(&world, &to, &theirs, Some(&form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{place}");
        let (_, page) = visit(&world, &to, &place, None).await;
        assert!(page.contains("The person has moved."));
        assert_eq!(record(&world, asha).await.organisation, "RX2");
        let (_, list) = visit(&world, &to, "/o/RX2/transfers?state=turn", None).await;
        assert!(list.contains("No transfer matches"));
    });
}

#[test]
fn who_is_found_in_the_directory_is_asked_for_from_the_card() {
    check_pages(|world| async move {
        let (_, from) = opened(&world, "RX1").await;
        let (_, to) = opened(&world, "RX2").await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let card = format!("/people/card/{asha}");
        let (_, page) = visit(&world, &to, &card, None).await;
        let at = format!("/o/RX2/transfers/ask/{asha}");
        assert!(page.contains(&at), "{page}");
        let (_, page) = visit(&world, &from, &card, None).await;
        assert!(!page.contains("/transfers/ask/"), "nobody asks for their own people");
        let (_, page) = visit(&world, &to, &at, None).await;
        assert!(page.contains("has to accept"));
        let wrong = "day-day=31&day-month=2&day-year=2027";
        let (_, page) = visit(&world, &to, &at, Some(wrong)).await;
        assert!(page.contains("Enter the day as day, month and year"), "{page}");
        let form = "day-day=31&day-month=3&day-year=2027&note=Agreed+by+telephone";
        let (status, place) = visit(&world, &to, &at, Some(form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{place}");
        let theirs = transfer_in(&place).replace("/o/RX2/", "/o/RX1/");
        let (_, page) = visit(&world, &from, &theirs, None).await;
        assert!(page.contains("31 March 2027") && page.contains("Accept for that day"));
        let other = format!(
            "version={}&act=change-date&day-day=1&day-month=4&day-year=2027",
            hidden(&page, "version")
        );
        let (status, place) = visit(&world, &from, &theirs, Some(&other)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{place}");
        let ours = transfer_in(&place).replace("/o/RX1/", "/o/RX2/");
        let (_, page) = visit(&world, &to, &ours, None).await;
        let form = format!("version={}&act=accept", hidden(&page, "version"));
        let (_, place) = visit(&world, &to, &ours, Some(&form)).await;
        let (_, page) = visit(&world, &to, &place, None).await;
        assert!(page.contains("The person moves on the day.") && page.contains("1 April 2027"));
        // The card of the day's work says whose turn it is, to whom it is.
        for (actor, code) in [(&from, "RX1"), (&to, "RX2")] {
            let call = world.call(actor.clone());
            let card = super::super::organisation_cards()[0];
            let card = card(world.door.clone(), call, code.to_owned()).await.unwrap().unwrap();
            assert!(card.body.into_string().contains("No transfer waits"));
        }
    });
}

#[test]
fn before_somebody_is_created_each_who_may_be_meant_has_the_one_right_act() {
    check_pages(|world| async move {
        opened(&world, "RX1").await;
        let (_, to) = opened(&world, "RX2").await;
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        let at = "/o/RX2/people/new";
        let find = "step=find&given_name=Asha&family_name=Rao";
        let (_, page) = visit(&world, &to, at, Some(find)).await;
        assert!(page.contains(&format!("/o/RX2/transfers/ask/{}", asha.id)), "{page}");
        assert!(!page.contains("who is leaving"));
        let leave = crate::people::MarkLeaver {
            person: asha.id,
            leaving: crate::people::Leaving::Moves,
            last_day: None,
        };
        world.done(world.operator(), leave).await;
        let known = format!("{find}&known={}", asha.address);
        let (_, page) = visit(&world, &to, at, Some(&known)).await;
        assert!(page.contains("Claim Asha Rao, who is leaving"), "{page}");
        assert!(!page.contains("/transfers/ask/"), "there is one right act");
        // One's own people are found by former names too.
        let ben = person(&world, "RX2", "Ben", "Okoro").await.id;
        let rename = crate::people::RenamePerson {
            person: ben,
            given_name: Some("Ben".to_owned()),
            family_name: Some("Cole".to_owned()),
            display_name: None,
            address: None,
        };
        world.done(world.operator(), rename).await;
        let former = "step=find&given_name=Ben&family_name=Okoro";
        let (_, page) = visit(&world, &to, at, Some(former)).await;
        assert!(page.contains("Ben Cole") && page.contains("belongs to this organisation"));
        // Nobody at all: on to the details.
        let nobody = "step=find&given_name=Zoe&family_name=Quill";
        let (_, page) = visit(&world, &to, at, Some(nobody)).await;
        assert!(page.contains("Details of the person"));
    });
}

#[test]
fn what_is_coming_up_stands_on_one_page_and_on_home() {
    check_pages(|world| async move {
        let (_, from) = opened(&world, "RX1").await;
        let (_, to) = opened(&world, "RX2").await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let ben = person(&world, "RX1", "Ben", "Okoro").await.id;
        let card = async |actor: &Actor| {
            let make = crate::people::cards().into_iter();
            let mut found = None;
            for make in make {
                let call = world.call(actor.clone());
                let card = make(world.door.clone(), call).await.unwrap();
                found = found.or(card.filter(|card| card.id == "coming-up"));
            }
            found.map(|card| card.body.into_string())
        };
        assert_eq!(card(&from).await, None, "nothing is coming up");
        let leave = crate::people::MarkLeaver {
            person: ben,
            leaving: crate::people::Leaving::Leaves,
            last_day: Some("2027-01-05".to_owned()),
        };
        world.done(from.clone(), leave).await;
        world.done(from.clone(), offer(asha, "RX2", Some("2027-01-06"))).await;
        let (_, page) = visit(&world, &from, "/o/RX1/people/coming", None).await;
        assert!(page.contains("Ben Okoro") && page.contains("4 days"), "{page}");
        assert!(page.contains("Asha Rao") && page.contains("Their turn"));
        let (_, page) = visit(&world, &to, "/o/RX2/people/coming", None).await;
        assert!(page.contains("Your turn") && page.contains("6 January 2027"));
        assert!(!page.contains("Ben Okoro"));
        let shown = card(&from).await.expect("a card");
        assert!(shown.contains("Ben Okoro") && shown.contains("Asha Rao"), "{shown}");
        assert!(card(&to).await.expect("a card").contains("Asha Rao"));
    });
}
