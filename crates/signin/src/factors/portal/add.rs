//! Adding an app: its name, then its picture and the first code, then recovery codes.

use axum::Form as Posted;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result};
use kernel::secret::Secret;
use maud::{Markup, html};
use ui::components::{
    Button, Details, Heading, Input, InputWidth, PasswordInput, button, details, heading, input,
    password_input,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::codes::sheet;
use super::picture::picture;
use super::{HERE, above, code_field, proof_field};
use crate::factors::{
    BeginAuthenticator, BegunAuthenticator, ConfirmAuthenticator, by_hand, is_asked, messages,
};
use crate::origin::Origin;
use crate::passkeys::portal::{given, instead};
use crate::portal::{device, see_other, shown, titled};

const TITLE: &str = "Add an authenticator app";
const ADDRESS: &str = "/me/second-step/add";

/// Asks for a name, and for a code of whoever has an app already.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    naming(&app, &caller, &frame, &Values::default(), &Problems::new()).await
}

/// Begins it and shows the key, once.
pub(super) async fn begin(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<PageResponse> {
    let command = BeginAuthenticator {
        name: values.one("name").to_owned(),
        code: values.has("code").then(|| Secret::new(values.one("code").to_owned())),
        assertion: given(&values),
        current: values.has("current").then(|| Secret::new(values.one("current").to_owned())),
        origin: Origin::new(&caller.peer, device(&headers), caller.session),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => {
            let BegunAuthenticator { authenticator, key, address } = done.output;
            let drawn = html! {
                p { "1. Open the app on your telephone and scan this picture." }
                (picture(&address)?)
                (details(&Details {
                    summary: "I cannot scan the picture".to_owned(),
                    body: html! {
                        p { "Enter this key in the app instead, as a key that goes by time:" }
                        p { code { (key) } }
                    }.into(),
                    ..Details::default()
                }))
                p { "The picture and the key are shown once. Nobody else may see them." }
                p { "2. Enter the code that the app shows now." }
            };
            Ok(confirming(&frame, &authenticator.to_string(), &drawn, &Problems::new()))
        }
        Err(error) => naming(&app, &caller, &frame, &values, &shown(error)?).await,
    }
}

/// Adds it.
pub(super) async fn confirm(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let Ok(authenticator) = values.one("authenticator").parse() else {
        return Ok(see_other(ADDRESS, None));
    };
    let command = ConfirmAuthenticator {
        authenticator,
        code: Secret::new(values.one("code").to_owned()),
        origin: Origin::new(&caller.peer, device(&headers), caller.session),
    };
    let error = match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => {
            return Ok(match done.output.recovery_codes {
                Some(codes) => {
                    sheet(&frame, "The authenticator app was added", &codes).into_response()
                }
                None => see_other("/me/second-step?done=added", None),
            });
        }
        Err(error) => error,
    };
    // What was begun is over or done: there is nothing to enter a code for.
    if let Error::Refused(refusal) = &error
        && refusal.kind == Kind::Conflict
    {
        return Ok(settled(&frame, refusal.code, &refusal.text).into_response());
    }
    let drawn = html! {
        p { "Enter the code that the app shows now. If the app does not have this service yet, " (link(&Link::new("begin again", ADDRESS))) ": the picture is shown once." }
    };
    Ok(confirming(&frame, &authenticator.to_string(), &drawn, &shown(error)?).into_response())
}

async fn naming(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let account = by_hand(&caller.call(&app.door))?;
    let has_other = is_asked(&mut app.door.reader().await?, account).await?;
    let name = Input {
        label: "What do you call it?".into(),
        hint: Some("For example: My telephone. You tell your apps apart by it.".into()),
        width: InputWidth::TwoThirds,
        ..Input::from(values.field("name", problems))
    };
    let fields = html! {
        (input(&name))
        @if has_other {
            (proof_field(problems))
        } @else {
            (password_input(&PasswordInput {
                label: "Your password".into(),
                hint: Some("The one that you sign in with. It shows that it is you.".into()),
                ..PasswordInput::from(Values::default().field("current", problems))
            }))
        }
        (button(&Button { prevent_double_click: true, ..Button::primary("Continue") }))
        (instead(app, caller, BeginAuthenticator::NAME).await?)
    };
    let body = html! {
        (titled(TITLE, ""))
        p { "You need a telephone or computer with an app for codes that change every 30 seconds. Its clock has to be right." }
        (form(frame, &Form { action: ADDRESS.to_owned(), body: fields, ..Form::default() }))
    };
    Ok(framed(frame, body, problems))
}

fn confirming(
    frame: &Frame,
    authenticator: &str,
    drawn: &Markup,
    problems: &Problems,
) -> PageResponse {
    let hidden = vec![("authenticator".to_owned(), authenticator.to_owned())];
    let fields = html! {
        (code_field("Code", "The 6 digits that the app shows now", problems))
        (button(&Button { prevent_double_click: true, ..Button::primary("Add the app") }))
    };
    let body = html! {
        (titled(TITLE, ""))
        (drawn)
        (form(frame, &Form { action: "/me/second-step/confirm".to_owned(), hidden, body: fields, ..Form::default() }))
        p { "You stay signed in here and are signed out of every other browser. If this is your first app, your API tokens are revoked." }
    };
    framed(frame, body, problems)
}

fn settled(frame: &Frame, code: &str, words: &str) -> PageResponse {
    let (heading_words, on) = if code == messages::CONFIRMED.code {
        ("Added already", Link::new("Go to the second step of signing in", HERE))
    } else {
        ("Add it again", Link::new("Add an authenticator app", ADDRESS))
    };
    let body = html! {
        (titled(TITLE, ""))
        (heading(&Heading::part(heading_words)))
        p { (words) }
        p { (link(&on)) }
    };
    framed(frame, body, &Problems::new())
}

fn framed(frame: &Frame, body: Markup, problems: &Problems) -> PageResponse {
    frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: above(),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
