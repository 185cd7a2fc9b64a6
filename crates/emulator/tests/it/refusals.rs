//! Each refusal with its status, code and text.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Answer, World, new_user};

const USER: &str = "/users";

/// A new user with one member changed; null takes the member away.
fn with(name: &str, value: Value) -> Value {
    let mut body = new_user("Zoe");
    if value == json!("absent") {
        body.as_object_mut().unwrap().remove(name);
    } else {
        body[name] = value;
    }
    body
}

#[tokio::test]
async fn a_new_user_with_a_fault_is_refused_in_graphs_words_and_a_sound_one_is_not() {
    let world = World::new().await;
    let long = "x".repeat(257);
    let unverified = "The domain portion of the userPrincipalName property is invalid. You must use one of the verified domain names in your organization.";
    let weak = "The specified password does not comply with password complexity requirements. Please provide a different password.";
    let required =
        |name: &str| format!("A value is required for property '{name}' of resource 'User'.");
    let bad =
        |name: &str| format!("Invalid value specified for property '{name}' of resource 'User'.");
    let convert = |kind: &str| {
        format!(
            "Cannot convert a primitive value to the expected type '{kind}'. See the inner exception for more details."
        )
    };
    for (body, message) in [
        (with("accountEnabled", json!("absent")), required("accountEnabled")),
        (with("displayName", json!("absent")), required("displayName")),
        (with("displayName", Value::Null), required("displayName")),
        (with("mailNickname", json!("absent")), required("mailNickname")),
        (with("userPrincipalName", json!("absent")), required("userPrincipalName")),
        (with("passwordProfile", json!("absent")), "A password must be specified to create a new user.".to_owned()),
        (with("passwordProfile", json!({"password": "short1A"})), weak.to_owned()),
        (with("passwordProfile", json!({"password": "onlylowercase"})), weak.to_owned()),
        (with("userPrincipalName", json!("zoe@elsewhere.example")), unverified.to_owned()),
        (with("userPrincipalName", json!("zoe")), bad("userPrincipalName")),
        (with("userPrincipalName", json!("zo e@example.org")), bad("userPrincipalName")),
        (with("mailNickname", json!("z@e")), bad("mailNickname")),
        (with("displayName", json!(long)), bad("displayName")),
        (with("displayName", json!("")), bad("displayName")),
        (with("jobTitle", json!("x".repeat(129))), bad("jobTitle")),
        (with("businessPhones", json!(["1", "2"])), bad("businessPhones")),
        (with("usageLocation", json!("UK")), bad("usageLocation")),
        (with("mail", json!("not an address")), bad("mail")),
        (with("onPremisesExtensionAttributes", json!({"extensionAttribute16": "x"})), bad("onPremisesExtensionAttributes")),
        (with("accountEnabled", json!("yes")), convert("Edm.Boolean")),
        (with("city", json!(1)), convert("Edm.String")),
        (with("employeeHireDate", json!("yesterday")), convert("Edm.DateTimeOffset")),
        (with("proxyAddresses", json!(["smtp:z@example.org"])), "Property 'proxyAddresses' is read-only and cannot be set.".to_owned()),
        (with("id", json!("x")), "Property 'id' is read-only and cannot be set.".to_owned()),
        (with("shoeSize", json!(43)), "The property 'shoeSize' does not exist on type 'microsoft.graph.user'. Make sure to only use property names that are defined by the type.".to_owned()),
    ] {
        let answer = world.post(USER, body.clone()).await;
        assert_eq!((answer.status, answer.code(), answer.message()), (400, "Request_BadRequest", message.as_str()), "{body}");
    }
    assert_eq!(world.post(USER, new_user("Zoe")).await.status, 201);
    assert_eq!(world.get("/users").await.values().len(), 1);
}

fn conflict(answer: &Answer, property: &str) {
    let text =
        format!("Another object with the same value for property {property} already exists.");
    assert_eq!(
        (answer.status, answer.code(), answer.message()),
        (400, "Request_BadRequest", text.as_str())
    );
    assert_eq!(answer.body["error"]["details"][0]["code"], "ObjectConflict");
    assert_eq!(answer.body["error"]["details"][0]["target"], property);
}

