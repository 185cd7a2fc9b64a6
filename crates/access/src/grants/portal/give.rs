//! `/o/CODE/administrators/new` and `/national/administrators/new`: give a role; first who, what and until when, then check, then done.

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use kernel::authority::{Role, ServedSector, Span};
use kernel::clock::Timestamp;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result, messages as common};
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Button, Checkboxes, Choice, Heading, Input, InputKind, InputMode, InputWidth, Select,
    SelectOption, SummaryList, SummaryRow, button, checkboxes, heading, input, select,
    summary_list,
};
use ui::form::{Problems, Values, day_input, form};
use ui::frame::{Frame, Page, PageResponse};

use super::super::commands::GiveGrant;
use super::super::messages;
use super::super::model::LOCAL;
use super::super::queries::{Candidate, CandidateFor, GrantsInOrganisation, NationalGrants};
use super::{WHOLE, Where, capital, of_sector};
use crate::forms;
use crate::moments::{self, Zone};

/// The fields of the form, carried from the check page as they were typed.
const FIELDS: &[&str] = &[
    "person",
    "role",
    "covering_for",
    "with_descendants",
    "sector",
    "starts_at-day",
    "starts_at-month",
    "starts_at-year",
    "ends_at-day",
    "ends_at-month",
    "ends_at-year",
    "hours",
    "ticket",
    "reason",
];

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<PageResponse> {
    start(&app, &caller, &frame, &Where::Organisation(code), pairs).await
}

pub(super) async fn national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(pairs): Query<Vec<(String, String)>>,
) -> Result<PageResponse> {
    start(&app, &caller, &frame, &Where::Nation, pairs).await
}

async fn start(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    at: &Where,
    pairs: Vec<(String, String)>,
) -> Result<PageResponse> {
    let mut values = Values::from(pairs);
    let found = candidate(app, caller, at, values.one("person")).await?;
    if let Some(found) = found.filter(|_| values.one("person").parse::<uuid::Uuid>().is_ok()) {
        values = Values::default().with("person", found.address);
    }
    asking(app, caller, frame, at, &values, &Problems::new()).await
}

/// Who is meant; none if nobody is, or nobody the caller looks after.
async fn candidate(
    app: &App,
    caller: &Caller,
    at: &Where,
    person: &str,
) -> Result<Option<Candidate>> {
    let query = CandidateFor { organisation: at.organisation(), person: person.to_owned() };
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
    sector: Option<ServedSector>,
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
    /// For whom the person stands in, if for anybody.
    absent: Option<Candidate>,
    ticket: String,
    reason: String,
    /// The zone in which the days were meant.
    zone: Zone,
}

async fn read(
    app: &App,
    caller: &Caller,
    at: &Where,
    values: &Values,
    problems: &mut Problems,
) -> Result<Read> {
    let candidate = candidate(app, caller, at, values.one("person")).await?;
    if candidate.is_none() {
        problems.add("person", messages::ADDRESS_UNKNOWN.text);
    }
    let absent = match values.one("covering_for").trim() {
        "" => None,
        typed => {
            let found = self::candidate(app, caller, at, typed).await?;
            if found.is_none() {
                problems.add("covering_for", messages::NOT_HELD.text);
            }
            found
        }
    };
    let role = Role::named(values.one("role"));
    if role.is_none() {
        problems.add("role", messages::ROLE_MISSING.text);
    }
    let wrong = messages::DATE_WRONG;
    let zone = Zone::of(&app.door);
    let starts_at = forms::moment(values, "starts_at", wrong, |date| zone.start_of(date), problems);
    let ends_at = forms::moment(values, "ends_at", wrong, |date| zone.end_of(date), problems);
    let ends_at = match (role, values.one("hours").trim()) {
        (_, "") => ends_at,
        (Some(Role::SupplierEngineer), hours) => {
            let from = starts_at.unwrap_or_else(|| caller.call(&app.door).now);
            let hours = hours.parse::<u16>().ok().filter(|hours| *hours > 0);
            if hours.is_none() {
                problems.add("hours", messages::HOURS_WRONG.text);
            }
            hours.map(|hours| from.plus_seconds(i64::from(hours) * 3600))
        }
        _ => {
            problems.add("hours", messages::HOURS_OF_SUPPLIER.text);
            ends_at
        }
    };
    let ticket = values.one("ticket").to_owned();
    let reason = values.one("reason").to_owned();
    if let Err(refusal) = forms::reason(&reason, messages::REASON_MISSING) {
        for field in refusal.fields {
            problems.add(field.field, field.text);
        }
    }
    let with_descendants = values.has("with_descendants");
    let sector = ServedSector::named(values.one("sector"));
    Ok(Read {
        candidate,
        role,
        with_descendants,
        sector,
        starts_at,
        ends_at,
        absent,
        ticket,
        reason,
        zone,
    })
}

