//! What works once, tried 64 times at once on every engine and beside the oracle: exactly one is let in. Codes of apps, passkeys,
//! codes of applications, refresh tokens and requests by SAML have their races beside them; here is what has none there.

use kernel::door::Actor;
use testkit::World;
use tokio::task::JoinSet;

use crate::codes::redeem;
use crate::factors::tests::with_app;
use crate::factors::{Asks, Entered, prove, renew};
use crate::passwords::POLICY;
use crate::sessions::{MySessions, sign_in};
use crate::terms::accept_at_sign_in;
use crate::terms::tests::{draft, platform, publish};
use crate::testing::{OTHER, PASSWORD, USERNAME, asha, browser, check_races, code};

/// How many of 64 were done.
async fn won<T: Future<Output = bool> + Send + 'static>(one: impl Fn(usize) -> T) -> usize {
    let mut tries = JoinSet::new();
    for number in 0..64 {
        tries.spawn(one(number));
    }
    tries.join_all().await.into_iter().filter(|done| *done).count()
}

async fn step(world: &World, asks: Asks) -> String {
    match sign_in(&world.door, &browser(world), "a browser", USERNAME, PASSWORD).await {
        Ok(Entered::Waiting(waiting)) if waiting.asks == asks => waiting.step_key,
        _ => panic!("is not asked for {asks:?}"),
    }
}

#[test]
fn a_start_code_is_redeemed_once_by_64_at_once() {
    check_races(|world| async move {
        let (person, administrator) = asha(&world).await;
        let code = code(&world, &administrator, person).await;
        let count = won(|number| {
            let (world, code) = (world.clone(), code.clone());
            async move {
                let new = format!("{OTHER} {number}");
                redeem(&world.door, &browser(&world), "", USERNAME, &code, &new).await.is_ok()
            }
        });
        assert_eq!(count.await, 1);
    });
}

#[test]
fn a_recovery_code_and_a_step_lead_in_once_by_64_at_once() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let key = step(&world, Asks::Code).await;
        // Each with another code: what is used up is the step.
        let count = won(|number| {
            let (world, key, code) = (world.clone(), key.clone(), app.recovery_code(number % 10));
            async move { prove(&world.door, &browser(&world), "", &key, &code).await.is_ok() }
        });
        assert_eq!(count.await, 1);
        let mine = world.asked(Actor::Account(person), &MySessions::default()).await;
        assert_eq!(mine.items.len(), 1);
    });
}

#[test]
fn a_step_that_asks_for_a_password_leads_in_once_by_64_at_once() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        world.advance_days(400);
        world.set_rule(&POLICY, 1).await;
        let key = step(&world, Asks::NewPassword).await;
        let count = won(|number| {
            let (world, key) = (world.clone(), key.clone());
            async move {
                let new = format!("otters-swim-upstream-{number}");
                renew(&world.door, &browser(&world), "", &key, &new).await.is_ok()
            }
        });
        assert_eq!(count.await, 1);
        let mine = world.asked(Actor::Account(person), &MySessions::default()).await;
        assert_eq!(mine.items.len(), 1);
    });
}

#[test]
fn a_step_that_asks_for_the_terms_leads_in_once_by_64_at_once() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let organisation = world.organisation("RX9").await;
        let writer = platform(&world, organisation).await;
        let terms = publish(&world, &writer, draft(&world, None)).await;
        let key = step(&world, Asks::Terms).await;
        let count = won(|_| {
            let (world, key) = (world.clone(), key.clone());
            async move {
                let nobody = browser(&world);
                let came = accept_at_sign_in(&world.door, &nobody, "", &key, vec![terms]).await;
                came.is_ok_and(|session| session.is_some())
            }
        });
        assert_eq!(count.await, 1);
        let mine = world.asked(Actor::Account(person), &MySessions::default()).await;
        assert_eq!(mine.items.len(), 1);
    });
}
