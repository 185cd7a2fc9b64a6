//! Changing a name: the new name first, then the choice of an address.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Button, Choice, Input, Radios, button, button_group, input, inset_text, radios,
};
use ui::form::{Problems, Values};
use ui::frame::{Frame, PageResponse};

use super::{act_form, act_page, address_of, on_to, problems_of, record, typed, version_in};
use crate::people::commands::RenamePerson;
use crate::people::queries::{Candidate, NameCandidates, Record};

type Ids = Path<(String, String)>;

pub(super) async fn form_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    let values = Values::default()
        .with("given_name", record.given_name.as_str())
        .with("family_name", record.family_name.as_str())
        .with("version", record.version.to_string());
    Ok(ask_name(&frame, &record, &values, &Problems::new()))
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let query = NameCandidates {
        person: record.id,
        given_name: values.one("given_name").to_owned(),
        family_name: values.one("family_name").to_owned(),
    };
    let candidates = match app.door.ask(&caller.call(&app.door), &query).await {
        Ok(candidates) => candidates.items,
        Err(error) => {
            return Ok(ask_name(&frame, &record, &values, &problems_of(error)?).into_response());
        }
    };
    if values.one("step") != "save" {
        return Ok(
            ask_address(&frame, &record, &candidates, &values, &Problems::new()).into_response()
        );
    }
    let command = RenamePerson {
        person: record.id,
        given_name: Some(query.given_name),
        family_name: Some(query.family_name),
        display_name: None,
        address: typed(&values, "address"),
    };
    let call = caller.call(&app.door).expecting(version_in(&values));
    match app.door.perform(call, command).await {
        Ok(_) => Ok(on_to(&format!("{}?done=renamed", address_of(&record)))),
        Err(error) => {
            let problems = problems_of(error)?;
            Ok(ask_address(&frame, &record, &candidates, &values, &problems).into_response())
        }
    }
}

fn ask_name(frame: &Frame, record: &Record, values: &Values, problems: &Problems) -> PageResponse {
    let field = |name: &'static str, label: &str| Input {
        label: label.into(),
        no_spellcheck: true,
        autocomplete: Some("off"),
        ..Input::from(values.field(name, problems))
    };
    let fields = html! {
        (input(&field("given_name", "Given name")))
        (input(&field("family_name", "Family name")))
        (button_group(&[button(&Button::primary("Continue")), button(&Button::secondary("Go back").to(address_of(record)))]))
    };
    act_page(frame, record, "Change name", problems, act_form(frame, values, &[], fields))
}

fn ask_address(
    frame: &Frame,
    record: &Record,
    candidates: &[Candidate],
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let choices = candidates.iter().map(|candidate| {
        let hint = match (candidate.is_current, candidate.is_alias) {
            (true, _) => Some("The present address".into()),
            (_, true) => Some("A former address of this person".into()),
            _ => None,
        };
        Choice { hint, ..Choice::new(candidate.address.as_str(), candidate.address.as_str()) }
    });
    let chosen = match values.one("address") {
        "" => candidates.first().map(|first| first.address.clone()).unwrap_or_default(),
        address => address.to_owned(),
    };
    let fields = html! {
        (radios(&Radios {
            legend: Some("Email address from now on".into()),
            choices: choices.collect(),
            value: chosen,
            ..Radios::from(values.field("address", problems))
        }))
        (button_group(&[
            button(&Button {
                name: "step".to_owned(),
                value: "save".to_owned(),
                prevent_double_click: true,
                ..Button::primary("Change name")
            }),
            button(&Button::secondary("Go back").to(address_of(record))),
        ]))
    };
    let new_name =
        format!("{} {}", values.one("given_name").trim(), values.one("family_name").trim());
    let body = html! {
        (inset_text(&html! {
            p { "The name will be " strong { (new_name) } "." }
            p { "Email to the old address keeps arriving for ever. The new name and address are used at once. Tell the person, because they sign in with the new address." }
        }.into()))
        (act_form(frame, values, &["given_name", "family_name"], fields))
    };
    act_page(frame, record, "Choose an email address", problems, body)
}
