//! Unlocking an account, the lines of *Can they work?* about signing in, and the card of one's own sign-ins.

mod card;
mod ready;

use axum::Router;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use ui::form::Problems;
use ui::frame::{Frame, PageResponse};

pub(crate) use card::card;
pub(crate) use ready::lines;

use super::{SignInState, UnlockAccount};
use crate::portal::{Ask, ask, person, person_page, see_other, shown};

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/o/{code}/people/{id}/unlock", get(ask_first).post(unlock))
}

async fn ask_first(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    Ok(shown_page(&frame, &state, &Problems::new()))
}

async fn unlock(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    match app.door.perform(caller.call(&app.door), UnlockAccount { person: state.person }).await {
        Ok(_) => Ok(see_other(&person_page(&state), None)),
        Err(error) => Ok(shown_page(&frame, &state, &shown(error)?).into_response()),
    }
}

fn shown_page(frame: &Frame, state: &SignInState, problems: &Problems) -> PageResponse {
    let consequences = [
        format!("{} can try to sign in again at once.", state.name),
        "The wrong passwords and wrong codes so far no longer count.".to_owned(),
        "If an old password on a telephone or in a browser locked the account, it will lock it again until it is changed there.".to_owned(),
    ];
    let words = Ask {
        title: "Unlock the account",
        consequences: &consequences,
        button: "Unlock the account",
        takes_away: false,
        done: None,
        instead: None,
    };
    ask(frame, state, &words, problems)
}
