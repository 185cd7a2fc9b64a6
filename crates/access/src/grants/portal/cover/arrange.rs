//! `/me/cover/new`: who stands in, with which of one's roles and when; then check, then done.

use axum::extract::{Form, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::clock::Timestamp;
use kernel::http::{App, Caller};
use kernel::ids::GrantId;
use kernel::refusal::{Error, Result, messages as common};
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Button, Checkboxes, Choice, EmptyState, Heading, Input, InputKind, Legend, SummaryList,
    SummaryRow, button, checkboxes, empty_state, heading, input, summary_list,
};
use ui::form::{Problems, Values, day_input, form};
use ui::frame::{Frame, Page, PageResponse};

use super::super::super::commands::ArrangeCover;
use super::super::super::messages;
use super::super::super::queries::{Colleague, ColleagueFor, CoverableRole, Covers, MyCover};
use super::super::capital;
use super::{ARRANGE, LIST};
use crate::forms;
use crate::moments::{self, Zone};

/// The fields that hold one value, carried from the check page as they were typed.
const FIELDS: &[&str] = &[
    "person",
    "starts_at-day",
    "starts_at-month",
    "starts_at-year",
    "ends_at-day",
    "ends_at-month",
    "ends_at-year",
    "reason",
];

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<PageResponse> {
    let found = app.door.ask(&caller.call(&app.door), &MyCover {}).await?;
    let person = Values::from(pairs).one("person").to_owned();
    // Everything that can be handed on is ticked until somebody says otherwise.
    let ticked = found.roles.iter().map(|role| role.grant.to_string());
    let values = ticked.fold(Values::default().with("person", person), |values, grant| {
        values.with("grants", grant)
    });
    Ok(asking(&app, &frame, &found, &values, &Problems::new()))
}

/// What the form says, as far as it can be read.
struct Read {
    colleague: Option<Colleague>,
    grants: Vec<GrantId>,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    reason: String,
}

async fn read(
    app: &App,
    caller: &Caller,
    values: &Values,
    problems: &mut Problems,
) -> Result<Read> {
    let query = ColleagueFor { address: values.one("person").to_owned() };
    let colleague = match app.door.ask(&caller.call(&app.door), &query).await {
        Ok(found) => Some(found),
        Err(Error::Refused(refusal)) if refusal.code == common::NOT_FOUND.code => {
            problems.add("person", messages::COLLEAGUE_UNKNOWN.text);
            None
        }
        Err(error) => return Err(error),
    };
    let grants: Vec<GrantId> =
        values.all("grants").iter().filter_map(|grant| grant.parse().ok()).collect();
    if grants.is_empty() {
        problems.add("grants", messages::ROLES_MISSING.text);
    }
    let (zone, wrong) = (Zone::of(&app.door), messages::DATE_WRONG);
    let starts_at = forms::moment(values, "starts_at", wrong, |date| zone.start_of(date), problems);
    let ends_at = forms::moment(values, "ends_at", wrong, |date| zone.end_of(date), problems);
    if ends_at.is_none() && problems.of("ends_at").is_none() {
        problems.add("ends_at", messages::COVER_WITHOUT_END.text);
    }
    let reason = values.one("reason").to_owned();
    if let Err(refusal) = forms::reason(&reason, messages::REASON_MISSING) {
        for field in refusal.fields {
            problems.add(field.field, field.text);
        }
    }
    Ok(Read { colleague, grants, starts_at, ends_at, reason })
}

pub(super) async fn posted(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Form(values): Form<Values>,
) -> Result<Response> {
    let found = app.door.ask(&caller.call(&app.door), &MyCover {}).await?;
    let mut problems = Problems::new();
    let read = read(&app, &caller, &values, &mut problems).await?;
    let (Some(colleague), Some(ends_at), true) =
        (&read.colleague, read.ends_at, problems.is_empty())
    else {
        return Ok(asking(&app, &frame, &found, &values, &problems).into_response());
    };
    match values.one("step") {
        "arrange" => {}
        "change" => return Ok(asking(&app, &frame, &found, &values, &problems).into_response()),
        _ => {
            let page = checking(&app, &frame, &found, &values, &read, colleague, ends_at);
            return Ok(page.into_response());
        }
    }
    let command = ArrangeCover {
        person: colleague.person,
        grants: read.grants.clone(),
        starts_at: read.starts_at,
        ends_at,
        reason: read.reason.clone(),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(Redirect::to(&format!("{LIST}?done=arranged")).into_response()),
        Err(error) => {
            let problems = forms::shown(error)?;
            Ok(asking(&app, &frame, &found, &values, &problems).into_response())
        }
    }
}

