//! Marking somebody as a leaver, and taking the mark off.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use facts::access::UnattendedWithout;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Button, Choice, Level, Radios, WarningCallout, button, button_group, inset_text, radios,
    warning_callout,
};
use ui::form::{Problems, Values, day_input, typed_day};
use ui::frame::{Frame, PageResponse};
use ui::home::OwnedLine;

use super::times::Times;
use super::{act_form, act_page, address_of, on_to, owned, problems_of, record, version_in};
use crate::people::LeaverKind;
use crate::people::commands::{CancelLeaver, Leaving, MarkLeaver};
use crate::people::portal::words::Days;
use crate::people::queries::Record;

type Ids = Path<(String, String)>;

/// The ways of leaving, as the form sends them.
const WAYS: [(&str, Leaving, &str); 3] = [
    ("moves", Leaving::Moves, "To another organisation of the service"),
    ("leaves", Leaving::Leaves, "Out of the service, on a day"),
    ("now", Leaving::Now, "Out of the service, now"),
];

/// What becomes of the account.
fn outcome(leaving: Leaving, times: &Times) -> String {
    match leaving {
        Leaving::Moves => format!(
            "Another organisation can claim them for {}. If nobody does, the account is deleted.",
            times.claim
        ),
        Leaving::Leaves => "The account is deleted when that day is over.".to_owned(),
        Leaving::Now => "The account is deleted at once.".to_owned(),
    }
}

pub(super) async fn form_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    let values = Values::default().with("leaving", "moves");
    let left = left_behind(&app, &caller, &record).await?;
    let owned = owned::lines(&app.door, &caller.call(&app.door), record.id).await;
    let times = Times::of(&app, &caller, &record).await?;
    let before = Before { left: left.as_deref(), owned, times };
    Ok(shown(&frame, &record, before, &values, &Problems::new()))
}

/// What would be left without somebody in a role that it cannot be without, if this person went.
async fn left_behind(app: &App, caller: &Caller, record: &Record) -> Result<Option<String>> {
    let now = caller.call(&app.door).now;
    let mut reader = app.door.reader().await?;
    reader.ask(UnattendedWithout { account: record.id, now }).await
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let left = left_behind(&app, &caller, &record).await?;
    let owned = owned::lines(&app.door, &caller.call(&app.door), record.id).await;
    let times = Times::of(&app, &caller, &record).await?;
    let before = Before { left: left.as_deref(), owned, times };
    let way = WAYS.iter().find(|way| way.0 == values.one("leaving"));
    let Some((_, leaving, _)) = way else {
        let mut problems = Problems::new();
        problems.add("leaving", "Choose how they leave.");
        return Ok(shown(&frame, &record, before, &values, &problems).into_response());
    };
    // Fields that belong to another choice are left out of account.
    let typed = || typed_day(&values, "last_day").unwrap_or_else(|| "none".to_owned());
    let last_day = (*leaving == Leaving::Leaves).then(typed);
    let command = MarkLeaver { person: record.id, leaving: *leaving, last_day };
    let call = caller.call(&app.door).expecting(version_in(&values));
    match app.door.perform(call, command).await {
        Ok(_) => {
            let done = if *leaving == Leaving::Now { "deleted" } else { "leaving" };
            Ok(on_to(&format!("{}?done={done}", address_of(&record))))
        }
        Err(error) => {
            Ok(shown(&frame, &record, before, &values, &problems_of(error)?).into_response())
        }
    }
}

/// What is told before somebody is marked.
struct Before<'a> {
    /// What would be left without somebody in a role that it cannot be without.
    left: Option<&'a str>,
    /// What needs a successor.
    owned: Vec<OwnedLine>,
    /// How long things last.
    times: Times,
}

