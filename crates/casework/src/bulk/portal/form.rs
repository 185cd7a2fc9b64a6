//! `/o/CODE/bulk`: what should happen, to whom, and what was done before.

use axum::extract::{Form, Multipart, Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::door::Call;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Column, Details, FileUpload, Heading, Input, Pagination, Select, SelectOption, Table,
    Textarea, button, details, file_upload, heading, input, pagination, select, table, textarea,
};
use ui::form::{self, Problems, Values, day_input, form, typed_day};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::{above, file, part, shown, title, words};
use crate::bulk::commands::BeginBulk;
use crate::bulk::jobs;
use crate::bulk::model::{Act, Entry, Options};
use crate::bulk::queries::{ActView, BulkActs, BulkList, BulkPage, CanDo};
use crate::bulk::{KnownActs, messages};

/// Entries that are looked up before the page goes out; of a longer list the rest follows by itself.
const LOOKED_UP: usize = 1_000;

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    answer(&app, &call, &frame, &code, &values, &Problems::new()).await
}

/// The form with these people in it, for lists that lead here: one entry on a line.
///
/// # Errors
/// If the caller may do nothing of the kind in the organisation.
pub async fn form_page(
    app: &App,
    call: &Call,
    frame: &Frame,
    code: &str,
    people: String,
) -> Result<Response> {
    let values = Values::default().with("people", people);
    answer(app, call, frame, code, &values, &Problems::new()).await
}

/// Prepares it, or shows the form again with what has to be put right.
pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    if values.one("step") == "act" {
        return answer(&app, &call, &frame, &code, &values, &Problems::new()).await;
    }
    let can = app.door.ask(&call, &BulkActs { organisation: code.clone() }).await?;
    let chosen = chosen(&can, &values);
    let command = BeginBulk {
        organisation: code.clone(),
        act: values.one("act").to_owned(),
        answer: chosen.map(|act| answered(act, &values)).unwrap_or_default(),
        people: values.one("people").to_owned(),
    };
    match app.door.perform(call.clone(), command).await {
        Ok(done) => {
            let bulk = done.output.bulk;
            jobs::look_up(&app.door, bulk, LOOKED_UP).await?;
            Ok(Redirect::to(&format!("/o/{}/bulk/{bulk}", part(&code))).into_response())
        }
        Err(error) => answer(&app, &call, &frame, &code, &values, &shown(error)?).await,
    }
}

/// Puts the column of a file into the form.
pub(super) async fn upload(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    parts: Multipart,
) -> Result<Response> {
    let call = caller.call(&app.door);
    // Asked first: who may not do anything of the kind gets no file read.
    app.door.ask(&call, &BulkActs { organisation: code.clone() }).await?;
    let upload = file::read(parts).await?;
    let mut problems = Problems::new();
    let people = match file::column(&upload.bytes) {
        Ok(people) => people,
        Err(_) => {
            problems.add("file", messages::FILE.text);
            String::new()
        }
    };
    let mut values = Values::default().with("people", people);
    for (name, value) in upload.values {
        values = values.with(name, value);
    }
    answer(&app, &call, &frame, &code, &values, &problems).await
}

/// The act that the form is about: the one chosen, or the first.
fn chosen<'a>(can: &'a CanDo, values: &Values) -> Option<&'a ActView> {
    let named = can.acts.iter().find(|act| act.key == values.one("act"));
    named.or_else(|| can.acts.first())
}

/// The answer to the act's question, as the command takes it.
fn answered(act: &ActView, values: &Values) -> String {
    let choice = values.one("answer");
    match act.entry.as_str() {
        "day" => typed_day(values, "answer").unwrap_or_default(),
        // A day without a choice is no answer.
        "choice-on-day" if choice.is_empty() => String::new(),
        "choice-on-day" => typed_day(values, "day")
            .map_or_else(|| choice.to_owned(), |day| format!("{choice} {day}")),
        _ => choice.to_owned(),
    }
}

async fn answer(
    app: &App,
    call: &Call,
    frame: &Frame,
    code: &str,
    values: &Values,
    problems: &Problems,
) -> Result<Response> {
    let can = app.door.ask(call, &BulkActs { organisation: code.to_owned() }).await?;
    let after = values.one("after").parse().ok();
    let list = BulkList { organisation: code.to_owned(), after, limit: None };
    let before = app.door.ask(call, &list).await?;
    let base = format!("/o/{}/bulk", part(code));
    let zone = words::zone(&app.door);
    let body = html! {
        (title("Change many people at once", &can.organisation_name))
        @match chosen(&can, values) {
            None => p { "There is nothing that you can do to many people of this organisation at once." },
            Some(act) => {
                (main_form(app, call, frame, &can, act, values, problems).await?)
                (file_form(frame, &base, act, problems))
            }
        }
        (earlier(&before, &base, after.is_some(), &zone))
    };
    let response: PageResponse = frame.page(Page {
        title: "Change many people at once".to_owned(),
        caption: can.organisation.clone(),
        breadcrumbs: above(code, &can.organisation_name),
        width: Width::Full,
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    });
    Ok(response.into_response())
}

