//! Changing the details of a person.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Choice, Input, InputKind, InputWidth, Layout, Radios, Select, SelectOption, button,
    button_group, input, radios, select,
};
use ui::form::{Problems, Values};
use ui::frame::{Frame, PageResponse};

use super::{
    act_form, act_page, address_of, on_to, problems_of, record, typed, unit_choices, version_in,
};
use crate::people::commands::ChangePerson;
use crate::people::queries::Record;

type Ids = Path<(String, String)>;

pub(super) async fn form_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    let units = unit_choices(&app, &caller, &code, "No unit").await?;
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let values = Values::default()
        .with("display_name", record.display_name.as_str())
        .with("job_title", text(&record.job_title))
        .with("department", text(&record.department))
        .with("unit", record.unit.map(|unit| unit.to_string()).unwrap_or_default())
        .with("telephone", text(&record.telephone))
        .with("mobile", text(&record.mobile))
        .with("mobile_hidden", yes_or_no(record.mobile_hidden))
        .with("staff_number", text(&record.staff_number))
        .with("listed", yes_or_no(record.listed))
        .with("version", record.version.to_string());
    Ok(shown(&frame, &record, units, &values, &Problems::new()))
}

pub(super) fn yes_or_no(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "no" }
}

fn shown(
    frame: &Frame,
    record: &Record,
    units: Vec<SelectOption>,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let field = |name: &'static str, label: &str, width| Input {
        label: label.into(),
        width,
        ..Input::from(values.field(name, problems))
    };
    let telephone = |name, label: &str| Input {
        kind: InputKind::Telephone,
        ..field(name, label, InputWidth::Characters20)
    };
    let fields = html! {
        (input(&Input {
            hint: Some("How colleagues see the name. To change the given or family name, use Change name.".into()),
            ..field("display_name", "Display name", InputWidth::TwoThirds)
        }))
        (input(&field("job_title", "Job title", InputWidth::TwoThirds)))
        (input(&field("department", "Department", InputWidth::TwoThirds)))
        @if !units.is_empty() {
            (select(&Select { label: "Unit".into(), options: units, ..Select::from(values.field("unit", problems)) }))
        }
        (input(&telephone("telephone", "Telephone")))
        (input(&telephone("mobile", "Mobile number")))
        (hide_mobile(values, problems))
        (input(&field("staff_number", "Staff number", InputWidth::Characters20)))
        (radios(&Radios {
            legend: Some("Show in the national directory?".into()),
            choices: vec![Choice::new("yes", "Yes"), Choice::new("no", "No")],
            layout: Layout::Inline,
            ..Radios::from(values.field("listed", problems))
        }))
        (button_group(&[
            button(&Button { prevent_double_click: true, ..Button::primary("Save") }),
            button(&Button::secondary("Go back").to(address_of(record))),
        ]))
    };
    act_page(frame, record, "Change details", problems, act_form(frame, values, &[], fields))
}

/// The question whether the mobile number is left out of the directory.
pub(super) fn hide_mobile(values: &Values, problems: &Problems) -> Markup {
    radios(&Radios {
        legend: Some("Hide the mobile number from colleagues?".into()),
        hint: Some("Administrators and the service desk still see it.".into()),
        choices: vec![Choice::new("yes", "Yes"), Choice::new("no", "No")],
        layout: Layout::Inline,
        ..Radios::from(values.field("mobile_hidden", problems))
    })
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let units = unit_choices(&app, &caller, &code, "No unit").await?;
    let unit = match typed(&values, "unit") {
        _ if units.is_empty() => None,
        None => Some(None),
        Some(unit) => unit.parse().ok().map(Some),
    };
    let command = ChangePerson {
        person: record.id,
        display_name: Some(typed(&values, "display_name")),
        job_title: Some(typed(&values, "job_title")),
        department: Some(typed(&values, "department")),
        unit,
        telephone: Some(typed(&values, "telephone")),
        mobile: Some(typed(&values, "mobile")),
        mobile_hidden: Some(values.one("mobile_hidden") == "yes"),
        staff_number: Some(typed(&values, "staff_number")),
        listed: Some(values.one("listed") == "yes"),
    };
    let call = caller.call(&app.door).expecting(version_in(&values));
    match app.door.perform(call, command).await {
        Ok(_) => Ok(on_to(&format!("{}?done=changed", address_of(&record)))),
        Err(error) => {
            Ok(shown(&frame, &record, units, &values, &problems_of(error)?).into_response())
        }
    }
}
