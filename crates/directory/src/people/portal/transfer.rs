//! Moving somebody between organisations: a transfer is offered, or done by who looks after both; the new one claims.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::{Fault, Result};
use maud::{Markup, html};
use ui::components::{
    Button, Input, InputWidth, Level, Select, SummaryList, SummaryRow, WarningCallout, button,
    button_group, input, inset_text, select, summary_list, warning_callout,
};
use ui::form::{self, Problems, Values, day_input, form, typed_day};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use uuid::Uuid;

use super::{
    above_people, act_form, act_page, address_of, on_to, part, problems_of, record, title, typed,
    unit_choices, version_in,
};
use crate::pages::if_allowed;
use crate::people::commands::AcceptJoiner;
use crate::people::queries::{Card, Creating, FindJoiner, MayCreate, Record};
use crate::transfers::{
    OfferTransfer, TransferLine, TransferOfPerson, TransferPerson, TransferState,
};

type Ids = Path<(String, String)>;

pub(super) async fn form_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    let open = open_of(&app, &caller, &record).await?;
    Ok(shown(&frame, &record, open.as_ref(), &Values::default(), &Problems::new()))
}

async fn open_of(app: &App, caller: &Caller, record: &Record) -> Result<Option<TransferLine>> {
    let query = TransferOfPerson { person: record.id };
    Ok(if_allowed(app.door.ask(&caller.call(&app.door), &query).await)?.flatten())
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let Some(to) = typed(&values, "organisation") else {
        let mut problems = Problems::new();
        problems.add("organisation", "Enter the code of the new organisation, such as RX1.");
        return Ok(shown(&frame, &record, None, &values, &problems).into_response());
    };
    let to = to.to_uppercase();
    let day = typed_day(&values, "day");
    let call = caller.call(&app.door).expecting(version_in(&values));
    // Who looks after both organisations agrees for both; else the other one is asked.
    let both = TransferPerson {
        person: record.id,
        organisation: to.clone(),
        unit: None,
        day: day.clone(),
    };
    let body = serde_json::to_value(&both).map_err(|error| {
        Fault::defect("writing a transfer by somebody who looks after both").because(error)
    })?;
    let outcome = if app.door.may_by_name(&call, TransferPerson::NAME, body).await? {
        app.door.perform(call, both).await.map(|done| {
            let placed = done.output;
            if placed.transfer_state == TransferState::Done {
                format!("/o/{}/people/{}?done=moved", part(&to), record.id)
            } else {
                format!("/o/{}/transfers/{}?done=dated", part(&code), placed.transfer)
            }
        })
    } else {
        let note = typed(&values, "note");
        let offer = OfferTransfer { person: record.id, organisation: to, day, note };
        app.door.perform(call, offer).await.map(|done| {
            format!("/o/{}/transfers/{}?done=offered", part(&code), done.output.transfer)
        })
    };
    match outcome {
        Ok(address) => Ok(on_to(&address)),
        Err(error) => {
            let problems = problems_of(error)?;
            Ok(shown(&frame, &record, None, &values, &problems).into_response())
        }
    }
}

/// What happens when somebody moves, whichever way.
pub(crate) fn consequences(leaves_licence: bool) -> Markup {
    warning_callout(&WarningCallout {
        heading: "What happens".to_owned(),
        level: Level::Two,
        body: html! {
            ul {
                li { "They keep their account, their email address and their mailbox." }
                li { "They come into the user policy that new people of the new organisation are in, and the size of their mailbox follows its licence. If more is in the mailbox than that, they can neither send nor receive until they have made room." }
                li { "Their files stay with the account, and open again once the new organisation has a licence for them." }
                @if leaves_licence { li { "Their licence becomes free for somebody else of the old organisation." } }
                li { "Unit, department and staff number stay behind, and administrator roles end." }
                li { "Only the new organisation looks after them from then on." }
            }
        }
        .into(),
    })
}

