//! `/national/break-glass`: the accounts, their drills and their alarms; and the notice above every page of those who look
//! after them.

use axum::extract::{Form as Posted, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use axum::{Router, extract::Path};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use maud::{Markup, html};
use serde_json::json;
use ui::components::{
    Button, Cell, Choice, Column, Heading, Input, InputKind, InputWidth, NotificationBanner,
    Radios, Table, TableLayout, Textarea, button, heading, input, notification_banner, radios,
    table, textarea,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::Link;
use ui::when::Zone;
use uuid::Uuid;

use super::commands::{CloseAlarm, EndBreakGlass, EnrolBreakGlass, Outcome};
use super::model::{Cause, readiness};
use super::queries::{AlarmLine, BreakGlass, BreakGlassState};
use crate::people;
use crate::portal::{see_other, shown, titled};

const HERE: &str = "/national/break-glass";
const TITLE: &str = "Emergency accounts";
const UNKNOWN: &str = "There is no account of this username. Check it.";
const CHOOSE: &str = "Choose what it was.";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/national/break-glass", get(page).post(enrol))
        .route("/national/break-glass/end", post(end))
        .route("/national/break-glass/alarms/{alarm}", post(close))
}

/// What stands above every page of whoever looks after the service, while an alarm is open.
pub async fn notice(reader: &mut Reader, now: Timestamp) -> Result<Option<Markup>, Fault> {
    if readiness(reader, now).await?.alarms == 0 {
        return Ok(None);
    }
    Ok(Some(notification_banner(&NotificationBanner {
        title_id: "break-glass-title".to_owned(),
        heading: "An emergency account was used or shut, or somebody was let in from the host".to_owned(),
        body: html! {
            p { "Find out who and why, then " a.nhsuk-notification-banner__link href=(HERE) { "close the alarm" } "." }
        }
        .into(),
        ..NotificationBanner::default()
    })))
}

async fn page(State(app): State<App>, caller: Caller, frame: Frame) -> Result<PageResponse> {
    at(&app, &caller, &frame, &Values::default(), &Problems::new()).await
}

async fn enrol(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let known = people::known(&mut app.door.reader().await?, values.one("username")).await?;
    let Some(known) = known else {
        let mut problems = Problems::new();
        problems.add("username", UNKNOWN);
        return Ok(at(&app, &caller, &frame, &values, &problems).await?.into_response());
    };
    let command = EnrolBreakGlass { person: known.view.account };
    let done = app.door.perform(caller.call(&app.door), command).await.map(drop);
    after(&app, &caller, &frame, &values, done).await
}

async fn end(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let person = values.one("person").parse().unwrap_or(AccountId(Uuid::nil()));
    let done = app.door.perform(caller.call(&app.door), EndBreakGlass { person }).await.map(drop);
    after(&app, &caller, &frame, &values, done).await
}

async fn close(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(alarm): Path<Uuid>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let outcome = match values.one("outcome") {
        "drill" => Outcome::Drill,
        "use" => Outcome::Use,
        _ => {
            let mut problems = Problems::new();
            problems.add(field("outcome", alarm), CHOOSE);
            return Ok(at(&app, &caller, &frame, &values, &problems).await?.into_response());
        }
    };
    let reason = values.one("reason").to_owned();
    let command = CloseAlarm { alarm, outcome, reason };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(HERE, None)),
        Err(error) => {
            let mut problems = Problems::new();
            for problem in shown(error)?.iter() {
                match &problem.field {
                    Some(name) => problems.add(field(name, alarm), problem.text.clone()),
                    None => problems.add_general(problem.text.clone()),
                }
            }
            Ok(at(&app, &caller, &frame, &values, &problems).await?.into_response())
        }
    }
}

/// The id of a field of one of several forms of a page.
fn field(name: &str, alarm: Uuid) -> String {
    format!("{name}-{}", alarm.simple())
}

async fn after(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    values: &Values,
    done: Result<()>,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(HERE, None)),
        Err(error) => {
            let problems = shown(error)?;
            Ok(at(app, caller, frame, values, &problems).await?.into_response())
        }
    }
}

async fn at(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let state = app.door.ask(&call, &BreakGlassState {}).await?;
    let body = json!({ "person": AccountId(Uuid::nil()) });
    let may_enrol = app.door.may_by_name(&call, EnrolBreakGlass::NAME, body).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let open = state.alarms.iter().filter(|alarm| alarm.closed_at.is_none());
    let over: Vec<&AlarmLine> =
        state.alarms.iter().filter(|alarm| alarm.closed_at.is_some()).collect();
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("National", "/national")],
        width: Width::Full,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (titled(TITLE, ""))
            p { "Two accounts for the day on which nobody else gets in. Each signs in with a security key that is kept in a sealed envelope, in two places, and with nothing else. Every use raises an alarm." }
            p { (ready(&state)) }
            @for alarm in open { (alarming(frame, alarm, values, problems, &zone)) }
            (accounts(frame, &state, may_enrol, &zone))
            @if may_enrol { (enrolling(frame, values, problems)) }
            (closed(&over, &zone))
        },
        ..Page::default()
    }))
}

