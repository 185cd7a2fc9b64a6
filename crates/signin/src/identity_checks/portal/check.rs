//! The page on which somebody who helps makes sure who is asking, before they know what is asked for.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Button, button, button_group};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::ask::{questions, record as recorded};
use super::zone;
use crate::attempts::SignInState;
use crate::identity_checks::IdentityCheckOf;
use crate::portal::{above, person, person_page, see_other, titled};

const TITLE: &str = "Make sure who is asking";

type Place = Path<(String, String)>;

/// The ways there are.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    asking(&app, &caller, &frame, &state, &Values::default(), &Problems::new()).await
}

/// Records the answer, and goes back to the person.
pub(super) async fn record(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let problems = recorded(&app, &caller, &state, &values).await?;
    if problems.is_empty() {
        return Ok(see_other(&person_page(&state), None));
    }
    Ok(asking(&app, &caller, &frame, &state, &values, &problems).await?.into_response())
}

async fn asking(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    state: &SignInState,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let query = IdentityCheckOf { person: state.person };
    let check = app.door.ask(&caller.call(&app.door), &query).await?;
    let go = button(&Button { prevent_double_click: true, ..Button::primary("Record the check") });
    let back = link(&Link::new(format!("Go back to {}", state.name), person_page(state)));
    let fields = html! {
        (questions(&state.name, &check, values, problems, &zone(app)))
        (button_group(&[go, back]))
    };
    let body = html! {
        (titled(TITLE, &state.name))
        (form(frame, &Form { body: fields, ..Form::default() }))
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: state.name.clone(),
        breadcrumbs: above(state),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}
