//! `/requests/KEY`: one request, what was written about it, and what the reader can do with it.

use axum::extract::{Path, Query, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{Heading, SummaryList, SummaryRow, heading, inset_text, summary_list};
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;
use ui::when::Zone;
use uuid::Uuid;

use super::sent::{self, Sent};
use super::{actions, done_banner, files, key, shown, title, typed, words};
use crate::requests::commands::{
    AnswerRequest, AssignRequest, DecideRequest, Verdict, WithdrawRequest,
};
use crate::requests::model::State as Stands;
use crate::requests::queries::{RequestById, RequestView};

/// What was just done, as the address says it.
const DONE: &[(&str, &str)] = &[
    ("asked", "Your request was sent. You can follow it here and under My requests."),
    ("answered", "Your message was sent."),
    ("approved", "You approved the request."),
    ("finished", "You marked the request as done."),
    ("declined", "You declined the request."),
    ("withdrawn", "You withdrew the request."),
    ("assigned", "The request has somebody who works on it."),
];

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(request): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let request = key(&request)?;
    let view = app.door.ask(&caller.call(&app.door), &RequestById { request }).await?;
    let zone = words::zone(&app.door);
    let notices = done_banner(&values, DONE);
    Ok(shown_page(&frame, &view, &zone, &Values::default(), &Problems::new(), notices))
}

/// Does what the pressed button says.
pub(super) async fn act(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(request): Path<String>,
    form: Request,
) -> Result<Response> {
    let request = key(&request)?;
    let door = &app.door;
    let mut sent = if sent::is_multipart(&form) {
        // Asked first: who may not know of the request gets no file read.
        let view = door.ask(&caller.call(door), &RequestById { request }).await?;
        sent::read(form, &view.allowed).await?
    } else {
        sent::plain(form).await?
    };
    let Some(files) = sent.take_files() else {
        return again(&app, &caller, &frame, request, &sent, Problems::new()).await;
    };
    let values = &sent.values;
    let version = values.one("version").parse().unwrap_or(0);
    let call = caller.call(door).expecting(Some(version));
    let decide = |verdict| DecideRequest { request, verdict, reason: typed(values, "reason") };
    let outcome = match values.one("act") {
        "answer" => {
            let message = values.one("message").to_owned();
            door.perform(call, AnswerRequest { request, message, files }).await.map(|_| "answered")
        }
        "approve" => door.perform(call, decide(Verdict::Approve)).await.map(|_| "approved"),
        "finish" => door.perform(call, decide(Verdict::Done)).await.map(|_| "finished"),
        "decline" => door.perform(call, decide(Verdict::Decline)).await.map(|_| "declined"),
        "withdraw" => door.perform(call, WithdrawRequest { request }).await.map(|_| "withdrawn"),
        "take" => door.perform(call, AssignRequest { request, to: None }).await.map(|_| "assigned"),
        "assign" => {
            let to = Some(values.one("to").to_owned());
            door.perform(call, AssignRequest { request, to }).await.map(|_| "assigned")
        }
        // No button of ours; whoever may not know of the request learns nothing from that.
        _ => door.ask(&call, &RequestById { request }).await.map(|_| "none"),
    };
    match outcome {
        Ok(done) => Ok(Redirect::to(&format!("/requests/{request}?done={done}")).into_response()),
        Err(error) => again(&app, &caller, &frame, request, &sent, shown(error)?).await,
    }
}

/// The page with what was typed and what has to be put right.
async fn again(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    request: Uuid,
    sent: &Sent,
    problems: Problems,
) -> Result<Response> {
    let view = app.door.ask(&caller.call(&app.door), &RequestById { request }).await?;
    let (zone, problems) = (words::zone(&app.door), sent.problems(problems));
    Ok(shown_page(frame, &view, &zone, &sent.values, &problems, None).into_response())
}

