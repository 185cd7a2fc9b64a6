//! Products: assign, swap, refuse, count.

use reqwest::Method;
use serde_json::{Value, json};

use crate::world::{Answer, E3, EXCHANGE, F3, TEAMS, World, new_user};

fn change(add: &[&str], remove: &[&str]) -> Value {
    let add: Vec<Value> =
        add.iter().map(|sku| json!({"skuId": sku, "disabledPlans": []})).collect();
    json!({"addLicenses": add, "removeLicenses": remove})
}

async fn used(world: &World) -> Vec<i64> {
    world
        .get("/subscribedSkus")
        .await
        .values()
        .iter()
        .map(|sku| sku["consumedUnits"].as_i64().unwrap())
        .collect()
}

#[tokio::test]
async fn a_licence_brings_plans_a_mailbox_and_is_counted() {
    let world = World::new().await;
    let id = world.user("Ida").await;
    let body =
        json!({"addLicenses": [{"skuId": E3, "disabledPlans": [TEAMS]}], "removeLicenses": []});
    let assigned = world.post(&format!("/users/{id}/assignLicense"), body).await;
    assert_eq!(assigned.status, 200);
    assert_eq!(assigned.body["assignedLicenses"], json!([{"disabledPlans": [TEAMS], "skuId": E3}]));
    assert_eq!(assigned.body["assignedPlans"][0]["servicePlanId"], EXCHANGE);
    assert_eq!(assigned.body["assignedPlans"].as_array().unwrap().len(), 1);
    assert_eq!(
        (assigned.body["mail"].as_str(), &assigned.body["proxyAddresses"]),
        (Some("ida@example.org"), &json!(["SMTP:ida@example.org"]))
    );
    assert_eq!(used(&world).await, [1, 0]);
    let state = world.get(&format!("/users/{id}?$select=licenseAssignmentStates")).await;
    assert_eq!(
        (
            &state.body["licenseAssignmentStates"][0]["state"],
            &state.body["licenseAssignmentStates"][0]["assignedByGroup"]
        ),
        (&json!("Active"), &Value::Null)
    );
    let details = world.get(&format!("/users/{id}/licenseDetails")).await;
    assert_eq!(
        (
            &details.values()[0]["skuPartNumber"],
            &details.values()[0]["servicePlans"][1]["provisioningStatus"]
        ),
        (&json!("SPE_E3"), &json!("Disabled"))
    );
    let found = world
        .get(&format!("/users?$filter=assignedLicenses/any(l:l/skuId eq {E3})&$select=id"))
        .await;
    assert_eq!(found.names("id"), [id.as_str()]);
    assert_eq!(
        world.post(&format!("/users/{id}/assignLicense"), change(&[], &[E3])).await.status,
        200
    );
    assert_eq!(used(&world).await, [0, 0]);
}

#[tokio::test]
async fn each_refusal_has_its_text_and_changes_nothing() {
    let world = World::new().await;
    let id = world.user("Jon").await;
    let path = format!("/users/{id}/assignLicense");
    let unknown = "00000000-0000-0000-0000-00000000abcd";
    for (body, text) in [
        (change(&[unknown], &[]), format!("License {unknown} does not correspond to a valid company License.")),
        (change(&["not-a-guid"], &[]), "Cannot convert a primitive value to the expected type 'Edm.Guid'. See the inner exception for more details.".to_owned()),
        (change(&[], &[E3]), "User does not have a corresponding license.".to_owned()),
        (json!({"addLicenses": []}), "The request body must contain the parameter 'removeLicenses'.".to_owned()),
        (json!({"removeLicenses": []}), "The request body must contain the parameter 'addLicenses'.".to_owned()),
        (json!({"addLicenses": [{"skuId": E3, "disabledPlans": [unknown]}], "removeLicenses": []}), format!("Service plan {unknown} is not part of the license that is assigned.")),
    ] {
        let answer = world.post(&path, body).await;
        assert_eq!((answer.status, answer.code(), answer.message()), (400, "Request_BadRequest", text.as_str()));
    }
    assert_eq!(world.post("/users", new_user("Nowhere")).await.status, 201);
    let nowhere = world.post("/users/nowhere@example.org/assignLicense", change(&[E3], &[])).await;
    assert_eq!(
        (nowhere.status, nowhere.message()),
        (400, "License assignment cannot be done for user with invalid usage location.")
    );
    assert_eq!(used(&world).await, [0, 0]);
}

#[tokio::test]
async fn the_last_unit_is_given_once_and_one_call_can_swap() {
    let world = World::new().await;
    let (one, two) = (world.user("Kim").await, world.user("Lou").await);
    assert_eq!(
        world.post(&format!("/users/{one}/assignLicense"), change(&[F3], &[])).await.status,
        200
    );
    let full = world.post(&format!("/users/{two}/assignLicense"), change(&[F3], &[])).await;
    assert_eq!(
        (full.status, full.message()),
        (400, format!("Subscription with SKU {F3} does not have any available licenses.").as_str())
    );
    assert_eq!(
        world.post(&format!("/users/{one}/assignLicense"), change(&[F3], &[])).await.status,
        200,
        "again is no second unit"
    );
    assert_eq!(
        world.post(&format!("/users/{one}/assignLicense"), change(&[E3], &[F3])).await.status,
        200
    );
    assert_eq!(
        world.post(&format!("/users/{two}/assignLicense"), change(&[F3], &[])).await.status,
        200
    );
    assert_eq!(used(&world).await, [1, 1]);
    assert_eq!(world.delete(&format!("/users/{two}")).await.status, 204);
    assert_eq!(used(&world).await, [1, 0]);
}

#[tokio::test]
async fn many_at_once_never_take_more_than_there_is() {
    let world = World::new().await;
    let mut ids = Vec::new();
    for n in 0..12 {
        ids.push(world.user(&format!("Many{n}")).await);
    }
    let requests: Vec<_> = ids
        .iter()
        .map(|id| {
            world
                .request(Method::POST, &format!("/users/{id}/assignLicense"))
                .json(&change(&[E3], &[]))
                .send()
        })
        .collect();
    let mut tasks = tokio::task::JoinSet::new();
    requests.into_iter().for_each(|request| {
        tasks.spawn(async { Answer::of(request.await.unwrap()).await.status });
    });
    let statuses = tasks.join_all().await;
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 2);
    assert_eq!(used(&world).await, [2, 0]);
}

#[tokio::test]
async fn the_tenant_tells_its_products_domains_and_itself() {
    let world = World::new().await;
    let skus = world.get("/subscribedSkus").await;
    let sku: wire::graph::SubscribedSku = serde_json::from_value(skus.values()[0].clone()).unwrap();
    assert_eq!(
        (sku.sku_id.as_str(), sku.prepaid_units.enabled, sku.free_units(), sku.service_plans.len()),
        (E3, 2, 2, 2)
    );
    assert_eq!(
        world.get(&format!("/subscribedSkus/{}", sku.id)).await.body["skuPartNumber"],
        "SPE_E3"
    );
    let organisation: wire::graph::Organization =
        serde_json::from_value(world.get("/organization").await.values()[0].clone()).unwrap();
    assert!(
        sku.id.starts_with(&organisation.id)
            && organisation.verified_domains.len() == 2
            && organisation.verified_domains[0].is_default
    );
    let domains: Vec<wire::graph::Domain> =
        serde_json::from_value(world.get("/domains").await.body["value"].clone()).unwrap();
    assert_eq!(
        domains.iter().map(|domain| (domain.id.as_str(), domain.is_root)).collect::<Vec<_>>(),
        [("example.org", true), ("trust.example.org", false)]
    );
}
