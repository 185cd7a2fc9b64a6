//! Home and the overviews: cards that slices contribute, merged, each with its own time limit.

use std::time::Duration;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use facts::directory::OrganisationCoded;
use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages};
use maud::{Markup, html};
use ui::components::{Heading, heading};
use ui::frame::{Frame, NavGroup, NavItem, Page, PageResponse, Width};
use ui::home::{Card, cards, late_card};
use ui::link::{Link, link};

use super::sections::stands_under;
use super::set_up;

/// A card that a slice contributes; none where there is nothing for this person.
type CardInTheMaking = BoxFuture<'static, Result<Option<Card>>>;
/// What makes a card about the organisation of a code.
type OrganisationCardSource = fn(Door, Call, String) -> CardInTheMaking;

/// How long one card may take before the page goes out without it.
pub(super) const PATIENCE: Duration = Duration::from_millis(800);

/// Cards from this place on are about the person who is signed in.
const OWN: u16 = 80;

/// Cards that say nothing of what somebody's role is about.
const OF_ANY_ROLE: [&str; 4] = ["to-do", "cover", "terms", "second-step"];

/// The pages put together from cards.
pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/home", get(home))
        .route("/o/{code}", get(overview))
        .route("/national", get(national))
}

fn home_cards(door: &Door, call: &Call) -> Vec<CardInTheMaking> {
    let sources = [
        directory::organisations::portal::cards(),
        directory::people::cards(),
        directory::transfers::cards(),
        directory::joining::cards(),
        directory::served::cards(),
        signin::cards(),
        entitlement::cards(),
        access::cards(),
        tenant::cards(),
        casework::requests::portal::cards(),
        casework::bulk::portal::cards(),
    ];
    let own = vec![set_up::card as fn(Door, Call) -> CardInTheMaking];
    let sources = [sources.concat(), own].concat();
    sources.into_iter().map(|source| source(door.clone(), call.clone())).collect()
}

fn organisation_cards(door: &Door, call: &Call, code: &str) -> Vec<CardInTheMaking> {
    let sources = [
        directory::organisations::portal::organisation_cards(),
        directory::people::organisation_cards(),
        directory::transfers::organisation_cards(),
        directory::joining::organisation_cards(),
        directory::served::organisation_cards(),
        entitlement::organisation_cards(),
        access::organisation_cards(),
        tenant::organisation_cards(),
        casework::bulk::portal::organisation_cards(),
    ];
    let made = |source: OrganisationCardSource| source(door.clone(), call.clone(), code.to_owned());
    sources.concat().into_iter().map(made).collect()
}

/// All cards that there are; one that is late or fails says so, and one that the person may not see is left out.
async fn gather(making: Vec<CardInTheMaking>) -> Vec<Card> {
    let asked: Vec<_> = making
        .into_iter()
        .enumerate()
        .map(|(place, card)| {
            tokio::spawn(async move {
                match tokio::time::timeout(PATIENCE, card).await {
                    Ok(Ok(card)) => card,
                    Ok(Err(kernel::refusal::Error::Refused(_))) => None,
                    Ok(Err(error)) => {
                        tracing::warn!(%error, "a card failed");
                        Some(late_card(&format!("late-{place}"), "Not answering", 900))
                    }
                    Err(_) => Some(late_card(&format!("late-{place}"), "Not answering", 900)),
                }
            })
        })
        .collect();
    let mut found = Vec::new();
    for card in asked {
        if let Ok(Some(card)) = card.await {
            found.push(card);
        }
    }
    found
}

async fn home(State(app): State<App>, caller: Caller, frame: Frame) -> Result<Response> {
    let Some(who) = frame.who.clone() else { return Err(messages::SIGN_IN.refuse().into()) };
    if let Some(account) = caller.actor.account()
        && signin::welcome::leads(&app.door, account).await?
    {
        return Ok(signin::see_other("/welcome"));
    }
    let call = caller.call(&app.door);
    let mut found = gather(home_cards(&app.door, &call)).await;
    if !found.iter().any(|card| card.order < OWN && !OF_ANY_ROLE.contains(&card.id.as_str())) {
        found.extend(quiet_work(&frame.nav));
    }
    let body = html! {
        (heading(&Heading::page("Home")))
        p { "You are signed in as " strong { (who.name) } ", " (who.organisation) ". " (link(&Link::new("Not you?", "/me"))) }
        @if found.is_empty() { (nothing_yet()) } @else { (cards(&found)) }
    };
    let page = Page { title: "Home".to_owned(), width: Width::Full, body, ..Page::default() };
    Ok(frame.page(page).into_response())
}