/// What is missing, in one sentence.
fn ready(state: &BreakGlass) -> String {
    let ready = state.accounts.iter().filter(|account| account.is_ready).count();
    let overdue = state.accounts.iter().filter(|account| account.is_overdue).count();
    match (ready, overdue) {
        (ready, _) if ready < state.wanted => {
            let next = if state.accounts.is_empty() { "Enrol one." } else { "Enrol another one." };
            format!("{ready} of {} accounts are ready. {next}", state.wanted)
        }
        (_, 0) => "All is ready.".to_owned(),
        (_, overdue) => format!(
            "{overdue} of them were not tried for too long. Take the key out of its envelope, sign in with it, sign out, seal it again, and close the alarm as a drill."
        ),
    }
}

fn accounts(frame: &Frame, state: &BreakGlass, may_end: bool, zone: &Zone) -> Markup {
    if state.accounts.is_empty() {
        return html! {};
    }
    let rows = state.accounts.iter().map(|account| {
        let due = zone.day(account.drill_due_at.micros());
        let due = if account.is_overdue { format!("{due}: overdue") } else { due };
        let hidden = vec![("person".to_owned(), account.account.to_string())];
        let words = Button::secondary("Make it an ordinary account");
        let end = Form {
            action: format!("{HERE}/end"),
            hidden,
            body: html! { (button(&words)) },
            ..Form::default()
        };
        let acts = if may_end {
            form(frame, &end)
        } else {
            html! {}
        };
        vec![
            Cell::from(format!("{} ({})", account.name, account.address)),
            match account.is_ready {
                true => account.keys.to_string(),
                false => format!("{}: nobody gets in with it", account.keys),
            }
            .into(),
            zone.day(account.drilled_at.micros()).into(),
            due.into(),
            Cell::from(ui::Content::Markup(acts)),
        ]
    });
    table(&Table {
        caption: "Accounts".to_owned(),
        columns: ["Account", "Keys", "Last tried", "To be tried by", "What you can do"]
            .map(Column::text)
            .to_vec(),
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}

fn enrolling(frame: &Frame, values: &Values, problems: &Problems) -> Markup {
    let username = input(&Input {
        label: "Username of the account".into(),
        hint: Some("The account of a platform administrator that nobody works with. Add a security key to it first. Its password, start code and tokens are void afterwards.".into()),
        kind: InputKind::Email,
        width: InputWidth::TwoThirds,
        no_spellcheck: true,
        ..Input::from(values.field("username", problems))
    });
    let body = html! {
        (username)
        (button(&Button { prevent_double_click: true, ..Button::primary("Enrol the account") }))
    };
    html! {
        (heading(&Heading::part("Enrol an account")))
        (form(frame, &Form { action: HERE.to_owned(), body, ..Form::default() }))
    }
}

fn cause(alarm: &AlarmLine) -> String {
    match alarm.cause {
        Cause::SignIn => format!("{} signed in with the key", alarm.name),
        Cause::Shut => {
            format!("The account of {} was shut, because somebody else may use it", alarm.name)
        }
        Cause::Recovery => format!("The operator on the host let {} in", alarm.name),
    }
}

fn alarming(
    frame: &Frame,
    alarm: &AlarmLine,
    values: &Values,
    problems: &Problems,
    zone: &Zone,
) -> Markup {
    let drill = (alarm.cause == Cause::SignIn).then_some(("drill", "A drill of the key"));
    let choices = drill.into_iter().chain([("use", "It was used")]);
    let name = |name: &str| field(name, alarm.alarm);
    let is_typed =
        problems.of(&name("reason")).is_some() || problems.of(&name("outcome")).is_some();
    let typed = |field: &str| if is_typed { values.one(field).to_owned() } else { String::new() };
    let outcome = radios(&Radios {
        name: "outcome".to_owned(),
        id: name("outcome"),
        legend: Some("What was it?".into()),
        choices: choices.map(|(value, words)| Choice::new(value, words)).collect(),
        value: typed("outcome"),
        error: problems.of(&name("outcome")),
        ..Radios::default()
    });
    let reason = textarea(&Textarea {
        name: "reason".to_owned(),
        id: name("reason"),
        label: "Who used it, and why?".into(),
        rows: 3,
        value: typed("reason"),
        error: problems.of(&name("reason")),
        ..Textarea::default()
    });
    let action = format!("{HERE}/alarms/{}", alarm.alarm);
    let body = html! {
        (outcome)
        (reason)
        (button(&Button { prevent_double_click: true, ..Button::primary("Close the alarm") }))
    };
    html! {
        (heading(&Heading::part("Alarm")))
        p { (cause(alarm)) ", " (zone.minute(alarm.raised_at.micros())) "." }
        @if !alarm.reason.is_empty() { p { "Reason given on the host: " (alarm.reason) } }
        @if alarm.is_own {
            p { "Somebody else has to close this alarm: the account is yours." }
        } @else {
            (form(frame, &Form { action, body, ..Form::default() }))
        }
    }
}

fn closed(alarms: &[&AlarmLine], zone: &Zone) -> Markup {
    if alarms.is_empty() {
        return html! {};
    }
    let rows = alarms.iter().map(|alarm| {
        vec![
            Cell::from(cause(alarm)),
            zone.minute(alarm.raised_at.micros()).into(),
            alarm.closed_by.clone().unwrap_or_default().into(),
            alarm.words.as_str().into(),
        ]
    });
    table(&Table {
        caption: "Alarms that were closed".to_owned(),
        columns: ["What happened", "When", "Closed by", "What it was"].map(Column::text).to_vec(),
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}
