//! `/o/CODE/administrators`: who may do what in an organisation.

use axum::extract::{Path, Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    BannerKind, Button, Cell, Column, EmptyState, Heading, Level, NotificationBanner, Pagination,
    Table, TableLayout, WarningCallout, button, empty_state, heading, notification_banner,
    pagination, table, warning_callout,
};
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{email, link};

use super::super::model::ENOUGH_ADMINISTRATORS;
use super::super::queries::{
    Candidate, CandidateFor, GrantLine, GrantsInOrganisation, InOrganisation,
};
use super::cover::ARRANGE;
use super::{Where, above, capital, dates, place, state};
use crate::moments::Zone;

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<PageResponse> {
    let values = Values::from(pairs);
    let after = Some(values.one("after").to_owned()).filter(|after| !after.is_empty());
    let query = GrantsInOrganisation { organisation: code, after, limit: None };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let may_give = may_give(&app, &caller, &Where::Organisation(found.organisation.clone())).await;
    let mut breadcrumbs = above(&found.organisation, &found.organisation_name);
    breadcrumbs.pop();
    Ok(frame.page(Page {
        title: "Administrators".to_owned(),
        caption: found.organisation.clone(),
        breadcrumbs,
        width: Width::Full,
        notices: done(&values),
        body: body(&found, may_give, &Zone::of(&app.door)),
        ..Page::default()
    }))
}

/// Whether the caller hands out roles here; decides only what is offered, the act itself asks again.
pub(super) async fn may_give(app: &App, caller: &Caller, at: &Where) -> bool {
    let Some(own) = caller.actor.account() else { return false };
    let query = CandidateFor { organisation: at.organisation(), person: own.to_string() };
    let oneself: Result<Candidate> = app.door.ask(&caller.call(&app.door), &query).await;
    oneself.is_ok()
}

pub(super) fn done(values: &Values) -> Option<Markup> {
    let text = match values.one("done") {
        "given" => "The role was given. It counts from its start date.",
        "ended" => "The role was ended. The person can no longer use it.",
        _ => return None,
    };
    Some(notification_banner(&NotificationBanner {
        kind: BannerKind::Success,
        body: text.into(),
        ..NotificationBanner::default()
    }))
}

fn body(found: &InOrganisation, may_give: bool, zone: &Zone) -> Markup {
    let base = format!("/o/{}/administrators", found.organisation);
    html! {
        (heading(&Heading {
            caption: Some(found.organisation_name.clone()),
            ..Heading::page("Administrators")
        }))
        @if found.too_few {
            (warning_callout(&WarningCallout {
                heading: "Too few administrators".to_owned(),
                body: enough(found.working_administrators).into(),
                level: Level::Two,
            }))
        }
        @if found.unread_mailboxes > 0 {
            (warning_callout(&WarningCallout {
                heading: "A mailbox that nobody reads".to_owned(),
                body: unread(found.unread_mailboxes).into(),
                level: Level::Two,
            }))
        }
        @if may_give {
            (button(&Button::primary("Give a role").to(format!("{base}/new"))))
        }
        p { (ui::link::link(&Link::new("Arrange cover while you are away", ARRANGE))) }
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "Nobody has a role here".to_owned(),
                help: "Ask the service desk to name a primary local administrator.".into(),
                action: None,
            }))
        } @else {
            (grants(found, &base, may_give, zone))
            p {
                (link(&Link::new("Download as CSV", format!("{base}.csv")))) ", "
                (link(&Link::new("Download for Excel", format!("{base}.xlsx")))) ", "
                (link(&casework::schedules::portal::offer("Administrators", &format!("{base}.csv"))))
            }
        }
        (pagination(&Pagination {
            previous: None,
            next: found.next.as_ref().map(|next| Link::new("More", format!("{base}?after={next}"))),
            name: "Pages of administrators".to_owned(),
        }))
    }
}

fn unread(mailboxes: u32) -> String {
    let who = if mailboxes == 1 {
        "A primary local administrator has".to_owned()
    } else {
        format!("{mailboxes} primary local administrators have")
    };
    format!(
        "{who} said that nobody reads their mailbox. What the service has to tell the organisation goes there: have it read, or name somebody else."
    )
}

pub(super) fn enough(working: u32) -> String {
    let have = match working {
        0 => "Nobody can administer this organisation at the moment.".to_owned(),
        1 => "One person can administer this organisation.".to_owned(),
        many => format!("{many} people can administer this organisation."),
    };
    format!(
        "{have} Name at least {ENOUGH_ADMINISTRATORS}, so that nobody is stuck when one is away."
    )
}

fn grants(found: &InOrganisation, base: &str, may_end: bool, zone: &Zone) -> Markup {
    let mut columns = vec![
        Column::text("Name"),
        Column::text("Role"),
        Column::text("Where"),
        Column::text("Dates"),
        Column::text("State"),
    ];
    if may_end {
        columns.push(Column::hidden("Actions"));
    }
    let rows = found.items.iter().map(|line| {
        let mut cells = vec![
            Cell::from(person(line)),
            capital(line.role.name()).into(),
            place(line).into(),
            dates(line, zone).into(),
            state(line).into(),
        ];
        if may_end {
            // A role that was given above this organisation is ended there.
            let is_ours = line.organisation.as_deref() == Some(found.organisation.as_str());
            let end = Link::new("End", format!("{base}/{}/end", line.grant))
                .about(format!("the role of {}", line.name));
            let end = if is_ours {
                ui::link::link(&end)
            } else {
                html! {}
            };
            cells.push(end.into());
        }
        cells
    });
    table(&Table {
        caption: "Roles that count here".to_owned(),
        caption_hidden: true,
        columns,
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}

pub(super) fn person(line: &GrantLine) -> Markup {
    html! {
        (line.name)
        span.app-aside { br; (email(&line.address)) }
        @if line.mailbox_unread_since.is_some() { br; "Mailbox is not read" }
    }
}
