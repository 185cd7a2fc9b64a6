//! `/o/CODE/administrators/new`: give a role; first who, what and until when, then check, then done.

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::authority::{Role, Span};
use kernel::clock::Timestamp;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result, messages as common};
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Button, Checkboxes, Choice, Heading, Input, InputKind, Select, SelectOption, SummaryList,
    SummaryRow, button, checkboxes, date_input, heading, input, select, summary_list,
};
use ui::form::{Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};

use super::super::commands::GiveGrant;
use super::super::messages;
use super::super::model::LOCAL;
use super::super::queries::{Candidate, CandidateFor, GrantsInOrganisation};
use super::capital;
use crate::{forms, moments};

/// The fields of the form, carried from the check page as they were typed.
const FIELDS: &[&str] = &[
    "person",
    "role",
    "with_descendants",
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
    Path(code): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<PageResponse> {
    let mut values = Values::from(pairs);
    let found = candidate(&app, &caller, &code, values.one("person")).await?;
    if let Some(found) = found.filter(|_| values.one("person").parse::<uuid::Uuid>().is_ok()) {
        values = Values::default().with("person", found.address);
    }
    asking(&app, &caller, &frame, &code, &values, &Problems::new()).await
}

/// Who is meant; none if nobody is, or nobody the caller looks after.
async fn candidate(
    app: &App,
    caller: &Caller,
    code: &str,
    person: &str,
) -> Result<Option<Candidate>> {
    let query = CandidateFor { organisation: code.to_owned(), person: person.to_owned() };
    match app.door.ask(&caller.call(&app.door), &query).await {
        Ok(found) => Ok(Some(found)),
        Err(Error::Refused(refusal)) if refusal.code == common::NOT_FOUND.code => Ok(None),
        Err(error) => Err(error),
    }
}

/// What the form says, as far as it can be read.
struct Read {
    candidate: Option<Candidate>,
    role: Option<Role>,
    with_descendants: bool,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    reason: String,
}

async fn read(
    app: &App,
    caller: &Caller,
    code: &str,
    values: &Values,
    problems: &mut Problems,
) -> Result<Read> {
    let candidate = candidate(app, caller, code, values.one("person")).await?;
    if candidate.is_none() {
        problems.add("person", messages::ADDRESS_UNKNOWN.text);
    }
    let role = Role::named(values.one("role"));
    if role.is_none() {
        problems.add("role", messages::ROLE_MISSING.text);
    }
    let wrong = messages::DATE_WRONG;
    let starts_at = forms::moment(values, "starts_at", wrong, moments::start_of, problems);
    let ends_at = forms::moment(values, "ends_at", wrong, moments::end_of, problems);
    let reason = values.one("reason").to_owned();
    if let Err(refusal) = forms::reason(&reason, messages::REASON_MISSING) {
        for field in refusal.fields {
            problems.add(field.field, field.text);
        }
    }
    let with_descendants = values.has("with_descendants");
    Ok(Read { candidate, role, with_descendants, starts_at, ends_at, reason })
}

pub(super) async fn posted(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let mut problems = Problems::new();
    let read = read(&app, &caller, &code, &values, &mut problems).await?;
    let (Some(candidate), Some(role), true) = (&read.candidate, read.role, problems.is_empty())
    else {
        let page = asking(&app, &caller, &frame, &code, &values, &problems).await?;
        return Ok(page.into_response());
    };
    match values.one("step") {
        "give" => {}
        "change" => {
            let page = asking(&app, &caller, &frame, &code, &values, &problems).await?;
            return Ok(page.into_response());
        }
        _ => return Ok(checking(&frame, &code, &values, &read, candidate, role).into_response()),
    }
    let command = GiveGrant {
        person: candidate.person,
        role,
        organisation: Some(code.clone()),
        with_descendants: read.with_descendants,
        starts_at: read.starts_at,
        ends_at: read.ends_at,
        reason: read.reason.clone(),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => {
            let to = format!("/o/{code}/administrators?done=given");
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let problems = refused(error)?;
            let page = asking(&app, &caller, &frame, &code, &values, &problems).await?;
            Ok(page.into_response())
        }
    }
}

/// A role beyond one's own is a choice on this form like any other, so it is said there.
fn refused(error: Error) -> Result<Problems> {
    let mut problems = Problems::new();
    match error {
        Error::Refused(refusal) if refusal.code == messages::ROLE_BEYOND_OWN.code => {
            problems.add("role", refusal.text.clone());
        }
        Error::Refused(refusal) if refusal.code == messages::SCOPE_BEYOND_OWN.code => {
            problems.add("with_descendants", refusal.text.clone());
        }
        error => return forms::shown(error),
    }
    Ok(problems)
}

async fn asking(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    code: &str,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let query = GrantsInOrganisation { organisation: code.to_owned(), after: None, limit: Some(1) };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let code = found.organisation.as_str();
    Ok(frame.page(Page {
        title: "Give a role".to_owned(),
        caption: code.to_owned(),
        back: Some(Link::new("Back", format!("/o/{code}/administrators"))),
        error: !problems.is_empty(),
        notices: problems.summary(),
        body: html! {
            (heading(&Heading {
                caption: Some(found.organisation_name.clone()),
                ..Heading::page("Give a role")
            }))
            (form(frame, &ui::form::Form {
                action: format!("/o/{code}/administrators/new"),
                body: fields(code, values, problems),
                ..ui::form::Form::default()
            }))
        },
        ..Page::default()
    }))
}

fn fields(code: &str, values: &Values, problems: &Problems) -> Markup {
    let mut options = vec![SelectOption::new("", "Choose a role")];
    options.extend(roles().map(|role| {
        SelectOption::new(role.name(), format!("{}: {}", capital(role.name()), role.purpose()))
    }));
    let mut reach = Choice::new("yes", "Include the organisations below this one");
    reach.hint = Some("Those that are below it at any time, also ones that join later".into());
    html! {
        (input(&Input {
            label: "Email address of the person".into(),
            hint: Some(html! {
                "Find a person by name in "
                a.nhsuk-link href={ "/o/" (code) "/people" } { "the list of people" }
                " and choose Access on their page"
            }.into()),
            kind: InputKind::Email,
            no_spellcheck: true,
            autocomplete: Some("off"),
            ..Input::from(values.field("person", problems))
        }))
        (select(&Select {
            label: "Role".into(),
            options,
            ..Select::from(values.field("role", problems))
        }))
        (checkboxes(&Checkboxes {
            name: "with_descendants".to_owned(),
            error: problems.of("with_descendants"),
            choices: vec![reach],
            values: values.all("with_descendants"),
            ..Checkboxes::default()
        }))
        (date_input(&forms::date(values, problems, "starts_at", "First day", "For example, 31 3 2027. Leave empty to begin now.")))
        (date_input(&forms::date(values, problems, "ends_at", "Last day", "For cover during leave, for example. Leave empty for no end date.")))
        (input(&Input {
            label: "Why".into(),
            hint: Some("Stands in the history".into()),
            ..Input::from(values.field("reason", problems))
        }))
        (button(&Button::primary("Continue")))
    }
}

/// The roles that are offered here; a platform administrator gives the rest as well.
fn roles() -> impl Iterator<Item = Role> {
    let local = Role::ALL.iter().copied().filter(|role| LOCAL.has(*role));
    let others = Role::ALL.iter().copied();
    local.chain(others.filter(|role| role.span() == Span::Organisation && !LOCAL.has(*role)))
}

fn checking(
    frame: &Frame,
    code: &str,
    values: &Values,
    read: &Read,
    candidate: &Candidate,
    role: Role,
) -> PageResponse {
    let place = if read.with_descendants {
        format!("{} and the organisations below it", candidate.organisation_name)
    } else {
        candidate.organisation_name.clone()
    };
    let from = read.starts_at.map_or_else(|| "Now".to_owned(), moments::day);
    let to = read
        .ends_at
        .map_or_else(|| "No end date".to_owned(), |end| moments::day(moments::last_day(end)));
    let rows = vec![
        SummaryRow::new("Person", format!("{}, {}", candidate.name, candidate.address)),
        SummaryRow::new("Belongs to", candidate.belongs_to.as_str()),
        SummaryRow::new("Role", capital(role.name())),
        SummaryRow::new("What the role is for", role.purpose()),
        SummaryRow::new("Where", place),
        SummaryRow::new("First day", from),
        SummaryRow::new("Last day", to),
        SummaryRow::new("Why", read.reason.as_str()),
    ];
    let hidden = FIELDS
        .iter()
        .filter(|name| values.has(name))
        .map(|name| ((*name).to_owned(), values.one(name).to_owned()));
    let choice = |button: Button, step: &str| Button {
        name: "step".to_owned(),
        value: step.to_owned(),
        ..button
    };
    let give =
        Button { prevent_double_click: true, ..choice(Button::primary("Give the role"), "give") };
    frame.page(Page {
        title: "Check before you give the role".to_owned(),
        caption: code.to_owned(),
        back: Some(Link::new("Back", format!("/o/{code}/administrators"))),
        body: html! {
            (heading(&Heading::page("Check before you give the role")))
            (summary_list(&SummaryList { rows, ..SummaryList::default() }))
            (form(frame, &ui::form::Form {
                action: format!("/o/{code}/administrators/new"),
                hidden: hidden.collect(),
                body: html! {
                    (button(&give)) " "
                    (button(&choice(Button::secondary("Change"), "change")))
                },
                ..ui::form::Form::default()
            }))
        },
        ..Page::default()
    })
}
