//! One user: create, read, change.

use serde_json::{Value, json};

use crate::world::{World, new_user};

#[tokio::test]
async fn a_created_user_is_read_back_by_key_and_by_sign_in_name() {
    let world = World::new().await;
    let created = world.post("/users", new_user("Adele")).await;
    assert_eq!(created.status, 201);
    let context = created.body["@odata.context"].as_str().unwrap();
    assert!(context.ends_with("/v1.0/$metadata#users/$entity"), "{context}");
    assert_eq!(created.body["businessPhones"], json!([]));
    assert!(
        created.body.get("mail").unwrap().is_null() && created.body.get("accountEnabled").is_none()
    );
    let id = created.body["id"].as_str().unwrap();
    assert!(created.header("location").ends_with(id));
    for key in [id, "adele@example.org", "ADELE@EXAMPLE.ORG"] {
        let read = world.get(&format!("/users/{key}?$select=id,userPrincipalName,accountEnabled,passwordProfile,createdDateTime,userType")).await;
        assert_eq!((read.status, read.body["id"].as_str()), (200, Some(id)));
        assert_eq!(read.body["accountEnabled"], true);
        assert_eq!(read.body["userType"], "Member");
        assert_eq!(read.body["passwordProfile"]["password"], Value::Null);
        assert!(read.body.get("displayName").is_none());
        assert!(!read.header("request-id").is_empty() && read.header("x-ms-resource-unit") == "1");
    }
}

#[tokio::test]
async fn a_change_keeps_what_it_does_not_name_and_null_clears() {
    let world = World::new().await;
    let id = world.user("Ben").await;
    let path = format!("/users/{id}");
    assert_eq!(world.patch(&path, json!({"jobTitle": "Nurse", "city": "Leeds", "otherMails": ["ben@home.example"], "onPremisesExtensionAttributes": {"extensionAttribute1": "a", "extensionAttribute2": "b"}})).await.status, 204);
    assert_eq!(world.patch(&path, json!({"city": null, "onPremisesExtensionAttributes": {"extensionAttribute2": null}, "@odata.type": "#microsoft.graph.user"})).await.status, 204);
    let read = world
        .get(&format!("{path}?$select=jobTitle,city,otherMails,onPremisesExtensionAttributes"))
        .await;
    assert_eq!(
        (&read.body["jobTitle"], &read.body["city"], &read.body["otherMails"]),
        (&json!("Nurse"), &Value::Null, &json!(["ben@home.example"]))
    );
    assert_eq!(
        read.body["onPremisesExtensionAttributes"],
        json!({"extensionAttribute1": "a", "extensionAttribute2": null})
    );
}

#[tokio::test]
async fn addresses_follow_mail_and_sign_in_name() {
    let world = World::new().await;
    let path = format!("/users/{}", world.user("Cleo").await);
    let addresses = async || world.get(&format!("{path}?$select=mail,proxyAddresses")).await.body;
    assert_eq!(addresses().await["proxyAddresses"], json!([]));
    world.patch(&path, json!({"mail": "cleo@example.org"})).await;
    assert_eq!(addresses().await["proxyAddresses"], json!(["SMTP:cleo@example.org"]));
    world.patch(&path, json!({"userPrincipalName": "cleo.new@trust.example.org"})).await;
    assert_eq!(
        addresses().await["proxyAddresses"],
        json!(["SMTP:cleo.new@trust.example.org", "smtp:cleo@example.org"])
    );
    assert_eq!(addresses().await["mail"], "cleo.new@trust.example.org");
    world.patch(&path, json!({"mail": "cleo@example.org"})).await;
    assert_eq!(
        addresses().await["proxyAddresses"],
        json!(["SMTP:cleo@example.org", "smtp:cleo.new@trust.example.org"])
    );
    world.patch(&path, json!({"mail": null})).await;
    assert_eq!(addresses().await["proxyAddresses"], json!(["smtp:cleo.new@trust.example.org"]));
}

#[tokio::test]
async fn revoking_sessions_answers_true_and_moves_the_moment() {
    let world = World::new().await;
    let path = format!("/users/{}", world.user("Dan").await);
    let before = world.get(&format!("{path}?$select=signInSessionsValidFromDateTime")).await.body;
    world.clock.advance(std::time::Duration::from_secs(60));
    let revoked = world.post(&format!("{path}/revokeSignInSessions"), json!({})).await;
    assert_eq!((revoked.status, &revoked.body["value"]), (200, &json!(true)));
    let after = world.get(&format!("{path}?$select=signInSessionsValidFromDateTime")).await.body;
    assert!(
        after["signInSessionsValidFromDateTime"].as_str()
            > before["signInSessionsValidFromDateTime"].as_str()
    );
}
