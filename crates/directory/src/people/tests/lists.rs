//! The list of people: columns, views, files, and the way to a bulk change.

use axum::http::StatusCode;
use casework::views::{MyViews, SaveView};

use super::pages::{check_pages, opened, visit};
use super::*;
use crate::people::{DisablePerson, PeopleInOrganisation};

fn of(code: &str) -> PeopleInOrganisation {
    PeopleInOrganisation { organisation: code.to_owned(), ..PeopleInOrganisation::default() }
}

#[test]
fn who_has_never_signed_in_is_found() {
    check(|world| async move {
        let mut ids = Vec::new();
        for family in ["Cole", "Abel", "Dunn", "Baker", "Evans"] {
            ids.push(person(&world, "RX1", "Asha", family).await.id);
        }
        let used = facts::signin::SessionBegun { account: ids[0] };
        world.note(used).await;
        world.done(world.operator(), DisablePerson { person: ids[1], reason: None }).await;
        let never = PeopleInOrganisation { state: Some("never-used".to_owned()), ..of("RX1") };
        let found = world.asked(world.operator(), &never).await;
        let names: Vec<&str> = found.items.iter().map(|row| row.family_name.as_str()).collect();
        assert_eq!((names, found.count), (vec!["Baker", "Dunn", "Evans"], 3));
    });
}

#[test]
fn columns_are_chosen_in_the_address_and_kept_as_a_view() {
    check_pages(|world| async move {
        let (_, ann) = opened(&world, "RX1").await;
        let numbered = CreatePerson {
            staff_number: Some("E77".to_owned()),
            job_title: Some("Nurse".to_owned()),
            ..create("RX1", "Asha", "Rao")
        };
        world.done(world.operator(), numbered).await;
        let (_, page) = visit(&world, &ann, "/o/RX1/people", None).await;
        assert!(page.contains("Nurse") && !page.contains("E77"));
        let at = "/o/RX1/people?columns=staff-number&columns=odd&search=rao";
        let (_, page) = visit(&world, &ann, at, None).await;
        assert!(page.contains("E77") && !page.contains("Nurse"), "{page}");
        assert!(page.contains("/o/RX1/people.csv?search=rao&amp;columns=staff-number"));
        assert!(page.contains("name=\"query\" value=\"search=rao&amp;columns=staff-number\""));
        let keep = SaveView {
            list: "/o/RX1/people".to_owned(),
            query: "search=rao&columns=staff-number".to_owned(),
            name: "My ward".to_owned(),
        };
        world.done(ann.clone(), keep).await;
        let (_, page) = visit(&world, &ann, "/o/RX1/people", None).await;
        assert!(
            page.contains("href=\"/o/RX1/people?search=rao&amp;columns=staff-number\">My ward")
        );
        let (_, page) = visit(&world, &ann, at, None).await;
        assert!(page.contains("<strong>My ward</strong>") && !page.contains("Save this view"));
        // It opens with what the reader may see at that moment, and is a view of nothing for whoever may not.
        let view = world.asked(ann.clone(), &MyViews::default()).await.remove(0);
        world
            .done(world.operator(), DisablePerson { person: ann.account().unwrap(), reason: None })
            .await;
        let (status, _) = visit(&world, &ann, &view.href(), None).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED);
    });
}

#[test]
fn people_are_led_on_to_a_bulk_change_ticked_or_all_who_match() {
    check_pages(|world| async move {
        let (_, ann) = opened(&world, "RX1").await;
        let (_, far) = opened(&world, "RX2").await;
        let asha = person(&world, "RX1", "Asha", "Rao").await;
        let ben = person(&world, "RX1", "Ben", "Rao").await;
        person(&world, "RX1", "Cara", "Dunn").await;
        let foreign = person(&world, "RX2", "Fay", "Rao").await.id;
        let (_, page) = visit(&world, &ann, "/o/RX1/people?search=rao", None).await;
        assert!(
            page.contains("Change all who match: 2 people") && page.contains("Select Asha Rao")
        );
        let all = "/o/RX1/people/bulk?search=rao&which=all";
        let (status, page) = visit(&world, &ann, all, None).await;
        assert_eq!(status, StatusCode::OK);
        let lines = "Asha Rao &lt;asha.rao@guildhall.example&gt;\nBen Rao &lt;ben.rao@guildhall.example&gt;</textarea>";
        assert!(page.contains(lines), "{page}");
        let ticked = format!(
            "/o/RX1/people/bulk?which=selected&person={}&person={foreign}&person=x",
            ben.id
        );
        let (_, page) = visit(&world, &ann, &ticked, None).await;
        assert!(page.contains(">Ben Rao &lt;ben.rao@guildhall.example&gt;</textarea>"), "{page}");
        let (status, _) = visit(&world, &far, all, None).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let (_, page) = visit(&world, &ann, "/o/RX1/people?kind=application", None).await;
        assert!(!page.contains("Change all who match"));
        let _ = asha;
    });
}

#[test]
fn both_files_hold_everybody_who_matches() {
    check_pages(|world| async move {
        let (_, ann) = opened(&world, "RX1").await;
        for number in 0..230 {
            let letters: String = format!("{number:03}")
                .chars()
                .map(|digit| (b'a' + digit as u8 - b'0') as char)
                .collect();
            person(&world, "RX1", "Asha", &format!("Rao{letters}")).await;
        }
        let (_, csv) = visit(&world, &ann, "/o/RX1/people.csv?search=asha", None).await;
        assert_eq!(csv.lines().count(), 231, "a head and more people than one read gives");
        let request = axum::http::Request::get("/o/RX1/people.xlsx?search=asha");
        let caller = kernel::http::Caller {
            actor: ann.clone(),
            scope: None,
            face: kernel::door::Face::Portal,
            request: Uuid::nil(),
            peer: String::new(),
            session: None,
            key: None,
            expected: None,
        };
        let request = request.extension(caller).body(axum::body::Body::empty()).unwrap();
        let pages = crate::portal().with_state(kernel::http::App { door: world.door.clone() });
        let answer = tower::ServiceExt::oneshot(pages, request).await.unwrap();
        let bytes = axum::body::to_bytes(answer.into_body(), 4_000_000).await.unwrap();
        let mut book: calamine::Xlsx<_> =
            calamine::open_workbook_from_rs(std::io::Cursor::new(bytes.to_vec())).unwrap();
        let sheet = calamine::Reader::worksheet_range(&mut book, "List").unwrap();
        assert_eq!(sheet.height(), 231);
        let (status, _) = visit(&world, &ann, "/o/RX1/people.csv?state=odd", None).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "a refusal is a page and no file");
    });
}
