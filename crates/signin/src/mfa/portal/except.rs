//! Leaving the second step of somebody out: for a day at once, or for long, which is asked for.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Choice, Input, InputWidth, Radios, Textarea, button, button_group, input, radios,
    textarea,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::person::address;
use crate::attempts::SignInState;
use crate::identity_checks::portal::Asking;
use crate::mfa::model::{Ground, Reason};
use crate::mfa::{AskException, ExceptPerson, messages};
use crate::portal::{above, person, see_other, shown, titled};

const SHORT: &str = "Leave the second step out for a day";
const LONG: &str = "Ask for a long exception";

type Place = Path<(String, String)>;

/// What it does, and why it is wanted.
pub(super) async fn short_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let questions = Asking::of(&app, &caller, &state).await?;
    let questions = questions.fields(&Values::default(), &Problems::new());
    Ok(short_form(&frame, &state, &questions, &Values::default(), &Problems::new()))
}

/// Makes it.
pub(super) async fn short(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let mut problems = Asking::answer(&app, &caller, &state, &values).await?;
    match Reason::named(values.one("reason")) {
        None => problems.add("reason", messages::WHY.text),
        Some(reason) if problems.is_empty() => {
            let words = values.one("words").to_owned();
            let command = ExceptPerson { person: state.person, reason, words };
            match app.door.perform(caller.call(&app.door), command).await {
                Ok(_) => return Ok(see_other(&address(&state), None)),
                Err(error) => problems = shown(error)?,
            }
        }
        Some(_) => {}
    }
    let questions = Asking::of(&app, &caller, &state).await?.fields(&values, &problems);
    Ok(short_form(&frame, &state, &questions, &values, &problems).into_response())
}

fn why(values: &Values, problems: &Problems, choices: Vec<Choice>, field: &str) -> Markup {
    radios(&Radios {
        legend: Some("Why?".into()),
        choices,
        ..Radios::from(values.field(field, problems))
    })
}

fn in_words(values: &Values, problems: &Problems, hint: &'static str) -> Markup {
    textarea(&Textarea {
        label: "In words".into(),
        hint: Some(hint.into()),
        rows: 3,
        ..Textarea::from(values.field("words", problems))
    })
}

fn short_form(
    frame: &Frame,
    state: &SignInState,
    questions: &Markup,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let name = &state.name;
    let consequences = [
        format!(
            "{name} signs in with the password only until this time tomorrow. Then signing in asks again, without anybody doing anything."
        ),
        format!(
            "Where the telephone is lost or mislaid, every app, passkey and recovery code of {name} is taken off at once, {name} is signed out everywhere, and adds a second step anew when the day is over."
        ),
        format!("{name} is told by letter, and the history says that you did it."),
    ];
    let reasons = Reason::ALL.map(|reason| Choice::new(reason.name(), reason.words())).into();
    let act =
        button(&Button { prevent_double_click: true, ..Button::primary("Leave it out for a day") });
    let fields = html! {
        (why(values, problems, reasons, "reason"))
        (in_words(values, problems, "Needed where it is something else. Write no password here."))
        (questions)
        (button_group(&[act, link(&Link::new("Cancel", address(state)))]))
    };
    framed(frame, state, SHORT, &consequences, fields, problems)
}

/// What it does, and on what ground it is asked for.
pub(super) async fn long_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    Ok(long_form(&frame, &state, &Values::default(), &Problems::new()))
}

/// Asks for it.
pub(super) async fn long(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let mut problems = Problems::new();
    match Ground::named(values.one("ground")) {
        None => problems.add("ground", messages::WHY.text),
        Some(ground) => {
            let words = values.one("words").to_owned();
            let until = Some(values.one("until").to_owned());
            let command = AskException { person: state.person, ground, words, until };
            match app.door.perform(caller.call(&app.door), command).await {
                Ok(_) => return Ok(see_other(&address(&state), None)),
                Err(error) => problems = shown(error)?,
            }
        }
    }
    Ok(long_form(&frame, &state, &values, &problems).into_response())
}

fn long_form(
    frame: &Frame,
    state: &SignInState,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let name = &state.name;
    let consequences = [
        "Those who run the service read what you write here and decide. Until then nothing changes.".to_owned(),
        format!("If they approve, {name} signs in with the password only until the day that you name, for half a year at most. Then signing in asks again."),
    ];
    let grounds = Ground::ALL.map(|ground| Choice::new(ground.name(), ground.words())).into();
    let act = button(&Button { prevent_double_click: true, ..Button::primary("Ask for it") });
    let fields = html! {
        (why(values, problems, grounds, "ground"))
        (in_words(values, problems, "What was tried, and why no app, passkey or security key does."))
        (input(&Input {
            label: "The last day on which it counts (optional)".into(),
            hint: Some("For example, 2027-03-05. Left empty, it counts for half a year.".into()),
            width: InputWidth::Characters10,
            autocomplete: Some("off"),
            ..Input::from(values.field("until", problems))
        }))
        (button_group(&[act, link(&Link::new("Cancel", address(state)))]))
    };
    framed(frame, state, LONG, &consequences, fields, problems)
}

fn framed(
    frame: &Frame,
    state: &SignInState,
    title: &str,
    consequences: &[String],
    fields: Markup,
    problems: &Problems,
) -> PageResponse {
    let body = html! {
        (titled(title, &state.name))
        p { "If you go on:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for consequence in consequences { li { (consequence) } }
        }
        (form(frame, &Form { body: fields, ..Form::default() }))
    };
    frame.page(Page {
        title: title.to_owned(),
        caption: state.name.clone(),
        breadcrumbs: above(state),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
