//! Soft deletion, restore, permanent deletion.

use std::time::Duration;

use serde_json::json;

use crate::world::{E3, World};

const DELETED: &str = "/directory/deletedItems/microsoft.graph.user";

#[tokio::test]
async fn a_deleted_user_frees_the_name_and_comes_back() {
    let world = World::new().await;
    let id = world.user("Mia").await;
    world
        .post(
            &format!("/users/{id}/assignLicense"),
            json!({"addLicenses": [{"skuId": E3}], "removeLicenses": []}),
        )
        .await;
    assert_eq!(world.delete("/users/mia@example.org").await.status, 204);
    assert_eq!(world.get(&format!("/users/{id}")).await.status, 404);
    let deleted = world.get(DELETED).await;
    let hex = id.replace('-', "");
    assert_eq!(deleted.names("userPrincipalName"), [format!("{hex}mia@example.org")]);
    assert!(deleted.values()[0]["deletedDateTime"].is_string());
    let item = format!("/directory/deletedItems/{id}");
    assert_eq!(world.get(&item).await.body["@odata.type"], "#microsoft.graph.user");
    let restored = world.post(&format!("{item}/restore"), json!({})).await;
    assert_eq!(
        (restored.status, restored.body["userPrincipalName"].as_str()),
        (200, Some("mia@example.org"))
    );
    assert_eq!(world.get(&format!("/users/{id}/licenseDetails")).await.values().len(), 1);
    assert!(world.get(DELETED).await.values().is_empty());
}

#[tokio::test]
async fn a_restore_is_refused_while_another_has_the_name_or_the_address() {
    let world = World::new().await;
    let id = world.user("Ned").await;
    world.patch(&format!("/users/{id}"), json!({"mail": "ned@example.org"})).await;
    world.delete(&format!("/users/{id}")).await;
    let usurper = world.user("Ned").await;
    world.patch(&format!("/users/{usurper}"), json!({"mail": "ned@example.org"})).await;
    let path = format!("/directory/deletedItems/{id}/restore");
    let clash = world.post(&path, json!({})).await;
    assert_eq!(
        (clash.status, clash.message()),
        (400, "Another object with the same value for property userPrincipalName already exists.")
    );
    let address = world.post(&path, json!({"newUserPrincipalName": "ned2@example.org"})).await;
    assert_eq!(
        (address.status, address.message()),
        (400, "Another object with the same value for property proxyAddresses already exists.")
    );
    assert_eq!(
        world.post(&path, json!({"newUserPrincipalName": "ned2@elsewhere.example"})).await.status,
        400
    );
    let restored = world
        .post(
            &path,
            json!({"newUserPrincipalName": "ned2@example.org", "autoReconcileProxyConflict": true}),
        )
        .await;
    assert_eq!(
        (restored.status, restored.body["userPrincipalName"].as_str()),
        (200, Some("ned2@example.org"))
    );
}

#[tokio::test]
async fn permanent_deletion_and_thirty_days_end_it() {
    let world = World::new().await;
    let (one, two) = (world.user("Oda").await, world.user("Pia").await);
    world.delete(&format!("/users/{one}")).await;
    world.delete(&format!("/users/{two}")).await;
    assert_eq!(world.delete(&format!("/directory/deletedItems/{one}")).await.status, 204);
    assert_eq!(
        world.post(&format!("/directory/deletedItems/{one}/restore"), json!({})).await.status,
        404
    );
    assert_eq!(world.get(DELETED).await.names("id"), [two.as_str()]);
    let mut world = world;
    world.clock.advance(Duration::from_secs(28 * 86_400));
    world.sign_in().await;
    let link = world.get("/users/delta?$deltatoken=latest").await.body["@odata.deltaLink"].clone();
    world.clock.advance(Duration::from_secs(2 * 86_400));
    world.sign_in().await;
    let told = world.get(link.as_str().unwrap()).await;
    assert_eq!(told.values(), &[json!({"id": two, "@removed": {"reason": "deleted"}})]);
    assert!(world.get(DELETED).await.values().is_empty());
    assert_eq!(
        world.post(&format!("/directory/deletedItems/{two}/restore"), json!({})).await.status,
        404
    );
}
