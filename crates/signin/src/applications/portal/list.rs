//! The list of applications.

use axum::extract::{Path, Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Column, EmptyState, Heading, Table, TableLayout, Tag, TagColour, button, empty_state,
    heading, table, tag,
};
use ui::content::Content;
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use uuid::Uuid;

use super::{Act, At, TITLE, may};
use crate::applications::{
    ApplicationItem, Applications, ApplicationsOfOrganisation, OpenTo, messages,
};

/// The page of the whole service: every application, whosever it is.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let (after, at) = (values.one("after").parse().ok(), At::default());
    let found = app.door.ask(&caller.call(&app.door), &Applications { after }).await?;
    let may_register = may(&app, &caller, &at, Act::Register, None).await?;
    let intro = html! {
        p { "What people sign in to with their account here. Each application speaks OpenID Connect or SAML. It belongs to the whole service, or to an organisation that registered it for its own people." }
    };
    Ok(shown(&frame, &at, None, &intro, may_register, &found.items, found.next))
}

/// The page of an organisation: what it registered for its own people.
pub(super) async fn own(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let organisation = at.code.clone().unwrap_or_default();
    let query =
        ApplicationsOfOrganisation { organisation, after: values.one("after").parse().ok() };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let may_register = found.may_register && may(&app, &caller, &at, Act::Register, None).await?;
    let intro = html! {
        p { "What " (found.organisation_name) " registered so that its own people sign in to it with their account here. Applications of the whole service are not in this list." }
        @if !found.may_register {
            p { "Organisations do not register applications of their own in this service at present. Ask those who run the service to register what you need." }
        }
    };
    let name = Some(found.organisation_name.as_str());
    Ok(shown(&frame, &at, name, &intro, may_register, &found.items, found.next))
}

fn shown(
    frame: &Frame,
    at: &At,
    name: Option<&str>,
    intro: &Markup,
    may_register: bool,
    items: &[ApplicationItem],
    next: Option<Uuid>,
) -> PageResponse {
    let here = at.list();
    let is_national = at.code.is_none();
    let rows = items.iter().map(|one| {
        let name = link(&Link::new(one.name.as_str(), at.address(one.application)));
        let mut row = vec![Content::Markup(name).into(), messages::kind(one.kind).into()];
        if is_national {
            row.push(one.organisation.as_deref().unwrap_or("The whole service").into());
        }
        row.push(Content::Markup(tag(&state(one))).into());
        row
    });
    let mut columns = vec![Column::text("Name"), Column::text("What it is")];
    if is_national {
        columns.push(Column::text("Whose it is"));
    }
    columns.push(Column::text("Who may use it"));
    let more = next.map(|next| Link::new("Next page", format!("{here}?after={next}")));
    let body = html! {
        (heading(&Heading { caption: name.map(str::to_owned), ..Heading::page(TITLE) }))
        (intro)
        @if may_register {
            (button(&Button::primary("Register an application").to(format!("{here}/new"))))
        }
        @if items.is_empty() {
            (empty_state(&EmptyState { text: "No applications".to_owned(), help: "What is registered appears here.".into(), action: None }))
        } @else {
            (table(&Table {
                caption: "Applications, in the order in which they were registered".to_owned(),
                caption_hidden: true,
                columns,
                rows: rows.collect(),
                first_cell_is_header: true,
                layout: TableLayout::Responsive,
                ..Table::default()
            }))
        }
        @if let Some(more) = &more { p { (link(more)) } }
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        caption: at.code.clone().unwrap_or_default(),
        breadcrumbs: vec![at.top(name)],
        width: Width::Full,
        body,
        ..Page::default()
    })
}

fn state(one: &ApplicationItem) -> Tag {
    if one.retired_at.is_none() && one.held_at.is_some() {
        return Tag::new("Held", TagColour::Red);
    }
    match (one.retired_at, one.open_to) {
        (None, OpenTo::Everybody) if one.organisation.is_some() => {
            Tag::new("Its own people", TagColour::Green)
        }
        (Some(_), _) => Tag::new("Out of use", TagColour::Grey),
        (None, OpenTo::Nobody) => Tag::new("Nobody yet", TagColour::Yellow),
        (None, OpenTo::Organisations) => Tag::new("Some organisations", TagColour::Blue),
        (None, OpenTo::Everybody) => Tag::new("Everybody", TagColour::Green),
    }
}
