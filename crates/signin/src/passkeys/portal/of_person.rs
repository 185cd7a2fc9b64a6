//! The passkeys of a person one helps, and taking one off that is lost.

use axum::Form as Posted;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Kind, Result, messages as common};
use maud::{Markup, html};
use ui::Content;
use ui::components::{Column, Table, table};
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::when::Zone;

use super::TITLE;
use super::mine::what;
use crate::attempts::SignInState;
use crate::identity_checks::portal::Asking;
use crate::passkeys::{PasskeyItem, PasskeysOfPerson, RevokePasskey};
use crate::portal::{Ask, above, ask, person, person_page, see_other, shown, titled};

fn address(state: &SignInState) -> String {
    format!("{}/passkeys", person_page(state))
}

/// The list, or what happens when the passkey that is named is removed.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let state = person(&app, &caller, &code, &id).await?;
    if values.has("passkey") {
        let item = one(&app, &caller, &state, &values).await?;
        let questions = Asking::of(&app, &caller, &state).await?;
        let questions = questions.fields(&Values::default(), &Problems::new());
        return Ok(asking(&frame, &state, &item, &questions, &Problems::new()));
    }
    let query = PasskeysOfPerson { person: state.person };
    let list = app.door.ask(&caller.call(&app.door), &query).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (titled(TITLE, &state.name))
        @if list.items.is_empty() {
            p { (state.name) " has no passkeys. Only they themselves can add one." }
        } @else {
            p { "Remove one that is lost or stolen. Only " (state.name) " can add one." }
            (passkeys(&state, &list.items, &zone))
        }
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: state.name.clone(),
        breadcrumbs: above(&state),
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn passkeys(state: &SignInState, items: &[PasskeyItem], zone: &Zone) -> Markup {
    let rows = items.iter().map(|item| {
        let to = format!("{}?passkey={}", address(state), item.id);
        let remove = Link { hidden: format!(" {}", item.name), ..Link::new("Remove", to) };
        vec![
            item.name.as_str().into(),
            what(item).into(),
            Content::Markup(zone.day_element(item.added_at.micros())).into(),
            Content::Markup(zone.minute_element(item.last_used_at.micros())).into(),
            Content::Markup(link(&remove)).into(),
        ]
    });
    table(&Table {
        caption: "Passkeys".to_owned(),
        columns: ["Name", "What it is", "Since", "Last used"]
            .map(Column::text)
            .into_iter()
            .chain([Column::hidden("Remove")])
            .collect(),
        rows: rows.collect(),
        ..Table::default()
    })
}

/// Removes it.
pub(super) async fn remove(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path((code, id)): Path<(String, String)>,
    Query(named): Query<Values>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let state = person(&app, &caller, &code, &id).await?;
    let item = one(&app, &caller, &state, &named).await?;
    let mut problems = Asking::answer(&app, &caller, &state, &values).await?;
    if problems.is_empty() {
        let command = RevokePasskey { person: state.person, passkey: item.id };
        problems = match app.door.perform(caller.call(&app.door), command).await {
            Ok(_) => return Ok(see_other(&address(&state), None)),
            Err(Error::Refused(refusal))
                if refusal.kind == Kind::NotAllowed && refusal.code == crate::factors::OWN.code =>
            {
                let mut problems = Problems::new();
                problems.add_general(refusal.text.clone());
                problems
            }
            Err(error) => shown(error)?,
        };
    }
    let questions = Asking::of(&app, &caller, &state).await?.fields(&values, &problems);
    Ok(asking(&frame, &state, &item, &questions, &problems).into_response())
}

async fn one(
    app: &App,
    caller: &Caller,
    state: &SignInState,
    values: &Values,
) -> Result<PasskeyItem> {
    let query = PasskeysOfPerson { person: state.person };
    let list = app.door.ask(&caller.call(&app.door), &query).await?;
    let named = values.one("passkey");
    let item = list.items.into_iter().find(|item| item.id.to_string() == named);
    Ok(item.ok_or_else(|| common::NOT_FOUND.refuse())?)
}

fn asking(
    frame: &Frame,
    state: &SignInState,
    item: &PasskeyItem,
    questions: &Markup,
    problems: &Problems,
) -> PageResponse {
    let name = &state.name;
    let consequences = [
        format!("The passkey {} no longer lets anybody in as {name}.", item.name),
        format!("{name} is signed out of every browser. Their API tokens are revoked."),
        "If they have no other passkey and no authenticator app, their recovery codes no longer work and they sign in with the password only.".to_owned(),
        format!("{name} is told by letter that a passkey was removed."),
    ];
    let words = Ask {
        title: "Remove a passkey",
        consequences: &consequences,
        button: "Remove the passkey",
        takes_away: true,
        done: None,
        instead: None,
        questions: questions.clone(),
    };
    ask(frame, state, &words, problems)
}
