//! One case: what was done, what is proved, and what comes next.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::clock::Timestamp;
use kernel::door::Command;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use serde_json::json;
use ui::components::{
    BannerKind, Button, Heading, NotificationBanner, SummaryList, SummaryRow, Textarea, button,
    heading, notification_banner, summary_list, textarea,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use ui::when::Zone;

use super::open;
use crate::attempts::SignInState;
use crate::compromise::model::{LONGEST, State as Stands};
use crate::compromise::{
    CloseCompromise, CompromiseCase, CompromiseOf, CompromiseState, OpenCompromise,
    RecordDeviceCheck, ReleaseCompromised,
};
use crate::identity_checks::portal::Asking;
use crate::portal::{above, person, see_other, shown, titled};

const TITLE: &str = "Used by somebody else";

type Place = Path<(String, String)>;

/// Where the case of a person is.
pub(super) fn address(state: &SignInState) -> String {
    format!("/o/{}/people/{}/compromised", state.organisation, state.person)
}

/// What was typed, and what was wrong with it.
#[derive(Default)]
struct Typed {
    values: Values,
    problems: Problems,
}

/// The page: of the open case, or the question whether to open one.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let found =
        app.door.ask(&caller.call(&app.door), &CompromiseOf { person: state.person }).await?;
    if found.open.is_none() && state.is_active && !values.has("done") {
        let body = json!({ "person": state.person, "found": "told", "words": "words" });
        if app.door.may_by_name(&caller.call(&app.door), OpenCompromise::NAME, body).await? {
            return Ok(open::asking(&frame, &state, &Values::default(), &Problems::new()));
        }
    }
    case_page(&app, &caller, &frame, &state, &found, &Typed::default(), values.one("done")).await
}

/// Lets the person begin again.
pub(super) async fn release(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let problems = Asking::answer(&app, &caller, &state, &values).await?;
    if !problems.is_empty() {
        return again(&app, &caller, &frame, &state, Typed { values, problems }).await;
    }
    let command = ReleaseCompromised { person: state.person };
    act(&app, &caller, &frame, &state, values, command, "released").await
}

/// Records the check of the devices.
pub(super) async fn devices(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let words = values.one("checked").to_owned();
    let command = RecordDeviceCheck { person: state.person, words };
    act(&app, &caller, &frame, &state, values, command, "checked").await
}

/// Closes the case.
pub(super) async fn close(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let words = values.one("closing").to_owned();
    let command = CloseCompromise { person: state.person, words };
    act(&app, &caller, &frame, &state, values, command, "closed").await
}

async fn act<C: Command>(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    state: &SignInState,
    values: Values,
    command: C,
    done: &str,
) -> Result<Response> {
    let version = values.one("version").parse().ok();
    match app.door.perform(caller.call(&app.door).expecting(version), command).await {
        Ok(_) => Ok(see_other(&format!("{}?done={done}", address(state)), None)),
        Err(error) => {
            let mut problems = Problems::new();
            // The commands call them words; here each has a field of its own.
            let field = if done == "closed" { "closing" } else { "checked" };
            let found = shown(error)?;
            for problem in found.iter() {
                match problem.field.as_deref() {
                    Some("words") => problems.add(field, problem.text.as_str()),
                    Some(name) => problems.add(name, problem.text.as_str()),
                    None => problems.add_general(problem.text.as_str()),
                }
            }
            again(app, caller, frame, state, Typed { values, problems }).await
        }
    }
}

async fn again(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    state: &SignInState,
    typed: Typed,
) -> Result<Response> {
    let found =
        app.door.ask(&caller.call(&app.door), &CompromiseOf { person: state.person }).await?;
    Ok(case_page(app, caller, frame, state, &found, &typed, "").await?.into_response())
}

async fn case_page(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    state: &SignInState,
    found: &CompromiseState,
    typed: &Typed,
    done: &str,
) -> Result<PageResponse> {
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let next = match &found.open {
        Some(case) => next_step(app, caller, frame, state, found, case, typed).await?,
        None => html! {},
    };
    let body = html! {
        (titled(TITLE, &state.name))
        @match &found.open {
            Some(case) => {
                (steps(found, case, &zone))
                (next)
            }
            None => p { "Nobody else is known to use this account." }
        }
        @if !found.closed.is_empty() {
            (heading(&Heading::part("Closed cases")))
            @for case in &found.closed { (steps(found, case, &zone)) }
        }
    };
    let done = words_done(done).map(|words| {
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: words.into(),
            ..NotificationBanner::default()
        })
    });
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: state.name.clone(),
        breadcrumbs: above(state),
        notices: typed.problems.summary().or(done),
        error: !typed.problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn words_done(done: &str) -> Option<&'static str> {
    match done {
        "shut" => Some("The account is shut. Nobody can use it."),
        "released" => Some("They may begin again. Give them a start code now."),
        "checked" => Some("The check of the devices is recorded."),
        "closed" => Some("The case is closed."),
        _ => None,
    }
}

