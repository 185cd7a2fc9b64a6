use axum::{http::StatusCode, response::IntoResponse};

use super::{Trouble, waiting};
use crate::{frame::Frame, link::Link, tests::page::faults};

fn all() -> Vec<Trouble> {
    vec![
        Trouble::NotFound,
        Trouble::NotAllowed,
        Trouble::StaleEdit {
            current: Link::new("See what it is now", "/o/RX1/people/1"),
            typed: vec![("Given name".to_owned(), "Asha".to_owned())],
        },
        Trouble::SessionOver {
            sign_in_href: "/sign-in".to_owned(),
            typed: vec![("Given name".to_owned(), "Asha".to_owned())],
            again: None,
        },
        Trouble::SessionOver {
            sign_in_href: "/sign-in".to_owned(),
            typed: vec![("Given name".to_owned(), "Asha".to_owned())],
            again: Some((
                "/sign-in/again".to_owned(),
                vec![("kept.given_name".to_owned(), "Asha".to_owned())],
            )),
        },
        Trouble::Busy { retry_after_seconds: 120 },
        Trouble::Fault,
    ]
}

fn frame() -> Frame {
    Frame { request_id: "0198-abc".into(), ..Frame::default() }
}

#[test]
fn every_trouble_is_a_page_that_says_whom_to_ask() {
    for trouble in all() {
        let document = frame().trouble(&trouble).into_markup().0;
        assert_eq!(faults(&document), Vec::<String>::new(), "{trouble:?}");
        assert!(document.contains("Ask your local administrator"), "{trouble:?}");
        for word in ["please", "invalid", "Please", "Invalid", "Error:"] {
            assert!(!document.contains(word), "{trouble:?} says {word}");
        }
    }
}

#[test]
fn every_trouble_has_its_status() {
    let found: Vec<StatusCode> =
        all().iter().map(|trouble| frame().trouble(trouble).status()).collect();
    assert_eq!(
        found,
        [
            StatusCode::NOT_FOUND,
            StatusCode::FORBIDDEN,
            StatusCode::CONFLICT,
            StatusCode::UNAUTHORIZED,
            StatusCode::UNAUTHORIZED,
            StatusCode::SERVICE_UNAVAILABLE,
            StatusCode::INTERNAL_SERVER_ERROR,
        ],
    );
}

#[test]
fn only_a_fault_shows_the_reference_of_the_request() {
    for trouble in all() {
        let shown = frame().trouble(&trouble).into_markup().0.contains("0198-abc");
        assert_eq!(shown, trouble == Trouble::Fault, "{trouble:?}");
    }
}

#[test]
fn a_stale_edit_and_an_ended_session_give_back_what_was_typed() {
    for (place, next) in [(2, "/o/RX1/people/1"), (3, "/sign-in")] {
        let document = frame().trouble(&all()[place]).into_markup().0;
        assert!(document.contains("Given name") && document.contains("Asha"), "{next}");
        assert!(document.contains(&format!("href=\"{next}\"")), "{next}");
    }
}

#[test]
fn a_busy_service_says_when_to_try_again_in_words_and_in_the_header() {
    let answer = frame().trouble(&Trouble::Busy { retry_after_seconds: 120 }).into_response();
    assert_eq!(answer.headers().get("retry-after").unwrap(), "120");
    assert_eq!(waiting(1), "a second");
    assert_eq!(waiting(30), "30 seconds");
    assert_eq!(waiting(91), "2 minutes");
}

#[test]
fn signing_in_again_carries_what_was_typed() {
    let document = frame().trouble(&all()[4]).into_markup().0;
    assert!(document.contains("action=\"/sign-in/again\""));
    assert!(document.contains("name=\"kept.given_name\" value=\"Asha\""));
    assert!(!document.contains("href=\"/sign-in\""), "one way on, not two");
}
