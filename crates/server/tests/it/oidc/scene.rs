//! An organisation with two people, an application, browsers, and the application's own side.

use std::collections::BTreeMap;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use kernel::config::Settings;
use serde_json::{Value, json};
use testkit::World;
use tower::ServiceExt as _;
use wire::graph::query::{encode, pairs};

use crate::whole;

pub(super) const ISSUER: &str = "http://localhost:8400";
pub(super) const CALLBACK: &str = "https://rota.example/callback?tenant=1";
pub(super) const AFTER: &str = "https://rota.example/signed-out";
pub(super) const PASSWORD: &str = "lantern orchard 42 velvet";
/// A verifier and its challenge (RFC 7636, appendix B).
pub(super) const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
pub(super) const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// The names and values of a request or an answer.
pub(super) type Fields = Vec<(String, String)>;

#[derive(Clone)]
pub(super) struct Scene {
    pub(super) world: World,
    pub(super) routes: Router,
    pub(super) person: Value,
    pub(super) username: String,
    pub(super) other: String,
    pub(super) application: Value,
    pub(super) client_id: String,
    pub(super) secret: String,
    /// How answers are asked for; empty where nothing is said of it.
    mode: &'static str,
}

/// An answer.
pub(super) struct Shown {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) text: String,
}

impl Shown {
    pub(super) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// What it says, without the key of the request, which is another one each time.
    pub(super) fn said(&self) -> String {
        match self.text.split_once("\"request\":\"") {
            Some((before, rest)) => {
                format!("{before}{}", rest.split_once('"').map_or("", |(_, rest)| rest))
            }
            None => self.text.clone(),
        }
    }

    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.text).expect("JSON")
    }

    /// What the application is told through the browser, and where: by redirect, by a page that leads on, or by a form.
    pub(super) fn answer(&self) -> (String, BTreeMap<String, String>) {
        if let Some((_, form)) = self.text.split_once("data-send-at-once") {
            let (before, _) = self.text.split_once(" data-send-at-once").expect("a form");
            let to = before.rsplit_once("action=\"").expect("an action").1.trim_end_matches('"');
            let (place, query) = to.split_once('?').unwrap_or((to, ""));
            let mut said: BTreeMap<String, String> =
                pairs(query).expect("a query").into_iter().collect();
            let form = form.split("</form>").next().unwrap_or_default();
            for field in form.split("name=\"").skip(1) {
                let name = field.split('"').next().unwrap_or_default().to_owned();
                said.insert(name.clone(), hidden(form, &name));
            }
            return (place.to_owned(), said);
        }
        let refresh = self.header("refresh").strip_prefix("0;url=").unwrap_or_default();
        let to = if refresh.is_empty() { self.header("location") } else { refresh };
        assert!(!to.is_empty(), "{} {}", self.status, self.text);
        let (place, query) = to.split_once('?').expect("an answer");
        (place.to_owned(), pairs(query).expect("a query").into_iter().collect())
    }

    pub(super) fn answered(&self, name: &str) -> String {
        self.answer().1.get(name).cloned().unwrap_or_default()
    }

    /// The code in the answer.
    pub(super) fn code(&self) -> String {
        let code = self.answered("code");
        assert!(!code.is_empty(), "{:?}", self.answer());
        code
    }
}

/// Runs a test on every engine.
pub(super) fn check<T: Future<Output = ()>>(test: impl Fn(Scene) -> T) {
    whole::check(|world| async { test(Scene::build(world).await).await });
}

/// The same for an application that asks for its answers in a way of its own.
pub(super) fn check_in<T: Future<Output = ()>>(mode: &'static str, test: impl Fn(Scene) -> T) {
    check(|scene| test(Scene { mode, ..scene }));
}

/// Runs a test on the first engine: where thousands of requests look at what no engine decides.
pub(super) fn check_on_one<T: Future<Output = ()>>(test: impl Fn(Scene) -> T) {
    whole::check_on_one(|world| async { test(Scene::build(world).await).await });
}

/// The claims of a token, whoever signed it.
pub(super) fn claims(token: &str) -> Value {
    let part = token.split('.').nth(1).expect("three parts");
    serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).expect("base64url")).expect("JSON")
}

