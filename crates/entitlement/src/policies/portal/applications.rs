//! My applications: which Microsoft 365 applications somebody has, and whether they can begin.

use axum::extract::State;
use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use serde_json::{Value, json};
use ui::Link;
use ui::components::{
    Column, EmptyState, Heading, Table, Tag, TagColour, empty_state, heading, inset_text, table,
    tag,
};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::home::Card;
use ui::link::link;

use super::super::queries::{Applications, MyApplication, MyApplications, Standing};

/// How far the account itself is, which the tenant's side knows.
pub(crate) const STATE: &str = "tenant.state-of";

const HERE: &str = "/me/applications";
const TITLE: &str = "My applications";

/// Applications that the card names.
const NAMED: usize = 4;

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let found = app.door.ask(&call, &MyApplications {}).await?;
    let prepared = preparing(&app.door, &call).await;
    let body = html! {
        (heading(&Heading::page(TITLE)))
        @if let Some(words) = prepared { (inset_text(&words.into())) }
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "No applications yet".to_owned(),
                help: "They come with a licence, and your account has none.".into(),
                action: Some(Link::new("Ask for an application", "/ask/application")),
            }))
        } @else {
            @if let Some(policy) = &found.policy { p { "You are in the user policy " (policy) ", which decides what you have." } }
            (listed(&found))
            p { (link(&Link::new("Ask for an application", "/ask/application"))) " that you need and do not have" }
        }
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn listed(found: &Applications) -> Markup {
    let rows = found.items.iter().map(|item| {
        vec![item.name.as_str().into(), state(item).into(), item.licence.as_str().into()]
    });
    table(&Table {
        caption: "Microsoft 365 applications".to_owned(),
        columns: ["Application", "State", "Comes with"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn state(item: &MyApplication) -> Markup {
    let said = |text: &str, colour| tag(&Tag { text: text.to_owned(), colour, ..Tag::default() });
    match item.standing {
        Standing::Licensed => said("Ready", TagColour::Green),
        Standing::Off => {
            html! { (said("Off", TagColour::Grey)) " Your user policy switches it off" }
        }
        Standing::Waiting => html! {
            (said("Waiting", TagColour::Yellow)) " "
            @match item.ahead {
                Some(0) | None => "You get the next licence that is free",
                Some(1) => "One person waits in front of you",
                Some(ahead) => (format!("{ahead} people wait in front of you")),
            }
        },
    }
}

/// What stands between the account and its applications, if anything does: it is not live in Microsoft 365 yet.
async fn preparing(door: &Door, call: &Call) -> Option<String> {
    let person = call.actor.account()?;
    let asked = door.ask_by_name(call.clone(), STATE, json!({ "person": person })).await;
    // Whether the tenant's side answers does not decide whether this page does.
    let stage = asked.ok()?.get("stage").and_then(Value::as_str).map(str::to_owned)?;
    match stage.as_str() {
        "saved" | "on-its-way" => Some(
            "Your account is on its way to Microsoft 365. The applications open once it is live there.".to_owned(),
        ),
        "refused" => Some(
            "Your account is not live in Microsoft 365, because it was not accepted there. Your administrators see why.".to_owned(),
        ),
        _ => None,
    }
}

/// The card of the home page: what somebody can begin with.
pub fn applications_card(door: Door, call: Call) -> BoxFuture<'static, Result<Option<Card>>> {
    Box::pin(async move {
        if call.actor.account().is_none() {
            return Ok(None);
        }
        let found = door.ask(&call, &MyApplications {}).await?;
        let prepared = preparing(&door, &call).await;
        Ok(Some(Card {
            id: "my-applications".to_owned(),
            title: TITLE.to_owned(),
            body: html! {
                p { (summary(&found)) }
                @if let Some(words) = prepared { p { (words) } }
            },
            link: Some(Link::new("See my applications", HERE)),
            order: 81,
        }))
    })
}

/// "Email and calendar, Teams, OneDrive and 12 more are ready. 2 wait for a licence."
fn summary(found: &Applications) -> String {
    let of = |wanted: Standing| {
        found
            .items
            .iter()
            .filter(move |item| item.standing == wanted)
            .map(|item| item.name.as_str())
    };
    let ready: Vec<&str> = of(Standing::Licensed).collect();
    let waiting = of(Standing::Waiting).count();
    let mut words = match ready.as_slice() {
        [] if waiting == 0 => {
            "Your account has no licence, and no Microsoft 365 applications with it.".to_owned()
        }
        [] => String::new(),
        [one] => format!("{one} is ready. "),
        few if few.len() <= NAMED => {
            let (last, first) = few.split_last().map_or(("", few), |(last, first)| (*last, first));
            format!("{} and {last} are ready. ", first.join(", "))
        }
        many => {
            format!("{} and {} more are ready. ", many[..NAMED].join(", "), many.len() - NAMED)
        }
    };
    match waiting {
        0 => {}
        1 => words.push_str("One waits for a licence."),
        many => words.push_str(&format!("{many} wait for a licence.")),
    }
    words.trim_end().to_owned()
}
