//! The nation's purchases.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::Link;
use ui::components::{
    Button, Column, EmptyState, Heading, Pagination, Table, button, button_group, empty_state,
    heading, pagination, table, tag,
};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{link, part};
use ui::when::Zone;

use super::super::queries::{NationalLicences, Purchase};
use super::{end_in_words, state_tag};
use crate::forms::ListAddress;

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(asked): Query<ListAddress>,
) -> Result<PageResponse> {
    let found = app
        .door
        .ask(&caller.call(&app.door), &NationalLicences { after: asked.after, limit: None })
        .await?;
    let next = found
        .next
        .as_ref()
        .map(|next| Link::new("", format!("/national/licences?after={}", part(next))));
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (heading(&Heading::page("National licences")))
        (button_group(&[
            button(&Button::primary("Add a purchase").to("/national/licences/new")),
            button(&Button::secondary("Products").to("/national/licences/products")),
        ]))
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "No purchases yet".to_owned(),
                help: "Add what the nation or an organisation has bought. Until then people wait in turn for a licence.".into(),
                ..EmptyState::default()
            }))
        } @else {
            (table(&Table {
                caption: "Purchases".to_owned(),
                columns: vec![
                    Column::text("Purchase"), Column::text("Product"), Column::text("Owner"), Column::text("State"),
                    Column::numeric("Bought"), Column::numeric("Shared out"), Column::numeric("In use"), Column::text("Ends"),
                ],
                rows: found.items.iter().map(|purchase| row(purchase, &zone)).collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
            (pagination(&Pagination { next, ..Pagination::default() }))
        }
    };
    Ok(frame.page(Page {
        title: "National licences".to_owned(),
        breadcrumbs: vec![Link::new("National", "/national")],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn row(purchase: &Purchase, zone: &Zone) -> Vec<ui::components::Cell> {
    vec![
        link(&Link::new(purchase.label.as_str(), format!("/national/licences/{}", purchase.id)))
            .into(),
        purchase.product_name.as_str().into(),
        purchase.owner.as_deref().unwrap_or("The nation").into(),
        tag(&state_tag(purchase.state)).into(),
        purchase.quantity.to_string().into(),
        purchase.allotted.to_string().into(),
        purchase.used.to_string().into(),
        end_in_words(purchase.ends_at, zone).into(),
    ]
}
