//! Pages that stand on their own: accessibility, terms, privacy, and whether the service is well.

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use kernel::door::Door;
use kernel::http::App;
use maud::{Markup, html};
use ui::components::{Heading, heading};
use ui::frame::{Frame, Page, PageResponse};

/// Where balancers ask whether this process takes requests.
pub const READY: &str = "/health/ready";

/// The pages.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/accessibility", get(accessibility))
        .route("/terms", get(terms))
        .route("/privacy", get(privacy))
        .route("/health/live", get(|| async { "live" }))
        .route("/health/ready", get(ready))
}

fn page(frame: &Frame, title: &str, body: &Markup) -> PageResponse {
    let body = html! { (heading(&Heading::page(title))) (body) };
    frame.page(Page { title: title.to_owned(), body, ..Page::default() })
}

async fn ready(State(app): State<App>) -> (StatusCode, &'static str) {
    readiness(&app.door).await
}

/// Ready means that the database answers.
pub(crate) async fn readiness(door: &Door) -> (StatusCode, &'static str) {
    match door.database().answers().await {
        Ok(()) => (StatusCode::OK, "ready"),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer"),
    }
}

async fn accessibility(frame: Frame) -> PageResponse {
    page(
        &frame,
        "Accessibility",
        &html! {
            p { "These pages are made to meet the Web Content Accessibility Guidelines, version 2.2, at level AA." }
            p { "You can use them with a keyboard alone, without JavaScript, with a screen reader, on a narrow screen and enlarged to 400%." }
            p { "If something is hard to use, tell us. " (frame.brand.help) }
        },
    )
}

/// The terms that count, for everybody; what always holds where none were published.
async fn terms(State(app): State<App>, frame: Frame) -> kernel::refusal::Result<PageResponse> {
    let published = signin::terms::words(&app.door).await?;
    let body = published.unwrap_or_else(|| {
        html! {
            p { "Use your own account and nobody else's. Keep your password to yourself." }
            p { "What you do here is recorded and can be seen by your organisation's administrators." }
        }
    });
    Ok(page(&frame, "Terms of use", &body))
}

async fn privacy(frame: Frame) -> PageResponse {
    page(
        &frame,
        "Privacy",
        &html! {
            p { "The service keeps your name, your work contact details, and a record of changes to your account." }
            p { "Everybody who is signed in can find your name, organisation, job title and work contact details, unless you are left out of the directory. A mobile number that you hide is seen by administrators only." }
            p { "We set one cookie. It keeps you signed in and ends with your session." }
        },
    )
}
