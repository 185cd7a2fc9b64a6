//! Microsoft's table of products.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::Link;
use ui::components::{
    Column, EmptyState, Filters, Heading, Pagination, SearchInput, Table, empty_state, filters,
    heading, pagination, table,
};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::part;

use super::super::queries::ProductList;
use crate::forms::ListAddress;

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(asked): Query<ListAddress>,
) -> Result<PageResponse> {
    let search = asked.search.unwrap_or_default();
    let wanted = ProductList { search: Some(search.clone()), after: asked.after, limit: None };
    let found = app.door.ask(&caller.call(&app.door), &wanted).await?;
    let own = "/national/licences/products";
    let next = found
        .next
        .as_ref()
        .map(|next| Link::new("", format!("{own}?search={}&after={}", part(&search), part(next))));
    let body = html! {
        (heading(&Heading::page("Products")))
        p { (found.known) " products with " (found.plans) " service plans are known. A newer table from Microsoft can be imported with the command product.import." }
        (filters(&Filters {
            action: own.to_owned(),
            name: "Find products".to_owned(),
            search: Some(SearchInput { name: "search".to_owned(), label: "Part of the name".into(), value: search.clone(), ..SearchInput::default() }),
            clear: (!search.is_empty()).then(|| own.to_owned()),
            ..Filters::default()
        }))
        @if found.items.is_empty() {
            (empty_state(&EmptyState { text: "No products match".to_owned(), ..EmptyState::default() }))
        } @else {
            (table(&Table {
                caption: "Products".to_owned(),
                caption_hidden: true,
                columns: vec![Column::text("Name"), Column::text("Microsoft's short name")],
                rows: found.items.iter().map(|line| vec![line.name.as_str().into(), line.string_id.as_str().into()]).collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
            (pagination(&Pagination { next, ..Pagination::default() }))
        }
    };
    Ok(frame.page(Page {
        title: "Products".to_owned(),
        breadcrumbs: vec![Link::new("National licences", "/national/licences")],
        body,
        ..Page::default()
    }))
}
