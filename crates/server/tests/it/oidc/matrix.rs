//! Every kind of credential at every place that takes one: what stands in one table is taken, everything else is refused, and
//! refused like something that never was a credential.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::Body;
use axum::http::{HeaderValue, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::door::Actor;
use serde_json::{Value, json};
use wire::saml::{Kind, address};

use super::scene::{
    AFTER, Browser, CALLBACK, PASSWORD, Scene, Shown, check, fields, form, hidden, sample, with,
};
use super::second_step::{bytes_of, shows};

/// What a cell said: whether the credential was taken, and what tells one refusal from another.
type Said = (bool, String);

/// Which credential each place takes.
const ALLOWED: &[(&str, &[&str])] = &[
    ("portal, cookie", &["session"]),
    ("api, bearer", &["api token"]),
    ("userinfo, header", &["access A", "access B"]),
    ("userinfo, form", &["access A", "access B"]),
    ("introspect by A", &["access A", "refresh A"]),
    ("introspect by B", &["access B", "refresh B"]),
    ("introspect by S", &["access S"]),
    ("secret of A", &["secret A"]),
    ("secret of B", &["secret B"]),
    ("secret of S", &["secret S"]),
    ("hint on signing out", &["identity A", "identity B"]),
    ("code by A", &["code A"]),
    ("code by B", &["code B"]),
    ("refresh by A", &["refresh A"]),
    ("refresh by B", &["refresh B"]),
    ("start code", &["start code"]),
    ("step", &["step"]),
];

/// Applications, and a credential of each kind.
struct Kit {
    scene: Scene,
    clients: BTreeMap<&'static str, (String, String)>,
    held: Vec<(&'static str, String)>,
    app: Vec<u8>,
    newcomer: String,
}

fn text(value: &Value) -> String {
    value.as_str().expect("text").to_owned()
}

/// A document that says who somebody is, for an application that speaks SAML.
async fn answer_of_saml(scene: &Scene, browser: &mut Browser<'_>) -> String {
    let metadata = include_str!("../../../../testkit/corpora/saml-metadata/service.xml");
    let metadata =
        metadata.replace("AuthnRequestsSigned=\"true\"", "AuthnRequestsSigned=\"false\"");
    let body = json!({ "name": "Rota by SAML", "protocol": "saml", "open_to": "everybody", "scopes": ["email"], "saml": { "metadata": metadata } });
    scene.done("application.register", body).await;
    let now = scene.world.clock.now().rfc3339();
    let xml = format!(
        r#"<p:AuthnRequest xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" ID="_a" Version="2.0" IssueInstant="{now}"><a:Issuer xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion">https://rota.example/saml</a:Issuer></p:AuthnRequest>"#
    );
    let sent = address("/saml/sso", Kind::Request, &xml, None, |_| Ok::<_, ()>(Vec::new()));
    let sent = sent.expect("an address");
    let shown = browser.get(sent.split("&SigAlg=").next().expect("an address")).await;
    let response = hidden(&shown.text, "SAMLResponse");
    assert!(!response.is_empty(), "{} {}", shown.status, shown.text);
    response
}

impl Kit {
    async fn build(scene: Scene) -> Self {
        scene.world.set_rule(&signin::attempts::LOCK_FAILURES, 100).await;
        let mut held: Vec<(&'static str, String)> = Vec::new();
        let other = scene.done("application.register", with_name("Beds")).await;
        let service = json!({ "name": "Feed", "kind": "service", "audience": "https://api.example/", "scopes": ["rota.read"] });
        let service = scene.done("application.register", service).await;
        let of = |made: &Value| (text(&made["client_id"]), text(&made["client_secret"]));
        let clients = BTreeMap::from([
            ("A", (scene.client_id.clone(), scene.secret.clone())),
            ("B", of(&other)),
            ("S", of(&service)),
        ]);
        // People beside the two of the scene: one with an app, one who is new.
        let person = async |given: &str| {
            let body = json!({ "organisation": "RX1", "given_name": given, "family_name": "Penn" });
            scene.done("person.create", body).await
        };
        let (careful, newcomer) = (person("Carol").await, person("Dora").await);
        let password = json!({ "person": careful["id"], "password": PASSWORD });
        scene.done("password.set-by-operator", password).await;
        let own = async |person: &Value, name: &str, body: Value| {
            let account = serde_json::from_value(person.clone()).expect("an account");
            let call = scene.world.call(Actor::Account(account));
            let done = scene.world.door.perform_by_name(call, name, body).await;
            done.unwrap_or_else(|error| panic!("{name}: {error}")).output
        };
        let begun = json!({ "name": "Telephone", "current": PASSWORD });
        let begun = own(&careful["id"], "authenticator.begin", begun).await;
        let app = bytes_of(begun["key"].as_str().expect("letters"));
        let confirm =
            json!({ "authenticator": begun["authenticator"], "code": shows(&scene, &app) });
        own(&careful["id"], "authenticator.confirm", confirm).await;
        // What is over by now.
        let over = {
            let mut browser = scene.signed_in().await;
            let code = browser.authorize(&offline(&scene.client_id, &scene)).await.code();
            let tokens = scene.tokens(&code).await;
            let refresh = text(&tokens["refresh_token"]);
            let unused = browser.authorize(&scene.asks()).await.code();
            [
                ("access A, over", text(&tokens["access_token"])),
                ("code A, over", unused),
                ("code A, used", code),
                ("refresh A, in use elsewhere", refresh),
            ]
        };
        let (_, rotated) = &over[3];
        let sent = fields(&[("grant_type", "refresh_token"), ("refresh_token", rotated)]);
        assert_eq!(scene.call("/oidc/token", &sent).await.status, StatusCode::OK);
        held.extend(over);
        scene.world.advance(Duration::from_secs(11 * 60));
        let mut browser = scene.browser();
        let other_person = scene.other.clone();
        browser.sign_in("/sign-in", &other_person).await;
        held.push(("session", browser.cookie("guildhall_session")));
        for (place, names) in [
            ("A", ["access A", "identity A", "refresh A", "code A"]),
            ("B", ["access B", "identity B", "refresh B", "code B"]),
        ] {
            let (client_id, secret) = &clients[place];
            let code = browser.authorize(&offline(client_id, &scene)).await.code();
            let tokens = as_client(&scene, client_id, secret, "/oidc/token", &scene.redeems(&code))
                .await
                .json();
            let code = browser.authorize(&offline(client_id, &scene)).await.code();
            let kept = [
                text(&tokens["access_token"]),
                text(&tokens["id_token"]),
                text(&tokens["refresh_token"]),
                code,
            ];
            held.extend(names.into_iter().zip(kept));
        }
        for (name, place) in [("secret A", "A"), ("secret B", "B"), ("secret S", "S")] {
            held.push((name, clients[place].1.clone()));
        }
        let (client_id, secret) = &clients["S"];
        let asks = fields(&[("grant_type", "client_credentials")]);
        let tokens = as_client(&scene, client_id, secret, "/oidc/token", &asks).await.json();
        held.push(("access S", text(&tokens["access_token"])));
        let token = json!({ "name": "A program", "expires_in_days": 10 });
        held.push(("api token", text(&own(&scene.person, "token.create", token).await["token"])));
        held.push((
            "start code",
            text(
                &scene.done("start-code.issue", json!({ "person": newcomer["id"] })).await["code"],
            ),
        ));
        let mut careful_browser = scene.browser();
        let shown = careful_browser.sign_in("/sign-in", &text(&careful["address"])).await;
        assert_eq!(shown.header("location"), "/sign-in/code", "{}", shown.text);
        held.push(("step", careful_browser.cookie("guildhall_step")));
        held.push(("answer of SAML", answer_of_saml(&scene, &mut browser).await));
        held.push(("password", PASSWORD.to_owned()));
        held.push(("person", text(&scene.person)));
        held.push(("nothing", String::new()));
        let newcomer = text(&newcomer["address"]);
        Self { scene, clients, held, app, newcomer }
    }

    /// What is said where somebody shows something.
    async fn cell(&self, place: &str, shown: &str) -> Said {
        let scene = &self.scene;
        let get = async |at: &str, name: header::HeaderName, value: String| {
            let value = HeaderValue::from_str(&value).expect("letters");
            let request = Request::get(at).header(name, value).body(Body::empty());
            scene.send(request.expect("a request")).await
        };
        let by = async |who: &str, at: &str, sent: &[(&str, &str)]| {
            let (client_id, secret) = &self.clients[who];
            as_client(scene, client_id, secret, at, &fields(sent)).await
        };
        let whole = |said: Shown, is_taken: bool| {
            (
                is_taken,
                format!("{} {} {}", said.status, said.header("www-authenticate"), said.said()),
            )
        };
        let page = |said: Shown, is_taken: bool| {
            (is_taken, format!("{} {}", said.status, said.header("location")))
        };
        match place {
            "portal, cookie" => {
                let said =
                    get("/me/sessions", header::COOKIE, format!("guildhall_session={shown}")).await;
                let is_taken = said.status == StatusCode::OK;
                page(said, is_taken)
            }
            "api, bearer" | "userinfo, header" => {
                let at = if place == "api, bearer" {
                    "/api/v1/queries/token.mine"
                } else {
                    "/oidc/userinfo"
                };
                let said = get(at, header::AUTHORIZATION, format!("Bearer {shown}")).await;
                let is_taken = said.status == StatusCode::OK;
                whole(said, is_taken)
            }
            "userinfo, form" => {
                let said = scene
                    .call_as("/oidc/userinfo", &fields(&[("access_token", shown)]), None)
                    .await;
                let is_taken = said.status == StatusCode::OK;
                whole(said, is_taken)
            }
            "introspect by A" | "introspect by B" | "introspect by S" => {
                let who = &place["introspect by ".len()..];
                let said = by(who, "/oidc/introspect", &[("token", shown)]).await;
                let is_taken = said.status == StatusCode::OK && said.json()["active"] == true;
                whole(said, is_taken)
            }
            "code by A" | "code by B" => {
                let who = &place["code by ".len()..];
                let sent = [
                    ("grant_type", "authorization_code"),
                    ("code", shown),
                    ("redirect_uri", CALLBACK),
                ];
                let said = by(who, "/oidc/token", &sent).await;
                let is_taken = said.status == StatusCode::OK;
                whole(said, is_taken)
            }
            "refresh by A" | "refresh by B" => {
                let who = &place["refresh by ".len()..];
                let said = by(
                    who,
                    "/oidc/token",
                    &[("grant_type", "refresh_token"), ("refresh_token", shown)],
                )
                .await;
                let is_taken = said.status == StatusCode::OK;
                whole(said, is_taken)
            }
            "secret of A" | "secret of B" | "secret of S" => {
                let (client_id, _) = &self.clients[&place["secret of ".len()..]];
                let said = as_client(
                    scene,
                    client_id,
                    shown,
                    "/oidc/introspect",
                    &fields(&[("token", "x")]),
                )
                .await;
                let is_taken = said.status == StatusCode::OK;
                whole(said, is_taken)
            }
            "hint on signing out" => {
                let sent =
                    form(&fields(&[("id_token_hint", shown), ("post_logout_redirect_uri", AFTER)]));
                let said = scene
                    .send(
                        Request::get(format!("/oidc/logout?{sent}"))
                            .body(Body::empty())
                            .expect("a request"),
                    )
                    .await;
                let is_taken = said.header("location") == AFTER;
                page(said, is_taken)
            }
            "start code" => {
                let sent = fields(&[
                    ("username", &self.newcomer),
                    ("code", shown),
                    ("password", "copper meadow 17 saddle"),
                ]);
                let said = scene.browser().post("/start", form(&sent)).await;
                let is_taken = said.status == StatusCode::SEE_OTHER;
                page(said, is_taken)
            }
            "step" => {
                let mut browser = scene.browser();
                browser.keeps("guildhall_step", shown);
                let said = browser
                    .post("/sign-in/code", form(&fields(&[("code", &shows(scene, &self.app))])))
                    .await;
                let is_taken = !browser.cookie("guildhall_session").is_empty();
                page(said, is_taken)
            }
            _ => panic!("there is no such place: {place}"),
        }
    }
}

fn with_name(name: &str) -> Value {
    let mut body = sample();
    body["name"] = json!(name);
    body
}

fn offline(client_id: &str, scene: &Scene) -> super::scene::Fields {
    with(scene.asks(), &[("client_id", client_id), ("scope", "openid offline_access")])
}

async fn as_client(
    scene: &Scene,
    client_id: &str,
    secret: &str,
    place: &str,
    sent: &super::scene::Fields,
) -> Shown {
    let basic = STANDARD.encode(format!("{client_id}:{secret}"));
    scene.call_as(place, sent, Some(&format!("Basic {basic}"))).await
}

#[test]
fn every_credential_is_taken_where_it_belongs_and_nowhere_else() {
    check(|scene| async move {
        let kit = Kit::build(scene).await;
        let mut refused = 0;
        for (place, allowed) in ALLOWED {
            let (is_taken, never) = kit.cell(place, "never-was-one").await;
            assert!(!is_taken, "{place}");
            for (name, shown) in kit.held.iter().filter(|(name, _)| !allowed.contains(name)) {
                let (is_taken, said) = kit.cell(place, shown).await;
                assert!(!is_taken, "{name} at {place}");
                // What is missing altogether may be said to be missing.
                if !shown.is_empty() {
                    assert_eq!(said, never, "{name} at {place}");
                }
                refused += 1;
            }
        }
        // Whoever gives back what is not theirs, or is nothing of the kind, is thanked and has done nothing.
        for (name, shown) in kit.held.iter().filter(|(name, shown)| {
            !name.starts_with("access A") && !name.starts_with("refresh A") && !shown.is_empty()
        }) {
            let (client_id, secret) = &kit.clients["A"];
            let said = as_client(
                &kit.scene,
                client_id,
                secret,
                "/oidc/revoke",
                &fields(&[("token", shown)]),
            )
            .await;
            assert_eq!(
                (said.status, said.text.as_str()),
                (StatusCode::OK, "{}"),
                "{name} given back"
            );
            refused += 1;
        }
        let mut taken = 0;
        for (place, allowed) in ALLOWED {
            for name in *allowed {
                let (_, shown) =
                    kit.held.iter().find(|(known, _)| known == name).expect("it is held");
                let (is_taken, said) = kit.cell(place, shown).await;
                assert!(is_taken, "{name} at {place}: {said}");
                taken += 1;
            }
        }
        crate::installation::say(&format!("{refused} cells refused, {taken} taken"));
        assert!(refused > 400 && taken == 22, "{refused} {taken}");
    });
}
