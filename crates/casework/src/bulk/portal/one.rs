//! `/o/CODE/bulk/KEY`: what would change, how far it is, what came of it.

use axum::extract::{Form, Path, Query, State};
use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result, messages as common};
use maud::{Markup, html};
use ui::components::{
    Button, Column, Filters, Pagination, Select, SelectOption, SummaryList, SummaryRow, Table,
    button, button_group, filters, inset_text, pagination, summary_list, table,
};
use ui::form::{self, Problems, Values, form};
use ui::frame::{Frame, Page, Width};
use ui::link::{Link, link};
use ui::sheet::Format;
use ui::when::Zone;
use uuid::Uuid;

use super::{above, part, shown, title, typed, words};
use crate::bulk::commands::{DropBulk, RunBulk, StopBulk};
use crate::bulk::jobs;
use crate::bulk::model::{ItemState, State as Stands};
use crate::bulk::queries::{BulkById, BulkView, ItemView};

/// Entries looked up when a draft is opened of which some are missing.
const LOOKED_UP: usize = 1_000;
/// Entries of a page of the file.
const FILE_PAGE: u32 = 200;

type Place = Path<(String, String)>;

async fn view(
    app: &App,
    caller: &Caller,
    (code, bulk): (&str, &str),
    values: &Values,
) -> Result<BulkView> {
    let not_found = || common::NOT_FOUND.refuse();
    let bulk: Uuid = bulk.parse().map_err(|_| not_found())?;
    let query = BulkById {
        bulk,
        state: typed(values, "state"),
        after: values.one("after").parse().ok(),
        limit: None,
    };
    let call = caller.call(&app.door);
    let mut found = app.door.ask(&call, &query).await?;
    if found.line.organisation != code {
        return Err(not_found().into());
    }
    if found.line.state == Stands::Draft
        && found.line.counts.unseen > 0
        && jobs::look_up(&app.door, bulk, LOOKED_UP).await? > 0
    {
        found = app.door.ask(&call, &query).await?;
    }
    Ok(found)
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, bulk)): Place,
    Query(values): Query<Values>,
) -> Result<Response> {
    let found = view(&app, &caller, (&code, &bulk), &values).await?;
    Ok(shown_page(&frame, &found, &words::zone(&app.door), &values, &Problems::new()))
}

/// Does what the pressed button says.
pub(super) async fn act(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, bulk)): Place,
    Form(values): Form<Values>,
) -> Result<Response> {
    let found = view(&app, &caller, (&code, &bulk), &Values::default()).await?;
    let (door, bulk) = (&app.door, found.line.bulk);
    let version = values.one("version").parse().unwrap_or(0);
    let call = caller.call(door).expecting(Some(version));
    let base = format!("/o/{}/bulk", part(&code));
    let here = format!("{base}/{bulk}");
    let outcome = match values.one("act") {
        "run" => door.perform(call, RunBulk { bulk }).await.map(|_| here),
        "stop" => door.perform(call, StopBulk { bulk }).await.map(|_| here),
        "drop" => door.perform(call, DropBulk { bulk }).await.map(|_| base),
        // No button of ours.
        _ => Ok(here),
    };
    match outcome {
        Ok(to) => Ok(Redirect::to(&to).into_response()),
        Err(error) => {
            let problems = shown(error)?;
            let found = view(&app, &caller, (&code, &bulk.to_string()), &Values::default()).await?;
            let zone = words::zone(door);
            Ok(shown_page(&frame, &found, &zone, &Values::default(), &problems))
        }
    }
}

fn shown_page(
    frame: &Frame,
    found: &BulkView,
    zone: &Zone,
    values: &Values,
    problems: &Problems,
) -> Response {
    let line = &found.line;
    let base = format!("/o/{}/bulk", part(&line.organisation));
    let here = format!("{base}/{}", line.bulk);
    let mut breadcrumbs = above(&line.organisation, &line.organisation_name);
    breadcrumbs.push(Link::new("Change many people at once", base));
    let body = html! {
        (title(&words::what(line), &line.organisation_name))
        (summary(found, zone))
        (next_step(frame, found, &here))
        (entries(found, &here, values))
    };
    frame
        .page(Page {
            title: words::what(line),
            caption: line.organisation.clone(),
            breadcrumbs,
            width: Width::Full,
            notices: problems.summary(),
            error: !problems.is_empty(),
            body,
            ..Page::default()
        })
        .into_response()
}

fn summary(found: &BulkView, zone: &Zone) -> Markup {
    let line = &found.line;
    let asker = if line.asked_by.is_empty() { "Nobody any more" } else { &line.asked_by };
    let mut rows = vec![
        SummaryRow::new("State", words::state(line.state)),
        SummaryRow::new("In the name of", asker),
        SummaryRow::new("List", words::entries(line.count)),
    ];
    let counts = line.counts;
    for (count, name) in [
        (counts.waiting, "To be changed"),
        (counts.done, "Done"),
        (counts.same, "Already so"),
        (counts.refused, "Refused"),
        (counts.left_out, "Left out"),
    ] {
        if count > 0 {
            rows.push(SummaryRow::new(name, words::people(count)));
        }
    }
    rows.push(SummaryRow::new("Since", zone.minute_element(line.since.micros())));
    summary_list(&SummaryList { rows, ..SummaryList::default() })
}

