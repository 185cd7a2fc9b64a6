//! The page on which people change their own password.

use axum::Form as Posted;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use kernel::secret::Secret;
use maud::html;
use ui::Content;
use ui::components::{
    BannerKind, Button, NotificationBanner, PasswordInput, PasswordKind, button,
    notification_banner, password_input,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;

use super::{ChangePassword, least_characters};
use crate::Origin;
use crate::portal::{device, see_other, shown, titled};

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/me/password", get(page).post(change))
}

async fn page(
    State(app): State<App>,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let done = values.has("changed").then(|| {
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: "Your password is changed. You are signed out of every other browser.".into(),
            ..NotificationBanner::default()
        })
    });
    let least = least_characters(&app.door).await?;
    Ok(shown_page(&frame, least, &Problems::new(), done))
}

async fn change(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let (current, new) = (values.one("current"), values.one("new"));
    let mut problems = Problems::new();
    if current.is_empty() {
        problems.add("current", "Enter the password you use now.");
    }
    if new.is_empty() {
        problems.add("new", "Choose a new password.");
    }
    if problems.is_empty() {
        let command = ChangePassword {
            current: Secret::new(current.to_owned()),
            new: Secret::new(new.to_owned()),
            origin: Origin::new(&caller.peer, device(&headers), caller.session),
        };
        match app.door.perform(caller.call(&app.door), command).await {
            Ok(_) => return Ok(see_other("/me/password?changed=yes", None)),
            Err(error) => problems = shown(error)?,
        }
    }
    let least = least_characters(&app.door).await?;
    Ok(shown_page(&frame, least, &problems, None).into_response())
}

/// What to choose, in a line under the field.
pub(crate) fn hint(least: i64) -> Content {
    format!("{least} characters or more. Three random words make a good password.").into()
}

fn shown_page(
    frame: &Frame,
    least: i64,
    problems: &Problems,
    done: Option<maud::Markup>,
) -> PageResponse {
    let nothing = Values::default();
    let current = PasswordInput {
        label: "The password you use now".into(),
        ..PasswordInput::from(nothing.field("current", problems))
    };
    let new = PasswordInput {
        label: "New password".into(),
        hint: Some(hint(least)),
        kind: PasswordKind::New,
        ..PasswordInput::from(nothing.field("new", problems))
    };
    let fields = html! {
        (password_input(&current))
        (password_input(&new))
        (button(&Button { prevent_double_click: true, ..Button::primary("Change password") }))
    };
    let body = html! {
        (titled("Change your password", ""))
        p { "You stay signed in here and are signed out of every other browser." }
        (form(frame, &Form { action: "/me/password".to_owned(), body: fields, ..Form::default() }))
    };
    frame.page(Page {
        title: "Change your password".to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        notices: problems.summary().or(done),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
