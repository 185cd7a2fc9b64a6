//! Naming another first day for somebody who has not started yet.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Button, Level, WarningCallout, button, button_group, warning_callout};
use ui::form::{Problems, Values, day_input, typed_day};
use ui::frame::{Frame, PageResponse};
use ui::when::day_text;

use super::{act_form, act_page, address_of, on_to, problems_of, record, version_in};
use crate::people::commands::ChangeStart;
use crate::people::queries::Record;

type Ids = Path<(String, String)>;

pub(super) async fn form_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    let mut values = Values::default();
    let day = record.starts_on.as_deref().and_then(|day| day.parse::<jiff::civil::Date>().ok());
    if let Some(day) = day {
        values = values
            .with("first_day-day", day.day().to_string())
            .with("first_day-month", day.month().to_string())
            .with("first_day-year", day.year().to_string());
    }
    Ok(shown(&frame, &record, &values, &Problems::new()))
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let first_day = typed_day(&values, "first_day").unwrap_or_default();
    let command = ChangeStart { person: record.id, first_day };
    let call = caller.call(&app.door).expecting(version_in(&values));
    match app.door.perform(call, command).await {
        Ok(_) => Ok(on_to(&format!("{}?done=first-day", address_of(&record)))),
        Err(error) => Ok(shown(&frame, &record, &values, &problems_of(error)?).into_response()),
    }
}

fn shown(frame: &Frame, record: &Record, values: &Values, problems: &Problems) -> PageResponse {
    let current = Values::default().with("version", record.version.to_string());
    let fields = html! {
        (day_input(
            values,
            problems,
            "first_day",
            "First day",
            "For example, 3 12 2027. With the day of today they start now.",
        ))
        (button_group(&[
            button(&Button { prevent_double_click: true, ..Button::primary("Change first day") }),
            button(&Button::secondary("Go back").to(address_of(record))),
        ]))
    };
    let body = html! {
        @if let Some(day) = &record.starts_on { p { "They start on " (day_text(day)) " now." } }
        (warning_callout(&WarningCallout {
            heading: "What happens".to_owned(),
            level: Level::Two,
            body: html! {
                ul {
                    li { "On their first day they can sign in, are found in the directory, and get the licence of their user policy or wait for it." }
                    li { "A start code that they have works from the new day, as long as it has not run out." }
                    li { "If they are not coming at all, delete the account." }
                }
            }.into(),
        }))
        (act_form(frame, &current, &[], fields))
    };
    act_page(frame, record, &format!("First day of {}", record.display_name), problems, body)
}
