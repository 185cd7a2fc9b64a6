//! How many texts there may be.

use std::time::Duration;

use kernel::door::Actor;
use kernel::secret::Secret;
use testkit::World;

use super::signing_in::ask;
use super::{APART, another, last_code, texts, waiting, with_number};
use crate::Origin;
use crate::factors::{Entered, prove};
use crate::recovery::ProveForRecovery;
use crate::testing::{USERNAME, asha, browser, check, check_races};
use crate::texts::{Asked, For, ORGANISATION_A_DAY, ask_for, whom};

async fn asked(world: &World, person: kernel::ids::AccountId) -> Asked {
    let now = world.clock.now();
    let mut reader = world.door.reader().await.unwrap();
    let whom = whom(&world.door, &mut reader, person, now).await.unwrap().expect("a number");
    drop(reader);
    ask_for(&world.door, whom, For::Change, uuid::Uuid::nil(), now).await.unwrap()
}

#[test]
fn one_in_two_minutes_and_five_in_a_day() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        with_number(&world, person).await;
        let step = waiting(&world).await;
        assert_eq!(ask(&world, &step).await, "sent");
        world.advance(APART - Duration::from_secs(1));
        assert_eq!(ask(&world, &step).await, "soon");
        world.advance(Duration::from_secs(1));
        for _ in 0..3 {
            assert_eq!(asked(&world, person).await, Asked::Sent);
            world.advance(APART);
        }
        assert_eq!(asked(&world, person).await, Asked::TooMany);
        assert_eq!(texts(&world).await.len(), 5);
        world.advance(Duration::from_secs(86_400));
        assert_eq!(asked(&world, person).await, Asked::Sent);
    });
}

#[test]
fn an_organisation_has_a_budget() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        with_number(&world, person).await;
        world.set_rule(&ORGANISATION_A_DAY, 2).await;
        assert_eq!(asked(&world, person).await, Asked::Sent);
        world.advance(APART);
        assert_eq!(asked(&world, person).await, Asked::TooMany);
        assert_eq!(texts(&world).await.len(), 2);
    });
}

#[test]
fn guesses_of_strangers_void_no_code_that_was_sent_for_signing_in() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        with_number(&world, person).await;
        let step = waiting(&world).await;
        assert_eq!(ask(&world, &step).await, "sent");
        let code = last_code(&world).await;
        for _ in 0..8 {
            let guess = ProveForRecovery {
                username: USERNAME.to_owned(),
                key: None,
                code: Some(Secret::new(another(&code).to_owned())),
                assertion: None,
                browser_key: None,
                origin: Origin::new("203.0.113.5", "a browser", None),
            };
            world.refused(Actor::Anonymous, guess).await;
        }
        let came = prove(&world.door, &browser(&world), "a browser", &step, &code).await;
        assert!(matches!(came, Ok(Entered::SignedIn(_))), "the code is still good");
    });
}

#[test]
fn of_sixty_four_who_ask_at_once_one_has_a_text_sent() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        with_number(&world, person).await;
        let tries: Vec<_> = (0..64)
            .map(|_| {
                let world = world.clone();
                tokio::spawn(async move { asked(&world, person).await == Asked::Sent })
            })
            .collect();
        let mut sent = 0;
        for one in tries {
            sent += usize::from(one.await.unwrap());
        }
        assert_eq!((sent, texts(&world).await.len()), (1, 2), "beside the one that confirmed it");
    });
}
