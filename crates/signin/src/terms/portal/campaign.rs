//! `/o/CODE/terms`: how far it has come in an organisation, and who has not accepted yet.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::{Markup, html};
use serde_json::json;
use ui::components::{
    BannerKind, Button, Column, Filters, Heading, NotificationBanner, Pagination, SearchInput,
    Table, button, filters, heading, notification_banner, pagination, table,
};
use ui::content::Content;
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::sheet::{Format, answer};
use ui::when::{Zone, calendar_day};

use super::{TITLE, list};
use crate::portal::{see_other, shown, titled};
use crate::terms::{
    CampaignPage, DraftTerms, Figures, RemindOfTerms, TermsCampaign, WaitingPerson,
};

/// The heads of the file.
const HEADS: [&str; 2] = ["name", "address"];
/// Rows of the file that are read at a time.
const FILE_PAGE: u32 = 200;

fn asked(code: &str, values: &Values) -> TermsCampaign {
    TermsCampaign {
        organisation: code.to_owned(),
        search: values.one("search").to_owned(),
        after: values.one("after").parse().ok(),
        limit: None,
    }
}

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    shown_page(&app, &caller, &frame, &code, &values, &Problems::new()).await
}

/// Has those who have not accepted reminded.
pub(super) async fn remind(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = RemindOfTerms { organisation: code.clone() };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(&format!("/o/{code}/terms?done=reminded"), None)),
        Err(error) => {
            let problems = shown(error)?;
            let page = shown_page(&app, &caller, &frame, &code, &values, &problems).await?;
            Ok(page.into_response())
        }
    }
}

/// The list as a file.
pub(super) async fn csv(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let (door, call) = (app.door.clone(), caller.call(&app.door));
    let first = TermsCampaign { after: None, limit: Some(FILE_PAGE), ..asked(&code, &values) };
    answer(Format::Csv, "terms-not-accepted", &HEADS, first, move |query| {
        let (door, call) = (door.clone(), call.clone());
        async move {
            let found = door.ask(&call, &query).await?;
            let cells = |person: WaitingPerson| vec![person.name, person.address];
            let rows = found.items.into_iter().map(cells).collect();
            let next = found.next.map(|next| TermsCampaign { after: Some(next), ..query });
            Ok::<_, Error>((rows, next))
        }
    })
    .await
}

async fn shown_page(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    code: &str,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let query = asked(code, values);
    let found = app.door.ask(&call, &query).await?;
    let body = json!({ "organisation": code });
    let may_remind = app.door.may_by_name(&call, RemindOfTerms::NAME, body).await?;
    // Whoever looks after people only is not led to what others write.
    let draft = json!({ "organisation": code, "title": "", "sentences": [], "text": "", "counts_from": "2027-01-01", "put_off_until": "2027-01-01" });
    let may_write = app.door.may_by_name(&call, DraftTerms::NAME, draft).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let done = (values.one("done") == "reminded").then(|| {
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: "A letter goes to everybody who has not accepted yet.".into(),
            ..NotificationBanner::default()
        })
    });
    let body = html! {
        (titled(TITLE, &found.organisation_name))
        @if found.is_asked {
            @if let Some(figures) = &found.figures { (said(figures)) }
            (heading(&Heading::part("Who has not accepted yet")))
            (search(code, &query))
            (people(&found))
            (pages(code, &query, &found))
            @if may_remind && !found.items.is_empty() { (reminding(frame, code, &found, app.door.clock().now(), &zone)) }
            @if let Some(figures) = &found.figures { (by_day(figures)) }
        } @else {
            p { "The service has no terms of use at the moment, so nobody is asked to accept any." }
        }
        @if may_write {
            p { (link(&Link::new("What your organisation adds to the terms", list(Some(code))))) }
        }
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: found.organisation.clone(),
        breadcrumbs: vec![Link::new(found.organisation_name.as_str(), format!("/o/{code}"))],
        width: Width::Full,
        notices: problems.summary().or(done),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn said(figures: &Figures) -> Markup {
    let least = if figures.is_more { "at least " } else { "" };
    html! {
        p { (least) (figures.accepted) " of " (least) (figures.people) " people have accepted what counts now." }
    }
}

fn search(code: &str, query: &TermsCampaign) -> Markup {
    filters(&Filters {
        action: format!("/o/{code}/terms"),
        name: "Find somebody".to_owned(),
        search: Some(SearchInput {
            name: "search".to_owned(),
            label: "Name or email address".into(),
            value: query.search.clone(),
            ..SearchInput::default()
        }),
        ..Filters::default()
    })
}

fn people(found: &CampaignPage) -> Markup {
    if found.items.is_empty() {
        return html! { p { "Nobody here." } };
    }
    let rows = found.items.iter().map(|one| {
        let address = format!("/o/{}/people/{}", found.organisation, one.person);
        vec![
            Content::Markup(link(&Link::new(one.name.as_str(), address))).into(),
            one.address.as_str().into(),
        ]
    });
    table(&Table {
        caption: "People who have not accepted the terms".to_owned(),
        caption_hidden: true,
        columns: ["Name", "Email"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}

fn pages(code: &str, query: &TermsCampaign, found: &CampaignPage) -> Markup {
    let words = wire::graph::query::encode(&query.search);
    let next = found
        .next
        .map(|next| Link::new("", format!("/o/{code}/terms?search={words}&after={next}")));
    html! {
        (pagination(&Pagination { next, name: "Pages of people".to_owned(), ..Pagination::default() }))
        @if !found.items.is_empty() {
            p { (link(&Link::new("Download the list (CSV)", format!("/o/{code}/terms.csv?search={words}")))) }
        }
    }
}

fn reminding(
    frame: &Frame,
    code: &str,
    found: &CampaignPage,
    now: kernel::clock::Timestamp,
    zone: &Zone,
) -> Markup {
    let press = button(&Button {
        prevent_double_click: true,
        ..Button::secondary("Remind everybody who has not accepted")
    });
    let action = format!("/o/{code}/terms/remind");
    html! {
        @if let Some(at) = found.reminded_at {
            p { "They were last reminded on " (zone.day_element(at.micros())) "." }
        }
        @match found.remind_from.filter(|from| *from > now) {
            Some(from) => p { "They can be reminded again from " (zone.day_element(from.micros())) " on." },
            None => (form(frame, &Form { action, body: press, ..Form::default() })),
        }
    }
}

fn by_day(figures: &Figures) -> Markup {
    let rows = figures.by_day.iter().map(|day| {
        vec![Content::Markup(calendar_day(&day.day)).into(), day.accepted.to_string().into()]
    });
    html! {
        @if !figures.by_day.is_empty() {
            (table(&Table {
                caption: "Accepted, day by day".to_owned(),
                columns: vec![Column::text("Day"), Column::numeric("People")],
                rows: rows.collect(),
                ..Table::default()
            }))
        }
    }
}
