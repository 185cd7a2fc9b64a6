use std::borrow::Cow;

use proptest::prelude::*;
use serde_json::{Value, json};

use super::{DEEPEST, Filter, LONGEST, Literal, MOST_TERMS, Operator, Path, parse};

fn holds(filter: &str) -> bool {
    let object = json!({
        "displayName": "Ann O'Neil", "accountEnabled": true, "mail": null, "department": "Wards",
        "proxyAddresses": ["SMTP:ann@example.org", "smtp:a.oneil@example.org"],
        "assignedLicenses": [{"skuId": "6fd2c87f-b296-42f0-b197-1e91e994b900", "disabledPlans": []}],
        "createdDateTime": "2026-02-03T04:05:06Z",
        "onPremisesExtensionAttributes": {"extensionAttribute1": "RX1"}
    });
    parse(filter)
        .unwrap()
        .matches(&|name| Cow::Owned(object.get(name).cloned().unwrap_or(Value::Null)))
}

#[test]
fn every_form_of_the_subset_is_understood() {
    for (filter, expected) in [
        ("displayName eq 'ann o''neil'", true),
        ("displayName eq 'ann oneil'", false),
        ("accountEnabled eq true", true),
        ("accountEnabled ne true", false),
        ("mail eq null", true),
        ("mail ne null", false),
        ("mail ne 'x'", true),
        ("department in ('Labs', 'Wards')", true),
        ("department in ('Labs')", false),
        ("startsWith(displayName,'ANN')", true),
        ("startswith(displayName,'neil')", false),
        ("endsWith(displayName,'NEIL')", true),
        ("not startsWith(displayName,'ann')", false),
        ("not(department eq 'Labs') and accountEnabled eq true", true),
        ("department eq 'Labs' or department eq 'Wards' and accountEnabled eq false", false),
        ("(department eq 'Labs' or department eq 'Wards') and accountEnabled eq true", true),
        ("proxyAddresses/any(p:p eq 'smtp:ann@example.org')", true),
        ("proxyAddresses/any(p:startsWith(p,'smtp:b'))", false),
        ("proxyAddresses/any()", true),
        ("assignedLicenses/any(l:l/skuId eq 6fd2c87f-b296-42f0-b197-1e91e994b900)", true),
        ("assignedLicenses/any(l:l/skuId eq 00000000-b296-42f0-b197-1e91e994b900)", false),
        ("assignedLicenses/$count eq 0", false),
        ("assignedLicenses/$count ne 0", true),
        ("createdDateTime ge 2026-02-01T00:00:00Z", true),
        ("createdDateTime lt 2026-02-01T00:00:00Z", false),
        ("onPremisesExtensionAttributes/extensionAttribute1 eq 'rx1'", true),
    ] {
        assert_eq!(holds(filter), expected, "{filter}");
    }
}

#[test]
fn what_is_outside_the_subset_is_refused() {
    for filter in [
        "",
        "displayName",
        "displayName eq",
        "displayName eq 'open",
        "displayName like 'x'",
        "contains(displayName,'x')",
        "displayName eq x",
        "displayName eq 'a' 'b'",
        "(displayName eq 'a'",
        "displayName eq 'a')",
        "and",
        "not",
        "1 eq 1",
        "displayName in ()",
        "a/b/c/d/e eq 1",
        "startsWith(displayName,1)",
        "x/any(a b:c eq 1)",
        "displayName eq 'a' § 1",
        "proxyAddresses/any(p/q:p eq 'a')",
        "$count eq 1",
    ] {
        assert!(parse(filter).is_err(), "{filter}");
    }
}

#[test]
fn size_depth_and_terms_are_bounded() {
    let nested = |depth: usize| format!("{}a eq 1{}", "(".repeat(depth), ")".repeat(depth));
    assert!(parse(&nested(DEEPEST - 1)).is_ok());
    assert!(parse(&nested(DEEPEST)).is_err());
    let chain = |terms: usize| vec!["a eq 1"; terms].join(" or ");
    assert!(parse(&chain(MOST_TERMS)).is_ok());
    assert!(parse(&chain(MOST_TERMS + 1)).is_err());
    assert!(parse(&format!("a eq '{}'", "x".repeat(LONGEST))).is_err());
}

