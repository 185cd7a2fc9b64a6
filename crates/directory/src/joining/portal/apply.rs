//! Recording that an organisation asks to join.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages};
use maud::html;
use ui::components::{
    Button, Choice, Input, InputKind, InputWidth, Legend, Radios, Select, button, input, radios,
    select,
};
use ui::form::{self, Problems, Values, day_input, form, typed_day};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;

use super::{LIST, words};
use crate::joining::{ApplyToJoin, JoiningAct, JoiningByCode, JoiningView, Sector};
use crate::organisations::Tier;
use crate::pages::{on_to, part, problems_of, title, version_in};

/// How far the organisation is, if an application of it can be recorded.
async fn view(app: &App, caller: &Caller, code: &str) -> Result<JoiningView> {
    let query = JoiningByCode { organisation: code.to_owned() };
    let view = app.door.ask(&caller.call(&app.door), &query).await?;
    if view.acts.contains(&JoiningAct::Apply) {
        Ok(view)
    } else {
        Err(messages::NOT_ALLOWED.refuse().into())
    }
}

pub(super) async fn form_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let view = view(&app, &caller, &code).await?;
    let values = Values::default()
        .with("sector", view.sector.name())
        .with("version", view.organisation_version.to_string());
    Ok(shown(&frame, &view, &values, &Problems::new()))
}

/// What was typed as the command, or what is missing that no command can say.
fn command_of(code: &str, values: &Values) -> Result<ApplyToJoin, Problems> {
    let mut problems = Problems::new();
    let (sector, tier) = (Sector::named(values.one("sector")), Tier::named(values.one("tier")));
    if sector.is_none() {
        problems.add("sector", "Choose a sector.");
    }
    if tier.is_none() {
        problems.add("tier", "Choose a tier.");
    }
    let (Some(sector), Some(tier)) = (sector, tier) else { return Err(problems) };
    let text = |name: &str| values.one(name).to_owned();
    Ok(ApplyToJoin {
        organisation: code.to_owned(),
        asked_by: text("asked_by"),
        contact_name: text("contact_name"),
        contact_email: text("contact_email"),
        contact_telephone: text("contact_telephone"),
        sector,
        // What is no number is told with the bounds.
        people: values.one("people").trim().parse().unwrap_or(0),
        tier,
        day: typed_day(values, "day"),
    })
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let view = view(&app, &caller, &code).await?;
    let command = match command_of(&view.organisation, &values) {
        Ok(command) => command,
        Err(problems) => return Ok(shown(&frame, &view, &values, &problems).into_response()),
    };
    match app.door.perform(caller.call(&app.door).expecting(version_in(&values)), command).await {
        Ok(_) => Ok(on_to(&format!("{LIST}/{}?done=applied", part(&code)))),
        Err(error) => Ok(shown(&frame, &view, &values, &problems_of(error)?).into_response()),
    }
}

fn shown(frame: &Frame, view: &JoiningView, values: &Values, problems: &Problems) -> PageResponse {
    let text = |name: &str, label: &str| Input {
        label: label.into(),
        width: InputWidth::TwoThirds,
        ..values.field(name, problems).into()
    };
    let sectors: Vec<_> =
        words::choices("Choose a sector", Sector::ALL, Sector::name, words::sector);
    let fields = html! {
        (input(&Input {
            hint: Some("For example, the name of whoever wrote or called, and when.".into()),
            ..text("asked_by", "Who asked")
        }))
        (input(&text("contact_name", "Name of the contact")))
        (input(&Input {
            kind: InputKind::Email,
            hint: Some("An address outside the service, at which the contact can be reached now.".into()),
            ..text("contact_email", "Email address of the contact")
        }))
        (input(&Input { kind: InputKind::Telephone, width: InputWidth::Characters20, ..text("contact_telephone", "Telephone number of the contact") }))
        (select(&Select { label: "Sector".into(), options: sectors, ..values.field("sector", problems).into() }))
        (input(&Input { width: InputWidth::Characters5, ..text("people", "How many people are expected") }))
        (radios(&Radios {
            legend: Some(Legend { text: "Tier wanted".to_owned(), ..Legend::default() }),
            choices: vec![Choice::new("standard", "Standard"), Choice::new("enhanced", "Enhanced")],
            ..values.field("tier", problems).into()
        }))
        (day_input(values, problems, "day", "Wanted from (optional)", "For example, 31 3 2027."))
        (button(&Button { prevent_double_click: true, ..Button::primary("Record the application") }))
    };
    let hidden = vec![("version".to_owned(), values.one("version").to_owned())];
    frame.page(Page {
        title: "Record an application".to_owned(),
        caption: view.organisation.clone(),
        breadcrumbs: super::one::above(view),
        back: Some(Link::new("Back", format!("{LIST}/{}", part(&view.organisation)))),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (title("Record an application", &format!("{}, {}", view.name, view.organisation)))
            p { "The organisation has no account yet. What you write here is what both sides see later." }
            (form(frame, &form::Form { hidden, body: fields, ..form::Form::default() }))
        },
        ..Page::default()
    })
}
