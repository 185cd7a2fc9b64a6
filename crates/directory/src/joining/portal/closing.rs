//! Who is inside an organisation that is to close, what was agreed for them, and the acts about it.

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse as _, Response};
use kernel::door::Call;
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::form::{Problems, Values, typed_day};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};

use super::inside::{Shown, page_body};
use super::outcome::{Outcome, outcomes, summary, words_of};
use crate::joining::queries::LIMIT_AT_MOST;
use crate::joining::{BeginClosing, CancelClosing, ClosingPeople, Inside, JoiningByCode, messages};
use crate::pages::{
    CsvFile, done_banner, on_to, part, problems_of, success, title, typed, version_in,
};
use crate::people::portal::words::Days;
use crate::people::{Leaving, MarkLeaver};
use crate::transfers::OfferTransfer;

/// Pages put together for one file.
const FILE_PAGES: usize = 500;
const DONE: &[(&str, &str)] = &[
    (
        "closing",
        "The organisation is closing. Agree for everybody inside whether they move or leave.",
    ),
    (
        "open",
        "The closing was called off. The organisation is open, and people can be added again.",
    ),
];

fn query(code: &str, values: &Values) -> ClosingPeople {
    ClosingPeople {
        organisation: code.to_owned(),
        search: typed(values, "search"),
        agreed: Inside::named(values.one("agreed")),
        after: typed(values, "after"),
        limit: None,
    }
}

async fn found(app: &App, caller: &Caller, query: &ClosingPeople) -> Result<Shown> {
    let call = caller.call(&app.door);
    let page = app.door.ask(&call, query).await?;
    let way = JoiningByCode { organisation: page.organisation.clone() };
    let acts = app.door.ask(&call, &way).await?.acts;
    Ok(Shown { page, acts, days: Days::of(&app.door) })
}

pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let query = query(&code, &values);
    let shown = found(&app, &caller, &query).await?;
    let banner = done_banner(&values, DONE);
    Ok(page_of(&frame, &shown, &query, banner, &Values::default(), &Problems::new()))
}

fn page_of(
    frame: &Frame,
    shown: &Shown,
    query: &ClosingPeople,
    banner: Option<Markup>,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let page = &shown.page;
    frame.page(Page {
        title: "Closing the organisation".to_owned(),
        caption: page.organisation.clone(),
        breadcrumbs: vec![Link::new(
            page.name.as_str(),
            format!("/o/{}", part(&page.organisation)),
        )],
        notices: problems.summary().or(banner),
        error: !problems.is_empty(),
        width: Width::Full,
        body: html! {
            (title("Closing the organisation", &page.name))
            (page_body(frame, shown, query, values, problems))
        },
        ..Page::default()
    })
}

pub(super) async fn submit(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Form(values): Form<Values>,
) -> Result<Response> {
    let query = query(&code, &Values::default());
    let shown = found(&app, &caller, &query).await?;
    let call = caller.call(&app.door).expecting(version_in(&values));
    let organisation = shown.page.organisation.clone();
    let outcome = match values.one("act") {
        "begin" => {
            let begin = BeginClosing {
                organisation,
                day: typed_day(&values, "day").unwrap_or_default(),
                reason: values.one("reason").to_owned(),
                successor: typed(&values, "successor"),
            };
            app.door.perform(call, begin).await.map(|_| "closing")
        }
        "cancel" => app.door.perform(call, CancelClosing { organisation }).await.map(|_| "open"),
        _ => {
            let problems = match agree(&app, &caller, &shown, &values).await? {
                Ok(done) => return Ok(agreed_page(&frame, &shown, &done).into_response()),
                Err(problems) => problems,
            };
            return Ok(page_of(&frame, &shown, &query, None, &values, &problems).into_response());
        }
    };
    match outcome {
        Ok(done) => Ok(on_to(&format!("/o/{}/closing?done={done}", part(&code)))),
        Err(error) => {
            let problems = problems_of(error)?;
            Ok(page_of(&frame, &shown, &query, None, &values, &problems).into_response())
        }
    }
}

/// How the people chosen go: what was asked for.
enum Way {
    Move { to: String, day: Option<String> },
    Leave { last_day: Option<String> },
}

