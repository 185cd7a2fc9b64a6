//! The pages, as a browser gets them.

use kernel::door::Actor;
use kernel::http::Caller;
use testkit::World;
use wire::jose::to_base64url;

use super::device::{Asked, Device};
use super::{HERE, mine, with_passkey};
use crate::passkeys::{Assertion, NewPasskey, Registration};
use crate::sessions::{key_of, resolve};
use crate::testing::{
    Shown, asha, browser, check, open, post, send_with_cookie, set_password, signed_in,
};

/// The session of somebody, as tests have it.
fn at_home(world: &World, actor: &Actor) -> Caller {
    Caller { session: Some(HERE), ..signed_in(world, actor) }
}

/// Between two marks of a page.
fn between<'a>(html: &'a str, from: &str, to: &str) -> &'a str {
    let start = html.find(from).expect(from) + from.len();
    let end = html[start..].find(to).expect(to) + start;
    &html[start..end]
}

fn encoded(text: &str) -> String {
    text.bytes().map(|byte| format!("%{byte:02x}")).collect()
}

/// What a page has its script ask for.
fn read(html: &str) -> (serde_json::Value, Asked) {
    let options = between(html, "data-passkey-options=\"", "\"").replace("&quot;", "\"");
    let options: serde_json::Value = serde_json::from_str(&options).expect("options");
    let ticket = between(html, "name=\"passkey-ticket\" value=\"", "\"").to_owned();
    let challenge = options["challenge"].as_str().expect("a challenge").to_owned();
    (options, Asked { ticket, challenge })
}

/// The fields that the script sends.
fn signed(assertion: &Assertion) -> String {
    let answer = serde_json::json!({
        "id": assertion.credential,
        "clientDataJSON": assertion.client_data,
        "authenticatorData": assertion.authenticator_data,
        "signature": assertion.signature,
        "userHandle": assertion.user_handle,
    });
    let ticket = assertion.ticket.reveal();
    format!("passkey-ticket={ticket}&passkey-answer={}", encoded(&answer.to_string()))
}

fn made(registration: &Registration) -> String {
    let answer = serde_json::json!({
        "id": registration.credential,
        "clientDataJSON": registration.client_data,
        "attestationObject": registration.attestation,
        "transports": registration.transports,
    });
    let ticket = registration.ticket.reveal();
    format!("passkey-ticket={ticket}&passkey-answer={}", encoded(&answer.to_string()))
}

fn cookie(shown: &Shown, name: &str) -> Option<String> {
    let lines = shown.headers.get_all("set-cookie").iter();
    let lines = lines.map(|line| line.to_str().unwrap().to_owned());
    lines.into_iter().find(|line| line.starts_with(name))
}

#[test]
fn a_passkey_is_added_renamed_and_removed_on_pages() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let me = at_home(&world, &Actor::Account(person));
        assert!(open(&world, &me, "/me/passkeys").await.html.contains("Add a passkey"));
        let add = "/me/passkeys/add";
        let asking = open(&world, &me, add).await.html;
        assert!(asking.contains("current-password") && !asking.contains("data-passkey="));
        let bare = post(&world, &me, add, "name=&kind=security-key").await;
        assert!(bare.html.contains("href=\"#name\""));
        let form = "name=My+telephone&kind=security-key&current=lantern+orchard+42+velvet";
        let shown = post(&world, &me, add, form).await;
        assert!(!shown.html.contains("lantern"));
        let (options, asked) = read(&shown.html);
        assert_eq!(options["attestation"], "none");
        assert_eq!(options["authenticatorSelection"]["residentKey"], "preferred");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        assert!(!shown.html.contains(&person.to_string()));
        let new = NewPasskey {
            ticket: asked.ticket,
            challenge: asked.challenge,
            rp_id: "localhost".to_owned(),
            rp_name: String::new(),
            user_handle: options["user"]["id"].as_str().unwrap().to_owned(),
            username: String::new(),
            display_name: String::new(),
            kind: crate::passkeys::Kind::SecurityKey,
            algorithms: Vec::new(),
            known: Vec::new(),
        };
        let mut device = Device::new(b"a credential");
        let form = format!("name=My+telephone&kind=security-key&{}", made(&device.make(&new)));
        let sheet = post(&world, &me, "/me/passkeys/confirm", &form).await;
        assert_eq!(sheet.html.matches("<li><code>").count(), 10, "{}", sheet.html);
        let twice = post(&world, &me, "/me/passkeys/confirm", &form).await;
        assert!(twice.html.contains("was not added") && twice.status == 422);
        let list = open(&world, &me, "/me/passkeys").await.html;
        assert!(list.contains("My telephone") && list.contains("Security key"));
        let id = mine(&world, person).await[0].id;
        let other = at_home(&world, &administrator);
        for page in ["rename", "remove"] {
            let address = format!("/me/passkeys/{page}?passkey={id}");
            assert_eq!(open(&world, &me, &address).await.status, 200);
            assert_eq!(open(&world, &other, &address).await.status, 404);
        }
        let nameless =
            post(&world, &me, "/me/passkeys/rename", &format!("passkey={id}&name=")).await;
        assert!(nameless.html.contains("href=\"#name\""));
        let form = format!("passkey={id}&name=Blue+key");
        let renamed = post(&world, &me, "/me/passkeys/rename", &form).await;
        assert_eq!(renamed.location(), "/me/passkeys?done=renamed");
        let page = open(&world, &me, &format!("/me/passkeys/remove?passkey={id}")).await;
        assert!(page.html.contains("your only passkey") && page.html.contains("Blue key"));
        let (options, asked) = read(&page.html);
        assert_eq!(options["allowCredentials"][0]["id"], to_base64url(&device.id));
        let bare = post(&world, &me, "/me/passkeys/remove", &format!("passkey={id}")).await;
        assert!(bare.html.contains("href=\"#code\""));
        let form = format!("passkey={id}&{}", signed(&device.answer(&asked)));
        let removed = post(&world, &me, "/me/passkeys/remove", &form).await;
        assert_eq!(removed.location(), "/me/passkeys?done=removed");
        assert!(mine(&world, person).await.is_empty());
    });
}

