//! The list of user policies of an organisation.

use axum::extract::{Path, Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::Link;
use ui::components::{
    Button, Column, Heading, Pagination, Table, Tag, TagColour, button, heading, pagination, table,
    tag,
};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{link, part};

use super::super::queries::{PolicyLine, PolicyList};
use super::{address, headroom};
use crate::forms::{ListAddress, done_banner};

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(asked): Query<ListAddress>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let list = app
        .door
        .ask(&call, &PolicyList { organisation: code, after: asked.after, limit: None })
        .await?;
    let code = &list.organisation;
    let done = asked.done.as_deref().and_then(|done| match done {
        "removed" => Some("The user policy is being removed"),
        _ => None,
    });
    let next = list
        .next
        .as_ref()
        .map(|next| Link::new("", format!("{}?after={}", address(code, ""), part(next))));
    let body = html! {
        (heading(&Heading { caption: Some(list.organisation_name.clone()), ..Heading::page("User policies") }))
        p { "A user policy decides which licence and which Microsoft 365 applications people get. Everybody is in exactly one." }
        (button(&Button::primary("Create a user policy").to(address(code, "/new"))))
        (table(&Table {
            caption: "User policies and their licences".to_owned(),
            columns: vec![
                Column::text("Name"), Column::text("Licence"), Column::numeric("People"), Column::numeric("With licence"),
                Column::text("Free and waiting"),
            ],
            rows: list.items.iter().map(|line| vec![
                name(code, line).into(),
                line.base_name.as_str().into(),
                line.members.to_string().into(),
                line.holding.to_string().into(),
                headroom(line).into(),
            ]).collect(),
            first_cell_is_header: true,
            ..Table::default()
        }))
        (pagination(&Pagination { next, ..Pagination::default() }))
    };
    Ok(frame.page(Page {
        title: "User policies".to_owned(),
        caption: code.clone(),
        breadcrumbs: vec![Link::new(list.organisation_name.as_str(), format!("/o/{code}"))],
        width: Width::Full,
        notices: done.map(done_banner),
        body,
        ..Page::default()
    }))
}

fn name(code: &str, line: &PolicyLine) -> maud::Markup {
    html! {
        (link(&Link::new(line.name.as_str(), address(code, &format!("/{}", line.id)))))
        @if line.is_default { " " (tag(&Tag::new("New people get this", TagColour::Green))) }
        @if line.is_closing { " " (tag(&Tag::new("Being removed", TagColour::Grey))) }
    }
}
