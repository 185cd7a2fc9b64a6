//! `/history/ACT/undo`: what undoing an act would change, and the button that does it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use facts::directory::OrganisationCoded;
use kernel::authority::Resource;
use kernel::door::MayDo;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::html;
use ui::Link;
use ui::components::{Button, Heading, SummaryList, SummaryRow, button, heading, summary_list};
use ui::form::{Form, form};
use ui::frame::{Frame, Page, PageResponse};
use uuid::Uuid;

use super::super::authority;
use super::super::queries::{Undo, UndoOf};
use super::list::{is_for_people, said};
use crate::moments::Zone;

async fn found(app: &App, caller: &Caller, act: &str) -> Result<Undo> {
    let act: Uuid = act.parse().map_err(|_| common::NOT_FOUND.refuse())?;
    app.door.ask(&caller.call(&app.door), &UndoOf { act }).await
}

/// Where whoever undoes comes from: the history of the organisation, for those who may read it; the organisation itself for
/// those who only help a person.
async fn place_of(app: &App, caller: &Caller, undo: &Undo) -> Result<Link> {
    let home = || Link::new("Home", "/home");
    let Some(code) = &undo.organisation else { return Ok(home()) };
    let mut reader = app.door.reader().await?;
    let Some(view) = reader.ask(OrganisationCoded(code.clone())).await? else { return Ok(home()) };
    let may = MayDo {
        call: caller.call(&app.door),
        action: authority::OF_ORGANISATION,
        resource: Resource::Organisation(view.organisation),
    };
    Ok(match reader.ask(may).await? {
        true => Link::new("History", format!("/o/{code}/history")),
        false => Link::new(view.name, format!("/o/{code}")),
    })
}

pub(super) async fn ask(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(act): Path<String>,
) -> Result<PageResponse> {
    let undo = found(&app, &caller, &act).await?;
    let zone = Zone::of(&app.door);
    let back = |value| said(value, &zone).unwrap_or_else(|| "nothing".to_owned());
    let has_more = undo.entry.changes.len() > undo.changes.len();
    let changes = undo.changes.iter().filter(|change| is_for_people(change));
    let was_made = undo.changes.iter().all(|change| change.before.is_none());
    let rows = changes.map(|change| {
        let now = back(&change.after);
        let words = if was_made { now } else { format!("{now} → {}", back(&change.before)) };
        SummaryRow::new(change.what.as_str(), words)
    });
    let place = place_of(&app, &caller, &undo).await?;
    Ok(frame.page(Page {
        title: "Undo".to_owned(),
        breadcrumbs: vec![place],
        body: html! {
            (heading(&Heading::page("Undo this?")))
            p { (undo.entry.sentence) " (" (zone.minute(undo.entry.at)) ")." }
            p {
                "Undoing is a new entry in the history. The old entry stays. "
                (if was_made { "This is taken away again:" } else { "This goes back to what it was:" })
            }
            (summary_list(&SummaryList { rows: rows.collect(), ..SummaryList::default() }))
            @if has_more {
                p { "What ended or changed because of it, such as roles, sessions and API tokens, stays as it is now." }
            }
            (form(&frame, &Form {
                body: html! { (button(&Button::primary("Undo"))) },
                ..Form::default()
            }))
        },
        ..Page::default()
    }))
}

/// Undoes it, if nothing else happened since the page was shown.
pub(super) async fn undo(
    State(app): State<App>,
    caller: Caller,
    Path(act): Path<String>,
) -> Result<Response> {
    let undo = found(&app, &caller, &act).await?;
    let call = caller.call(&app.door).expecting(Some(undo.version));
    app.door.perform_by_name(call, &undo.command, undo.input.clone()).await?;
    let place = place_of(&app, &caller, &undo).await?;
    Ok(Redirect::to(&place.href).into_response())
}
