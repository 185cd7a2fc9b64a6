//! `/o/CODE/second-step`: what the organisation asks, and how its people stand.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::clock::Timestamp;
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::{Markup, html};
use serde_json::json;
use ui::components::{
    BannerKind, Button, Column, Filters, Heading, NotificationBanner, Pagination, SearchInput,
    Select, SelectOption, Table, TableLayout, button, filters, heading, notification_banner,
    pagination, table,
};
use ui::content::Content;
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::sheet::{Format, answer};
use ui::when::Zone;
use wire::graph::query::encode;

use super::{TITLE, here, words};
use crate::mfa::model::Policy;
use crate::mfa::{
    ObligeOrganisation, PersonStands, ReadinessFigures, ReadinessPage, RemindOfSecondStep,
    SecondStepReadiness, Show,
};
use crate::portal::{see_other, shown, titled};

/// The heads of the file.
const HEADS: [&str; 7] = ["name", "address", "cause", "has", "ready", "add by", "exception until"];
/// Rows of the file that are read at a time.
const FILE_PAGE: u32 = 200;

fn asked(code: &str, values: &Values) -> SecondStepReadiness {
    SecondStepReadiness {
        organisation: code.to_owned(),
        show: Show::named(values.one("show")),
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

/// Has those reminded who have to have one and have none.
pub(super) async fn remind(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = RemindOfSecondStep { organisation: code.clone() };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(&format!("{}?done=reminded", here(&code)), None)),
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
    let first =
        SecondStepReadiness { after: None, limit: Some(FILE_PAGE), ..asked(&code, &values) };
    answer(Format::Csv, "second-step", &HEADS, first, move |query| {
        let (door, call) = (door.clone(), call.clone());
        async move {
            let found = door.ask(&call, &query).await?;
            let moment = |at: Option<Timestamp>| at.map(Timestamp::rfc3339).unwrap_or_default();
            let cells = |one: PersonStands| {
                vec![
                    one.name,
                    one.address,
                    words::cause(one.stands.cause).to_owned(),
                    words::factor(one.stands.factor).to_owned(),
                    if one.stands.is_ready() { "yes" } else { "no" }.to_owned(),
                    moment(one.stands.add_by),
                    moment(one.stands.exception_until),
                ]
            };
            let rows = found.items.into_iter().map(cells).collect();
            let next = found.next.map(|next| SecondStepReadiness { after: Some(next), ..query });
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
    let may_remind = app.door.may_by_name(&call, RemindOfSecondStep::NAME, body).await?;
    let body = json!({ "organisation": code, "policy": "none" });
    let may_decide = app.door.may_by_name(&call, ObligeOrganisation::NAME, body).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let said = match values.one("done") {
        "reminded" => {
            Some("A letter goes to everybody who has to have a second step and has none.")
        }
        "asked" => Some("What your organisation asks was changed."),
        _ => None,
    };
    let done = said.map(|words| {
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: words.into(),
            ..NotificationBanner::default()
        })
    });
    let body = html! {
        (titled(TITLE, &found.organisation_name))
        (what_is_asked(&found, &zone))
        @if may_decide {
            p { (link(&Link::new("Change what is asked", format!("{}/policy", here(code))))) }
            p { (link(&Link::new("Networks where nobody is asked", format!("{}/networks", here(code))))) }
        }
        @if let Some(figures) = &found.figures { (said_of(figures)) }
        p { (link(&Link::new("What needs looking at", format!("{}/report", here(code))))) }
        (heading(&Heading::part("People")))
        (choices(code, &query))
        (people(&found, &zone))
        (pages(code, &query, &found))
        @if may_remind { (reminding(frame, code, &found, app.door.clock().now(), &zone)) }
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

fn what_is_asked(found: &ReadinessPage, zone: &Zone) -> Markup {
    let since = found.since.filter(|_| found.policy != Policy::None);
    html! {
        p {
            (found.policy.words())
            @if let Some(since) = since { ", since " (zone.day_element(since.micros())) }
            "."
        }
        @if let (Some(policy), Some(from)) = (found.next_policy, found.next_from) {
            p { "From " (zone.day_element(from.micros())) " on: " (policy.words()) "." }
        }
    }
}

fn said_of(figures: &ReadinessFigures) -> Markup {
    let least = if figures.is_more { "at least " } else { "" };
    html! {
        p { (least) (figures.ready) " of " (least) (figures.people) " people have a second step. " (figures.obliged) " have to have one; " (figures.missing) " of those have none. " (figures.excepted) " have an exception." }
    }
}

fn choices(code: &str, query: &SecondStepReadiness) -> Markup {
    filters(&Filters {
        action: here(code),
        name: "Find somebody".to_owned(),
        search: Some(SearchInput {
            name: "search".to_owned(),
            label: "Name or email address".into(),
            value: query.search.clone(),
            ..SearchInput::default()
        }),
        selects: vec![Select {
            name: "show".to_owned(),
            label: "Show".into(),
            options: Show::ALL.map(|one| SelectOption::new(one.name(), words::show(one))).into(),
            value: query.show.name().to_owned(),
            ..Select::default()
        }],
        ..Filters::default()
    })
}

fn people(found: &ReadinessPage, zone: &Zone) -> Markup {
    if found.items.is_empty() {
        return html! { p { "Nobody here." } };
    }
    let day = |at: Option<Timestamp>| match at {
        Some(at) => Content::Markup(zone.minute_element(at.micros())).into(),
        None => "".into(),
    };
    let rows = found.items.iter().map(|one| {
        let address = format!("/o/{}/people/{}/second-step", found.organisation, one.person);
        vec![
            // The address below the name: six columns are too many for one screen.
            Content::Markup(
                html! { (link(&Link::new(one.name.as_str(), address))) div.nhsuk-u-font-weight-normal { (one.address) } },
            )
            .into(),
            words::cause(one.stands.cause).into(),
            words::factor(one.stands.factor).into(),
            day(one.stands.add_by),
            day(one.stands.exception_until),
        ]
    });
    table(&Table {
        caption: "People and their second step".to_owned(),
        caption_hidden: true,
        columns: ["Name", "Why", "Has", "Adds one by", "Exception until"].map(Column::text).into(),
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}

fn pages(code: &str, query: &SecondStepReadiness, found: &ReadinessPage) -> Markup {
    let kept = format!("show={}&search={}", query.show.name(), encode(&query.search));
    let next = found.next.map(|next| Link::new("", format!("{}?{kept}&after={next}", here(code))));
    html! {
        (pagination(&Pagination { next, name: "Pages of people".to_owned(), ..Pagination::default() }))
        @if !found.items.is_empty() {
            p { (link(&Link::new("Download the list (CSV)", format!("{}.csv?{kept}", here(code))))) }
        }
    }
}

fn reminding(
    frame: &Frame,
    code: &str,
    found: &ReadinessPage,
    now: Timestamp,
    zone: &Zone,
) -> Markup {
    let press = button(&Button {
        prevent_double_click: true,
        ..Button::secondary("Remind everybody who has to have one and has none")
    });
    let action = format!("{}/remind", here(code));
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
