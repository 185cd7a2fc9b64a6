//! `/national/second-step/decisions`: networks and long exceptions that wait for somebody who decides for the service.

use axum::Form as Posted;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, ButtonKind, Column, Heading, Table, TableLayout, button, heading, table,
};
use ui::content::Content;
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::Link;
use ui::when::Zone;

use super::{TITLE, leads, may_open, nation, words};
use crate::mfa::{DecideException, DecideNetwork, Decision, SecondStepWaiting, WaitingDecisions};
use crate::portal::{see_other, shown, titled};

const HERE: &str = "/national/second-step/decisions";
const PAGE_TITLE: &str = "Networks and exceptions that wait for a decision";

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    shown_page(&app, &caller, &frame, &Problems::new()).await
}

fn decision(values: &Values) -> Decision {
    match values.one("decision") {
        "approve" => Decision::Approve,
        _ => Decision::Refuse,
    }
}

/// Decides about a network.
pub(super) async fn network(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let network = values.one("id").parse().unwrap_or_default();
    let command = DecideNetwork { network, decision: decision(&values) };
    let done = app.door.perform(caller.call(&app.door), command).await;
    went(&app, &caller, &frame, done.map(|_| ())).await
}

/// Decides about an exception.
pub(super) async fn exception(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let exception = values.one("id").parse().unwrap_or_default();
    let command = DecideException { exception, decision: decision(&values) };
    let done = app.door.perform(caller.call(&app.door), command).await;
    went(&app, &caller, &frame, done.map(|_| ())).await
}

async fn went(app: &App, caller: &Caller, frame: &Frame, done: Result<()>) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(HERE, None)),
        Err(error) => {
            let problems = shown(error)?;
            Ok(shown_page(app, caller, frame, &problems).await?.into_response())
        }
    }
}

async fn shown_page(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    problems: &Problems,
) -> Result<PageResponse> {
    let found = app.door.ask(&caller.call(&app.door), &SecondStepWaiting {}).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let mut named = found.networks.iter().map(|one| &one.organisation);
    let first = named.next().or(found.exceptions.first().map(|one| &one.organisation));
    let opens = match first {
        Some(organisation) => may_open(app, caller, organisation).await?,
        None => false,
    };
    let body = html! {
        (titled(PAGE_TITLE, ""))
        (heading(&Heading::part("Networks")))
        p { "From an approved network the people of that organisation are not asked for the second step, where it asks outside its networks only. Make sure that the range is theirs alone." }
        (networks(frame, &found, opens, &zone))
        (heading(&Heading::part("Long exceptions")))
        p { "Whoever is excepted signs in with the password only until the end that is named, for half a year at most." }
        (exceptions(frame, &found, opens, &zone))
    };
    Ok(frame.page(Page {
        title: PAGE_TITLE.to_owned(),
        breadcrumbs: vec![Link::new("National", "/national"), Link::new(TITLE, nation::HERE)],
        width: Width::Full,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

/// Two buttons about one row.
fn buttons(frame: &Frame, what: &str, id: &str, about: &str) -> Content {
    let one = |decision: &str, kind: ButtonKind, words: &str| {
        let hidden =
            vec![("id".to_owned(), id.to_owned()), ("decision".to_owned(), decision.to_owned())];
        let body = button(&Button { kind, hidden: format!(" {about}"), ..Button::primary(words) });
        form(frame, &Form { action: format!("{HERE}/{what}"), hidden, body, ..Form::default() })
    };
    Content::Markup(html! {
        (one("approve", ButtonKind::Primary, "Approve"))
        (one("refuse", ButtonKind::Secondary, "Do not approve"))
    })
}

fn networks(frame: &Frame, found: &WaitingDecisions, opens: bool, zone: &Zone) -> Markup {
    let rows = found.networks.iter().map(|one| {
        let page = super::here(&one.organisation);
        vec![
            one.addresses.as_str().into(),
            one.name.as_str().into(),
            leads(opens, &one.organisation_name, page),
            Content::Markup(zone.day_element(one.proposed_at.micros())).into(),
            buttons(frame, "network", &one.network.to_string(), &one.addresses).into(),
        ]
    });
    let columns = ["Addresses", "What it is", "Organisation", "Proposed"];
    listed("Networks", &columns, rows.collect())
}

fn exceptions(frame: &Frame, found: &WaitingDecisions, opens: bool, zone: &Zone) -> Markup {
    let rows = found.exceptions.iter().map(|one| {
        let page = format!("/o/{}/people/{}/second-step", one.organisation, one.person);
        vec![
            leads(opens, &one.name, page),
            one.organisation.as_str().into(),
            // What may be long stands in one column, so that the buttons stay in sight.
            Content::Markup(html! { p { (words::reason(&one.ground)) } p { (one.words) } }).into(),
            Content::Markup(zone.day_element(one.asked_at.micros())).into(),
            match one.until {
                Some(until) => Content::Markup(zone.minute_element(until.micros())).into(),
                None => "As long as the rules allow".into(),
            },
            buttons(frame, "exception", &one.exception.to_string(), &one.name).into(),
        ]
    });
    let columns = ["Who", "Organisation", "Why", "Asked", "Until"];
    listed("Long exceptions", &columns, rows.collect())
}

fn listed(caption: &str, columns: &[&str], rows: Vec<Vec<ui::components::Cell>>) -> Markup {
    if rows.is_empty() {
        return html! { p { "Nothing waits." } };
    }
    let columns = columns.iter().map(|column| Column::text(*column));
    table(&Table {
        caption: caption.to_owned(),
        caption_hidden: true,
        columns: columns.chain([Column::hidden("Decide")]).collect(),
        rows,
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}
