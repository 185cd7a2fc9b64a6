use proptest::prelude::*;
use serde_json::json;

use super::query::{Direction, decode, encode, order, pairs, search, select};
use super::*;

#[test]
fn a_user_keeps_graphs_names() {
    let text = json!({
        "id": "87d349ed-44d7-43e1-9a83-5f2406dee5bd", "displayName": "Adele Vance", "businessPhones": ["+44 113 496 0000"],
        "onPremisesImmutableId": "YWJj", "assignedLicenses": [{"disabledPlans": [], "skuId": "6fd2c87f-b296-42f0-b197-1e91e994b900"}],
        "signInSessionsValidFromDateTime": "2026-01-02T03:04:05Z"
    });
    let user: User = serde_json::from_value(text.clone()).unwrap();
    assert_eq!(user.on_premises_immutable_id.as_deref(), Some("YWJj"));
    assert_eq!(serde_json::to_value(&user).unwrap(), text);
}

#[test]
fn what_graph_adds_later_does_not_break_a_reader() {
    let user: User = serde_json::from_value(
        json!({"id": "1", "@odata.context": "x", "novelty": {"a": 1}, "mail": null}),
    )
    .unwrap();
    assert_eq!(user, User { id: "1".to_owned(), ..User::default() });
}

#[test]
fn a_removed_object_is_recognised() {
    let page: Page<User> = serde_json::from_value(
        json!({"@odata.deltaLink": "l", "value": [{"id": "1", "@removed": {"reason": "changed"}}]}),
    )
    .unwrap();
    assert_eq!(page.value[0].removed.as_ref().unwrap().reason, "changed");
    assert_eq!(page.delta_link.as_deref(), Some("l"));
}

#[test]
fn every_property_the_typed_user_names_is_in_the_table() {
    for name in User::every_property().split(',') {
        let property = Property::find(name).unwrap();
        let value = match property.kind() {
            Kind::Text(_) | Kind::Moment => json!("x"),
            Kind::Flag => json!(true),
            Kind::Texts(..) | Kind::Objects => json!([]),
            Kind::Object => json!({}),
        };
        let user: User = serde_json::from_value(json!({name: value})).unwrap();
        assert_eq!(serde_json::to_value(user).unwrap(), json!({name: value}), "{name}");
    }
}

#[test]
fn the_table_holds_each_property_once_and_is_found_by_name() {
    let mut names: Vec<_> = Property::ALL.iter().map(|property| property.name()).collect();
    assert!(
        Property::ALL
            .iter()
            .all(|property| Property::find(&property.name().to_uppercase()) == Some(*property))
    );
    names.dedup();
    assert_eq!(names.len(), Property::ALL.len());
}

#[test]
fn changes_hold_only_what_differs_and_clear_what_is_gone() {
    let observed = User {
        display_name: Some("A".into()),
        job_title: Some("Nurse".into()),
        other_mails: Some(vec![]),
        city: Some("Leeds".into()),
        ..User::default()
    };
    let desired =
        User { display_name: Some("B".into()), city: Some("Leeds".into()), ..User::default() };
    let properties =
        [Property::DisplayName, Property::JobTitle, Property::OtherMails, Property::City];
    let changes = Changes::between(&observed, &desired, &properties);
    assert_eq!(
        serde_json::to_value(&changes).unwrap(),
        json!({"displayName": "B", "jobTitle": null})
    );
    assert!(Changes::between(&desired, &desired, &properties).is_empty());
    let phones = User { business_phones: Some(vec!["1".into()]), ..User::default() };
    let cleared = Changes::between(&phones, &User::default(), &[Property::BusinessPhones]);
    assert_eq!(cleared.iter().collect::<Vec<_>>(), [("businessPhones", &json!([]))]);
}

#[test]
fn a_password_never_shows_in_debug_text() {
    let profile =
        PasswordProfile { password: Some("hunter2".into()), ..PasswordProfile::default() };
    assert!(
        !format!("{:?}", User { password_profile: Some(profile), ..User::default() })
            .contains("hunter2")
    );
}

#[test]
fn errors_and_batches_keep_their_shape() {
    let body = json!({"error": {"code": "Request_BadRequest", "message": "m", "details": [{"code": "ObjectConflict", "target": "userPrincipalName"}],
        "innerError": {"date": "2025-01-06T12:25:59", "request-id": "r", "client-request-id": "c"}}});
    let error: ErrorBody = serde_json::from_value(body.clone()).unwrap();
    assert!(error.concerns("userPrincipalName") && !error.concerns("mail"));
    assert_eq!(serde_json::to_value(error).unwrap(), body);
    let answers: BatchAnswers = serde_json::from_value(json!({"responses": [{"id": "1", "status": 204, "body": null}, {"id": "2", "status": 429, "headers": {"retry-after": "2.5"}}]})).unwrap();
    assert_eq!(answers.responses[1].header("Retry-After"), Some("2.5"));
    let item = BatchItem {
        id: "1".into(),
        method: "GET".into(),
        url: "/users".into(),
        headers: Default::default(),
        body: None,
        depends_on: vec![],
    };
    assert_eq!(
        serde_json::to_value(item).unwrap(),
        json!({"id": "1", "method": "GET", "url": "/users"})
    );
}

#[test]
fn free_units_are_never_negative() {
    let sku = json!({"id": "t_s", "skuId": "s", "skuPartNumber": "P", "appliesTo": "User", "capabilityStatus": "Enabled", "consumedUnits": 7,
        "prepaidUnits": {"enabled": 5, "suspended": 0, "warning": 0}, "servicePlans": []});
    let sku: SubscribedSku = serde_json::from_value(sku).unwrap();
    assert_eq!(sku.free_units(), 0);
}

#[test]
fn query_options_are_read() {
    assert_eq!(
        pairs("$top=5&$filter=a+eq+%27b%2Bc%27&$count").unwrap(),
        [
            ("$top".into(), "5".into()),
            ("$filter".into(), "a eq 'b+c'".into()),
            ("$count".into(), String::new())
        ]
    );
    assert!(pairs("a=%ff").is_err() && pairs(&"a".repeat(20_000)).is_err());
    assert_eq!(select(" id , mail,ID").unwrap(), ["id", "mail"]);
    assert!(select("").is_err() && select("a,,b").is_err() && select("a b").is_err());
    assert_eq!(
        order("displayName desc, id").unwrap(),
        [("displayName".into(), Direction::Descending), ("id".into(), Direction::Ascending)]
    );
    assert!(order("a sideways").is_err() && order("").is_err());
    assert_eq!(search("\"displayName:ann\" OR \"mail:a\" AND \"city:x\"").unwrap().len(), 2);
    assert!(
        search("ann").is_err() && search("\"ann\"").is_err() && search("\"a:b\" \"c:d\"").is_err()
    );
}

proptest! {
    #[test]
    fn coded_text_decodes_to_itself(text in ".{0,60}") {
        prop_assert_eq!(decode(&encode(&text)).unwrap(), text);
    }

    #[test]
    fn no_query_makes_the_readers_panic(text in ".{0,80}") {
        let _ = (pairs(&text), select(&text), order(&text), search(&text));
    }
}
