//! Placing and releasing legal holds.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Button, Choice, Input, InputWidth, Level, Radios, WarningCallout, button, button_group, input,
    inset_text, radios, warning_callout,
};
use ui::form::{Problems, Values};
use ui::frame::{Frame, PageResponse};

use super::words::Days;
use super::{act_form, act_page, address_of, on_to, problems_of, record, version_in};
use crate::people::commands::{HoldPerson, ReleaseHold};
use crate::people::queries::{HoldLine, HoldsOfPerson, Record};

type Ids = Path<(String, String)>;

pub(super) async fn form_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    Ok(shown(&frame, &record, &Values::default(), &Problems::new()))
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let command = HoldPerson {
        person: record.id,
        reason: values.one("reason").to_owned(),
        reference: values.one("reference").to_owned(),
    };
    let call = caller.call(&app.door).expecting(version_in(&values));
    match app.door.perform(call, command).await {
        Ok(_) => Ok(on_to(&format!("{}?done=held", address_of(&record)))),
        Err(error) => Ok(shown(&frame, &record, &values, &problems_of(error)?).into_response()),
    }
}

fn shown(frame: &Frame, record: &Record, values: &Values, problems: &Problems) -> PageResponse {
    let field = |name: &'static str, label: &str, hint: &'static str| {
        input(&Input {
            label: label.into(),
            hint: Some(hint.into()),
            width: InputWidth::TwoThirds,
            ..Input::from(values.field(name, problems))
        })
    };
    let fields = html! {
        (field("reason", "Reason", "For those who look after the account, such as an inquest or an investigation."))
        (field("reference", "Reference", "The number of the case, or what it is known by."))
        (button_group(&[
            button(&Button { prevent_double_click: true, ..Button::primary("Place hold") }),
            button(&Button::secondary("Go back").to(address_of(record))),
        ]))
    };
    let current = Values::default().with("version", record.version.to_string());
    let body = html! {
        (inset_text(&"While a legal hold stands nobody can delete the account, the service does not delete it, and nothing of it or of its history here is erased. The person can work as before, but is not told.".into()))
        (warning_callout(&WarningCallout {
            heading: "Microsoft 365".to_owned(),
            level: Level::Two,
            body: html! {
                p { "This hold does not reach into Microsoft 365. It keeps an account from being deleted there as long as the account is not deleted here." }
                p { "If the account is deleted already, Microsoft 365 forgets it for good, with its mailbox and files, 30 days after the deletion. Restore it before that, or ask whoever looks after Microsoft 365 for a hold there." }
            }.into(),
        }))
        (act_form(frame, &current, &[], fields))
    };
    act_page(frame, record, "Place a legal hold", problems, body)
}

async fn holds(app: &App, caller: &Caller, record: &Record) -> Result<Vec<HoldLine>> {
    app.door.ask(&caller.call(&app.door), &HoldsOfPerson { person: record.id }).await
}

pub(super) async fn release_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    let holds = holds(&app, &caller, &record).await?;
    let days = Days::of(&app.door);
    Ok(releasing(&frame, &record, &holds, &days, &Values::default(), &Problems::new()))
}

pub(super) async fn release(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let holds = holds(&app, &caller, &record).await?;
    let days = Days::of(&app.door);
    let Ok(hold) = values.one("hold").parse() else {
        let mut problems = Problems::new();
        problems.add("hold", "Choose the hold to release.");
        let page = releasing(&frame, &record, &holds, &days, &values, &problems);
        return Ok(page.into_response());
    };
    let command = ReleaseHold { person: record.id, hold, reason: values.one("reason").to_owned() };
    let call = caller.call(&app.door).expecting(version_in(&values));
    match app.door.perform(call, command).await {
        Ok(_) => Ok(on_to(&format!("{}?done=released", address_of(&record)))),
        Err(error) => {
            let problems = problems_of(error)?;
            let page = releasing(&frame, &record, &holds, &days, &values, &problems);
            Ok(page.into_response())
        }
    }
}

fn releasing(
    frame: &Frame,
    record: &Record,
    holds: &[HoldLine],
    days: &Days,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let choices = holds.iter().map(|hold| {
        let by = hold.placed_by.as_deref().unwrap_or("the national team");
        let since = days.text(Some(&hold.placed_at));
        let text = if hold.reference.is_empty() {
            format!("A hold of {by}")
        } else {
            format!("{}: {}", hold.reference, hold.reason)
        };
        Choice {
            hint: Some(format!("Placed by {by} on {since}").as_str().into()),
            ..Choice::new(hold.hold.to_string(), text)
        }
    });
    let fields = html! {
        (radios(&Radios {
            legend: Some("Which hold is no longer needed?".into()),
            choices: choices.collect(),
            ..Radios::from(values.field("hold", problems))
        }))
        (input(&Input {
            label: "Why it is no longer needed".into(),
            width: InputWidth::TwoThirds,
            ..Input::from(values.field("reason", problems))
        }))
        (button_group(&[
            button(&Button { prevent_double_click: true, ..Button::warning("Release hold") }),
            button(&Button::secondary("Go back").to(address_of(record))),
        ]))
    };
    let current = Values::default().with("version", record.version.to_string());
    let body = html! {
        (inset_text(&"When the last hold is released, the times that it stopped go on with what was left of them, and with at least a day.".into()))
        @if holds.is_empty() {
            p { "No hold stands on this account." }
        } @else {
            (act_form(frame, &current, &[], fields))
        }
    };
    act_page(frame, record, "Release a legal hold", problems, body)
}
