//! `/device`: somebody who is signed in types the short code that a device shows, sees what asks and from where, and lets it
//! in or not.

use axum::Form as Posted;
use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result, messages as common};
use maud::{Markup, html};
use ui::components::{
    Button, Input, InputWidth, SummaryList, SummaryRow, button, button_group, input, inset_text,
    summary_list,
};
use ui::content::Content;
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use ui::when::Zone;

use super::way::{going, session};
use crate::applications::{self, Application, Devices};
use crate::consents::portal::{Asks, question};
use crate::consents::{self, AllowApplication};
use crate::device::in_words;
use crate::keys;
use crate::oidc::EnterApplication;
use crate::oidc::commands::ForDevice;
use crate::oidc::messages;
use crate::oidc::model::{DEVICE_ELSEWHERE, DEVICE_TRIES, Wanted, is_near, place, read_code};
use crate::oidc::store::{self, Device};
use crate::portal::{go_to, titled};
use crate::sessions::SessionView;

const TITLE: &str = "Sign in on a device";
const CONFIRM: &str = "/device/confirm";

/// The session of whoever asks; everybody else is asked to sign in.
async fn signed_in(app: &App, caller: &Caller) -> Result<SessionView> {
    Ok(session(app, caller).await?.ok_or_else(|| common::SIGN_IN.refuse())?)
}

/// The page that asks for the code. Its address is typed from a screen, mostly by somebody who is not signed in yet.
pub(super) async fn page(State(app): State<App>, caller: Caller, frame: Frame) -> Result<Response> {
    if session(&app, &caller).await?.is_none() {
        return Ok(go_to("/sign-in?next=%2Fdevice"));
    }
    Ok(asks(&frame, "", &Problems::new()).into_response())
}

fn asks(frame: &Frame, typed: &str, problems: &Problems) -> PageResponse {
    let values = Values::default().with("code", typed);
    let field = Input {
        label: "Code".into(),
        hint: Some("Eight letters, as the device shows them".into()),
        width: InputWidth::Characters10,
        autocomplete: Some("off"),
        no_spellcheck: true,
        code: true,
        ..Input::from(values.field("code", problems))
    };
    let asked = html! { (input(&field)) (button(&Button { prevent_double_click: true, ..Button::primary("Continue") })) };
    let body = html! {
        (titled(TITLE, ""))
        p { "A device shows you a code, such as a screen on a wall. Type it here only if you have the device before you and started this yourself." }
        p { "If somebody sent you a code, or read one to you, do not type it: they would be signed in as you." }
        (form(frame, &Form { action: place::DEVICE_PAGE.to_owned(), body: asked, ..Form::default() }))
    };
    shown(frame, body, problems)
}

