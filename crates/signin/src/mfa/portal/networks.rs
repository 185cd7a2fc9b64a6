//! `/o/CODE/second-step/networks`: networks from which nobody is asked, where the organisation asks outside them only.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result};
use maud::{Markup, html};
use ui::components::{
    Button, ButtonKind, Column, Heading, Input, Table, button, heading, input, table,
};
use ui::content::Content;
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;
use ui::when::Zone;

use super::{TITLE, here, words};
use crate::mfa::{ProposeNetwork, ReadinessPage, RemoveNetwork, SecondStepReadiness};
use crate::portal::{see_other, shown, titled};

const PAGE_TITLE: &str = "Networks where nobody is asked";

fn address(code: &str) -> String {
    format!("{}/networks", here(code))
}

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    shown_page(&app, &caller, &frame, &code, &Values::default(), &Problems::new()).await
}

/// Proposes one more.
pub(super) async fn propose(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = ProposeNetwork {
        organisation: code.clone(),
        addresses: values.one("addresses").to_owned(),
        name: values.one("name").to_owned(),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(&address(&code), None)),
        Err(error) => {
            let problems = shown(error)?;
            let page = shown_page(&app, &caller, &frame, &code, &values, &problems).await?;
            Ok(page.into_response())
        }
    }
}

/// Takes one off the list. One that is gone already is what was wanted.
pub(super) async fn remove(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let network = values.one("network").parse().unwrap_or_default();
    let command = RemoveNetwork { organisation: code.clone(), network };
    match app.door.perform(caller.call(&app.door), command).await {
        Err(Error::Refused(refusal)) if refusal.kind != Kind::Conflict => {
            Err(Error::Refused(refusal))
        }
        Err(Error::Fault(fault)) => Err(Error::Fault(fault)),
        _ => Ok(see_other(&address(&code), None)),
    }
}

async fn shown_page(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    code: &str,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let organisation = code.to_owned();
    let query =
        SecondStepReadiness { organisation, limit: Some(1), ..SecondStepReadiness::default() };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let addresses = Input {
        label: "Range of addresses".into(),
        hint: Some("As the internet sees it, such as 192.0.2.0/24 or 2001:db8:1::/48. Your network team knows it.".into()),
        no_spellcheck: true,
        ..Input::from(values.field("addresses", problems))
    };
    let name = Input {
        label: "What is it?".into(),
        hint: Some("For example: Main site.".into()),
        ..Input::from(values.field("name", problems))
    };
    let fields = html! {
        (input(&addresses))
        (input(&name))
        (button(&Button { prevent_double_click: true, ..Button::primary("Propose the network") }))
    };
    let action = address(code);
    let body = html! {
        (titled(PAGE_TITLE, &found.organisation_name))
        p { "Where your organisation asks for the second step outside its networks only, nobody who comes from one of these is asked for it. A network counts once those who run the service have approved it." }
        (networks(frame, code, &found, &zone))
        (heading(&Heading::part(if found.networks.is_empty() { "Propose a network" } else { "Propose one more" })))
        (form(frame, &Form { action, body: fields, ..Form::default() }))
    };
    Ok(frame.page(Page {
        title: PAGE_TITLE.to_owned(),
        caption: code.to_owned(),
        breadcrumbs: vec![
            Link::new(found.organisation_name.as_str(), format!("/o/{code}")),
            Link::new(TITLE, here(code)),
        ],
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn networks(frame: &Frame, code: &str, found: &ReadinessPage, zone: &Zone) -> Markup {
    if found.networks.is_empty() {
        return html! { p { "There are none yet." } };
    }
    let rows = found.networks.iter().map(|one| {
        let remove = Button {
            kind: ButtonKind::Secondary,
            hidden: format!(" {}", one.addresses),
            ..Button::primary("Remove")
        };
        let remove = Form {
            action: format!("{}/remove", address(code)),
            hidden: vec![("network".to_owned(), one.network.to_string())],
            body: button(&remove),
            ..Form::default()
        };
        vec![
            one.addresses.as_str().into(),
            one.name.as_str().into(),
            words::network(one.state).into(),
            Content::Markup(zone.day_element(one.proposed_at.micros())).into(),
            Content::Markup(form(frame, &remove)).into(),
        ]
    });
    table(&Table {
        caption: "Networks".to_owned(),
        caption_hidden: true,
        columns: ["Addresses", "What it is", "Counts", "Proposed"]
            .map(Column::text)
            .into_iter()
            .chain([Column::hidden("Remove")])
            .collect(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}
