//! `/ask`: what can be asked for; `/ask/KIND`: its form.

use std::collections::BTreeMap;

use axum::extract::{Path, Request, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::{Markup, html};
use ui::components::{
    Button, Choice, EmptyState, Input, InputKind, InputMode, InputWidth, Legend, Radios, Select,
    SelectOption, Textarea, button, empty_state, input, radios, select, textarea,
};
use ui::form::{Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use super::{files, part, sent, shown, title, typed, words};
use crate::requests::commands::AskRequest;
use crate::requests::queries::{Chooser, KindView, MyKinds, QuestionView};

pub(super) async fn choose(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    let found = app.door.ask(&caller.call(&app.door), &MyKinds {}).await?;
    let body = html! {
        (title("Ask for something", ""))
        p { "Choose what you need. You see who decides, and can follow it under " (link(&Link::new("My requests", "/me/requests"))) "." }
        @if found.kinds.is_empty() {
            (empty_state(&EmptyState {
                text: "Nothing can be asked for here yet".to_owned(),
                help: "Call the service desk.".into(),
                action: Some(Link::new("Help", "/help")),
            }))
        }
        @for kind in &found.kinds {
            h2.nhsuk-heading-s.nhsuk-u-margin-bottom-1 {
                (link(&Link::new(kind.title.as_str(), format!("/ask/{}", part(&kind.key)))))
            }
            p { (kind.about) }
        }
    };
    Ok(frame.page(Page { title: "Ask for something".to_owned(), body, ..Page::default() }))
}

/// The kind of that key, if the caller can ask for it.
fn find<'a>(found: &'a Chooser, key: &str) -> Result<&'a KindView> {
    let kind = found.kinds.iter().find(|kind| kind.key == key);
    kind.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

pub(super) async fn form_page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(key): Path<String>,
) -> Result<PageResponse> {
    let found = app.door.ask(&caller.call(&app.door), &MyKinds {}).await?;
    let kind = find(&found, &key)?;
    Ok(page(&frame, &found, kind, &Values::default(), &Problems::new()))
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(key): Path<String>,
    request: Request,
) -> Result<Response> {
    // Asked first: who cannot ask for it gets no file read.
    let found = app.door.ask(&caller.call(&app.door), &MyKinds {}).await?;
    let kind = find(&found, &key)?;
    let mut sent = sent::read(request, &found.allowed).await?;
    let files = sent.take_files();
    let again = |problems: Problems| {
        let problems = sent.problems(problems);
        page(&frame, &found, kind, &sent.values, &problems).into_response()
    };
    let Some(files) = files else { return Ok(again(Problems::new())) };
    let values = &sent.values;
    let answers: BTreeMap<String, String> = kind
        .questions
        .iter()
        .filter(|question| values.has(&question.name))
        .map(|question| (question.name.clone(), values.one(&question.name).to_owned()))
        .collect();
    let command = AskRequest {
        kind: kind.key.clone(),
        answers,
        asked_for: typed(values, "asked_for"),
        organisation: typed(values, "organisation"),
        files,
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(done) => {
            let to = format!("/requests/{}?done=asked", done.output.request);
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => Ok(again(shown(error)?)),
    }
}

fn page(
    frame: &Frame,
    found: &Chooser,
    kind: &KindView,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let fields = html! {
        @if kind.for_organisation { (organisation(found, values, problems)) }
        @for question in &kind.questions { (field(question, values, problems)) }
        @if !kind.for_organisation {
            (input(&Input {
                label: "Is it for a colleague? (optional)".into(),
                hint: Some("Their email address. Leave it empty if it is for you.".into()),
                kind: InputKind::Email,
                no_spellcheck: true,
                ..Input::from(values.field("asked_for", problems))
            }))
        }
        (files::field(&found.allowed, values, problems))
        (button(&Button { prevent_double_click: true, ..Button::primary("Send") }))
    };
    let name = found.organisations.get(&found.own).map_or("your organisation", String::as_str);
    let body = html! {
        (title(&kind.title, "Ask for something"))
        p { (kind.about) }
        p {
            "It goes to " (words::desk(kind.desk, name)) ". A decision is due within "
            @if kind.due_days == 1 { "1 day." } @else { (kind.due_days) " days." }
        }
        (form(frame, &ui::form::Form {
            body: fields,
            multipart: found.allowed.files > 0,
            ..ui::form::Form::default()
        }))
    };
    frame.page(Page {
        title: kind.title.clone(),
        breadcrumbs: vec![Link::new("Ask for something", "/ask")],
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

/// For which of several organisations; one alone needs no question.
fn organisation(found: &Chooser, values: &Values, problems: &Problems) -> Markup {
    let options = found
        .organisations
        .iter()
        .map(|(code, name)| SelectOption::new(code.as_str(), format!("{name} ({code})")));
    match found.organisations.iter().next() {
        Some((code, _)) if found.organisations.len() == 1 => {
            ui::form::hidden_field("organisation", code)
        }
        _ => select(&Select {
            label: "Which organisation is it about?".into(),
            options: options.collect(),
            ..Select::from(values.field("organisation", problems))
        }),
    }
}

/// One question of the form.
fn field(question: &QuestionView, values: &Values, problems: &Problems) -> Markup {
    let given = values.field(&question.name, problems);
    let hint = (!question.hint.is_empty()).then(|| question.hint.as_str().into());
    let label = question.label.as_str();
    let one_line = |kind: InputKind| Input {
        label: label.into(),
        hint: hint.clone(),
        kind,
        ..Input::from(given.clone())
    };
    match question.entry.as_str() {
        "text" => textarea(&Textarea { label: label.into(), hint, ..Textarea::from(given) }),
        "emails" => {
            textarea(&Textarea { label: label.into(), hint, rows: 3, ..Textarea::from(given) })
        }
        "email" => input(&Input { no_spellcheck: true, ..one_line(InputKind::Email) }),
        "telephone" => {
            input(&Input { width: InputWidth::Characters20, ..one_line(InputKind::Telephone) })
        }
        "count" => input(&Input {
            width: InputWidth::Characters5,
            mode: Some(InputMode::Numeric),
            ..one_line(InputKind::Text)
        }),
        "choice" => radios(&Radios {
            legend: Some(Legend::from(label)),
            hint,
            choices: question
                .choices
                .iter()
                .map(|(value, text)| Choice::new(value.as_str(), text.as_str()))
                .collect(),
            ..Radios::from(given)
        }),
        _ => input(&one_line(InputKind::Text)),
    }
}
