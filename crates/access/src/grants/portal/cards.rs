//! What this capability puts on the home page.

use std::collections::BTreeSet;

use kernel::authority::Role;
use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::refusal::{Error, Kind, Result};
use maud::html;
use ui::Link;
use ui::home::Card;

use super::super::queries::{AdministratorCard, GrantState, GrantsInOrganisation, MyGrants};
use super::cover;
use super::list::enough;

/// A card: what it says to the caller, or nothing.
pub type CardOf = fn(Door, Call) -> BoxFuture<'static, Result<Option<Card>>>;

/// A card of an organisation's overview, by its code.
pub type OrganisationCardOf = fn(Door, Call, String) -> BoxFuture<'static, Result<Option<Card>>>;

/// Roles named on the card of one organisation.
const HOLDERS: u32 = 8;
/// Organisations looked at for one card.
const ORGANISATIONS: usize = 5;

/// The cards, in no order; each says where it stands.
pub fn cards() -> Vec<CardOf> {
    vec![
        |door, call| Box::pin(too_few(door, call)),
        |door, call| Box::pin(cover::card(door, call)),
        |door, call| Box::pin(my_administrators(door, call)),
    ]
}

/// For primary local administrators: organisations of theirs that would be stuck when one administrator is away.
async fn too_few(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let own = door.ask(&call, &MyGrants {}).await?;
    let led: BTreeSet<String> = own
        .into_iter()
        .filter(|line| {
            line.role == Role::PrimaryLocalAdministrator && line.state == GrantState::Live
        })
        .filter_map(|line| line.organisation)
        .collect();
    if led.is_empty() {
        return Ok(None);
    }
    let mut found = Vec::new();
    for code in led.iter().take(ORGANISATIONS) {
        let query =
            GrantsInOrganisation { organisation: code.clone(), after: None, limit: Some(1) };
        found.push(door.ask(&call, &query).await?);
    }
    let first = led.first().cloned().unwrap_or_default();
    let body = html! {
        @for organisation in found.iter().filter(|organisation| organisation.too_few) {
            p {
                a.nhsuk-link href={ "/o/" (organisation.organisation) "/administrators" } {
                    (organisation.organisation_name)
                }
                ": " (enough(organisation.working_administrators))
            }
        }
        @if !found.iter().any(|organisation| organisation.too_few) {
            p { "Enough people can administer your organisations." }
        }
        @if led.len() > ORGANISATIONS {
            p { "Shown for " (ORGANISATIONS) " of your " (led.len()) " organisations." }
        }
    };
    Ok(Some(Card {
        id: "administrators".to_owned(),
        title: "Administrators".to_owned(),
        body,
        link: Some(Link::new("See administrators", format!("/o/{first}/administrators"))),
        order: 60,
    }))
}

/// The card of one organisation's overview.
pub fn organisation_cards() -> Vec<OrganisationCardOf> {
    vec![|door, call, code| Box::pin(administrators_of(door, call, code))]
}

/// Who administers one organisation, and whether they are enough.
async fn administrators_of(door: Door, call: Call, code: String) -> Result<Option<Card>> {
    let query = GrantsInOrganisation { organisation: code, after: None, limit: Some(HOLDERS) };
    let found = door.ask(&call, &query).await?;
    let body = html! {
        @if found.too_few {
            p { strong { (enough(found.working_administrators)) } }
        } @else {
            p { (found.working_administrators) " people can administer this organisation." }
        }
        ul.nhsuk-list {
            @for line in &found.items {
                li {
                    (line.name) ", " (line.role.name())
                    @match line.state {
                        GrantState::Live => {},
                        GrantState::Coming => " (not yet)",
                        GrantState::Resting => " (cannot sign in)",
                    }
                }
            }
        }
        @if found.next.is_some() { p.app-card__more { "There are more in the list." } }
    };
    Ok(Some(Card {
        id: "administrators".to_owned(),
        title: "Administrators".to_owned(),
        body,
        link: Some(Link::new(
            "See administrators",
            format!("/o/{}/administrators", found.organisation),
        )),
        order: 40,
    }))
}

/// For everyone: whom to ask.
async fn my_administrators(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let found = match door.ask(&call, &AdministratorCard::default()).await {
        Ok(found) => found,
        Err(Error::Refused(refusal)) if refusal.kind == Kind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let body = html! {
        @if found.administrators.is_empty() {
            p { "Nobody is named for " (found.organisation_name) ". Ask the service desk." }
        }
        ul.nhsuk-list {
            @for one in found.administrators.iter().take(ORGANISATIONS) {
                li {
                    (one.name) ", " (one.role.name())
                    @if let Some(telephone) = &one.telephone {
                        ", " (ui::link::telephone(telephone))
                    }
                }
            }
        }
    };
    Ok(Some(Card {
        id: "my-administrators".to_owned(),
        title: "My administrators".to_owned(),
        body,
        link: Some(Link::new("My organisation", "/my-organisation")),
        order: 90,
    }))
}
