//! Somebody notices that another uses their account.

use axum::Form as Posted;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Button, ButtonKind, Textarea, button, button_group, textarea};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use crate::compromise::ReportCompromise;
use crate::compromise::model::LONGEST;
use crate::portal::{shown, titled};
use crate::sessions::portal::without_session;

const TITLE: &str = "Somebody else uses my account";

/// What will happen.
pub(super) async fn page(frame: Frame) -> PageResponse {
    asking(&frame, &Values::default(), &Problems::new())
}

/// Shuts it.
pub(super) async fn report(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = ReportCompromise { words: values.one("words").to_owned() };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => without_session(&app, shut(&frame).into_response()),
        Err(error) => Ok(asking(&frame, &values, &shown(error)?).into_response()),
    }
}

fn asking(frame: &Frame, values: &Values, problems: &Problems) -> PageResponse {
    let words = Textarea {
        label: "What did you notice?".into(),
        hint: Some(
            format!(
                "When, and what you saw. {LONGEST} characters at most. Write no password here."
            )
            .into(),
        ),
        rows: 5,
        ..Textarea::from(values.field("words", problems))
    };
    let act = button(&Button {
        kind: ButtonKind::Warning,
        prevent_double_click: true,
        ..Button::primary("Shut my account now")
    });
    let body = html! {
        (titled(TITLE, ""))
        p { "If you go on, your account is shut at once, so that nobody uses it any more:" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            li { "You and everybody else are signed out everywhere." }
            li { "Your password, your second step and your telephone word no longer count." }
            li { "Your administrators are told, and help you back in once they made sure that it is you. Until then you cannot sign in, here or in Microsoft 365." }
        }
        p { "Your mail and files stay as they are. If you need your account for a patient in the next minutes, call the service desk first." }
        (form(frame, &Form {
            body: html! {
                (textarea(&words))
                (button_group(&[act, link(&Link::new("Cancel", "/me"))]))
            },
            ..Form::default()
        }))
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

/// It is shut: nobody is signed in any more.
fn shut(frame: &Frame) -> PageResponse {
    let title = "Your account is shut";
    let bare = Frame {
        brand: frame.brand.clone(),
        csrf: frame.csrf.clone(),
        request_id: frame.request_id.clone(),
        ..Frame::default()
    };
    let body = html! {
        (titled(title, ""))
        p { "Nobody can use it now. Your administrators have been told." }
        p { "Go to one of your administrators, or call the service desk. They make sure that it is you and give you a start code, with which you choose a new password." }
        p { "Do not use the machine on which it may have happened until somebody has looked at it." }
        @if !frame.brand.help.is_empty() { p { (frame.brand.help) } }
        p { (link(&Link::new("I have a start code", "/start"))) }
    };
    bare.page(Page { title: title.to_owned(), body, ..Page::default() })
}
