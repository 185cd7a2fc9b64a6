//! One check of an organisation: recorded, or waived for a time.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages};
use maud::html;
use ui::components::{
    Button, Choice, Heading, Legend, Radios, Textarea, button, heading, inset_text, radios,
    textarea,
};
use ui::form::{self, Problems, Values, day_input, form, typed_day};
use ui::frame::{Frame, Page, PageResponse};

use super::{LIST, words};
use crate::joining::{
    Check, JoiningAct, JoiningByCode, JoiningView, Level, Outcome, RecordCheck, WaiveCheck,
};
use crate::pages::{on_to, part, problems_of, title, version_in};

type Place = Path<(String, String)>;

/// The organisation, and the check that the address names, if it is asked of it and the caller may record it.
async fn found(
    app: &App,
    caller: &Caller,
    code: &str,
    check: &str,
) -> Result<(JoiningView, Check)> {
    let organisation = code.to_owned();
    let view = app.door.ask(&caller.call(&app.door), &JoiningByCode { organisation }).await?;
    let check = Check::named(check).filter(|check| *check != Check::Register);
    let asked = check.filter(|check| view.checks.iter().any(|line| line.check == *check));
    if !view.acts.contains(&JoiningAct::Check) {
        return Err(messages::NOT_ALLOWED.refuse().into());
    }
    Ok((view, asked.ok_or_else(|| messages::NOT_FOUND.refuse())?))
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, check)): Place,
) -> Result<PageResponse> {
    let (view, check) = found(&app, &caller, &code, &check).await?;
    Ok(shown(&frame, &view, check, &Values::default(), &Problems::new()))
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, check)): Place,
    Form(values): Form<Values>,
) -> Result<Response> {
    let (view, check) = found(&app, &caller, &code, &check).await?;
    let call = caller.call(&app.door).expecting(version_in(&values));
    let organisation = view.organisation.clone();
    let outcome = if values.one("act") == "waive" {
        let (reason, until) = (values.one("reason"), typed_day(&values, "until"));
        let waive = WaiveCheck {
            organisation,
            check,
            reason: reason.to_owned(),
            until: until.unwrap_or_default(),
        };
        app.door.perform(call, waive).await.map(|_| "waived")
    } else {
        let Some(outcome) = Outcome::named(values.one("outcome")) else {
            let mut problems = Problems::new();
            problems.add("outcome", "Choose whether the check holds.");
            return Ok(shown(&frame, &view, check, &values, &problems).into_response());
        };
        let record = RecordCheck {
            organisation,
            check,
            outcome,
            level: Level::named(values.one("level")).filter(|_| outcome == Outcome::Holds),
            evidence: values.one("evidence").to_owned(),
            expires_on: typed_day(&values, "expires_on"),
        };
        app.door.perform(call, record).await.map(|_| "checked")
    };
    match outcome {
        Ok(done) => Ok(on_to(&format!("{LIST}/{}?done={done}", part(&code)))),
        Err(error) => {
            Ok(shown(&frame, &view, check, &values, &problems_of(error)?).into_response())
        }
    }
}

fn shown(
    frame: &Frame,
    view: &JoiningView,
    check: Check,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let (none, empty) = (Problems::new(), Values::default());
    let is_waiver = values.one("act") == "waive";
    let (of_record, of_waiver) = if is_waiver { (&none, problems) } else { (problems, &none) };
    let (recorded, waived) = if is_waiver { (&empty, values) } else { (values, &empty) };
    let act_form = |act: &str, body| {
        let hidden = vec![
            ("act".to_owned(), act.to_owned()),
            ("version".to_owned(), view.version.to_string()),
        ];
        form(frame, &form::Form { hidden, body, ..form::Form::default() })
    };
    let legend = |text: &str| Some(Legend { text: text.to_owned(), ..Legend::default() });
    let levels = Level::ALL.iter().map(|level| Choice::new(level.name(), words::level(*level)));
    let record = html! {
        (radios(&Radios {
            legend: legend("Does it hold?"),
            choices: vec![Choice::new("holds", "It holds"), Choice::new("fails", "It does not hold")],
            ..recorded.field("outcome", of_record).into()
        }))
        @if check == Check::DataSecurity {
            (radios(&Radios {
                legend: legend("Standing, if it holds"),
                choices: levels.collect(),
                ..recorded.field("level", of_record).into()
            }))
        }
        (textarea(&Textarea {
            label: "What shows it".into(),
            hint: Some("A reference in words: where it was looked up, the number of a form, who confirmed it.".into()),
            rows: 3,
            ..recorded.field("evidence", of_record).into()
        }))
        (day_input(recorded, of_record, "expires_on", "Good until (optional)", if check == Check::DataSecurity { "Without a day, until 30 June, when the year of the toolkit ends." } else { "Without a day it has no end." }))
        (button(&Button::primary("Record")))
    };
    let waive = html! {
        (textarea(&Textarea {
            label: "Why it need not hold for now".into(),
            rows: 3,
            ..waived.field("reason", of_waiver).into()
        }))
        (day_input(waived, of_waiver, "until", "Last day of the waiver", "For example, 30 6 2027."))
        (button(&Button::secondary("Waive")))
    };
    let heading_text = words::check(check);
    frame.page(Page {
        title: heading_text.to_owned(),
        caption: view.organisation.clone(),
        breadcrumbs: super::one::above(view),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (title(heading_text, &view.name))
            (inset_text(&words::question(check).into()))
            @if !check.is_automatic() {
                (heading(&Heading::part("Record it")))
                (act_form("record", record))
            }
            (heading(&Heading::part("Waive it for a time")))
            (act_form("waive", waive))
        },
        ..Page::default()
    })
}