pub(super) async fn posted(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    step(&app, &caller, &frame, &Where::Organisation(code), &values).await
}

pub(super) async fn posted_national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Form(values): Form<Values>,
) -> Result<Response> {
    step(&app, &caller, &frame, &Where::Nation, &values).await
}

/// The next step: put right, check, or done.
async fn step(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    at: &Where,
    values: &Values,
) -> Result<Response> {
    let mut problems = Problems::new();
    let read = read(app, caller, at, values, &mut problems).await?;
    let (Some(candidate), Some(role), true) = (&read.candidate, read.role, problems.is_empty())
    else {
        let page = asking(app, caller, frame, at, values, &problems).await?;
        return Ok(page.into_response());
    };
    match values.one("step") {
        "give" => {}
        "change" => {
            let page = asking(app, caller, frame, at, values, &problems).await?;
            return Ok(page.into_response());
        }
        _ => return Ok(checking(frame, at, values, &read, candidate, role).into_response()),
    }
    let command = GiveGrant {
        person: candidate.person,
        role,
        organisation: at.organisation(),
        with_descendants: read.with_descendants,
        sector: read.sector,
        starts_at: read.starts_at,
        ends_at: read.ends_at,
        covering_for: read.absent.as_ref().map(|absent| absent.person),
        ticket: Some(read.ticket.clone()).filter(|ticket| !ticket.is_empty()),
        reason: read.reason.clone(),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => {
            let to = format!("{}?done=given", at.list());
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let problems = refused(error)?;
            let page = asking(app, caller, frame, at, values, &problems).await?;
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
    at: &Where,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    // Whoever may not see who holds roles here is not shown the form either.
    let name = match at {
        Where::Organisation(code) => {
            let (organisation, limit) = (code.clone(), Some(1));
            let query = GrantsInOrganisation { organisation, after: None, limit };
            app.door.ask(&call, &query).await?.organisation_name
        }
        Where::Nation => {
            app.door.ask(&call, &NationalGrants {}).await?;
            WHOLE.to_owned()
        }
    };
    Ok(frame.page(Page {
        title: "Give a role".to_owned(),
        caption: at.caption(),
        back: Some(Link::new("Back", at.list())),
        error: !problems.is_empty(),
        notices: problems.summary(),
        body: html! {
            (heading(&Heading {
                caption: Some(name),
                ..Heading::page("Give a role")
            }))
            (form(frame, &ui::form::Form {
                action: format!("{}/new", at.list()),
                body: fields(at, values, problems),
                ..ui::form::Form::default()
            }))
        },
        ..Page::default()
    }))
}

fn fields(at: &Where, values: &Values, problems: &Problems) -> Markup {
    let mut options = vec![SelectOption::new("", "Choose a role")];
    options.extend(roles(at).into_iter().map(|role| {
        SelectOption::new(role.name(), format!("{}: {}", capital(role.name()), role.purpose()))
    }));
    let mut reach = Choice::new("yes", "Include the organisations below this one");
    reach.hint = Some("Those that are below it at any time, also ones that join later".into());
    html! {
        (input(&Input {
            label: "Email address of the person".into(),
            hint: Some(where_to_find(at).into()),
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
        @if *at != Where::Nation {
            (checkboxes(&Checkboxes {
                name: "with_descendants".to_owned(),
                error: problems.of("with_descendants"),
                choices: vec![reach],
                values: values.all("with_descendants"),
                ..Checkboxes::default()
            }))
            (input(&Input {
                label: "Email address of whom they stand in for (optional)".into(),
                hint: Some("Somebody who holds this role here and is away. Such a role needs a last day.".into()),
                kind: InputKind::Email,
                no_spellcheck: true,
                autocomplete: Some("off"),
                ..Input::from(values.field("covering_for", problems))
            }))
        }
        @if *at == Where::Nation {
            (select(&Select {
                label: "Sector (national administration service only)".into(),
                hint: Some("The person looks after the organisations of this sector that are administered nationally.".into()),
                options: sectors(),
                ..Select::from(values.field("sector", problems))
            }))
        }
        (day_input(values, problems, "starts_at", "First day", "For example, 31 3 2027. Leave empty to begin now."))
        (day_input(values, problems, "ends_at", "Last day", "For cover during leave, for example. Leave empty for no end date."))
        @if *at == Where::Nation {
            (input(&Input {
                label: "For how many hours (supplier engineer only)".into(),
                hint: Some("In place of a last day. A supplier engineer looks at records for some hours only.".into()),
                width: InputWidth::Characters3,
                mode: Some(InputMode::Numeric),
                ..Input::from(values.field("hours", problems))
            }))
            (input(&Input {
                label: "Ticket (supplier engineer only)".into(),
                hint: Some("The reference under which the supplier works. The organisation sees it.".into()),
                width: InputWidth::Characters20,
                ..Input::from(values.field("ticket", problems))
            }))
        }
        (input(&Input {
            label: "Why".into(),
            hint: Some("Stands in the history".into()),
            ..Input::from(values.field("reason", problems))
        }))
        (button(&Button::primary("Continue")))
    }
}

fn sectors() -> Vec<SelectOption> {
    let all = ServedSector::ALL.iter().map(|one| SelectOption::new(one.name(), one.title()));
    std::iter::once(SelectOption::new("", "No sector")).chain(all).collect()
}

fn where_to_find(at: &Where) -> Markup {
    let found_in = |href: String, words: &str| html! { a.nhsuk-link href=(href) { (words) } };
    html! {
        @match at {
            Where::Organisation(code) => {
                "Find a person by name in " (found_in(format!("/o/{code}/people"), "the list of people"))
                " and choose Access on their page"
            },
            Where::Nation => { "You see it when you " (found_in("/people".to_owned(), "find the person")) },
        }
    }
}

/// The roles that are offered here; in an organisation a platform administrator gives the rest as well.
fn roles(at: &Where) -> Vec<Role> {
    let is_local = |role: &Role| role.span() == Span::Organisation;
    let mut roles: Vec<Role> =
        Role::ALL.iter().copied().filter(|role| is_local(role) == (*at != Where::Nation)).collect();
    roles.sort_by_key(|role| !LOCAL.has(*role));
    roles
}

fn checking(
    frame: &Frame,
    at: &Where,
    values: &Values,
    read: &Read,
    candidate: &Candidate,
    role: Role,
) -> PageResponse {
    let place = match &candidate.organisation_name {
        Some(name) if read.with_descendants => format!("{name} and the organisations below it"),
        Some(name) => name.clone(),
        None => read.sector.map_or_else(|| WHOLE.to_owned(), of_sector),
    };
    let zone = &read.zone;
    let from = read.starts_at.map_or_else(|| "Now".to_owned(), |start| zone.day(start));
    let to = read
        .ends_at
        .map_or_else(|| "No end date".to_owned(), |end| zone.day(moments::last_day(end)));
    let to = match read.ends_at {
        Some(end) if role == Role::SupplierEngineer => zone.minute(end),
        _ => to,
    };
    let ticket = match read.ticket.trim() {
        "" => "None",
        ticket => ticket,
    };
    let stands_in = read.absent.as_ref().map_or("Nobody", |absent| absent.name.as_str());
    let rows = vec![
        SummaryRow::new("Person", format!("{}, {}", candidate.name, candidate.address)),
        SummaryRow::new("Belongs to", candidate.belongs_to.as_str()),
        SummaryRow::new("Role", capital(role.name())),
        SummaryRow::new("What the role is for", role.purpose()),
        SummaryRow::new("Where", place),
        SummaryRow::new("Stands in for", stands_in),
        SummaryRow::new("First day", from),
        SummaryRow::new(if role == Role::SupplierEngineer { "Until" } else { "Last day" }, to),
        SummaryRow::new("Ticket", ticket),
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
        caption: at.caption(),
        back: Some(Link::new("Back", at.list())),
        body: html! {
            (heading(&Heading::page("Check before you give the role")))
            (summary_list(&SummaryList { rows, ..SummaryList::default() }))
            (form(frame, &ui::form::Form {
                action: format!("{}/new", at.list()),
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
