//! The page on which somebody who helps makes sure who is asking, before they know what is asked for.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    BannerKind, Button, NotificationBanner, button, button_group, notification_banner,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::ask::{identity_page, questions, record as recorded, with_gateway};
use super::zone;
use crate::attempts::SignInState;
use crate::identity_checks::{IdentityCheckOf, SendIdentityCode};
use crate::portal::{above, person, person_page, see_other, shown, titled};
use crate::texts::portal::send_form;

const TITLE: &str = "Make sure who is asking";

type Place = Path<(String, String)>;

/// The ways there are.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let sent = values.one("text") == "sent";
    let notice = sent.then(|| {
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: "A code is on its way to their telephone. It can take a minute. Ask them to read it out.".into(),
            ..NotificationBanner::default()
        })
    });
    let nothing = (&Values::default(), &Problems::new());
    asking(&app, &caller, &frame, &state, nothing, notice).await
}

/// Has a code sent to the person.
pub(super) async fn send(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let command = SendIdentityCode { person: state.person };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(&format!("{}?text=sent", identity_page(&state)), None)),
        Err(error) => {
            let problems = shown(error)?;
            let typed = (&Values::default(), &problems);
            let page = asking(&app, &caller, &frame, &state, typed, None).await?;
            Ok(page.into_response())
        }
    }
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
    let page = asking(&app, &caller, &frame, &state, (&values, &problems), None).await?;
    Ok(page.into_response())
}

async fn asking(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    state: &SignInState,
    (values, problems): (&Values, &Problems),
    notice: Option<Markup>,
) -> Result<PageResponse> {
    let query = IdentityCheckOf { person: state.person };
    let check = app.door.ask(&caller.call(&app.door), &query).await?;
    let check = with_gateway(&app.door, check);
    let go = button(&Button { prevent_double_click: true, ..Button::primary("Record the check") });
    let back = link(&Link::new(format!("Go back to {}", state.name), person_page(state)));
    let fields = html! {
        (questions((state.name.as_str(), None), &check, values, problems, &zone(app)))
        (button_group(&[go, back]))
    };
    let body = html! {
        (titled(TITLE, &state.name))
        @if check.has_text_number {
            (send_form(frame, &format!("{}/text", identity_page(state)), "Send a code to their telephone", Vec::new()))
        }
        (form(frame, &Form { body: fields, ..Form::default() }))
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: state.name.clone(),
        breadcrumbs: above(state),
        notices: problems.summary().or(notice),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}
