//! Shutting an account: what will happen, how it was noticed, what happened.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Button, ButtonKind, Choice, Radios, Textarea, button, button_group, radios, textarea,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::case::address;
use crate::attempts::SignInState;
use crate::compromise::model::{Found, LONGEST};
use crate::compromise::{OpenCompromise, messages};
use crate::portal::{above, person, person_page, see_other, shown, titled};

const TITLE: &str = "Shut an account that somebody else uses";

/// Opens the case.
pub(super) async fn open(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let problems = match Found::named(values.one("found")) {
        None => {
            let mut problems = Problems::new();
            problems.add("found", messages::FOUND.text);
            if values.one("words").trim().is_empty() {
                problems.add("words", messages::WORDS.text);
            }
            problems
        }
        Some(found) => {
            let words = values.one("words").to_owned();
            let command = OpenCompromise { person: state.person, found, words };
            match app.door.perform(caller.call(&app.door), command).await {
                Ok(_) => return Ok(see_other(&format!("{}?done=shut", address(&state)), None)),
                Err(error) => shown(error)?,
            }
        }
    };
    Ok(asking(&frame, &state, &values, &problems).into_response())
}

/// The page.
pub(super) fn asking(
    frame: &Frame,
    state: &SignInState,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let name = &state.name;
    let found = Radios {
        legend: Some("How was it noticed?".into()),
        choices: Found::CHOICES.map(|found| Choice::new(found.name(), found.words())).into(),
        ..Radios::from(values.field("found", problems))
    };
    let words = Textarea {
        label: "What happened?".into(),
        hint: Some(format!("When, what was seen, and by whom. {LONGEST} characters at most. Write no password here.").into()),
        rows: 5,
        ..Textarea::from(values.field("words", problems))
    };
    let act = button(&Button {
        kind: ButtonKind::Warning,
        prevent_double_click: true,
        ..Button::primary("Shut the account now")
    });
    let consequences = [
        format!("{name} can no longer sign in, here or in Microsoft 365, until you or a colleague made sure that it is {name} who asks."),
        "Every session ends at once, and applications lose what they were given.".to_owned(),
        "The password, API tokens, start codes, the second step and the telephone word are taken away: whoever got in may hold them.".to_owned(),
        "Administrators of the organisation are told by letter.".to_owned(),
    ];
    let body = html! {
        (titled(TITLE, name))
        p { "If you go on:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for consequence in &consequences { li { (consequence) } }
        }
        p { "Nothing of mail, files and licences is lost. If you are not certain, shut it: it is opened again in minutes." }
        (form(frame, &Form {
            body: html! {
                (radios(&found))
                (textarea(&words))
                (button_group(&[act, link(&Link::new("Cancel", person_page(state)))]))
            },
            ..Form::default()
        }))
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        caption: name.clone(),
        breadcrumbs: above(state),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
