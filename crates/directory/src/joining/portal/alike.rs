//! Opening others like an open organisation: the codes, a line for each to be checked, the acts, and the outcome.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use kernel::door::Call;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Column, SummaryList, SummaryRow, Table, Textarea, button, button_group, inset_text,
    summary_list, table, textarea,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::LIST;
use super::outcome::{Outcome, outcomes, summary, words_of};
use super::words;
use crate::joining::queries::LIMIT_AT_MOST;
use crate::joining::{AlikeLine, OpenAlike, PreviewAlike, messages};
use crate::organisations::portal::{state_tag, tier};
use crate::organisations::{ChangeOrganisation, OpenOrganisation, OrganisationByCode};
use crate::pages::{CsvFile, part, problems_of, success, title, typed};
use crate::people::portal::words::or_none;

const TITLE: &str = "Open others like this one";

/// The codes that were pasted: one on each line, or parted by commas and blanks.
fn codes(text: &str) -> Vec<String> {
    text.split(|character: char| character.is_whitespace() || ",;".contains(character))
        .filter(|code| !code.is_empty())
        .map(str::to_uppercase)
        .collect()
}

async fn name(app: &App, caller: &Caller, code: &str) -> Result<String> {
    let query = OrganisationByCode { organisation: code.to_owned() };
    Ok(app.door.ask(&caller.call(&app.door), &query).await?.shown_name())
}

pub(super) async fn form_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let call = caller.call(&app.door);
    let name = name(&app, &caller, &code).await?;
    // Whoever may not open others is told so before anything is typed.
    let itself = PreviewAlike { organisation: code.clone(), codes: vec![code.clone()] };
    app.door.ask(&call, &itself).await?;
    Ok(paste(&frame, &code, &name, &Values::default(), &Problems::new()))
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let (call, name) = (caller.call(&app.door), name(&app, &caller, &code).await?);
    if values.has("change") {
        return Ok(paste(&frame, &code, &name, &values, &Problems::new()).into_response());
    }
    let codes = codes(values.one("codes"));
    let preview = PreviewAlike { organisation: code.clone(), codes };
    let found = match app.door.ask(&call, &preview).await {
        Ok(found) => found,
        Err(error) => {
            let problems = problems_of(error)?;
            return Ok(paste(&frame, &code, &name, &values, &problems).into_response());
        }
    };
    let waiver = typed(&values, "waiver");
    if !values.has("open") {
        return Ok(preview_page(&frame, &found, waiver.as_deref(), &values).into_response());
    }
    let mut done = Vec::new();
    for line in &found.lines {
        let words = open(&app, &call, &found, line, waiver.as_deref()).await?;
        let address = format!("{LIST}/{}", part(&line.code));
        let named = line.name.as_deref().unwrap_or("Not in the register");
        let what = html! {
            @if line.name.is_some() { (link(&Link::new(named, address))) } @else { (named) }
            " (" (line.code) ")"
        };
        done.push(Outcome { what, words });
    }
    Ok(outcome_page(&frame, &found, &done).into_response())
}

/// Opens one like the pattern, by the same command as one alone, and gives it the same contacts.
async fn open(
    app: &App,
    call: &Call,
    pattern: &OpenAlike,
    line: &AlikeLine,
    waiver: Option<&str>,
) -> Result<Result<String, String>> {
    if let Some(problem) = line.problem.as_ref().filter(|_| !line.needs_waiver || waiver.is_none())
    {
        return Ok(Err(problem.clone()));
    }
    let command = OpenOrganisation {
        organisation: line.code.clone(),
        short_name: line.short_name.clone(),
        tier: pattern.tier,
        parent: pattern.parent.clone(),
        time_zone: Some(pattern.time_zone.clone()),
        usage_location: Some(pattern.usage_location.clone()),
        waiver: waiver.map(str::to_owned),
        administrator: None,
    };
    let opened = match app.door.perform(call.again().expecting(Some(line.version)), command).await {
        Ok(done) => done.output,
        Err(error) => return words_of(error).map(Err),
    };
    let words = format!("Open, with the short name {}.", opened.short_name);
    if pattern.support_telephone.is_none() && pattern.support_hours.is_none() {
        return Ok(Ok(words));
    }
    let contacts = ChangeOrganisation {
        organisation: line.code.clone(),
        support_telephone: pattern.support_telephone.clone(),
        support_hours: pattern.support_hours.clone(),
        time_zone: None,
    };
    match app.door.perform(call.again(), contacts).await {
        Ok(_) => Ok(Ok(words)),
        Err(error) => {
            let why = words_of(error)?;
            Ok(Ok(format!("{words} Its contacts were not set: {why}")))
        }
    }
}

fn above(code: &str, name: &str) -> Vec<Link> {
    let list = "/national/organisations";
    vec![Link::new("Organisations", list), Link::new(name, format!("{list}/{}", part(code)))]
}

fn paste(
    frame: &Frame,
    code: &str,
    name: &str,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let fields = html! {
        (textarea(&Textarea {
            label: "Codes of the organisations to open".into(),
            hint: Some(format!("One on each line, at most {LIMIT_AT_MOST}.").into()),
            rows: 12,
            ..values.field("codes", problems).into()
        }))
        (textarea(&Textarea {
            label: "Why they may open although a check is missing (optional)".into(),
            hint: Some("This waives what is missing of each of them. Left empty, those without all checks stay as they are.".into()),
            rows: 3,
            ..values.field("waiver", problems).into()
        }))
        (button(&Button::primary("Show what would happen")))
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        caption: code.to_owned(),
        breadcrumbs: above(code, name),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (title(TITLE, name))
            p { "They get the tier, the time zone, the country of use, the organisation above and the contacts of this one. Each gets a short name of its own." }
            p { "Nobody is invited to administer them here: that is a person of each organisation. Invite them afterwards from the page of each." }
            (form(frame, &form::Form { body: fields, ..form::Form::default() }))
        },
        ..Page::default()
    })
}

