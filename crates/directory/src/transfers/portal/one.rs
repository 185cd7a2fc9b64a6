//! One transfer: its facts, what happens when somebody moves, and what can be done with it.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages};
use maud::{Markup, html};
use ui::components::{
    Button, Heading, Input, InputWidth, Select, SelectOption, SummaryList, SummaryRow, button,
    heading, input, inset_text, select, summary_list,
};
use ui::form::{self, Problems, Values, day_input, form, typed_day};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use ui::when::calendar_day;

use super::{above, words};
use crate::pages::{done_banner, on_to, part, problems_of, title, typed, version_in};
use crate::people::portal::policies::{self, Usual};
use crate::people::portal::words::{Days, email};
use crate::people::portal::{consequences, unit_choices};
use crate::transfers::{
    AcceptTransfer, ChangeTransferDate, DeclineTransfer, Side, TransferAct, TransferById,
    TransferLine, TransferState, TransferView, WithdrawTransfer,
};

const DONE: &[(&str, &str)] = &[
    ("offered", "The transfer was offered. The other organisation decides next."),
    ("asked", "You have asked for the person. Their organisation decides next."),
    ("dated", "Both organisations agree. The person moves on the day."),
    ("done", "The person has moved."),
    ("declined", "The transfer was declined. The other organisation reads your reason."),
    ("withdrawn", "The transfer was withdrawn. Nothing changes for the person."),
    ("changed", "The day was changed. The other organisation decides on it."),
];

/// What the page is made from.
struct Shown {
    view: TransferView,
    /// As the organisation of the address sees it.
    line: TransferLine,
    /// Units of the receiving organisation, where the caller chooses one.
    units: Vec<SelectOption>,
    /// Where newcomers of the receiving organisation start, if the caller may know.
    usual: Option<Usual>,
    days: Days,
}

/// The transfer that the address names, if the organisation it names is one of its two and the caller sees that one.
async fn found(app: &App, caller: &Caller, code: &str, transfer: &str) -> Result<Shown> {
    let not_found = || messages::NOT_FOUND.refuse();
    let transfer = transfer.parse().map_err(|_| not_found())?;
    let view = app.door.ask(&caller.call(&app.door), &TransferById { transfer }).await?;
    let side = match code {
        code if code == view.to => Side::To,
        code if code == view.from => Side::From,
        _ => return Err(not_found().into()),
    };
    if !view.seen.contains(&side) {
        return Err(not_found().into());
    }
    let accepts_here = side == Side::To && view.acts.contains(&TransferAct::Accept);
    let units =
        if accepts_here { unit_choices(app, caller, code, "No unit").await? } else { Vec::new() };
    let is_open = view.state.is_open();
    let usual =
        if side == Side::To && is_open { policies::usual(app, caller, code).await? } else { None };
    let (other, other_name) = match side {
        Side::To => (view.from.clone(), view.from_name.clone()),
        Side::From => (view.to.clone(), view.to_name.clone()),
    };
    let line = TransferLine {
        transfer: view.transfer,
        side,
        name: view.name.clone(),
        address: view.address.clone(),
        other,
        other_name,
        state: view.state,
        is_turn: view.turn == Some(side),
        since: view.since.clone(),
        day: view.day.clone(),
        reminded: view.reminded,
    };
    Ok(Shown { view, line, units, usual, days: Days::of(&app.door) })
}

type Ids = Path<(String, String)>;

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, transfer)): Ids,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let shown = found(&app, &caller, &code, &transfer).await?;
    let banner = done_banner(&values, DONE);
    Ok(page_of(&frame, &code, &shown, &Values::default(), banner, &Problems::new()))
}

pub(super) async fn settle(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, transfer)): Ids,
    Form(values): Form<Values>,
) -> Result<Response> {
    let shown = found(&app, &caller, &code, &transfer).await?;
    let transfer = shown.view.transfer;
    let call = caller.call(&app.door).expecting(version_in(&values));
    let outcome = match values.one("act") {
        "accept" => {
            let unit = typed(&values, "unit").and_then(|unit| unit.parse().ok());
            let accept = AcceptTransfer { transfer, unit };
            app.door.perform(call, accept).await.map(|done| match done.output.state {
                TransferState::Done => "done",
                _ => "dated",
            })
        }
        "decline" => {
            let decline = DeclineTransfer { transfer, reason: values.one("reason").to_owned() };
            app.door.perform(call, decline).await.map(|_| "declined")
        }
        "withdraw" => {
            let withdraw = WithdrawTransfer { transfer, reason: typed(&values, "reason") };
            app.door.perform(call, withdraw).await.map(|_| "withdrawn")
        }
        "change-date" => {
            let day = typed_day(&values, "day").unwrap_or_default();
            app.door.perform(call, ChangeTransferDate { transfer, day }).await.map(|_| "changed")
        }
        _ => {
            let mut problems = Problems::new();
            problems.add_general("Choose what to do with the transfer.");
            return Ok(page_of(&frame, &code, &shown, &values, None, &problems).into_response());
        }
    };
    match outcome {
        Ok(done) => Ok(on_to(&format!("/o/{}/transfers/{transfer}?done={done}", part(&code)))),
        Err(error) => {
            let problems = problems_of(error)?;
            Ok(page_of(&frame, &code, &shown, &values, None, &problems).into_response())
        }
    }
}

