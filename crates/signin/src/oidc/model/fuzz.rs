//! Fuzz target: a request of an application asks for no more than the application may have, whatever is sent.

use serde_json::json;
use testkit::fuzz::Fuzz;

use super::asked::{Mode, Prompt};
use super::{Answer, Asked, Parameters, is_challenge};
use crate::applications::{Application, OFFLINE, OPENID, RegisterApplication, by_client};
use crate::testing::{on, ports};

const WORDS: &[&str] = &[
    "client_id=",
    "redirect_uri=",
    "response_type=code",
    "response_type=token",
    "response_mode=",
    "form_post",
    "fragment",
    "scope=openid",
    "openid",
    "offline_access",
    "roles",
    "%20",
    "state=",
    "nonce=",
    "prompt=",
    "none",
    "login",
    "consent",
    "max_age=",
    "code_challenge=",
    "code_challenge_method=S256",
    "plain",
    "request=",
    "request_uri=",
    "registration=",
    "id_token_hint=",
    "&",
    "%00",
    "%0d%0a",
    "+",
    "=",
];

/// Errors of the protocol that may go back to an application (RFC 6749 4.1.2.1; OpenID Connect Core 3.1.2.6).
const ERRORS: &[&str] = &[
    "invalid_request",
    "unsupported_response_type",
    "invalid_scope",
    "request_not_supported",
    "request_uri_not_supported",
    "registration_not_supported",
];

fn holds(application: &Application, sent: &Parameters) -> Result<usize, &'static str> {
    let read = Asked::read(application, sent);
    let (mode, state, ending) = match &read {
        Err(refused) => {
            assert!(ERRORS.contains(&refused.error.0), "{}", refused.error.0);
            (refused.mode, refused.state.clone(), Err(refused.error.1))
        }
        Ok(asked) => {
            assert_eq!(asked.redirect_uri, sent.one("redirect_uri").unwrap_or_default());
            assert!(asked.scopes.iter().all(|scope| application.scopes.contains(scope)));
            assert!(asked.scopes.iter().any(|scope| scope == OPENID));
            assert!(asked.challenge.is_empty() || is_challenge(&asked.challenge));
            let Prompt { is_none, login, confirm } = asked.prompt;
            assert!(
                !is_none
                    || (!login && !confirm && !asked.scopes.iter().any(|scope| scope == OFFLINE))
            );
            assert!(asked.max_age.is_none_or(|seconds| seconds >= 0));
            assert!(sent.one("request").is_none() && sent.one("request_uri").is_none());
            assert!(!sent.has_twice(&[
                "client_id",
                "redirect_uri",
                "state",
                "code_challenge",
                "prompt"
            ]));
            if application.kind == crate::applications::Kind::Public {
                assert!(!asked.challenge.is_empty(), "a public application without a challenge");
            }
            (asked.mode, asked.state.clone(), Ok(asked.scopes.len()))
        }
    };
    // Whatever is answered goes to the registered address, which stands in front of it to the letter.
    let fields = vec![
        ("state", state.clone().unwrap_or_default()),
        ("iss", "http://localhost:8400".to_owned()),
    ];
    let to = "https://rota.example/callback?tenant=1".to_owned();
    let address = Answer { to: to.clone(), mode, fields }.address();
    let said = address.strip_prefix(&to).and_then(|rest| rest.strip_prefix('&')).expect("in front");
    let back = Parameters::read(said).filter(|_| !said.contains("%00"));
    assert!(
        back.is_none_or(
            |back| back.one("state") == state.as_deref().filter(|state| !state.is_empty())
        )
    );
    assert!(matches!(mode, Mode::Query | Mode::FormPost) && address.is_ascii());
    ending
}

#[test]
fn fuzz_requests_of_applications() {
    on(&testkit::engines()[..1], ports, |world| async move {
        let organisation = world.organisation("RX9").await;
        let keeper = world.person("Pat Lee", organisation);
        let role = kernel::authority::Role::PlatformAdministrator;
        world.grant(keeper, role, kernel::authority::GrantSpan::Nation).await;
        let mut applications = Vec::new();
        for (kind, scopes) in [
            ("web", vec!["openid", "profile", "offline_access"]),
            ("public", vec!["openid", "email"]),
        ] {
            let body = json!({ "name": format!("Rota {kind}"), "kind": kind, "redirect_uris": ["https://rota.example/callback?tenant=1"], "scopes": scopes, "open_to": "everybody" });
            let command: RegisterApplication = serde_json::from_value(body).expect("a command");
            let made = world.done(kernel::door::Actor::Account(keeper), command).await;
            let mut reader = world.door.reader().await.expect("a reader");
            let found = by_client(&mut reader, &made.client_id).await.expect("no fault");
            applications.push(found.expect("it is registered"));
        }
        let mut fuzz =
            Fuzz::on("oidc-request").words(WORDS).nests(&[("openid%20", ""), ("a=b&", "")]);
        while let Some(input) = fuzz.next() {
            let sent = std::str::from_utf8(&input).ok().and_then(Parameters::read);
            let Some(sent) = sent else {
                fuzz.ended(&"it cannot be read");
                continue;
            };
            let written = sent.written();
            // Coding may make it longer than what is read.
            if written.len() <= 16 << 10 {
                assert_eq!(Parameters::read(&written).as_ref(), Some(&sent));
            }
            let endings: Vec<_> =
                applications.iter().map(|application| holds(application, &sent)).collect();
            fuzz.ended(&endings);
        }
    });
}