#[tokio::test]
async fn names_anchors_and_addresses_are_unique() {
    let world = World::new().await;
    let mut first = new_user("Amy");
    first["onPremisesImmutableId"] = json!("QW15");
    first["mail"] = json!("amy.wells@example.org");
    assert_eq!(world.post(USER, first).await.status, 201);

    let mut same_name = new_user("Other");
    same_name["userPrincipalName"] = json!("AMY@example.org");
    conflict(&world.post(USER, same_name).await, "userPrincipalName");

    let mut same_anchor = new_user("Other");
    same_anchor["onPremisesImmutableId"] = json!("QW15");
    conflict(&world.post(USER, same_anchor).await, "onPremisesImmutableId");

    let mut same_mail = new_user("Other");
    same_mail["mail"] = json!("Amy.Wells@example.org");
    let answer = world.post(USER, same_mail).await;
    conflict(&answer, "proxyAddresses");
    assert_eq!(answer.body["error"]["details"][1]["code"], "ConflictingObjects");

    let mut name_is_an_address = new_user("Other");
    name_is_an_address["userPrincipalName"] = json!("amy.wells@example.org");
    conflict(&world.post(USER, name_is_an_address).await, "proxyAddresses");

    let other = world.user("Other").await;
    conflict(
        &world
            .patch(&format!("/users/{other}"), json!({"userPrincipalName": "amy@example.org"}))
            .await,
        "userPrincipalName",
    );
    conflict(
        &world.patch(&format!("/users/{other}"), json!({"mail": "amy.wells@example.org"})).await,
        "proxyAddresses",
    );
    assert_eq!(
        world
            .patch("/users/amy@example.org", json!({"mail": "amy.wells@example.org"}))
            .await
            .status,
        204
    );
}

#[tokio::test]
async fn unknown_things_and_methods_are_refused() {
    let world = World::new().await;
    let nobody = "8ad4a9cb-0000-0000-0000-000000000000";
    for (method, path) in [
        (Method::GET, format!("/users/{nobody}")),
        (Method::GET, "/users/nobody@example.org".to_owned()),
        (Method::DELETE, format!("/users/{nobody}")),
        (Method::GET, format!("/users/{nobody}/licenseDetails")),
        (Method::POST, format!("/users/{nobody}/revokeSignInSessions")),
        (Method::POST, format!("/directory/deletedItems/{nobody}/restore")),
        (Method::GET, "/domains/elsewhere.example".to_owned()),
        (Method::GET, format!("/organization/{nobody}")),
    ] {
        let answer = Answer::of(world.request(method, &path).send().await.unwrap()).await;
        assert_eq!((answer.status, answer.code()), (404, "Request_ResourceNotFound"), "{path}");
        assert!(answer.message().ends_with(
            "does not exist or one of its queried reference-property objects are not present."
        ));
        let inner = &answer.body["error"]["innerError"];
        assert!(
            inner["request-id"].is_string()
                && inner["client-request-id"].is_string()
                && inner["date"].as_str().unwrap().len() == 19
        );
    }
    for (path, segment) in
        [("/groups", "groups"), ("/users/x/manager", "manager"), ("/directory/roles", "roles")]
    {
        let answer = world.get(path).await;
        assert_eq!(
            (answer.status, answer.code(), answer.message()),
            (
                400,
                "BadRequest",
                format!("Resource not found for the segment '{segment}'.").as_str()
            )
        );
    }
    let me = world.get("/me").await;
    assert_eq!(
        (me.status, me.message()),
        (400, "/me request is only valid with delegated authentication flow.")
    );
    let method = world.delete("/users").await;
    assert_eq!(
        (method.status, method.message(), method.header("allow")),
        (405, "Specified HTTP method is not allowed for the request target.", "GET, POST")
    );
    let version = world.get(&format!("{}/v3.0/users", world.base)).await;
    assert_eq!((version.status, version.message()), (400, "Invalid version: v3.0"));
}

#[tokio::test]
async fn bodies_must_be_json_and_not_too_large() {
    let world = World::new().await;
    let send = async |kind: Option<&str>, body: String| {
        let request = world.request(Method::POST, USER).body(body);
        let request =
            if let Some(kind) = kind { request.header("content-type", kind) } else { request };
        Answer::of(request.send().await.unwrap()).await
    };
    let unreadable = "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.";
    for (kind, body) in [
        (Some("application/json"), "{"),
        (Some("application/json"), "[]"),
        (Some("text/plain"), "{}"),
    ] {
        let answer = send(kind, body.to_owned()).await;
        assert_eq!(
            (answer.status, answer.code(), answer.message()),
            (400, "BadRequest", unreadable)
        );
    }
    let answer = send(None, "{}".to_owned()).await;
    assert_eq!(
        answer.message(),
        "A missing or empty content type header was found when trying to read a message. The content type header is required."
    );
    let huge = send(Some("application/json"), " ".repeat(4 * 1024 * 1024 + 1)).await;
    assert_eq!((huge.status, huge.code()), (413, "RequestEntityTooLarge"));
    assert_eq!(world.post(USER, new_user("Yan")).await.status, 201);
}
