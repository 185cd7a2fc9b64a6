//! `/second-person`: what waits for a second person, and one of them: saying why, looking at it, deciding it.

use axum::extract::{Form as Posted, Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Router, response};
use kernel::clock::Timestamp;
use kernel::door::{Call, Door};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result, messages as common};
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Button, Cell, Column, EmptyState, Heading, SummaryList, SummaryRow, Table, TableLayout,
    Textarea, button, empty_state, heading, summary_list, table, textarea,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::home::Card;
use uuid::Uuid;

use super::model::Decision;
use super::queries::SecondPersonView;
use super::{
    ApproveSecond, AskSecond, DeclineSecond, SecondPersonById, SecondPersonItem,
    SecondPersonWaiting, WithdrawSecond,
};
use crate::forms;
use crate::moments::Zone;

const LIST: &str = "/second-person";
const TITLE: &str = "Waiting for a second person";
/// Parts of a change that are moments.
const MOMENTS: [&str; 2] = ["Starts at", "Ends at"];

/// The pages of this capability.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/second-person", get(list))
        .route("/second-person/{proposal}", get(one).post(ask))
        .route("/second-person/{proposal}/approve", post(approve))
        .route("/second-person/{proposal}/decline", post(decline))
        .route("/second-person/{proposal}/withdraw", post(withdraw))
}

/// For those who have something to decide: how much that is.
pub(crate) async fn card(door: Door, call: Call) -> Result<Option<Card>> {
    if call.actor.account().is_none() {
        return Ok(None);
    }
    let waiting = door.ask(&call, &SecondPersonWaiting {}).await?.to_decide.len();
    if waiting == 0 {
        return Ok(None);
    }
    let words = match waiting {
        1 => "1 change waits for your decision.".to_owned(),
        many => format!("{many} changes wait for your decision."),
    };
    Ok(Some(Card {
        id: "second-person".to_owned(),
        title: TITLE.to_owned(),
        body: html! { p { (words) } },
        link: Some(Link::new("Look at what waits", LIST)),
        order: 5,
    }))
}

async fn list(State(app): State<App>, caller: Caller, frame: Frame) -> Result<PageResponse> {
    let found = app.door.ask(&caller.call(&app.door), &SecondPersonWaiting {}).await?;
    let zone = Zone::of(&app.door);
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        body: html! {
            (heading(&Heading::page(TITLE)))
            p { "What one person alone must not be able to do is looked at by somebody else first." }
            @if found.to_decide.is_empty() && found.mine.is_empty() {
                (empty_state(&EmptyState {
                    text: "Nothing waits".to_owned(),
                    help: "You see here what others ask you to approve, and what you asked for yourself.".into(),
                    action: None,
                }))
            }
            (lines("For you to decide", &found.to_decide, &zone))
            (lines("Asked for by you", &found.mine, &zone))
        },
        ..Page::default()
    }))
}

fn lines(caption: &str, items: &[SecondPersonItem], zone: &Zone) -> Markup {
    if items.is_empty() {
        return html! {};
    }
    let rows = items.iter().map(|item| {
        let to = Link::new(item.what.as_str(), format!("{LIST}/{}", item.proposal));
        vec![
            Cell::from(ui::Content::Markup(ui::link::link(&to))),
            item.asker.as_str().into(),
            item.asked_at.map_or_else(String::new, |at| zone.minute(at)).into(),
            state(item, zone).into(),
        ]
    });
    table(&Table {
        caption: caption.to_owned(),
        columns: ["What", "Asked for by", "When", "How far it is"].map(Column::text).to_vec(),
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}

fn state(item: &SecondPersonItem, zone: &Zone) -> String {
    match item.decision {
        Decision::Waiting if item.is_late => "Nobody decided in time".to_owned(),
        Decision::Waiting => format!("Can be decided until {}", zone.minute(item.due_at)),
        Decision::Approved => "Approved".to_owned(),
        Decision::Declined => "Declined".to_owned(),
        Decision::Withdrawn => "Taken back".to_owned(),
    }
}

async fn one(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(proposal): Path<Uuid>,
) -> Result<PageResponse> {
    shown(&app, &caller, &frame, proposal, &Values::default(), &Problems::new()).await
}

async fn ask(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(proposal): Path<Uuid>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = AskSecond { proposal, reason: values.one("reason").to_owned() };
    let done = app.door.perform(caller.call(&app.door), command).await.map(drop);
    after(&app, &caller, &frame, proposal, &values, done).await
}

async fn approve(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(proposal): Path<Uuid>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = ApproveSecond { proposal, plan: values.one("plan").to_owned() };
    let done = app.door.perform(caller.call(&app.door), command).await.map(drop);
    after(&app, &caller, &frame, proposal, &values, done).await
}

async fn decline(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(proposal): Path<Uuid>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let command = DeclineSecond { proposal, reason: values.one("reason").to_owned() };
    let done = app.door.perform(caller.call(&app.door), command).await.map(drop);
    after(&app, &caller, &frame, proposal, &values, done).await
}

async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(proposal): Path<Uuid>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let done =
        app.door.perform(caller.call(&app.door), WithdrawSecond { proposal }).await.map(drop);
    after(&app, &caller, &frame, proposal, &values, done).await
}

async fn after(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    proposal: Uuid,
    values: &Values,
    done: Result<(), Error>,
) -> Result<response::Response> {
    match done {
        Ok(()) => Ok(Redirect::to(&format!("{LIST}/{proposal}")).into_response()),
        Err(error) => {
            let problems = forms::shown(error)?;
            Ok(shown(app, caller, frame, proposal, values, &problems).await?.into_response())
        }
    }
}

async fn shown(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    proposal: Uuid,
    values: &Values,
    problems: &Problems,
) -> Result<PageResponse> {
    let view = app.door.ask(&caller.call(&app.door), &SecondPersonById { proposal }).await?;
    let zone = Zone::of(&app.door);
    Ok(frame.page(Page {
        title: view.item.what.clone(),
        caption: TITLE.to_owned(),
        breadcrumbs: vec![Link::new(TITLE, LIST)],
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (heading(&Heading { caption: Some(TITLE.to_owned()), ..Heading::page(view.item.what.as_str()) }))
            (said(&view))
            (summary_list(&SummaryList { rows: rows(&view, &zone), ..SummaryList::default() }))
            (acts(frame, &view, values, problems))
        },
        ..Page::default()
    }))
}

