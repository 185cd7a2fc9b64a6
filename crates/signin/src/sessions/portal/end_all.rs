//! Signing a person out everywhere.

use axum::extract::{Path, State};
use axum::response::Response;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use ui::form::Problems;
use ui::frame::{Frame, PageResponse};

use crate::portal::{Ask, ask, person, person_page, see_other};
use crate::sessions::EndAllSessions;

/// What will happen.
pub(super) async fn ask_first(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let name = &state.name;
    let consequences = [
        format!(
            "{name} is signed out of every browser at once. They are signed in with {} at the moment.",
            state.sessions
        ),
        format!("What {name} typed and did not save is lost."),
        "Their password goes on working. If somebody else may know it, reset it instead."
            .to_owned(),
    ];
    let words = Ask {
        title: "Sign out everywhere",
        consequences: &consequences,
        button: "Sign out everywhere",
        takes_away: true,
        done: None,
        instead: None,
        questions: maud::Markup::default(),
    };
    Ok(ask(&frame, &state, &words, &Problems::new()))
}

/// Does it.
pub(super) async fn end(
    State(app): State<App>,
    caller: Caller,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    app.door.perform(caller.call(&app.door), EndAllSessions { person: state.person }).await?;
    Ok(see_other(&person_page(&state), None))
}