async fn main_form(
    app: &App,
    call: &Call,
    frame: &Frame,
    can: &CanDo,
    act: &ActView,
    values: &Values,
    problems: &Problems,
) -> Result<Markup> {
    let options = can.acts.iter().map(|act| SelectOption::new(&*act.key, &*act.title)).collect();
    let fields = html! {
        (select(&Select {
            name: "act".to_owned(),
            label: "What should happen?".into(),
            options,
            value: act.key.clone(),
            error: problems.of("act"),
            ..Select::default()
        }))
        @if can.acts.len() > 1 {
            (button(&Button {
                name: "step".to_owned(), value: "act".to_owned(), small: true, ..Button::secondary("Show its question")
            }))
        }
        p { (act.about) }
        (question(app, call, &can.organisation, act, values, problems).await?)
        (textarea(&Textarea {
            label: "Who?".into(),
            hint: Some(format!(
                "Email addresses or staff numbers, one on each line, or with commas or semicolons between. {} at most. You see what would change before anything happens.",
                words::thousands(can.at_most),
            ).into()),
            rows: 10,
            ..Textarea::from(values.field("people", problems))
        }))
        (button(&Button {
            name: "step".to_owned(),
            value: "check".to_owned(),
            prevent_double_click: true,
            ..Button::primary("See what would change")
        }))
    };
    let action = format!("/o/{}/bulk", part(&can.organisation));
    Ok(form(frame, &form::Form { action, body: fields, ..form::Form::default() }))
}

/// The act's own question.
async fn question(
    app: &App,
    call: &Call,
    code: &str,
    act: &ActView,
    values: &Values,
    problems: &Problems,
) -> Result<Markup> {
    let hint = (!act.hint.is_empty()).then(|| act.hint.as_str().into());
    let label = act.label.as_str();
    let known: Vec<&'static Act> = app.door.reader().await?.ask(KnownActs).await?;
    let entry = known.iter().find(|known| known.key == act.key).map(|act| act.question.entry);
    let given = values.field("answer", problems);
    Ok(match entry {
        Some(Entry::Choice(options)) => {
            let options = choices(app, call, code, options).await?;
            select(&Select { label: label.into(), hint, options, ..Select::from(given) })
        }
        Some(Entry::ChoiceOnDay(options, asked)) => {
            let options = choices(app, call, code, options).await?;
            html! {
                (select(&Select { label: label.into(), hint, options, ..Select::from(given) }))
                (day_input(values, problems, "day", asked.label, asked.hint))
            }
        }
        Some(Entry::Day) => day_input(values, problems, "answer", label, act.hint.as_str()),
        Some(Entry::Line(_)) | None => {
            input(&Input { label: label.into(), hint, ..Input::from(given) })
        }
    })
}

/// The answers to choose from.
async fn choices(
    app: &App,
    call: &Call,
    code: &str,
    options: Options,
) -> Result<Vec<SelectOption>> {
    let found = options(app.door.clone(), call.clone(), code.to_owned()).await?;
    Ok(found.into_iter().map(|(value, text)| SelectOption::new(value, text)).collect())
}

/// The form that takes a file. It stands by itself: what was typed above is not sent with it.
fn file_form(frame: &Frame, base: &str, act: &ActView, problems: &Problems) -> Markup {
    let fields = html! {
        (file_upload(&FileUpload {
            name: "file".to_owned(),
            label: "CSV file".into(),
            hint: Some("The column headed Email address, Email, Address or Staff number is taken, or the first one. What is in it is put into the form above, for you to look at.".into()),
            error: problems.of("file"),
            accept: ".csv,.txt".to_owned(),
            ..FileUpload::default()
        }))
        (button(&Button::secondary("Take the people from this file")))
    };
    let upload = form(
        frame,
        &form::Form {
            action: format!("{base}/file"),
            hidden: vec![("act".to_owned(), act.key.clone())],
            body: fields,
            multipart: true,
        },
    );
    details(&Details {
        summary: "Take the people from a file".to_owned(),
        body: upload.into(),
        open: problems.of("file").is_some(),
        ..Details::default()
    })
}

/// What was done before.
fn earlier(found: &BulkPage, base: &str, is_further: bool, zone: &ui::when::Zone) -> Markup {
    let rows = found.items.iter().map(|line| {
        vec![
            link(&Link::new(words::what(line), format!("{base}/{}", line.bulk))).into(),
            line.asked_by.as_str().into(),
            zone.minute_element(line.since.micros()).into(),
            words::state(line.state).into(),
            words::how_far(line).into(),
        ]
    });
    let next = found.next.map(|next| Link::new("", format!("{base}?after={next}")));
    let previous = is_further.then(|| Link::new("first page", base));
    html! {
        (heading(&Heading::part("Earlier bulk changes")))
        @if found.items.is_empty() {
            p { "None in the last weeks. What you do appears here with an outcome for each person." }
        } @else {
            (table(&Table {
                caption: "Earlier bulk changes".to_owned(),
                caption_hidden: true,
                columns: ["What", "By", "Since", "State", "Outcome"].map(Column::text).into(),
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
            (pagination(&Pagination { previous, next, ..Pagination::default() }))
        }
    }
}
