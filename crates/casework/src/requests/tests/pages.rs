//! The pages: asked as a browser asks them.

use axum::http::StatusCode;
use testkit::check;

use super::*;

async fn visit(world: &World, actor: &Actor, at: &str, form: Option<&str>) -> (StatusCode, String) {
    testkit::visit(world, portal::routes(), actor, at, form).await
}

#[test]
fn something_is_asked_answered_and_approved_through_the_pages() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        let (status, page) = visit(&world, &asha, "/ask", None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("/ask/shared-mailbox") && !page.contains("/ask/support"));
        let (_, page) = visit(&world, &decider, "/ask", None).await;
        assert!(page.contains("/ask/support"));
        let (_, page) = visit(&world, &asha, "/ask/chair", None).await;
        assert!(page.contains("name=\"what\"") && page.contains("within 5 days"));
        let (status, to) =
            visit(&world, &asha, "/ask/chair", Some("what=by+hand&asked_for=")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let at = to.strip_suffix("?done=asked").expect("the page of the request").to_owned();
        let (_, page) = visit(&world, &asha, &to, None).await;
        assert!(page.contains("Your request was sent") && page.contains("by hand"));
        assert!(page.contains("Withdraw") && !page.contains("value=\"approve\""));
        let (_, page) = visit(&world, &decider, "/to-do", None).await;
        assert!(page.contains(&at) && page.contains("Nobody yet"));

        let ask_back = "act=answer&version=1&message=Which+one%3F";
        let (status, _) = visit(&world, &decider, &at, Some(ask_back)).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = visit(&world, &asha, "/to-do", None).await;
        assert!(page.contains(&at) && page.contains("Waiting for an answer"));
        let (status, _) =
            visit(&world, &asha, &at, Some("act=answer&version=2&message=The+red+one")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = visit(&world, &decider, &at, None).await;
        assert!(page.contains("The red one") && page.contains("name=\"version\" value=\"3\""));

        let (status, to) =
            visit(&world, &decider, &at, Some("act=approve&version=3&reason=")).await;
        assert_eq!((status, to), (StatusCode::SEE_OTHER, format!("{at}?done=approved")));
        let (_, page) = visit(&world, &decider, &at, None).await;
        assert!(page.contains("It is done") && !page.contains("value=\"approve\""));
        let (status, _) = visit(&world, &decider, &at, Some("act=finish&version=4")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = visit(&world, &asha, "/me/requests?state=over", None).await;
        assert!(page.contains(&at) && page.contains("Done"));
    });
}

#[test]
fn what_was_typed_stays_when_something_has_to_be_put_right() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        let wrong = "what=&since=twelve&asked_for=nobody%40x";
        let (status, page) = visit(&world, &asha, "/ask/chair", Some(wrong)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#what\"") && page.contains("Say what it is."));
        assert!(page.contains("href=\"#since\"") && page.contains("value=\"twelve\""));
        assert!(page.contains("value=\"nobody@x\""));
        let (status, page) =
            visit(&world, &asha, "/ask/chair", Some("what=oak&asked_for=nobody%40x")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#asked_for\"") && page.contains("value=\"oak\""));

        let request = world.done(asha.clone(), chair("by hand")).await.request;
        let at = format!("/requests/{request}");
        let (status, page) =
            visit(&world, &decider, &at, Some("act=decline&version=1&reason=")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#reason\""));
        let (status, page) =
            visit(&world, &decider, &at, Some("act=decline&version=7&reason=Too+dear")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "somebody was faster");
        assert!(page.contains("Too dear"));
        let (status, page) = visit(&world, &asha, &at, Some("act=answer&version=1&message=")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#message\""));
        let (_, page) =
            visit(&world, &decider, &at, Some("act=assign&version=1&to=nobody%40x")).await;
        assert!(page.contains("href=\"#to\"") && page.contains("value=\"nobody@x\""));
    });
}

#[test]
fn empty_lists_say_what_would_be_there_and_foreign_pages_are_not_found() {
    check(manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let foreign = world.administrator(Role::LocalAdministrator, rx2).await;
        let (_, page) = visit(&world, &asha, "/to-do", None).await;
        assert!(page.contains("Nothing to do"));
        let (_, page) = visit(&world, &foreign, "/to-do?organisation=RX1", None).await;
        assert!(page.contains("You look after no organisation of this code"));
        let (_, page) = visit(&world, &asha, "/me/requests", None).await;
        assert!(page.contains("Ask for something"));
        let request = world.done(asha.clone(), chair("oak")).await.request;
        for (actor, at) in [
            (&foreign, format!("/requests/{request}")),
            (&asha, format!("/requests/{}", Uuid::nil())),
            (&asha, "/requests/none".to_owned()),
            (&asha, "/ask/none".to_owned()),
            (&asha, "/ask/support".to_owned()),
        ] {
            let (status, _) = visit(&world, actor, &at, None).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{at}");
        }
        let (status, _) = visit(&world, &Actor::Anonymous, "/to-do", None).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn the_cards_of_home_name_the_first_five_and_how_many_there_are() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        for number in 0..7 {
            world.done(asha.clone(), chair(&format!("oak {number}"))).await;
        }
        let mut bodies = Vec::new();
        for card in portal::cards() {
            let card = card(world.door.clone(), world.call(decider.clone())).await;
            bodies.push(card.expect("a card").expect("it says something"));
        }
        let to_do = &bodies[0];
        assert!(to_do.body.0.contains("oak 4") && !to_do.body.0.contains("oak 5"));
        let all = to_do.link.as_ref().map(|link| link.text.as_str());
        assert_eq!(all, Some("See all (7)"));
        assert!(bodies[1].body.0.contains("Nothing that you asked for is open"));
    });
}
