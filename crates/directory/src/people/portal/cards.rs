//! What this slice puts on the home page: finding a colleague for everyone, and the people of their organisations
//! for administrators.

use kernel::door::{Call, Door};
use kernel::refusal::{Error, Kind, Result};
use maud::html;
use ui::components::{Filters, SearchInput, filters};
use ui::home::Card;
use ui::link::{Link, link};

use super::{HomeCard, OrganisationCard, part, words};
use crate::organisations::MyOrganisations;
use crate::people::queries::{MayCreate, PeopleInOrganisation};

/// Organisations shown on one card.
const ORGANISATIONS: usize = 5;

/// The cards; each says where it stands.
pub fn cards() -> Vec<HomeCard> {
    vec![
        |door, call| Box::pin(super::nights::card(door, call)),
        |door, call| Box::pin(my_people(door, call)),
        |door, call| Box::pin(super::coming::card(door, call)),
        |door, call| Box::pin(find(door, call)),
    ]
}

/// For administrators: search first, then the way to create somebody.
async fn my_people(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let mine =
        match door.ask(&call, &MyOrganisations { text: None, after: None, limit: Some(5) }).await {
            Ok(mine) => mine.items,
            Err(Error::Refused(refusal))
                if matches!(refusal.kind, Kind::NotAllowed | Kind::NotFound) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(error),
        };
    let mut lines = Vec::new();
    for organisation in mine.into_iter().take(ORGANISATIONS) {
        let query = PeopleInOrganisation {
            organisation: organisation.code.clone(),
            limit: Some(1),
            ..PeopleInOrganisation::default()
        };
        let Ok(found) = door.ask(&call, &query).await else { continue };
        let creating = door.ask(&call, &MayCreate { organisation: organisation.code }).await?;
        lines.push((creating, words::people(found.count, found.is_more)));
    }
    let Some((first, _)) = lines.first() else { return Ok(None) };
    let base = format!("/o/{}/people", part(&first.organisation));
    let place =
        if lines.len() == 1 { first.organisation_name.as_str() } else { "your organisations" };
    let body = html! {
        (filters(&Filters {
            action: super::search::ADDRESS.to_owned(),
            name: format!("Search {place}"),
            search: Some(SearchInput {
                name: "search".to_owned(),
                id: "card-people-search".to_owned(),
                label: format!("Search {place}").into(),
                hint: Some("Name, former name, staff number or email address".into()),
                ..SearchInput::default()
            }),
            ..Filters::default()
        }))
        ul.nhsuk-list {
            @for (creating, count) in &lines {
                @let people = format!("/o/{}/people", part(&creating.organisation));
                li {
                    (link(&Link::new(creating.organisation_name.as_str(), people.as_str()))) ": " (count)
                    @if creating.may_create {
                        ", " (link(&Link::new("create person", format!("{people}/new")).about(format!("in {}", creating.organisation_name))))
                    }
                }
            }
        }
    };
    Ok(Some(Card {
        id: "people".to_owned(),
        title: "People".to_owned(),
        body,
        link: Some(Link::new("See all people", base)),
        order: 5,
    }))
}

/// The card of one organisation's overview.
pub fn organisation_cards() -> Vec<OrganisationCard> {
    vec![|door, call, code| Box::pin(people_of(door, call, code))]
}

/// The people of one organisation: search first, how many there are, the way to create somebody.
async fn people_of(door: Door, call: Call, code: String) -> Result<Option<Card>> {
    let counted = |state: Option<&str>| PeopleInOrganisation {
        organisation: code.clone(),
        state: state.map(str::to_owned),
        limit: Some(1),
        ..PeopleInOrganisation::default()
    };
    let all = door.ask(&call, &counted(None)).await?;
    let disabled = door.ask(&call, &counted(Some("disabled"))).await?;
    let creating = door.ask(&call, &MayCreate { organisation: code.clone() }).await?;
    let base = format!("/o/{}/people", part(&code));
    let body = html! {
        (filters(&Filters {
            action: base.clone(),
            name: "Search the people of this organisation".to_owned(),
            search: Some(SearchInput {
                name: "search".to_owned(),
                id: "card-people-search".to_owned(),
                label: "Name, address or staff number".into(),
                ..SearchInput::default()
            }),
            ..Filters::default()
        }))
        ul.nhsuk-list {
            li { (words::people(all.count, all.is_more)) }
            @if disabled.count > 0 {
                li {
                    (link(&Link::new(words::people(disabled.count, disabled.is_more), format!("{base}?state=disabled"))))
                    " disabled"
                }
            }
            li { (link(&Link::new("Coming up", format!("{base}/coming")))) ": starters, leavers and transfers" }
            li { (link(&Link::new("Leavers", format!("{base}/leavers")))) }
            @if creating.may_create { li { (link(&Link::new("Claim a person who is joining", format!("{base}/claim")))) } }
            li { (link(&Link::new("Deleted people", format!("{base}/deleted")))) " who can be restored" }
            @if creating.may_create { li { (link(&Link::new("Create person", format!("{base}/new")))) } }
        }
    };
    Ok(Some(Card {
        id: "people".to_owned(),
        title: "People".to_owned(),
        body,
        link: Some(Link::new("See all people", base)),
        order: 5,
    }))
}

/// For everyone: a colleague anywhere.
async fn find(_: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let body = filters(&Filters {
        action: "/people".to_owned(),
        name: "Find a colleague".to_owned(),
        search: Some(SearchInput {
            name: "search".to_owned(),
            id: "card-find-search".to_owned(),
            label: "Name or email address".into(),
            ..SearchInput::default()
        }),
        ..Filters::default()
    });
    Ok(Some(Card {
        id: "find-people".to_owned(),
        title: "Find a colleague".to_owned(),
        body,
        link: None,
        order: 80,
    }))
}