fn shown(frame: &Frame, body: Markup, problems: &Problems) -> PageResponse {
    frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

/// What a short code stands for.
enum Found {
    /// A device that waits.
    Device(Box<(Device, Application)>),
    /// Nothing, or nothing any more.
    Nothing,
    /// The person typed too many that are none.
    TooMany,
}

/// Looks a code up; every code that is none is counted before it is looked at.
async fn found(app: &App, session: &SessionView, typed: &str) -> Result<Found> {
    let (door, now, account) = (&app.door, app.door.clock().now(), session.account);
    let most = door.reader().await?.dated(&DEVICE_TRIES, None, now).await?;
    let may = door
        .upkeep(move |tx| {
            Box::pin(async move { Ok(store::try_code(tx, account, most, now).await?) })
        })
        .await?;
    if !may {
        return Ok(Found::TooMany);
    }
    let Some(code) = read_code(typed) else { return Ok(Found::Nothing) };
    let mut reader = door.reader().await?;
    let device = store::device_by_user_code(&mut reader, &keys::hash(&code)).await?;
    let Some(device) = device.filter(|one| !one.is_refused && one.expires_at > now) else {
        return Ok(Found::Nothing);
    };
    let application = applications::by_id(&mut reader, device.application).await?;
    let application = application.filter(|one| one.devices == Devices::ByCode);
    drop(reader);
    let Some(application) = application else { return Ok(Found::Nothing) };
    door.upkeep(move |tx| Box::pin(async move { Ok(store::was_right(tx, account).await?) }))
        .await?;
    Ok(Found::Device(Box::new((device, application))))
}

/// The code was typed.
pub(super) async fn typed(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<PageResponse> {
    let session = signed_in(&app, &caller).await?;
    let typed = values.one("code");
    match found(&app, &session, typed).await? {
        Found::Device(found) if is_allowed(&app, &caller, &found.0).await? => {
            confirms(&app, &frame, &session, typed, &found).await
        }
        Found::Device(found) => {
            refuse(&app, &found.0).await?;
            Ok(too_far(&frame, &found.1))
        }
        Found::Nothing => Ok(asks(&frame, typed, &problem(messages::NO_CODE))),
        Found::TooMany => Ok(asks(&frame, typed, &problem(messages::TOO_MANY_CODES))),
    }
}

fn problem(words: &str) -> Problems {
    let mut problems = Problems::new();
    problems.add("code", words);
    problems
}

/// Whether the device asked from where the person is, or that does not matter here.
async fn is_allowed(app: &App, caller: &Caller, device: &Device) -> Result<bool> {
    let now = app.door.clock().now();
    let elsewhere = app.door.reader().await?.dated(&DEVICE_ELSEWHERE, None, now).await?;
    Ok(elsewhere == 1 || is_near(&device.peer, &caller.peer))
}

async fn refuse(app: &App, device: &Device) -> Result<()> {
    let (id, now) = (device.id, app.door.clock().now());
    app.door
        .upkeep(move |tx| Box::pin(async move { Ok(store::refuse_device(tx, id, now).await?) }))
        .await
}

/// Nobody is let in from elsewhere, whoever it is.
fn too_far(frame: &Frame, application: &Application) -> PageResponse {
    let body = html! {
        (titled("The device was not let in", ""))
        p { "The device that shows this code is not in the network that you are in. To keep you safe nobody was signed in to " (application.name) "." }
        p { "If the device is before you, connect this browser to the same network and begin again on the device. If somebody gave you the code, tell your administrators." }
        p { (link(&Link::new("My account", "/me"))) }
    };
    shown(frame, body, &Problems::new())
}

/// What has to be allowed before the device is let in. Whoever may not use the application is asked nothing: entering says no.
async fn to_allow(
    app: &App,
    session: &SessionView,
    (device, application): &(Device, Application),
) -> Result<Vec<String>> {
    let (account, mut reader) = (session.account, app.door.reader().await?);
    if !applications::may_use(&mut reader, application, account).await? {
        return Ok(Vec::new());
    }
    Ok(consents::missing(&mut reader, application, account, &device.scopes).await?)
}

async fn confirms(
    app: &App,
    frame: &Frame,
    session: &SessionView,
    typed: &str,
    found: &(Device, Application),
) -> Result<PageResponse> {
    let (device, application) = found;
    let (asks, yes) = match to_allow(app, session, found).await?.is_empty() {
        true => (Asks::Nothing, "Sign in on the device"),
        false => (Asks::ToAllow, "Allow"),
    };
    let mut reader = app.door.reader().await?;
    let question = question(&mut reader, application, &device.scopes, asks).await?;
    drop(reader);
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let from = match device.peer.as_str() {
        "" => "An unknown network address",
        peer => peer,
    };
    let rows = vec![
        SummaryRow::new("Application", application.name.as_str()),
        SummaryRow::new("Device", in_words(&device.user_agent)),
        SummaryRow::new("Network address", from),
        SummaryRow::new("Asked", Content::Markup(zone.minute_element(device.begun_at.micros()))),
    ];
    let refuse = Button {
        name: "choice".to_owned(),
        value: "refuse".to_owned(),
        ..Button::primary("Do not sign in")
    };
    let allow = Button {
        name: "choice".to_owned(),
        value: "allow".to_owned(),
        prevent_double_click: true,
        ..Button::secondary(yes)
    };
    let sent = Form {
        action: CONFIRM.to_owned(),
        hidden: vec![("code".to_owned(), typed.to_owned())],
        body: button_group(&[button(&refuse), button(&allow)]),
        ..Form::default()
    };
    let body = html! {
        (titled("Is this the device before you?", ""))
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        (question)
        (inset_text(&Content::Markup(html! { "Whoever has the device is signed in as you. If you did not start this yourself a moment ago, choose “Do not sign in”." })))
        (form(frame, &sent))
    };
    Ok(shown(frame, body, &Problems::new()))
}

/// What was chosen.
pub(super) async fn confirm(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let session = signed_in(&app, &caller).await?;
    let again = |words: &str| asks(&frame, values.one("code"), &problem(words)).into_response();
    let found = match found(&app, &session, values.one("code")).await? {
        Found::Device(found) => found,
        Found::Nothing => return Ok(again(messages::NO_CODE)),
        Found::TooMany => return Ok(again(messages::TOO_MANY_CODES)),
    };
    let (device, application) = &*found;
    if !is_allowed(&app, &caller, device).await? {
        refuse(&app, device).await?;
        return Ok(too_far(&frame, application).into_response());
    }
    if values.one("choice") != "allow" {
        refuse(&app, device).await?;
        return Ok(
            ended(&frame, "The device was not let in", "Nobody was signed in.").into_response()
        );
    }
    // Who lets the device in has read what the application sees.
    let asked = to_allow(&app, &session, &found).await?;
    if !asked.is_empty() {
        let allow = AllowApplication { application: application.id, scopes: asked };
        match app.door.perform(caller.call(&app.door), allow).await {
            Ok(_) => {}
            Err(Error::Refused(refusal)) if refusal.kind == Kind::Conflict => {
                return Ok(again(&refusal.text));
            }
            Err(error) => return Err(error),
        }
    }
    let command = EnterApplication {
        application: application.id,
        redirect_uri: String::new(),
        scopes: device.scopes.clone(),
        nonce: String::new(),
        challenge: String::new(),
        wanted: Wanted::default(),
        by: Some(going(&app, &mut app.door.reader().await?, &caller, application, &session).await?),
        device: Some(ForDevice(device.id)),
    };
    let done = app.door.perform(caller.call(&app.door), command).await;
    match done {
        Ok(_) => {
            let words = "The device goes on within a few seconds. You can close this page.";
            Ok(ended(&frame, "You are signed in on the device", words).into_response())
        }
        Err(Error::Refused(refusal)) if refusal.kind == Kind::Conflict => Ok(again(&refusal.text)),
        Err(error) => Err(error),
    }
}

fn ended(frame: &Frame, title: &str, words: &str) -> PageResponse {
    let body = html! {
        (titled(title, ""))
        p { (words) }
        p { (link(&Link::new("My account", "/me"))) }
    };
    shown(frame, body, &Problems::new())
}