fn page_of(
    frame: &Frame,
    code: &str,
    shown: &Shown,
    values: &Values,
    banner: Option<Markup>,
    problems: &Problems,
) -> PageResponse {
    let (view, line) = (&shown.view, &shown.line);
    let heading_text = format!("Transfer of {}", words::name(&view.name));
    let own_name = if line.side == Side::To { &view.to_name } else { &view.from_name };
    let body = html! {
        (title(&heading_text, own_name))
        (inset_text(&words::sentence(line, &shown.days).as_str().into()))
        @if view.is_held_up {
            (inset_text(&"The day has come, but the move could not be done yet. It is tried again every day. The organisation that has the person may have to give somebody else their role first, or the receiving organisation is not open.".into()))
        }
        (facts(code, shown))
        @if view.state.is_open() {
            (consequences(line.side == Side::From))
            @if let Some(usual) = &shown.usual {
                p { "User policy here: " (usual.words) "." }
                @if !usual.has_licence {
                    (inset_text(&"No licence is free. The person can move, and waits in the queue until there is one. They cannot use their mailbox and files until then.".into()))
                }
            }
        }
        (acts(frame, shown, values, problems))
    };
    frame.page(Page {
        title: heading_text,
        caption: code.to_owned(),
        breadcrumbs: above(code, own_name),
        notices: problems.summary().or(banner),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

fn facts(code: &str, shown: &Shown) -> Markup {
    let (view, line) = (&shown.view, &shown.line);
    // The person's page is open to whoever has them now.
    let is_here = match line.side {
        Side::From => view.state != TransferState::Done && view.state != TransferState::Ended,
        Side::To => view.state == TransferState::Done,
    };
    let person = html! {
        @if is_here && !view.name.is_empty() {
            (link(&Link::new(view.name.as_str(), format!("/o/{}/people/{}", part(code), view.person))))
        } @else { (words::name(&view.name)) }
    };
    let mut rows = vec![
        SummaryRow::new("Person", person),
        SummaryRow::new("Email address", email(&view.address)),
        SummaryRow::new("From", format!("{} ({})", view.from_name, view.from)),
        SummaryRow::new("To", format!("{} ({})", view.to_name, view.to)),
        SummaryRow::new("State", words::state_tag(view.state, line.side)),
        SummaryRow::new("Begun", shown.days.day(Some(&view.begun_at))),
    ];
    rows.push(SummaryRow::new(
        "Day of the move",
        html! {
            @match &view.day {
                Some(day) => { (calendar_day(day)) },
                None if view.state.is_open() => { "As soon as both agree" },
                None => { "None" },
            }
        },
    ));
    if let Some(lapses_at) = &view.lapses_at {
        rows.push(SummaryRow::new("Lapses without a decision", shown.days.day(Some(lapses_at))));
    }
    for (key, text) in [("Note", &view.note), ("Reason", &view.reason)] {
        rows.extend(text.as_deref().map(|text| SummaryRow::new(key, text)));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

/// The forms of what can be done, each with its own button.
fn acts(frame: &Frame, shown: &Shown, values: &Values, problems: &Problems) -> Markup {
    let view = &shown.view;
    let own = |act: &str| values.one("act") == act;
    let none = Problems::new();
    // What was wrong stands at the form that was sent.
    let problems_of = |act: &str| if own(act) { problems } else { &none };
    let empty = Values::default();
    let values_of = |act: &str| if own(act) { values } else { &empty };
    let act_form = |act: &str, body: Markup| {
        let hidden = vec![
            ("act".to_owned(), act.to_owned()),
            ("version".to_owned(), view.version.to_string()),
        ];
        form(frame, &form::Form { hidden, body, ..form::Form::default() })
    };
    let reason = |act: &str, id: &str, label: &str| {
        input(&Input {
            label: label.into(),
            width: InputWidth::TwoThirds,
            id: id.to_owned(),
            ..Input::from(values_of(act).field("reason", problems_of(act)))
        })
    };
    html! {
        @if !view.acts.is_empty() { (heading(&Heading::part("What you can do"))) }
        @for act in &view.acts {
            @match act {
                TransferAct::Accept => {
                    (act_form("accept", html! {
                        @if !shown.units.is_empty() {
                            (select(&Select {
                                label: "Unit".into(),
                                options: shown.units.clone(),
                                ..Select::from(values_of("accept").field("unit", problems_of("accept")))
                            }))
                        }
                        (button(&Button {
                            prevent_double_click: true,
                            ..Button::primary(if view.is_later { "Accept for that day" } else { "Accept, they move now" })
                        }))
                    }))
                },
                TransferAct::Decline => {
                    (act_form("decline", html! {
                        (reason("decline", "decline-reason", "Why you decline"))
                        (button(&Button { prevent_double_click: true, ..Button::secondary("Decline") }))
                    }))
                },
                TransferAct::ChangeDate => {
                    (act_form("change-date", html! {
                        (day_input(values_of("change-date"), problems_of("change-date"), "day", "Another day", "For example, 31 3 2027. The other organisation decides on it."))
                        (button(&Button { prevent_double_click: true, ..Button::secondary("Change day") }))
                    }))
                },
                TransferAct::Withdraw => {
                    (act_form("withdraw", html! {
                        (reason("withdraw", "withdraw-reason", "Why you withdraw (optional)"))
                        (button(&Button { prevent_double_click: true, ..Button::secondary("Withdraw") }))
                    }))
                },
            }
        }
    }
}
