//! One's own telephone word.

use axum::Form as Posted;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use kernel::secret::Secret;
use maud::html;
use ui::components::{
    BannerKind, Button, NotificationBanner, PasswordInput, PasswordKind, button,
    notification_banner, password_input,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;

use super::zone;
use crate::factors::portal::proof_field;
use crate::identity_checks::{MyTelephoneWord, SetTelephoneWord};
use crate::origin::Origin;
use crate::passkeys::portal::{given, instead};
use crate::portal::{device, see_other, shown, titled};

const TITLE: &str = "Your telephone word";
const HERE: &str = "/me/telephone-word";

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let is_done = values.one("done") == "set";
    asking(&app, &caller, &frame, &Problems::new(), is_done).await
}

/// Puts another word in the place of the one before.
pub(super) async fn choose(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    headers: HeaderMap,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let mut problems = Problems::new();
    if values.one("word").trim().is_empty() {
        problems.add("word", "Choose a word.");
    } else {
        let typed = |name: &str| values.has(name).then(|| Secret::new(values.one(name).to_owned()));
        let command = SetTelephoneWord {
            word: Secret::new(values.one("word").to_owned()),
            code: typed("code"),
            assertion: given(&values),
            current: typed("current"),
            origin: Origin::new(&caller.peer, device(&headers), caller.session),
        };
        match app.door.perform(caller.call(&app.door), command).await {
            Ok(_) => return Ok(see_other("/me/telephone-word?done=set", None)),
            Err(error) => problems = shown(error)?,
        }
    }
    Ok(asking(&app, &caller, &frame, &problems, false).await?.into_response())
}

async fn asking(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    problems: &Problems,
    is_done: bool,
) -> Result<PageResponse> {
    let mine = app.door.ask(&caller.call(&app.door), &MyTelephoneWord {}).await?;
    let nothing = Values::default();
    let word = PasswordInput {
        label: "Telephone word".into(),
        hint: Some(
            format!("{} letters or more, without blanks, digits or signs. Choose one that you can spell in your head.", mine.least_letters)
                .as_str()
                .into(),
        ),
        kind: PasswordKind::Other,
        ..PasswordInput::from(nothing.field("word", problems))
    };
    let fields = html! {
        (password_input(&word))
        @if mine.asks_for_code {
            (proof_field(problems))
        } @else {
            (password_input(&PasswordInput {
                label: "Your password".into(),
                hint: Some("The one that you sign in with. It shows that it is you.".into()),
                ..PasswordInput::from(nothing.field("current", problems))
            }))
        }
        (button(&Button { prevent_double_click: true, ..Button::primary("Keep this word") }))
        (instead(app, caller, SetTelephoneWord::NAME).await?)
    };
    let body = html! {
        (titled(TITLE, ""))
        p { "When you call for help because you cannot sign in, you are asked for three letters of this word, such as the 2nd, 5th and 9th. It shows that it is you. Nobody ever asks for the whole word, and nobody can see it, so write it down only where nobody else looks." }
        @match mine.set_at {
            Some(_) if mine.is_used_up => p { "There were too many wrong answers to your word, so it is not asked for any more. Choose another one." },
            Some(at) => p { "You chose a word on " (zone(app).day_element(at.micros())) ". Another one takes its place." },
            None => p { "You have none yet. Without one you can be helped only by somebody who sees you or calls you back." },
        }
        (form(frame, &Form { action: HERE.to_owned(), body: fields, ..Form::default() }))
    };
    let done = is_done.then(|| {
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: "Your telephone word is kept. You cannot see it again.".into(),
            ..NotificationBanner::default()
        })
    });
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("My account", "/me")],
        notices: problems.summary().or(done),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}
