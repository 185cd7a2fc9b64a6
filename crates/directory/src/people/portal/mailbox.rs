//! Whether somebody reads a mailbox: said by its owner, or by whoever looks after them.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{Button, Choice, Radios, SummaryRow, button, button_group, radios};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;

use super::words::Days;
use super::{above, address_of, on_to, problems_of, record, title};
use crate::people::commands::MarkMailbox;
use crate::people::queries::{Me, Record};

type Ids = Path<(String, String)>;

const TITLE: &str = "Is the mailbox read?";
/// The page of one's own account.
const OWN: &str = "/me";

/// Yes, or since when not.
pub(super) fn row(record: &Record, days: &Days) -> SummaryRow {
    let value = html! {
        @match &record.mailbox_unread_since {
            Some(since) => { "No, since " (days.day(Some(since))) }
            None => "Yes",
        }
    };
    SummaryRow::new("Mailbox is read", value)
}

/// The same with the way to change it.
pub(super) fn row_to_change(record: &Record, days: &Days, at: String) -> SummaryRow {
    row(record, days).action(Link::new("Change", at).about("whether the mailbox is read"))
}

fn shown(
    frame: &Frame,
    record: &Record,
    back: &str,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let fields: Markup = html! {
        p { "Letters from the service go to the mailbox in any case. If nobody reads the mailbox of a primary local administrator, their colleagues and the national team see that, so that somebody else can be named." }
        (radios(&Radios {
            legend: Some("Does somebody read this mailbox?".into()),
            choices: vec![Choice::new("yes", "Yes"), Choice::new("no", "No, it is not read at the moment")],
            ..Radios::from(values.field("is_read", problems))
        }))
        (button_group(&[
            button(&Button { prevent_double_click: true, ..Button::primary("Save") }),
            button(&Button::secondary("Go back").to(back)),
        ]))
    };
    let breadcrumbs = match back {
        OWN => vec![Link::new("My account", OWN)],
        _ => above(record),
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        caption: record.display_name.clone(),
        breadcrumbs,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (title(TITLE, &record.display_name))
            (form(frame, &Form { body: fields, ..Form::default() }))
        },
        ..Page::default()
    })
}

fn values_of(record: &Record) -> Values {
    let is_read = if record.mailbox_unread_since.is_none() { "yes" } else { "no" };
    Values::default().with("is_read", is_read)
}

async fn marked(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    record: &Record,
    back: &str,
    values: &Values,
) -> Result<Response> {
    let is_read = match values.one("is_read") {
        "yes" => true,
        "no" => false,
        _ => {
            let mut problems = Problems::new();
            problems.add("is_read", "Choose whether somebody reads the mailbox.");
            return Ok(shown(frame, record, back, values, &problems).into_response());
        }
    };
    let mark = MarkMailbox { person: record.id, is_read };
    match app.door.perform(caller.call(&app.door), mark).await {
        Ok(_) => Ok(on_to(&format!("{back}?done=changed"))),
        Err(error) => Ok(shown(frame, record, back, values, &problems_of(error)?).into_response()),
    }
}

pub(super) async fn own_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    let record = app.door.ask(&caller.call(&app.door), &Me {}).await?;
    Ok(shown(&frame, &record, OWN, &values_of(&record), &Problems::new()))
}

pub(super) async fn own_submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let record = app.door.ask(&caller.call(&app.door), &Me {}).await?;
    marked(&app, &caller, &frame, &record, OWN, &values).await
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    let back = address_of(&record);
    Ok(shown(&frame, &record, &back, &values_of(&record), &Problems::new()))
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    marked(&app, &caller, &frame, &record, &address_of(&record), &values).await
}
