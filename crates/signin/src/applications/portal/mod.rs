//! `/national/applications`: what people sign in to with their account, and who may use it.

mod ask;
mod change;
mod fields;
mod list;
mod one;
mod register;
mod saml;
mod trial;

use axum::Router;
use axum::routing::get;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::{Markup, html};
use ui::components::{Level, Panel, panel};
use ui::link::Link;
use uuid::Uuid;

use super::{ApplicationOf, ApplicationView};

const TITLE: &str = "Applications";
const HERE: &str = "/national/applications";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/national/applications", get(list::page))
        .route("/national/applications/new", get(register::page).post(register::register))
        .route("/national/applications/{application}", get(one::page))
        .route(
            "/national/applications/{application}/change",
            get(change::page).post(change::change),
        )
        .route("/national/applications/{application}/secret", get(ask::secret).post(ask::rotate))
        .route("/national/applications/{application}/test", get(trial::page))
        .route("/national/applications/{application}/retire", get(ask::end).post(ask::retire))
}

/// The address of one.
fn address(application: Uuid) -> String {
    format!("{HERE}/{application}")
}

/// The pages above one.
fn above() -> Vec<Link> {
    vec![Link::new("National", "/national"), Link::new(TITLE, HERE)]
}

/// The application that an address names.
async fn found(app: &App, caller: &Caller, key: &str) -> Result<ApplicationView> {
    let application = key.parse().map_err(|_| common::NOT_FOUND.refuse())?;
    app.door.ask(&caller.call(&app.door), &ApplicationOf { application }).await
}

/// What is shown once.
fn shown_once(client_id: &str, secret: Option<&str>) -> Markup {
    panel(&Panel {
        heading: "What the application needs".to_owned(),
        level: Level::Two,
        body: html! {
            p { "Client id: " code { (client_id) } }
            @if let Some(secret) = secret {
                p { "Client secret: " code { (secret) } }
                p { "The secret is shown once. Copy it now, and hand it over in a way that nobody else can read." }
            } @else {
                p { "It has no secret: it proves in another way who it is." }
            }
        }
        .into(),
    })
}
