//! The organisations of the matrix: who belongs where, whom an application is for, by which key it is vouched, what was given, and
//! who looks at it. What counts follows from one line; nothing else does.

use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

use super::scene::{CALLBACK, Fields, PASSWORD, Scene, check, fields, sample, with};

/// Organisations, of which somebody is of each.
const ORGANISATIONS: [&str; 2] = ["RX1", "RX2"];
/// Whom an application is for; one for each.
const OPEN_TO: [&[&str]; 4] = [&["everybody"], &["RX1"], &["RX2"], &["RX1", "RX2"]];
/// What a withdrawn key leaves.
const ALGORITHMS: [&str; 2] = ["ES256", "RS256"];

/// An application.
struct Client {
    application: Value,
    client_id: String,
    secret: String,
    open_to: &'static [&'static str],
    algorithm: &'static str,
}

impl Client {
    async fn call(&self, scene: &Scene, place: &str, sent: &[(&str, &str)]) -> super::scene::Shown {
        let basic = STANDARD.encode(format!("{}:{}", self.client_id, self.secret));
        scene.call_as(place, &fields(sent), Some(&format!("Basic {basic}"))).await
    }

    /// Whether it is for people of an organisation.
    fn is_for(&self, organisation: &str) -> bool {
        self.open_to == ["everybody"] || self.open_to.contains(&organisation)
    }

    fn asks(&self, scene: &Scene) -> Fields {
        let more = [("client_id", self.client_id.as_str()), ("scope", "openid offline_access")];
        with(scene.asks(), &more)
    }

    /// Says whom it is for from now on.
    async fn is_only_for(&self, scene: &Scene, organisations: &[&str]) {
        let mut body = registration(organisations, self.algorithm);
        body["application"] = self.application.clone();
        scene.done("application.change", body).await;
    }
}

fn registration(open_to: &[&str], algorithm: &str) -> Value {
    let mut body = sample();
    body["name"] = json!(format!("For {}", open_to.join(" and ")));
    body["id_token_algorithm"] = json!(algorithm);
    if open_to == ["everybody"] {
        return body;
    }
    body["open_to"] = json!("organisations");
    body["organisations"] = json!(open_to);
    body
}

