//! Nobody gets a session before they have accepted what counts.

use kernel::door::Actor;
use kernel::http::Caller;
use kernel::ids::AccountId;
use kernel::refusal::Result;
use testkit::World;
use uuid::Uuid;

use super::{draft, platform, publish};
use crate::factors::tests::with_app;
use crate::factors::{Asks, Entered, Waiting, prove, renew};
use crate::passwords::POLICY;
use crate::sessions::{Proofs, SignedIn, resolve, sign_in};
use crate::terms::{AcceptTerms, DraftTerms, MyTerms, accept_at_sign_in, stand_before};
use crate::testing::{
    PASSWORD, USERNAME, asha, browser, check, check_races, code, enter, refusal, start,
};

async fn entered(world: &World) -> Entered {
    sign_in(&world.door, &browser(world), "a browser", USERNAME, PASSWORD).await.unwrap()
}

fn asked(entered: Entered) -> Waiting {
    match entered {
        Entered::Waiting(waiting) if waiting.asks == Asks::Terms => waiting,
        Entered::Waiting(waiting) => panic!("is asked for {:?}", waiting.asks),
        Entered::SignedIn(_) => panic!("was signed in before the terms were accepted"),
    }
}

async fn accept(world: &World, step: &str, terms: &[Uuid]) -> Result<SignedIn> {
    let accepted =
        accept_at_sign_in(&world.door, &browser(world), "a browser", step, terms.to_vec()).await?;
    Ok(accepted.expect("a step leads to a session"))
}

/// The nation's terms, published by somebody of the person's organisation.
async fn published(world: &World, person: AccountId) -> (Actor, Uuid) {
    let mut reader = world.door.reader().await.unwrap();
    let view = reader.ask(facts::directory::AccountOf(person)).await.unwrap().unwrap();
    drop(reader);
    let platform = platform(world, view.organisation).await;
    let terms = publish(world, &platform, draft(world, None)).await;
    (platform, terms)
}

#[test]
fn a_password_leads_to_the_terms_and_the_yes_to_a_session() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let before = enter(&world, USERNAME, PASSWORD).await.expect("nothing is published");
        let (_, terms) = published(&world, person).await;
        assert!(resolve(&world.door, &before.session_key).await.unwrap().is_some());
        let step = asked(entered(&world).await);
        assert_eq!(refusal(accept(&world, &step.step_key, &[]).await).code, "terms.newer");
        assert_eq!(
            refusal(accept(&world, "no key", &[terms]).await).code,
            "second-factor.step-over"
        );
        let other = Uuid::from_u128(7);
        assert_eq!(refusal(accept(&world, &step.step_key, &[other]).await).code, "terms.newer");
        let signed_in = accept(&world, &step.step_key, &[terms]).await.unwrap();
        let session = resolve(&world.door, &signed_in.session_key).await.unwrap().unwrap();
        assert_eq!((session.account, session.proofs), (person, Proofs::Password));
        let again = accept(&world, &step.step_key, &[terms]).await;
        assert_eq!(refusal(again).code, "second-factor.step-over");
        let mine = world.asked(Actor::Account(person), &MyTerms {}).await;
        assert_eq!((mine.waiting.len(), mine.accepted.len()), (0, 1));
        assert_eq!(mine.accepted[0].accepted_at, world.clock.now());
        enter(&world, USERNAME, PASSWORD).await.expect("it is accepted once");
    });
}

#[test]
fn a_code_and_a_new_password_come_first_and_what_was_proved_is_kept() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let (_, terms) = published(&world, person).await;
        let Entered::Waiting(code) = entered(&world).await else { panic!("no code was asked for") };
        assert_eq!(code.asks, Asks::Code);
        let early = accept(&world, &code.step_key, &[terms]).await;
        assert_eq!(refusal(early).code, "second-factor.step-over", "a step asks for one thing");
        let shown = app.shows(&world);
        let came = prove(&world.door, &browser(&world), "", &code.step_key, &shown).await.unwrap();
        let step = asked(came);
        let signed_in = accept(&world, &step.step_key, &[terms]).await.unwrap();
        let session = resolve(&world.door, &signed_in.session_key).await.unwrap().unwrap();
        assert_eq!(session.proofs, Proofs::PasswordAndCode);
    });
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (_, terms) = published(&world, person).await;
        world.advance_days(400);
        world.set_rule(&POLICY, 1).await;
        let Entered::Waiting(ended) = entered(&world).await else { panic!("the password ended") };
        assert_eq!(ended.asks, Asks::NewPassword);
        let new = "otters-swim-upstream";
        let came =
            renew(&world.door, &browser(&world), "a browser", &ended.step_key, new).await.unwrap();
        accept(&world, &asked(came).step_key, &[terms]).await.unwrap();
        enter(&world, USERNAME, new).await.unwrap();
    });
}

#[test]
fn a_start_code_leads_to_the_terms_too() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let (_, terms) = published(&world, person).await;
        let given = code(&world, &administrator, person).await;
        let browser = browser(&world);
        let came = crate::codes::redeem(
            &world.door,
            &browser,
            "a browser",
            USERNAME,
            &given,
            "copper meadow 17 saddle",
        );
        accept(&world, &asked(came.await.unwrap()).step_key, &[terms]).await.unwrap();
        let again = start(&world, &given, "willow harbour 23 lamps").await;
        assert_eq!(refusal(again).code, "start-code.refused");
    });
}

