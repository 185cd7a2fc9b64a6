//! `/national/terms/organisations`: how far it has come in each organisation.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Column, Pagination, Table, pagination, table};
use ui::content::Content;
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::{TITLE, list};
use crate::portal::titled;
use crate::terms::TermsByOrganisation;

/// Where the page is.
pub(super) const HERE: &str = "/national/terms/organisations";

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let after = values.one("after").parse().ok().map(kernel::ids::OrganisationId);
    let found = app.door.ask(&caller.call(&app.door), &TermsByOrganisation { after }).await?;
    let rows = found.items.iter().map(|one| {
        vec![
            Content::Markup(link(&Link::new(one.name.as_str(), format!("/o/{}/terms", one.code))))
                .into(),
            one.accounts.to_string().into(),
            one.accepted.to_string().into(),
        ]
    });
    let next = found.next.map(|next| Link::new("", format!("{HERE}?after={}", next.0)));
    let title = "Terms of use by organisation";
    let body = html! {
        (titled(title, ""))
        p { "How many people have accepted the version that counts now, where they belonged then, beside all accounts of the organisation." }
        @if found.items.is_empty() {
            p { "No version counts at the moment." }
        } @else {
            (table(&Table {
                caption: "Organisations".to_owned(),
                caption_hidden: true,
                columns: vec![Column::text("Organisation"), Column::numeric("Accounts"), Column::numeric("Accepted")],
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
        }
        (pagination(&Pagination { next, name: "Pages of organisations".to_owned(), ..Pagination::default() }))
    };
    Ok(frame.page(Page {
        title: title.to_owned(),
        breadcrumbs: vec![Link::new("National", "/national"), Link::new(TITLE, list(None))],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}