/// Somebody of the second organisation.
async fn another(scene: &Scene) -> String {
    let rows: Vec<Value> = ORGANISATIONS
        .iter()
        .map(|code| json!({ "code": code, "name": format!("HOSPITAL {code}"), "kind": "trust", "status": "active" }))
        .collect();
    let file = json!({ "name": "register.csv", "digest": "1".repeat(64), "as_of": 20_260_201 });
    scene.done("register.import", json!({ "file": file, "rows": rows })).await;
    let opening = json!({ "organisation": "RX2", "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "A test" });
    scene.done("organisation.open", opening).await;
    let body = json!({ "organisation": "RX2", "given_name": "Carol", "family_name": "Penn" });
    let made = scene.done("person.create", body).await;
    let password = json!({ "person": made["id"], "password": PASSWORD });
    scene.done("password.set-by-operator", password).await;
    made["address"].as_str().expect("an address").to_owned()
}

/// What somebody was given by an application.
struct Given {
    client: usize,
    organisation: &'static str,
    access: String,
    refresh: String,
    code: String,
}

#[test]
fn what_was_given_counts_for_whom_it_is_where_it_is_and_as_long_as_it_is() {
    check(|scene| async move {
        let usernames = [scene.username.clone(), another(&scene).await];
        let mut clients = Vec::new();
        for open_to in OPEN_TO {
            for algorithm in ALGORITHMS {
                let made = scene.done("application.register", registration(open_to, algorithm));
                let made = made.await;
                let text = |name: &str| made[name].as_str().expect("text").to_owned();
                clients.push(Client {
                    application: made["application"].clone(),
                    client_id: text("client_id"),
                    secret: text("client_secret"),
                    open_to,
                    algorithm,
                });
            }
        }
        let (mut given, mut cells, mut counted) = (Vec::new(), 0, 0);
        for (organisation, username) in ORGANISATIONS.into_iter().zip(&usernames) {
            let mut browser = scene.browser();
            browser.sign_in("/sign-in", username).await;
            for (client, of) in clients.iter().enumerate() {
                let shown = browser.authorize(&of.asks(&scene)).await;
                let code = shown.answered("code");
                assert_eq!(
                    !code.is_empty(),
                    of.is_for(organisation),
                    "{organisation}: {:?}",
                    of.open_to
                );
                cells += 1;
                if code.is_empty() {
                    assert_eq!(shown.answered("error"), "access_denied");
                    continue;
                }
                let sent = [
                    ("grant_type", "authorization_code"),
                    ("code", code.as_str()),
                    ("redirect_uri", CALLBACK),
                ];
                let tokens = of.call(&scene, "/oidc/token", &sent).await.json();
                let text = |name: &str| tokens[name].as_str().expect("text").to_owned();
                let (access, refresh) = (text("access_token"), text("refresh_token"));
                let code = browser.authorize(&of.asks(&scene)).await.code();
                given.push(Given { client, organisation, access, refresh, code });
            }
        }
        // Whom an application is for changes, and then a key is withdrawn.
        for stage in ["as given", "for fewer", "without the key"] {
            match stage {
                "for fewer" => {
                    for client in clients.iter().filter(|client| client.open_to.len() == 2) {
                        client.is_only_for(&scene, &["RX2"]).await;
                    }
                }
                "without the key" => {
                    let call = scene.world.call(scene.world.operator());
                    let keys = scene.world.door.ask_by_name(call, "signing-key.list", json!({}));
                    let keys = keys.await.expect("the keys")["items"].clone();
                    let signs =
                        |key: &&Value| key["algorithm"] == "ES256" && key["doing"] == "signs";
                    let kid =
                        keys.as_array().and_then(|keys| keys.iter().find(signs)).expect("one");
                    scene.done("signing-key.withdraw", json!({ "kid": kid["kid"] })).await;
                }
                _ => {}
            }
            for one in &given {
                let of = &clients[one.client];
                let is_theirs =
                    stage == "as given" || of.open_to.len() != 2 || one.organisation == "RX2";
                // Access tokens are signed with ES256, however an application wants its ID tokens.
                let is_signed = stage != "without the key";
                let what =
                    format!("{stage}, {} of {:?}, {}", one.organisation, of.open_to, of.algorithm);
                let shown = scene.userinfo(&one.access).await;
                assert_eq!(
                    shown.status == StatusCode::OK,
                    is_theirs && is_signed,
                    "{what}: userinfo"
                );
                for (number, asker) in clients.iter().enumerate() {
                    for (kind, token) in [("access", &one.access), ("refresh", &one.refresh)] {
                        let shown =
                            asker.call(&scene, "/oidc/introspect", &[("token", token)]).await;
                        let may =
                            number == one.client && is_theirs && (kind == "refresh" || is_signed);
                        assert_eq!(
                            shown.json()["active"] == true,
                            may,
                            "{what}: {kind} by {number}"
                        );
                        cells += 1;
                        counted += usize::from(may);
                    }
                    // Nobody redeems what others were given, whomever they are for.
                    if number != one.client {
                        let sent = [
                            ("grant_type", "refresh_token"),
                            ("refresh_token", one.refresh.as_str()),
                        ];
                        let shown = asker.call(&scene, "/oidc/token", &sent).await;
                        assert_eq!(
                            shown.json()["error"],
                            "invalid_grant",
                            "{what}: refresh by {number}"
                        );
                        let sent = [
                            ("grant_type", "authorization_code"),
                            ("code", one.code.as_str()),
                            ("redirect_uri", CALLBACK),
                        ];
                        let shown = asker.call(&scene, "/oidc/token", &sent).await;
                        assert_eq!(
                            shown.json()["error"],
                            "invalid_grant",
                            "{what}: code by {number}"
                        );
                        cells += 2;
                    }
                }
            }
        }
        // Refresh tokens are no signed ones: with the new key they lead on, for whom they still are.
        for one in &given {
            let of = &clients[one.client];
            let may = of.open_to.len() != 2 || one.organisation == "RX2";
            let sent = [("grant_type", "refresh_token"), ("refresh_token", one.refresh.as_str())];
            let shown = of.call(&scene, "/oidc/token", &sent).await;
            assert_eq!(
                shown.status == StatusCode::OK,
                may,
                "{} of {:?}",
                one.organisation,
                of.open_to
            );
            cells += 1;
            counted += usize::from(may);
        }
        crate::installation::say(&format!("{cells} cells, {counted} of them count"));
        // Both kinds of 12, then of the 10 whose application is still for them, then their refresh tokens alone, which lead on.
        assert_eq!((given.len(), counted), (12, 24 + 20 + 10 + 10));
        assert!(cells > 800, "{cells}");
    });
}
