//! The job and the relay, as far as it takes no mail server: those that need one stand in the server's tests.

use std::sync::Arc;

use facts::signin::AccountUnlocked;
use kernel::clock::Timestamp;
use kernel::door::Ports;
use kernel::jobs::work_once;
use kernel::secret::Secret;
use testkit::{Stand, World, check_on, engines};
use uuid::Uuid;

use super::{follow, letters, manifests};
use crate::notices::jobs::{QUEUE, Relay, RelaySettings, Security, handlers, wake};
use crate::notices::model::{MailState, pause_after};
use crate::notices::store::{self, Ending};

/// Notes of a letter that the relay took it, as the job would.
pub(super) async fn pretend_sent(world: &World, id: Uuid) {
    let now = world.clock.now();
    world
        .door
        .upkeep(move |tx| {
            Box::pin(async move {
                assert!(store::begin(tx, id).await?);
                let sent = Ending::Settled(MailState::Sent, "250 2.0.0 Ok".to_owned());
                Ok(store::settle(tx, id, &sent, now).await?)
            })
        })
        .await
        .unwrap();
}

fn settings(port: u16) -> RelaySettings {
    RelaySettings {
        host: "127.0.0.1".to_owned(),
        port,
        security: Security::None,
        ca: None,
        user: None,
        from: "Guildhall <no-reply@guildhall.example>".to_owned(),
        reply_to: None,
    }
}

/// A relay at a port where nobody listens.
fn nobody() -> Ports {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    Ports::default().with(Relay::of(settings(port)).unwrap())
}

/// Does what is due.
async fn work(world: &World) -> usize {
    let handler = handlers().remove(QUEUE).unwrap();
    work_once(&world.door, QUEUE, &handler, "a test").await.unwrap()
}

#[test]
fn while_the_relay_is_away_a_letter_is_tried_with_growing_pauses_and_then_given_up() {
    check_on(&engines(), manifests, nobody, Stand::In, |world| async move {
        let organisation = world.organisation("RX1").await;
        let asha = world.person("Asha Rao", organisation);
        world.note(AccountUnlocked { account: asha }).await;
        follow(&world).await;
        let mut pauses: Vec<i64> = Vec::new();
        for tries in 1..=8 {
            assert_eq!(work(&world).await, 1, "a job is due");
            assert_eq!(work(&world).await, 0, "and no other one before its time");
            let letter = letters(&world).await.remove(0);
            assert_eq!((letter.state, letter.tries), (MailState::Waiting, tries));
            assert!(!letter.reply.is_empty());
            let pause = pause_after(tries);
            world.advance(std::time::Duration::from_secs(pause as u64));
            pauses.push(pause);
        }
        assert_eq!(pauses, [60, 120, 240, 480, 960, 1920, 3600, 3600]);
        world.advance_days(3);
        assert_eq!(work(&world).await, 1);
        let letter = letters(&world).await.remove(0);
        assert_eq!((letter.state, letter.may_retry), (MailState::Lapsed, true));
        assert_eq!(work(&world).await, 0);
    });
}

#[test]
fn a_letter_whose_job_was_lost_is_found_and_one_of_unknown_end_is_tried_twice_only() {
    check_on(&engines(), manifests, nobody, Stand::In, |world| async move {
        let organisation = world.organisation("RX1").await;
        let asha = world.person("Asha Rao", organisation);
        world.note(AccountUnlocked { account: asha }).await;
        follow(&world).await;
        assert_eq!(wake(&world.door).await.unwrap(), 0, "its job is there");
        let id = letters(&world).await[0].id;
        // A process that dies between a try and noting its end, twice: each may have been the one that arrived.
        for _ in 0..2 {
            let begun = world
                .door
                .upkeep(move |tx| Box::pin(async move { Ok(store::begin(tx, id).await?) }));
            assert!(begun.await.unwrap());
        }
        world.advance(std::time::Duration::from_secs(4000));
        assert_eq!(wake(&world.door).await.unwrap(), 1);
        assert!(work(&world).await > 0);
        let letter = letters(&world).await.remove(0);
        assert_eq!((letter.state, letter.tries), (MailState::Unclear, 2));
        assert!(letter.may_retry, "a person may decide to send it again");
    });
}

#[test]
fn without_a_relay_letters_wait_and_go_out_once_there_is_one() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let asha = world.person("Asha Rao", organisation);
        world.note(AccountUnlocked { account: asha }).await;
        follow(&world).await;
        assert_eq!(work(&world).await, 0, "there is nothing to do");
        let letter = letters(&world).await.remove(0);
        assert_eq!((letter.state, letter.tries), (MailState::Waiting, 0));
        let now: Timestamp = world.clock.now();
        let mut reader = world.door.reader().await.unwrap();
        let waiting = store::not_queued(&mut reader, now, None, 10).await.unwrap();
        assert_eq!(waiting.len(), 1, "the first look with a relay finds it");
    });
}

#[test]
fn settings_that_cannot_work_are_told_by_the_name_of_the_setting() {
    let told = |settings: RelaySettings| Relay::of(settings).unwrap_err().chain();
    let from = RelaySettings { from: "nobody".to_owned(), ..settings(25) };
    assert!(told(from).contains("from of [mail]"));
    let reply_to = RelaySettings { reply_to: Some("a@b@c".to_owned()), ..settings(25) };
    assert!(told(reply_to).contains("reply_to of [mail]"));
    let header =
        RelaySettings { from: "a@b.example\r\nBcc: c@d.example".to_owned(), ..settings(25) };
    assert!(told(header).contains("from of [mail]"));
    let user = Some(("guildhall".to_owned(), Secret::new("secret".to_owned())));
    let in_the_clear =
        RelaySettings { host: "relay.example".to_owned(), user: user.clone(), ..settings(25) };
    assert!(told(in_the_clear).contains("in the clear"));
    let near = RelaySettings { user, ..settings(25) };
    let relay = Arc::new(Relay::of(near).unwrap());
    assert!(!format!("{relay:?}").contains("secret"));
    let ca = RelaySettings {
        ca: Some(b"no certificate".to_vec()),
        security: Security::Tls,
        ..settings(465)
    };
    assert!(told(ca).contains("ca_file of [mail]"));
}
