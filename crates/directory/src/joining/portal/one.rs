//! One organisation on its way: its steps, its checks, whose turn it is, and what can be done.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Choice, Heading, Input, InputWidth, Legend, Radios, Textarea, button, button_group,
    heading, input, radios, textarea,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::told::{checks_missing, told};
use super::{LIST, above_one};
use crate::joining::{
    BeginOpening, DeclineApplication, JoiningAct, JoiningByCode, JoiningView, PassTurn, Stage, Turn,
};
use crate::pages::{done_banner, on_to, part, problems_of, title, version_in};
use crate::people::portal::words::Days;

const DONE: &[(&str, &str)] = &[
    ("applied", "The application is recorded. Look at its checks next."),
    ("checked", "The check is recorded."),
    ("waived", "The check is waived until the day you gave."),
    ("opened", "The organisation is open, and its first administrator was invited."),
    ("invited", "The first administrator was invited. A letter with a link is on its way to them."),
    ("sent", "Another link is on its way. The one before no longer works."),
    ("passed", "The turn was handed over."),
    ("opening", "Every check holds or is waived. Open the organisation next."),
    ("declined", "The application was declined. It stands here with your reason."),
];

async fn view(app: &App, caller: &Caller, code: &str) -> Result<JoiningView> {
    app.door.ask(&caller.call(&app.door), &JoiningByCode { organisation: code.to_owned() }).await
}

pub(super) async fn national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let view = view(&app, &caller, &code).await?;
    let banner = done_banner(&values, DONE);
    Ok(shown(&frame, &view, &Days::of(&app.door), banner, &Values::default(), &Problems::new()))
}

