//! Trouble on purpose, and quotas.

use std::time::Duration;

use emulator::{Effect, FaultPlan, Limits, Rule, Throttle};
use reqwest::Method;
use serde_json::json;

use crate::world::{Answer, World, new_user, over_http};

fn plan(rules: Vec<Rule>) -> FaultPlan {
    FaultPlan { rules, ..FaultPlan::default() }
}

#[tokio::test]
async fn the_next_requests_fail_as_told_and_nothing_is_done() {
    let world = World::new().await;
    let fail = Effect::Fail { status: 503, code: None, retry_after: Some("2.128".to_owned()) };
    world.emulator.faults().set(plan(vec![Rule::of(fail).on("POST", "/v1.0/users").times(2)]));
    for _ in 0..2 {
        let failed = world.post("/users", new_user("Sam")).await;
        assert_eq!(
            (failed.status, failed.code(), failed.header("retry-after")),
            (503, "serviceNotAvailable", "2.128")
        );
        assert!(world.get("/users").await.values().is_empty());
    }
    assert_eq!(world.post("/users", new_user("Sam")).await.status, 201);
}

#[tokio::test]
async fn a_lost_answer_was_done_and_a_lost_request_was_not() {
    let world = World::new().await;
    world.emulator.faults().set(plan(vec![
        Rule::of(Effect::LoseRequest).on("POST", "/v1.0/users").times(1),
        Rule::of(Effect::LoseAnswer).on("POST", "/v1.0/users").times(1),
    ]));
    assert!(world.request(Method::POST, "/users").json(&new_user("Tom")).send().await.is_err());
    assert!(world.get("/users").await.values().is_empty());
    assert!(world.request(Method::POST, "/users").json(&new_user("Tom")).send().await.is_err());
    assert_eq!(world.get("/users").await.values().len(), 1);
    assert_eq!(world.post("/users", new_user("Tom")).await.code(), "Request_BadRequest");
}

#[tokio::test]
async fn a_delayed_request_is_answered_in_the_end() {
    let world = World::new().await;
    world.emulator.faults().set(plan(vec![Rule::of(Effect::Delay { milliseconds: 1 })]));
    assert_eq!(world.get("/users").await.status, 200);
}

