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
use ui::components::{Button, Heading, Input, InputMode, InputWidth, button, heading, input};
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

/// The form that changes a rule; for one organisation only where a place may be named.
fn change_form(
    frame: &Frame,
    rule: &NumberRule,
    values: &Values,
    problems: &Problems,
    names_place: bool,
) -> Markup {
    let fields = html! {
        (input(&Input {
            label: "New value".into(),
            hint: Some(messages::hint(rule).into()),
            suffix: messages::suffix(rule),
            mode: Some(InputMode::Numeric),
            width: InputWidth::Characters10,
            ..Input::from(values.field("value", problems))
        }))
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
