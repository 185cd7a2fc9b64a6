//! An organisation's licences: owned, used, free, waiting, ends; and who waits.

use axum::extract::{Path, Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Column, EmptyState, Heading, Level, Pagination, Table, WarningCallout, empty_state, heading,
    pagination, table, tag, warning_callout,
};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{link, part};
use ui::when::Zone;

use super::super::queries::{LicenceOverview, LicenceQueue, Overview, ProductFigures};
use super::{end_in_words, over_in_words, state_tag};
use crate::forms::{ListAddress, key};

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let overview =
        app.door.ask(&caller.call(&app.door), &LicenceOverview { organisation: code }).await?;
    let code = overview.organisation.clone();
    let over: Vec<&ProductFigures> = overview.items.iter().filter(|item| item.over > 0).collect();
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (heading(&Heading { caption: Some(overview.name.clone()), ..Heading::page("Licences") }))
        @if !over.is_empty() {
            (warning_callout(&WarningCallout {
                heading: "More licences in use than you own".to_owned(),
                body: html! {
                    ul { @for item in &over { li { (item.name) ": " (over_in_words(item.over)) } } }
                    p { "Nobody loses a licence. New people wait until the numbers fit again." }
                }.into(),
                level: Level::Two,
            }))
        }
        @if overview.items.is_empty() {
            (empty_state(&EmptyState {
                text: "No licences yet".to_owned(),
                help: "Licences appear here when some are bought for your organisation or shared out to it.".into(),
                ..EmptyState::default()
            }))
        } @else {
            (figures(&overview, &zone))
            (heading(&Heading::part("Where they come from")))
            (parts(&overview, &zone))
        }
    };
    Ok(frame.page(Page {
        title: "Licences".to_owned(),
        caption: code.clone(),
        breadcrumbs: vec![Link::new(overview.name.as_str(), format!("/o/{code}"))],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn figures(overview: &Overview, zone: &Zone) -> Markup {
    let waiting = |item: &ProductFigures| {
        let address = format!("/o/{}/licences/{}/waiting", overview.organisation, item.product);
        if item.waiting == 0 {
            html! { "0" }
        } else {
            link(
                &Link::new(item.waiting.to_string(), address)
                    .about(format!("waiting for {}", item.name)),
            )
        }
    };
    let unused = |item: &ProductFigures| {
        let code = part(&overview.organisation);
        let to = format!("/o/{code}/reports/licences?product={}", item.product);
        link(&Link::new("Who does not use it", to).about(item.name.as_str()))
    };
    table(&Table {
        caption: "Licences by product".to_owned(),
        columns: vec![
            Column::text("Product"),
            Column::numeric("Owned"),
            Column::numeric("Used"),
            Column::numeric("Free"),
            Column::numeric("Waiting"),
            Column::text("First end"),
            Column::text("Not used"),
        ],
        rows: overview
            .items
            .iter()
            .map(|item| {
                vec![
                    item.name.as_str().into(),
                    item.owned.to_string().into(),
                    item.used.to_string().into(),
                    item.free.to_string().into(),
                    waiting(item).into(),
                    end_in_words(item.ends_at, zone).into(),
                    unused(item).into(),
                ]
            })
            .collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn parts(overview: &Overview, zone: &Zone) -> Markup {
    let parts =
        overview.items.iter().flat_map(|item| item.parts.iter().map(move |part| (item, part)));
    table(&Table {
        caption: "Purchases behind these licences".to_owned(),
        caption_hidden: true,
        columns: vec![
            Column::text("Purchase"),
            Column::text("Product"),
            Column::text("Bought by"),
            Column::text("State"),
            Column::numeric("Owned"),
            Column::numeric("Used"),
            Column::text("Ends"),
        ],
        rows: parts
            .map(|(item, part)| {
                vec![
                    part.label.as_str().into(),
                    item.name.as_str().into(),
                    if part.national { "The nation" } else { "Your organisation" }.into(),
                    tag(&state_tag(part.state)).into(),
                    part.owned.to_string().into(),
                    part.used.to_string().into(),
                    end_in_words(part.ends_at, zone).into(),
                ]
            })
            .collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

/// Who waits for a product, in turn.
pub(super) async fn waiting(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, product)): Path<(String, String)>,
    Query(asked): Query<ListAddress>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let product = key(&product)?;
    let overview = app.door.ask(&call, &LicenceOverview { organisation: code.clone() }).await?;
    let name = overview
        .items
        .iter()
        .find(|item| item.product == product)
        .map(|item| item.name.clone())
        .unwrap_or_default();
    let queue = app
        .door
        .ask(
            &call,
            &LicenceQueue { organisation: code.clone(), product, after: asked.after, limit: None },
        )
        .await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let own = format!("/o/{code}/licences/{product}/waiting");
    let next = queue.next.as_ref().map(|next| Link::new("", format!("{own}?after={}", part(next))));
    let body = html! {
        (heading(&Heading { caption: Some(name.clone()), ..Heading::page("Waiting for a licence") }))
        p { "Who asked first is served first, as soon as a licence becomes free." }
        @if queue.items.is_empty() {
            (empty_state(&EmptyState { text: "Nobody is waiting".to_owned(), ..EmptyState::default() }))
        } @else {
            (table(&Table {
                caption: "People in turn".to_owned(),
                caption_hidden: true,
                columns: vec![Column::text("Name"), Column::text("Since")],
                rows: queue.items.iter().map(|line| vec![
                    link(&Link::new(line.name.as_str(), format!("/o/{code}/people/{}", line.account))).into(),
                    zone.day(line.since.micros()).into(),
                ]).collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
            (pagination(&Pagination { next, ..Pagination::default() }))
        }
    };
    Ok(frame.page(Page {
        title: "Waiting for a licence".to_owned(),
        caption: name,
        breadcrumbs: vec![
            Link::new(overview.name.as_str(), format!("/o/{code}")),
            Link::new("Licences", format!("/o/{code}/licences")),
        ],
        body,
        ..Page::default()
    }))
}
