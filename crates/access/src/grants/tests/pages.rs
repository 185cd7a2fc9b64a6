//! The pages: asked as a browser asks them.

use axum::http::StatusCode;
use kernel::authority::Role;
use kernel::door::Actor;
use testkit::{World, check};

async fn visit(world: &World, actor: &Actor, at: &str, form: Option<&str>) -> (StatusCode, String) {
    testkit::visit(world, crate::portal(), actor, at, form).await
}

#[test]
fn a_role_is_given_and_ended_through_the_pages() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let asha = world.person("Asha Rao", rx1);
        let (status, page) = visit(&world, &ann, "/o/RX1/administrators", None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Too few administrators") && page.contains("Give a role"));

        let new = "/o/RX1/administrators/new";
        let (status, page) = visit(&world, &ann, &format!("{new}?person={asha}"), None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("value=\"asha.rao@guildhall.example\""));
        let empty =
            "person=nobody%40x&role=&reason=&ends_at-day=31&ends_at-month=2&ends_at-year=2027";
        let (status, page) = visit(&world, &ann, new, Some(empty)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["person", "role", "reason", "ends_at"] {
            assert!(page.contains(&format!("href=\"#{field}\"")), "{field}");
        }
        let filled = "person=asha.rao%40guildhall.example&role=local+administrator&reason=Cover";
        let (status, page) = visit(&world, &ann, new, Some(filled)).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Check before you give the role") && page.contains("Asha Rao"));
        let (status, to) = visit(&world, &ann, new, Some(&format!("{filled}&step=give"))).await;
        assert_eq!(
            (status, to.as_str()),
            (StatusCode::SEE_OTHER, "/o/RX1/administrators?done=given")
        );
        let (_, file) = visit(&world, &ann, "/o/RX1/administrators.csv", None).await;
        let lines: Vec<&str> = file.lines().collect();
        assert_eq!(lines.len(), 3, "a head and two roles: {file}");
        assert!(lines.iter().any(|line| line.contains("Asha Rao") && line.contains(",Cover,")));
        let feed = "person=asha.rao%40guildhall.example&role=directory+feed&reason=x&step=give";
        let (status, page) = visit(&world, &ann, new, Some(feed)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Only a platform administrator gives"));

        let access = format!("/o/RX1/people/{asha}/access");
        let (_, page) = visit(&world, &ann, &access, None).await;
        assert!(page.contains("Local administrator"));
        let (_, rest) = page.split_once("/administrators/").expect("a link to end it");
        let grant = rest.split('/').next().expect("a key");
        let end = format!("/o/RX1/administrators/{grant}/end");
        let (_, page) = visit(&world, &ann, &end, None).await;
        assert!(page.contains("What happens") && page.contains("name=\"version\" value=\"1\""));
        let (status, _) = visit(&world, &ann, &end, Some("reason=&version=1")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        let (status, _) = visit(&world, &ann, &end, Some("reason=Left&version=1")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
    });
}

#[test]
fn pages_of_elsewhere_are_not_found_and_others_show_no_buttons() {
    check(crate::manifests_with_views, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let local = world.administrator(Role::LocalAdministrator, rx1).await;
        let foreign = world.person("Fay Foreign", rx2);
        let (status, page) = visit(&world, &local, "/o/RX1/administrators", None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(!page.contains("Give a role"));
        for at in [
            "/o/RX2/administrators".to_owned(),
            "/o/RX2/history".to_owned(),
            "/o/RX2/history.csv".to_owned(),
            format!("/o/RX2/people/{foreign}/access"),
            format!("/o/RX2/people/{foreign}/history"),
            "/o/RX1/people/nobody/access".to_owned(),
        ] {
            let (status, _) = visit(&world, &local, &at, None).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{at}");
        }
        for at in ["/national/roles", "/national/rules"] {
            let (status, _) = visit(&world, &local, at, None).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{at}");
        }
        let platform = world.administrator(Role::PlatformAdministrator, rx1).await;
        for at in [
            "/national/roles",
            "/national/rules",
            "/o/RX1/history",
            "/o/RX1/history.csv",
            "/me/history",
        ] {
            let (status, _) = visit(&world, &platform, at, None).await;
            assert_eq!(status, StatusCode::OK, "{at}");
        }
    });
}

#[test]
fn home_shows_too_few_administrators_to_those_who_can_name_more() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let mut shown = Vec::new();
        for actor in [ann, asha, world.operator()] {
            for card in super::super::portal::cards() {
                let card = card(world.door.clone(), world.call(actor.clone())).await;
                let card = card.expect("no fault");
                shown.push(card.map(|card| (card.id, card.body.0.contains("One person can"))));
            }
        }
        let mine = || Some(("my-administrators".to_owned(), false));
        let too_few = Some(("administrators".to_owned(), true));
        let cover = Some(("cover".to_owned(), false));
        let expected = [too_few, cover, mine(), None, None, mine(), None, None, None];
        assert_eq!(shown, expected);
    });
}

