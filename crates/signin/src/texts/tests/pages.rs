//! The pages of one's own number.

use kernel::door::Actor;

use super::{APART, last_code};
use crate::testing::{PASSWORD, asha, check, open, post, signed_in};

#[test]
fn a_number_is_added_on_pages_and_removed_again() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let me = signed_in(&world, &Actor::Account(person));
        let page = open(&world, &me, "/me/text-messages").await;
        assert!(page.html.contains("You have no number for codes"), "{}", page.html);
        let password = PASSWORD.replace(' ', "+");
        let form = format!("mobile=020&current={password}");
        let wrong = post(&world, &me, "/me/text-messages/add", &form).await;
        assert!(
            wrong.html.contains("Enter a mobile number") && wrong.html.contains("value=\"020\"")
        );
        assert!(!wrong.html.contains(PASSWORD));
        let form = format!("mobile=07700+900123&current={password}");
        let begun = post(&world, &me, "/me/text-messages/add", &form).await;
        let address = begun.location().to_owned();
        let number = address.split_once("number=").expect("a number").1.to_owned();
        assert!(open(&world, &me, &address).await.html.contains("Enter the code from the text"));
        let code = last_code(&world).await;
        let form = format!("number={number}&code={code}");
        let done = post(&world, &me, "/me/text-messages/confirm", &form).await;
        assert!(done.html.contains("10 recovery codes"), "{}", done.html);
        let page = open(&world, &me, "/me/text-messages").await;
        assert!(page.html.contains("<strong>123</strong>") && !page.html.contains("900123"));
        world.advance(APART);
        let sent = post(&world, &me, "/me/text-messages/send", "").await;
        assert_eq!(sent.location(), "/me/text-messages?text=sent");
        let soon = post(&world, &me, "/me/text-messages/send", "").await;
        assert_eq!(soon.location(), "/me/text-messages?text=soon");
        let told = open(&world, &me, "/me/text-messages?text=soon").await;
        assert!(told.html.contains("A text message was sent a moment ago."));
        let form = format!("code={}", last_code(&world).await);
        let gone = post(&world, &me, "/me/text-messages/remove", &form).await;
        assert_eq!(gone.location(), "/me/text-messages?done=removed");
    });
}
