//! One case: what was done, what is proved, and what comes next.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::clock::Timestamp;
use kernel::door::Command;
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
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
use crate::compromise::model::{LONGEST, State as Stands, lift_at};
use crate::compromise::{
    CloseCompromise, CompromiseCase, CompromiseOf, CompromiseState, EndLift, InTenant,
    LiftSecondStep, OpenCompromise, RecordDeviceCheck, ReleaseCompromised,
};
use crate::identity_checks::portal::Asking;
use crate::mfa::portal::left;
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
    let is_first = found.open.is_none() && state.is_active && !values.has("done");
    let begins_again = found.open.as_ref().is_some_and(|case| case.state == Stands::Recovering);
    if is_first || (begins_again && values.has("again")) {
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
    Path(place): Place,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = |person| ReleaseCompromised { person };
    after_asking(&app, &caller, &frame, place, values, (command, "released")).await
}

/// Leaves the second step out for hours.
pub(super) async fn lift(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(place): Place,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = |person| LiftSecondStep { person };
    after_asking(&app, &caller, &frame, place, values, (command, "lifted")).await
}

/// Does something once it is sure who asks.
async fn after_asking<C: Command>(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    (code, id): (String, String),
    values: Values,
    (command, done): (impl FnOnce(AccountId) -> C, &str),
) -> Result<Response> {
    let state = person(app, caller, &code, &id).await?;
    let problems = Asking::answer(app, caller, &state, &values).await?;
    if !problems.is_empty() {
        return again(app, caller, frame, &state, Typed { values, problems }).await;
    }
    act(app, caller, frame, &state, values, command(state.person), done).await
}

/// Asks for it again before its time.
pub(super) async fn end_lift(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let command = EndLift { person: state.person };
    act(&app, &caller, &frame, &state, values, command, "armed").await
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
                (steps(found, case, &zone, app.door.clock().now()))
                (next)
            }
            None => p { "Nobody else is known to use this account." }
        }
        @if !found.closed.is_empty() {
            (heading(&Heading::part("Closed cases")))
            @for case in &found.closed { (steps(found, case, &zone, app.door.clock().now())) }
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
        "lifted" => Some("The second step is left out for now. Administrators are told."),
        "armed" => Some("The second step is asked for again."),
        "closed" => Some("The case is closed."),
        _ => None,
    }
}

/// What was done, and what is proved, each with its moment.
fn steps(found: &CompromiseState, case: &CompromiseCase, zone: &Zone, now: Timestamp) -> Markup {
    let at = |moment: Timestamp| zone.minute(moment.micros());
    let is_open = case.state != Stands::Closed;
    let said = |words: &str| match case.forgotten_at {
        Some(day) => format!("The words were removed on {}.", zone.day(day.micros())),
        None => words.to_owned(),
    };
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
    let added = proved(found.proofs.map(|proofs| proofs.second_step), "Added since.");
    let second_step = match lifted(case, now) {
        Some(until) => format!("Left out until {}: {} left. {added}", at(until), left(until, now)),
        None => added,
    };
    let mut rows = vec![
        row("Where it stands", case.state.words().to_owned()),
        row("Noticed", format!("{}. {}", case.found.words(), said(&case.words))),
        row("Shut", taken),
        row(
            "Made sure of them, and let begin again",
            case.released_at.map_or_else(|| still.clone(), |moment| format!("On {}.", at(moment))),
        ),
        row("New password", proved(found.proofs.map(|proofs| proofs.password), "Chosen since.")),
        row("Second step", second_step),
        row("Terms of use", proved(found.proofs.map(|proofs| proofs.terms), "Nothing waits.")),
        row(
            "Devices checked",
            case.checked_at.map_or(still.clone(), |moment| {
                format!("On {}. {}", at(moment), said(&case.checked_words))
            }),
        ),
    ];
    if let Some(tenant) = found.tenant.as_ref().filter(|_| is_open) {
        rows.push(row("Microsoft 365", in_tenant(tenant, zone)));
    }
    if let Some(closed_at) = case.closed_at {
        rows.push(row("Closed", format!("On {}. {}", at(closed_at), said(&case.closed_words))));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

/// Until when the second step is left out, while it is.
pub(super) fn lifted(case: &CompromiseCase, now: Timestamp) -> Option<Timestamp> {
    lift_at(case.state, (case.lifted_until, case.lift_ended_at), now)
}

/// What was done there, each with the moment at which it was seen.
pub(in crate::compromise) fn in_tenant(tenant: &InTenant, zone: &Zone) -> String {
    if !tenant.is_there {
        let is_looked_for = tenant.blocked_at.is_some();
        return if is_looked_for { "There is no account." } else { "Asked for, not answered yet." }
            .to_owned();
    }
    let at = |moment: Option<Timestamp>| {
        moment.map_or_else(|| "still to come".to_owned(), |at| zone.minute(at.micros()))
    };
    // Sessions are ended only once nobody can sign in, or once the person was let begin again.
    let stopped = match (tenant.blocked_at, tenant.sessions_ended_at) {
        (None, Some(_)) => "not needed, they were let begin again".to_owned(),
        (moment, _) => at(moment),
    };
    let mut words = format!(
        "Signing in stopped: {stopped}. Sessions ended: {}. Rules of the mailbox switched off: {}.",
        at(tenant.sessions_ended_at),
        at(tenant.rules_off_at)
    );
    for (said, names) in
        [("Switched off", &tenant.rules), ("Not to be switched off from here", &tenant.left)]
    {
        if !names.is_empty() {
            words.push_str(&format!(" {said}: {}.", names.join(", ")));
        }
    }
    words
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
    let now = app.door.clock().now();
    let is_proved_but_one =
        found.proofs.is_some_and(|proofs| proofs.password && proofs.devices && !proofs.second_step);
    let may_lift = case.state == Stands::Recovering
        && case.lifted_until.is_none()
        && is_proved_but_one
        && may(LiftSecondStep::NAME, person.clone()).await?;
    let is_lifted = lifted(case, now).is_some();
    let may_end = is_lifted && may(EndLift::NAME, person.clone()).await?;
    let questions = match may_release || may_lift {
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
            p {
                "If somebody else is in again, do not wait. "
                (link(&Link::new("Shut the account once more", format!("{}?again=yes", address(state)))))
            }
        }
        @if may_check && case.checked_at.is_none() {
            (part("Check the devices"))
            (sent("devices", html! {
                (area("checked", "What was checked?", "Each device that they used lately: looked at for harmful software by whom, with what result."))
                (go("Record the check"))
            }))
        }
        @if may_lift {
            (part("They cannot add a second step today"))
            p { "If " (state.name) " has no telephone and no security key at hand, the second step can be left out once, for at most two days. It is asked for again by the clock, and administrators are told of both." }
            (sent("lift", html! { (questions) (go("Leave the second step out for now")) }))
        }
        @if may_end {
            (part("Ask for the second step again"))
            (sent("end-lift", html! { (go("Ask for it again now")) }))
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