/// What was done, and what is proved, each with its moment.
fn steps(found: &CompromiseState, case: &CompromiseCase, zone: &Zone) -> Markup {
    let at = |moment: Timestamp| zone.minute(moment.micros());
    let is_open = case.state != Stands::Closed;
    let still = "Still to come.".to_owned();
    let taken = format!(
        "On {}: {}; {}; {}; {}.",
        at(case.opened_at),
        counted(case.sessions_ended, "session ended", "sessions ended"),
        counted(case.tokens_revoked, "API token revoked", "API tokens revoked"),
        counted(case.factors_removed, "second step removed", "second steps removed"),
        if case.had_password { "the password taken away" } else { "no password was set" },
    );
    let proved = |is_there: Option<bool>, words: &str| match (is_open, is_there) {
        (true, Some(false)) => still.clone(),
        _ => words.to_owned(),
    };
    let row = |key: &str, value: String| SummaryRow::new(key, value);
    let mut rows = vec![
        row("Where it stands", case.state.words().to_owned()),
        row("Noticed", format!("{}. {}", case.found.words(), case.words)),
        row("Shut", taken),
        row(
            "Made sure of them, and let begin again",
            case.released_at.map_or_else(|| still.clone(), |moment| format!("On {}.", at(moment))),
        ),
        row("New password", proved(found.proofs.map(|proofs| proofs.password), "Chosen since.")),
        row("Second step", proved(found.proofs.map(|proofs| proofs.second_step), "Added since.")),
        row(
            "Devices checked",
            case.checked_at.map_or(still.clone(), |moment| {
                format!("On {}. {}", at(moment), case.checked_words)
            }),
        ),
    ];
    if let Some(closed_at) = case.closed_at {
        rows.push(row("Closed", format!("On {}. {}", at(closed_at), case.closed_words)));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn counted(number: i64, one: &str, many: &str) -> String {
    match number {
        0 => format!("no {many}"),
        1 => format!("1 {one}"),
        more => format!("{more} {many}"),
    }
}

/// What comes next, for those who may do it.
async fn next_step(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    state: &SignInState,
    found: &CompromiseState,
    case: &CompromiseCase,
    typed: &Typed,
) -> Result<Markup> {
    let call = caller.call(&app.door);
    let may = async |name: &str, body| app.door.may_by_name(&call, name, body).await;
    let person = json!({ "person": state.person });
    let worded = json!({ "person": state.person, "words": "words" });
    let sent = |to: &str, body: Markup| {
        let hidden = vec![("version".to_owned(), case.version.to_string())];
        let action = format!("{}/{to}", address(state));
        form(frame, &Form { action, hidden, body, ..Form::default() })
    };
    let go = |words: &str| button(&Button { prevent_double_click: true, ..Button::primary(words) });
    let part = |words: &str| heading(&Heading::part(words));
    let area = |name: &str, label: &str, hint: &str| {
        textarea(&Textarea {
            label: label.to_owned().into(),
            hint: Some(format!("{hint} {LONGEST} characters at most.").into()),
            rows: 3,
            ..Textarea::from(typed.values.field(name, &typed.problems))
        })
    };
    let may_release =
        case.state == Stands::Contained && may(ReleaseCompromised::NAME, person.clone()).await?;
    let questions = match may_release {
        true => Asking::of(app, caller, state).await?.fields(&typed.values, &typed.problems),
        false => html! {},
    };
    let may_check = may(RecordDeviceCheck::NAME, worded.clone()).await?;
    let is_proved = found.proofs.is_some_and(|proofs| proofs.missing().is_empty());
    let may_close =
        case.state == Stands::Recovering && is_proved && may(CloseCompromise::NAME, worded).await?;
    Ok(html! {
        @if may_release {
            (part("Let them begin again"))
            p { "Make sure that it is " (state.name) " who asks. Meet them if you can: whoever got in may have changed telephone numbers. The account is then enabled, without a password, and you give them a start code." }
            (sent("release", html! { (questions) (go("Let them begin again")) }))
        }
        @if case.state == Stands::Recovering {
            (part("Until it is closed"))
            p {
                (state.name) " signs in with a start code, chooses a new password and adds a second step. Applications open to them only with that second step. "
                (link(&Link::new("Give a start code", format!("/o/{}/people/{}/start-code", state.organisation, state.person))))
            }
        }
        @if may_check && case.checked_at.is_none() {
            (part("Check the devices"))
            (sent("devices", html! {
                (area("checked", "What was checked?", "Each device that they used lately: looked at for harmful software by whom, with what result."))
                (go("Record the check"))
            }))
        }
        @if may_close {
            (part("Close the case"))
            p { "Everything is proved. " (state.name) " is told by letter, and asked to look over the rules and forwarding of their mailbox." }
            (sent("close", html! {
                (area("closing", "What was it?", "How somebody got in, as far as is known."))
                (go("Close the case"))
            }))
        }
    })
}
