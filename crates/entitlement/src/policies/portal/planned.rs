//! Moves that wait for their day: all of an organisation on a page, the next ones as a part of *Coming up*, and how a
//! plan reads.

use axum::extract::{Path, Query, State};
use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use serde::Deserialize;
use ui::Link;
use ui::components::{
    Column, EmptyState, Heading, Pagination, Table, empty_state, heading, pagination, table,
};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::home::{ComingLine, ComingPart};
use ui::link::{link, part};
use ui::when::{calendar_day, day_text};

use super::super::queries::{PersonPlan, PlannedLine, PlannedMoves, PlannedPage};
use super::home::allowed;
use super::{address, breadcrumbs};
use crate::keys::PolicyId;

/// Moves of which *Coming up* tells; the page has them all.
const SHOWN: u32 = 100;
/// What is said where nothing is planned.
const NONE: &str = "No move is planned";
/// How a move comes to be planned.
const HELP: &str = "To plan one, choose another user policy on the page of a person, or for many under Bulk changes, and name a day. It stands here until it is done.";

/// "moves to Research on 5 March 2027".
pub(super) fn words(plan: &PersonPlan) -> String {
    format!("moves to {} on {}", plan.name, day_text(&plan.day))
}

/// The same as a sentence, or why it was not done.
pub(super) fn sentence(plan: &PersonPlan) -> String {
    match &plan.problem {
        None => format!("Moves to {} on {}", plan.name, day_text(&plan.day)),
        Some(problem) => {
            format!("Was not moved to {} on {}. {problem}", plan.name, day_text(&plan.day))
        }
    }
}

/// What the address of the list may say.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    after: Option<String>,
    policy: Option<String>,
}

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let policy: Option<PolicyId> = asked.policy.as_deref().and_then(|policy| policy.parse().ok());
    let query = PlannedMoves { organisation: code, policy, after: asked.after, limit: None };
    let found = app.door.ask(&call, &query).await?;
    let code = &found.organisation;
    let base = address(code, "/planned");
    let only = policy.map(|policy| format!("policy={policy}&")).unwrap_or_default();
    let next = found.next.as_ref();
    let next = next.map(|next| Link::new("", format!("{base}?{only}after={}", part(next))));
    let caption = Some(found.organisation_name.clone());
    let body = html! {
        (heading(&Heading { caption, ..Heading::page("Planned moves") }))
        p { "On its day a move is done in the name of whoever planned it, if they may still move people then. Whether a licence is free is worked out on the day." }
        (moves(&found))
        (pagination(&Pagination { next, ..Pagination::default() }))
        @if policy.is_some() { p { (link(&Link::new("All planned moves", base))) } }
    };
    Ok(frame.page(Page {
        title: "Planned moves".to_owned(),
        caption: code.clone(),
        breadcrumbs: breadcrumbs(code, &found.organisation_name),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn moves(found: &PlannedPage) -> Markup {
    if found.items.is_empty() {
        return empty_state(&EmptyState {
            text: NONE.to_owned(),
            help: HELP.into(),
            ..EmptyState::default()
        });
    }
    let rows = found.items.iter().map(|line| {
        let stands = line
            .plan
            .problem
            .as_ref()
            .map_or_else(|| "Planned".to_owned(), |problem| format!("Not done. {problem}"));
        vec![
            link(&Link::new(line.person_name.as_str(), of_person(&found.organisation, line)))
                .into(),
            line.address.as_str().into(),
            line.from.as_str().into(),
            line.plan.name.as_str().into(),
            calendar_day(&line.plan.day).into(),
            line.plan.asked_by.as_str().into(),
            stands.into(),
        ]
    });
    table(&Table {
        caption: "Planned moves".to_owned(),
        caption_hidden: true,
        columns: ["Name", "Address", "Now in", "Moves to", "Day", "Planned by", "State"]
            .map(Column::text)
            .into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

/// Where the plan can be changed and cancelled.
fn of_person(code: &str, line: &PlannedLine) -> String {
    format!("/o/{code}/people/{}/policy", line.person)
}

/// The part of *Coming up* about moves to another user policy; none where the caller may not see them.
pub fn coming(
    door: Door,
    call: Call,
    code: String,
) -> BoxFuture<'static, Result<Option<ComingPart>>> {
    Box::pin(async move {
        let query =
            PlannedMoves { organisation: code, limit: Some(SHOWN), ..PlannedMoves::default() };
        let Some(found) = allowed(door.ask(&call, &query).await)? else { return Ok(None) };
        let lines = found.items.iter().map(|line| ComingLine {
            name: line.person_name.clone(),
            to: of_person(&found.organisation, line),
            what: match line.plan.problem {
                None => format!("moves from {} to {}", line.from, line.plan.name),
                Some(_) => format!("was not moved from {} to {}", line.from, line.plan.name),
            },
            day: line.plan.day.clone(),
            trouble: line.plan.problem.clone(),
        });
        Ok(Some(ComingPart {
            order: 40,
            title: "People who move to another user policy".to_owned(),
            lines: lines.collect(),
            empty: NONE.to_owned(),
            help: HELP.to_owned(),
            all: Link::new("All planned moves", address(&found.organisation, "/planned")),
        }))
    })
}
