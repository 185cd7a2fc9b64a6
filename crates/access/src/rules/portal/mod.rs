//! `/national/rules`: every number, now and next, and the form that changes one. `/o/CODE/rules`: the numbers that an
//! organisation may be stricter about.

mod local;
mod national;
mod topics;

use axum::Router;
use axum::routing::get;
use kernel::dated::NumberRule;
use kernel::http::App;
use maud::{Markup, html};
use ui::components::{
    Button, Choice, Heading, Input, InputMode, InputWidth, Legend, Radios, button, heading, input,
    radios,
};
use ui::form::{Problems, Values, day_input, form};
use ui::frame::Frame;

use super::messages;

/// The queries of other contexts that these pages ask by name; a test holds them against the manifests.
pub const QUERIES_ELSEWHERE: [&str; 1] = [national::COUNT];

/// The pages of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/national/rules", get(national::list))
        .route("/national/rules/{name}", get(national::edit).post(national::change))
        .route("/o/{code}/rules", get(local::list))
        .route("/o/{code}/rules/{name}", get(local::edit).post(local::tighten))
}

/// What a form sent as the new value; none is a problem beside the field.
fn value_of(rule: &NumberRule, values: &Values, problems: &mut Problems) -> Option<i64> {
    let value = values.one("value").trim().parse::<i64>().ok();
    if value.is_none() {
        let code = match messages::words_of(rule.name) {
            Some(_) => messages::NOTHING_CHOSEN,
            None => messages::NOT_A_NUMBER,
        };
        problems.add("value", code.text);
    }
    value
}

/// The question for the new value: a number, or one of the words that the rule's numbers stand for.
fn value_field(rule: &NumberRule, values: &Values, problems: &Problems) -> Markup {
    let field = values.field("value", problems);
    match messages::words_of(rule.name) {
        Some(words) => radios(&Radios {
            legend: Some(Legend::from("New value")),
            choices: words
                .iter()
                .map(|(number, words)| Choice::new(number.to_string(), *words))
                .collect(),
            ..Radios::from(field)
        }),
        None => input(&Input {
            label: "New value".into(),
            hint: Some(messages::hint(rule).into()),
            suffix: Some(rule.unit.to_owned()),
            mode: Some(InputMode::Numeric),
            width: InputWidth::Characters10,
            ..Input::from(field)
        }),
    }
}

/// The form that changes a rule; for one organisation only where a place may be named.
fn change_form(
    frame: &Frame,
    rule: &NumberRule,
    values: &Values,
    problems: &Problems,
    names_place: bool,
) -> Markup {
    let fields = html! {
        (value_field(rule, values, problems))
        (day_input(values, problems, "starts_at", "From which day", "For example, 31 3 2027. Leave empty to begin now."))
        @if names_place {
            (input(&Input {
                label: "Code of one organisation".into(),
                hint: Some("Leave empty for everyone".into()),
                width: InputWidth::Characters10,
                no_spellcheck: true,
                ..Input::from(values.field("organisation", problems))
            }))
        }
        (button(&Button { prevent_double_click: true, ..Button::primary("Change the rule") }))
    };
    html! {
        (heading(&Heading::part("Change it")))
        (form(frame, &ui::form::Form { body: fields, ..ui::form::Form::default() }))
    }
}