/// What can be done next, and by whom.
fn next_step(frame: &Frame, found: &BulkView, here: &str) -> Markup {
    let line = &found.line;
    let acts = |buttons: &[Markup]| {
        form(
            frame,
            &form::Form {
                hidden: vec![("version".to_owned(), found.version.to_string())],
                body: button_group(buttons),
                ..form::Form::default()
            },
        )
    };
    let press = |act: &str, button: Button| Button {
        name: "act".to_owned(),
        value: act.to_owned(),
        prevent_double_click: true,
        ..button
    };
    let reload = link(&Link::new("Reload this page to see how far it is", here));
    let tried = line.count - line.counts.unseen;
    html! {
        @match line.state {
            Stands::Draft if line.counts.unseen > 0 => {
                (inset_text(&html! {
                    p { (words::thousands(tried)) " of " (words::entries(line.count)) " looked up. " (reload) "." }
                }.into()))
            },
            Stands::Draft if !found.is_mine => {
                p { "Nothing has happened yet. Whoever prepared it has to run it." }
            },
            Stands::Draft if line.counts.waiting == 0 => {
                p { "Nobody in this list would be changed, so there is nothing to run." }
                (acts(&[button(&press("drop", Button::secondary("Throw this list away")))]))
            },
            Stands::Draft => {
                p { "Nothing has happened yet. It is done in your name, one after the other, and you can stop it." }
                (acts(&[
                    button(&press("run", Button::primary(format!("Change {}", words::people(line.counts.waiting))))),
                    button(&press("drop", Button::secondary("Throw this list away"))),
                ]))
            },
            Stands::Running => {
                (inset_text(&html! {
                    p { (words::how_far(line)) ". It goes on if you leave this page. " (reload) "." }
                }.into()))
                (acts(&[button(&press("stop", Button::warning("Stop")))]))
            },
            Stands::Stopped => {
                p { "It was stopped. What is done stays done." }
                @if found.is_mine && line.counts.waiting > 0 {
                    (acts(&[button(&press("run", Button::primary(format!("Go on with {}", words::people(line.counts.waiting)))))]))
                }
            },
            Stands::Done => p { "Everything was tried. What came of each is below, and in the file." },
            Stands::Dropped | Stands::Forgotten => p { "Nothing is kept of it." },
        }
        @if matches!(line.state, Stands::Running | Stands::Stopped | Stands::Done) {
            p { (link(&Link::new("Download the outcome as CSV", format!("{here}/outcome.csv")))) }
        }
    }
}

fn entries(found: &BulkView, here: &str, values: &Values) -> Markup {
    let wanted = typed(values, "state");
    let options = std::iter::once(SelectOption::new("", "Any")).chain(
        ItemState::ALL
            .iter()
            .map(|state| SelectOption::new(state.name(), words::item_name(*state))),
    );
    let rows = found.items.iter().map(|item| {
        vec![
            who(found, item).into(),
            item.written.as_str().into(),
            words::item(item.state).into(),
            item.words.as_str().into(),
        ]
    });
    let with = |after: Option<i64>| {
        let state = wanted.as_deref().map(|state| format!("state={}", part(state)));
        let after = after.map(|after| format!("after={after}"));
        let given: Vec<String> = state.into_iter().chain(after).collect();
        if given.is_empty() { here.to_owned() } else { format!("{here}?{}", given.join("&")) }
    };
    let previous = (!values.one("after").is_empty()).then(|| Link::new("first page", with(None)));
    let next = found.next.map(|next| Link::new("", with(Some(next))));
    html! {
        (filters(&Filters {
            action: here.to_owned(),
            name: "Filter entries".to_owned(),
            selects: vec![Select {
                name: "state".to_owned(),
                label: "Result".into(),
                options: options.collect(),
                value: wanted.clone().unwrap_or_default(),
                ..Select::default()
            }],
            clear: wanted.is_some().then(|| here.to_owned()),
            ..Filters::default()
        }))
        @if found.items.is_empty() {
            p { "No entries to show." }
        } @else {
            (table(&Table {
                caption: "Entries".to_owned(),
                caption_hidden: true,
                columns: ["Person", "In the list as", "Result", "What"].map(Column::text).into(),
                rows: rows.collect(),
                first_cell_is_header: true,
                ..Table::default()
            }))
            (pagination(&Pagination { previous, next, ..Pagination::default() }))
        }
    }
}

/// The person, leading to their page; what was written where there is none.
fn who(found: &BulkView, item: &ItemView) -> Markup {
    let code = part(&found.line.organisation);
    html! {
        @match item.account {
            Some(account) => (link(&Link::new(item.name.as_str(), format!("/o/{code}/people/{account}")))),
            None => "Nobody",
        }
    }
}

/// What came of each entry, as a file.
pub(super) async fn outcome(
    State(app): State<App>,
    caller: Caller,
    Path((code, bulk)): Place,
) -> Result<Response> {
    let first = view(&app, &caller, (&code, &bulk), &Values::default()).await?;
    let (door, call) = (app.door.clone(), caller.call(&app.door));
    let query =
        BulkById { bulk: first.line.bulk, state: None, after: None, limit: Some(FILE_PAGE) };
    let heads = ["number", "written", "name", "address", "result", "what"];
    ui::sheet::answer(Format::Csv, "outcome", &heads, query, move |query| {
        let (door, call) = (door.clone(), call.clone());
        async move {
            let found = door.ask(&call, &query).await?;
            let rows = found.items.into_iter().map(cells).collect();
            let next = found.next.map(|next| BulkById { after: Some(next), ..query });
            Ok::<_, Error>((rows, next))
        }
    })
    .await
}

fn cells(item: ItemView) -> Vec<String> {
    let result = words::item_name(item.state).to_owned();
    vec![item.number.to_string(), item.written, item.name, item.address, result, item.words]
}
