//! What stands above pages, and `/national/banners` and `/o/CODE/banners`, where it is put up.

use axum::Form as Posted;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use kernel::clock::Timestamp;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::{Markup, html};
use ui::components::{
    Button, Checkboxes, Choice, Column, EmptyState, Heading, NotificationBanner, Select,
    SelectOption, Table, TableLayout, Tag, TagColour, Textarea, button, checkboxes, empty_state,
    heading, notification_banner, select, table, tag, textarea,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, part};
use ui::when::Zone;

use super::commands::{EndBanner, PutBanner};
use super::messages;
use super::model::{Level, WORDS_MOST};
use super::queries::{BannerLine, Banners, Shown};
use crate::pages::problems_of;

const TITLE: &str = "Banners";
const NATIONAL: &str = "/national/banners";
/// How long a banner may be asked to stand: hours, and the words for them.
const LENGTHS: [(i64, &str); 7] = [
    (1, "1 hour"),
    (4, "4 hours"),
    (12, "12 hours"),
    (24, "1 day"),
    (72, "3 days"),
    (168, "7 days"),
    (720, "30 days"),
];
const USUAL: i64 = 24;
/// The field that asks for it, in hours; it is named after the end, which is what is refused.
const LENGTH: &str = "ends_at";

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/national/banners", get(page).post(put))
        .route("/national/banners/end", post(end))
        .route("/o/{code}/banners", get(page).post(put))
        .route("/o/{code}/banners/end", post(end))
}

/// Above a page; nothing where nothing is up.
pub fn above(shown: &[Shown]) -> Option<Markup> {
    let one = |(place, each): (usize, &Shown)| {
        let title = match (each.level, each.is_national) {
            (Level::News, false) => "From your organisation",
            (level, _) => messages::level(level),
        };
        notification_banner(&NotificationBanner {
            title: Some(title.to_owned()),
            title_id: format!("banner-{place}"),
            body: each.words.as_str().into(),
            ..NotificationBanner::default()
        })
    };
    (!shown.is_empty()).then(|| html! { @for each in shown.iter().enumerate() { (one(each)) } })
}

/// The status line of the pages before signing in: what is up stands above, or that nothing is known.
pub fn status(shown: &[Shown]) -> Option<&'static str> {
    let is_troubled = shown.iter().any(|each| each.level == Level::Incident);
    (!is_troubled).then_some("No problems with the service are known at the moment.")
}

/// The code of the organisation that the address names; none on the national page.
type Place = Option<Path<String>>;

async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    place: Place,
) -> Result<PageResponse> {
    let code = place.as_ref().map(|Path(code)| code.as_str());
    shown(&app, &caller, &frame, code, &Values::default(), &Problems::new()).await
}

async fn put(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    place: Place,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let code = place.as_ref().map(|Path(code)| code.as_str());
    let call = caller.call(&app.door);
    let hours = values.one(LENGTH).parse().ok();
    let hours = hours.filter(|hours| LENGTHS.iter().any(|(length, _)| length == hours));
    let command = PutBanner {
        organisation: code.map(str::to_owned),
        level: Level::named(values.one("level")).unwrap_or_default(),
        words: values.one("words").to_owned(),
        shows_outside: !values.one("shows_outside").is_empty(),
        starts_at: None,
        ends_at: call.now.plus_seconds(hours.unwrap_or(USUAL) * 3600),
    };
    match app.door.perform(call, command).await {
        Ok(_) => Ok(Redirect::to(&address(code)).into_response()),
        Err(error) => {
            let problems = problems_of(error)?;
            Ok(shown(&app, &caller, &frame, code, &values, &problems).await?.into_response())
        }
    }
}

async fn end(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    place: Place,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let code = place.as_ref().map(|Path(code)| code.as_str());
    let banner = values.one("banner").parse().map_err(|_| common::NOT_FOUND.refuse())?;
    match app.door.perform(caller.call(&app.door), EndBanner { banner }).await {
        Ok(_) => Ok(Redirect::to(&address(code)).into_response()),
        Err(error) => {
            let (none, problems) = (Values::default(), problems_of(error)?);
            Ok(shown(&app, &caller, &frame, code, &none, &problems).await?.into_response())
        }
    }
}

fn address(code: Option<&str>) -> String {
    match code {
        Some(code) => format!("/o/{}/banners", part(code)),
        None => NATIONAL.to_owned(),
    }
}

