//! Holding an application, whosever it is, and releasing it.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use ui::components::{ButtonKind, Textarea, textarea};
use ui::form::{Problems, Values};
use ui::frame::{Frame, PageResponse};

use super::ask::{Fields, Words, asked};
use super::{Act, At, found, must};
use crate::applications::{ApplicationView, Hold, HoldApplication};
use crate::portal::{see_other, shown};

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
) -> Result<PageResponse> {
    let one = found(&app, &caller, &at).await?;
    must(&app, &caller, &at, Act::Hold, Some(one.application)).await?;
    Ok(question(&frame, &at, &one, &Values::default(), &Problems::new()))
}

/// Does it.
pub(super) async fn hold(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let one = found(&app, &caller, &at).await?;
    let call = caller.call(&app.door).expecting(values.one("version").parse().ok());
    let command = HoldApplication {
        application: one.application,
        hold: Hold::named(values.one("hold")).unwrap_or_default(),
        reason: values.one("reason").to_owned(),
    };
    match app.door.perform(call, command).await {
        Ok(_) => Ok(see_other(&at.address(one.application), None)),
        Err(error) => Ok(question(&frame, &at, &one, &values, &shown(error)?).into_response()),
    }
}

const HOLD: Words = Words {
    title: "Hold the application",
    consequences: &[
        "Nobody can sign in to it, and what it was given does not count.",
        "Whoever registered it cannot release it. You can, at any time.",
        "It still hears of it when somebody signs out, and people can take back what they allowed it.",
    ],
    button: "Hold",
    kind: ButtonKind::Primary,
    place: "hold",
};

const RELEASE: Words = Words {
    title: "Release the application",
    consequences: &[
        "People can sign in to it again. What it was given before counts again, unless it is over.",
    ],
    button: "Release",
    kind: ButtonKind::Primary,
    place: "hold",
};

fn question(
    frame: &Frame,
    at: &At,
    one: &ApplicationView,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let (words, hold, hint) = match one.held_at {
        None => (&HOLD, Hold::Hold, "Those whose application it is read it on its page."),
        Some(_) => (&RELEASE, Hold::Release, "It is kept in the history."),
    };
    let shown = textarea(&Textarea {
        label: "Why".into(),
        hint: Some(hint.into()),
        rows: 3,
        ..Textarea::from(values.field("reason", problems))
    });
    let hidden = vec![("hold".to_owned(), hold.name().to_owned())];
    asked(frame, at, one, words, Fields { shown, hidden }, problems)
}
