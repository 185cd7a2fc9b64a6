//! Moving one person to another user policy, now or on a day to come: each choice says whether a licence is free. What is
//! planned for the person stands above, and can be cancelled.

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::door::Call;
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use maud::{Markup, html};
use ui::Link;
use ui::components::{
    Button, Choice, Heading, Radios, SummaryList, SummaryRow, button, heading, inset_text, radios,
    summary_list,
};
use ui::form::{Form, Problems, Values, day_input, form, typed_day};
use ui::frame::{Frame, Page};

use super::super::commands::{CancelMove, MovePeople, MoveResult};
use super::super::messages;
use super::super::queries::{PersonPolicy, Policies, PolicyLine, PolicyList, PolicyOfPerson};
use super::{count, holding_in_words, planned};
use crate::forms::{ListAddress, done_banner, key, onward, problems_of};

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, person)): Path<(String, String)>,
    Query(asked): Query<ListAddress>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let (now, list) = both(&app, &call, &code, &person).await?;
    let notices =
        asked.done.as_deref().and_then(|done| said(done, &now)).map(|it| done_banner(&it));
    Ok(shown(&frame, &now, &list, &Values::default(), &Problems::new(), notices))
}

/// Moves the person, or shows the choice again.
pub(super) async fn moved(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, person)): Path<(String, String)>,
    axum::Form(values): axum::Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let (now, list) = both(&app, &call, &code, &person).await?;
    // Only what was offered can be chosen: a user policy of another organisation is as good as none.
    let Some(target) = list.items.iter().find(|line| line.id.to_string() == values.one("policy"))
    else {
        let problems = problems_of(messages::TARGET.at("policy").into())?;
        return Ok(shown(&frame, &now, &list, &values, &problems, None));
    };
    let expected = values.one("version").parse().unwrap_or(0);
    let day = typed_day(&values, "day");
    let command = MovePeople { policy: target.id, accounts: vec![now.person], day };
    match app.door.perform(call.expecting(Some(expected)), command).await {
        Ok(done) => {
            let outcome = done.output.outcomes.first();
            let word = match outcome.map(|outcome| (outcome.result, outcome.replaces.is_some())) {
                Some((MoveResult::Planned, true)) => "replanned",
                Some((MoveResult::Planned, false)) => "planned",
                _ => "moved",
            };
            Ok(onward(&format!("{}?done={word}", address(&now))))
        }
        Err(error) => Ok(shown(&frame, &now, &list, &values, &problems_of(error)?, None)),
    }
}

/// Cancels what is planned, or shows the page again.
pub(super) async fn cancelled(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, person)): Path<(String, String)>,
    axum::Form(values): axum::Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let (now, list) = both(&app, &call, &code, &person).await?;
    let expected = values.one("version").parse().unwrap_or(0);
    let command = CancelMove { person: now.person };
    match app.door.perform(call.expecting(Some(expected)), command).await {
        Ok(_) => Ok(onward(&format!("{}?done=cancelled", address(&now)))),
        Err(error) => {
            let problems = problems_of(error)?;
            Ok(shown(&frame, &now, &list, &Values::default(), &problems, None))
        }
    }
}

fn address(now: &PersonPolicy) -> String {
    format!("/o/{}/people/{}/policy", now.organisation, now.person)
}

/// What was just done, in words; nothing where it is no longer so.
fn said(done: &str, now: &PersonPolicy) -> Option<String> {
    let name = &now.person_name;
    let plan = now.planned.as_ref().filter(|plan| plan.problem.is_none());
    match (done, plan) {
        ("moved", _) => Some(format!("{name} is now in {}", now.name)),
        ("planned", Some(plan)) => Some(format!("{name} {}", planned::words(plan))),
        ("replanned", Some(plan)) => {
            Some(format!("{name} {}. What was planned before is replaced", planned::words(plan)))
        }
        ("cancelled", None) => Some(format!("{name} stays in {}", now.name)),
        _ => None,
    }
}

