//! Making a start code for a person, with or without taking their password away.

use axum::extract::{Path, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{
    Level, Panel, SummaryList, SummaryRow, WarningCallout, panel, summary_list, warning_callout,
};
use ui::form::Problems;
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};

use crate::attempts::SignInState;
use crate::codes::{IssueStartCode, IssuedCode, ResetPassword};
use crate::portal::{Ask, above, ask, person, person_page, shown};
use crate::when::{day_element, minute_element};

type Place = Path<(String, String)>;

/// What a start code does.
pub(super) async fn ask_first(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    Ok(issue_page(&frame, &state, &Problems::new()))
}

/// Makes one and shows it, once.
pub(super) async fn issue(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    match app.door.perform(caller.call(&app.door), IssueStartCode { person: state.person }).await {
        Ok(done) => Ok(sheet(&frame, &state, &done.output)),
        Err(error) => Ok(issue_page(&frame, &state, &shown(error)?)),
    }
}

/// What a reset does.
pub(super) async fn ask_reset(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    Ok(reset_page(&frame, &state, &Problems::new()))
}

/// Takes the password away, makes a start code and shows it, once.
pub(super) async fn reset(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    match app.door.perform(caller.call(&app.door), ResetPassword { person: state.person }).await {
        Ok(done) => Ok(sheet(&frame, &state, &done.output)),
        Err(error) => Ok(reset_page(&frame, &state, &shown(error)?)),
    }
}

fn issue_page(frame: &Frame, state: &SignInState, problems: &Problems) -> PageResponse {
    let name = &state.name;
    let mut consequences = vec![
        format!("You see a start code once, to hand over to {name}."),
        format!("With it {name} chooses a password, and nobody else learns it."),
    ];
    if state.start_code_until.is_some() {
        consequences.push("The start code that was given before stops working.".to_owned());
    }
    if state.password_set_at.is_some() {
        consequences.push("The password in use goes on working until the start code is used. If somebody else may know it, reset the password instead.".to_owned());
    }
    let words = Ask {
        title: "Give a start code",
        consequences: &consequences,
        button: "Make a start code",
        takes_away: false,
    };
    ask(frame, state, &words, problems)
}

fn reset_page(frame: &Frame, state: &SignInState, problems: &Problems) -> PageResponse {
    let name = &state.name;
    let consequences = [
        format!("The password of {name} stops working at once."),
        format!("{name} is signed out of every browser."),
        format!("You see a start code once, with which {name} chooses a new password."),
    ];
    let words = Ask {
        title: "Reset the password",
        consequences: &consequences,
        button: "Reset the password",
        takes_away: true,
    };
    ask(frame, state, &words, problems)
}

/// The code with all that its reader needs, to be printed or read out.
fn sheet(frame: &Frame, state: &SignInState, issued: &IssuedCode) -> PageResponse {
    let facts = SummaryList {
        rows: vec![
            SummaryRow::new("Name", state.name.as_str()),
            SummaryRow::new("Username", state.address.as_str()),
            SummaryRow::new("Start code", issued.code.as_str()),
            SummaryRow::new("Use it before", minute_element(issued.expires_at)),
        ],
        ..SummaryList::default()
    };
    let shown_once = WarningCallout {
        heading: "This is shown once".to_owned(),
        body: html! {
            p { "Print this page or write the code down before you leave it. If it is lost, make a new one." }
            p { "Hand it over yourself or read it out to somebody you know. Do not send it to an address that others read." }
        }
        .into(),
        level: Level::Two,
    };
    let body = html! {
        (panel(&Panel {
            heading: format!("Start code for {}", state.name),
            body: html! { strong { (issued.code) } br; "Can be used until " (day_element(issued.expires_at)) }.into(),
            ..Panel::default()
        }))
        (warning_callout(&shown_once))
        (summary_list(&facts))
        ol class="nhsuk-list nhsuk-list--number" {
            li { "Open the sign-in page of " (frame.brand.product) "." }
            li { "Choose " strong { "I have a start code" } "." }
            li { "Enter the username and the start code, then choose your own password." }
        }
        p { (link(&Link::new(format!("Go back to {}", state.name), person_page(state)))) }
    };
    frame.page(Page {
        title: format!("Start code for {}", state.name),
        breadcrumbs: above(state),
        body,
        ..Page::default()
    })
}