#[test]
fn what_was_read_before_another_version_counted_is_not_accepted() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (platform, first) = published(&world, person).await;
        let step = asked(entered(&world).await);
        let second = publish(&world, &platform, draft(&world, None)).await;
        assert_eq!(refusal(accept(&world, &step.step_key, &[first]).await).code, "terms.newer");
        let mine = world.asked(Actor::Account(person), &MyTerms {}).await;
        assert!(mine.accepted.is_empty(), "nothing was accepted");
        accept(&world, &step.step_key, &[second]).await.expect("the step is still there");
        // A version whose day is to come is not asked for yet, and is from its day on.
        let later = DraftTerms { counts_from: super::day(&world, 3), ..draft(&world, None) };
        let third = publish(&world, &platform, later).await;
        let signed_in = enter(&world, USERNAME, PASSWORD).await.unwrap();
        world.advance_days(4);
        assert!(resolve(&world.door, &signed_in.session_key).await.unwrap().is_none());
        accept(&world, &asked(entered(&world).await).step_key, &[third]).await.unwrap();
    });
}

#[test]
fn what_an_organisation_adds_is_asked_of_its_own_people_only() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (platform, national) = published(&world, person).await;
        let elsewhere = world.organisation("RX2").await;
        let addition = publish(&world, &platform, draft(&world, Some("RX1"))).await;
        publish(&world, &platform, draft(&world, Some("RX2"))).await;
        let step = asked(entered(&world).await);
        let half = accept(&world, &step.step_key, &[national]).await;
        assert_eq!(refusal(half).code, "terms.newer");
        accept(&world, &step.step_key, &[national, addition]).await.unwrap();
        // Whoever moves is asked for what the new organisation adds, and for that only.
        world.change_person(person, |view| view.organisation = elsewhere);
        let waiting = world.asked(Actor::Account(person), &MyTerms {}).await.waiting;
        let [only] = &waiting[..] else { panic!("{waiting:?}") };
        assert_eq!(only.organisation_name.as_deref(), Some("RX2 Hospital"));
    });
}

#[test]
fn only_people_are_asked_and_an_addition_alone_asks_nobody() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let organisation = world.organisation("RX3").await;
        let platform = platform(&world, organisation).await;
        publish(&world, &platform, draft(&world, Some("RX1"))).await;
        enter(&world, USERNAME, PASSWORD).await.expect("the nation has no terms");
        publish(&world, &platform, draft(&world, None)).await;
        asked(entered(&world).await);
        world.change_person(person, |view| view.kind = "application".to_owned());
        enter(&world, USERNAME, PASSWORD).await.expect("a program reads nothing");
    });
}

#[test]
fn whoever_is_signed_in_may_put_it_off_until_its_day() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = Actor::Account(person);
        assert!(!stand_before(&world.door, person).await.unwrap());
        let (_, terms) = published(&world, person).await;
        assert!(!stand_before(&world.door, person).await.unwrap());
        assert_eq!(world.asked(me.clone(), &MyTerms {}).await.waiting.len(), 1);
        world.advance_days(8);
        assert!(stand_before(&world.door, person).await.unwrap());
        // A program with a token accepts nothing for its owner.
        let accept = AcceptTerms {
            terms: vec![terms],
            step_key: None,
            origin: crate::Origin::default(),
            by: None,
        };
        assert_eq!(world.refused(me, accept).await, "terms.by-hand");
        let nobody = AcceptTerms {
            terms: vec![terms],
            step_key: None,
            origin: crate::Origin::default(),
            by: None,
        };
        assert_eq!(world.refused(Actor::Anonymous, nobody).await, "sign-in-needed");
    });
}

#[test]
fn of_many_who_accept_at_once_one_acceptance_is_kept() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let before = enter(&world, USERNAME, PASSWORD).await.unwrap();
        let session = resolve(&world.door, &before.session_key).await.unwrap().unwrap();
        let (_, terms) = published(&world, person).await;
        let caller = Caller {
            actor: Actor::Account(person),
            session: Some(session.key_hash),
            ..browser(&world)
        };
        let mut at_once = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let (door, call) = (world.door.clone(), caller.call(&world.door));
            let command = AcceptTerms {
                terms: vec![terms],
                step_key: None,
                origin: crate::Origin::default(),
                by: Some(crate::terms::By::of(&session)),
            };
            at_once.spawn(async move { door.perform(call, command).await.is_ok() });
        }
        let mut done = 0;
        while let Some(one) = at_once.join_next().await {
            done += u32::from(one.unwrap());
        }
        assert_eq!(done, 1);
        assert_eq!(world.asked(Actor::Account(person), &MyTerms {}).await.accepted.len(), 1);
    });
}

#[test]
fn of_many_who_finish_one_step_at_once_one_gets_a_session() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let (platform, terms) = published(&world, person).await;
        let step = asked(entered(&world).await).step_key;
        let mut at_once = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let (door, caller, step) = (world.door.clone(), browser(&world), step.clone());
            at_once.spawn(async move {
                accept_at_sign_in(&door, &caller, "", &step, vec![terms]).await.is_ok()
            });
        }
        // Another version is published at the same moment: whoever was let in had accepted what counted then.
        let next = draft(&world, None);
        let publishing = publish(&world, &platform, next).await;
        let mut done = 0;
        while let Some(one) = at_once.join_next().await {
            done += u32::from(one.unwrap());
        }
        assert!(done <= 1, "{done} sessions of one step");
        let mine = world.asked(Actor::Account(person), &MyTerms {}).await;
        assert_eq!(mine.accepted.len(), done as usize);
        assert_eq!(mine.waiting.len(), 1);
        assert_eq!(mine.waiting[0].terms, publishing);
    });
}
