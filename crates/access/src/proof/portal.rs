//! `/o/CODE/history/proof`: the proof file of an organisation, and how it is checked.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use kernel::http::{App, Caller};
use kernel::refusal::{Fault, Result};
use maud::{Markup, html};
use ui::Link;
use ui::components::{Button, Heading, SummaryList, SummaryRow, button, heading, summary_list};
use ui::frame::{Frame, Page, PageResponse};

use super::CheckpointKey;
use super::queries::{CoverageOf, Covered, ReceiptOf};
use crate::moments::Zone;

/// The pages of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/o/{code}/history/proof", get(page))
        .route("/o/{code}/history/proof.json", get(download))
}

/// Where the proof file of an organisation is, for those who may have it.
pub(crate) async fn link_for(app: &App, caller: &Caller, code: &str) -> Option<Link> {
    let query = CoverageOf { organisation: code.to_owned() };
    let found = app.door.ask(&caller.call(&app.door), &query).await.ok()?;
    Some(Link::new("Proof file", format!("/o/{}/history/proof", found.organisation)))
}

async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let query = CoverageOf { organisation: code };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let key = app.door.ports().port::<CheckpointKey>().ok();
    let home = format!("/o/{}", found.organisation);
    Ok(frame.page(Page {
        title: "Proof file".to_owned(),
        caption: found.organisation_name.clone(),
        breadcrumbs: vec![
            Link::new(found.organisation_name.as_str(), home.as_str()),
            Link::new("History", format!("{home}/history")),
        ],
        body: html! {
            (heading(&Heading {
                caption: Some(found.organisation_name.clone()),
                ..Heading::page("Proof file")
            }))
            p { "The proof file holds everything that was done here, with the proof that nothing was changed and nothing was left out." }
            p { "It holds personal details. Keep it where only those who may see them can open it." }
            (body(&found, key.as_deref(), &Zone::of(&app.door)))
        },
        ..Page::default()
    }))
}

fn body(found: &Covered, key: Option<&CheckpointKey>, zone: &Zone) -> Markup {
    let (Some(entries), Some(at)) = (found.entries, found.at) else {
        return html! {
            p { "There is nothing to prove yet. A checkpoint is made every minute in which something happens; come back then." }
        };
    };
    let mut rows = vec![
        SummaryRow::new("Acts in it", entries.to_string()),
        SummaryRow::new("Up to", zone.minute(at)),
        SummaryRow::new("Key of the organisation", found.key.to_string()),
    ];
    if let Some(CheckpointKey(key)) = key {
        rows.push(SummaryRow::new("Key of the checkpoints", key.as_str()));
    }
    let address = format!("/o/{}/history/proof.json", found.organisation);
    html! {
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        (button(&Button::primary("Download the proof file").to(address)))
        p {
            "Anybody can check it without this service: guildhall audit check FILE --key KEY. "
            "Keep the key of the checkpoints from a time when you trusted it."
        }
    }
}

async fn download(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
) -> Result<Response> {
    let query = ReceiptOf { organisation: code };
    let receipt = app.door.ask(&caller.call(&app.door), &query).await?;
    let text = serde_json::to_vec(&receipt)
        .map_err(|error| Fault::defect("writing a proof file").because(error))?;
    let mut headers = HeaderMap::new();
    ui::frame::security_headers(&mut headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_static("attachment; filename=\"proof.json\""),
    );
    Ok((headers, text).into_response())
}