/// Whether the run would open it.
fn would_open(line: &AlikeLine, waiver: Option<&str>) -> bool {
    line.problem.is_none() || line.needs_waiver && waiver.is_some()
}

fn preview_page(
    frame: &Frame,
    found: &OpenAlike,
    waiver: Option<&str>,
    values: &Values,
) -> PageResponse {
    let ready = found.lines.iter().filter(|line| would_open(line, waiver)).count();
    let rows = found.lines.iter().map(|line| {
        let what = match &line.problem {
            None => "It would be opened.".to_owned(),
            Some(problem) if would_open(line, waiver) => {
                format!("It would be opened, and what is missing waived. {problem}")
            }
            Some(problem) => problem.clone(),
        };
        vec![
            line.code.as_str().into(),
            or_none(line.name.as_deref()).into(),
            html! { @if let Some(state) = line.state { (state_tag(state)) } @else { "Unknown" } }
                .into(),
            or_none(line.short_name.as_deref()).into(),
            what.into(),
        ]
    });
    let mut run = Button {
        prevent_double_click: true,
        ..Button::primary(format!(
            "Open {}",
            words::counted(ready as i64, "organisation", "organisations")
        ))
    };
    (run.name, run.value) = ("open".to_owned(), "yes".to_owned());
    let mut change = Button::secondary("Change answers");
    (change.name, change.value) = ("change".to_owned(), "yes".to_owned());
    let buttons = html! { @if ready > 0 { (button(&run)) " " } (button(&change)) };
    let hidden = ["codes", "waiver"].map(|name| (name.to_owned(), values.one(name).to_owned()));
    frame.page(Page {
        title: "Check before opening".to_owned(),
        caption: found.organisation.clone(),
        breadcrumbs: above(&found.organisation, &found.name),
        width: Width::Full,
        body: html! {
            (title("Check before opening", &found.name))
            (pattern(found))
            (table(&Table {
                caption: format!("{ready} of {} would be opened", found.lines.len()),
                columns: ["Code", "Name", "Service", "Short name", "What would happen"].map(Column::text).into(),
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
            @if ready == 0 { (inset_text(&"None of them can be opened as they are.".into())) }
            (form(frame, &form::Form { hidden: hidden.into(), body: buttons, ..form::Form::default() }))
        },
        ..Page::default()
    })
}

/// What all of them get.
fn pattern(found: &OpenAlike) -> Markup {
    summary_list(&SummaryList {
        rows: vec![
            SummaryRow::new("Tier", tier(found.tier)),
            SummaryRow::new("Time zone", found.time_zone.as_str()),
            SummaryRow::new("Country of use", found.usage_location.as_str()),
            SummaryRow::new("Administered from above by", or_none(found.parent.as_deref())),
            SummaryRow::new("Support telephone", or_none(found.support_telephone.as_deref())),
            SummaryRow::new("Support hours", or_none(found.support_hours.as_deref())),
        ],
        ..SummaryList::default()
    })
}

fn outcome_page(frame: &Frame, found: &OpenAlike, done: &[Outcome]) -> PageResponse {
    let codes: Vec<&str> = found.lines.iter().map(|line| line.code.as_str()).collect();
    let base = format!("/national/organisations/{}/alike", part(&found.organisation));
    let file = format!("{base}.csv?codes={}", part(&codes.join(",")));
    frame.page(Page {
        title: "What was opened".to_owned(),
        caption: found.organisation.clone(),
        breadcrumbs: above(&found.organisation, &found.name),
        notices: Some(success(&summary(done))),
        width: Width::Full,
        body: html! {
            (title("What was opened", &found.name))
            (outcomes("One line for each code, what was not done first", "Organisation", done))
            p {
                "They have no administrator yet. Invite one from the page of each; those that still have none are in "
                (link(&Link::new("Too few administrators", "/national/few-administrators?working=0"))) "."
            }
            p { (link(&Link::new("Download as CSV", file))) }
            (button_group(&[button(&Button::secondary("Open more").to(base))]))
        },
        ..Page::default()
    })
}

/// How each of the codes stands now, as a file: what a run has done is read from what there is.
pub(super) async fn csv_file(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let codes = codes(values.one("codes"));
    if codes.is_empty() {
        return Err(messages::CODES.at("codes").with("most", LIMIT_AT_MOST).into());
    }
    let preview = PreviewAlike { organisation: code, codes };
    let found = app.door.ask(&caller.call(&app.door), &preview).await?;
    let mut file = CsvFile::new(&[
        "code",
        "name",
        "state",
        "short_name",
        "opened_at",
        "first_administrator",
        "problem",
    ]);
    for line in found.lines {
        let is_open = line.opened_at.is_some();
        file.row([
            line.code,
            line.name.unwrap_or_default(),
            line.state.map_or("", |state| state.name()).to_owned(),
            line.short_name.unwrap_or_default(),
            line.opened_at.unwrap_or_default(),
            line.first_administrator.unwrap_or_default(),
            line.problem.filter(|_| !is_open).unwrap_or_default(),
        ]);
    }
    file.answer("opened.csv")
}
