//! `/o/CODE/notices`: what an organisation's own people are told, and what it adds.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Result, messages as common};
use maud::html;
use ui::components::{
    Button, Cell, Column, Heading, Table, TableLayout, Textarea, button, button_group, heading,
    table, textarea,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::{part, problems_of, words};
use crate::notices::commands::AddWords;
use crate::notices::jobs::{sample, values_of};
use crate::notices::messages::catalogue::find;
use crate::notices::queries::{Addition, Additions, AdditionsOf};

pub(super) async fn list(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    let query = AdditionsOf { organisation: code };
    let found = app.door.ask(&caller.call(&app.door), &query).await?;
    let base = format!("/o/{}", part(&found.organisation));
    let body = html! {
        (heading(&Heading { caption: Some(found.organisation_name.clone()), ..Heading::page("Notices") }))
        p { "The service writes these emails to your people. You can add a paragraph to each, such as whom to ask here." }
        p { (link(&Link::new("What was sent to your people", format!("{base}/letters")))) }
        (table(&Table {
            caption: "Emails to your people".to_owned(),
            columns: ["Notice", "When", "Your words"].map(Column::text).to_vec(),
            rows: found.items.iter().map(|item| row(&base, item)).collect(),
            first_cell_is_header: true,
            layout: TableLayout::Responsive,
            ..Table::default()
        }))
    };
    Ok(frame.page(Page {
        title: "Notices".to_owned(),
        caption: found.organisation.clone(),
        breadcrumbs: vec![Link::new(found.organisation_name.as_str(), base.as_str())],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn row(base: &str, item: &Addition) -> Vec<Cell> {
    let notice =
        Link::new(item.notice.title.as_str(), format!("{base}/notices/{}", item.notice.key));
    let own = if item.words.is_empty() { "None".to_owned() } else { item.words.clone() };
    vec![ui::Content::Markup(link(&notice)).into(), item.notice.when.clone().into(), own.into()]
}

pub(super) async fn edit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, key)): Path<(String, String)>,
) -> Result<PageResponse> {
    shown(&app, &caller, &frame, (&code, &key), None, &Problems::new()).await
}

pub(super) async fn save(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, key)): Path<(String, String)>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let version: Option<i64> = values.one("version").parse().ok();
    let command = AddWords {
        organisation: code.clone(),
        notice: key.clone(),
        words: values.one("words").to_owned(),
    };
    match app.door.perform(caller.call(&app.door).expecting(version), command).await {
        Ok(_) => {
            Ok(Redirect::to(&format!("/o/{}/notices/{}", part(&code), part(&key))).into_response())
        }
        Err(error) => {
            let problems = problems_of(error)?;
            let page =
                shown(&app, &caller, &frame, (&code, &key), Some(&values), &problems).await?;
            Ok(page.into_response())
        }
    }
}

async fn shown(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    (code, key): (&str, &str),
    values: Option<&Values>,
    problems: &Problems,
) -> Result<PageResponse> {
    let query = AdditionsOf { organisation: code.to_owned() };
    let Additions { organisation, organisation_name, items } =
        app.door.ask(&caller.call(&app.door), &query).await?;
    let item = items.into_iter().find(|item| item.notice.key == key);
    let (Some(item), Some(notice)) = (item, find(key)) else {
        return Err(common::NOT_FOUND.refuse().into());
    };
    let own = (!item.words.is_empty()).then_some((organisation_name.as_str(), item.words.as_str()));
    let samples = values_of(&app.door, notice).with("organisation", organisation_name.as_str());
    let filled = sample(notice, &samples, own)?;
    let first = Values::default()
        .with("words", item.words.as_str())
        .with("version", item.version.to_string());
    let values = values.unwrap_or(&first);
    let base = format!("/o/{}", part(&organisation));
    let title = item.notice.title.clone();
    let field = values.field("words", problems);
    let fields = html! {
        (textarea(&Textarea {
            name: "words".to_owned(),
            label: "Your words".into(),
            hint: Some("500 characters at most. They stand under the name of your organisation. Leave empty for none.".into()),
            error: field.error.clone(),
            value: values.one("words").to_owned(),
            ..Textarea::default()
        }))
        (button_group(&[
            button(&Button { prevent_double_click: true, ..Button::primary("Save") }),
            button(&Button::secondary("Go back").to(format!("{base}/notices"))),
        ]))
    };
    let body = html! {
        (heading(&Heading { caption: Some(organisation_name.clone()), ..Heading::page(title.as_str()) }))
        p { (item.notice.when) "." }
        (heading(&Heading::part("How it looks")))
        p { "The names and days in it are examples." }
        (words::letter(&filled))
        (heading(&Heading::part("Add words")))
        // What is stored now, so that a second press means it.
        (form(frame, &Form {
            hidden: vec![("version".to_owned(), item.version.to_string())],
            body: fields,
            ..Form::default()
        }))
    };
    Ok(frame.page(Page {
        title,
        caption: organisation.clone(),
        breadcrumbs: vec![
            Link::new(organisation_name.as_str(), base.as_str()),
            Link::new("Notices", format!("{base}/notices")),
        ],
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}
