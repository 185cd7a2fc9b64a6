//! Sending a person who has no password yet a link to an address outside the service.

use axum::Form as Posted;
use axum::extract::{Path, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Input, InputKind, Panel, button, button_group, input, inset_text, panel,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use ui::when::Zone;

use crate::attempts::SignInState;
use crate::codes::{SendStartLink, SentLink, messages};
use crate::identity_checks::portal::Asking;
use crate::portal::{above, person, person_page, shown, titled};

const TITLE: &str = "Send a start link";

type Place = Path<(String, String)>;

/// What it does, and where it is to go.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let (values, problems) = (Values::default(), Problems::new());
    let questions = Asking::of(&app, &caller, &state).await?.fields(&values, &problems);
    Ok(asking(&frame, &state, &questions, &values, &problems))
}

/// Has it sent.
pub(super) async fn send(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Place,
    Posted(values): Posted<Values>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    let mut problems = Asking::answer(&app, &caller, &state, &values).await?;
    if problems.is_empty() {
        let address = values.one("address").trim().to_owned();
        let command = SendStartLink { person: state.person, address };
        match app.door.perform(caller.call(&app.door), command).await {
            Ok(done) => {
                let zone = app.door.ports().port::<Zone>().unwrap_or_default();
                return Ok(sent(&frame, &state, &done.output, &zone));
            }
            Err(error) => problems = shown(error)?,
        }
    }
    let questions = Asking::of(&app, &caller, &state).await?.fields(&values, &problems);
    Ok(asking(&frame, &state, &questions, &values, &problems))
}

fn asking(
    frame: &Frame,
    state: &SignInState,
    questions: &Markup,
    values: &Values,
    problems: &Problems,
) -> PageResponse {
    let name = &state.name;
    let back = link(&Link::new("Cancel", person_page(state)));
    let body = if state.password_set_at.is_some() {
        html! {
            (titled(TITLE, name))
            (inset_text(&messages::HAS_PASSWORD.text.into()))
            p { (link(&Link::new("Reset the password", format!("{}/reset", person_page(state))))) }
            p { (link(&Link::new(format!("Go back to {name}"), person_page(state)))) }
        }
    } else {
        let address = Input {
            label: "Email address outside the service".into(),
            hint: Some("An address that only this person reads, such as their own at home. Check it with them.".into()),
            kind: InputKind::Email,
            autocomplete: Some("off"),
            no_spellcheck: true,
            ..Input::from(values.field("address", problems))
        };
        let go = button(&Button { prevent_double_click: true, ..Button::primary("Send the link") });
        let fields = html! { (input(&address)) (questions) (button_group(&[go, back])) };
        html! {
            (titled(TITLE, name))
            p { "If you go on:" }
            ul class="nhsuk-list nhsuk-list--bullet" {
                li { "A letter with a link goes to this address. Whoever opens it can choose the password of " (name) "." }
                li { "The link works once and for a few days, and nobody sees it but whoever reads the letter." }
                @if let Some(to) = &state.start_link_to {
                    li { "The link that went to " (to) " stops working." }
                } @else if state.start_code_until.is_some() {
                    li { "The start code that was given before stops working." }
                }
            }
            p { (link(&Link::new("Give a start code in person instead", format!("{}/start-code", person_page(state))))) }
            (form(frame, &Form { body: fields, ..Form::default() }))
        }
    };
    frame.page(Page {
        title: TITLE.to_owned(),
        caption: name.clone(),
        breadcrumbs: above(state),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

fn sent(frame: &Frame, state: &SignInState, sent: &SentLink, zone: &Zone) -> PageResponse {
    let heading = format!("A start link goes to {}", state.name);
    let body = html! {
        (panel(&Panel {
            heading: heading.clone(),
            body: html! { (sent.address) br; "Can be used until " (zone.day_element(sent.expires_at.micros())) }.into(),
            ..Panel::default()
        }))
        p { "The letter is on its way. It says who the account is for, the username, and the link." }
        p { "What became of it stands under " (link(&Link::new("Letters", format!("/o/{}/letters", state.organisation)))) ". If the address was wrong, send another link: the first one stops working at once." }
        p { (link(&Link::new(format!("Go back to {}", state.name), person_page(state)))) }
    };
    frame.page(Page { title: heading, breadcrumbs: above(state), body, ..Page::default() })
}
