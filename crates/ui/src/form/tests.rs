use maud::html;

use super::{Field, Form, Problems, Values, csrf_field, form};
use crate::{
    components::{Input, PasswordInput, Radios, Select, Textarea, input, password_input, textarea},
    frame::Frame,
};

fn posted() -> Values {
    Values::from(vec![
        ("mobile".to_owned(), " 07 <x> ".to_owned()),
        ("roles".to_owned(), "desk".to_owned()),
        ("roles".to_owned(), "licences".to_owned()),
    ])
}

#[test]
fn a_problem_reads_the_same_in_the_summary_and_beside_its_field() {
    let mut problems = Problems::new();
    problems.add("mobile", "Enter a mobile number starting 07");
    problems.add("mobile", "A second problem of the same field");
    problems.add_general("Choose at least one role");
    let summary = problems.summary().map(|summary| summary.0).unwrap_or_default();
    assert!(summary.contains("<a href=\"#mobile\">Enter a mobile number starting 07</a>"));
    assert!(!summary.contains("A second problem"), "one thing at a time");
    assert!(summary.contains("<li>Choose at least one role</li>"));

    let field =
        input(&Input { label: "Mobile".into(), ..posted().field("mobile", &problems).into() }).0;
    assert!(field.contains("id=\"mobile\""), "the link of the summary lands");
    assert!(field.contains("Enter a mobile number starting 07"));
    assert!(field.contains("aria-describedby=\"mobile-error\""));
}

#[test]
fn a_form_in_order_has_no_summary() {
    assert!(Problems::new().summary().is_none());
    assert!(Problems::new().is_empty());
}

#[test]
fn what_was_typed_comes_back_exactly() {
    let field = posted().field("mobile", &Problems::new());
    assert_eq!(field.value, " 07 <x> ");
    assert!(input(&field.clone().into()).0.contains("value=\" 07 &lt;x&gt; \""));
    assert!(textarea(&field.clone().into()).0.contains("> 07 &lt;x&gt; <"));
    assert_eq!(Select::from(field.clone()).value, " 07 <x> ");
    assert_eq!(Radios::from(field.clone()).value, " 07 <x> ");
    assert_eq!(posted().all("roles"), ["desk", "licences"]);
    assert_eq!(posted().one("nothing"), "");
    assert!(posted().has("roles") && !posted().has("nothing"));
}

#[test]
fn a_text_area_keeps_the_line_break_it_begins_with() {
    // A parser drops the first one, so two must be written.
    let shown = textarea(&Textarea { value: "\nfirst".to_owned(), ..Textarea::default() }).0;
    assert!(shown.contains(">\n\nfirst</textarea>"), "{shown}");
}

#[test]
fn a_password_is_never_sent_back() {
    let field =
        Field { name: "password".to_owned(), value: "secret words".to_owned(), error: None };
    assert!(!password_input(&PasswordInput::from(field)).0.contains("secret"));
}

#[test]
fn every_form_carries_the_token_of_its_session() {
    let frame = Frame { csrf: "to\"ken".into(), ..Frame::default() };
    let shown = form(
        &frame,
        &Form {
            action: "/o/RX1/people".to_owned(),
            hidden: vec![("version".to_owned(), "7".to_owned())],
            body: html! { "fields" },
            multipart: true,
        },
    )
    .0;
    assert!(shown.contains("name=\"csrf\" value=\"to&quot;ken\""));
    assert!(shown.contains("name=\"version\" value=\"7\""));
    assert!(shown.contains("method=\"post\"") && shown.contains("multipart/form-data"));
    assert!(shown.contains("action=\"/o/RX1/people\""));
    assert_eq!(csrf_field(&Frame::default()).0, "");
}

#[tokio::test]
async fn values_are_read_from_a_posted_form_in_order() {
    use axum::{Form as Posted, body::Body, extract::FromRequest, http::Request};
    let request = Request::post("/")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(Body::from("name=Asha+Rao&roles=desk&roles=licences&empty="))
        .unwrap();
    let Posted(values) = Posted::<Values>::from_request(request, &()).await.unwrap();
    assert_eq!(values.one("name"), "Asha Rao");
    assert_eq!(values.all("roles"), ["desk", "licences"]);
    assert!(values.has("empty") && values.one("empty").is_empty());
    assert_eq!(values.iter().count(), 4);
}