fn shown_page(
    frame: &Frame,
    view: &RequestView,
    zone: &Zone,
    values: &Values,
    problems: &Problems,
    notices: Option<Markup>,
) -> PageResponse {
    let line = &view.line;
    let above = if view.may.decide || view.may.finish || view.may.assign {
        Link::new("To do", "/to-do")
    } else {
        Link::new("My requests", "/me/requests")
    };
    frame.page(Page {
        title: line.title.clone(),
        caption: line.summary.clone(),
        breadcrumbs: vec![above],
        notices: problems.summary().or(notices),
        error: !problems.is_empty(),
        body: html! {
            (title(&line.title, &line.summary))
            @if let Some(turn) = words::turn(line) { p { (turn) } }
            @if let Some(problem) = &view.problem {
                (inset_text(&format!("It was approved before, but could not be done: {problem}").into()))
            }
            (facts(view, zone))
            (what_was_asked(view))
            (thread(view, zone))
            (actions::actions(frame, view, values, problems))
        },
        ..Page::default()
    })
}

fn facts(view: &RequestView, zone: &Zone) -> Markup {
    let line = &view.line;
    let mut rows = vec![
        SummaryRow::new("State", words::state(line.state)),
        SummaryRow::new("Asked by", words::name(&line.asked_by)),
    ];
    if line.asked_for != line.asked_by {
        rows.push(SummaryRow::new("For", words::name(&line.asked_for)));
    }
    rows.push(SummaryRow::new(
        "Organisation",
        format!("{} ({})", line.organisation_name, line.organisation),
    ));
    rows.push(SummaryRow::new("Asked", words::minute(zone, line.asked_at)));
    if line.state.is_live() {
        rows.push(SummaryRow::new("Waits since", words::minute(zone, line.since)));
        rows.push(SummaryRow::new("Due", words::due(zone, line)));
        let taken = line.taken_by.as_ref().map_or_else(|| "Nobody yet".to_owned(), words::name);
        rows.push(SummaryRow::new("Who works on it", taken));
    }
    if let Some(reminded_at) = view.reminded_at {
        rows.push(SummaryRow::new("Last reminder", words::minute(zone, reminded_at)));
    }
    if let Some(reason) = &view.reason {
        rows.push(SummaryRow::new("Reason", lines(reason)));
    }
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

fn what_was_asked(view: &RequestView) -> Markup {
    let rows: Vec<SummaryRow> = view
        .answers
        .iter()
        .map(|answer| SummaryRow::new(answer.question.as_str(), lines(&answer.answer)))
        .collect();
    html! {
        (heading(&Heading::part("What was asked for")))
        @if rows.is_empty() { p { "The details are no longer kept." } }
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        (files::list(view.line.request, &view.files))
    }
}

/// A text with the lines it was typed in.
fn lines(text: &str) -> Markup {
    html! {
        @for (number, line) in text.lines().enumerate() {
            @if number > 0 { br; }
            (line)
        }
    }
}

/// What happened, oldest first.
fn thread(view: &RequestView, zone: &Zone) -> Markup {
    let line = &view.line;
    html! {
        (heading(&Heading::part("What happened")))
        ol.nhsuk-list {
            li { strong { (words::name(&line.asked_by)) } " asked, " (words::minute(zone, line.asked_at)) }
            @for said in &view.thread {
                li {
                    strong { (words::name(&said.author)) }
                    @if said.of_asker { " wrote, " } @else { " answered for the deciders, " }
                    (words::minute(zone, said.at))
                    @if said.text.is_empty() { p { "(no longer kept)" } } @else { p { (lines(&said.text)) } }
                    (files::list(line.request, &said.files))
                }
            }
            @if let (Some(decider), Some(at)) = (&view.decided_by, view.decided_at) {
                li {
                    strong { (words::name(decider)) } " "
                    (if line.state == Stands::Declined { "declined" } else { "approved" })
                    ", " (words::minute(zone, at))
                }
            }
            @match line.state {
                Stands::Done => li {
                    @if view.ran_act.is_some() {
                        (words::command(view.command.as_deref().unwrap_or_default()))
                        ", " (words::minute(zone, line.since))
                    } @else { "Marked as done, " (words::minute(zone, line.since)) }
                },
                Stands::Withdrawn => li { "Withdrawn, " (words::minute(zone, line.since)) },
                Stands::Lapsed => li { "Ended because nobody acted on it, " (words::minute(zone, line.since)) ". Ask again if it is still needed." },
                _ => {},
            }
        }
    }
}