async fn both(
    app: &App,
    call: &Call,
    code: &str,
    person: &str,
) -> Result<(PersonPolicy, Policies)> {
    let person: AccountId = key(person)?;
    let now = app.door.ask(call, &PolicyOfPerson { person }).await?;
    if now.organisation != code {
        return Err(common::NOT_FOUND.refuse().into());
    }
    let list = app
        .door
        .ask(call, &PolicyList { organisation: code.to_owned(), after: None, limit: Some(200) })
        .await?;
    Ok((now, list))
}

fn shown(
    frame: &Frame,
    now: &PersonPolicy,
    list: &Policies,
    values: &Values,
    problems: &Problems,
    banner: Option<Markup>,
) -> Response {
    let mut rows = vec![SummaryRow::new("User policy", now.name.as_str())];
    for licence in &now.licences {
        let mut words = holding_in_words(Some(licence.holding));
        if licence.is_kept_meanwhile {
            words.push_str(", until the new one is free");
        }
        rows.push(SummaryRow::new(licence.name.as_str(), words));
    }
    let plan = now.planned.as_ref();
    if let Some(plan) = plan {
        rows.push(SummaryRow::new("Planned move", planned::sentence(plan)));
        if !plan.asked_by.is_empty() {
            rows.push(SummaryRow::new("Planned by", plan.asked_by.as_str()));
        }
    }
    let version = || vec![("version".to_owned(), now.version.to_string())];
    let choices: Vec<Choice> = list
        .items
        .iter()
        .filter(|line| line.id != now.policy && !line.is_closing)
        .map(|line| Choice {
            hint: Some(prospect(now, list, line).into()),
            ..Choice::new(line.id.to_string(), line.name.as_str())
        })
        .collect();
    let body = html! {
        (heading(&Heading { caption: Some(now.person_name.clone()), ..Heading::page("Move to another user policy") }))
        (summary_list(&SummaryList { rows, ..SummaryList::default() }))
        @if let Some(plan) = plan {
            (form(frame, &Form {
                action: format!("{}/cancel", address(now)),
                hidden: version(),
                body: button(&Button::secondary(if plan.problem.is_some() { "Take this off the list" } else { "Cancel the planned move" })),
                ..Form::default()
            }))
        }
        @if choices.is_empty() { p { "There is no other user policy in this organisation." } }
        @else {
            (form(frame, &Form {
                action: address(now),
                hidden: version(),
                body: html! {
                    (radios(&Radios {
                        legend: Some("Move to".into()),
                        hint: Some("Nobody loses a licence by a move: who has to wait keeps the one they have.".into()),
                        choices,
                        ..Radios::from(values.field("policy", problems))
                    }))
                    (day_input(
                        values,
                        problems,
                        "day",
                        "On which day",
                        "For example, 31 3 2027. Leave it empty to move now. What stands above about licences is as of today: on the day it is worked out again who gets one and who waits.",
                    ))
                    @if plan.is_some_and(|plan| plan.problem.is_none()) {
                        (inset_text(&"A day that you enter here replaces the move that is planned.".into()))
                    }
                    (button(&Button { prevent_double_click: true, ..Button::primary("Move") }))
                },
                ..Form::default()
            }))
        }
    };
    frame
        .page(Page {
            title: "Move to another user policy".to_owned(),
            caption: now.person_name.clone(),
            back: Some(Link::new("Back", format!("/o/{}/people/{}", now.organisation, now.person))),
            notices: problems.summary().or(banner),
            body,
            error: !problems.is_empty(),
            ..Page::default()
        })
        .into_response()
}

/// What a move would mean for the licence.
fn prospect(now: &PersonPolicy, list: &Policies, line: &PolicyLine) -> String {
    let base = &line.base_name;
    if now.licences.iter().any(|licence| licence.product == line.base_product) {
        return format!("{base}: the licence stays as it is");
    }
    match (line.free, list.ahead_of(line)) {
        (0, 0) => format!("{base}: none free, they wait and are next in turn"),
        (0, ahead) => {
            format!("{base}: none free, they wait with {} ahead", count(ahead, "person", "people"))
        }
        (free, _) => format!("{base}: {free} free"),
    }
}
