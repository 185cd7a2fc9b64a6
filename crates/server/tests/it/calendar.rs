//! One calendar for every page: the installation's, far from the one in which moments are stored.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, header};
use kernel::config::Settings;
use kernel::door::Actor;
use serde_json::{Value, json};
use testkit::{Engine, Stand, World, check_on};
use tower::ServiceExt as _;

use crate::whole;

const PASSWORD: &str = "lantern orchard 42 velvet";
/// Microsoft 365 E3, by its key in Microsoft's table.
const PRODUCT: &str = "05e9a617-0261-4cee-bb44-138d3ef5d965";

/// Thirteen hours before UTC in January: noon of 2 January there is one o'clock of 3 January here.
fn settings() -> Settings {
    Settings { time_zone: "Pacific/Auckland".to_owned(), ..Settings::default() }
}

async fn done(world: &World, actor: Actor, name: &str, body: Value) -> Value {
    match world.door.perform_by_name(world.call(actor), name, body).await {
        Ok(done) => done.output,
        Err(error) => panic!("{name}: {error}"),
    }
}

/// An organisation, whose own time zone is another one, with an administrator of the service; the session's key and
/// the person's.
async fn administrator(world: &World) -> (String, String) {
    let file = json!({ "name": "register.csv", "digest": "0".repeat(64), "as_of": 20_260_101 });
    let row = json!({ "code": "QZ1", "name": "HOSPITAL", "kind": "trust", "status": "active" });
    let operator = || world.operator();
    done(world, operator(), "register.import", json!({ "file": file, "rows": [row] })).await;
    let open = json!({ "organisation": "QZ1", "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test" });
    done(world, operator(), "organisation.open", open).await;
    let person = json!({ "organisation": "QZ1", "given_name": "Ann", "family_name": "Hay" });
    let person = done(world, operator(), "person.create", person).await;
    for (role, place) in
        [("platform administrator", Value::Null), ("primary local administrator", json!("QZ1"))]
    {
        let grant = json!({ "person": person["id"], "role": role, "organisation": place, "reason": "for the test" });
        done(world, operator(), "grant.give", grant).await;
    }
    let password = json!({ "person": person["id"], "password": PASSWORD });
    done(world, operator(), "password.set-by-operator", password).await;
    let credentials = json!({ "username": person["address"], "password": PASSWORD });
    let session = done(world, Actor::Anonymous, "signin.admit", credentials).await;
    let text = |value: &Value| value.as_str().expect("a text").to_owned();
    (text(&session["session_key"]), text(&person["id"]))
}

async fn page(routes: &Router, session: &str, address: &str) -> String {
    let cookie = format!("{}={session}", signin::sessions::cookie_name(false));
    let request = Request::get(address).header(header::COOKIE, cookie).body(Body::empty());
    let response = routes.clone().oneshot(request.expect("a request")).await.expect("an answer");
    assert_eq!(response.status().as_u16(), 200, "{address}");
    let body = to_bytes(response.into_body(), 4 << 20).await.expect("a body");
    String::from_utf8_lossy(&body).into_owned()
}

#[test]
fn every_page_says_the_same_day_in_an_installation_outside_the_united_kingdom() {
    let ports = || whole::ports_of(&settings());
    check_on(&[Engine::Sqlite], whole::manifests, ports, Stand::Aside, |world| async move {
        server::compose::settle(&world.door).await.expect("the installation is ready");
        let (session, person) = administrator(&world).await;
        let bought = json!({
            "product": PRODUCT, "label": "Our own", "quantity": 5, "organisation": "QZ1",
            "starts_on": "2027-03-05", "ends_on": "2028-03-05",
        });
        let bought = done(&world, world.operator(), "subscription.add", bought).await;
        let purchase = bought["id"].as_str().expect("a key");
        let routes = server::web::router(world.door.clone(), settings());

        for address in [
            "/o/QZ1/people",
            &format!("/o/QZ1/people/{person}"),
            "/o/QZ1/history",
            "/o/QZ1/organisation",
            "/o/QZ1/administrators",
            "/national/organisations/QZ1",
            "/national/register",
            "/me/sessions",
        ] {
            let page = page(&routes, &session, address).await;
            assert!(page.contains(">3 January 2027"), "{address} has another day: {page}");
            assert!(!page.contains(">2 January 2027"), "{address} has two calendars: {page}");
        }
        let typed = page(&routes, &session, &format!("/national/licences/{purchase}")).await;
        assert!(typed.contains("5 March 2027") && typed.contains("5 March 2028"), "{typed}");
        let found = json!({ "subscription": purchase });
        let call = world.call(world.operator());
        let found = world.door.ask_by_name(call, "subscription.by-id", found).await;
        let starts_at = found.expect("the purchase")["purchase"]["starts_at"].as_i64();
        // 4 March 2027, 11:00 UTC.
        assert_eq!(starts_at, Some(1_804_158_000_000_000), "a typed day begins where it is typed");
    });
}
