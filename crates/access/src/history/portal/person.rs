//! The history of one person, and one's own.

use axum::extract::{Path, Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::html;
use ui::Link;
use ui::components::{Heading, Pagination, heading, pagination};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};

use super::super::queries::{HistoryOfPerson, MyHistory, PersonHistory};
use super::{Pairs, list};
use crate::moments::Zone;

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, person)): Path<(String, String)>,
    Query(pairs): Pairs,
) -> Result<PageResponse> {
    let person = person.parse().map_err(|_| common::NOT_FOUND.refuse())?;
    let query = HistoryOfPerson { person, after: after(pairs), limit: None, undo: true };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    if found.organisation != code {
        return Err(common::NOT_FOUND.refuse().into());
    }
    let base = format!("/o/{code}/people/{person}/history");
    let breadcrumbs = vec![
        Link::new("People", format!("/o/{code}/people")),
        Link::new(found.name.as_str(), format!("/o/{code}/people/{person}")),
    ];
    let intro = "What was done to this account and its roles, as far as it concerns the organisations you look after.";
    Ok(frame.page(person_page("History", intro, &base, breadcrumbs, &found, &Zone::of(&app.door))))
}

pub(super) async fn mine(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(pairs): Pairs,
) -> Result<PageResponse> {
    let query = MyHistory { after: after(pairs), limit: None };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let breadcrumbs = vec![Link::new("My account", "/me")];
    let intro = "What was done to your account and your roles, and by whom.";
    Ok(frame.page(person_page(
        "My history",
        intro,
        "/me/history",
        breadcrumbs,
        &found,
        &Zone::of(&app.door),
    )))
}

fn after(pairs: Vec<(String, String)>) -> Option<String> {
    Some(Values::from(pairs).one("after").to_owned()).filter(|after| !after.is_empty())
}

fn person_page(
    title: &str,
    intro: &str,
    base: &str,
    breadcrumbs: Vec<Link>,
    found: &PersonHistory,
    zone: &Zone,
) -> Page {
    let next = found.next.as_ref().map(|next| Link::new("Older", format!("{base}?after={next}")));
    Page {
        title: title.to_owned(),
        caption: found.name.clone(),
        breadcrumbs,
        width: Width::Full,
        body: html! {
            (heading(&Heading { caption: Some(found.name.clone()), ..Heading::page(title) }))
            p { (intro) }
            (list::table_of(&found.items, false, zone))
            (pagination(&Pagination { next, name: "Pages of the history".to_owned(), ..Pagination::default() }))
        },
        ..Page::default()
    }
}
