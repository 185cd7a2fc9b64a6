//! `/o/CODE/second-step/policy`: what the organisation asks of everybody.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Button, Choice, Radios, button, button_group, radios};
use ui::form::{Form, Problems, Values, day_input, form, typed_day};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{TITLE, here};
use crate::mfa::model::Policy;
use crate::mfa::{ObligeOrganisation, ReadinessPage, SecondStepReadiness};
use crate::portal::{see_other, shown, titled};

const PAGE_TITLE: &str = "Ask for a second step";

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let found = kept(&app, &caller, &code).await?;
    let values = Values::default().with("policy", found.policy.name());
    Ok(asking(&frame, &found, &values, &Problems::new()))
}

async fn kept(app: &App, caller: &Caller, code: &str) -> Result<ReadinessPage> {
    let organisation = code.to_owned();
    let query =
        SecondStepReadiness { organisation, limit: Some(1), ..SecondStepReadiness::default() };
    app.door.ask(&caller.call(&app.door), &query).await
}

/// Changes what is asked.
pub(super) async fn set(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let policy = Policy::ALL.into_iter().find(|policy| policy.name() == values.one("policy"));
    let problems = match policy {
        None => {
            let mut problems = Problems::new();
            problems.add("policy", "Choose what is asked of everybody.");
            problems
        }
        Some(policy) => {
            let (organisation, from) = (code.clone(), typed_day(&values, "from"));
            let command = ObligeOrganisation { organisation, policy, from };
            match app.door.perform(caller.call(&app.door), command).await {
                Ok(_) => return Ok(see_other(&format!("{}?done=asked", here(&code)), None)),
                Err(error) => shown(error)?,
            }
        }
    };
    let found = kept(&app, &caller, &code).await?;
    Ok(asking(&frame, &found, &values, &problems).into_response())
}

fn asking(
    frame: &Frame,
    found: &ReadinessPage,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let code = &found.organisation;
    let hint = |policy| match policy {
        Policy::None => "Whoever has added one is asked for it all the same.",
        Policy::NamedLocation => {
            "Whoever has none can go on for 14 days. After that signing in asks them to add one first, on your networks as well."
        }
        Policy::Standard => "Whoever has none adds one at their next sign-in, before they are in.",
    };
    let what = Radios {
        legend: Some("What is asked of everybody at your organisation?".into()),
        choices: Policy::ALL
            .map(|policy| Choice {
                value: policy.name().to_owned(),
                text: policy.words().to_owned(),
                hint: Some(hint(policy).into()),
                ..Choice::default()
            })
            .into(),
        ..Radios::from(values.field("policy", problems))
    };
    let act = button(&Button { prevent_double_click: true, ..Button::primary("Save") });
    let fields = html! {
        (radios(&what))
        (day_input(values, problems, "from", "From which day?", "For example, 5 3 2027. Leave it empty to begin at once."))
        (button_group(&[act, link(&Link::new("Cancel", here(code)))]))
    };
    let body = html! {
        (titled(PAGE_TITLE, &found.organisation_name))
        p { "It counts for everybody who belongs to your organisation, now and later. What is asked of people with roles, and of accounts that somebody else got into, counts beside it." }
        p { "Nobody is signed out by it. Remind people first, so that nobody meets it at a bad moment." }
        (form(frame, &Form { body: fields, ..Form::default() }))
    };
    frame.page(Page {
        title: PAGE_TITLE.to_owned(),
        caption: code.clone(),
        breadcrumbs: vec![
            Link::new(found.organisation_name.as_str(), format!("/o/{code}")),
            Link::new(TITLE, here(code)),
        ],
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
