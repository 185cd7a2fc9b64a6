//! What the register changed of members: the national list, and what an organisation's own administrators see.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use kernel::db::BoxFuture;
use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Column, EmptyState, Heading, Pagination, SummaryList, SummaryRow, Table, button,
    empty_state, heading, pagination, summary_list, table,
};
use ui::form::{Form as FormOf, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::home::Card;
use ui::link::{Link, link};
use ui::when::Zone;

use super::{done_banner, if_allowed, on_to, part, problems_of, title, version_in, words};
use crate::organisations::commands::SettleNotice;
use crate::organisations::display_name;
use crate::organisations::model::NoticeKind;
use crate::organisations::queries::{NoticeLine, NoticePage, RegisterNotices};

/// Where the national list is.
pub(super) const LIST: &str = "/national/register/changes";
/// What the list is called.
pub(super) const TITLE: &str = "Register changes that need somebody";
/// The word for what is done with a change.
pub(super) const SETTLED: (&str, &str) = ("settled", "The change is marked as dealt with.");

pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    list_page(&app, &caller.call(&app.door), &frame, &values, &Problems::new()).await
}

async fn list_page(
    app: &App,
    call: &Call,
    frame: &Frame,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let after = Some(values.one("after").to_owned()).filter(|after| !after.is_empty());
    let found = app.door.ask(call, &RegisterNotices { after, ..Default::default() }).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (title(TITLE, ""))
        p { "The register has closed or renamed these members of the service. Their people may have to move, and what carries a name may have to change." }
        @if found.items.is_empty() {
            (empty_state(&EmptyState {
                text: "Every change of the register has been dealt with.".to_owned(),
                help: "Changes appear here after a newer register file was imported, and on the day an organisation closes.".into(),
                action: None,
            }))
        } @else { (list_table(frame, &found, &zone)) }
        (pagination(&Pagination {
            next: found.next.as_deref().map(|next| Link::new("", format!("{LIST}?after={}", part(next)))),
            ..Pagination::default()
        }))
    };
    let mut notices = done_banner(values, &[SETTLED]);
    if let Some(summary) = problems.summary() {
        notices = Some(summary);
    }
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        width: Width::Full,
        breadcrumbs: vec![Link::new("National", "/national")],
        notices,
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn list_table(frame: &Frame, found: &NoticePage, zone: &Zone) -> Markup {
    table(&Table {
        caption: "Changes, the longest waiting first".to_owned(),
        caption_hidden: true,
        columns: ["Organisation", "What changed", "Followed by", "Noticed", "Action"]
            .map(Column::text)
            .into(),
        rows: found
            .items
            .iter()
            .map(|line| {
                let address =
                    format!("/national/organisations/{}", part(&line.organisation));
                vec![
                    html! { (link(&Link::new(line.shown_name(), address))) " (" (line.organisation) ")" }
                        .into(),
                    what(line).into(),
                    successors(line).into(),
                    words::moment(Some(line.noticed_at), zone).into(),
                    settle_form(frame, line, LIST).into(),
                ]
            })
            .collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

/// What the register did, in words.
fn what(line: &NoticeLine) -> Markup {
    match line.kind {
        NoticeKind::Renamed => html! {
            "Renamed; it was " (display_name(line.known_as.as_deref().unwrap_or_default()))
        },
        NoticeKind::Closed => html! {
            "Closed"
            @if let Some(day) = line.legal_closed_on { br; "In law: " (words::day(Some(day))) }
            @if let Some(day) = line.closed_on { br; "In operation: " (words::day(Some(day))) }
            @if line.legal_closed_on.or(line.closed_on).is_none() {
                br; "Known since " (words::day(Some(line.day)))
            }
        },
    }
}

fn successors(line: &NoticeLine) -> Markup {
    html! {
        @if line.successors.is_empty() { "No successor known" }
        @for (place, one) in line.successors.iter().enumerate() {
            @if place > 0 { br; }
            (words::named(one.name.as_deref(), &one.code))
        }
    }
}

/// The button that says that somebody has dealt with it.
fn settle_form(frame: &Frame, line: &NoticeLine, action: &str) -> Markup {
    let hidden = [
        ("organisation", line.organisation.clone()),
        ("kind", line.kind.name().to_owned()),
        ("version", line.version.to_string()),
    ];
    let about = match line.kind {
        NoticeKind::Closed => "the closing of",
        NoticeKind::Renamed => "the new name of",
    };
    form(
        frame,
        &FormOf {
            action: action.to_owned(),
            hidden: hidden.map(|(name, value)| (name.to_owned(), value)).into(),
            body: button(&Button {
                small: true,
                hidden: format!("{about} {}", line.shown_name()),
                ..Button::secondary("Mark as dealt with")
            }),
            ..FormOf::default()
        },
    )
}

pub(super) async fn settle(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Form(values): Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    match settle_one(&app, call.clone(), values.one("organisation"), &values).await {
        Ok(()) => Ok(on_to(&format!("{LIST}?done=settled"))),
        Err(error) => {
            let problems = problems_of(error)?;
            let page = list_page(&app, &call, &frame, &Values::default(), &problems).await?;
            Ok(page.into_response())
        }
    }
}

async fn settle_one(app: &App, call: Call, code: &str, values: &Values) -> Result<()> {
    // A kind that is none of ours is one without an open notice.
    let kind = NoticeKind::named(values.one("kind")).unwrap_or(NoticeKind::Closed);
    let command = SettleNotice { organisation: code.to_owned(), kind };
    app.door.perform(call.expecting(version_in(values)), command).await?;
    Ok(())
}

/// What an organisation's own page shows of it; nothing for who may not see it.
pub(super) async fn of_organisation(
    app: &App,
    call: &Call,
    frame: &Frame,
    code: &str,
) -> Result<Markup> {
    let query = RegisterNotices { organisation: Some(code.to_owned()), ..Default::default() };
    let Some(found) = if_allowed(app.door.ask(call, &query).await)? else { return Ok(html! {}) };
    let action = format!("/o/{}/organisation/register", part(code));
    Ok(html! {
        @if !found.items.is_empty() { (heading(&Heading::part("Register changes"))) }
        @for line in &found.items {
            (summary_list(&SummaryList {
                rows: vec![
                    SummaryRow::new("What changed", what(line)),
                    SummaryRow::new("Followed by", successors(line)),
                ],
                ..SummaryList::default()
            }))
            (settle_form(frame, line, &action))
        }
    })
}

pub(super) async fn settle_here(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    settle_one(&app, caller.call(&app.door), &code, &values).await?;
    Ok(on_to(&format!("/o/{}/organisation?done=settled", part(&code))))
}

/// What makes a card about the organisation of a code.
pub type OrganisationCard = fn(Door, Call, String) -> BoxFuture<'static, Result<Option<Card>>>;
/// What makes a card of the home page.
pub type HomeCard = fn(Door, Call) -> BoxFuture<'static, Result<Option<Card>>>;

/// Cards on the overview of an organisation.
pub fn organisation_cards() -> Vec<OrganisationCard> {
    vec![|door, call, code| Box::pin(organisation_card(door, call, code))]
}

/// Cards on the home page and the national overview.
pub fn cards() -> Vec<HomeCard> {
    vec![|door, call| Box::pin(national_card(door, call))]
}

async fn organisation_card(door: Door, call: Call, code: String) -> Result<Option<Card>> {
    let query = RegisterNotices { organisation: Some(code.clone()), ..Default::default() };
    let found = door.ask(&call, &query).await?;
    Ok((!found.items.is_empty()).then(|| Card {
        id: "register-changes".to_owned(),
        title: "Register changes".to_owned(),
        body: html! { ul.nhsuk-list { @for line in &found.items { li { (what(line)) } } } },
        link: Some(Link::new(
            "See what has to be done",
            format!("/o/{}/organisation", part(&code)),
        )),
        order: 1,
    }))
}

/// For those who look after the whole service; administrators see the card of their organisation.
async fn national_card(door: Door, call: Call) -> Result<Option<Card>> {
    use crate::organisations::queries::FindOrganisations;
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let national = FindOrganisations { limit: Some(1), ..Default::default() };
    if if_allowed(door.ask(&call, &national).await)?.is_none() {
        return Ok(None);
    }
    let query = RegisterNotices { limit: Some(200), ..Default::default() };
    let found = door.ask(&call, &query).await?;
    let count = match (found.items.len(), &found.next) {
        (0, _) => return Ok(None),
        (1, _) => "1 change".to_owned(),
        (count, None) => format!("{count} changes"),
        (count, Some(_)) => format!("More than {count} changes"),
    };
    Ok(Some(Card {
        id: "register-changes".to_owned(),
        title: "Register changes".to_owned(),
        body: html! { p { (count) " of the register that nobody has dealt with." } },
        link: Some(Link::new(TITLE, LIST)),
        order: 30,
    }))
}
