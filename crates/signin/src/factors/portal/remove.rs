//! Removing an app, after a code.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use maud::html;
use ui::components::{Button, button, button_group};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{HERE, above, proof_field};
use crate::factors::{AuthenticatorItem, MySecondFactor, RemoveAuthenticator, by_hand};
use crate::origin::Origin;
use crate::passkeys;
use crate::passkeys::portal::{given, instead};
use crate::portal::{device, see_other, shown, titled};

const TITLE: &str = "Remove an authenticator app";

/// Says what happens, and asks for a code.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let (item, is_last) = one(&app, &caller, &values).await?;
    asking(&app, &caller, &frame, &item, is_last, &Problems::new()).await
}

/// Removes it.
pub(super) async fn remove(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let (item, is_last) = one(&app, &caller, &values).await?;
    let command = RemoveAuthenticator {
        authenticator: item.id,
        code: values.has("code").then(|| Secret::new(values.one("code").to_owned())),
        assertion: given(&values),
        origin: Origin::new(&caller.peer, device(&headers), caller.session),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other("/me/second-step?done=removed", None)),
        Err(error) => {
            let problems = shown(error)?;
            Ok(asking(&app, &caller, &frame, &item, is_last, &problems).await?.into_response())
        }
    }
}

/// The app that is named, and whether it is the last one.
async fn one(app: &App, caller: &Caller, values: &Values) -> Result<(AuthenticatorItem, bool)> {
    let mine = app.door.ask(&caller.call(&app.door), &MySecondFactor {}).await?;
    let account = by_hand(&caller.call(&app.door))?;
    let passkeys = passkeys::count(&mut app.door.reader().await?, account).await?;
    let is_last = mine.authenticators.len() == 1 && passkeys == 0;
    let named = values.one("authenticator");
    let item = mine.authenticators.into_iter().find(|item| item.id.to_string() == named);
    Ok((item.ok_or_else(|| common::NOT_FOUND.refuse())?, is_last))
}

async fn asking(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    item: &AuthenticatorItem,
    is_last: bool,
    problems: &Problems,
) -> Result<PageResponse> {
    let act = button(&Button { prevent_double_click: true, ..Button::warning("Remove the app") });
    let fields = html! {
        (proof_field(problems))
        (button_group(&[act, link(&Link::new("Cancel", HERE))]))
        (instead(app, caller, RemoveAuthenticator::NAME).await?)
    };
    let hidden = vec![("authenticator".to_owned(), item.id.to_string())];
    let body = html! {
        (titled(TITLE, &item.name))
        @if is_last {
            p { "This is your only app, and you have no passkey. Without it signing in asks for your password only, and your recovery codes no longer work." }
        } @else {
            p { "Codes of this app no longer let anybody in. Your other apps go on working." }
        }
        (form(frame, &Form { action: "/me/second-step/remove".to_owned(), hidden, body: fields, ..Form::default() }))
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