fn shown(
    frame: &Frame,
    record: &Record,
    before: Before<'_>,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let day = day_input(
        values,
        problems,
        "last_day",
        "Last day, if they leave on a day",
        "For example, 31 3 2027.",
    );
    let choices = WAYS.iter().map(|(value, leaving, text)| Choice {
        hint: Some(outcome(*leaving, &before.times).into()),
        ..Choice::new(*value, *text)
    });
    let fields = html! {
        (radios(&Radios {
            legend: Some("How do they leave?".into()),
            choices: choices.collect(),
            ..Radios::from(values.field("leaving", problems))
        }))
        (day)
        (button_group(&[
            button(&Button { prevent_double_click: true, ..Button::warning("Mark as leaver") }),
            button(&Button::secondary("Go back").to(address_of(record))),
        ]))
    };
    let current = Values::default().with("version", record.version.to_string());
    let body = html! {
        @if let Some(place) = before.left {
            (inset_text(&format!("{place} would be left without somebody in a role that it cannot be without. Give somebody else that role first.").into()))
        }
        (warning_callout(&WarningCallout {
            heading: "What happens".to_owned(),
            level: Level::Two,
            body: html! {
                ul {
                    li { "Their administrator roles end now, also if their last day is later." }
                    li { "Access to shared mailboxes stays. Ask the owners to take it away if it has to end." }
                    li { "If they leave later, they keep their email address and licence until they join another organisation or the account is deleted. You can cancel until then." }
                    li { "If they leave now, they are signed out everywhere and the account is deleted. You can restore it for " (before.times.restore) ", without the roles." }
                    @if record.held_since.is_some() {
                        li { "A legal hold stands on the account, so they cannot leave now, and nothing is deleted before it is released. The time to claim them stands still. A last day stays that day: they cannot sign in after it." }
                    }
                }
            }.into(),
        }))
        (owned::shown(before.owned))
        (act_form(frame, &current, &[], fields))
    };
    act_page(frame, record, &format!("{} is leaving", record.display_name), problems, body)
}

pub(super) async fn stay_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
) -> Result<PageResponse> {
    let record = record(&app, &caller, &code, &id).await?;
    let days = Days::of(&app.door);
    Ok(staying(&frame, &record, &days, &Problems::new()))
}

pub(super) async fn stay(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let record = record(&app, &caller, &code, &id).await?;
    let call = caller.call(&app.door).expecting(version_in(&values));
    match app.door.perform(call, CancelLeaver { person: record.id }).await {
        Ok(_) => Ok(on_to(&format!("{}?done=staying", address_of(&record)))),
        Err(error) => {
            let days = Days::of(&app.door);
            Ok(staying(&frame, &record, &days, &problems_of(error)?).into_response())
        }
    }
}

fn staying(frame: &Frame, record: &Record, days: &Days, problems: &Problems) -> PageResponse {
    let current = Values::default().with("version", record.version.to_string());
    let fields = button_group(&[
        button(&Button { prevent_double_click: true, ..Button::primary("They stay") }),
        button(&Button::secondary("Go back").to(address_of(record))),
    ]);
    let body = html! {
        @if let Some(words) = clock(record, days) { p { (words) } }
        p { "If they stay, the account is not deleted and nobody can claim them. Roles that ended are not given back." }
        (act_form(frame, &current, &[], fields))
    };
    act_page(frame, record, &format!("{} stays", record.display_name), problems, body)
}

/// What deletes the account by itself, in words; nothing if nothing does.
pub(super) fn clock(record: &Record, days: &Days) -> Option<String> {
    use crate::people::Cause;
    let clock = record.clock.as_ref()?;
    let is_held = record.held_since.is_some();
    let day = days.text(Some(&clock.at));
    let last = days.day_before(Some(&clock.at));
    Some(match (clock.cause, record.leaver, is_held) {
        (Cause::Leave, _, true) => {
            "Marked as a leaver. A legal hold has stopped the time.".to_owned()
        }
        (Cause::Leave, Some(LeaverKind::Moves), _) => format!(
            "Leaves on {day}. Another organisation can claim them until then; otherwise the account is deleted."
        ),
        (Cause::Leave, _, _) => format!("Last day {last}. The account is deleted after that."),
        (_, _, true) => {
            "A legal hold has stopped the time after which it would be deleted.".to_owned()
        }
        (Cause::Lapse, _, _) => format!("Deleted on {day} unless it is enabled before."),
        (Cause::Inactive, _, _) => return None,
    })
}