/// Performs the one act for each of the people chosen, or says what is wrong with the form.
async fn agree(
    app: &App,
    caller: &Caller,
    shown: &Shown,
    values: &Values,
) -> Result<Result<Vec<Outcome>, Problems>> {
    let chosen: Vec<AccountId> =
        values.all("people").iter().filter_map(|id| id.parse().ok()).collect();
    let mut problems = Problems::new();
    if !(1..=LIMIT_AT_MOST as usize).contains(&chosen.len()) {
        let text = messages::CHOOSE_PEOPLE.text.replace("{most}", &LIMIT_AT_MOST.to_string());
        problems.add("people", text);
    }
    let way = match values.one("agreed") {
        "moves" => match typed(values, "to") {
            Some(to) => Some(Way::Move { to: to.to_uppercase(), day: typed_day(values, "on") }),
            None => {
                problems.add("to", "Enter the code of the organisation they move to.");
                None
            }
        },
        "leaves" => Some(Way::Leave { last_day: typed_day(values, "on") }),
        _ => {
            problems.add("agreed", "Choose whether they move or leave.");
            None
        }
    };
    let Some(way) = way.filter(|_| problems.is_empty()) else { return Ok(Err(problems)) };
    let base = format!("/o/{}/people", part(&shown.page.organisation));
    let call = caller.call(&app.door);
    let mut done = Vec::new();
    for person in chosen {
        let known = shown.page.items.iter().find(|line| line.id == person);
        let name = known.map_or_else(|| person.to_string(), |line| line.display_name.clone());
        let words = one(app, &call, person, &way).await?;
        let what = link(&Link::new(name, format!("{base}/{person}")));
        done.push(Outcome { what, words });
    }
    Ok(Ok(done))
}

/// Agrees for one: through the command of transfers, or that of people.
async fn one(
    app: &App,
    call: &Call,
    person: AccountId,
    way: &Way,
) -> Result<Result<String, String>> {
    let outcome = match way {
        Way::Move { to, day } => {
            let offer =
                OfferTransfer { person, organisation: to.clone(), day: day.clone(), note: None };
            let done = app.door.perform(call.again(), offer).await;
            done.map(|_| format!("Offered to {to}, which decides next."))
        }
        Way::Leave { last_day } => {
            let leaving = if last_day.is_some() { Leaving::Leaves } else { Leaving::Moves };
            let mark = MarkLeaver { person, leaving, last_day: last_day.clone() };
            app.door.perform(call.again(), mark).await.map(|_| "Marked as a leaver.".to_owned())
        }
    };
    match outcome {
        Ok(words) => Ok(Ok(words)),
        Err(error) => words_of(error).map(Err),
    }
}

fn agreed_page(frame: &Frame, shown: &Shown, done: &[Outcome]) -> PageResponse {
    let page = &shown.page;
    let base = format!("/o/{}/closing", part(&page.organisation));
    frame.page(Page {
        title: "What was agreed".to_owned(),
        caption: page.organisation.clone(),
        breadcrumbs: vec![
            Link::new(page.name.as_str(), format!("/o/{}", part(&page.organisation))),
            Link::new("Closing the organisation", base.as_str()),
        ],
        notices: Some(success(&summary(done))),
        width: Width::Full,
        body: html! {
            (title("What was agreed", &page.name))
            (outcomes("One line for each person, what was not done first", "Person", done))
            p { (link(&Link::new("Back to everybody inside", format!("{base}?agreed=not-agreed")))) }
        },
        ..Page::default()
    })
}

/// Everybody who matches, as a file for spreadsheets.
pub(super) async fn csv_file(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<Response> {
    let call = caller.call(&app.door);
    let mut query =
        ClosingPeople { limit: Some(LIMIT_AT_MOST), after: None, ..query(&code, &values) };
    let mut file = CsvFile::new(&[
        "display_name",
        "address",
        "kind",
        "state",
        "agreed",
        "moves_to",
        "transfer_state",
        "day",
        "leaves_at",
        "id",
    ]);
    for _ in 0..FILE_PAGES {
        let found = app.door.ask(&call, &query).await?;
        for line in found.items {
            file.row([
                line.display_name,
                line.address,
                line.kind.name().to_owned(),
                line.state.name().to_owned(),
                line.agreed.name().to_owned(),
                line.to.unwrap_or_default(),
                line.transfer_state.map_or("", |state| state.name()).to_owned(),
                line.day.unwrap_or_default(),
                line.leaves_at.unwrap_or_default(),
                line.id.to_string(),
            ]);
        }
        query.after = found.next;
        if query.after.is_none() {
            break;
        }
    }
    file.answer("closing.csv")
}
