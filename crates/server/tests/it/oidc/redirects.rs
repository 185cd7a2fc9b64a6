//! Forty ways to bend an address, a thousand times each: nobody is ever sent to an address that is not the registered one,
//! byte for byte. The seed is printed. One engine: nothing here reaches a table but the application's own row.

use axum::body::Body;
use axum::http::{Request, StatusCode};
use testkit::addresses::BENDS;
use testkit::fuzz::Dice;
use wire::graph::query::encode;

use super::scene::{AFTER, CALLBACK, Scene, Shown, check_on_one, fields, form, with};
use crate::installation::{say, setting};

const TIMES: u64 = 1000;

/// Where a browser is sent by an answer: by its status, by its page at once, by a form on it.
fn goes(shown: &Shown) -> Vec<String> {
    let refresh = shown.header("refresh").split_once("url=").map_or("", |(_, to)| to);
    let mut places = vec![shown.header("location").to_owned(), refresh.to_owned()];
    for mark in ["action=\"", "http-equiv=\"refresh\" content=\""] {
        let found = shown.text.split(mark).skip(1).filter_map(|rest| rest.split('"').next());
        places.extend(found.map(|place| place.replace("&amp;", "&")));
    }
    places.retain(|place| !place.is_empty());
    places
}

/// Whether a place is this service's own.
fn is_here(place: &str) -> bool {
    place.starts_with('/') && !place.starts_with("//") && !place.starts_with("/\\")
}

fn seed() -> u64 {
    let seed = setting("GUILDHALL_SEED", u64::from(std::process::id()));
    say(&format!("GUILDHALL_SEED={seed}"));
    seed
}

/// Every bend of an address, so many times.
fn bent(registered: &str) -> impl Iterator<Item = (usize, String)> {
    let mut dice = Dice::new(seed());
    let registered = registered.to_owned();
    let rounds = (0..TIMES).flat_map(|_| BENDS.iter().enumerate());
    rounds.map(move |(number, bend)| (number, bend(&registered, &mut dice)))
}

async fn get(scene: &Scene, address: &str) -> Shown {
    scene.send(Request::get(address).body(Body::empty()).expect("a request")).await
}

#[test]
fn forty_bends_of_an_address_to_return_to_lead_nowhere() {
    check_on_one(|scene| async move {
        let mut tried = 0;
        for (number, address) in bent(CALLBACK).filter(|(_, address)| address != CALLBACK) {
            let asks = with(scene.asks(), &[("redirect_uri", &address), ("prompt", "none")]);
            let shown = get(&scene, &format!("/oidc/authorize?{}", form(&asks))).await;
            assert_eq!(shown.status, StatusCode::BAD_REQUEST, "bend {number}: {address:?}");
            let goes = goes(&shown);
            assert!(
                goes.iter().all(|place| is_here(place)),
                "bend {number}: {address:?}: {goes:?}"
            );
            tried += 1;
        }
        assert!(tried > 30_000, "{tried}");
        // And the registered one is gone to, by the same way of asking.
        let asks = with(scene.asks(), &[("prompt", "none")]);
        let shown = get(&scene, &format!("/oidc/authorize?{}", form(&asks))).await;
        assert!(shown.header("location").starts_with(&format!("{CALLBACK}&error=login_required")));
    });
}

#[test]
fn forty_bends_of_an_address_to_end_at_lead_nowhere() {
    check_on_one(|scene| async move {
        let code = scene.signed_in().await.authorize(&scene.asks()).await.code();
        let tokens = scene.tokens(&code).await;
        let hint = tokens["id_token"].as_str().expect("a token");
        let mut tried = 0;
        for (number, address) in bent(AFTER).filter(|(_, address)| address != AFTER) {
            let sent = fields(&[("id_token_hint", hint), ("post_logout_redirect_uri", &address)]);
            let shown = get(&scene, &format!("/oidc/logout?{}", form(&sent))).await;
            // A character that no database keeps makes it no request at all; an empty one is none.
            let is_none = address.is_empty() && shown.status == StatusCode::OK;
            assert!(
                is_none || shown.status == StatusCode::BAD_REQUEST,
                "bend {number}: {address:?}"
            );
            let goes = goes(&shown);
            assert!(
                goes.iter().all(|place| is_here(place)),
                "bend {number}: {address:?}: {goes:?}"
            );
            tried += 1;
        }
        assert!(tried > 30_000, "{tried}");
        let sent = fields(&[("id_token_hint", hint), ("post_logout_redirect_uri", AFTER)]);
        let shown = get(&scene, &format!("/oidc/logout?{}", form(&sent))).await;
        assert_eq!(shown.header("location"), AFTER);
    });
}

/// What is bent here is not the address but how it stands in the request: twice, under a name that is alike, coded anew.
#[test]
fn an_address_smuggled_beside_the_registered_one_is_not_gone_to() {
    check_on_one(|scene| async move {
        let mut dice = Dice::new(seed());
        let usual = form(&with(scene.asks(), &[("prompt", "none")]));
        let evil = encode("https://evil.example/");
        for _ in 0..200 {
            let place = dice.below(2) == 0;
            for name in [
                "redirect_uri",
                "Redirect_Uri",
                "redirect_uri[]",
                "redirect%5furi",
                "redirect_uri%00",
                "%72edirect_uri",
                "redirect_uri%20",
                "+redirect_uri",
                "redirect_uri;",
                "redirect_url",
                "redirectUri",
                "return_to",
                "next",
                "url",
                "response_mode",
                "request_uri",
                "client_uri",
            ] {
                let more = format!("{name}={evil}");
                let glue = dice.one(&["&", "&&", "&;", "&amp;", "&x=1&"]);
                let query = if place {
                    format!("{usual}{glue}{more}")
                } else {
                    format!("{more}{glue}{usual}")
                };
                let shown = get(&scene, &format!("/oidc/authorize?{query}")).await;
                for to in goes(&shown) {
                    assert!(
                        is_here(&to) || to.starts_with(&format!("{CALLBACK}&error=")),
                        "{query}: {to}"
                    );
                }
            }
        }
    });
}
