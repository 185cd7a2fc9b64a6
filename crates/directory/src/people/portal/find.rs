//! Finding a colleague anywhere in the service.

use axum::extract::{Path, Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result, messages};
use maud::{Markup, html};
use ui::components::{
    CardKind, EmptyState, Filters, SearchInput, Size, SummaryList, SummaryRow, empty_state,
    filters, summary_list,
};
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link, telephone};

use super::{part, problems_of, title};
use crate::organisations::MyOrganisations;
use crate::pages::if_allowed;
use crate::people::queries::{Card, FindPeople, Found, MayCreate, PersonCard};

/// Organisations of an administrator to which a card offers a transfer.
const ORGANISATIONS: u32 = 5;
/// The field of the search.
const SEARCH: &str = "search";

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let search = values.one(SEARCH).to_owned();
    let (found, problems) = if search.trim().is_empty() {
        (None, Problems::new())
    } else {
        match app.door.ask(&caller.call(&app.door), &FindPeople { search: search.clone() }).await {
            Ok(found) => (Some(found), Problems::new()),
            Err(Error::Refused(refusal)) if refusal.kind == Kind::Limited => {
                let mut problems = Problems::new();
                problems.add(SEARCH, refusal.text.clone());
                (None, problems)
            }
            Err(error) => (None, problems_of(error)?),
        }
    };
    let form = Filters {
        action: "/people".to_owned(),
        name: "Find people".to_owned(),
        search: Some(SearchInput {
            name: SEARCH.to_owned(),
            label: "Name or email address".into(),
            hint: Some("The beginning of any part of a name, or a whole email address".into()),
            error: problems.of(SEARCH),
            value: search,
            ..SearchInput::default()
        }),
        ..Filters::default()
    };
    let body = html! {
        (title("Find people", ""))
        (filters(&form))
        @if let Some(found) = &found { (results(found)) }
    };
    Ok(frame.page(Page {
        title: "Find people".to_owned(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn results(found: &Found) -> Markup {
    html! {
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "No one matches".to_owned(),
                help: "Check the spelling, or use fewer letters. People can choose not to be listed.".into(),
                action: None,
            }))
        }
        @for card in &found.items { (small_card(card, Some(&format!("/people/card/{}", card.id)))) }
        @if found.is_more { p { "There may be more people. Type more of the name to find them." } }
    }
}

/// A card in a list of cards.
pub(super) fn small_card(card: &Card, href: Option<&str>) -> Markup {
    let body = html! {
        @if let Some(job_title) = &card.job_title { p { (job_title) } }
        p { (card.organisation_name) " (" (card.organisation) ")" br; (card.address) }
    };
    ui::components::card(&ui::components::Card {
        kind: if href.is_some() { CardKind::Clickable } else { CardKind::Basic },
        heading: card.display_name.clone(),
        size: Some(Size::Small),
        href: href.map(str::to_owned),
        body: body.into(),
        ..ui::components::Card::default()
    })
}

pub(super) async fn card(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(id): Path<String>,
) -> Result<PageResponse> {
    let person = id.parse().map_err(|_| messages::NOT_FOUND.refuse())?;
    let card = app.door.ask(&caller.call(&app.door), &PersonCard { person }).await?;
    let address = link(&Link::new(card.address.as_str(), format!("mailto:{}", card.address)));
    let mut rows = vec![SummaryRow::new("Email", address)];
    for (key, value) in [("Job title", &card.job_title), ("Department", &card.department)] {
        rows.extend(value.as_deref().map(|value| SummaryRow::new(key, value)));
    }
    rows.push(SummaryRow::new(
        "Organisation",
        format!("{} ({})", card.organisation_name, card.organisation),
    ));
    for (key, value) in [("Telephone", &card.telephone), ("Mobile", &card.mobile)] {
        rows.extend(value.as_deref().map(|value| SummaryRow::new(key, telephone(value))));
    }
    let body = html! {
        (title(&card.display_name, "Find people"))
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        (asking(&app, &caller, &card).await?)
    };
    Ok(frame.page(Page {
        title: card.display_name.clone(),
        breadcrumbs: vec![Link::new("Find people", "/people")],
        body,
        ..Page::default()
    }))
}

/// The ways to ask for the person, of administrators of other organisations.
async fn asking(app: &App, caller: &Caller, card: &Card) -> Result<Markup> {
    let call = caller.call(&app.door);
    let query = MyOrganisations { text: None, after: None, limit: Some(ORGANISATIONS) };
    let Some(mine) = if_allowed(app.door.ask(&call, &query).await)? else {
        return Ok(Markup::default());
    };
    let mut links = Vec::new();
    for organisation in mine.items.iter().filter(|mine| mine.code != card.organisation) {
        let query = MayCreate { organisation: organisation.code.clone() };
        let place = if_allowed(app.door.ask(&call, &query).await)?;
        if let Some(place) = place.filter(|place| place.may_create) {
            let to = format!("/o/{}/transfers/ask/{}", part(&place.organisation), card.id);
            links.push(Link::new(format!("Ask for a transfer to {}", place.organisation_name), to));
        }
    }
    Ok(html! {
        @if !links.is_empty() {
            ul.nhsuk-list { @for to in &links { li { (link(to)) } } }
        }
    })
}
