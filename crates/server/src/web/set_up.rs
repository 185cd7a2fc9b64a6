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
use kernel::refusal::{Result, messages};
use signin::breached::{BreachedList, Standing};
use tokio::task::JoinSet;
use ui::components::{Heading, heading};
use ui::frame::{Frame, Page, PageResponse};
use ui::home::{Card, Step, StepState, how_far, steps};
use ui::link::Link;
use ui::when::Zone;

use super::home::PATIENCE;

/// Where the steps of setting the service up are.
pub(super) const SET_UP: &str = "/national/set-up";

/// Makes the steps of one slice.
type StepSource = fn(Door, Call) -> BoxFuture<'static, Result<Vec<Step>>>;

/// What the settings say of the service itself.
#[derive(Clone, Debug)]
pub(crate) struct Named {
    product: String,
    domain: String,
    portal_url: String,
}

impl Named {
    /// What these settings say.
    pub(crate) fn of(settings: &Settings) -> Self {
        Self {
            product: settings.brand.product.clone(),
            domain: settings.brand.domain.clone(),
            portal_url: settings.portal_url.clone(),
        }
    }
}

impl Named {
    /// Whether only this machine can reach the portal.
    fn is_local(&self) -> bool {
        let address: Option<axum::http::Uri> = self.portal_url.parse().ok();
        let host = address.as_ref().and_then(axum::http::Uri::host);
        host.is_some_and(|host| matches!(host, "localhost" | "127.0.0.1" | "[::1]"))
    }
}

pub(super) fn routes() -> Router<App> {
    Router::new().route("/national/set-up", get(page))
}

/// The steps of everybody; those that fail or are late are not known, and say so.
async fn found(door: &Door, call: &Call) -> Result<Vec<Step>> {
    // Who may import the register runs the service.
    door.ask(call, &ListFiles { limit: Some(1) }).await?;
    let sources: [StepSource; 5] = [
        own,
        directory::organisations::portal::steps,
        access::steps,
        entitlement::steps,
        tenant::steps,
    ];
    let mut asked = JoinSet::new();
    for source in sources {
        asked.spawn(tokio::time::timeout(PATIENCE, source(door.clone(), call.clone())));
    }
    let mut found = Vec::new();
    while let Some(steps) = asked.join_next().await {
        match steps {
            Ok(Ok(Ok(steps))) => found.extend(steps),
            Ok(Ok(Err(error))) => {
                tracing::warn!(%error, "steps of setting up failed");
                found.push(silent());
            }
            _ => found.push(silent()),
        }
    }
    Ok(found)
}

/// What stands in place of steps whose answer did not come.
fn silent() -> Step {
    Step {
        order: 900,
        text: "A step is not answering".to_owned(),
        says: "Reload the page to try again.".to_owned(),
        href: None,
        state: StepState::Unknown,
    }
}

/// The name and the addresses of the service, its letters, and its numbers.
fn own(door: Door, _: Call) -> BoxFuture<'static, Result<Vec<Step>>> {
    Box::pin(async move {
        let named = door.ports().port::<Named>()?;
        let says = format!(
            "{}, at {}, with addresses that end in @{}. The settings file guildhall.toml says so; the service reads it when it starts.",
            named.product, named.portal_url, named.domain
        );
        let (state, says) = if named.is_local() {
            (StepState::ToDo, format!("{says} Nobody else can reach this address."))
        } else {
            (StepState::Done, says)
        };
        let name = Step {
            order: 10,
            text: "Name the service and its address".to_owned(),
            says,
            href: None,
            state,
        };
        let numbers = Step {
            order: 55,
            text: "Look at the rules with numbers".to_owned(),
            says: "How long leavers stay, how long a start code works, and so on. They begin with what a national service uses.".to_owned(),
            href: Some("/national/rules".to_owned()),
            state: StepState::Optional,
        };
        Ok(vec![name, mail(&door), numbers, breached(&door)])
    })
}

/// Which passwords are refused because they became known.
fn breached(door: &Door) -> Step {
    let list = door.ports().port::<BreachedList>();
    let (state, says) = match list.map(|list| list.standing()) {
        Ok(Ok(Some(Standing { entries, made_at, version }))) => {
            let zone = door.ports().port::<Zone>().unwrap_or_default();
            let day = zone.day(made_at.micros());
            let says = format!("{entries} passwords, version {version}, imported on {day} on the machine that answers. Import newer lists on every machine of the service; they have the same version then.");
            (StepState::Done, says)
        }
        Ok(Err(damaged)) => (
            StepState::ToDo,
            format!("The list on the machine that answers is damaged: {damaged}. Import it again: guildhall import breached-passwords FILE."),
        ),
        _ => (
            StepState::Optional,
            "There is no list, so no password is refused for being on one. On each machine of the service: guildhall import breached-passwords FILE.".to_owned(),
        ),
    };
    let text = "Bring a list of breached passwords".to_owned();
    Step { order: 57, text, says, href: None, state }
}

/// Who carries the letters.
fn mail(door: &Door) -> Step {
    let (state, says) = if door.ports().port::<casework::notices::Relay>().is_ok() {
        (StepState::Done, "Letters go out. The log shows what became of each.")
    } else {
        let says = "No mail server is named: letters are kept here and nobody gets one. The settings file guildhall.toml names it.";
        (StepState::ToDo, says)
    };
    let href = Some("/national/letters".to_owned());
    Step { order: 25, text: "Name a mail server".to_owned(), says: says.to_owned(), href, state }
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
        breadcrumbs: vec![Link::new("National", "/national")],
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
