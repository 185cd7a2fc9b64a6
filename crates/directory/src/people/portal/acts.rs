//! Disable, enable, delete, restore: what it means stands on the page before it is done.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::door::Command;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Button, ButtonKind, Input, InputWidth, Level, WarningCallout, button, button_group, input,
    warning_callout,
};
use ui::form::{Problems, Values};
use ui::frame::{Frame, PageResponse};

use super::times::Times;
use super::{act_form, act_page, address_of, on_to, problems_of, record, typed, version_in};
use crate::people::commands::{DeletePerson, DisablePerson, EnablePerson, RestorePerson};
use crate::people::queries::Record;
use crate::people::{AccountState, Move};

/// The words of one act.
struct Words {
    title: String,
    consequences: Vec<String>,
    button: &'static str,
    kind: ButtonKind,
    /// Asks for a reason.
    asks_reason: bool,
    /// Said on the person's page afterwards.
    done: &'static str,
}

fn words(step: Move, record: &Record, times: &Times) -> Words {
    let name = &record.display_name;
    let Times { restore, withhold, disabled, .. } = times;
    let plain = |title: String, consequences: Vec<&str>, button, done| Words {
        title,
        consequences: consequences.into_iter().map(str::to_owned).collect(),
        button,
        kind: ButtonKind::Primary,
        asks_reason: false,
        done,
    };
    match step {
        Move::Disable => Words {
            asks_reason: true,
            kind: ButtonKind::Warning,
            ..plain(
                format!("Disable {name}"),
                vec![
                    "They are signed out everywhere and cannot sign in.",
                    "Email still arrives in their mailbox.",
                    &format!(
                        "Nothing is deleted now. If nobody enables the account again, it is deleted after {disabled}."
                    ),
                ],
                "Disable",
                "disabled",
            )
        },
        Move::Enable => plain(
            format!("Enable {name}"),
            vec![
                "They can sign in again with their own password.",
                "Everything is as it was before.",
            ],
            "Enable",
            "enabled",
        ),
        Move::Restore => plain(
            format!("Restore {name}"),
            vec![
                if record.state == AccountState::Deleted {
                    "The account comes back with its details as they were before it was deleted."
                } else {
                    "The account is not deleted."
                },
                "Roles are not given back, and nobody is a leaver any more.",
                "The email addresses are the same.",
                "A licence is taken again. If none is free, they wait in the queue.",
            ],
            "Restore",
            "restored",
        ),
        Move::Delete if record.starts_on.is_some() => Words {
            kind: ButtonKind::Warning,
            ..plain(
                format!("Delete {name}"),
                vec![
                    "They do not start. They have never been able to sign in, and start codes no longer work.",
                    &format!(
                        "You can restore the account for {restore}. Their first day is the same then."
                    ),
                    &format!(
                        "Their email addresses are given to nobody else until {withhold} after that."
                    ),
                ],
                "Delete",
                "deleted",
            )
        },
        Move::Delete | Move::Start | Move::Erase => Words {
            kind: ButtonKind::Warning,
            ..plain(
                format!("Delete {name}"),
                vec![
                    "They are signed out everywhere and cannot sign in.",
                    "Email to them is no longer delivered.",
                    "Their licence becomes free for somebody else.",
                    &format!(
                        "You can restore the account for {restore}. After that, what it holds is gone for good."
                    ),
                    &format!(
                        "Their email addresses are given to nobody else until {withhold} after that."
                    ),
                ],
                "Delete",
                "deleted",
            )
        },
    }
}

/// A command that is asked about on a page of its own before it is done.
pub(super) trait Act: Command {
    /// The move that it makes.
    const STEP: Move;

    /// The command about this person, with what was typed.
    fn of(record: &Record, values: &Values) -> Self;
}

impl Act for DisablePerson {
    const STEP: Move = Move::Disable;

    fn of(record: &Record, values: &Values) -> Self {
        Self { person: record.id, reason: typed(values, "reason") }
    }
}

impl Act for EnablePerson {
    const STEP: Move = Move::Enable;

    fn of(record: &Record, _: &Values) -> Self {
        Self { person: record.id }
    }
}

impl Act for DeletePerson {
    const STEP: Move = Move::Delete;

    fn of(record: &Record, _: &Values) -> Self {
        Self { person: record.id }
    }
}

impl Act for RestorePerson {
    const STEP: Move = Move::Restore;

    fn of(record: &Record, _: &Values) -> Self {
        Self { person: record.id }
    }
}

type Ids = Path<(String, String)>;

/// Says what the act means, and asks.
pub(super) async fn ask<A: Act>(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    let words = words(A::STEP, &record, &Times::of(&app, &caller, &record).await?);
    Ok(asking(&frame, &record, &words, &Values::default(), &Problems::new()))
}

/// Performs the act and goes on to the person, or shows what stands in the way.
pub(super) async fn perform<A: Act>(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let call = caller.call(&app.door).expecting(version_in(&values));
    let words = words(A::STEP, &record, &Times::of(&app, &caller, &record).await?);
    match app.door.perform(call, A::of(&record, &values)).await {
        Ok(_) => Ok(on_to(&format!("{}?done={}", address_of(&record), words.done))),
        Err(error) => {
            Ok(asking(&frame, &record, &words, &values, &problems_of(error)?).into_response())
        }
    }
}

fn asking(
    frame: &Frame,
    record: &Record,
    words: &Words,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let act = Button {
        text: words.button.to_owned(),
        kind: words.kind,
        prevent_double_click: true,
        ..Button::default()
    };
    let consequences =
        html! { ul { @for consequence in &words.consequences { li { (consequence) } } } };
    let fields = html! {
        @if words.asks_reason {
            (input(&Input {
                label: "Reason, for other administrators (optional)".into(),
                width: InputWidth::TwoThirds,
                ..Input::from(values.field("reason", problems))
            }))
        }
        (button_group(&[button(&act), button(&Button::secondary("Go back").to(address_of(record)))]))
    };
    // Always the version that is shown now: what is done is said on this very page.
    let current = Values::default().with("version", record.version.to_string());
    let body = html! {
        (warning_callout(&WarningCallout {
            heading: "What happens".to_owned(),
            level: Level::Two,
            body: consequences.into(),
        }))
        (act_form(frame, &current, &[], fields))
    };
    act_page(frame, record, &words.title, problems, body)
}
