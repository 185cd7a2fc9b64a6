//! However many shut an account at the same moment, there is one case; and whoever signs in at that moment is not left in.

use kernel::refusal::Error;

use super::{open, state};
use crate::sessions::resolve;
use crate::testing::{PASSWORD, USERNAME, asha, browser, check_races};

#[test]
fn of_sixty_four_who_shut_an_account_at_once_one_opens_a_case() {
    check_races(|world| async move {
        let (person, helper) = asha(&world).await;
        let tries: Vec<_> = (0..64)
            .map(|_| {
                let (door, call) = (world.door.clone(), world.call(helper.clone()));
                tokio::spawn(async move { door.perform(call, open(person)).await })
            })
            .collect();
        let mut opened = 0;
        for one in tries {
            match one.await.unwrap() {
                Ok(_) => opened += 1,
                Err(Error::Refused(refusal)) => {
                    assert_eq!(refusal.code, "compromise.open-already");
                }
                Err(fault) => panic!("met a fault: {fault}"),
            }
        }
        assert_eq!(opened, 1);
    });
}

#[test]
fn nobody_who_signs_in_while_an_account_is_shut_stays_in() {
    check_races(|world| async move {
        let (person, helper) = asha(&world).await;
        let entering: Vec<_> = (0..8)
            .map(|_| {
                let (door, caller) = (world.door.clone(), browser(&world));
                tokio::spawn(async move {
                    crate::sessions::sign_in(&door, &caller, "a browser", USERNAME, PASSWORD).await
                })
            })
            .collect();
        world.done(helper.clone(), open(person)).await;
        for one in entering {
            if let Ok(crate::factors::Entered::SignedIn(signed_in)) = one.await.unwrap() {
                let session = resolve(&world.door, &signed_in.session_key).await.unwrap();
                assert!(session.is_none(), "a session outlived the shutting");
            }
        }
        assert!(state(&world, &helper, person).await.open.is_some());
    });
}
