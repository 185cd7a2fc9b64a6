//! `/national/applications` and `/o/CODE/applications`: what people sign in to with their account, and who may use it. The
//! same pages, for the whole service and for what an organisation registers for its own people.

mod ask;
mod change;
mod fields;
mod hold;
mod list;
mod one;
mod register;
mod saml;
mod trial;

use axum::Router;
use axum::routing::get;
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::{Value, json};
use ui::components::{Level, Panel, panel};
use ui::link::Link;
use uuid::Uuid;

use super::{
    ApplicationOf, ApplicationOfOrganisation, ApplicationView, ChangeApplication, HoldApplication,
    RegisterApplication, RetireApplication, RotateApplicationSecret,
};
use crate::consents::AllowForAll;

const TITLE: &str = "Applications";

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
        .route("/national/applications/{application}/hold", get(hold::page).post(hold::hold))
        .route("/national/applications/{application}/retire", get(ask::end).post(ask::retire))
        .route("/o/{code}/applications", get(list::own))
        .route("/o/{code}/applications/new", get(register::page).post(register::register))
        .route("/o/{code}/applications/{application}", get(one::page))
        .route(
            "/o/{code}/applications/{application}/change",
            get(change::page).post(change::change),
        )
        .route("/o/{code}/applications/{application}/secret", get(ask::secret).post(ask::rotate))
        .route("/o/{code}/applications/{application}/retire", get(ask::end).post(ask::retire))
}

/// What an address names: an organisation, unless it is about the whole service, and an application.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct At {
    #[serde(default)]
    code: Option<String>,
    #[serde(default)]
    application: String,
}

impl At {
    /// The list.
    fn list(&self) -> String {
        match &self.code {
            Some(code) => format!("/o/{code}/applications"),
            None => "/national/applications".to_owned(),
        }
    }

    /// The address of one.
    fn address(&self, application: Uuid) -> String {
        format!("{}/{application}", self.list())
    }

    /// The page above the list, by the name of the organisation.
    fn top(&self, name: Option<&str>) -> Link {
        match &self.code {
            Some(code) => Link::new(name.unwrap_or(code), format!("/o/{code}")),
            None => Link::new("National", "/national"),
        }
    }

    /// The pages above one.
    fn above(&self, name: Option<&str>) -> Vec<Link> {
        vec![self.top(name), Link::new(TITLE, self.list())]
    }
}

/// The application that an address names.
async fn found(app: &App, caller: &Caller, at: &At) -> Result<ApplicationView> {
    let application = at.application.parse().map_err(|_| common::NOT_FOUND.refuse())?;
    let call = caller.call(&app.door);
    match &at.code {
        None => app.door.ask(&call, &ApplicationOf { application }).await,
        Some(code) => {
            let query = ApplicationOfOrganisation { organisation: code.clone(), application };
            app.door.ask(&call, &query).await
        }
    }
}

/// What can be done to an application: offered to those whom it would not be refused.
#[derive(Clone, Copy)]
enum Act {
    Register,
    Change,
    Rotate,
    Retire,
    Hold,
    AllowForAll,
}

/// Whether the reader may do it to the application, or register one there.
async fn may(app: &App, caller: &Caller, at: &At, act: Act, key: Option<Uuid>) -> Result<bool> {
    let (name, body): (_, Value) = match act {
        Act::Register => {
            (RegisterApplication::NAME, json!({ "name": "", "organisation": at.code }))
        }
        Act::Change => (
            ChangeApplication::NAME,
            json!({ "application": key, "name": "", "scopes": [], "open_to": "nobody" }),
        ),
        Act::Rotate => (RotateApplicationSecret::NAME, json!({ "application": key })),
        Act::AllowForAll => (AllowForAll::NAME, json!({ "application": key })),
        Act::Retire => (RetireApplication::NAME, json!({ "application": key })),
        Act::Hold => (HoldApplication::NAME, json!({ "application": key, "reason": "" })),
    };
    app.door.may_by_name(&caller.call(&app.door), name, body).await
}

/// Whoever may not do it is not shown the form for it.
async fn must(app: &App, caller: &Caller, at: &At, act: Act, key: Option<Uuid>) -> Result<()> {
    if may(app, caller, at, act, key).await? {
        return Ok(());
    }
    Err(common::NOT_ALLOWED.refuse().into())
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
