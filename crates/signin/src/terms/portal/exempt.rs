//! `/national/terms/applications`: the applications that do not wait for the terms.

use axum::Form as Posted;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result};
use maud::html;
use ui::components::{
    Button, ButtonKind, Column, Heading, Input, Table, button, heading, input, table,
};
use ui::content::Content;
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::Link;
use ui::when::Zone;

use super::{TITLE, list};
use crate::portal::{see_other, shown, titled};
use crate::terms::{EndExemption, ExemptApplication, ExemptApplications, ExemptItem};

/// Where the page is.
pub(super) const HERE: &str = "/national/terms/applications";

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    shown_page(&app, &caller, &frame, &Values::default(), &Problems::new()).await
}

/// Exempts one more.
pub(super) async fn add(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = ExemptApplication { client_id: values.one("client_id").to_owned() };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(HERE, None)),
        Err(error) => {
            let problems = shown(error)?;
            Ok(shown_page(&app, &caller, &frame, &values, &problems).await?.into_response())
        }
    }
}

/// Ends an exemption.
pub(super) async fn end(
    State(app): State<App>,
    caller: Caller,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let application = values.one("application").parse().unwrap_or_default();
    let command = EndExemption { application };
    match app.door.perform(caller.call(&app.door), command).await {
        // Somebody else was faster: the list says how it is.
        Err(Error::Refused(refusal)) if refusal.kind != Kind::Conflict => {
            Err(Error::Refused(refusal))
        }
        Err(Error::Fault(fault)) => Err(Error::Fault(fault)),
        _ => Ok(see_other(HERE, None)),
    }
}

async fn shown_page(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let found = app.door.ask(&caller.call(&app.door), &ExemptApplications {}).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let client = Input {
        label: "Client ID of the application".into(),
        hint: Some("It stands on the page of the application.".into()),
        no_spellcheck: true,
        ..Input::from(values.field("client_id", problems))
    };
    let fields = html! {
        (input(&client))
        (button(&Button { prevent_double_click: true, ..Button::primary("Let people in") }))
    };
    let title = "Applications that do not wait for the terms";
    let body = html! {
        (titled(title, ""))
        p { "While terms wait for somebody, they cannot sign in to any application. Into these they can: name one only where waiting does more harm than terms that nobody has read yet." }
        @if found.items.is_empty() {
            p { "Every application waits." }
        } @else {
            (exempt(frame, &found.items, &zone))
        }
        (heading(&Heading::part("Let people into one more")))
        (form(frame, &Form { action: HERE.to_owned(), body: fields, ..Form::default() }))
    };
    Ok(frame.page(Page {
        title: title.to_owned(),
        breadcrumbs: vec![Link::new("National", "/national"), Link::new(TITLE, list(None))],
        width: Width::Full,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn exempt(frame: &Frame, items: &[ExemptItem], zone: &Zone) -> maud::Markup {
    let rows = items.iter().map(|item| {
        let end = Button {
            kind: ButtonKind::Secondary,
            hidden: format!(" for {}", item.name),
            ..Button::primary("Have it wait again")
        };
        let end = Form {
            action: format!("{HERE}/end"),
            hidden: vec![("application".to_owned(), item.application.to_string())],
            body: button(&end),
            ..Form::default()
        };
        let name = if item.name.is_empty() { "Out of use" } else { item.name.as_str() };
        vec![
            name.into(),
            Content::Markup(zone.day_element(item.since_at.micros())).into(),
            Content::Markup(form(frame, &end)).into(),
        ]
    });
    table(&Table {
        caption: "Applications that do not wait".to_owned(),
        columns: ["Name", "Since"]
            .map(Column::text)
            .into_iter()
            .chain([Column::hidden("Have it wait again")])
            .collect(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}
