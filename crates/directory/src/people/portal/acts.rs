//! Disable, enable, delete, restore: what it means stands on the page before it is done.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::door::Command;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, ButtonKind, Input, InputWidth, Level, WarningCallout, button, button_group, input,
    warning_callout,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};

use super::{above, address_of, notices, on_to, problems_of, record, title, typed, version_in};
use crate::people::commands::{DeletePerson, DisablePerson, EnablePerson, RestorePerson};
use crate::people::queries::Record;
use crate::people::{AccountState, Move};

/// The words of one act.
struct Words {
    title: String,
    consequences: Vec<&'static str>,
    button: &'static str,
    kind: ButtonKind,
    /// Asks for a reason.
    asks_reason: bool,
    /// Said on the person's page afterwards.
    done: &'static str,
}

fn words(step: Move, record: &Record) -> Words {
    let name = &record.display_name;
    let plain = |title: String, consequences, button, done| Words {
        title,
        consequences,
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
                    "Nothing is deleted. You can enable the account again at any time.",
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
                    "The account comes back as it was before it was deleted."
                } else {
                    "The account is not deleted."
                },
                "The email addresses are the same.",
                "A licence is taken again. If none is free, they wait in the queue.",
            ],
            "Restore",
            "restored",
        ),
        Move::Delete | Move::Erase => Words {
            kind: ButtonKind::Warning,
            ..plain(
                format!("Delete {name}"),
                vec![
                    "They are signed out everywhere and cannot sign in.",
                    "Email to them is no longer delivered.",
                    "Their licence becomes free for somebody else.",
                    "You can restore the account for a limited time, which the next page names. After that, what it holds is gone for good.",
                    "Their email addresses are given to nobody else for a long time.",
                ],
                "Delete",
                "deleted",
            )
        },
    }
}

fn ask(
    frame: &Frame,
    record: &Record,
    step: Move,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let words = words(step, record);
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
    let hidden = vec![("version".to_owned(), record.version.to_string())];
    let body = html! {
        (title(&words.title, &record.organisation_name))
        (what_happens(consequences))
        (form(frame, &form::Form { hidden, body: fields, ..form::Form::default() }))
    };
    frame.page(Page {
        title: words.title,
        caption: record.organisation.clone(),
        breadcrumbs: above(record),
        notices: notices(problems),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

fn what_happens(consequences: Markup) -> Markup {
    warning_callout(&WarningCallout {
        heading: "What happens".to_owned(),
        level: Level::Two,
        body: consequences.into(),
    })
}

/// Performs the act and goes on to the person, or shows what stands in the way.
async fn perform<C: Command>(
    (app, caller, frame): (&App, &Caller, &Frame),
    record: &Record,
    step: Move,
    values: &Values,
    command: C,
) -> Result<Response> {
    let call = caller.call(&app.door).expecting(version_in(values));
    match app.door.perform(call, command).await {
        Ok(_) => Ok(on_to(&format!("{}?done={}", address_of(record), words(step, record).done))),
        Err(error) => Ok(ask(frame, record, step, values, &problems_of(error)?).into_response()),
    }
}

type Ids = Path<(String, String)>;

pub(super) async fn ask_disable(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    Ok(ask(&frame, &record, Move::Disable, &Values::default(), &Problems::new()))
}

pub(super) async fn ask_enable(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    Ok(ask(&frame, &record, Move::Enable, &Values::default(), &Problems::new()))
}

pub(super) async fn ask_delete(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    Ok(ask(&frame, &record, Move::Delete, &Values::default(), &Problems::new()))
}

pub(super) async fn ask_restore(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    Ok(ask(&frame, &record, Move::Restore, &Values::default(), &Problems::new()))
}

pub(super) async fn disable(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let command = DisablePerson { person: record.id, reason: typed(&values, "reason") };
    perform((&app, &caller, &frame), &record, Move::Disable, &values, command).await
}

pub(super) async fn enable(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let command = EnablePerson { person: record.id };
    perform((&app, &caller, &frame), &record, Move::Enable, &values, command).await
}

pub(super) async fn delete(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let command = DeletePerson { person: record.id };
    perform((&app, &caller, &frame), &record, Move::Delete, &values, command).await
}

pub(super) async fn restore(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let command = RestorePerson { person: record.id };
    perform((&app, &caller, &frame), &record, Move::Restore, &values, command).await
}
