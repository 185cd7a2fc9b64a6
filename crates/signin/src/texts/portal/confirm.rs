//! Confirming a number by the code that was sent to it.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use maud::html;
use ui::components::{Button, Input, InputWidth, button, button_group, input};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{HERE, above};
use crate::factors::portal::sheet;
use crate::origin::Origin;
use crate::portal::{device, see_other, shown, titled};
use crate::texts::ConfirmTextNumber;

const TITLE: &str = "Enter the code from the text message";

/// The page.
pub(super) async fn page(frame: Frame, Query(values): Query<Values>) -> PageResponse {
    asking(&frame, &values, &Problems::new())
}

/// Adds the number.
pub(super) async fn confirm(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let number = values.one("number").parse().map_err(|_| common::NOT_FOUND.refuse())?;
    let command = ConfirmTextNumber {
        number,
        code: Secret::new(values.one("code").to_owned()),
        origin: Origin::new(&caller.peer, device(&headers), caller.session),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => Ok(match done.output.recovery_codes {
            Some(codes) => sheet(&frame, "The number was added", &codes).into_response(),
            None => see_other(&format!("{HERE}?done=added"), None),
        }),
        Err(error) => Ok(asking(&frame, &values, &shown(error)?).into_response()),
    }
}

fn asking(frame: &Frame, values: &Values, problems: &Problems) -> PageResponse {
    let code = Input {
        label: "Code".into(),
        hint: Some("6 digits. It can take a minute until the text message is there.".into()),
        width: InputWidth::Characters20,
        autocomplete: Some("one-time-code"),
        no_spellcheck: true,
        code: true,
        ..Input::from(Values::default().field("code", problems))
    };
    let act = button(&Button { prevent_double_click: true, ..Button::primary("Add the number") });
    let fields = html! {
        (input(&code))
        (button_group(&[act, link(&Link::new("Enter the number again", format!("{HERE}/add")))]))
    };
    let hidden = vec![("number".to_owned(), values.one("number").to_owned())];
    let body = html! {
        (titled(TITLE, ""))
        p { "From then on signing in asks for a code after your password, and you are signed out of every other browser." }
        (form(frame, &Form { action: format!("{HERE}/confirm"), hidden, body: fields, ..Form::default() }))
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: above(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
