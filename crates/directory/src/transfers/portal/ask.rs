//! Asking another organisation for somebody who stands in the national directory.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages};
use maud::html;
use ui::components::{
    Button, Input, InputWidth, Select, SelectOption, SummaryList, SummaryRow, button, button_group,
    input, select, summary_list,
};
use ui::form::{self, Problems, Values, day_input, form, typed_day};
use ui::frame::{Frame, Page, PageResponse};

use super::above;
use crate::pages::{on_to, part, problems_of, title, typed};
use crate::people::portal::words::{email, or_none};
use crate::people::portal::{consequences, unit_choices};
use crate::people::{Card, Creating, MayCreate, PersonCard};
use crate::transfers::AskTransfer;

type Ids = Path<(String, String)>;

/// Who is asked for, and for which organisation.
struct Asked {
    place: Creating,
    card: Card,
    units: Vec<SelectOption>,
}

async fn asked(app: &App, caller: &Caller, code: &str, id: &str) -> Result<Asked> {
    let call = caller.call(&app.door);
    let place = app.door.ask(&call, &MayCreate { organisation: code.to_owned() }).await?;
    if !place.may_create {
        return Err(messages::NOT_ALLOWED.refuse().into());
    }
    let person = id.parse().map_err(|_| messages::NOT_FOUND.refuse())?;
    let card = app.door.ask(&call, &PersonCard { person }).await?;
    let units = unit_choices(app, caller, code, "No unit").await?;
    Ok(Asked { place, card, units })
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let asked = asked(&app, &caller, &code, &id).await?;
    Ok(shown(&frame, &asked, &Values::default(), &Problems::new()))
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let asked = asked(&app, &caller, &code, &id).await?;
    let command = AskTransfer {
        organisation: code.clone(),
        person: asked.card.id,
        unit: typed(&values, "unit").and_then(|unit| unit.parse().ok()),
        day: typed_day(&values, "day"),
        note: typed(&values, "note"),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => {
            let transfer = done.output.transfer;
            Ok(on_to(&format!("/o/{}/transfers/{transfer}?done=asked", part(&code))))
        }
        Err(error) => Ok(shown(&frame, &asked, &values, &problems_of(error)?).into_response()),
    }
}

fn shown(frame: &Frame, asked: &Asked, values: &Values, problems: &Problems) -> PageResponse {
    let (place, card) = (&asked.place, &asked.card);
    let heading = format!("Ask for {}", card.display_name);
    let rows = vec![
        SummaryRow::new("Name", card.display_name.as_str()),
        SummaryRow::new("Email address", email(&card.address)),
        SummaryRow::new("Job title", or_none(card.job_title.as_deref())),
        SummaryRow::new("Belongs to", card.organisation_name.as_str()),
    ];
    let fields = html! {
        @if !asked.units.is_empty() {
            (select(&Select {
                label: "Unit".into(),
                options: asked.units.clone(),
                ..Select::from(values.field("unit", problems))
            }))
        }
        (day_input(values, problems, "day", "Day on which they move (optional)", "For example, 31 3 2027. Without a day they move as soon as the other organisation accepts."))
        (input(&Input {
            label: "What the other organisation should know (optional)".into(),
            width: InputWidth::TwoThirds,
            ..Input::from(values.field("note", problems))
        }))
        (button_group(&[
            button(&Button { prevent_double_click: true, ..Button::primary("Ask for a transfer") }),
            button(&Button::secondary("Go back").to(format!("/people/card/{}", card.id))),
        ]))
    };
    let body = html! {
        (title(&heading, &place.organisation_name))
        p { (card.organisation_name) " has to accept. Until then nothing changes for the person." }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        (consequences(false))
        (form(frame, &form::Form { body: fields, ..form::Form::default() }))
    };
    frame.page(Page {
        title: heading,
        caption: place.organisation.clone(),
        breadcrumbs: above(&place.organisation, &place.organisation_name),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