fn asking(
    app: &App,
    frame: &Frame,
    found: &Covers,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let body = if found.roles.is_empty() {
        empty_state(&EmptyState {
            text: "You hold no role that a colleague could stand in for".to_owned(),
            help: "What you hold to stand in for somebody else is not handed on. A platform administrator arranges cover for roles of the whole service.".into(),
            action: Some(Link::new("Back to home", "/home")),
        })
    } else {
        form(
            frame,
            &ui::form::Form {
                action: ARRANGE.to_owned(),
                body: fields(app, found, values, problems),
                ..ui::form::Form::default()
            },
        )
    };
    frame.page(Page {
        title: "Arrange cover".to_owned(),
        back: Some(Link::new("Back", LIST)),
        error: !problems.is_empty(),
        notices: problems.summary(),
        body: html! { (heading(&Heading::page("Arrange cover"))) (body) },
        ..Page::default()
    })
}

/// The role in words, with where it counts.
fn words(role: &CoverableRole) -> String {
    let below = if role.with_descendants { " and the organisations below it" } else { "" };
    format!("{}, {}{below}", capital(role.role.name()), role.organisation_name)
}

fn fields(app: &App, found: &Covers, values: &Values, problems: &Problems) -> Markup {
    let zone = Zone::of(&app.door);
    let choices = found.roles.iter().map(|role| {
        let mut choice = Choice::new(role.grant.to_string(), words(role));
        choice.hint = role.ends_at.map(|end| {
            let last = zone.day(moments::last_day(end));
            format!("Yours until {last}").into()
        });
        choice
    });
    let longest = format!(
        "At most {} days after the first one. The cover ends by itself at the end of this day.",
        found.days
    );
    html! {
        (input(&Input {
            label: "Email address of your colleague".into(),
            hint: Some("Somebody of your organisation who knows the work and will be there".into()),
            kind: InputKind::Email,
            no_spellcheck: true,
            autocomplete: Some("off"),
            ..Input::from(values.field("person", problems))
        }))
        (checkboxes(&Checkboxes {
            name: "grants".to_owned(),
            legend: Some(Legend { text: "Roles they have while you are away".to_owned(), ..Legend::default() }),
            error: problems.of("grants"),
            choices: choices.collect(),
            values: values.all("grants"),
            ..Checkboxes::default()
        }))
        (day_input(values, problems, "starts_at", "First day", "For example, 31 3 2027. Leave empty to begin now."))
        (day_input(values, problems, "ends_at", "Last day", longest))
        (input(&Input {
            label: "Why".into(),
            hint: Some("Stands in the history, where your administrators read it. Write nothing about your health.".into()),
            ..Input::from(values.field("reason", problems))
        }))
        (button(&Button::primary("Continue")))
    }
}

fn checking(
    app: &App,
    frame: &Frame,
    found: &Covers,
    values: &Values,
    read: &Read,
    colleague: &Colleague,
    ends_at: Timestamp,
) -> PageResponse {
    let zone = Zone::of(&app.door);
    let chosen = found.roles.iter().filter(|role| read.grants.contains(&role.grant));
    let roles = html! {
        ul.nhsuk-list { @for role in chosen { li { (words(role)) } } }
    };
    let from = read.starts_at.map_or_else(|| "Now".to_owned(), |start| zone.day(start));
    let rows = vec![
        SummaryRow::new("Who stands in", format!("{}, {}", colleague.name, colleague.address)),
        SummaryRow::new("Roles", roles),
        SummaryRow::new("First day", from),
        SummaryRow::new("Last day", zone.day(moments::last_day(ends_at))),
        SummaryRow::new("Why", read.reason.as_str()),
    ];
    let grants = values.all("grants").into_iter().map(|grant| ("grants".to_owned(), grant));
    let hidden = FIELDS
        .iter()
        .filter(|name| values.has(name))
        .map(|name| ((*name).to_owned(), values.one(name).to_owned()))
        .chain(grants);
    let choice = |button: Button, step: &str| Button {
        name: "step".to_owned(),
        value: step.to_owned(),
        ..button
    };
    let arrange = Button {
        prevent_double_click: true,
        ..choice(Button::primary("Arrange cover"), "arrange")
    };
    frame.page(Page {
        title: "Check before you arrange cover".to_owned(),
        back: Some(Link::new("Back", LIST)),
        body: html! {
            (heading(&Heading::page("Check before you arrange cover")))
            (summary_list(&SummaryList { rows, ..SummaryList::default() }))
            (heading(&Heading::part("What happens")))
            ul.nhsuk-list.nhsuk-list--bullet {
                li { (colleague.name) " can do from the first day to the last what these roles allow, and gets a letter." }
                li { "You keep your roles. If one of them ends, so does the cover for it." }
                li { "Your primary local administrators see it, are told of it, and can end it. So can you." }
            }
            (form(frame, &ui::form::Form {
                action: ARRANGE.to_owned(),
                hidden: hidden.collect(),
                body: html! {
                    (button(&arrange)) " "
                    (button(&choice(Button::secondary("Change"), "change")))
                },
                ..ui::form::Form::default()
            }))
        },
        ..Page::default()
    })
}