impl Scene {
    pub(super) async fn build(world: World) -> Self {
        let done = async |name: &str, body: Value| {
            let call = world.call(world.operator());
            let done = world.door.perform_by_name(call, name, body).await;
            done.unwrap_or_else(|error| panic!("{name}: {error}")).output
        };
        let row =
            json!({ "code": "RX1", "name": "HOSPITAL RX1", "kind": "trust", "status": "active" });
        let file = json!({ "name": "register.csv", "digest": "0".repeat(64), "as_of": 20_260_101 });
        done("register.import", json!({ "file": file, "rows": [row] })).await;
        let opening = json!({ "organisation": "RX1", "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "A test" });
        done("organisation.open", opening).await;
        let mut people = Vec::new();
        for (given, family) in [("Asha", "Rao"), ("Ben", "Okafor")] {
            let body = json!({ "organisation": "RX1", "given_name": given, "family_name": family });
            let made = done("person.create", body).await;
            let password = json!({ "person": made["id"], "password": PASSWORD });
            done("password.set-by-operator", password).await;
            people.push(made);
        }
        let application = done("application.register", sample()).await;
        let text = |value: &Value| value.as_str().expect("text").to_owned();
        Self {
            routes: server::web::router(world.door.clone(), Settings::default()),
            person: people[0]["id"].clone(),
            username: text(&people[0]["address"]),
            other: text(&people[1]["address"]),
            client_id: text(&application["client_id"]),
            secret: text(&application["client_secret"]),
            application: application["application"].clone(),
            mode: "",
            world,
        }
    }

    /// The same people and application at another node.
    pub(super) fn at(&self, routes: Router) -> Self {
        Self { routes, ..self.clone() }
    }

    pub(super) async fn done(&self, name: &str, body: Value) -> Value {
        let call = self.world.call(self.world.operator());
        let done = self.world.door.perform_by_name(call, name, body).await;
        done.unwrap_or_else(|error| panic!("{name}: {error}")).output
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Shown {
        let response = self.routes.clone().oneshot(request).await.expect("an answer");
        let (status, headers) = (response.status(), response.headers().clone());
        let bytes = to_bytes(response.into_body(), 1 << 20).await.expect("a body");
        Shown { status, headers, text: String::from_utf8_lossy(&bytes).into_owned() }
    }

    /// What an application sends: a form, with its secret in the header.
    pub(super) async fn call(&self, place: &str, fields: &Fields) -> Shown {
        let basic = STANDARD.encode(format!("{}:{}", self.client_id, self.secret));
        self.call_as(place, fields, Some(&format!("Basic {basic}"))).await
    }

    pub(super) async fn call_as(&self, place: &str, fields: &Fields, who: Option<&str>) -> Shown {
        let request = Request::post(place)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header("origin", "https://rota.example")
            .header("sec-fetch-site", "cross-site");
        let request = match who {
            Some(who) => request.header(header::AUTHORIZATION, who),
            None => request,
        };
        self.send(request.body(Body::from(form(fields))).expect("a request")).await
    }

    /// The usual request of the application.
    pub(super) fn asks(&self) -> Fields {
        let usual = fields(&[
            ("client_id", &self.client_id),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid profile email"),
            ("state", "a state"),
            ("nonce", "a nonce"),
        ]);
        with(usual, &[("response_mode", self.mode)])
    }

    /// The form that redeems a code.
    pub(super) fn redeems(&self, code: &str) -> Fields {
        fields(&[("grant_type", "authorization_code"), ("code", code), ("redirect_uri", CALLBACK)])
    }

    /// The tokens of a code.
    pub(super) async fn tokens(&self, code: &str) -> Value {
        let shown = self.call("/oidc/token", &self.redeems(code)).await;
        assert_eq!(shown.status, StatusCode::OK, "{}", shown.text);
        shown.json()
    }

    pub(super) async fn userinfo(&self, token: &str) -> Shown {
        let request = Request::get("/oidc/userinfo")
            .header(header::AUTHORIZATION, format!("Bearer {token}"))
            .body(Body::empty());
        self.send(request.expect("a request")).await
    }

    /// A browser in which nobody is signed in.
    pub(super) fn browser(&self) -> Browser<'_> {
        Browser { scene: self, cookies: BTreeMap::new(), password: PASSWORD }
    }

    /// A browser in which the first person is signed in.
    pub(super) async fn signed_in(&self) -> Browser<'_> {
        let mut browser = self.browser();
        let shown = browser.sign_in("/sign-in", &self.username).await;
        assert_eq!(shown.status, StatusCode::SEE_OTHER, "{}", shown.text);
        browser
    }
}

/// The application as it is registered.
pub(super) fn sample() -> Value {
    json!({
        "name": "Rota",
        "redirect_uris": [CALLBACK, "https://rota.example/other"],
        "post_logout_redirect_uris": [AFTER],
        "scopes": ["openid", "profile", "email", "phone", "organisation", "roles", "offline_access"],
        "open_to": "everybody",
    })
}

pub(super) fn fields(pairs: &[(&str, &str)]) -> Fields {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// The same with other values; a name that is new comes at the end, and an empty value takes one out.
pub(super) fn with(mut fields: Fields, more: &[(&str, &str)]) -> Fields {
    for (name, value) in more {
        fields.retain(|(known, _)| known != name);
        if !value.is_empty() {
            fields.push(((*name).to_owned(), (*value).to_owned()));
        }
    }
    fields
}

pub(super) fn form(fields: &Fields) -> String {
    let pair = |(name, value): &(String, String)| format!("{}={}", encode(name), encode(value));
    fields.iter().map(pair).collect::<Vec<_>>().join("&")
}

/// A browser with its cookies.
#[derive(Clone)]
pub(super) struct Browser<'a> {
    scene: &'a Scene,
    cookies: BTreeMap<String, String>,
    /// What it types where a password is asked for.
    pub(super) password: &'static str,
}

impl Browser<'_> {
    async fn send(&mut self, method: Method, address: &str, form: Option<String>) -> Shown {
        let cookies: Vec<String> =
            self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(address)
            .header(header::COOKIE, cookies.join("; "))
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let request = request.body(form.map_or_else(Body::empty, Body::from)).expect("a request");
        let shown = self.scene.send(request).await;
        self.takes(&shown);
        shown
    }

