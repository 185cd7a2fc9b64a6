//! What other pages show: the line of *Can they work?*, and the cards of the home page.

use std::collections::BTreeMap;

use facts::directory::OrganisationOf;
use kernel::authority::{Role, grants_of};
use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Error, Kind, Result};
use maud::html;
use ui::Link;
use ui::home::{Card, ReadyLine, ReadyState};
use wire::graph::query::encode;

use super::words::{self, Moments};
use crate::graph::Connection;
use crate::shadow::queries::{OnTheWay, Overview, Stage, StateOf};
use crate::shadow::store;

/// Makes a card of the home page, if the actor has something to see there.
pub type MakeCard = fn(Door, Call) -> BoxFuture<'static, Result<Option<Card>>>;
/// Makes a card of an organisation's overview, by its code.
pub type MakeOrganisationCard = fn(Door, Call, String) -> BoxFuture<'static, Result<Option<Card>>>;
/// Makes lines of *Can they work?*.
pub type MakeReadyLines = fn(Door, Call, AccountId) -> BoxFuture<'static, Result<Vec<ReadyLine>>>;

/// Organisations that one card names at most.
const NAMED: usize = 5;

/// The cards.
pub fn cards() -> Vec<MakeCard> {
    vec![|door, call| Box::pin(on_the_way(door, call)), |door, call| {
        Box::pin(connection(door, call))
    }]
}

/// The lines.
pub fn ready_lines() -> Vec<MakeReadyLines> {
    vec![|door, call, account| Box::pin(line(door, call, account))]
}

