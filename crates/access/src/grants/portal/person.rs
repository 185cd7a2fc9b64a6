//! `/o/CODE/people/ID/access`: the roles of one person.

use axum::extract::{Path, State};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::{Markup, html};
use serde_json::json;
use ui::Link;
use ui::components::{
    Button, Cell, Column, EmptyState, Heading, Table, TableLayout, button, empty_state, heading,
    table,
};
use ui::frame::{Frame, Page, PageResponse, Width};

use super::super::commands::EndGrant;
use super::super::queries::{CandidateFor, GrantsOfPerson, OfPerson};
use super::{Where, capital, dates, place, state};
use crate::moments::Zone;

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, person)): Path<(String, String)>,
) -> Result<PageResponse> {
    let person = person.parse().map_err(|_| common::NOT_FOUND.refuse())?;
    let found = app.door.ask(&caller.call(&app.door), &GrantsOfPerson { person }).await?;
    if found.organisation != code {
        return Err(common::NOT_FOUND.refuse().into());
    }
    let candidate = CandidateFor { organisation: Some(code.clone()), person: person.to_string() };
    let may_give = app.door.ask(&caller.call(&app.door), &candidate).await.is_ok();
    let mut endable = Vec::new();
    for line in &found.items {
        let body = json!({ "grant": line.grant, "reason": "" });
        let call = caller.call(&app.door);
        endable.push(app.door.may_by_name(&call, EndGrant::NAME, body).await?);
    }
    Ok(frame.page(Page {
        title: "Access".to_owned(),
        caption: found.name.clone(),
        breadcrumbs: vec![
            Link::new("People", format!("/o/{code}/people")),
            Link::new(found.name.as_str(), format!("/o/{code}/people/{person}")),
        ],
        width: Width::Full,
        body: body(&code, &found, may_give, &endable, &Zone::of(&app.door)),
        ..Page::default()
    }))
}

fn body(code: &str, found: &OfPerson, may_give: bool, endable: &[bool], zone: &Zone) -> Markup {
    html! {
        (heading(&Heading { caption: Some(found.name.clone()), ..Heading::page("Access") }))
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "No roles".to_owned(),
                help: "This person administers nothing. They can use the service for themselves.".into(),
                action: None,
            }))
        } @else {
            (roles(found, endable, zone))
        }
        @if may_give {
            (button(&Button::secondary("Give a role").to(format!(
                "/o/{code}/administrators/new?person={}", found.person
            ))))
        }
    }
}

fn roles(found: &OfPerson, endable: &[bool], zone: &Zone) -> Markup {
    let rows = found.items.iter().zip(endable).map(|(line, may_end)| {
        let at = line.organisation.clone().map_or(Where::Nation, Where::Organisation);
        let end = Link::new("End", format!("{}/{}/end", at.list(), line.grant))
            .about(format!("the role {}", line.role.name()));
        vec![
            Cell::from(capital(line.role.name())),
            place(line).into(),
            dates(line, zone).into(),
            state(line).into(),
            line.reason.as_str().into(),
            if *may_end {
                ui::link::link(&end)
            } else {
                html! {}
            }
            .into(),
        ]
    });
    table(&Table {
        caption: "Roles".to_owned(),
        caption_hidden: true,
        columns: vec![
            Column::text("Role"),
            Column::text("Where"),
            Column::text("Dates"),
            Column::text("State"),
            Column::text("Why"),
            Column::hidden("Actions"),
        ],
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}
