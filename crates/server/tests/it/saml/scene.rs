//! An organisation with somebody in it, a browser, and services of others that are registered by their metadata.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use kernel::config::Settings;
use serde_json::{Value, json};
use testkit::World;
use tower::ServiceExt as _;
use wire::graph::query::{encode, pairs};

use super::peer::{Peer, python};
use crate::whole;

const PORTAL: &str = "http://localhost:8400";
const PASSWORD: &str = "lantern orchard 42 velvet";

pub(super) struct Scene {
    world: World,
    routes: Router,
    python: String,
    pub(super) peer: Peer,
    application: Value,
    person: Value,
    pub(super) username: String,
}

/// An answer.
pub(super) struct Shown {
    pub(super) status: StatusCode,
    headers: HeaderMap,
    pub(super) text: String,
}

impl Shown {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }
}

/// Runs a test on every engine, where there is a service of others.
pub(super) fn check<T: Future<Output = ()>>(test: impl Fn(Scene) -> T) {
    let Some(python) = python() else { return };
    whole::check(|world| {
        let python = python.clone();
        let test = &test;
        async move {
            test(Scene::build(world, python).await).await;
        }
    });
}

async fn done(world: &World, name: &str, body: Value) -> Value {
    let call = world.call(world.operator());
    let done = world.door.perform_by_name(call, name, body).await;
    done.unwrap_or_else(|error| panic!("{name}: {error}")).output
}

/// How a service is registered.
fn registration(metadata: &Value, encryption: &str) -> Value {
    json!({
        "name": "Rota",
        "protocol": "saml",
        "scopes": ["profile", "email", "organisation", "roles"],
        "subject": "pairwise",
        "open_to": "everybody",
        "saml": { "metadata": metadata, "encryption": encryption },
    })
}

