//! Adding a passkey: its name and who it is, then the device, then recovery codes where there are none.

use axum::Form as Posted;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use kernel::secret::Secret;
use maud::{Markup, html};
use ui::components::{
    Button, ButtonKind, Choice, Input, InputWidth, Legend, PasswordInput, Radios, button, input,
    password_input, radios,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::asking::{Offered, Part, given, instead, made, making};
use super::{HERE, above};
use crate::factors::is_asked;
use crate::factors::portal::{proof_field, sheet};
use crate::origin::Origin;
use crate::passkeys::{BeginPasskey, ConfirmPasskey, Kind, NewPasskey};
use crate::portal::{device, see_other, shown, titled};

const TITLE: &str = "Add a passkey";
const ADDRESS: &str = "/me/passkeys/add";

/// Asks for a name, and what shows that it is the owner.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    naming(&app, &caller, &frame, &Values::default(), &Problems::new()).await
}

/// Begins it, and has the browser ask the device.
pub(super) async fn begin(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<PageResponse> {
    let typed = |name: &str| values.has(name).then(|| Secret::new(values.one(name).to_owned()));
    let command = BeginPasskey {
        name: values.one("name").to_owned(),
        kind: Kind::kept_as(values.one("kind")),
        code: typed("code"),
        assertion: given(&values),
        current: typed("current"),
        origin: Origin::new(&caller.peer, device(&headers), caller.session),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => Ok(on_device(&frame, values.one("name"), &done.output)),
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
    let command = ConfirmPasskey {
        name: values.one("name").to_owned(),
        kind: Kind::kept_as(values.one("kind")),
        registration: made(&values),
        origin: Origin::new(&caller.peer, device(&headers), caller.session),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => Ok(match done.output.recovery_codes {
            Some(codes) => sheet(&frame, "The passkey was added", &codes).into_response(),
            None => see_other("/me/passkeys?done=added", None),
        }),
        Err(error) => Ok(not_added(&frame, &shown(error)?).into_response()),
    }
}

async fn naming(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let account = crate::factors::by_hand(&caller.call(&app.door))?;
    let has_other = is_asked(&mut app.door.reader().await?, account).await?;
    let fields = html! {
        (name_field(values, problems))
        (kinds(values, problems))
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
        (instead(app, caller, BeginPasskey::NAME).await?)
    };
    let body = html! {
        (titled(TITLE, ""))
        (form(frame, &Form { action: ADDRESS.to_owned(), body: fields, ..Form::default() }))
    };
    Ok(framed(frame, body, problems))
}

/// The field for the name.
pub(super) fn name_field(values: &Values, problems: &Problems) -> Markup {
    let name = Input {
        label: "What do you call it?".into(),
        hint: Some("For example: My telephone. You tell your passkeys apart by it.".into()),
        width: InputWidth::TwoThirds,
        ..Input::from(values.field("name", problems))
    };
    input(&name)
}

/// The question where it is kept.
pub(super) fn kinds(values: &Values, problems: &Problems) -> Markup {
    let choice = |kind: Kind, text: &str, hint: &'static str| Choice {
        value: kind.name().to_owned(),
        text: text.to_owned(),
        hint: Some(hint.into()),
        ..Choice::default()
    };
    let kinds = Radios {
        legend: Some(Legend { text: "Where is it kept?".to_owned(), ..Legend::default() }),
        choices: vec![
            choice(
                Kind::Passkey,
                "On a telephone or computer, or in a password manager",
                "You can sign in with it without typing your username.",
            ),
            choice(
                Kind::SecurityKey,
                "On a security key",
                "A small key that you plug in or hold against your device. It has to have a PIN or read your finger.",
            ),
        ],
        value: Kind::kept_as(values.one("kind")).name().to_owned(),
        ..Radios::from(values.field("kind", problems))
    };
    radios(&kinds)
}

fn on_device(frame: &Frame, name: &str, new: &NewPasskey) -> PageResponse {
    let words = Part {
        button: "Create the passkey",
        kind: ButtonKind::Primary,
        without_script: "A passkey cannot be added without JavaScript. Turn it on in your browser, or add an authenticator app.",
        without_passkeys: "This browser cannot use passkeys. Use a newer one, or add an authenticator app.",
        offered: Offered::OnTheButton,
    };
    let hidden = vec![
        ("name".to_owned(), name.trim().to_owned()),
        ("kind".to_owned(), new.kind.name().to_owned()),
    ];
    let fields = making(new, &words);
    let body = html! {
        (titled("Create the passkey", name.trim()))
        p { "Your device asks for what unlocks it, such as a PIN or your fingerprint, or for your security key." }
        (form(frame, &Form { action: "/me/passkeys/confirm".to_owned(), hidden, body: fields, ..Form::default() }))
        p { "You stay signed in here and are signed out of every other browser. If you had neither a passkey nor an authenticator app, your API tokens are revoked." }
    };
    framed(frame, body, &Problems::new())
}

/// It was not added, and the way to do it again.
fn not_added(frame: &Frame, problems: &Problems) -> PageResponse {
    let body = html! {
        (titled(TITLE, ""))
        p { "The passkey was not added. If your device shows it, delete it there." }
        p { (link(&Link::new("Add it again", ADDRESS))) }
        p { (link(&Link::new("Your passkeys", HERE))) }
    };
    framed(frame, body, problems)
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
