//! `/national/signing-keys`: the keys that there are, and withdrawing one at once, with what that does to applications.

use axum::extract::{Query, State};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use axum::{Form as Posted, Router};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::Content;
use ui::components::{
    Button, Column, EmptyState, Heading, Level, Table, TableLayout, WarningCallout, button,
    empty_state, heading, inset_text, table, warning_callout,
};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link, part};
use ui::when::Zone;

use super::{Doing, Family, SigningKeyItem, SigningKeys, WithdrawSigningKey};
use crate::portal::{see_other, shown, titled};

const HERE: &str = "/national/signing-keys";
const WITHDRAW: &str = "/national/signing-keys/withdraw";
const TITLE: &str = "Keys of signatures";

/// The slice's pages.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/national/signing-keys", get(page))
        .route("/national/signing-keys/withdraw", get(ask_first).post(withdraw))
}

const fn signs(family: Family) -> &'static str {
    match family {
        Family::Tokens => "Tokens (OpenID Connect)",
        Family::Documents => "Documents (SAML)",
    }
}

const fn does(doing: Doing) -> &'static str {
    match doing {
        Doing::Announced => "Announced, signs nothing yet",
        Doing::Signs => "Signs",
        Doing::Kept => "Signs nothing any more; what it signed still counts",
    }
}

async fn page(State(app): State<App>, caller: Caller, frame: Frame) -> Result<PageResponse> {
    let keys = app.door.ask(&caller.call(&app.door), &SigningKeys {}).await?.items;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let body = html! {
        (heading(&Heading::page(TITLE)))
        p { "With these keys the service vouches to applications for who somebody is. They follow one another by themselves: each is announced before it signs, and kept for a while after." }
        @if keys.is_empty() {
            (empty_state(&EmptyState {
                text: "No key yet".to_owned(),
                help: "The first one is made when the first application needs it.".into(),
                action: None,
            }))
        } @else {
            (listed(&keys, &zone))
        }
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        breadcrumbs: vec![Link::new("National", "/national")],
        width: Width::Full,
        body,
        ..Page::default()
    }))
}

fn listed(keys: &[SigningKeyItem], zone: &Zone) -> Markup {
    let rows = keys.iter().map(|key| {
        let withdraw = Link::new("Withdraw", format!("{WITHDRAW}?kid={}", part(&key.kid)));
        let withdraw = withdraw.about(format!("the key {}", key.kid));
        vec![
            Content::Markup(html! { span.app-reference { (key.kid) } }).into(),
            signs(key.family).into(),
            key.algorithm.as_str().into(),
            does(key.doing).into(),
            Content::Markup(zone.minute_element(key.since.micros())).into(),
            Content::Markup(link(&withdraw)).into(),
        ]
    });
    table(&Table {
        caption: TITLE.to_owned(),
        caption_hidden: true,
        columns: ["Key", "What it signs", "Algorithm", "What it does", "Since"]
            .map(Column::text)
            .into_iter()
            .chain([Column::hidden("Withdraw")])
            .collect(),
        rows: rows.collect(),
        first_cell_is_header: true,
        layout: TableLayout::Responsive,
        ..Table::default()
    })
}

async fn ask_first(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    asks(&app, &caller, &frame, values.one("kid"), &Problems::new()).await
}

async fn withdraw(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    let kid = values.one("kid").to_owned();
    let command = WithdrawSigningKey { kid: kid.clone() };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(HERE, None)),
        Err(error) => Ok(asks(&app, &caller, &frame, &kid, &shown(error)?).await?.into_response()),
    }
}

/// The page that says what withdrawing does, before it is done.
async fn asks(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    kid: &str,
    problems: &Problems,
) -> Result<PageResponse> {
    let keys = app.door.ask(&caller.call(&app.door), &SigningKeys {}).await?.items;
    let found = keys.iter().find(|key| key.kid == kid);
    let body = html! {
        (titled("Withdraw a key at once", ""))
        @match found {
            Some(key) => { (about(frame, key)) }
            None => {
                p { "There is no key of this name, or it was withdrawn already." }
                p { (link(&Link::new("Back to the keys", HERE))) }
            }
        }
    };
    Ok(frame.page(Page {
        title: "Withdraw a key at once".to_owned(),
        back: Some(Link::new("Back to the keys", HERE)),
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    }))
}

fn about(frame: &Frame, key: &SigningKeyItem) -> Markup {
    let sure = Form {
        action: WITHDRAW.to_owned(),
        hidden: vec![("kid".to_owned(), key.kid.clone())],
        body: button(&Button { prevent_double_click: true, ..Button::warning("Withdraw the key") }),
        ..Form::default()
    };
    html! {
        p { "The key " strong.app-reference { (key.kid) } ": " (signs(key.family)) ". " (does(key.doing)) "." }
        (warning_callout(&WarningCallout {
            heading: "Only if somebody else may have it".to_owned(),
            level: Level::Two,
            body: "Keys are changed by themselves without anybody noticing. Withdraw one only if somebody else may have it: with it they can sign in to every application as anybody.".into(),
        }))
        h2.nhsuk-heading-m { "What happens" }
        ul class="nhsuk-list nhsuk-list--bullet" {
            @for words in consequences(key) { li { (words) } }
        }
        (inset_text(&Content::from("It cannot be undone. A second person has to approve it, unless nobody else could.")))
        (form(frame, &sure))
        p { (link(&Link::new("Cancel", HERE))) }
    }
}

/// What withdrawing a key does to applications and to people, in words.
fn consequences(key: &SigningKeyItem) -> Vec<&'static str> {
    let mut all = vec!["What this key signed counts no more, from that moment on."];
    match (key.family, key.doing) {
        (_, Doing::Announced) => {
            all.push("Nothing was signed with it yet, so nobody notices. Another one is announced in its place.");
        }
        (Family::Tokens, doing) => {
            all.push("Applications ask people to sign in again, or get a new token by themselves, within minutes. Nobody is signed out here.");
            all.push("Applications that keep a copy of the list of keys may take what the key signs until they read the list again, most within 24 hours. Tell those who look after important ones to restart them.");
            if doing == Doing::Signs {
                all.push("Another key signs at once. Applications that do not look for keys they have never seen refuse everybody until they read the list again.");
            }
        }
        (Family::Documents, doing) => {
            all.push("Applications that read the metadata of this service by themselves learn of it when they read it next, some only once a day. Until then they take what the key signs.");
            all.push("Applications that were given the certificate by hand go on taking it. Call those who look after them, and have them remove it.");
            if doing == Doing::Signs {
                all.push("Another key signs at once. Until an application has its certificate, nobody can sign in to it.");
            }
        }
    }
    all
}
