//! Opening an organisation: the form, what was typed to be checked, and the act.

use axum::Form;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Response};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Button, Choice, Heading, Input, InputWidth, Legend, Radios, SummaryList, SummaryRow, Textarea,
    button, heading, input, radios, summary_list, textarea,
};
use ui::form::{self, Problems, Values, form as post_form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;

use super::national::LIST;
use super::{on_to, part, problems_of, title, typed, version_in, words};
use crate::joining::portal::{
    ADMINISTRATOR_FIELDS, administrator_fields, administrator_rows, checks_list, checks_missing,
    typed_administrator,
};
use crate::joining::{JoiningByCode, JoiningView};
use crate::organisations::Defaults;
use crate::organisations::commands::OpenOrganisation;
use crate::organisations::model::{RegisterStatus, Tier};
use crate::organisations::queries::{OrganisationByCode, OrganisationRecord, SuggestShortName};

/// The fields, in the order of the form.
const FIELDS: &[&str] = &["short_name", "tier", "parent", "time_zone", "usage_location", "waiver"];

/// What is opened: the record, and how its checks stand.
struct Opening {
    record: OrganisationRecord,
    way: JoiningView,
}

async fn opening(app: &App, caller: &Caller, code: &str) -> Result<Opening> {
    let (call, organisation) = (caller.call(&app.door), code.to_owned());
    let record =
        app.door.ask(&call, &OrganisationByCode { organisation: organisation.clone() }).await?;
    let way = app.door.ask(&call, &JoiningByCode { organisation }).await?;
    Ok(Opening { record, way })
}

pub(super) async fn form(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let opening = opening(&app, &caller, &code).await?;
    let record = &opening.record;
    let query = SuggestShortName { organisation: code };
    let suggested = app.door.ask(&caller.call(&app.door), &query).await?;
    let otherwise = app.door.ports().port::<Defaults>()?;
    let or = |held: &Option<String>, otherwise: &str| {
        held.clone().unwrap_or_else(|| otherwise.to_owned())
    };
    let values = Values::default()
        .with("short_name", suggested.short_name)
        .with("time_zone", or(&record.time_zone, &otherwise.time_zone))
        .with("usage_location", or(&record.usage_location, &otherwise.usage_location))
        .with("tier", opening.way.applicant.as_ref().map_or("", |wanted| wanted.tier.name()))
        .with("version", record.version.to_string());
    Ok(form_page(&frame, &opening, &values, &Problems::new()))
}

/// What was typed as the command, or what is missing.
fn command_of(code: &str, values: &Values) -> Result<OpenOrganisation, Problems> {
    let mut problems = Problems::new();
    let tier = Tier::named(values.one("tier"));
    if tier.is_none() {
        problems.add("tier", "Choose a tier.");
    }
    if typed(values, "time_zone").is_none() {
        problems.add("time_zone", "Enter a time zone, such as Europe/London.");
    }
    if typed(values, "usage_location").is_none() {
        problems.add("usage_location", "Enter the country as two capital letters, such as GB.");
    }
    match tier {
        Some(tier) if problems.is_empty() => Ok(OpenOrganisation {
            organisation: code.to_owned(),
            short_name: typed(values, "short_name"),
            tier,
            parent: typed(values, "parent").map(|parent| parent.to_uppercase()),
            time_zone: typed(values, "time_zone"),
            usage_location: typed(values, "usage_location").map(|country| country.to_uppercase()),
            waiver: typed(values, "waiver"),
            administrator: typed_administrator(values),
        }),
        _ => Err(problems),
    }
}

/// First shows what was typed to be checked; then, from there, opens.
pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let opening = opening(&app, &caller, &code).await?;
    let command = match command_of(&code, &values) {
        Ok(command) if !values.has("change") => command,
        Ok(_) => return Ok(form_page(&frame, &opening, &values, &Problems::new()).into_response()),
        Err(problems) => return Ok(form_page(&frame, &opening, &values, &problems).into_response()),
    };
    if !values.has("open") {
        return Ok(check_page(&frame, &opening.record, &values, &command).into_response());
    }
    match app.door.perform(caller.call(&app.door).expecting(version_in(&values)), command).await {
        Ok(done) if done.output.administrator.is_some() => {
            Ok(on_to(&format!("/national/joining/{}?done=opened", part(&code))))
        }
        Ok(_) => Ok(on_to(&format!("{LIST}/{}?done=opened", part(&code)))),
        Err(error) => {
            Ok(form_page(&frame, &opening, &values, &problems_of(error)?).into_response())
        }
    }
}

