//! The list of applications.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Button, Column, EmptyState, Heading, Table, TableLayout, Tag, TagColour, button, empty_state,
    heading, table, tag,
};
use ui::content::Content;
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::{HERE, TITLE, address};
use crate::applications::{ApplicationItem, Applications, OpenTo, messages};

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let after = values.one("after").parse().ok();
    let found = app.door.ask(&caller.call(&app.door), &Applications { after }).await?;
    let rows = found.items.iter().map(|one| {
        vec![
            Content::Markup(link(&Link::new(one.name.as_str(), address(one.application)))).into(),
            messages::kind(one.kind).into(),
            Content::Markup(tag(&state(one))).into(),
        ]
    });
    let more = found.next.map(|next| Link::new("Next page", format!("{HERE}?after={next}")));
    let body = html! {
        (heading(&Heading::page(TITLE)))
        p { "What people sign in to with their account here. Each application speaks OpenID Connect or SAML and belongs to the whole service: organisations cannot register their own yet." }
        (button(&Button::primary("Register an application").to("/national/applications/new")))
        @if found.items.is_empty() {
            (empty_state(&EmptyState { text: "No applications".to_owned(), help: "What you register appears here.".into(), action: None }))
        } @else {
            (table(&Table {
                caption: "Applications, in the order in which they were registered".to_owned(),
                caption_hidden: true,
                columns: ["Name", "What it is", "Who may use it"].map(Column::text).into(),
                rows: rows.collect(),
                first_cell_is_header: true,
                layout: TableLayout::Responsive,
                ..Table::default()
            }))
        }
        @if let Some(more) = &more { p { (link(more)) } }
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("National", "/national")],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn state(one: &ApplicationItem) -> Tag {
    match (one.retired_at, one.open_to) {
        (Some(_), _) => Tag::new("Out of use", TagColour::Grey),
        (None, OpenTo::Nobody) => Tag::new("Nobody yet", TagColour::Yellow),
        (None, OpenTo::Organisations) => Tag::new("Some organisations", TagColour::Blue),
        (None, OpenTo::Everybody) => Tag::new("Everybody", TagColour::Green),
    }
}
