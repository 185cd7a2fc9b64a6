//! Taking the second step off somebody's account.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result};
use maud::Markup;
use ui::form::{Problems, Values};
use ui::frame::{Frame, PageResponse};
use ui::link::Link;

use crate::attempts::SignInState;
use crate::factors::{ResetSecondFactor, messages};
use crate::identity_checks::portal::Asking;
use crate::portal::{Ask, ask, person, person_page, see_other, shown};

/// What will happen.
pub(super) async fn ask_first(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let questions = Asking::of(&app, &caller, &state).await?;
    let questions = questions.fields(&Values::default(), &Problems::new());
    Ok(asking(&frame, &state, &questions, &Problems::new()))
}

/// Does it.
pub(super) async fn reset(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let mut problems = Asking::answer(&app, &caller, &state, &values).await?;
    if problems.is_empty() {
        let command = ResetSecondFactor { person: state.person };
        problems = match app.door.perform(caller.call(&app.door), command).await {
            Ok(_) => return Ok(see_other(&person_page(&state), None)),
            Err(Error::Refused(refusal))
                if refusal.kind == Kind::NotAllowed && refusal.code == messages::OWN.code =>
            {
                let mut problems = Problems::new();
                problems.add_general(refusal.text.clone());
                problems
            }
            Err(error) => shown(error)?,
        };
    }
    let questions = Asking::of(&app, &caller, &state).await?.fields(&values, &problems);
    Ok(asking(&frame, &state, &questions, &problems).into_response())
}

fn asking(
    frame: &Frame,
    state: &SignInState,
    questions: &Markup,
    problems: &Problems,
) -> PageResponse {
    let name = &state.name;
    let consequences = [
        format!("The authenticator apps, passkeys and recovery codes of {name} no longer work."),
        format!(
            "{name} is signed out of every browser, and signs in with the password only until they add an app or a passkey again. Their API tokens are revoked."
        ),
        format!("{name} is told by letter that you did this."),
    ];
    let words = Ask {
        title: "Reset the second step",
        consequences: &consequences,
        button: "Reset the second step",
        takes_away: true,
        done: None,
        instead: (state.passkeys > 0).then(|| {
            Link::new("Remove one lost passkey only", format!("{}/passkeys", person_page(state)))
        }),
        questions: questions.clone(),
    };
    ask(frame, state, &words, problems)
}
