use std::time::Duration;

use kernel::clock::Timestamp;
use wire::graph::{ErrorBody, ErrorDetail, PublicError};

use super::model::Stuck;
use crate::graph::Trouble;
use crate::shadow::messages as problems;

fn refused(message: &str, details: &[(&str, &str)]) -> Stuck {
    let detail = |(code, target): &(&str, &str)| ErrorDetail {
        code: (*code).to_owned(),
        message: None,
        target: Some((*target).to_owned()),
    };
    let error = PublicError {
        code: "Request_BadRequest".to_owned(),
        message: message.to_owned(),
        details: details.iter().map(detail).collect(),
        ..PublicError::default()
    };
    Stuck::from(Trouble::Refused { status: 400, body: Box::new(ErrorBody { error }) })
}

#[test]
fn refusals_become_words_with_what_to_do() {
    let cases = [
        ("Subscription with SKU x does not have any available licenses.", problems::NO_SEATS),
        (
            "License assignment cannot be done for user with invalid usage location.",
            problems::USAGE_LOCATION,
        ),
        (
            "License assignment failed because service plan a depends on the service plan(s) b",
            problems::DEPENDENCY,
        ),
        (
            "License assignment failed because service plans a, b are mutually exclusive.",
            problems::DEPENDENCY,
        ),
        ("License x does not correspond to a valid company License.", problems::NOT_OWNED),
        ("The domain portion of the userPrincipalName property is invalid.", problems::DOMAIN),
        (
            "A conflicting object with one or more of the specified property values is present in the directory.",
            problems::ADDRESS_TAKEN,
        ),
        ("Something nobody has seen before.", problems::NOT_ACCEPTED),
    ];
    for (message, problem) in cases {
        assert_eq!(refused(message, &[]), Stuck::Refused(problem), "{message}");
    }
    let clash = refused("m", &[("ObjectConflict", "proxyAddresses")]);
    assert_eq!(clash, Stuck::Refused(problems::ADDRESS_TAKEN));
}

#[test]
fn the_pause_is_the_one_asked_for_to_the_fraction() {
    let now = Timestamp::from_micros(1_000_000);
    let wait = Some(Duration::from_millis(2128));
    let stuck = Stuck::from(Trouble::Later { wait, why: "429".to_owned() });
    assert_eq!(stuck.due_at(9, now).micros(), 3_128_000);
}

#[test]
fn pauses_grow_and_end_growing() {
    let now = Timestamp::from_micros(0);
    let seconds = |stuck: &Stuck, tries| stuck.due_at(tries, now).micros() / 1_000_000;
    let trouble = Stuck::from(Trouble::later("gone"));
    assert_eq!([1, 2, 3, 50].map(|tries| seconds(&trouble, tries)), [2, 4, 8, 300]);
    let refusal = Stuck::Refused(problems::NO_SEATS);
    assert_eq!([1, 2, 50].map(|tries| seconds(&refusal, tries)), [60, 120, 3600]);
}