#[tokio::test]
async fn readers_lag_behind_writers_if_a_plan_says_so() {
    let world = World::new().await;
    let old = world.user("Una").await;
    world.clock.advance(Duration::from_secs(60));
    world
        .emulator
        .faults()
        .set(FaultPlan { replication_delay_milliseconds: 5_000, ..FaultPlan::default() });
    let new = world.user("Vic").await;
    world
        .patch(
            &format!("/users/{old}"),
            json!({"displayName": "Una Later", "userPrincipalName": "una.later@example.org"}),
        )
        .await;
    let link = world.get("/users/delta?$deltatoken=latest").await.body["@odata.deltaLink"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(world.get(&format!("/users/{new}")).await.status, 404);
    assert_eq!(world.get("/users").await.names("displayName"), ["Una"]);
    assert!(
        world
            .get("/users?$filter=userPrincipalName eq 'vic@example.org'")
            .await
            .values()
            .is_empty()
    );
    assert_eq!(world.get("/users/una@example.org").await.status, 200);
    assert_eq!(world.get("/users/una.later@example.org").await.status, 404);
    assert_eq!(
        world.post("/users", new_user("Vic")).await.message(),
        "Another object with the same value for property userPrincipalName already exists."
    );
    world.clock.advance(Duration::from_secs(6));
    assert_eq!(world.get("/users").await.names("displayName"), ["Una Later", "Vic"]);
    assert_eq!(world.get(&format!("/users/{new}")).await.status, 200);
    assert_eq!(
        world.get(&link).await.values().len(),
        2,
        "what was hidden when the round ended comes in the next"
    );
}

#[tokio::test]
async fn lots_are_the_same_for_the_same_seed() {
    let world = World::new().await;
    let half = || FaultPlan {
        seed: 7,
        rules: vec![Rule {
            percent: 50,
            ..Rule::of(Effect::Fail { status: 500, code: None, retry_after: None })
        }],
        ..FaultPlan::default()
    };
    let mut runs = Vec::new();
    for _ in 0..2 {
        world.emulator.faults().set(half());
        let mut run = Vec::new();
        for _ in 0..20 {
            run.push(world.get("/domains").await.status);
        }
        runs.push(run);
    }
    assert_eq!(runs[0], runs[1]);
    assert!(runs[0].contains(&200) && runs[0].contains(&500));
}

#[tokio::test]
async fn the_plan_is_set_over_http_only_where_allowed() {
    let body = json!({"rules": [{"method": "GET", "path": "/v1.0/users/*", "skip": 1, "times": 1, "effect": {"kind": "fail", "status": 500}}]});
    let closed = World::new().await;
    let refused = Answer::of(
        closed
            .client
            .post(format!("{}/emulator/faults", closed.base))
            .json(&body)
            .send()
            .await
            .unwrap(),
    )
    .await;
    assert_eq!(refused.status, 400);
    let world = World::with(over_http()).await;
    let url = format!("{}/emulator/faults", world.base);
    assert_eq!(world.client.post(&url).json(&body).send().await.unwrap().status(), 204);
    assert_eq!(
        Answer::of(world.client.get(&url).send().await.unwrap()).await.body["rules"][0]["skip"],
        1
    );
    let statuses = [
        world.get("/users/x").await.status,
        world.get("/users").await.status,
        world.get("/users/x").await.status,
        world.get("/users/x").await.status,
    ];
    assert_eq!(statuses, [404, 200, 500, 404]);
    let wrong =
        Answer::of(world.client.post(&url).json(&json!({"rulez": []})).send().await.unwrap()).await;
    assert!(wrong.status == 400 && wrong.message().contains("rulez"));
    assert_eq!(world.client.delete(&url).send().await.unwrap().status(), 204);
    assert_eq!(world.emulator.faults().plan(), FaultPlan::default());
}

#[tokio::test]
async fn a_used_up_quota_says_when_to_come_back() {
    let throttle = Throttle {
        units: 100,
        units_seconds: 10,
        writes: 2,
        writes_seconds: 4,
        tenant_writes: 100,
        tenant_writes_seconds: 10,
    };
    let world = World::with(Limits { throttle: Some(throttle), ..Limits::default() }).await;
    assert_eq!(world.post("/users", new_user("Wes")).await.status, 201);
    let second = world.post("/users", new_user("Xan")).await;
    assert_eq!((second.status, second.header("x-ms-throttle-limit-percentage")), (201, "1.00"));
    let batch = json!({"requests": [{"id": "1", "method": "DELETE", "url": "/users/wes@example.org"}, {"id": "2", "method": "GET", "url": "/users?$select=id&$top=5"}]});
    let answer = world.post("/$batch", batch).await;
    let of = |id: &str| {
        answer.body["responses"]
            .as_array()
            .unwrap()
            .iter()
            .find(|item| item["id"] == id)
            .unwrap()
            .clone()
    };
    assert_eq!(
        (answer.status, of("1")["status"].as_u64(), of("2")["status"].as_u64()),
        (200, Some(429), Some(200))
    );
    assert_eq!(of("1")["headers"]["Retry-After"], "2.000");
    assert_eq!(of("1")["headers"]["x-ms-throttle-information"], "WriteLimitExceeded");
    let body = &of("1")["body"]["error"];
    assert_eq!(
        (&body["code"], &body["message"], &body["innerError"]["code"]),
        (&json!("TooManyRequests"), &json!("Please retry again later."), &json!("429"))
    );
    world.clock.advance(Duration::from_secs(4));
    assert_eq!(world.delete("/users/wes@example.org").await.status, 204);
}
