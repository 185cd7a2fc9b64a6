//! What an application asks for, in words to the person whom it asks.

use facts::directory::OrganisationOf;
use kernel::db::Reader;
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::link::{Link, link};

use super::HERE;
use crate::applications::{Application, OFFLINE, scope_to_person};

/// What somebody is asked about an application.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asks {
    /// To allow it what it will see.
    ToAllow,
    /// Nothing beyond whether they go on.
    Nothing,
}

/// What whoever is asked reads before they answer, wherever that is: whose it is, what it will see, and that a yes is kept.
pub(crate) async fn question(
    reader: &mut Reader,
    application: &Application,
    scopes: &[String],
    asks: Asks,
) -> Result<Markup> {
    let whose = whose(reader, application).await?;
    Ok(html! {
        p { (whose) }
        (asks_for(application, scopes))
        @if asks == Asks::ToAllow {
            p { "You are asked once. You can take it back at any time under My account, " (link(&Link::new("Applications that know me", HERE))) "." }
        }
    })
}

/// Whose an application is.
async fn whose(reader: &mut Reader, application: &Application) -> Result<String> {
    let owner = match application.organisation {
        Some(owner) => reader.ask(OrganisationOf(owner)).await?,
        None => None,
    };
    Ok(match owner {
        Some(owner) => format!("{} ({}) registered it for its own people.", owner.name, owner.code),
        None => "Those who run this service registered it.".to_owned(),
    })
}

/// What it will see, and whether it goes on seeing it.
fn asks_for(application: &Application, scopes: &[String]) -> Markup {
    html! {
        p { (application.name) " will see:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for scope in scopes.iter().filter(|scope| *scope != OFFLINE) {
                li { (scope_to_person(scope)) }
            }
        }
        @if scopes.iter().any(|scope| scope == OFFLINE) {
            p { "It stays signed in: it can see this also when you are not there, until you end it under My account." }
        }
    }
}