fn form_page(
    frame: &Frame,
    opening: &Opening,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let record = &opening.record;
    let choices = vec![
        Choice {
            hint: Some("Practices, pharmacies, primary care networks and most others.".into()),
            ..Choice::new("standard", "Standard")
        },
        Choice {
            hint: Some("Trusts, boards, support units and arm's-length bodies.".into()),
            ..Choice::new("enhanced", "Enhanced")
        },
    ];
    let fields = html! {
        (input(&Input {
            label: "Short name".into(),
            hint: Some("It begins the addresses of shared mailboxes and lists, and stays with the organisation for ever. 2 to 12 letters and digits.".into()),
            width: InputWidth::Characters10,
            no_spellcheck: true,
            ..values.field("short_name", problems).into()
        }))
        (radios(&Radios { legend: Some(Legend { text: "Tier".to_owned(), ..Legend::default() }), choices, ..values.field("tier", problems).into() }))
        (input(&Input {
            label: "Administered from above by (optional)".into(),
            hint: Some("The code of an open organisation whose administrators may be given rights here.".into()),
            width: InputWidth::Characters10,
            no_spellcheck: true,
            ..values.field("parent", problems).into()
        }))
        (input(&Input {
            label: "Time zone".into(),
            hint: Some("A name from the time zone database, such as Europe/London.".into()),
            width: InputWidth::Characters20,
            no_spellcheck: true,
            ..values.field("time_zone", problems).into()
        }))
        (input(&Input {
            label: "Country of use".into(),
            hint: Some("Two letters, such as GB. Licences depend on it.".into()),
            width: InputWidth::Characters2,
            no_spellcheck: true,
            ..values.field("usage_location", problems).into()
        }))
        @if checks_missing(&opening.way) {
            (checks_list(&opening.way.checks))
            (textarea(&Textarea {
                label: "Why it may open although a check is missing".into(),
                hint: Some("This waives what is missing for as long as the rules allow. Leave it empty if you record the checks first.".into()),
                rows: 3,
                ..values.field("waiver", problems).into()
            }))
        }
        (heading(&Heading::part("First primary local administrator")))
        p { "They get an account in the organisation, the role, and a letter with a link by which they choose a password. Leave everything empty to invite somebody later." }
        (administrator_fields(&opening.way, values, problems))
        (button(&Button::primary("Continue")))
    };
    let hidden = vec![("version".to_owned(), values.one("version").to_owned())];
    frame.page(Page {
        title: "Open an organisation".to_owned(),
        caption: record.code.clone(),
        back: Some(Link::new("Back", format!("{LIST}/{}", part(&record.code)))),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (title("Open an organisation", &format!("{}, {}", record.shown_name(), record.code)))
            @if record.status != RegisterStatus::Active {
                p { "The register does not call this organisation active, so it cannot be opened." }
            }
            (post_form(frame, &form::Form { hidden, body: fields, ..form::Form::default() }))
        },
        ..Page::default()
    })
}

fn check_page(
    frame: &Frame,
    record: &OrganisationRecord,
    values: &Values,
    command: &OpenOrganisation,
) -> PageResponse {
    let rows = vec![
        SummaryRow::new("Organisation", record.shown_name()),
        SummaryRow::new("Code", record.code.as_str()),
        SummaryRow::new(
            "Short name",
            words_or(command.short_name.as_deref(), "Made from the name"),
        ),
        SummaryRow::new("Tier", words::tier(command.tier)),
        SummaryRow::new("Administered from above by", words_or(command.parent.as_deref(), "None")),
        SummaryRow::new("Time zone", values.one("time_zone")),
        SummaryRow::new(
            "Country of use",
            words_or(command.usage_location.as_deref(), "The installation's"),
        ),
    ];
    let mut rows = rows;
    rows.extend(administrator_rows(command.administrator.as_ref()));
    if let Some(waiver) = &command.waiver {
        rows.push(SummaryRow::new("Missing checks waived because", waiver.as_str()));
    }
    let mut hidden: Vec<(String, String)> = FIELDS
        .iter()
        .chain(&ADMINISTRATOR_FIELDS)
        .map(|field| ((*field).to_owned(), values.one(field).to_owned()))
        .collect();
    hidden.push(("version".to_owned(), values.one("version").to_owned()));
    let mut open = Button::primary("Open this organisation");
    (open.name, open.value) = ("open".to_owned(), "yes".to_owned());
    let mut change = Button::secondary("Change answers");
    (change.name, change.value) = ("change".to_owned(), "yes".to_owned());
    let body = html! { (button(&open)) " " (button(&change)) };
    frame.page(Page {
        title: "Check before opening".to_owned(),
        caption: record.code.clone(),
        body: html! {
            (title("Check before opening", ""))
            (summary_list(&SummaryList { rows, ..SummaryList::default() }))
            p { "Once it is open it can have administrators and people. The short name cannot be given to another organisation later." }
            (post_form(frame, &form::Form { hidden, body, ..form::Form::default() }))
        },
        ..Page::default()
    })
}

fn words_or<'a>(text: Option<&'a str>, otherwise: &'a str) -> &'a str {
    text.unwrap_or(otherwise)
}
