//! `/recover/prove`: one proof, or another one. The page is the same whatever was typed before.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::{Markup, html};
use ui::components::{
    Button, ButtonKind, Heading, Input, InputWidth, NotificationBanner, button, heading, input,
    notification_banner,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page};
use ui::link::{Link, link};

use super::carrying::Carrying;
use super::{BEGIN, FINISH, PROVE, begin_again};
use crate::passkeys::portal::{Offered, Part, given, signing};
use crate::passkeys::{Bound, for_alone};
use crate::portal::{device, see_other, shown, titled};
use crate::recovery::commands::{Given, prove as prove_it};
use crate::recovery::model::send_text;
use crate::recovery::{Asks, ProveForRecovery, messages};
use crate::texts::Gateway;
use crate::texts::portal::send_form;
use crate::{Gate, keys};

/// What is said once somebody asked for a text, whatever came of it.
const ASKED: &str = "If this account has a telephone number for codes, a text message is on its way. One is sent in 2 minutes at most, and only a few in a day.";

const WORDS: Part = Part {
    button: "Use your passkey",
    kind: ButtonKind::Secondary,
    without_script: "To use a passkey, turn on JavaScript in your browser. A code works without it.",
    without_passkeys: "This browser cannot use passkeys. Enter a code.",
    offered: Offered::OnTheButton,
};

/// The page; whoever carries nothing begins.
pub(super) async fn page(
    State(app): State<App>,
    frame: Frame,
    headers: HeaderMap,
    Query(values): Query<Values>,
) -> Result<Response> {
    let notices = values.has("text").then(|| {
        notification_banner(&NotificationBanner {
            body: ASKED.into(),
            ..NotificationBanner::default()
        })
    });
    match Carrying::of(&app, &headers).await? {
        Some(carried) => asking(&app, &frame, &carried, &Problems::new(), notices).await,
        None => Ok(see_other(BEGIN, None)),
    }
}

/// Takes a proof.
pub(super) async fn prove(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let Some((carrying, browser_key)) = Carrying::of(&app, &headers).await? else {
        return begin_again(&app);
    };
    let proof = Given {
        username: carrying.username.clone(),
        key: carrying.key.clone(),
        code: values.one("code"),
        assertion: given(&values),
        browser_key: browser_key.clone(),
    };
    match prove_it(&app.door, &caller, device(&headers), proof).await {
        Ok(came) => {
            let to = match came.asks {
                Asks::AnotherProof => PROVE,
                Asks::NewPassword => FINISH,
            };
            let carrying = Carrying { key: Some(came.key), ..carrying };
            carrying.with(&app, see_other(to, None)).await
        }
        Err(Error::Refused(refusal)) if refusal.code == messages::OVER.code => begin_again(&app),
        Err(error) => asking(&app, &frame, &(carrying, browser_key), &shown(error)?, None).await,
    }
}

/// Has a code sent, if there is a number; the answer is the same where there is none, and where too many were sent.
pub(super) async fn send(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
) -> Result<Response> {
    let Some(carried) = Carrying::of(&app, &headers).await? else {
        return begin_again(&app);
    };
    match send_text(&app.door, &caller.peer, &carried.0.username).await {
        Ok(()) => Ok(see_other("/recover/prove?text=asked", None)),
        Err(error) => asking(&app, &frame, &carried, &shown(error)?, None).await,
    }
}

async fn asking(
    app: &App,
    frame: &Frame,
    (carrying, browser_key): &(Carrying, String),
    problems: &Problems,
    notices: Option<Markup>,
) -> Result<Response> {
    let gate = app.door.ports().port::<Gate>()?;
    let browser = Some(keys::hash(browser_key));
    let bound = Bound { act: ProveForRecovery::NAME, account: None, browser };
    let now = app.door.clock().now();
    let offer = for_alone(&gate, &mut app.door.reader().await?, &bound, now).await?;
    let has_texts = app.door.ports().port::<Gateway>().is_ok();
    let title = match carrying.key {
        None => "Show that it is you",
        Some(_) => "Show in another way that it is you",
    };
    // What was typed is not shown again.
    let nothing = Values::default();
    let code = Input {
        label: "Code".into(),
        hint: Some(
            "6 digits of your app or of a text message, or one of your recovery codes".into(),
        ),
        width: InputWidth::Characters20,
        autocomplete: Some("one-time-code"),
        no_spellcheck: true,
        code: true,
        ..Input::from(nothing.field("code", problems))
    };
    let by_code = html! {
        (input(&code))
        (button(&Button { prevent_double_click: true, ..Button::primary("Continue") }))
    };
    let by_passkey = html! { (signing(&offer, &WORDS)) };
    let action = || PROVE.to_owned();
    let body = html! {
        (titled(title, ""))
        @match carrying.key {
            None => p { "Enter a code, or use a passkey. After that you choose a new password." },
            Some(_) => p { "One more proof is needed, of another kind than the first." },
        }
        (heading(&Heading::part("With a code")))
        p { "Of your authenticator app, or one of your recovery codes" @if has_texts { ", or one that is sent to your telephone" } "." }
        @if has_texts { (send_form(frame, "/recover/text", "Send me a text message", Vec::new())) }
        (form(frame, &Form { action: action(), body: by_code, ..Form::default() }))
        (heading(&Heading::part("With a passkey")))
        (form(frame, &Form { action: action(), body: by_passkey, ..Form::default() }))
        p { "This page looks the same for every username, so that nobody learns from it who has an account." }
        p { (link(&Link::new("Begin again with another username", BEGIN))) }
        p { (link(&Link::new("I cannot do any of this", "/cannot-sign-in"))) }
    };
    let page = frame.page(Page {
        title: title.to_owned(),
        back: Some(Link::new("Back", BEGIN)),
        notices: problems.summary().or(notices),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    });
    Ok(page.into_response())
}
