//! The page on which people change their own password.

use axum::Form as Posted;
use axum::Router;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use kernel::door::Door;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use kernel::secret::Secret;
use maud::{Markup, html};
use ui::Content;
use ui::components::{
    BannerKind, Button, NotificationBanner, PasswordInput, PasswordKind, button, inset_text,
    notification_banner, password_input,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;
use ui::when::Zone;

use super::model::{Policy, Style};
use super::{ChangePassword, MyPassword, OwnPassword};
use crate::Origin;
use crate::portal::{device, see_other, shown, titled};

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/me/password", get(page).post(change))
}

async fn page(
    State(app): State<App>,
    caller: Caller,
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
    let mine = app.door.ask(&caller.call(&app.door), &MyPassword {}).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    Ok(shown_page(&frame, &mine, &zone, &Problems::new(), done))
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
    let mine = app.door.ask(&caller.call(&app.door), &MyPassword {}).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    Ok(shown_page(&frame, &mine, &zone, &problems, None).into_response())
}

/// What to choose for somebody new, in a line under the field.
pub(crate) async fn hint_for_newcomers(door: &Door) -> Result<Content> {
    let policy = Policy::of_newcomers(&mut door.reader().await?, door.clock().now()).await?;
    Ok(hint(policy.least, policy.style))
}

fn hint(least: i64, style: Style) -> Content {
    match style {
        Style::Modern => format!("{least} characters or more. Three random words make a good password."),
        Style::Older => format!("{least} characters or more, without spaces. Three random words with a hyphen between them make a good password."),
    }
    .into()
}

/// What is said to somebody whose password was chosen under a rule that asked for less.
fn short(mine: &OwnPassword) -> Markup {
    let least = mine.least_characters;
    inset_text(&format!("Your password was chosen when it could be shorter. It goes on working. When you change it, choose one of {least} characters or more.").into())
}

/// Which passwords are not taken again.
fn not_again(mine: &OwnPassword) -> String {
    match mine.history {
        1 => "The new one has to be different from the one you use now.".to_owned(),
        many => format!("Your last {many} passwords are not taken again."),
    }
}

fn shown_page(
    frame: &Frame,
    mine: &OwnPassword,
    zone: &Zone,
    problems: &Problems,
    done: Option<Markup>,
) -> PageResponse {
    let nothing = Values::default();
    let style = if mine.may_hold_blanks { Style::Modern } else { Style::Older };
    let current = PasswordInput {
        label: "The password you use now".into(),
        ..PasswordInput::from(nothing.field("current", problems))
    };
    let new = PasswordInput {
        label: "New password".into(),
        hint: Some(hint(mine.least_characters, style)),
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
        @if mine.may_be_short { (short(mine)) }
        @if let Some(ends_at) = mine.ends_at {
            p { "Your password is good until " (zone.day(ends_at.micros())) ". After that, signing in asks for a new one." }
        }
        p { "You stay signed in here and are signed out of every other browser. " (not_again(mine)) }
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