async fn shown(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    code: Option<&str>,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let query = Banners { organisation: code.map(str::to_owned) };
    let found = app.door.ask(&call, &query).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let to_whom = match code {
        Some(_) => format!("the people of {}", found.organisation_name),
        None => "everybody".to_owned(),
    };
    let rows = found.items.iter().map(|line| {
        vec![
            line.words.as_str().into(),
            messages::level(line.level).into(),
            state(line, call.now, &zone).into(),
            taking_down(frame, code, line).into(),
        ]
    });
    let caption = (!found.organisation_name.is_empty()).then(|| found.organisation_name.clone());
    let body = html! {
        (heading(&Heading { caption, ..Heading::page(TITLE) }))
        p { "A banner stands above every page of " (to_whom) " until it ends. Nothing is sent by email." }
        @if found.items.is_empty() {
            (empty_state(&EmptyState { text: "No banners".to_owned(), help: "What you put up appears here and above every page.".into(), action: None }))
        } @else {
            (table(&Table {
                caption: "Banners, the last to end first".to_owned(),
                caption_hidden: true,
                columns: vec![Column::text("Words"), Column::text("Kind"), Column::text("Shown"), Column::hidden("Actions")],
                rows: rows.collect(),
                layout: TableLayout::Responsive,
                ..Table::default()
            }))
        }
        (heading(&Heading::part("Put up a banner")))
        (form(frame, &Form { action: address(code), body: fields(code, values, problems), ..Form::default() }))
    };
    let breadcrumbs = match code {
        Some(_) => {
            vec![Link::new(found.organisation_name.as_str(), address(code).replace("/banners", ""))]
        }
        None => vec![Link::new("National", "/national")],
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: code.unwrap_or_default().to_owned(),
        breadcrumbs,
        width: Width::Full,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn state(line: &BannerLine, now: Timestamp, zone: &Zone) -> Markup {
    let word = match (line.is_live, line.starts_at <= now) {
        (false, _) => Tag::new("Over", TagColour::Grey),
        (true, true) => Tag::new("Up", TagColour::Green),
        (true, false) => Tag::new("To come", TagColour::Blue),
    };
    html! {
        (tag(&word)) br;
        (zone.minute_element(line.starts_at.micros())) " to " (zone.minute_element(line.ends_at.micros()))
        @if line.shows_outside { br; "Also before signing in" }
    }
}

fn taking_down(frame: &Frame, code: Option<&str>, line: &BannerLine) -> Markup {
    if !line.is_live {
        return html! {};
    }
    let body = button(&Button {
        small: true,
        hidden: format!("the banner {}", line.words),
        prevent_double_click: true,
        ..Button::secondary("Take down")
    });
    let hidden = vec![("banner".to_owned(), line.banner.to_string())];
    form(frame, &Form { action: format!("{}/end", address(code)), hidden, body, ..Form::default() })
}

fn fields(code: Option<&str>, values: &Values, problems: &Problems) -> Markup {
    let words = Textarea {
        label: "Words".into(),
        hint: Some(format!("What goes on, whom it concerns, until when. Plain text, up to {WORDS_MOST} characters.").into()),
        rows: 3,
        ..Textarea::from(values.field("words", problems))
    };
    let level = Select {
        label: "Kind".into(),
        options: Level::ALL
            .iter()
            .map(|level| SelectOption::new(level.name(), messages::level(*level)))
            .collect(),
        ..Select::from(values.field("level", problems))
    };
    let hours = Select {
        label: "Shown for".into(),
        options: LENGTHS
            .iter()
            .map(|(hours, words)| SelectOption::new(hours.to_string(), *words))
            .collect(),
        value: match values.one(LENGTH) {
            "" => USUAL.to_string(),
            hours => hours.to_owned(),
        },
        ..Select::from(values.field(LENGTH, problems))
    };
    html! {
        (textarea(&words))
        (select(&level))
        (select(&hours))
        @if code.is_none() {
            (checkboxes(&Checkboxes {
                name: "shows_outside".to_owned(),
                choices: vec![Choice::new("yes", "Also show it on the pages before signing in")],
                values: vec![values.one("shows_outside").to_owned()],
                ..Checkboxes::default()
            }))
        }
        (button(&Button { prevent_double_click: true, ..Button::primary("Put up") }))
    }
}
