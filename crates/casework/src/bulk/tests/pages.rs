//! The pages, asked as a browser asks them.

use axum::http::StatusCode;
use testkit::check;

use super::*;

async fn visit(world: &World, actor: &Actor, at: &str, form: Option<&str>) -> (StatusCode, String) {
    testkit::visit(world, portal::routes(), actor, at, form).await
}

/// The fields of a form as a browser sends them.
fn fields(pairs: &[(&str, &str)]) -> String {
    let encoded =
        |text: &str| -> String { text.bytes().map(|byte| format!("%{byte:02X}")).collect() };
    let pairs: Vec<String> =
        pairs.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
    pairs.join("&")
}

#[test]
fn a_pasted_list_is_looked_at_run_and_its_outcome_taken_home() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        world.person("=Evil Name", rx1);
        let list = format!("{}\n=evil.name\nnobody@x.org", crowd(&world, rx1, "Person", 60));
        let (status, page) = visit(&world, &ann, "/o/RX1/bulk", None).await;
        assert_eq!(status, StatusCode::OK);
        assert!(
            page.contains("What should happen?") && page.contains("Choose") || page.contains("Red")
        );
        assert!(page.contains("None in the last weeks"));
        let form =
            [("act", "many"), ("answer", "red"), ("people", list.as_str()), ("step", "check")];
        let (status, to) = visit(&world, &ann, "/o/RX1/bulk", Some(&fields(&form))).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = visit(&world, &ann, &to, None).await;
        assert!(
            page.contains("Change 61 people"),
            "all were looked up before the page came: {page}"
        );
        assert!(page.contains("Turns red") && page.contains("Paint: Red"));
        let (_, page) = visit(&world, &ann, &format!("{to}?state=unknown"), None).await;
        assert!(page.contains("nobody@x.org") && !page.contains("Turns red"));
        let (_, page) = visit(&world, &ann, &format!("{to}?after=50"), None).await;
        assert!(page.contains("person.55@guildhall.example") && !page.contains("person.5@"));

        let (status, at) = visit(&world, &ann, &to, Some("act=run&version=1")).await;
        assert_eq!((status, at.as_str()), (StatusCode::SEE_OTHER, to.as_str()));
        jobs::run_due(&world.door).await.expect("a part runs");
        let (_, page) = visit(&world, &ann, &to, None).await;
        assert!(page.contains("50 done") && page.contains("Reload this page"));
        let (status, page) = visit(&world, &ann, &to, Some("act=stop&version=1")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "that was another version: {page}");
        all_done(&world).await;
        let (_, page) = visit(&world, &ann, &to, None).await;
        assert!(
            page.contains("Finished") && page.contains("outcome.csv") && page.contains("Is red")
        );
        let (status, file) = visit(&world, &ann, &format!("{to}/outcome.csv"), None).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(file.lines().count(), 63, "a head and one line for each entry");
        assert!(
            file.contains("61,'=evil.name,'=Evil Name,'=evil.name@guildhall.example,Done,Is red")
        );
        assert!(file.contains("62,nobody@x.org,,,Not found,"));
        let (_, page) = visit(&world, &ann, "/o/RX1/bulk", None).await;
        assert!(page.contains("61 done, 1 left out"));
    });
}

#[test]
fn what_was_pasted_stays_when_something_has_to_be_put_right() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let wrong = fields(&[
            ("act", "one"),
            ("answer", ""),
            ("people", "asha@x.org\nben@x.org"),
            ("step", "check"),
        ]);
        let (status, page) = visit(&world, &ann, "/o/RX1/bulk", Some(&wrong)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#answer\"") && page.contains("Choose a colour."));
        assert!(page.contains("asha@x.org\nben@x.org"));
        let switched = fields(&[("act", "many"), ("people", "asha@x.org"), ("step", "act")]);
        let (status, page) = visit(&world, &ann, "/o/RX1/bulk", Some(&switched)).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("asha@x.org") && page.contains("value=\"many\" selected"));
        let empty = fields(&[("act", "one"), ("answer", "red"), ("people", ""), ("step", "check")]);
        let (_, page) = visit(&world, &ann, "/o/RX1/bulk", Some(&empty)).await;
        assert!(page.contains("href=\"#people\""));
    });
}

