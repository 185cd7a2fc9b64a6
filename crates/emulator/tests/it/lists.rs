//! Lists: filters, selections, order, pages, counts, search.

use serde_json::json;

use crate::world::World;

async fn five() -> World {
    let world = World::new().await;
    for (name, city) in
        [("Ann", "Leeds"), ("Bob", "York"), ("Cat", "Leeds"), ("Dee", "Hull"), ("Eve", "York")]
    {
        let id = world.user(name).await;
        let changes = json!({"city": city, "onPremisesImmutableId": format!("{name}=="), "mail": format!("{}@trust.example.org", name.to_lowercase())});
        assert_eq!(world.patch(&format!("/users/{id}"), changes).await.status, 204);
    }
    world
}

#[tokio::test]
async fn filters_find_by_every_kind_of_condition() {
    let world = five().await;
    let id = world.get("/users/bob@example.org").await.body["id"].as_str().unwrap().to_owned();
    for (filter, expected) in [
        ("userPrincipalName eq 'BOB@example.org'".to_owned(), "Bob"),
        ("onPremisesImmutableId eq 'Cat=='".to_owned(), "Cat"),
        ("onPremisesImmutableId eq 'nobody'".to_owned(), ""),
        ("mail eq 'dee@trust.example.org'".to_owned(), "Dee"),
        ("proxyAddresses/any(p:p eq 'smtp:eve@trust.example.org')".to_owned(), "Eve"),
        (format!("id eq '{id}'"), "Bob"),
        (format!("id in ('{id}')"), "Bob"),
        ("city eq 'leeds'".to_owned(), "Ann Cat"),
        ("city eq 'Leeds' and startsWith(displayName,'c')".to_owned(), "Cat"),
        ("city in ('Hull','York')".to_owned(), "Bob Dee Eve"),
        (
            "userPrincipalName eq 'ann@example.org' or onPremisesImmutableId eq 'Bob=='".to_owned(),
            "Ann Bob",
        ),
        ("mail eq null".to_owned(), ""),
        ("accountEnabled eq true and city eq 'Hull'".to_owned(), "Dee"),
    ] {
        let answer = world
            .get(&format!(
                "/users?$filter={}&$select=displayName",
                wire::graph::query::encode(&filter)
            ))
            .await;
        assert_eq!(
            (answer.status, answer.names("displayName").join(" ").as_str()),
            (200, expected),
            "{filter}"
        );
    }
}

#[tokio::test]
async fn advanced_queries_need_header_and_count() {
    let world = five().await;
    let path = "/users?$filter=city ne 'Leeds'&$select=displayName";
    let plain = world.get(path).await;
    assert_eq!(
        (plain.status, plain.code(), plain.message()),
        (400, "Request_UnsupportedQuery", "Unsupported Query.")
    );
    assert_eq!(world.eventual(path).await.status, 400);
    let counted = world.eventual(&format!("{path}&$count=true")).await;
    assert_eq!(
        (counted.names("displayName"), &counted.body["@odata.count"]),
        (vec!["Bob".into(), "Dee".into(), "Eve".into()], &json!(3))
    );
    let segment = world.get("/users/$count").await;
    assert_eq!((segment.status, segment.message()), (400, "$count is not currently supported."));
    assert_eq!(world.eventual("/users/$count").await.body, json!(5));
    assert_eq!(world.eventual("/users/$count?$filter=city eq 'York'").await.body, json!(2));
    let search = world.get("/users?$search=\"displayName:an\"").await;
    assert_eq!(
        search.message(),
        "Request with $search query parameter only works through MSGraph with a special request header: 'ConsistencyLevel: eventual'"
    );
    assert_eq!(
        world
            .eventual("/users?$search=\"displayName:an\" OR \"city:hu\"&$select=displayName")
            .await
            .names("displayName"),
        ["Ann", "Dee"]
    );
}

#[tokio::test]
async fn pages_follow_each_other_without_gap_or_repeat() {
    let world = five().await;
    for path in [
        "/users?$top=2&$select=displayName",
        "/users?$top=2&$select=displayName&$orderby=city desc,displayName",
    ] {
        let mut next = path.to_owned();
        let mut seen = Vec::new();
        let mut pages = 0;
        loop {
            let page = world.get(&next).await;
            assert_eq!(page.status, 200, "{next} {page:?}");
            seen.extend(page.names("displayName"));
            pages += 1;
            let Some(link) = page.body["@odata.nextLink"].as_str() else { break };
            next = link.to_owned();
        }
        let expected = if path.contains("orderby") {
            ["Bob", "Eve", "Ann", "Cat", "Dee"]
        } else {
            ["Ann", "Bob", "Cat", "Dee", "Eve"]
        };
        assert_eq!((seen, pages), (expected.map(str::to_owned).to_vec(), 3), "{path}");
    }
    let counted = world.eventual("/users?$top=2&$count=true").await;
    assert_eq!(counted.body["@odata.count"], 5);
    let second = world.eventual(counted.body["@odata.nextLink"].as_str().unwrap()).await;
    assert!(second.body.get("@odata.count").is_none() && second.values().len() == 2);
}

#[tokio::test]
async fn queries_that_cannot_be_answered_say_why() {
    let world = World::new().await;
    let sixteen = (0..16).map(|n| format!("'{n}'")).collect::<Vec<_>>().join(",");
    for (query, code, text) in [
        (
            "$filter=city like 'x'".to_owned(),
            "BadRequest",
            "Invalid filter clause: Operator 'like' is not supported.",
        ),
        (
            "$filter=shoe eq 1".to_owned(),
            "BadRequest",
            "Could not find a property named 'shoe' on type 'microsoft.graph.user'.",
        ),
        (
            "$select=shoe".to_owned(),
            "BadRequest",
            "Could not find a property named 'shoe' on type 'microsoft.graph.user'.",
        ),
        (
            "$orderby=shoe".to_owned(),
            "BadRequest",
            "Could not find a property named 'shoe' on type 'microsoft.graph.user'.",
        ),
        (
            "$filter=streetAddress eq 'x'".to_owned(),
            "Request_UnsupportedQuery",
            "The request uses a filter property that is not indexed",
        ),
        (
            "$top=1000".to_owned(),
            "Request_BadRequest",
            "Invalid page size specified. Must be between 1 and 999 inclusive.",
        ),
        (
            "$top=0".to_owned(),
            "Request_BadRequest",
            "Invalid page size specified. Must be between 1 and 999 inclusive.",
        ),
        (
            "$skiptoken=nonsense".to_owned(),
            "Directory_ExpiredPageToken",
            "The specified page token value has expired and can no longer be included in your request.",
        ),
        (
            format!("$filter=city in ({sixteen})"),
            "Request_BadRequest",
            "Too many child clauses specified in search filter expression containing 'OR' operators: 16. Max allowed: 15.",
        ),
        (
            "$expand=manager".to_owned(),
            "BadRequest",
            "Parsing OData Select and Expand failed: Could not find a property named 'manager' on type 'microsoft.graph.user'.",
        ),
    ] {
        let answer = world.get(&format!("/users?{query}")).await;
        assert_eq!((answer.status, answer.code(), answer.message()), (400, code, text), "{query}");
    }
}
