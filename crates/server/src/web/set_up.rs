//! Setting the service up: what has to be done once before people can work, put together from what slices say.
//!
//! Nothing is kept: each step looks at how things stand, so that a step that is undone shows up again.

use axum::Router;
use axum::extract::State;
use axum::routing::get;
use directory::organisations::ListFiles;
use kernel::config::Settings;
use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result, messages};
use ui::components::{Heading, heading};
use ui::frame::{Frame, Page, PageResponse};
use ui::home::{Card, Step, StepState, how_far, steps};
use ui::link::Link;

use super::home::PATIENCE;
use super::menu::SET_UP;

/// Makes a step.
type StepSource = fn(Door, Call) -> BoxFuture<'static, Result<Step>>;

/// What the settings say of the service itself.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    product: String,
    domain: String,
    portal_url: String,
}

impl Named {
    pub(crate) fn of(settings: &Settings) -> Self {
        Self {
            product: settings.brand.product.clone(),
            domain: settings.brand.domain.clone(),
            portal_url: settings.portal_url.clone(),
        }
    }
}

pub(super) fn routes() -> Router<App> {
    Router::new().route("/national/set-up", get(page))
}

/// The steps of everybody; one that fails or is late is left out of the count and says so.
async fn found(door: &Door, call: &Call) -> Result<Vec<Step>> {
    // Who may import the register runs the service.
    door.ask(call, &ListFiles { limit: Some(1) }).await?;
    let sources: Vec<StepSource> = [
        vec![own as StepSource, rules],
        directory::organisations::portal::steps(),
        access::steps(),
        entitlement::steps(),
        tenant::steps(),
    ]
    .concat();
    let asked: Vec<_> = sources
        .into_iter()
        .map(|source| {
            tokio::spawn(tokio::time::timeout(PATIENCE, source(door.clone(), call.clone())))
        })
        .collect();
    let mut found = Vec::with_capacity(asked.len());
    for step in asked {
        match step.await {
            Ok(Ok(Ok(step))) => found.push(step),
            Ok(Ok(Err(error @ Error::Refused(_)))) => return Err(error),
            Ok(Ok(Err(error))) => {
                tracing::warn!(%error, "a step of setting up failed");
                found.push(silent());
            }
            _ => found.push(silent()),
        }
    }
    Ok(found)
}

/// What stands in place of a step whose answer did not come.
fn silent() -> Step {
    Step {
        order: 900,
        text: "One step is not answering".to_owned(),
        says: "Reload the page to try again.".to_owned(),
        href: None,
        state: StepState::Optional,
    }
}

/// The name and the addresses of the service.
fn own(door: Door, _: Call) -> BoxFuture<'static, Result<Step>> {
    Box::pin(async move {
        let named = door.ports().port::<Named>()?;
        let is_local = ["//localhost", "//127.0.0.1", "//[::1]"]
            .iter()
            .any(|local| named.portal_url.contains(local));
        let says = format!(
            "{}, at {}, with addresses that end in @{}. The settings file guildhall.toml says so; the service reads it when it starts.",
            named.product, named.portal_url, named.domain
        );
        let (state, says) = if is_local {
            (StepState::ToDo, format!("{says} Nobody else can reach this address."))
        } else {
            (StepState::Done, says)
        };
        let text = "Name the service and its address".to_owned();
        Ok(Step { order: 10, text, says, href: None, state })
    })
}

fn rules(_: Door, _: Call) -> BoxFuture<'static, Result<Step>> {
    Box::pin(async move {
        Ok(Step {
            order: 55,
            text: "Look at the rules with numbers".to_owned(),
            says: "How long leavers stay, how long a start code works, and so on. They begin with what a national service uses.".to_owned(),
            href: Some("/national/rules".to_owned()),
            state: StepState::Optional,
        })
    })
}

async fn page(State(app): State<App>, caller: Caller, frame: Frame) -> Result<PageResponse> {
    if frame.who.is_none() {
        return Err(messages::SIGN_IN.refuse().into());
    }
    let found = found(&app.door, &caller.call(&app.door)).await?;
    let body = maud::html! {
        (heading(&Heading::page("Set up the service")))
        p { "What has to be done once before people can work. Each step can be looked at and changed again at any time." }
        (steps(&found))
    };
    Ok(frame.page(Page {
        title: "Set up the service".to_owned(),
        breadcrumbs: vec![Link::new("Home", "/home"), Link::new("National", "/national")],
        body,
        ..Page::default()
    }))
}

/// The card of those who set the service up, while something is left to do.
pub(super) fn card(door: Door, call: Call) -> BoxFuture<'static, Result<Option<Card>>> {
    Box::pin(async move {
        let found = found(&door, &call).await?;
        let next =
            found.iter().filter(|step| step.state == StepState::ToDo).min_by_key(|step| step.order);
        Ok(next.map(|next| Card {
            id: "set-up".to_owned(),
            title: "Set up the service".to_owned(),
            body: maud::html! { p { (how_far(&found)) " Next: " (next.text) "." } },
            link: Some(Link::new("See all steps", SET_UP)),
            order: 5,
        }))
    })
}