#[test]
fn whoever_can_do_nothing_of_the_kind_is_not_led_on() {
    check(manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let desk = world.administrator(Role::LocalHelpDesk, rx1).await;
        let far = world.administrator(Role::LocalAdministrator, rx2).await;
        let bulk = prepared(&world, &ann, "one", "a@x.org").await;
        let (_, page) = visit(&world, &desk, "/o/RX1/bulk", None).await;
        assert!(page.contains("nothing that you can do") && !page.contains("name=\"people\""));
        for at in [
            "/o/RX1/bulk".to_owned(),
            format!("/o/RX1/bulk/{bulk}"),
            format!("/o/RX2/bulk/{bulk}"),
            format!("/o/RX1/bulk/{bulk}/outcome.csv"),
            "/o/RX2/bulk/none".to_owned(),
        ] {
            let (status, _) = visit(&world, &far, &at, None).await;
            assert_eq!(status, StatusCode::NOT_FOUND, "{at}");
        }
        let (status, _) = visit(&world, &Actor::Anonymous, "/o/RX1/bulk", None).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
        let cards = |actor: Actor| {
            let (world, call) = (world.clone(), world.call(actor));
            async move {
                let mine =
                    portal::cards()[0](world.door.clone(), call.clone()).await.expect("an answer");
                let card =
                    portal::organisation_cards()[0](world.door.clone(), call, "RX1".to_owned());
                (mine, card.await.expect("an answer"))
            }
        };
        let (mine, card) = cards(ann).await;
        assert!(mine.is_some_and(|card| card.body.0.contains("Not run")));
        assert!(card.is_some_and(|card| card.body.0.contains("Paint: Red")));
        let (mine, card) = cards(desk).await;
        assert!(mine.is_none() && card.is_none());
    });
}

/// Sends a file with the form that takes one.
async fn send_file(world: &World, actor: &Actor, file: &[u8]) -> (StatusCode, String) {
    let (typed, files) = ([("act", "many")], [("file", "list.csv", file)]);
    testkit::send_files(world, portal::routes(), actor, "/o/RX1/bulk/file", &typed, &files).await
}

#[test]
fn the_column_of_a_file_is_put_into_the_form() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let far =
            world.administrator(Role::LocalAdministrator, world.organisation("RX2").await).await;
        let files: [(&[u8], &str); 4] = [
            (
                b"Name,Email Address,Ward\r\n\"Rao, Asha\",a@x.org,7\r\nBen,b@x.org,8\r\n",
                "a@x.org\nb@x.org",
            ),
            (b"\xef\xbb\xbfWard;Staff number\n7;E1\n8;E2\n", "E1\nE2"),
            (b"a@x.org\nb@x.org\n", "a@x.org\nb@x.org"),
            (b"Vorname,Email\nJ\xfcrgen,j@x.org\n", "j@x.org"),
        ];
        for (file, expected) in files {
            let (status, page) = send_file(&world, &ann, file).await;
            assert_eq!(status, StatusCode::OK);
            assert!(page.contains(&format!(">{expected}</textarea>")), "{expected}: {page}");
            assert!(page.contains("value=\"many\" selected"), "what was chosen stays chosen");
        }
        for file in [&b""[..], b"\0\0", &vec![b'a'; 1_000_001]] {
            let (status, page) = send_file(&world, &ann, file).await;
            assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
            assert!(page.contains("href=\"#file\""));
        }
        let (status, _) = send_file(&world, &far, b"a@x.org").await;
        assert_eq!(status, StatusCode::NOT_FOUND);
    });
}