/// How far it is, in one sentence.
fn said(view: &SecondPersonView) -> Markup {
    let words = match (view.item.decision, view.is_mine) {
        _ if view.is_done => "This was approved and is done.",
        (Decision::Approved, _) if view.outcome.is_some() => {
            "This was approved and could not be done."
        }
        (Decision::Approved, _) => "This was approved and is done in a moment.",
        (Decision::Declined, _) => "This was declined. Nothing was changed.",
        (Decision::Withdrawn, _) => "This was taken back. Nothing was changed.",
        (Decision::Waiting, _) if !view.is_open => {
            "Nobody decided in time. Nothing was changed. Ask for it again if it is still needed."
        }
        (Decision::Waiting, true) if view.item.asked_at.is_none() => {
            "This needs a second person and has not been done. Say why it should be done, and somebody else who may do it is asked to look at it."
        }
        (Decision::Waiting, true) => {
            "This has not been done. Somebody else who may do it was asked to look at it."
        }
        (Decision::Waiting, false) => {
            "This has not been done. Approve it if you know why it is needed and it is right. It is then done in the name of whoever asked, and the record names both of you."
        }
    };
    html! { p { (words) } }
}

fn rows(view: &SecondPersonView, zone: &Zone) -> Vec<SummaryRow> {
    let mut rows: Vec<SummaryRow> = Vec::new();
    for (what, how) in &view.change {
        let moment = MOMENTS.contains(&what.as_str()).then(|| how.parse().ok()).flatten();
        let how = moment.map_or_else(|| how.clone(), |at| zone.minute(Timestamp::from_micros(at)));
        rows.push(SummaryRow::new(what.as_str(), how));
    }
    rows.push(SummaryRow::new("Asked for by", view.item.asker.as_str()));
    if !view.item.reason.is_empty() {
        rows.push(SummaryRow::new("Why", view.item.reason.as_str()));
    }
    if view.is_open {
        rows.push(SummaryRow::new("Can be decided until", zone.minute(view.item.due_at)));
    }
    if let Some(decider) = &view.decided_by {
        rows.push(SummaryRow::new("Decided by", decider.as_str()));
    }
    if !view.words.is_empty() {
        rows.push(SummaryRow::new("Their reason", view.words.as_str()));
    }
    if let Some(outcome) = &view.outcome {
        rows.push(SummaryRow::new("Why it was not done", outcome.as_str()));
    }
    rows
}

fn acts(frame: &Frame, view: &SecondPersonView, values: &Values, problems: &Problems) -> Markup {
    if !view.is_open || view.item.decision != Decision::Waiting {
        return html! {};
    }
    let here = format!("{LIST}/{}", view.item.proposal);
    let reason = |label: &'static str| {
        textarea(&Textarea {
            label: label.into(),
            rows: 3,
            ..Textarea::from(values.field("reason", problems))
        })
    };
    let once = |words: Button| button(&Button { prevent_double_click: true, ..words });
    let back = form(
        frame,
        &Form {
            action: format!("{here}/withdraw"),
            body: html! { (button(&Button::secondary("Take it back"))) },
            ..Form::default()
        },
    );
    match (view.is_mine, view.item.asked_at) {
        (true, None) => {
            let body = html! {
                (reason("Why should this be done?"))
                (once(Button::primary("Ask for a second person")))
            };
            form(frame, &Form { action: here, body, ..Form::default() })
        }
        (true, Some(_)) => back,
        (false, _) => {
            let body = html! { (once(Button::primary("Approve"))) };
            let hidden = vec![("plan".to_owned(), view.plan.clone())];
            let approve =
                Form { action: format!("{here}/approve"), hidden, body, ..Form::default() };
            let body = html! {
                (reason("Why not?"))
                (once(Button::secondary("Decline")))
            };
            let decline = Form { action: format!("{here}/decline"), body, ..Form::default() };
            html! {
                (form(frame, &approve))
                (heading(&Heading::part("Decline")))
                (form(frame, &decline))
            }
        }
    }
}

/// Where somebody says why they need a second person for what the door kept.
pub fn page_of(error: &Error) -> Option<String> {
    let Error::Refused(refusal) = error else { return None };
    if refusal.code != common::SECOND_PERSON.code {
        return None;
    }
    let kept = refusal.fields.iter().find(|field| field.field == "proposal")?;
    Some(format!("{LIST}/{}", kept.text))
}