    /// Takes the cookies of an answer.
    pub(super) fn takes(&mut self, shown: &Shown) {
        for line in shown.headers.get_all(header::SET_COOKIE) {
            let line = line.to_str().expect("letters");
            let (name, rest) = line.split_once('=').expect("a cookie");
            let value = rest.split(';').next().unwrap_or_default();
            self.cookies.remove(name);
            if !value.is_empty() {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }

    /// The value of a cookie; empty where there is none.
    pub(super) fn cookie(&self, name: &str) -> String {
        self.cookies.get(name).cloned().unwrap_or_default()
    }

    /// Has it keep a cookie that nobody gave it.
    pub(super) fn keeps(&mut self, name: &str, value: &str) {
        self.cookies.insert(name.to_owned(), value.to_owned());
    }

    pub(super) async fn get(&mut self, address: &str) -> Shown {
        self.send(Method::GET, address, None).await
    }

    pub(super) async fn post(&mut self, address: &str, form: String) -> Shown {
        self.send(Method::POST, address, Some(form)).await
    }

    /// Asks as the application sends it.
    pub(super) async fn authorize(&mut self, fields: &Fields) -> Shown {
        self.get(&format!("/oidc/authorize?{}", form(fields))).await
    }

    /// Signs in on a page, with the way on that its address names.
    pub(super) async fn sign_in(&mut self, page: &str, username: &str) -> Shown {
        let shown = self.get(page).await;
        let query = page.split_once('?').map_or("", |(_, query)| query);
        let next = pairs(query).expect("a query").into_iter().find(|(name, _)| name == "next");
        let mut sent = fields(&[("username", username), ("password", self.password)]);
        sent.extend(next);
        sent.push(("csrf".to_owned(), hidden(&shown.text, "csrf")));
        self.post("/sign-in", form(&sent)).await
    }

    /// Asks, signs in on the page that one is led to, and comes back.
    pub(super) async fn through_sign_in(&mut self, fields: &Fields, username: &str) -> Shown {
        let shown = self.authorize(fields).await;
        let page = shown.header("location").to_owned();
        assert!(page.starts_with("/sign-in?"), "{} {page} {}", shown.status, shown.text);
        let shown = self.sign_in(&page, username).await;
        let on = shown.header("location").to_owned();
        assert!(on.starts_with("/oidc/resume?key="), "{} {on} {}", shown.status, shown.text);
        self.get(&on).await
    }
}

/// The value of a hidden field of a page; empty where there is none.
pub(super) fn hidden(page: &str, name: &str) -> String {
    let mark = format!("name=\"{name}\" value=\"");
    page.split_once(&mark)
        .and_then(|(_, rest)| rest.split('"').next())
        .unwrap_or_default()
        .to_owned()
}