impl Scene {
    async fn build(world: World, python: String) -> Self {
        let row =
            json!({ "code": "RX1", "name": "HOSPITAL RX1", "kind": "trust", "status": "active" });
        let file = json!({ "name": "register.csv", "digest": "0".repeat(64), "as_of": 20_260_101 });
        done(&world, "register.import", json!({ "file": file, "rows": [row] })).await;
        let opening = json!({ "organisation": "RX1", "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "A test" });
        done(&world, "organisation.open", opening).await;
        let body = json!({ "organisation": "RX1", "given_name": "Asha", "family_name": "Rao" });
        let person = done(&world, "person.create", body).await;
        let password = json!({ "person": person["id"], "password": PASSWORD });
        done(&world, "password.set-by-operator", password).await;
        let routes = server::web::router(world.door.clone(), Settings::default());
        let (peer, application) = start(&world, &routes, &python, "https://sp.example/saml").await;
        let username = person["address"].as_str().expect("an address").to_owned();
        let person = person["id"].clone();
        Self { world, routes, python, peer, application, person, username }
    }

    /// Another service, registered as the first one is.
    pub(super) async fn another(&self) -> Peer {
        start(&self.world, &self.routes, &self.python, "https://two.example/saml").await.0
    }

    /// The person moves to another organisation.
    pub(super) async fn moves(&self, code: &str) {
        crate::moving::moved_to(&self.world, &self.person, code).await;
    }

    /// From now on what the service is told is encrypted.
    pub(super) async fn encrypts(&mut self) {
        let metadata = self.peer.says(who("https://sp.example/saml"))["metadata"].clone();
        let change = json!({
            "application": self.application,
            "name": "Rota",
            "scopes": ["profile", "email"],
            "open_to": "everybody",
            "saml": { "metadata": metadata, "encryption": "always" },
        });
        done(&self.world, "application.change", change).await;
    }

    /// What the service makes of an answer.
    pub(super) fn takes(&mut self, shown: &Shown) -> Value {
        let response = hidden(&shown.text, "SAMLResponse");
        let said = self.peer.says(json!({ "do": "take", "response": response }));
        assert!(said["error"].is_null(), "{said} {}", shown.text);
        said
    }

    /// A browser in which nobody is signed in.
    pub(super) fn browser(&self) -> Browser {
        let username = self.username.clone();
        Browser { routes: self.routes.clone(), username, cookies: BTreeMap::new() }
    }

    /// One in which the person is.
    pub(super) async fn signed_in(&self) -> Browser {
        let mut browser = self.browser();
        let shown = browser.sign_in("/sign-in").await;
        assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text);
        browser
    }
}

fn who(entity: &str) -> Value {
    json!({ "do": "metadata", "entity_id": entity, "base": entity })
}

/// Starts a service, which reads our metadata, and registers it with its own.
async fn start(world: &World, routes: &Router, python: &str, entity: &str) -> (Peer, Value) {
    let machine = kernel::clock::Clock::machine().now();
    let ahead = (world.clock.now().micros() - machine.micros()) / 1_000_000;
    let mut peer = Peer::start(python, ahead);
    let metadata = peer.says(who(entity))["metadata"].clone();
    let made = done(world, "application.register", registration(&metadata, "never")).await;
    let request = Request::get("/saml/metadata").body(Body::empty()).expect("a request");
    let shown = send(routes, request).await;
    assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
    let idp = format!("{PORTAL}/saml/metadata");
    let began = json!({ "do": "start", "entity_id": entity, "base": entity, "metadata": shown.text, "idp": idp });
    let began = peer.says(began);
    assert!(began["error"].is_null(), "{began}");
    (peer, made["application"].clone())
}

async fn send(routes: &Router, request: Request<Body>) -> Shown {
    let response = routes.clone().oneshot(request).await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
    Shown { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
}

/// A browser with its cookies. What another site sends carries none where a form is sent, as browsers have it.
pub(super) struct Browser {
    routes: Router,
    username: String,
    cookies: BTreeMap<String, String>,
}

impl Browser {
    async fn send(&mut self, request: Request<Body>) -> Shown {
        let shown = send(&self.routes, request).await;
        for line in shown.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("letters");
            let (name, rest) = line.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default();
            self.cookies.remove(name);
            if !value.is_empty() {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        shown
    }

    fn cookie(&self) -> String {
        let pair = |(name, value): (&String, &String)| format!("{name}={value}");
        self.cookies.iter().map(pair).collect::<Vec<_>>().join("; ")
    }

    pub(super) async fn get(&mut self, address: &str) -> Shown {
        let place = address.strip_prefix(PORTAL).unwrap_or(address);
        let request = Request::get(place)
            .header(header::COOKIE, self.cookie())
            .header("sec-fetch-site", "cross-site")
            .body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// Goes where an answer leads.
    pub(super) async fn follow(&mut self, shown: &Shown) -> Shown {
        assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text);
        let to = shown.header("location").to_owned();
        self.get(&to).await
    }

    /// Carries here what a service sends.
    pub(super) async fn carries(&mut self, sent: &Value) -> Shown {
        assert!(sent["error"].is_null(), "{sent}");
        if let Some(location) = sent["location"].as_str() {
            return self.get(location).await;
        }
        let place = sent["to"].as_str().and_then(|to| to.strip_prefix(PORTAL)).expect("here");
        let fields = sent["form"].as_object().expect("a form").iter();
        let pair = |(name, value): (&String, &Value)| {
            let value = value.as_str().unwrap_or_default().replace("&amp;", "&");
            format!("{name}={}", encode(&value))
        };
        let form = fields.map(pair).collect::<Vec<_>>().join("&");
        let request = Request::post(place)
            .header("origin", "https://sp.example")
            .header("sec-fetch-site", "cross-site")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form));
        self.send(request.expect("a request")).await
    }

    /// Signs in on a page, with the way on that its address names.
    pub(super) async fn sign_in(&mut self, page: &str) -> Shown {
        let shown = self.get(page).await;
        let query = page.split_once('?').map_or("", |(_, query)| query);
        let mut sent = vec![
            ("username".to_owned(), self.username.clone()),
            ("password".to_owned(), PASSWORD.to_owned()),
            ("csrf".to_owned(), hidden(&shown.text, "csrf")),
        ];
        sent.extend(pairs(query).expect("a query").into_iter().filter(|(name, _)| name == "next"));
        let pair = |(name, value): &(String, String)| format!("{name}={}", encode(value));
        let form = sent.iter().map(pair).collect::<Vec<_>>().join("&");
        let request = Request::builder()
            .method(Method::POST)
            .uri("/sign-in")
            .header(header::COOKIE, self.cookie())
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(form));
        self.send(request.expect("a request")).await
    }
}

/// The value of a hidden field of a page; empty where there is none.
pub(super) fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    let found = page.split_once(&mark).and_then(|(_, rest)| rest.split('"').next());
    found.unwrap_or_default().to_owned()
}
