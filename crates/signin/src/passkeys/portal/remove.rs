//! Removing a passkey, after a code or a passkey.

use axum::Form as Posted;
use axum::extract::{Query, State};
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

use super::{HERE, above, given, instead, named};
use crate::factors::has_app;
use crate::factors::portal::proof_field;
use crate::origin::Origin;
use crate::passkeys::{PasskeyItem, RemovePasskey};
use crate::portal::{device, see_other, shown, titled};

const TITLE: &str = "Remove a passkey";

/// Says what happens, and asks for a code or a passkey.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    asking(&app, &caller, &frame, &values, &Problems::new()).await
}

/// Removes it.
pub(super) async fn remove(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let (PasskeyItem { id, .. }, _) = named(&app, &caller, &values).await?;
    let command = RemovePasskey {
        passkey: id,
        code: values.has("code").then(|| Secret::new(values.one("code").to_owned())),
        assertion: given(&values),
        origin: Origin::new(&caller.peer, device(&headers), caller.session),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other("/me/passkeys?done=removed", None)),
        Err(error) => {
            Ok(asking(&app, &caller, &frame, &values, &shown(error)?).await?.into_response())
        }
    }
}

async fn asking(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let (item, many) = named(app, caller, values).await?;
    let account = crate::factors::by_hand(&caller.call(&app.door))?;
    let is_last = many == 1 && !has_app(&mut app.door.reader().await?, account).await?;
    let act =
        button(&Button { prevent_double_click: true, ..Button::warning("Remove the passkey") });
    let fields = html! {
        (proof_field(problems))
        (button_group(&[act, link(&Link::new("Cancel", HERE))]))
        (instead(app, caller, RemovePasskey::NAME).await?)
    };
    let hidden = vec![("passkey".to_owned(), item.id.to_string())];
    let body = html! {
        (titled(TITLE, &item.name))
        @if is_last {
            p { "This is your only passkey, and you have no authenticator app. Without it signing in asks for your password only, and your recovery codes no longer work." }
        } @else {
            p { "This passkey no longer lets anybody in. Your other ways to sign in go on working." }
        }
        (form(frame, &Form { action: "/me/passkeys/remove".to_owned(), hidden, body: fields, ..Form::default() }))
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: item.name.clone(),
        breadcrumbs: above(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}