#[test]
fn cover_is_arranged_and_ended_through_the_pages() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let (list, new) = ("/me/cover", "/me/cover/new");
        for at in [list, new] {
            let (status, page) = visit(&world, &asha, at, None).await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains("You hold no role that a colleague could stand in for"), "{at}");
        }
        let (_, page) = visit(&world, &ann, new, None).await;
        assert!(page.contains("Local administrator, RX1 Hospital") && page.contains(" checked"));
        let (_, rest) = page.split_once("name=\"grants\"").expect("a role to hand on");
        let (_, rest) = rest.split_once("value=\"").expect("its key");
        let grant = rest.split('"').next().expect("its key");

        let (status, page) = visit(&world, &ann, new, Some("person=fay%40x&reason=")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        for field in ["person", "grants", "ends_at", "reason"] {
            assert!(page.contains(&format!("href=\"#{field}\"")), "{field}");
        }
        let filled = |last: &str| {
            format!(
                "person=asha.rao%40guildhall.example&grants={grant}&reason=Holiday&\
                 ends_at-day={last}&ends_at-month=1&ends_at-year=2027"
            )
        };
        let (status, page) = visit(&world, &ann, new, Some(&filled("9"))).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Check before you arrange cover") && page.contains("9 January 2027"));
        assert!(page.contains(&format!("name=\"grants\" value=\"{grant}\"")));
        let change = format!("{}&step=change", filled("9"));
        let (_, page) = visit(&world, &ann, new, Some(&change)).await;
        assert!(page.contains("Holiday") && page.contains("Email address of your colleague"));
        let past = format!("{}&step=arrange", filled("1"));
        let (status, page) = visit(&world, &ann, new, Some(&past)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Choose an end date in the future"));
        let arrange = format!("{}&step=arrange", filled("9"));
        let (status, to) = visit(&world, &ann, new, Some(&arrange)).await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/me/cover?done=arranged"));

        let (_, page) = visit(&world, &ann, &to, None).await;
        assert!(page.contains("The cover was arranged") && page.contains("Asha Rao"));
        let (_, page) = visit(&world, &ann, "/o/RX1/administrators", None).await;
        assert!(page.contains("Stands in for"));
        let (_, page) = visit(&world, &asha, list, None).await;
        let (_, rest) = page.split_once("name=\"cover\" value=\"").expect("a form to end it");
        let cover = rest.split('"').next().expect("its key");
        let ending = format!("cover={cover}&version=1");
        let (status, to) = visit(&world, &asha, "/me/cover/end", Some(&ending)).await;
        assert_eq!((status, to.as_str()), (StatusCode::SEE_OTHER, "/me/cover?done=ended"));
        let (status, page) = visit(&world, &asha, "/me/cover/end", Some(&ending)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("This cover is over"));
    });
}

#[test]
fn national_roles_are_seen_given_and_ended_by_those_who_may() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let platform = world.administrator(Role::PlatformAdministrator, rx1).await;
        let desk = world.administrator(Role::NationalServiceDesk, rx1).await;
        let local = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        world.person("Asha Rao", rx1);
        let list = "/national/administrators";
        let (status, page) = visit(&world, &desk, list, None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("National service desk") && !page.contains("Give a role"));
        for at in [list, "/national/administrators/new"] {
            let (status, _) = visit(&world, &local, at, None).await;
            assert_ne!(status, StatusCode::OK, "{at}");
        }

        let new = "/national/administrators/new";
        let (_, page) = visit(&world, &platform, new, None).await;
        assert!(page.contains("Second platform approver: "));
        assert!(!page.contains("Local administrator") && !page.contains("with_descendants"));
        let typed = "person=asha.rao%40guildhall.example&role=national%20service%20desk&reason=Joins%20the%20desk";
        let (_, page) = visit(&world, &platform, new, Some(typed)).await;
        assert!(
            page.contains("Check before you give the role") && page.contains("The whole service")
        );
        let (status, to) = visit(&world, &platform, new, Some(&format!("{typed}&step=give"))).await;
        assert_eq!(
            (status, to.as_str()),
            (StatusCode::SEE_OTHER, "/national/administrators?done=given")
        );
        let (_, page) = visit(&world, &platform, &to, None).await;
        assert!(page.contains("Asha Rao") && page.contains("Joins the desk"));

        let place = page.rfind("/end\"").expect("a role can be ended");
        let start = page[..place].rfind("href=\"").expect("by a link") + "href=\"".len();
        let end = format!("{}/end", &page[start..place]);
        let (_, page) = visit(&world, &platform, &end, None).await;
        assert!(page.contains("Asha Rao") && page.contains("name=\"version\" value=\"1\""));
        let (_, to) = visit(&world, &platform, &end, Some("version=1&reason=Leaves")).await;
        assert_eq!(to, "/national/administrators?done=ended");
        let (_, page) = visit(&world, &desk, list, None).await;
        assert!(!page.contains("Asha Rao"));
    });
}
