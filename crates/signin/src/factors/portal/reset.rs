//! Taking the second step off somebody's account.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result};
use ui::form::Problems;
use ui::frame::{Frame, PageResponse};

use crate::attempts::SignInState;
use crate::factors::{ResetSecondFactor, messages};
use crate::portal::{Ask, ask, person, person_page, see_other, shown};

/// What will happen.
pub(super) async fn ask_first(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    Ok(asking(&frame, &state, &Problems::new()))
}

/// Does it.
pub(super) async fn reset(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let command = ResetSecondFactor { person: state.person };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(&person_page(&state), None)),
        Err(Error::Refused(refusal))
            if refusal.kind == Kind::NotAllowed && refusal.code == messages::OWN.code =>
        {
            let mut problems = Problems::new();
            problems.add_general(refusal.text.clone());
            Ok(asking(&frame, &state, &problems).into_response())
        }
        Err(error) => Ok(asking(&frame, &state, &shown(error)?).into_response()),
    }
}

fn asking(frame: &Frame, state: &SignInState, problems: &Problems) -> PageResponse {
    let name = &state.name;
    let consequences = [
        format!("The authenticator apps and recovery codes of {name} no longer work."),
        format!("{name} is signed out of every browser, and signs in with the password only until they add an app again. Their API tokens are revoked."),
        format!("{name} is told by letter that you did this."),
        "Check first who is asking, for example by calling back on the number that you have of them."
            .to_owned(),
    ];
    let words = Ask {
        title: "Reset the second step",
        consequences: &consequences,
        button: "Reset the second step",
        takes_away: true,
        done: None,
        instead: None,
    };
    ask(frame, state, &words, problems)
}