#[test]
fn advanced_queries_are_recognised() {
    for (filter, expected) in [
        ("a eq 1", false),
        ("a ne 1", true),
        ("not (a eq 1)", true),
        ("endsWith(a,'b')", true),
        ("a eq 1 or b ne 2", true),
        ("l/any(x:x/y ne 1)", true),
        ("l/$count eq 0", true),
    ] {
        assert_eq!(parse(filter).unwrap().is_advanced(), expected, "{filter}");
    }
}

fn literal() -> impl Strategy<Value = Literal> {
    prop_oneof![
        Just(Literal::Null),
        any::<bool>().prop_map(Literal::Flag),
        ".{0,12}".prop_map(Literal::Text),
        any::<i64>().prop_map(Literal::Number),
        Just(Literal::Bare("6fd2c87f-b296-42f0-b197-1e91e994b900".to_owned())),
        Just(Literal::Bare("2026-02-03T04:05:06Z".to_owned())),
    ]
}

fn name() -> impl Strategy<Value = Path> {
    "[a-z][A-Za-z0-9]{0,6}(/[a-z][A-Za-z]{1,5})?"
        .prop_filter("keywords are not names", |name| !["not", "any"].contains(&name.as_str()))
        .prop_map(|name| Path::of(&name))
}

fn filter() -> impl Strategy<Value = Filter> {
    let operator = prop_oneof![
        Just(Operator::Eq),
        Just(Operator::Ne),
        Just(Operator::Gt),
        Just(Operator::Ge),
        Just(Operator::Lt),
        Just(Operator::Le)
    ];
    let leaf = prop_oneof![
        (name(), operator, literal())
            .prop_map(|(path, operator, literal)| Filter::Compare(path, operator, literal)),
        (name(), prop::collection::vec(literal(), 1..4))
            .prop_map(|(path, values)| Filter::In(path, values)),
        (name(), ".{0,8}").prop_map(|(path, text)| Filter::StartsWith(path, text)),
        (name(), ".{0,8}").prop_map(|(path, text)| Filter::EndsWith(path, text)),
        name().prop_map(|path| Filter::Any(path, None)),
    ];
    leaf.prop_recursive(4, 24, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::Or),
            prop::collection::vec(inner.clone(), 2..4).prop_map(Filter::And),
            inner.clone().prop_map(|filter| Filter::Not(Box::new(filter))),
            (name(), "[a-m]{1,3}", inner).prop_map(|(path, variable, filter)| Filter::Any(
                path,
                Some((variable, Box::new(filter)))
            )),
        ]
    })
}

proptest! {
    #[test]
    fn printing_and_parsing_again_changes_nothing(filter in filter()) {
        let printed = filter.to_string();
        prop_assert_eq!(parse(&printed).unwrap(), filter, "{}", printed);
    }

    #[test]
    fn no_input_makes_the_parser_panic(text in ".{0,200}") {
        let _ = parse(&text);
    }

    #[test]
    fn no_near_miss_makes_the_parser_panic(text in "[()',:/$ a-z0-9=-]{0,80}") {
        let _ = parse(&text);
    }

    #[test]
    fn a_negation_holds_exactly_when_the_condition_does_not(filter in filter()) {
        let object = |_: &str| Cow::Owned(json!("2026"));
        prop_assert_ne!(filter.matches(&object), Filter::Not(Box::new(filter.clone())).matches(&object));
    }

    #[test]
    fn text_of_any_kind_survives_as_a_literal(text in ".{0,40}") {
        let filter = Filter::text_is("displayName", &text);
        prop_assert!(parse(&filter.to_string()).unwrap().matches(&|_| Cow::Owned(json!(text))));
    }
}