fn shown(
    frame: &Frame,
    record: &Record,
    open: Option<&TransferLine>,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let heading = format!("Transfer {}", record.display_name);
    if let Some(open) = open {
        let address = format!("/o/{}/transfers/{}", part(&record.organisation), open.transfer);
        let words =
            format!("A transfer between this organisation and {} is open.", open.other_name);
        let body = html! {
            (inset_text(&words.into()))
            p { (link(&Link::new("See the transfer", address))) }
        };
        return act_page(frame, record, &heading, problems, body);
    }
    let fields = html! {
        (input(&Input {
            label: "Code of the new organisation".into(),
            hint: Some("If you look after that organisation too, they move without anybody else. Otherwise it has to accept.".into()),
            width: InputWidth::Characters10,
            ..Input::from(values.field("organisation", problems))
        }))
        (day_input(values, problems, "day", "Day on which they move (optional)", "For example, 31 3 2027. Without a day they move as soon as the other organisation accepts."))
        (input(&Input {
            label: "What the other organisation should know (optional)".into(),
            width: InputWidth::TwoThirds,
            ..Input::from(values.field("note", problems))
        }))
        (button_group(&[
            button(&Button { prevent_double_click: true, ..Button::warning("Transfer") }),
            button(&Button::secondary("Go back").to(address_of(record))),
        ]))
    };
    let current = Values::default().with("version", record.version.to_string());
    let body = html! { (consequences(true)) (act_form(frame, &current, &[], fields)) };
    act_page(frame, record, &heading, problems, body)
}

/// Looks for somebody who is joining, and shows the one who was found.
pub(super) async fn claim_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    claiming(&app, &caller, &frame, &code, &values, Problems::new()).await
}

pub(super) async fn claim(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let person = values.one("person").parse();
    let Ok(person) = person else {
        let page = claiming(&app, &caller, &frame, &code, &values, Problems::new()).await?;
        return Ok(page.into_response());
    };
    let unit = typed(&values, "unit").and_then(|unit| unit.parse::<Uuid>().ok());
    let command = AcceptJoiner { organisation: code.clone(), person, unit };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(on_to(&format!("/o/{}/people/{person}?done=claimed", part(&code)))),
        Err(error) => {
            let problems = problems_of(error)?;
            let page = claiming(&app, &caller, &frame, &code, &values, problems).await?;
            Ok(page.into_response())
        }
    }
}

async fn claiming(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    code: &str,
    values: &Values,
    mut problems: Problems,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let place = app.door.ask(&call, &MayCreate { organisation: code.to_owned() }).await?;
    let probe = typed(values, "search");
    let found = match &probe {
        Some(search) => {
            let query = FindJoiner { organisation: code.to_owned(), search: search.clone() };
            match app.door.ask(&call, &query).await {
                Ok(found) => found.items.into_iter().next(),
                Err(error) => {
                    problems = problems_of(error)?;
                    None
                }
            }
        }
        None => None,
    };
    let units = unit_choices(app, caller, code, "No unit").await?;
    let is_missing = probe.is_some() && found.is_none() && problems.is_empty();
    let body = html! {
        (title("Claim a person who is joining", &place.organisation_name))
        p { "You can claim somebody whom another organisation of the service has marked as leaving. You need their whole email address, or their whole staff number there." }
        (search_form(code, values, &problems))
        @if is_missing {
            (inset_text(&"Nobody who is leaving another organisation has this address or staff number. Check it, or ask that organisation to mark the person as a leaver.".into()))
        }
        @if let Some(card) = &found {
            (found_form(frame, &place, card, &units, values, &problems))
        }
    };
    Ok(frame.page(Page {
        title: "Claim a person who is joining".to_owned(),
        caption: place.organisation.clone(),
        breadcrumbs: above_people(code, &place.organisation_name),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn search_form(code: &str, values: &Values, problems: &Problems) -> Markup {
    html! {
        form method="get" action={ "/o/" (part(code)) "/people/claim" } novalidate {
            (input(&Input {
                label: "Email address or staff number".into(),
                width: InputWidth::TwoThirds,
                ..Input::from(values.field("search", problems))
            }))
            (button(&Button::secondary("Search")))
        }
    }
}

fn found_form(
    frame: &Frame,
    place: &Creating,
    card: &Card,
    units: &[ui::components::SelectOption],
    values: &Values,
    problems: &Problems,
) -> Markup {
    let rows = vec![
        SummaryRow::new("Name", html! { (card.display_name) }),
        SummaryRow::new("Email address", super::words::email(&card.address)),
        SummaryRow::new("Job title", super::words::or_none(card.job_title.as_deref())),
        SummaryRow::new("Leaving", html! { (card.organisation_name) }),
    ];
    let fields = html! {
        @if !units.is_empty() {
            (select(&Select { label: "Unit".into(), options: units.to_vec(), ..Select::from(values.field("unit", problems)) }))
        }
        (button(&Button { prevent_double_click: true, ..Button::primary(format!("Claim for {}", place.organisation_name)) }))
    };
    let hidden = vec![
        ("person".to_owned(), card.id.to_string()),
        ("search".to_owned(), values.one("search").to_owned()),
    ];
    html! {
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        (consequences(false))
        (form(frame, &form::Form { hidden, body: fields, ..form::Form::default() }))
    }
}
