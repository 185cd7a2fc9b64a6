//! `/cannot-sign-in`: what to do when signing in does not work, and whom to call. It says nothing of any account.

use axum::extract::{Query, State};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Fault, Kind, Result};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;
use ui::components::{
    Column, EmptyState, Filters, Heading, SearchInput, Size, Table, TableLayout, empty_state,
    filters, heading, table,
};
use ui::content::Content;
use ui::form::{Problems, Values};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link, telephone};

use crate::recovery::portal::BEGIN as RECOVER;

/// Whom to call at an organisation, which the directory knows.
pub(crate) const SUPPORT: &str = "organisation.support";
/// The field of the search.
const ORGANISATION: &str = "organisation";

/// What the directory answers.
#[derive(Deserialize)]
struct Support {
    items: Vec<Card>,
    is_more: bool,
}

#[derive(Deserialize)]
struct Card {
    code: String,
    name: String,
    support_telephone: Option<String>,
    support_hours: Option<String>,
}

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    let text = values.one(ORGANISATION).trim().to_owned();
    let mut problems = Problems::new();
    let found = if text.is_empty() {
        None
    } else {
        let asked = json!({ "text": text });
        match app.door.ask_by_name(caller.call(&app.door), SUPPORT, asked).await {
            Ok(found) => Some(serde_json::from_value(found).map_err(|error| {
                Fault::defect("reading whom to call at an organisation").because(error)
            })?),
            Err(Error::Refused(refusal)) if refusal.kind == Kind::Invalid => {
                let words = refusal.fields.first().map_or(&refusal.text, |field| &field.text);
                problems.add(ORGANISATION, words.clone());
                None
            }
            Err(error) => return Err(error),
        }
    };
    Ok(shown(&frame, text, found.as_ref(), &problems))
}

fn shown(
    frame: &Frame,
    text: String,
    found: Option<&Support>,
    problems: &Problems,
) -> PageResponse {
    let part = |text: &str| heading(&Heading { size: Size::Small, ..Heading::part(text) });
    let search = Filters {
        action: "/cannot-sign-in".to_owned(),
        name: "Find whom to call".to_owned(),
        search: Some(SearchInput {
            name: ORGANISATION.to_owned(),
            label: "Your organisation".into(),
            hint: Some("Part of its name, or its code".into()),
            error: problems.of(ORGANISATION),
            value: text,
            ..SearchInput::default()
        }),
        ..Filters::default()
    };
    let body = html! {
        (crate::portal::titled("Cannot sign in", ""))
        @if let Some(status) = frame.status { p { (status) } }
        (part("You have a start code"))
        p { (link(&Link::new("Set your password with the start code", "/start"))) "." }
        (part("You forgot your password"))
        p { "If you have an authenticator app, a recovery code or a passkey, " (link(&Link::new("reset your password yourself", RECOVER))) ". That also opens an account that is locked." }
        p { "Otherwise ask one of your organisation's administrators for a start code. They check who you are first. Nobody can tell you your old password." }
        (part("Your account may be locked"))
        p { "After several wrong passwords in a row an account is locked for a while. Wait a while and try again, or ask one of your administrators to unlock it. An old password kept on a telephone or in a browser is often the cause: change it there too." }
        (part("You do not know your username"))
        p { "It is your address at this service. A colleague can look it up for you under Find people." }
        (part("Whom to call at your organisation"))
        (filters(&search))
        @if let Some(found) = found { (results(found)) }
        @if !frame.brand.help.is_empty() {
            (part("You need somebody else to help"))
            p { (frame.brand.help) }
        }
    };
    frame.page(Page {
        title: "Cannot sign in".to_owned(),
        back: Some(Link::new("Back to sign in", "/sign-in")),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}

fn results(found: &Support) -> Markup {
    if found.items.is_empty() {
        return empty_state(&EmptyState {
            text: "No organisation of the service matches".to_owned(),
            help: "Check the spelling, or use another word of the name.".into(),
            action: None,
        });
    }
    let rows = found.items.iter().map(|card| {
        let number = card.support_telephone.as_deref();
        vec![
            format!("{} ({})", card.name, card.code).into(),
            number
                .map_or_else(
                    || Content::from("Not given: call the service desk"),
                    |number| telephone(number).into(),
                )
                .into(),
            card.support_hours.as_deref().unwrap_or("Not given").into(),
        ]
    });
    html! {
        (table(&Table {
            caption: "Local support".to_owned(),
            caption_hidden: true,
            columns: ["Organisation", "Telephone", "When it answers"].map(Column::text).into(),
            rows: rows.collect(),
            first_cell_is_header: true,
            layout: TableLayout::Responsive,
            ..Table::default()
        }))
        @if found.is_more { p { "There are more. Type more of the name to find yours." } }
    }
}