/// The same for the organisation, once it is a member: what both sides see, and nothing to change.
pub(super) async fn local(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let view = view(&app, &caller, &code).await?;
    let own = format!("/o/{}", part(&view.organisation));
    let body = html! {
        (title("Joining the service", &view.name))
        p { "What the national team and this organisation have to do for it to be in the service, and what is asked of it." }
        (told(&view, &Days::of(&app.door)))
        @if matches!(view.state, crate::organisations::OrganisationState::Closing) {
            p { (link(&Link::new("See who is inside and what was agreed", format!("{own}/closing")))) }
        }
    };
    Ok(frame.page(Page {
        title: "Joining the service".to_owned(),
        caption: view.organisation.clone(),
        breadcrumbs: vec![Link::new(view.name.as_str(), own)],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

pub(super) async fn act(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let view = view(&app, &caller, &code).await?;
    let call = caller.call(&app.door).expecting(version_in(&values));
    let organisation = view.organisation.clone();
    let outcome = match values.one("act") {
        "begin-opening" => {
            app.door.perform(call, BeginOpening { organisation }).await.map(|_| "opening")
        }
        "decline" => {
            let reason = values.one("reason").to_owned();
            let decline = DeclineApplication { organisation, reason };
            app.door.perform(call, decline).await.map(|_| "declined")
        }
        _ => {
            let turn = Turn::named(values.one("turn")).unwrap_or(Turn::Nobody);
            let waits_for = values.one("waits_for").to_owned();
            let pass = PassTurn { organisation, turn, waits_for };
            app.door.perform(call, pass).await.map(|_| "passed")
        }
    };
    match outcome {
        Ok(done) => Ok(on_to(&format!("{LIST}/{}?done={done}", part(&code)))),
        Err(error) => {
            let (problems, days) = (problems_of(error)?, Days::of(&app.door));
            Ok(shown(&frame, &view, &days, None, &values, &problems).into_response())
        }
    }
}

fn shown(
    frame: &Frame,
    view: &JoiningView,
    days: &Days,
    banner: Option<Markup>,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let body = html! {
        (title(&view.name, &view.organisation))
        (ways(view))
        (told(view, days))
        (acts(frame, view, values, problems))
    };
    frame.page(Page {
        title: view.name.clone(),
        caption: view.organisation.clone(),
        breadcrumbs: vec![Link::new("Joining and leaving", LIST)],
        notices: problems.summary().or(banner),
        error: !problems.is_empty(),
        width: Width::Full,
        body,
        ..Page::default()
    })
}

/// Where one goes from here.
fn ways(view: &JoiningView) -> Markup {
    let code = part(&view.organisation);
    let national = format!("/national/organisations/{code}");
    let may = |act| view.acts.contains(&act);
    let mut buttons = Vec::new();
    if may(JoiningAct::Open) {
        buttons.push(button(
            &Button::primary("Open this organisation").to(format!("{national}/open")),
        ));
    }
    if may(JoiningAct::Apply) {
        buttons.push(button(
            &Button::secondary("Record an application").to(format!("{LIST}/{code}/apply")),
        ));
    }
    let invite = format!("{LIST}/{code}/administrator");
    if may(JoiningAct::Invite) {
        buttons.push(button(&Button::secondary("Invite the first administrator").to(invite)));
    } else if may(JoiningAct::InviteAgain) {
        buttons.push(button(&Button::secondary("Send the link again").to(invite)));
    }
    if may(JoiningAct::BeginClosing) {
        buttons.push(button(&Button::secondary("Begin to close").to(format!("/o/{code}/closing"))));
    }
    if may(JoiningAct::CancelClosing) {
        buttons
            .push(button(&Button::secondary("See who is inside").to(format!("/o/{code}/closing"))));
    }
    buttons.push(button(&Button::secondary("Its register record").to(national)));
    button_group(&buttons)
}

/// The forms of what can be done, each with its own button.
fn acts(frame: &Frame, view: &JoiningView, values: &Values, problems: &Problems) -> Markup {
    let (none, empty) = (Problems::new(), Values::default());
    let own = |act: &str| values.one("act") == act;
    // What was wrong stands at the form that was sent.
    let problems_of = |act: &str| if own(act) { problems } else { &none };
    let values_of = |act: &str| if own(act) { values } else { &empty };
    let act_form = |act: &str, body: Markup| {
        let hidden = vec![
            ("act".to_owned(), act.to_owned()),
            ("version".to_owned(), view.version.to_string()),
        ];
        form(frame, &form::Form { hidden, body, ..form::Form::default() })
    };
    let may = |act| view.acts.contains(&act);
    html! {
        @if may(JoiningAct::BeginOpening) {
            (heading(&Heading::part("Begin to open it")))
            @if checks_missing(view) { p { "Every check has to hold or be waived first." } }
            @else { (act_form("begin-opening", button(&Button { prevent_double_click: true, ..Button::primary("Begin to open") }))) }
        }
        @if may(JoiningAct::PassTurn) && view.stage.is_some_and(Stage::is_on_its_way) {
            (heading(&Heading::part("Whose turn it is")))
            (act_form("pass-turn", html! {
                (radios(&Radios {
                    legend: Some(Legend { text: "Who acts next".to_owned(), ..Legend::default() }),
                    choices: vec![Choice::new("ours", "The national team"), Choice::new("theirs", "The organisation")],
                    ..values_of("pass-turn").field("turn", problems_of("pass-turn")).into()
                }))
                (input(&Input {
                    label: "What is waited for".into(),
                    width: InputWidth::TwoThirds,
                    ..values_of("pass-turn").field("waits_for", problems_of("pass-turn")).into()
                }))
                (button(&Button::secondary("Hand over")))
            }))
        }
        @if may(JoiningAct::Decline) {
            (heading(&Heading::part("Decline the application")))
            (act_form("decline", html! {
                (textarea(&Textarea {
                    label: "Why it is declined".into(),
                    rows: 3,
                    ..values_of("decline").field("reason", problems_of("decline")).into()
                }))
                (button(&Button { prevent_double_click: true, ..Button::warning("Decline") }))
            }))
        }
    }
}

/// The pages above those of one organisation.
pub(super) fn above(view: &JoiningView) -> Vec<Link> {
    above_one(&view.organisation, &view.name)
}
