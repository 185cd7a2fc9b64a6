//! Unlocking an account, the lines of *Can they work?* about signing in, and the card of one's own sign-ins.

mod card;
mod line;
mod log;
mod ready;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Form as Posted, Router};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::Markup;
use ui::form::{Problems, Values};
use ui::frame::{Frame, PageResponse};

pub(crate) use card::card;
pub(crate) use line::attempts_table;
pub(crate) use ready::lines;

use super::{SignInState, UnlockAccount};
use crate::identity_checks::portal::Asking;
use crate::portal::{Ask, ask, person, person_page, see_other, shown};

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/o/{code}/sign-ins", get(log::page))
        .route("/o/{code}/sign-ins.csv", get(log::download))
        .route("/o/{code}/people/{id}/sign-ins", get(log::of_person))
        .route("/o/{code}/people/{id}/unlock", get(ask_first).post(unlock))
}

async fn ask_first(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let asking = Asking::of(&app, &caller, &state).await?;
    Ok(shown_page(
        &frame,
        &state,
        &asking.fields(&Values::default(), &Problems::new()),
        &Problems::new(),
    ))
}

async fn unlock(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let mut problems = Asking::answer(&app, &caller, &state, &values).await?;
    if problems.is_empty() {
        let command = UnlockAccount { person: state.person };
        match app.door.perform(caller.call(&app.door), command).await {
            Ok(_) => return Ok(see_other(&person_page(&state), None)),
            Err(error) => problems = shown(error)?,
        }
    }
    let questions = Asking::of(&app, &caller, &state).await?.fields(&values, &problems);
    Ok(shown_page(&frame, &state, &questions, &problems).into_response())
}

fn shown_page(
    frame: &Frame,
    state: &SignInState,
    questions: &Markup,
    problems: &Problems,
) -> PageResponse {
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
        questions: questions.clone(),
    };
    ask(frame, state, &words, problems)
}