/// Nothing to see is no error of the page.
fn visible<T>(outcome: Result<T>) -> Result<Option<T>> {
    match outcome {
        Ok(seen) => Ok(Some(seen)),
        Err(Error::Refused(refusal))
            if matches!(refusal.kind, Kind::NotAllowed | Kind::NotFound) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

async fn line(door: Door, call: Call, account: AccountId) -> Result<Vec<ReadyLine>> {
    let Some(view) = visible(door.ask(&call, &StateOf { person: account }).await)? else {
        return Ok(Vec::new());
    };
    let moments = Moments::of(&door);
    let is_own = call.actor.account() == Some(account);
    // What to do stands in the list of the organisation, which is for those who look after it.
    let code = match view.stage {
        Stage::Refused if !is_own => organisation_code(&door, account).await?,
        _ => None,
    };
    let is_waiting = matches!(view.stage, Stage::Saved | Stage::OnItsWay);
    let hold = if is_waiting { hold(&door).await? } else { None };
    let state = match (view.stage, hold) {
        (Stage::Live | Stage::Removed | Stage::NotInMicrosoft365, _) => ReadyState::Ok,
        (_, Some(Hold::NotConnected)) => ReadyState::Ok,
        (_, Some(Hold::Paused)) => ReadyState::NeedsThem,
        (Stage::Saved | Stage::OnItsWay, None) => ReadyState::ReadyBy(moments.soon()),
        (Stage::Refused, _) if is_own => ReadyState::NeedsThem,
        (Stage::Refused, _) => ReadyState::NeedsYou,
    };
    let act =
        code.map(|code| Link::new("See what to do", format!("/o/{}/on-the-way", encode(&code))));
    let text = match hold {
        Some(Hold::NotConnected) => {
            "Saved here. This service is not connected to Microsoft 365.".to_owned()
        }
        Some(Hold::Paused) => {
            "Saved here. The platform administrators have paused sending to Microsoft 365."
                .to_owned()
        }
        None => words::sentence(&view, &moments),
    };
    Ok(vec![ReadyLine { order: 80, topic: "Microsoft 365".to_owned(), state, text, act }])
}

/// Why nothing is sent to anybody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    NotConnected,
    Paused,
}

async fn hold(door: &Door) -> Result<Option<Hold>> {
    if door.ports().port::<Connection>().is_err() {
        return Ok(Some(Hold::NotConnected));
    }
    let mut reader = door.reader().await?;
    Ok(store::switch(&mut reader).await?.is_paused.then_some(Hold::Paused))
}

async fn organisation_code(door: &Door, account: AccountId) -> Result<Option<String>> {
    let mut reader = door.reader().await?;
    let view = reader.ask(facts::directory::AccountOf(account)).await?;
    Ok(view.map(|view| view.organisation_code))
}

/// What is on the way in the organisations the actor looks after by name, a few of them.
async fn on_the_way(door: Door, call: Call) -> Result<Option<Card>> {
    let Some(account) = call.actor.account() else { return Ok(None) };
    let codes = administered(&door, &call, account).await?;
    let (mut shown, mut last) = (Vec::new(), None);
    for (code, name) in codes {
        let query = OnTheWay { organisation: code.clone(), after: None, limit: Some(1) };
        if let Some(page) = visible(door.ask(&call, &query).await)? {
            last = Some(Link::new("On the way", format!("/o/{}/on-the-way", encode(&code))));
            shown.push((code, name, page));
        }
    }
    if shown.is_empty() {
        return Ok(None);
    }
    let moments = Moments::of(&door);
    let is_quiet =
        |page: &crate::shadow::OnTheWayPage| page.waiting + page.sent + page.refused == 0;
    let body = html! {
        @if shown.iter().all(|(_, _, page)| is_quiet(page)) {
            p { "Everything is live in Microsoft 365." }
        } @else {
            ul.nhsuk-list {
                @for (code, name, page) in shown.iter().filter(|(_, _, page)| !is_quiet(page)) {
                    li {
                        (ui::link::link(&Link::new(name.as_str(), format!("/o/{}/on-the-way", encode(code)))))
                        ": " (words::count(page.waiting + page.sent)) " on the way, "
                        (words::count(page.refused)) " not accepted"
                        @if let Some(oldest) = &page.oldest { ", oldest saved at " (moments.say(oldest)) }
                    }
                }
            }
        }
    };
    let link = last.filter(|_| shown.len() == 1);
    Ok(Some(Card {
        id: "on-the-way".to_owned(),
        title: "On the way to Microsoft 365".to_owned(),
        body,
        link,
        order: 60,
    }))
}

/// The card of one organisation's overview.
pub fn organisation_cards() -> Vec<MakeOrganisationCard> {
    vec![|door, call, code| Box::pin(way_of(door, call, code))]
}

/// What of one organisation is not live yet.
async fn way_of(door: Door, call: Call, code: String) -> Result<Option<Card>> {
    let query = OnTheWay { organisation: code.clone(), after: None, limit: Some(1) };
    let page = door.ask(&call, &query).await?;
    let moments = Moments::of(&door);
    let body = html! {
        @if page.waiting + page.sent + page.refused == 0 {
            p { "Everything is live in Microsoft 365." }
        } @else {
            p {
                (words::count(page.waiting + page.sent)) " on the way, "
                (words::count(page.refused)) " not accepted."
            }
            @if let Some(oldest) = &page.oldest { p { "The oldest was saved at " (moments.say(oldest)) "." } }
        }
    };
    Ok(Some(Card {
        id: "on-the-way".to_owned(),
        title: "On the way to Microsoft 365".to_owned(),
        body,
        link: Some(Link::new("See what is on the way", format!("/o/{}/on-the-way", encode(&code)))),
        order: 50,
    }))
}

/// Code and name of the organisations in which the actor holds a grant, by code.
async fn administered(
    door: &Door,
    call: &Call,
    account: AccountId,
) -> Result<BTreeMap<String, String>> {
    let mut reader = door.reader().await?;
    let grants = grants_of(&mut reader, account, call.now).await?;
    let live = grants.iter().filter(|grant| grant.is_live(call.now));
    let mut organisations: Vec<OrganisationId> =
        live.filter_map(|grant| grant.span.organisation()).collect();
    organisations.sort_unstable();
    organisations.dedup();
    let mut found = BTreeMap::new();
    for organisation in organisations.into_iter().take(NAMED) {
        if let Some(view) = reader.ask(OrganisationOf(organisation)).await? {
            found.insert(view.code, view.name);
        }
    }
    Ok(found)
}

/// The whole queue, for those who run the connection.
async fn connection(door: Door, call: Call) -> Result<Option<Card>> {
    let Some(account) = call.actor.account() else { return Ok(None) };
    let mut reader = door.reader().await?;
    let grants = grants_of(&mut reader, account, call.now).await?;
    drop(reader);
    let runs = |role| matches!(role, Role::PlatformAdministrator | Role::SecondPlatformApprover);
    if !grants.iter().any(|grant| grant.is_live(call.now) && runs(grant.role)) {
        return Ok(None);
    }
    let Some(view) = visible(door.ask(&call, &Overview {}).await)? else { return Ok(None) };
    let moments = Moments::of(&door);
    let body = html! {
        @if view.paused { p { strong { "Sending is paused." } } }
        @if view.trouble.is_some() { p { strong { "The connection is having trouble." } } }
        @if view.waiting + view.sent + view.refused == 0 {
            p { "Everything is live in Microsoft 365." }
        } @else {
            p {
                (words::count(view.waiting + view.sent)) " on the way, "
                (words::count(view.refused)) " not accepted."
            }
            @if let Some(oldest) = &view.oldest { p { "The oldest was saved at " (moments.say(oldest)) "." } }
        }
    };
    Ok(Some(Card {
        id: "microsoft-365".to_owned(),
        title: "Connection to Microsoft 365".to_owned(),
        body,
        link: Some(Link::new("Queue, pause and check", "/national/tenant")),
        order: 61,
    }))
}
