//! Giving a passkey another name.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Button, Input, InputWidth, button, button_group, input};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{HERE, above, named};
use crate::passkeys::{PasskeyItem, RenamePasskey};
use crate::portal::{see_other, shown, titled};

const TITLE: &str = "Rename a passkey";

/// Asks for the name.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let (item, _) = named(&app, &caller, &values).await?;
    let filled = Values::default().with("name", item.name.as_str());
    Ok(asking(&frame, &item, &filled, &Problems::new()))
}

/// Gives it.
pub(super) async fn rename(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let (item, _) = named(&app, &caller, &values).await?;
    let command = RenamePasskey { passkey: item.id, name: values.one("name").to_owned() };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other("/me/passkeys?done=renamed", None)),
        Err(error) => Ok(asking(&frame, &item, &values, &shown(error)?).into_response()),
    }
}

fn asking(frame: &Frame, item: &PasskeyItem, values: &Values, problems: &Problems) -> PageResponse {
    let name = Input {
        label: "What do you call it?".into(),
        width: InputWidth::TwoThirds,
        ..Input::from(values.field("name", problems))
    };
    let act = button(&Button { prevent_double_click: true, ..Button::primary("Rename") });
    let fields = html! {
        (input(&name))
        (button_group(&[act, link(&Link::new("Cancel", HERE))]))
    };
    let hidden = vec![("passkey".to_owned(), item.id.to_string())];
    let body = html! {
        (titled(TITLE, &item.name))
        (form(frame, &Form { action: "/me/passkeys/rename".to_owned(), hidden, body: fields, ..Form::default() }))
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        caption: item.name.clone(),
        breadcrumbs: above(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
