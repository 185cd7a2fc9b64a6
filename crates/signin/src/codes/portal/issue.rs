//! Making a start code for a person, with or without taking their password away.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use kernel::door::Command;
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    BannerKind, Level, NotificationBanner, Panel, SummaryList, SummaryRow, WarningCallout,
    notification_banner, panel, summary_list, warning_callout,
};
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use ui::when::Zone;

use crate::attempts::SignInState;
use crate::codes::{IssueStartCode, IssuedCode, ResetPassword};
use crate::identity_checks::portal::Asking;
use crate::portal::{Ask, above, ask, person, person_page, shown};

type Place = Path<(String, String)>;

/// A command that makes a start code, and what its page says before it is done.
pub(super) trait Making: Command<Output = IssuedCode> {
    const TITLE: &'static str;
    const BUTTON: &'static str;
    const TAKES_AWAY: bool;

    fn of(person: AccountId) -> Self;

    fn consequences(state: &SignInState) -> Vec<String>;
}

impl Making for IssueStartCode {
    const TITLE: &'static str = "Give a start code";
    const BUTTON: &'static str = "Make a start code";
    const TAKES_AWAY: bool = false;

    fn of(person: AccountId) -> Self {
        Self { person }
    }

    fn consequences(state: &SignInState) -> Vec<String> {
        let name = &state.name;
        let mut consequences = vec![
            format!("You see a start code once, to hand over to {name}."),
            format!("With it {name} chooses a password, and nobody else learns it."),
        ];
        if let Some(to) = &state.start_link_to {
            consequences.push(format!("The link that was sent to {to} stops working."));
        } else if state.start_code_until.is_some() {
            consequences.push("The start code that was given before stops working.".to_owned());
        }
        if state.password_set_at.is_some() {
            consequences.push("The password in use goes on working until the start code is used. If somebody else may know it, reset the password instead.".to_owned());
        }
        consequences
    }
}

impl Making for ResetPassword {
    const TITLE: &'static str = "Reset the password";
    const BUTTON: &'static str = "Reset the password";
    const TAKES_AWAY: bool = true;

    fn of(person: AccountId) -> Self {
        Self { person }
    }

    fn consequences(state: &SignInState) -> Vec<String> {
        let name = &state.name;
        vec![
            format!("The password of {name} stops working at once."),
            format!("{name} is signed out of every browser."),
            format!("You see a start code once, with which {name} chooses a new password."),
        ]
    }
}

/// What it does. Whoever comes from creating the person reads that this was done.
pub(super) async fn ask_first<C: Making>(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let created = (values.one("done") == "created").then(|| {
        let words =
            format!("{} was created. Their email address is {}.", state.name, state.address);
        notification_banner(&NotificationBanner {
            kind: BannerKind::Success,
            body: words.as_str().into(),
            ..NotificationBanner::default()
        })
    });
    let questions = Asking::of(&app, &caller, &state).await?;
    let questions = questions.fields(&Values::default(), &Problems::new());
    Ok(asking::<C>(&frame, &state, created, &questions, &Problems::new()))
}

/// Makes a start code and shows it, once.
pub(super) async fn make<C: Making>(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Posted(values): Posted<Values>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let mut problems = Asking::answer(&app, &caller, &state, &values).await?;
    if problems.is_empty() {
        match app.door.perform(caller.call(&app.door), C::of(state.person)).await {
            Ok(done) => {
                let zone = app.door.ports().port::<Zone>().unwrap_or_default();
                return Ok(sheet(&frame, &state, &done.output, &zone));
            }
            Err(error) => problems = shown(error)?,
        }
    }
    let questions = Asking::of(&app, &caller, &state).await?.fields(&values, &problems);
    Ok(asking::<C>(&frame, &state, None, &questions, &problems))
}

fn asking<C: Making>(
    frame: &Frame,
    state: &SignInState,
    done: Option<Markup>,
    questions: &Markup,
    problems: &Problems,
) -> PageResponse {
    let words = Ask {
        title: C::TITLE,
        consequences: &C::consequences(state),
        button: C::BUTTON,
        takes_away: C::TAKES_AWAY,
        done,
        instead: state.password_set_at.is_none().then(|| {
            let address = format!("{}/start-link", person_page(state));
            Link::new("Send a link to an email address outside the service instead", address)
        }),
        questions: questions.clone(),
    };
    ask(frame, state, &words, problems)
}

/// The code with all that its reader needs, to be printed or read out.
fn sheet(frame: &Frame, state: &SignInState, issued: &IssuedCode, zone: &Zone) -> PageResponse {
    let facts = SummaryList {
        rows: vec![
            SummaryRow::new("Name", state.name.as_str()),
            SummaryRow::new("Username", state.address.as_str()),
            SummaryRow::new("Start code", issued.code.as_str()),
            SummaryRow::new("Use it before", zone.minute_element(issued.expires_at.micros())),
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
            body: html! { strong { (issued.code) } br; "Can be used until " (zone.day_element(issued.expires_at.micros())) }.into(),
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
