//! Envelopes of requests.

use serde_json::{Value, json};

use crate::world::{World, new_user};

fn item<'a>(body: &'a Value, id: &str) -> &'a Value {
    body["responses"].as_array().unwrap().iter().find(|response| response["id"] == id).unwrap()
}

#[tokio::test]
async fn items_run_in_the_order_they_depend_on() {
    let world = World::new().await;
    let answer = world
        .post("/$batch", json!({"requests": [
            {"id": "3", "method": "GET", "url": "/users/rex@example.org?$select=city,displayName", "dependsOn": ["2"]},
            {"id": "2", "method": "PATCH", "url": "/users/rex@example.org", "headers": {"Content-Type": "application/json"}, "body": {"city": "Leeds"}, "dependsOn": ["1"]},
            {"id": "1", "method": "POST", "url": "/users", "headers": {"Content-Type": "application/json"}, "body": new_user("Rex")},
            {"id": "4", "method": "GET", "url": "/users/nobody@example.org"},
            {"id": "5", "method": "GET", "url": "/users?$filter=startsWith(displayName, 'no one')", "dependsOn": ["4"]},
            {"id": "6", "method": "PATCH", "url": "/users/rex@example.org", "body": {"city": "York"}, "dependsOn": ["3"]},
            {"id": "7", "method": "POST", "url": "/$batch", "headers": {"Content-Type": "application/json"}, "body": {"requests": []}},
        ]}))
        .await;
    assert_eq!(answer.status, 200);
    let statuses: Vec<_> = ["1", "2", "3", "4", "5", "6", "7"]
        .iter()
        .map(|id| item(&answer.body, id)["status"].as_u64().unwrap())
        .collect();
    assert_eq!(statuses, [201, 204, 200, 404, 424, 400, 400]);
    assert_eq!(item(&answer.body, "3")["body"]["city"], "Leeds");
    assert_eq!(item(&answer.body, "2")["body"], Value::Null);
    assert_eq!(item(&answer.body, "4")["body"]["error"]["code"], "Request_ResourceNotFound");
}

#[tokio::test]
async fn malformed_envelopes_are_refused_whole() {
    let world = World::new().await;
    let get = |id: &str, on: &[&str]| json!({"id": id, "method": "GET", "url": "/users", "dependsOn": on});
    let many: Vec<Value> = (0..21).map(|n| get(&n.to_string(), &[])).collect();
    for (requests, text) in [
        (json!(many), "Number of batch request steps exceeds the maximum value of 20."),
        (json!([get("1", &[]), get("1", &[])]), "Duplicate request id '1' in the batch request."),
        (
            json!([get("1", &["2"]), get("2", &["1"])]),
            "A batch request depends on a request that is not there, or on itself.",
        ),
        (json!([{"id": "1"}]), "Invalid batch payload format."),
    ] {
        let answer = world.post("/$batch", json!({"requests": requests})).await;
        assert_eq!((answer.status, answer.code(), answer.message()), (400, "BadRequest", text));
    }
    assert_eq!(world.post("/$batch", json!({"requests": many[..20]})).await.status, 200);
}
