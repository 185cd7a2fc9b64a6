//! `/o/CODE/people/ID/code-sheet`: making a sheet, and the page that is printed, once.

use axum::Form as Posted;
use axum::Router;
use axum::extract::{Path, State};
use axum::routing::get;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{Level, Panel, WarningCallout, panel, warning_callout};
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::HandOverCodes;
use crate::attempts::SignInState;
use crate::identity_checks::portal::Asking;
use crate::portal::{Ask, above, ask, person, person_page, shown};

const TITLE: &str = "Hand over codes on paper";

type Place = Path<(String, String)>;

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/o/{code}/people/{id}/code-sheet", get(ask_first).post(make))
}

/// What it does.
async fn ask_first(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let questions = Asking::of(&app, &caller, &state).await?;
    let questions = questions.fields(&Values::default(), &Problems::new());
    Ok(asking(&frame, &state, &questions, &Problems::new()))
}

/// Makes the codes and shows them, once.
async fn make(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Posted(values): Posted<Values>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let mut problems = Asking::answer(&app, &caller, &state, &values).await?;
    if problems.is_empty() {
        let command = HandOverCodes { person: state.person };
        match app.door.perform(caller.call(&app.door), command).await {
            Ok(done) => return Ok(sheet(&frame, &state, &done.output.codes)),
            Err(error) => problems = shown(error)?,
        }
    }
    let questions = Asking::of(&app, &caller, &state).await?.fields(&values, &problems);
    Ok(asking(&frame, &state, &questions, &problems))
}

fn asking(
    frame: &Frame,
    state: &SignInState,
    questions: &Markup,
    problems: &Problems,
) -> PageResponse {
    let name = &state.name;
    let mut consequences = vec![
        format!("You see 10 codes once, on a page to print and hand over to {name}."),
        format!(
            "Signing in asks {name} for one of them after the password. Each works once, and with the last ones they can make new ones themselves."
        ),
        format!("Codes that were handed over to {name} before no longer work."),
    ];
    if state.password_set_at.is_some() {
        consequences.push(format!("If signing in asked {name} for the password only until now, they are signed out of every browser, and their API tokens are revoked."));
    }
    consequences.push(format!("{name} is told by letter that you did this."));
    let words = Ask {
        title: TITLE,
        consequences: &consequences,
        button: "Make the codes",
        takes_away: false,
        done: None,
        instead: None,
        questions: questions.clone(),
    };
    ask(frame, state, &words, problems)
}

/// The codes with all that their reader needs, to be printed.
fn sheet(frame: &Frame, state: &SignInState, codes: &[String]) -> PageResponse {
    let title = format!("Codes for {}", state.name);
    let shown_once = WarningCallout {
        heading: "This is shown once".to_owned(),
        body: html! {
            p { "Print this page before you leave it, and hand it over yourself. If it is lost, make new codes: those on the sheet stop working." }
            p { "Whoever has the sheet and the password gets in. Keep no copy." }
        }
        .into(),
        level: Level::Two,
    };
    let body = html! {
        (panel(&Panel { heading: title.clone(), body: "10 codes, each of which works once".into(), ..Panel::default() }))
        (warning_callout(&shown_once))
        p { "Username: " strong { (state.address) } }
        ol class="nhsuk-list nhsuk-list--number" {
            @for one in codes { li { code { (one) } } }
        }
        p { "How to use them:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "Sign in to " (frame.brand.product) " with your username and password, then enter the next code of this list and cross it out." }
            li { "When two or three are left, choose My account, Second step of signing in, Make new recovery codes, and print those." }
            li { "Keep the sheet where nobody else looks, apart from your password. If it is lost, tell one of your administrators at once." }
        }
        p { (link(&Link::new(format!("Go back to {}", state.name), person_page(state)))) }
    };
    frame.page(Page { title, breadcrumbs: above(state), body, ..Page::default() })
}