/// For whoever holds a role of which nothing is to be said at the moment: where it leads.
fn quiet_work(menu: &[NavItem]) -> Option<Card> {
    let is_work = |item: &&NavItem| item.href == "/national" || stands_under("/o", &item.href);
    let places: Vec<&NavItem> = menu.iter().filter(is_work).collect();
    let first = places.first()?;
    Some(Card {
        id: "quiet-work".to_owned(),
        title: "What you look after".to_owned(),
        body: html! { p { "You hold a role, and there is no news of it." } },
        link: Some(Link::new("See what you look after", first.href.clone())),
        order: OWN - 1,
    })
}

fn nothing_yet() -> Markup {
    html! {
        p { "There is nothing for you to do at the moment." }
        ul.nhsuk-list.nhsuk-list--bullet {
            li { (link(&Link::new("Find a colleague", "/people"))) }
            li { (link(&Link::new("Ask for something", "/ask"))) }
            li { (link(&Link::new("See your account and what was done to it", "/me"))) }
        }
    }
}

async fn overview(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let mut reader = app.door.reader().await?;
    // The menu is only there for those whose grants reach the organisation; for all others it does not exist.
    let (Some(view), Some(section)) =
        (reader.ask(OrganisationCoded(code)).await?, frame.section.clone())
    else {
        return Err(messages::NOT_FOUND.refuse().into());
    };
    drop(reader);
    let call = caller.call(&app.door);
    let found = gather(organisation_cards(&app.door, &call, &view.code)).await;
    let body = html! {
        (heading(&Heading { caption: Some(view.code.clone()), ..Heading::page(view.name.clone()) }))
        @if !found.is_empty() { (cards(&found)) }
        (ways(&section.groups))
    };
    Ok(frame.page(Page {
        title: view.name,
        caption: view.code,
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

async fn national(State(app): State<App>, caller: Caller, frame: Frame) -> Result<PageResponse> {
    if frame.who.is_none() {
        return Err(messages::SIGN_IN.refuse().into());
    }
    // The menu is there only for those who hold a role of the whole service; for all others this page is not.
    let Some(section) = frame.section.clone() else {
        return Err(messages::NOT_FOUND.refuse().into());
    };
    // The cards after those of one's work are about oneself, and stand on the home page.
    let found: Vec<Card> = gather(home_cards(&app.door, &caller.call(&app.door)))
        .await
        .into_iter()
        .filter(|card| card.order < OWN)
        .collect();
    let body = html! {
        (heading(&Heading::page("National overview")))
        (cards(&found))
        (ways(&section.groups))
    };
    Ok(frame.page(Page {
        title: "National overview".to_owned(),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

/// Where somebody can go from an overview: every page of the menu, in its groups.
fn ways(groups: &[NavGroup]) -> Markup {
    if groups.iter().all(NavGroup::is_current) {
        return html! {
            p { "Your role here has no pages of its own. Whoever gave it to you can say what it is for." }
            p { (link(&Link::new("See who administers your organisation", "/my-organisation"))) }
        };
    }
    html! {
        h2.nhsuk-heading-m { "What you can look after" }
        div.app-ways {
            @for group in groups.iter().filter(|group| !group.is_current()) {
                div.app-ways__group {
                    @if let Some(only) = group.only() {
                        h3.nhsuk-heading-s { (link(&Link::new(only.text.clone(), only.href.clone()))) }
                    } @else {
                        h3.nhsuk-heading-s { (group.text) }
                        ul.nhsuk-list {
                            @for item in &group.items { li { (link(&Link::new(item.text.clone(), item.href.clone()))) } }
                        }
                    }
                }
            }
        }
    }
}
