//! The card "licences per user policy" and the lines "user policy" and "licence" of "Can they work?".

use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::ids::AccountId;
use kernel::refusal::{Error, Kind, Result};
use maud::html;
use ui::Link;
use ui::home::{Card, ReadyLine, ReadyState};
use ui::link::link;
use ui::when::day_text;

use super::super::queries::{HomePolicies, PersonPolicy, PolicyList, PolicyOfPerson};
use super::{address, count, headroom, planned};
use crate::licences::model::Holding;

/// The card of the home page: the user policies of the organisations the reader's roles name, with what is free and
/// who waits. None for those whose roles reach none.
pub fn card(door: Door, call: Call) -> BoxFuture<'static, Result<Option<Card>>> {
    Box::pin(async move {
        let Some(found) = allowed(door.ask(&call, &HomePolicies {}).await)? else {
            return Ok(None);
        };
        let Some(first) = found.items.first() else { return Ok(None) };
        let behind = Link::new("See all user policies", address(&first.organisation, ""));
        let body = html! {
            ul.nhsuk-list {
                @for item in &found.items {
                    li {
                        (link(&Link::new(format!("{}, {}", item.line.name, item.organisation), address(&item.organisation, &format!("/{}", item.line.id)))))
                        ": " (headroom(&item.line))
                    }
                }
            }
        };
        Ok(Some(Card {
            id: "user-policies".to_owned(),
            title: "Licences per user policy".to_owned(),
            body,
            link: Some(behind),
            order: 50,
        }))
    })
}

/// User policies named on the card of one organisation.
const NAMED: u32 = 8;

/// The card of one organisation's overview: its user policies, what is free and who waits.
pub fn organisation_card(
    door: Door,
    call: Call,
    code: String,
) -> BoxFuture<'static, Result<Option<Card>>> {
    Box::pin(async move {
        let query = PolicyList { organisation: code, after: None, limit: Some(NAMED) };
        let found = door.ask(&call, &query).await?;
        let code = found.organisation;
        let body = html! {
            @if found.items.is_empty() {
                p { "There is no user policy here. People get no licence until there is one." }
            }
            ul.nhsuk-list {
                @for line in &found.items {
                    li {
                        (link(&Link::new(line.name.as_str(), address(&code, &format!("/{}", line.id)))))
                        ": " (count(line.members, "person", "people")) ", " (headroom(line))
                        @if line.is_default { " (new people start here)" }
                    }
                }
            }
            @if found.next.is_some() { p.app-card__more { "There are more in the list." } }
        };
        Ok(Some(Card {
            id: "user-policies".to_owned(),
            title: "User policies".to_owned(),
            body,
            link: Some(Link::new("See all user policies", address(&code, ""))),
            order: 20,
        }))
    })
}

/// The lines about a person's user policy and licence.
pub fn ready_lines(
    door: Door,
    call: Call,
    account: AccountId,
) -> BoxFuture<'static, Result<Vec<ReadyLine>>> {
    Box::pin(async move {
        let Some(person) = allowed(door.ask(&call, &PolicyOfPerson { person: account }).await)?
        else {
            return Ok(Vec::new());
        };
        let own = call.actor.account() == Some(account);
        let act = (!own).then(|| {
            Link::new(
                "Move to another user policy",
                format!("/o/{}/people/{account}/policy", person.organisation),
            )
        });
        Ok(vec![
            ReadyLine {
                order: 50,
                topic: "User policy".to_owned(),
                state: ReadyState::Ok,
                text: match &person.planned {
                    Some(plan) => format!("{}. {}", person.name, planned::sentence(plan)),
                    None => person.name.clone(),
                },
                act: act.clone(),
            },
            licence_line(&person, act),
        ])
    })
}

fn licence_line(person: &PersonPolicy, act: Option<Link>) -> ReadyLine {
    let base = person.licences.iter().find(|licence| licence.is_base);
    let kept = person.licences.iter().find(|licence| licence.is_kept_meanwhile);
    let line =
        |state, text, act| ReadyLine { order: 51, topic: "Licence".to_owned(), state, text, act };
    match (base.map(|base| (base.holding, base.name.as_str())), kept) {
        (Some((Holding::Held, name)), _) => line(ReadyState::Ok, name.to_owned(), None),
        (Some((Holding::Waiting { .. }, name)), Some(kept)) => {
            line(ReadyState::Ok, format!("{} until {name} is free", kept.name), None)
        }
        (Some((Holding::Waiting { ahead: 0 }, name)), None) => line(
            ReadyState::NeedsThem,
            format!("Waiting for {name}, next in turn. A licence has to become free."),
            act,
        ),
        (Some((Holding::Waiting { ahead }, name)), None) => line(
            ReadyState::NeedsThem,
            format!("Waiting for {name}, {ahead} ahead. A licence has to become free."),
            act,
        ),
        (None, _) => match &person.starts_on {
            Some(day) => line(
                ReadyState::ReadyBy(day_text(day)),
                "Drawn on their first day.".to_owned(),
                None,
            ),
            None => line(
                ReadyState::NeedsThem,
                "No licence while the account is deleted or a change is on its way.".to_owned(),
                None,
            ),
        },
    }
}

/// Nothing to show is no error: the reader's roles do not reach here.
pub(super) fn allowed<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Refused(refusal))
            if matches!(refusal.kind, Kind::NotAllowed | Kind::NotFound) =>
        {
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
