//! `/o/CODE/password-words` and `/national/password-words`: the words that no password may hold, one a line.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Form as Posted, Router};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use serde_json::json;
use ui::components::{
    BannerKind, Button, NotificationBanner, Textarea, button, notification_banner, textarea,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;

use super::model::MOST;
use super::{ChangePasswordWords, NationalPasswordWords, PasswordWords, PasswordWordsOf};
use crate::portal::{see_other, shown, titled};

/// What the page is called.
const TITLE: &str = "Words in passwords";
/// Where the nation's list is.
const NATIONAL: &str = "/national/password-words";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/o/{code}/password-words", get(own).post(change_own))
        .route("/national/password-words", get(national).post(change_national))
}

async fn own(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let list = of(&app, &caller, Some(&code)).await?;
    let may_change = may_change(&app, &caller, Some(&code)).await?;
    Ok(page(&frame, &list, may_change, None, &Problems::new(), &values))
}

async fn national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let list = of(&app, &caller, None).await?;
    let may_change = may_change(&app, &caller, None).await?;
    Ok(page(&frame, &list, may_change, None, &Problems::new(), &values))
}

async fn change_own(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    change(&app, &caller, &frame, Some(&code), &values).await
}

async fn change_national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    change(&app, &caller, &frame, None, &values).await
}

async fn of(app: &App, caller: &Caller, code: Option<&str>) -> Result<PasswordWords> {
    let call = caller.call(&app.door);
    match code {
        Some(code) => app.door.ask(&call, &PasswordWordsOf { organisation: code.to_owned() }).await,
        None => app.door.ask(&call, &NationalPasswordWords {}).await,
    }
}

async fn change(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    code: Option<&str>,
    values: &Values,
) -> Result<Response> {
    let version: Option<i64> = values.one("version").parse().ok();
    let command = ChangePasswordWords {
        organisation: code.map(str::to_owned),
        words: values.one("words").lines().map(str::to_owned).collect(),
    };
    let error = match app.door.perform(caller.call(&app.door).expecting(version), command).await {
        Ok(_) => return Ok(see_other(&format!("{}?changed=yes", address(code)), None)),
        Err(error) => error,
    };
    let problems = shown(error)?;
    let list = of(app, caller, code).await?;
    Ok(page(frame, &list, true, Some(values), &problems, &Values::default()).into_response())
}

/// Whether the reader may change the list; whoever may not is shown no form.
async fn may_change(app: &App, caller: &Caller, code: Option<&str>) -> Result<bool> {
    let body = json!({ "organisation": code, "words": [] });
    app.door.may_by_name(&caller.call(&app.door), ChangePasswordWords::NAME, body).await
}

fn address(code: Option<&str>) -> String {
    code.map_or_else(|| NATIONAL.to_owned(), |code| format!("/o/{code}/password-words"))
}

fn page(
    frame: &Frame,
    list: &PasswordWords,
    may_change: bool,
    typed: Option<&Values>,
    problems: &Problems,
    asked: &Values,
) -> PageResponse {
    let kept = Values::default().with("words", list.words.join("\n"));
    let values = typed.unwrap_or(&kept);
    let field = textarea(&Textarea {
        label: "Words, one on each line".into(),
        hint: Some(format!("{MOST} words at most, each of 3 to 40 letters or digits. Capitals, spaces and signs do not matter.").into()),
        rows: 12,
        ..Textarea::from(values.field("words", problems))
    });
    let body = form(
        frame,
        &Form {
            // What is stored now, so that a second press means it.
            hidden: vec![("version".to_owned(), list.version.to_string())],
            body: html! {
                (field)
                (button(&Button { prevent_double_click: true, ..Button::primary("Save the words") }))
            },
            ..Form::default()
        },
    );
    let done = asked.has("changed").then(|| {
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: "The words are saved. They count for every password that is chosen from now on."
                .into(),
            ..NotificationBanner::default()
        })
    });
    let (above, intro) = match (&list.organisation, &list.organisation_name) {
        (Some(code), Some(name)) => (
            Link::new(name.as_str(), format!("/o/{code}")),
            "No password of your people may hold one of these words: the name of a ward, a building or a team, for example. They come beside the words of the nation. Names of people and of the organisation need not be listed.",
        ),
        _ => (
            Link::new("National", "/national"),
            "No password of anybody may hold one of these words. Organisations add words of their own. Names of people and organisations, the name of the service and the commonest passwords need not be listed.",
        ),
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        caption: list.organisation.clone().unwrap_or_default(),
        breadcrumbs: vec![above],
        notices: problems.summary().or(done),
        error: !problems.is_empty(),
        body: html! {
            (titled(TITLE, list.organisation_name.as_deref().unwrap_or_default()))
            p { (intro) }
            p { "Passwords that people have now go on working. The words count when a password is next chosen." }
            @if may_change {
                (body)
            } @else if list.words.is_empty() {
                p { "There are none yet." }
            } @else {
                ul class="nhsuk-list nhsuk-list--bullet" {
                    @for word in &list.words { li { (word) } }
                }
            }
        },
        ..Page::default()
    })
}
