//! Removing a number, after a code.

use axum::Form as Posted;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use kernel::secret::Secret;
use maud::html;
use ui::components::{Button, button, button_group};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{HERE, above};
use crate::factors::portal::proof_field;
use crate::origin::Origin;
use crate::passkeys::portal::{given, instead};
use crate::portal::{device, see_other, shown, titled};
use crate::texts::RemoveTextNumber;

const TITLE: &str = "Remove your mobile number";

/// Says what happens, and asks for a code.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    asking(&app, &caller, &frame, &Problems::new()).await
}

/// Removes it.
pub(super) async fn remove(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = RemoveTextNumber {
        code: values.has("code").then(|| Secret::new(values.one("code").to_owned())),
        assertion: given(&values),
        origin: Origin::new(&caller.peer, device(&headers), caller.session),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(&format!("{HERE}?done=removed"), None)),
        Err(error) => {
            let problems = shown(error)?;
            Ok(asking(&app, &caller, &frame, &problems).await?.into_response())
        }
    }
}

async fn asking(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    problems: &Problems,
) -> Result<PageResponse> {
    let act =
        button(&Button { prevent_double_click: true, ..Button::warning("Remove the number") });
    let fields = html! {
        (proof_field(problems))
        (button_group(&[act, link(&Link::new("Cancel", HERE))]))
        (instead(app, caller, RemoveTextNumber::NAME).await?)
    };
    let body = html! {
        (titled(TITLE, ""))
        p { "No more codes are sent to it. If you have neither an app nor a passkey, signing in asks for your password only, and your recovery codes no longer work." }
        (form(frame, &Form { action: format!("{HERE}/remove"), body: fields, ..Form::default() }))
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: above(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}
