//! Views: kept, opened, renamed, removed, and nobody else's.

use axum::http::StatusCode;
use facts::directory::AccountErased;
use kernel::door::Actor;
use testkit::{World, check};
use uuid::Uuid;

use super::model::is_list;
use super::*;

fn save(name: &str) -> SaveView {
    SaveView {
        list: "/o/RX1/people".to_owned(),
        query: "state=disabled&columns=email".to_owned(),
        name: name.to_owned(),
    }
}

async fn names(world: &World, actor: &Actor) -> Vec<String> {
    let found = world.asked(actor.clone(), &MyViews::default()).await;
    found.into_iter().map(|view| view.name).collect()
}

#[test]
fn a_view_is_its_owners_alone() {
    check(
        || vec![manifest()],
        |world| async move {
            let rx1 = world.organisation("RX1").await;
            let account = world.person("Asha Rao", rx1);
            let (asha, ben) =
                (Actor::Account(account), Actor::Account(world.person("Ben Cole", rx1)));
            let view = world.done(asha.clone(), save("  Who   is out ")).await;
            assert_eq!(names(&world, &asha).await, ["Who is out"]);
            assert!(names(&world, &ben).await.is_empty());
            let rename = |view: Uuid, name: &str| RenameView { view, name: name.to_owned() };
            for actor in [&ben, &asha] {
                let key = if *actor == ben { view.view } else { Uuid::nil() };
                assert_eq!(world.refused((*actor).clone(), rename(key, "Mine")).await, "not-found");
                assert_eq!(
                    world.refused((*actor).clone(), RemoveView { view: key }).await,
                    "not-found"
                );
            }
            assert_eq!(world.refused(asha.clone(), save("who is OUT")).await, "view.name-taken");
            world.done(ben.clone(), save("Who is out")).await;
            let other = world.done(asha.clone(), save("Another")).await.view;
            assert_eq!(
                world.refused(asha.clone(), rename(other, "WHO IS OUT")).await,
                "view.name-taken"
            );
            world.done(asha.clone(), rename(other, "ANOTHER")).await;
            assert_eq!(names(&world, &asha).await, ["ANOTHER", "Who is out"]);
            world.done(asha.clone(), RemoveView { view: other }).await;
            assert_eq!(names(&world, &asha).await, ["Who is out"]);
            world.note(AccountErased { account, organisation: rx1 }).await;
            assert!(names(&world, &asha).await.is_empty());
            assert_eq!(names(&world, &ben).await, ["Who is out"]);
            assert_eq!(world.refused(Actor::Anonymous, save("x")).await, "sign-in-needed");
        },
    );
}

#[test]
fn names_and_numbers_are_bounded_and_addresses_stay_here() {
    check(
        || vec![manifest()],
        |world| async move {
            let rx1 = world.organisation("RX1").await;
            let asha = Actor::Account(world.person("Asha Rao", rx1));
            for name in ["", " ", "a\u{7}b", &"a".repeat(61)] {
                assert_eq!(world.refused(asha.clone(), save(name)).await, "view.name", "{name:?}");
            }
            for list in [
                "https://evil.example/",
                "//evil.example",
                "/o/RX1//evil",
                "/o/../sign-out",
                "/me",
                "/o/RX1?x",
                "javascript:alert(1)",
            ] {
                let view = SaveView { list: list.to_owned(), ..save("x") };
                assert_eq!(world.refused(asha.clone(), view).await, "view.address", "{list}");
            }
            assert!(is_list("/o/RX1/people", ""));
            assert!(!is_list("/o/RX1/people", "a=b#c") && !is_list("/o/RX1/people", "a=<b>"));
            assert!(!is_list("/o/RX1/people", &"a".repeat(2_001)));
            for number in 0..50 {
                world.done(asha.clone(), save(&format!("View {number}"))).await;
            }
            assert_eq!(world.refused(asha, save("One more")).await, "view.too-many");
        },
    );
}

#[test]
fn a_view_is_kept_renamed_and_removed_on_the_pages() {
    check(
        || vec![manifest()],
        |world| async move {
            let rx1 = world.organisation("RX1").await;
            let asha = Actor::Account(world.person("Asha Rao", rx1));
            let visit = |at: String, form: Option<&'static str>| {
                let (world, asha) = (world.clone(), asha.clone());
                async move { testkit::visit(&world, portal::routes(), &asha, &at, form).await }
            };
            let (status, page) = visit("/me/views".to_owned(), None).await;
            assert!(status == StatusCode::OK && page.contains("No views yet"));
            let kept = "list=%2Fo%2FRX1%2Fpeople&query=state%3Ddisabled&name=";
            let (status, page) = visit("/me/views".to_owned(), Some(kept)).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.contains("href=\"#name\"") && page.contains("value=\"state=disabled\""));
            let kept = "list=%2Fo%2FRX1%2Fpeople&query=state%3Ddisabled&name=Out";
            let (status, to) = visit("/me/views".to_owned(), Some(kept)).await;
            assert_eq!(
                (status, to.as_str()),
                (StatusCode::SEE_OTHER, "/o/RX1/people?state=disabled")
            );
            let view = world.asked(asha.clone(), &MyViews::default()).await[0].view;
            let (_, page) = visit("/me/views".to_owned(), None).await;
            assert!(page.contains("/o/RX1/people?state=disabled"));
            let at = format!("/me/views/{view}");
            let (status, page) = visit(at.clone(), Some("act=rename&version=1&name=")).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.contains(&format!("href=\"#name-{view}\"")));
            let (status, _) = visit(at.clone(), Some("act=rename&version=1&name=Away")).await;
            assert_eq!(status, StatusCode::SEE_OTHER);
            let (status, _) = visit(at.clone(), Some("act=remove&version=1")).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "somebody was faster");
            let (status, _) = visit(at, Some("act=remove&version=2")).await;
            assert_eq!(status, StatusCode::SEE_OTHER);
            let (_, page) = visit("/me/views".to_owned(), None).await;
            assert!(page.contains("No views yet"));
        },
    );
}
