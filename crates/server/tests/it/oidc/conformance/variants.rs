//! Each parameter of the requests for signing in, for tokens and for signing out: taken out, changed by a letter, and sent
//! twice. What was refused used nothing up.

use axum::http::StatusCode;
use serde_json::Value;

use super::super::scene::{
    AFTER, CHALLENGE, Fields, Scene, Shown, VERIFIER, check, check_in, fields, form, with,
};

/// What becomes of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ends {
    /// A page here, and nowhere else.
    Here,
    /// The application is told this error.
    With(&'static str),
    /// As if nothing had been done to it.
    Well,
}

/// The ways in which a parameter is treated, in the order of the tables.
const WAYS: [&str; 3] = ["taken out", "changed", "sent twice"];

fn bent(sent: &Fields, name: &str, way: usize) -> Fields {
    let mut bent = sent.clone();
    let place = bent.iter().position(|(known, _)| known == name).expect("it is sent");
    match way {
        0 => drop(bent.remove(place)),
        1 => bent[place].1.push('x'),
        _ => bent.push(bent[place].clone()),
    }
    bent
}

fn ended(shown: &Shown) -> Ends {
    if shown.status == StatusCode::BAD_REQUEST {
        assert_eq!((shown.header("location"), shown.header("refresh")), ("", ""));
        return Ends::Here;
    }
    let (place, said) = shown.answer();
    assert_eq!(place, "https://rota.example/callback");
    assert_eq!(said.contains_key("code"), !said.contains_key("error"), "{said:?}");
    let known = ["invalid_request", "invalid_scope", "unsupported_response_type"];
    match said.get("error") {
        None => Ends::Well,
        Some(error) => Ends::With(known.iter().find(|known| *known == error).expect("known")),
    }
}

async fn signing_in(scene: Scene) {
    use Ends::{Here, Well, With};
    let bad = With("invalid_request");
    let more = [("code_challenge", CHALLENGE), ("code_challenge_method", "S256")];
    let mut sent = with(scene.asks(), &more);
    if !sent.iter().any(|(name, _)| name == "response_mode") {
        sent.push(("response_mode".to_owned(), "query".to_owned()));
    }
    let mut browser = scene.signed_in().await;
    for (name, ends) in [
        ("client_id", [Here, Here, Here]),
        ("redirect_uri", [Here, Here, Here]),
        ("response_type", [bad, With("unsupported_response_type"), bad]),
        ("response_mode", [Well, bad, bad]),
        ("scope", [With("invalid_scope"), Well, bad]),
        ("state", [Well, Well, bad]),
        ("nonce", [Well, Well, bad]),
        ("code_challenge", [bad, bad, bad]),
        ("code_challenge_method", [bad, bad, bad]),
    ] {
        for (way, ends) in ends.into_iter().enumerate() {
            let asks = bent(&sent, name, way);
            let shown = browser.authorize(&asks).await;
            assert_eq!(ended(&shown), ends, "{name} {}", WAYS[way]);
            if name == "state" && ends == Well {
                let state = ["", "a statex"][way];
                assert_eq!(shown.answered("state"), state, "as it was sent");
            }
        }
    }
}

#[test]
fn each_parameter_of_the_authorization_request() {
    check(signing_in);
}

#[test]
fn each_parameter_of_the_authorization_request_where_answers_come_as_forms() {
    check_in("form_post", signing_in);
}

async fn refused(scene: &Scene, sent: &Fields, name: &str, errors: [&str; 3]) {
    for (way, error) in errors.into_iter().enumerate() {
        let shown = scene.call_as("/oidc/token", &bent(sent, name, way), None).await;
        assert_eq!(shown.json()["error"], error, "{name} {}", WAYS[way]);
        let status = match error {
            "invalid_client" => StatusCode::UNAUTHORIZED,
            _ => StatusCode::BAD_REQUEST,
        };
        assert_eq!(shown.status, status, "{name} {}", WAYS[way]);
    }
}

#[test]
fn each_parameter_of_the_token_request() {
    check(|scene| async move {
        let more = [
            ("code_challenge", CHALLENGE),
            ("code_challenge_method", "S256"),
            ("scope", "openid offline_access"),
        ];
        let code = scene.signed_in().await.authorize(&with(scene.asks(), &more)).await.code();
        let own = [("client_id", scene.client_id.as_str()), ("client_secret", &scene.secret)];
        let sent = with(with(scene.redeems(&code), &own), &[("code_verifier", VERIFIER)]);
        let (bad, grant, client) = ("invalid_request", "invalid_grant", "invalid_client");
        for (name, errors) in [
            ("grant_type", [bad, "unsupported_grant_type", bad]),
            ("code", [bad, grant, bad]),
            ("redirect_uri", [bad, grant, bad]),
            ("code_verifier", [grant, grant, bad]),
            ("client_id", [client, client, bad]),
            ("client_secret", [client, client, bad]),
        ] {
            refused(&scene, &sent, name, errors).await;
        }
        let shown = scene.call_as("/oidc/token", &sent, None).await;
        assert_eq!(shown.status, StatusCode::OK, "nothing was used up: {}", shown.text);
        let token: Value = shown.json()["refresh_token"].clone();
        let token = token.as_str().expect("a token");
        let sent = fields(&[("grant_type", "refresh_token"), ("refresh_token", token)]);
        let sent = with(sent, &own);
        refused(&scene, &sent, "refresh_token", [bad, grant, bad]).await;
        let shown = scene.call_as("/oidc/token", &sent, None).await;
        assert_eq!(shown.status, StatusCode::OK, "nothing was used up: {}", shown.text);
    });
}

/// What becomes of somebody who is to be signed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    /// They are asked, and stay signed in meanwhile.
    Asked,
    /// They are signed out, and stay here.
    Out,
    /// They are signed out, and go on.
    Gone,
    /// Nothing happens but a page.
    Stopped,
}

#[test]
fn each_parameter_of_the_logout_request() {
    use Left::{Asked, Gone, Out, Stopped};
    check(|scene| async move {
        for (name, ends) in [
            ("id_token_hint", [Asked, Asked, Stopped]),
            ("client_id", [Gone, Asked, Stopped]),
            ("post_logout_redirect_uri", [Out, Stopped, Stopped]),
            ("state", [Gone, Gone, Stopped]),
        ] {
            for (way, ends) in ends.into_iter().enumerate() {
                let mut browser = scene.signed_in().await;
                let tokens = scene.tokens(&browser.authorize(&scene.asks()).await.code()).await;
                let sent = fields(&[
                    ("id_token_hint", tokens["id_token"].as_str().expect("a token")),
                    ("client_id", &scene.client_id),
                    ("post_logout_redirect_uri", AFTER),
                    ("state", "left"),
                ]);
                let shown =
                    browser.get(&format!("/oidc/logout?{}", form(&bent(&sent, name, way)))).await;
                let to = shown.header("location").to_owned();
                let left = match shown.status {
                    StatusCode::SEE_OTHER => Gone,
                    StatusCode::BAD_REQUEST => Stopped,
                    _ if shown.text.contains("Do you want to sign out?") => Asked,
                    _ => Out,
                };
                assert_eq!(left, ends, "{name} {}", WAYS[way]);
                assert!(to.is_empty() || to.split('?').next() == Some(AFTER), "{to}");
                let none = with(scene.asks(), &[("prompt", "none")]);
                let is_in = browser.authorize(&none).await.answer().1.contains_key("code");
                assert_eq!(is_in, matches!(left, Asked | Stopped), "{name} {}", WAYS[way]);
            }
        }
    });
}
