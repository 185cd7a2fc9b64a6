//! https, methods beside the usual ones, and the pages for people.

use reqwest::Method;
use serde_json::json;

use crate::world::{Answer, E3, World};

#[tokio::test]
async fn https_serves_the_same_tenant_under_its_own_links() {
    let world = World::new().await;
    world.user("Gil").await;
    world.user("Hal").await;
    let page = world.get(&format!("{}/v1.0/users?$top=1", world.tls_base)).await;
    let next = page.body["@odata.nextLink"].as_str().unwrap();
    assert!(next.starts_with(&world.tls_base), "{next}");
    assert_eq!(world.get(next).await.names("displayName"), ["Hal"]);
}

#[tokio::test]
async fn the_authority_stays_the_same_over_restarts() {
    let world = World::new().await;
    let (_, before) = world.emulator.tls();
    let world = world.restart().await;
    assert_eq!(world.emulator.tls().1, before);
    assert_eq!(world.get(&format!("{}/v1.0/users", world.tls_base)).await.status, 200);
}

#[tokio::test]
async fn head_and_options_answer_sensibly() {
    let world = World::new().await;
    let head = world.request(Method::HEAD, "/users").send().await.unwrap();
    assert_eq!((head.status().as_u16(), head.text().await.unwrap()), (200, String::new()));
    let options = world.request(Method::OPTIONS, "/users").send().await.unwrap();
    assert!(
        options.status() == 204 && options.headers()["allow"].to_str().unwrap().contains("PATCH")
    );
}

async fn page(world: &World, path: &str) -> (u16, String, String) {
    let response = world.client.get(format!("{}{path}", world.base)).send().await.unwrap();
    let policy = response.headers()["content-security-policy"].to_str().unwrap().to_owned();
    (response.status().as_u16(), policy, response.text().await.unwrap())
}

#[tokio::test]
async fn people_see_who_is_there_and_nothing_runs_in_the_page() {
    let world = World::new().await;
    let (status, policy, empty) = page(&world, "/").await;
    assert_eq!(status, 200);
    assert!(
        empty.contains("Nobody is here yet")
            && policy.starts_with("default-src 'none'")
            && !policy.contains("unsafe")
    );
    let mut body = crate::world::new_user("Ivy");
    body["displayName"] = json!("Ivy <b>\"&O'Neil");
    body["usageLocation"] = json!("GB");
    let id = world.post("/users", body).await.body["id"].as_str().unwrap().to_owned();
    world
        .post(
            &format!("/users/{id}/assignLicense"),
            json!({"addLicenses": [{"skuId": E3}], "removeLicenses": []}),
        )
        .await;
    let (_, _, home) = page(&world, "/?q=ivy").await;
    assert!(
        home.contains("Ivy &lt;b&gt;&quot;&amp;O'Neil")
            && home.contains("SPE_E3")
            && home.contains("Can sign in")
            && home.contains("/v1.0/users")
    );
    assert!(!home.contains("<script") && !home.contains("style="));
    assert!(page(&world, "/?q=nobody").await.2.contains("Nobody matches"));
    let (_, _, one) = page(&world, &format!("/people/{id}")).await;
    assert!(
        one.contains("EXCHANGE_S_ENTERPRISE")
            && one.contains("ivy@example.org")
            && !one.contains("xWwvJ")
    );
    assert_eq!(page(&world, "/people/x").await.0, 404);
    let style = Answer::of(
        world.client.get(format!("{}/assets/emulator.css", world.base)).send().await.unwrap(),
    )
    .await;
    assert_eq!((style.status, style.header("content-type")), (200, "text/css; charset=utf-8"));
}
