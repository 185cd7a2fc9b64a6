//! Deletions that wait because they were too many for one day.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use facts::directory::OrganisationCoded;
use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result, messages};
use maud::{Markup, html};
use ui::components::{
    Button, Column, EmptyState, Level, Pagination, Table, WarningCallout, button, button_group,
    empty_state, inset_text, pagination, table, warning_callout,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::home::Card;
use ui::link::{Link, link};
use uuid::Uuid;

use super::words::Days;
use super::{on_to, part, problems_of, title, typed, version_in};
use crate::pages::done_banner;
use crate::people::Cause;
use crate::people::commands::{DismissNight, ReleaseNight};
use crate::people::queries::{NightById, NightList, NightView, NightsOfOrganisation};

const DONE: &[(&str, &str)] = &[
    (
        "released",
        "The deletions on this list go on. Each account can be restored for a limited time.",
    ),
    ("dismissed", "Nobody on this list is deleted."),
];

/// How the list stands, in words.
fn state(night: &NightView) -> &'static str {
    match night.state.as_str() {
        "listing" => "Being put together",
        "waiting" => "Waits for a decision",
        "releasing" => "Being deleted",
        "sparing" => "Being dismissed",
        "released" => "Deleted",
        _ => "Dismissed",
    }
}

fn address_of(night: &NightView) -> String {
    format!("/o/{}/held-deletions/{}", part(&night.organisation), night.night)
}

/// What would have happened, in one sentence.
fn sentence(night: &NightView) -> String {
    format!("{} of {} accounts would have been deleted in one day.", night.deletions, night.people)
}

fn nights_table(nights: &[NightView], days: &Days, names: bool) -> Markup {
    let rows = nights.iter().map(|night| {
        let day = days.text(Some(&night.made_at));
        let text = if names { format!("{}, {day}", night.organisation_name) } else { day };
        vec![
            link(&Link::new(text.as_str(), address_of(night))).into(),
            format!("{} of {}", night.deletions, night.people).as_str().into(),
            state(night).into(),
        ]
    });
    html! {
        @if nights.is_empty() {
            (empty_state(&EmptyState {
                text: "No deletions wait".to_owned(),
                help: "If many more accounts than usual would be deleted by the service in one day, none is, and they stand here until somebody has looked.".into(),
                action: None,
            }))
        } @else {
            (table(&Table {
                caption: "Deletions that wait or waited".to_owned(),
                caption_hidden: true,
                columns: ["Day", "Accounts", "State"].map(Column::text).into(),
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
        }
    }
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let query = NightsOfOrganisation { organisation: Some(code.clone()) };
    let nights = app.door.ask(&call, &query).await?;
    let days = Days::of(&app.door);
    let place = app.door.reader().await?.ask(OrganisationCoded(code.clone())).await?;
    let name = place.map_or_else(|| code.clone(), |place| place.name);
    Ok(frame.page(Page {
        title: "Deletions that wait".to_owned(),
        caption: name.clone(),
        breadcrumbs: vec![Link::new(name.as_str(), format!("/o/{}", part(&code)))],
        width: Width::Full,
        body: html! { (title("Deletions that wait", &name)) (nights_table(&nights, &days, false)) },
        ..Page::default()
    }))
}

pub(super) async fn national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let nights = app.door.ask(&call, &NightsOfOrganisation::default()).await?;
    let days = Days::of(&app.door);
    Ok(frame.page(Page {
        title: "Deletions that wait".to_owned(),
        breadcrumbs: vec![Link::new("National", "/national")],
        width: Width::Full,
        body: html! { (title("Deletions that wait", "")) (nights_table(&nights, &days, true)) },
        ..Page::default()
    }))
}

/// The night that the address names, if it is one of the organisation it names.
async fn found(
    app: &App,
    caller: &Caller,
    code: &str,
    night: &str,
    after: Option<String>,
) -> Result<NightList> {
    let not_found = || messages::NOT_FOUND.refuse();
    let night: Uuid = night.parse().map_err(|_| not_found())?;
    let list = app.door.ask(&caller.call(&app.door), &NightById { night, after }).await?;
    if list.night.organisation == code { Ok(list) } else { Err(not_found().into()) }
}

type Ids = Path<(String, String)>;

pub(super) async fn one(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, night)): Ids,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let after = typed(&values, "after");
    let is_first = after.is_none();
    let list = found(&app, &caller, &code, &night, after).await?;
    let days = Days::of(&app.door);
    let banner = done_banner(&values, DONE);
    Ok(shown(&frame, &list, &days, is_first, banner, &Problems::new()))
}

