//! `/o/CODE/people/ID/second-step`: whether somebody has to have a second step, why, and the exceptions there were.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::clock::Timestamp;
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use serde_json::json;
use ui::components::{
    Button, Column, Heading, SummaryList, SummaryRow, Table, TableLayout, button, heading,
    summary_list, table,
};
use ui::content::Content;
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use ui::when::Zone;

use super::words;
use crate::attempts::SignInState;
use crate::mfa::model::Policy;
use crate::mfa::{
    AskException, AtSignIn, EndStepException, ExceptPerson, Judged, ObligePerson, SecondStepOf,
    StandsWith,
};
use crate::portal::{above, person, person_page, see_other, shown, titled};

const TITLE: &str = "Second step of signing in";

type Place = Path<(String, String)>;

/// The address of the page.
pub(super) fn address(state: &SignInState) -> String {
    format!("{}/second-step", person_page(state))
}

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Query(_): Query<Values>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    shown_page(&app, &caller, &frame, &state, &Problems::new()).await
}

/// Asks it of this person, or no longer does.
pub(super) async fn oblige(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let policy = Policy::kept_as(values.one("policy"));
    let command = ObligePerson { person: state.person, policy };
    let done = app.door.perform(caller.call(&app.door), command).await;
    went(&app, &caller, &frame, &state, done.map(|_| ())).await
}

/// Ends the exception that counts.
pub(super) async fn end(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let command = EndStepException { person: state.person };
    let done = app.door.perform(caller.call(&app.door), command).await;
    went(&app, &caller, &frame, &state, done.map(|_| ())).await
}

async fn went(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    state: &SignInState,
    done: Result<()>,
) -> Result<Response> {
    match done {
        Ok(()) => Ok(see_other(&address(state), None)),
        Err(error) => {
            let problems = shown(error)?;
            Ok(shown_page(app, caller, frame, state, &problems).await?.into_response())
        }
    }
}

/// What the reader may do.
struct May {
    oblige: bool,
    except: bool,
    ask: bool,
}

impl May {
    async fn of(app: &App, caller: &Caller, state: &SignInState) -> Result<Self> {
        let (door, call, person) = (&app.door, caller.call(&app.door), state.person);
        let oblige = json!({ "person": person, "policy": "standard" });
        let except = json!({ "person": person, "reason": "no-signal" });
        let ask = json!({ "person": person, "ground": "accessibility", "words": "words" });
        Ok(Self {
            oblige: door.may_by_name(&call, ObligePerson::NAME, oblige).await?,
            except: door.may_by_name(&call, ExceptPerson::NAME, except).await?,
            ask: door.may_by_name(&call, AskException::NAME, ask).await?,
        })
    }
}

async fn shown_page(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    state: &SignInState,
    problems: &Problems,
) -> Result<PageResponse> {
    let query = SecondStepOf { person: state.person };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let may = May::of(app, caller, state).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let now = app.door.clock().now();
    let body = html! {
        (titled(TITLE, &state.name))
        @match &found.stands {
            Some(stands) => {
                (summary_list(&SummaryList { rows: rows(stands, now, &zone), ..SummaryList::default() }))
                (acts(frame, state, &found, stands, &may))
            }
            None => p { "A second step is asked of people only." },
        }
        @if !found.exceptions.is_empty() { (exceptions(&found, now, &zone)) }
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: state.name.clone(),
        breadcrumbs: above(state),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn rows(stands: &Judged, now: Timestamp, zone: &Zone) -> Vec<SummaryRow> {
    let at_sign_in = match stands.asks {
        AtSignIn::Nothing => "The password only",
        AtSignIn::SecondStep => "The password and the second step",
        AtSignIn::Adding => "The password, and then to add a second step",
    };
    let mut rows = vec![
        SummaryRow::new("Why", words::cause(stands.cause)),
        SummaryRow::new("What they have", words::factor(stands.factor)),
        SummaryRow::new("Signing in asks for", at_sign_in),
    ];
    if let Some(by) = stands.add_by {
        let by = Content::Markup(zone.minute_element(by.micros()));
        rows.push(SummaryRow::new("They add one by", by));
    }
    if let Some(until) = stands.exception_until {
        let left = words::left(until, now);
        let until = html! { (zone.minute_element(until.micros())) " (" (left) " left)" };
        rows.push(SummaryRow::new("Exception until", Content::Markup(until)));
    }
    rows
}

fn acts(
    frame: &Frame,
    state: &SignInState,
    found: &StandsWith,
    stands: &Judged,
    may: &May,
) -> Markup {
    let here = address(state);
    let press = |action: String, policy: &str, words: &str| {
        let hidden = vec![("policy".to_owned(), policy.to_owned())];
        let body = button(&Button { prevent_double_click: true, ..Button::secondary(words) });
        form(frame, &Form { action, hidden, body, ..Form::default() })
    };
    html! {
        @if may.except {
            @if stands.exception_until.is_some() {
                (press(format!("{here}/end"), "", "End the exception now"))
            } @else {
                p { (link(&Link::new("Leave the second step out for a day", format!("{here}/except")))) }
            }
        }
        @if may.ask && stands.exception_until.is_none() {
            p { (link(&Link::new("Ask for a long exception", format!("{here}/ask")))) }
        }
        @if may.oblige {
            @match found.policy {
                Policy::None => (press(here, Policy::Standard.name(), "Ask this person for a second step at every sign-in")),
                _ => (press(here, Policy::None.name(), "Ask no more of this person than of everybody else")),
            }
        }
    }
}

fn exceptions(found: &StandsWith, now: Timestamp, zone: &Zone) -> Markup {
    let rows = found.exceptions.iter().map(|one| {
        let until = match one.until {
            Some(until) => Content::Markup(zone.minute_element(until.micros())).into(),
            None => "".into(),
        };
        vec![
            Content::Markup(zone.minute_element(one.asked_at.micros())).into(),
            words::reason(&one.reason).into(),
            one.words.as_str().into(),
            words::exception(one.state, one.until, now).into(),
            until,
        ]
    });
    html! {
        (heading(&Heading::part("Exceptions")))
        (table(&Table {
            caption: "Exceptions, the latest first".to_owned(),
            caption_hidden: true,
            columns: ["When", "Why", "In words", "Stands", "Until"].map(Column::text).into(),
            rows: rows.collect(),
            layout: TableLayout::Responsive,
            ..Table::default()
        }))
    }
}
