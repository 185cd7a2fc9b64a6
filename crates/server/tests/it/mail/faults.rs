//! What goes wrong between us and the mail server: with Postfix's own sink.

use std::time::Duration;

use casework::notices::model::MailState;
use casework::notices::{Letter, RelaySettings, Security};
use parking_lot::Mutex;
use serde_json::json;
use testkit::World;

use super::servers::Sink;
use super::{check, created, done, letters, opened, run, settings};

/// One person with one letter that is due: the password was reset.
async fn one(world: &World) -> Letter {
    opened(world).await;
    let person = created(world, "Asha", "Rao").await;
    world.advance_days(2);
    done(world, world.operator(), "session.end-all", json!({ "person": person })).await;
    run(world).await;
    newest(world).await
}

async fn newest(world: &World) -> Letter {
    letters(world)
        .await
        .into_iter()
        .rfind(|letter| letter.notice == "sessions.ended")
        .expect("a letter")
}

/// Until the next try is due.
async fn later(world: &World) -> Letter {
    world.advance(Duration::from_secs(3600));
    run(world).await;
    newest(world).await
}

fn with_sink(options: &[&str], test: impl AsyncFn(World, &Mutex<Option<Sink>>)) {
    let place: Mutex<Option<Sink>> = Mutex::new(None);
    let Some(sink) = Sink::start(options) else { return };
    drop(sink);
    check(
        || {
            let sink = Sink::start(options).expect("it was there");
            let settings = settings(sink.port);
            *place.lock() = Some(sink);
            settings
        },
        async |world| test(world, &place).await,
    );
}

fn turn(place: &Mutex<Option<Sink>>, options: &[&str]) {
    let before = place.lock().take().expect("a sink");
    *place.lock() = Some(before.replace(options));
}

fn taken(place: &Mutex<Option<Sink>>) -> Vec<String> {
    place.lock().as_ref().expect("a sink").taken()
}

#[test]
fn what_is_put_off_is_tried_again_and_arrives_once() {
    with_sink(&["-r", "rcpt"], async |world, place| {
        let letter = one(&world).await;
        assert_eq!((letter.state, letter.tries), (MailState::Waiting, 1));
        assert!(letter.reply.contains("transient"), "{}", letter.reply);
        assert_eq!(later(&world).await.tries, 2);
        turn(place, &[]);
        let letter = later(&world).await;
        assert_eq!((letter.state, letter.tries), (MailState::Sent, 3));
        assert_eq!(later(&world).await.tries, 3, "what was taken is not sent again");
        let number = format!("Message-ID: <{}@guildhall.example>", letter.id.simple());
        let of_it = taken(place).into_iter().filter(|text| text.contains(&number)).count();
        assert_eq!(of_it, 1);
    });
}

#[test]
fn what_is_refused_for_good_is_not_tried_again() {
    for command in ["mail", "rcpt", "data", "."] {
        with_sink(&["-f", command], async |world, place| {
            let letter = one(&world).await;
            assert_eq!((letter.state, letter.tries), (MailState::Refused, 1), "{command}");
            assert!(letter.may_retry);
            assert_eq!(later(&world).await.tries, 1);
            // The sink keeps the words that it refuses after them.
            assert!(taken(place).is_empty() || command == ".");
        });
    }
}

#[test]
fn a_connection_that_breaks_before_the_words_loses_nothing() {
    for command in ["helo", "rcpt", "data"] {
        with_sink(
            &["-q", if command == "helo" { "ehlo, helo" } else { command }],
            async |world, place| {
                let letter = one(&world).await;
                assert_eq!((letter.state, letter.tries), (MailState::Waiting, 1), "{command}");
                for tries in 2..=4 {
                    assert_eq!(later(&world).await.tries, tries, "nothing was sent, so it goes on");
                }
                turn(place, &[]);
                assert_eq!(later(&world).await.state, MailState::Sent);
                assert!(!taken(place).is_empty());
            },
        );
    }
}

#[test]
fn a_connection_that_breaks_after_the_words_doubles_a_letter_at_most_once() {
    with_sink(&["-q", "."], async |world, place| {
        let letter = one(&world).await;
        assert_eq!((letter.state, letter.tries), (MailState::Waiting, 1));
        let letter = later(&world).await;
        assert_eq!((letter.state, letter.tries), (MailState::Waiting, 2));
        let letter = later(&world).await;
        assert_eq!(
            (letter.state, letter.tries),
            (MailState::Unclear, 2),
            "no third time by itself"
        );
        turn(place, &[]);
        assert_eq!(later(&world).await.tries, 2);
    });
    with_sink(&["-q", "."], async |world, place| {
        one(&world).await;
        turn(place, &[]);
        let letter = later(&world).await;
        assert_eq!((letter.state, letter.tries), (MailState::Sent, 2));
    });
}

#[test]
fn a_server_that_does_not_encrypt_is_told_nothing() {
    let Some(sink) = Sink::start(&[]) else { return };
    let relay = || RelaySettings { security: Security::StartTls, ..settings(sink.port) };
    check(relay, async |world| {
        let letter = one(&world).await;
        assert_eq!(letter.state, MailState::Waiting);
        assert!(letter.reply.contains("STARTTLS"), "{}", letter.reply);
    });
    assert!(sink.taken().is_empty());
}
