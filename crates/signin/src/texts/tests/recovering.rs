//! A code by text as the one proof of somebody who forgot their password.

use kernel::door::Actor;
use kernel::secret::Secret;

use super::{APART, last_code, texts, waiting, with_number};
use crate::factors::Entered;
use crate::recovery::{FinishRecovery, ProveForRecovery};
use crate::sessions::sign_in;
use crate::testing::{
    OTHER, USERNAME, asha, browser, check, open, post, send_with_cookie, set_password,
};

#[test]
fn a_text_leads_to_a_new_password_and_nobody_learns_whether_one_was_sent() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        with_number(&world, person).await;
        let here = browser(&world);
        let mut answers = Vec::new();
        for username in [USERNAME, "ben.okafor@guildhall.example", "nobody@guildhall.example"] {
            let form = format!("username={}", username.replace('@', "%40"));
            let shown = post(&world, &here, "/recover", &form).await;
            let set = shown.headers["set-cookie"].to_str().unwrap().to_owned();
            let carried = set.split(';').next().unwrap().to_owned();
            for _ in 0..2 {
                let shown =
                    send_with_cookie(&world, &here, "/recover/text", &carried, Some("")).await;
                answers.push((shown.status, shown.location().to_owned(), shown.html.len()));
            }
        }
        assert!(answers.windows(2).all(|two| two[0] == two[1]), "{answers:?}");
        assert_eq!(texts(&world).await.len(), 2, "the one that confirmed it, and one more");
        let code = last_code(&world).await;
        // It is good for nothing else.
        let step = waiting(&world).await;
        let elsewhere = crate::factors::prove(&world.door, &here, "", &step, &code).await;
        assert!(elsewhere.is_err());
        let prove = || ProveForRecovery {
            username: USERNAME.to_owned(),
            key: None,
            code: Some(Secret::new(code.clone())),
            assertion: None,
            browser_key: None,
            origin: crate::Origin::new("192.0.2.7", "a browser", None),
        };
        let key = world.done(Actor::Anonymous, prove()).await.key;
        assert_eq!(world.refused(Actor::Anonymous, prove()).await, "recovery.refused");
        let finish = FinishRecovery {
            key: Secret::new(key),
            new: Secret::new(OTHER.to_owned()),
            origin: crate::Origin::default(),
        };
        world.done(Actor::Anonymous, finish).await;
        let came = sign_in(&world.door, &here, "", USERNAME, OTHER).await.unwrap();
        assert!(matches!(came, Entered::Waiting(_)));
    });
}

#[test]
fn strangers_have_two_sent_in_a_day_and_none_to_an_account_that_is_shut() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        with_number(&world, person).await;
        set_password(&world, person, OTHER).await;
        let here = browser(&world);
        let shown = post(&world, &here, "/recover", "username=asha.rao%40guildhall.example").await;
        let set = shown.headers["set-cookie"].to_str().unwrap().to_owned();
        let carried = set.split(';').next().unwrap().to_owned();
        for _ in 0..3 {
            send_with_cookie(&world, &here, "/recover/text", &carried, Some("")).await;
            world.advance(APART);
        }
        assert_eq!(texts(&world).await.len(), 3, "two beside the one that confirmed it");
        world.advance_days(1);
        world.change_person(person, |view| view.state = "disabled".to_owned());
        let shown = post(&world, &here, "/recover", "username=asha.rao%40guildhall.example").await;
        let set = shown.headers["set-cookie"].to_str().unwrap().to_owned();
        let carried = set.split(';').next().unwrap().to_owned();
        send_with_cookie(&world, &here, "/recover/text", &carried, Some("")).await;
        assert_eq!(texts(&world).await.len(), 3);
        assert!(open(&world, &here, "/recover").await.html.contains("Reset your password"));
    });
}