pub(super) async fn decide(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, night)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let list = found(&app, &caller, &code, &night, None).await?;
    let call = caller.call(&app.door).expecting(version_in(&values));
    let (id, digest) = (list.night.night, values.one("list").to_owned());
    let (outcome, done) = match values.one("decision") {
        "release" => {
            let release = ReleaseNight { night: id, digest };
            (app.door.perform(call, release).await, "released")
        }
        "dismiss" => {
            let dismiss = DismissNight { night: id, digest };
            (app.door.perform(call, dismiss).await, "dismissed")
        }
        _ => {
            let mut problems = Problems::new();
            problems.add("decision", "Choose whether they are deleted or stay.");
            let days = Days::of(&app.door);
            return Ok(shown(&frame, &list, &days, true, None, &problems).into_response());
        }
    };
    match outcome {
        Ok(_) => Ok(on_to(&format!("{}?done={done}", address_of(&list.night)))),
        Err(error) => {
            let days = Days::of(&app.door);
            let problems = problems_of(error)?;
            Ok(shown(&frame, &list, &days, true, None, &problems).into_response())
        }
    }
}

fn shown(
    frame: &Frame,
    list: &NightList,
    days: &Days,
    is_first: bool,
    banner: Option<Markup>,
    problems: &Problems,
) -> PageResponse {
    let night = &list.night;
    let people = format!("/o/{}/people", part(&night.organisation));
    let rows = list.items.iter().map(|item| {
        let name = match &item.display_name {
            Some(name) if !name.is_empty() => {
                link(&Link::new(name.as_str(), format!("{people}/{}", item.id)))
            }
            _ => html! { "No longer here" },
        };
        let why = match item.cause {
            Cause::Leave => "Leaver",
            Cause::Lapse => "Disabled for too long",
            Cause::Inactive => "Not used for too long",
        };
        vec![name.into(), why.into(), days.day(Some(&item.due_at)).into()]
    });
    let next = list.next.as_deref();
    let here = address_of(night);
    let next = next.map(|next| Link::new("", format!("{here}?after={}", part(next))));
    let previous = (!is_first).then(|| Link::new("first page", here.clone()));
    let day = days.text(Some(&night.made_at));
    let body = html! {
        (title(&format!("Deletions of {day}"), &night.organisation_name))
        (inset_text(&format!("{} {}.", sentence(night), state(night)).as_str().into()))
        (table(&Table {
            caption: "Accounts".to_owned(),
            columns: ["Name", "Why", "Due"].map(Column::text).into(),
            rows: rows.collect(),
            first_cell_is_header: true,
            ..Table::default()
        }))
        (pagination(&Pagination { previous, next, ..Pagination::default() }))
        @if night.may_decide { (decision(frame, night)) }
    };
    frame.page(Page {
        title: format!("Deletions of {day}"),
        caption: night.organisation.clone(),
        breadcrumbs: vec![
            Link::new(
                night.organisation_name.as_str(),
                format!("/o/{}", part(&night.organisation)),
            ),
            Link::new(
                "Deletions that wait",
                format!("/o/{}/held-deletions", part(&night.organisation)),
            ),
        ],
        width: Width::Full,
        notices: problems.summary().or(banner),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

fn decision(frame: &Frame, night: &NightView) -> Markup {
    let one = |value: &str, style: Button| {
        let hidden = vec![
            ("version".to_owned(), night.version.to_string()),
            ("list".to_owned(), night.digest.clone()),
            ("decision".to_owned(), value.to_owned()),
        ];
        let body = button_group(&[button(&Button { prevent_double_click: true, ..style })]);
        form(frame, &form::Form { hidden, body, ..form::Form::default() })
    };
    html! {
        (warning_callout(&WarningCallout {
            heading: "Decide on the whole list".to_owned(),
            level: Level::Two,
            body: html! {
                ul {
                    li { "Delete them: everybody on this list is deleted when they are due, unless something has changed for them since. They can be restored for a limited time." }
                    li { "Let them stay: nobody on this list is deleted. Leavers are no longer leavers, and the other times start again." }
                    li { "Until then the service deletes nobody of the organisation. Leavers whose time is over can no longer sign in, unless you let them stay." }
                }
            }.into(),
        }))
        (one("release", Button::warning("Delete them")))
        (one("dismiss", Button::secondary("Let them stay")))
    }
}

/// On home, for those who look after the organisations: what waits for a decision; nothing if nothing does.
pub(super) async fn card(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let nights = match door.ask(&call, &NightsOfOrganisation::default()).await {
        Ok(nights) => nights,
        Err(Error::Refused(refusal))
            if matches!(refusal.kind, Kind::NotAllowed | Kind::NotFound) =>
        {
            return Ok(None);
        }
        Err(error) => return Err(error),
    };
    if nights.is_empty() {
        return Ok(None);
    }
    let body = html! {
        ul.nhsuk-list {
            @for night in nights.iter().take(5) {
                li { (link(&Link::new(night.organisation_name.as_str(), address_of(night)))) ": " (sentence(night)) }
            }
        }
    };
    Ok(Some(Card {
        id: "held-deletions".to_owned(),
        title: "Deletions that wait for a decision".to_owned(),
        body,
        link: None,
        order: 3,
    }))
}