#[test]
fn the_sign_in_page_takes_a_passkey_from_its_own_browser() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        let nobody = browser(&world);
        let page = open(&world, &nobody, "/sign-in?next=%2Fme%2Fdetails").await;
        assert!(page.html.contains("autocomplete=\"username webauthn\""));
        let set = cookie(&page, "guildhall_passkey=").expect("a key for the browser");
        assert!(set.ends_with("; Path=/; HttpOnly; SameSite=Lax"), "{set}");
        let key = set.split(';').next().unwrap().to_owned();
        let again = send_with_cookie(&world, &nobody, "/sign-in", &key, None).await;
        assert!(cookie(&again, "guildhall_passkey=").is_none(), "one key for all its windows");
        let (options, asked) = read(&page.html);
        assert_eq!(options["allowCredentials"], serde_json::json!([]));
        let form = format!("{}&next=%2Fme%2Fdetails", signed(&device.answer(&asked)));
        let address = "/sign-in/passkey";
        for elsewhere in ["guildhall_passkey=another", ""] {
            let shown = send_with_cookie(&world, &nobody, address, elsewhere, Some(&form)).await;
            assert!(shown.status == 422 && shown.html.contains("took too long"), "{elsewhere}");
            assert!(cookie(&shown, "guildhall_session=").is_none());
        }
        for nonsense in ["", "passkey-answer=%7B", "passkey-answer=x&passkey-ticket=x"] {
            let shown = send_with_cookie(&world, &nobody, address, &key, Some(nonsense)).await;
            assert_eq!(shown.status, 422, "{nonsense}");
        }
        let entered = send_with_cookie(&world, &nobody, address, &key, Some(&form)).await;
        assert_eq!(entered.location(), "/me/details");
        let set = cookie(&entered, "guildhall_session=").expect("a session");
        let session = key_of(set.split(';').next().unwrap(), false).unwrap();
        assert_eq!(resolve(&world.door, session).await.unwrap().unwrap().account, person);
    });
}

#[test]
fn the_page_after_the_password_asks_for_what_there_is() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, codes) = with_passkey(&world, person).await;
        let nobody = browser(&world);
        let typed = "username=asha.rao%40guildhall.example&password=lantern+orchard+42+velvet";
        let half = post(&world, &nobody, "/sign-in", typed).await;
        assert_eq!(half.location(), "/sign-in/code");
        let step = cookie(&half, "guildhall_step=").expect("a step");
        let step = step.split(';').next().unwrap().to_owned();
        let page = send_with_cookie(&world, &nobody, "/sign-in/code", &step, None).await;
        assert!(page.html.contains("Use your passkey") && !page.html.contains("6 digits"));
        let (options, asked) = read(&page.html);
        assert_eq!(options["allowCredentials"][0]["transports"][0], "internal");
        let mut wrong = device.answer(&asked);
        wrong.signature = to_base64url(&[0; 70]);
        let form = signed(&wrong);
        let shown = send_with_cookie(&world, &nobody, "/sign-in/code", &step, Some(&form)).await;
        assert!(shown.status == 422 && shown.html.contains("was not accepted"));
        let form = signed(&device.answer(&asked));
        let shown = send_with_cookie(&world, &nobody, "/sign-in/code", &step, Some(&form)).await;
        assert_eq!(shown.location(), "/home");
        let half = post(&world, &nobody, "/sign-in", typed).await;
        let step = cookie(&half, "guildhall_step=").expect("a step");
        let step = step.split(';').next().unwrap().to_owned();
        let form = format!("code={}", codes[0]);
        let shown = send_with_cookie(&world, &nobody, "/sign-in/code", &step, Some(&form)).await;
        assert_eq!(shown.location(), "/home");
    });
}

#[test]
fn a_helper_removes_a_lost_passkey_on_a_page_that_says_what_happens() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let helper = signed_in(&world, &administrator);
        let list = format!("/o/RX1/people/{person}/passkeys");
        assert!(open(&world, &helper, &list).await.html.contains("has no passkeys"));
        with_passkey(&world, person).await;
        assert!(open(&world, &helper, &list).await.html.contains("My telephone"));
        let id = mine(&world, person).await[0].id;
        let address = format!("/o/RX1/people/{person}/passkeys?passkey={id}");
        let page = open(&world, &helper, &address).await;
        assert!(page.html.contains("My telephone no longer lets anybody in as Asha Rao"));
        let unsure = post(&world, &helper, &address, "").await;
        assert!(unsure.html.contains("Say how you made sure who is asking."));
        let done = post(&world, &helper, &address, "how=in-person").await;
        assert_eq!(done.location(), list);
        assert_eq!(open(&world, &helper, &address).await.status, 404);
        let own = administrator.account().unwrap();
        set_password(&world, own, crate::testing::PASSWORD).await;
        with_passkey(&world, own).await;
        let id = mine(&world, own).await[0].id;
        let address = format!("/o/RX1/people/{own}/passkeys?passkey={id}");
        let refused = post(&world, &helper, &address, "how=in-person").await;
        assert!(refused.status != 303, "nobody helps themselves");
    });
}
