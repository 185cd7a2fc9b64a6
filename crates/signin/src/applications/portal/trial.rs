//! What an application would be told of whoever looks after it: a sign-in for a test, of which nothing leaves this service.

use axum::extract::{Path, State};
use kernel::http::{App, Caller};
use kernel::refusal::{Fault, Result};
use maud::{Markup, html};
use serde_json::{Map, Value};
use ui::components::{Heading, SummaryList, SummaryRow, heading, inset_text, summary_list};
use ui::content::Content;
use ui::frame::{Frame, Page, PageResponse};
use ui::link::Link;

use super::{At, found};
use crate::applications::{ApplicationView, Hindrance, Protocol, ToldOfMe, ToldView, messages};
use crate::gate::Gate;
use crate::sessions;

const TITLE: &str = "What it would be told of you";

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
) -> Result<PageResponse> {
    let one = found(&app, &caller, &at).await?;
    let now = app.door.clock().now();
    let session = match caller.session {
        Some(key) => sessions::of_browser(&mut app.door.reader().await?, key, now).await?,
        None => None,
    };
    let session = session.filter(|session| caller.actor.account() == Some(session.account));
    let issuer = app.door.ports().port::<Gate>()?.settings().portal.clone();
    let query = ToldOfMe { application: one.application, issuer, session };
    let told = app.door.ask(&caller.call(&app.door), &query).await?;
    let body = html! {
        (heading(&Heading { caption: Some(one.name.clone()), ..Heading::page(TITLE) }))
        p { "This is what the application would get if you signed in to it now. Nothing was sent to it, and nothing was noted as a sign-in." }
        @if let Some(hindrance) = told.hindrance {
            (inset_text(&Content::from(messages::hindrance(hindrance))))
        }
        @if !matches!(told.hindrance, Some(Hindrance::Retired | Hindrance::Service)) {
            (said(&one, &told)?)
        }
    };
    let mut breadcrumbs = at.above(one.organisation_name.as_deref());
    breadcrumbs.push(Link::new(one.name.as_str(), at.address(one.application)));
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: one.name,
        breadcrumbs,
        body,
        ..Page::default()
    }))
}

fn said(one: &ApplicationView, told: &ToldView) -> Result<Markup, Fault> {
    Ok(match one.protocol {
        Protocol::Oidc => html! {
            (heading(&Heading::part("In the ID token")))
            p { "Beside these it says when it was made, when it ends, which access token it belongs to, and the nonce of the request." }
            (values(&told.id_token)?)
            (heading(&Heading::part("When it asks (userinfo), with all that it may be told")))
            (values(&told.userinfo)?)
        },
        Protocol::Saml => {
            let mut rows = vec![SummaryRow::new("Name (NameID)", told.name_id.as_str())];
            rows.extend(
                told.attributes
                    .iter()
                    .map(|(name, values)| SummaryRow::new(name, values.join(", "))),
            );
            html! {
                (heading(&Heading::part("In the assertion")))
                (summary_list(&SummaryList { rows, ..SummaryList::default() }))
            }
        }
    })
}

fn values(claims: &Map<String, Value>) -> Result<Markup, Fault> {
    let mut rows = Vec::new();
    for (name, value) in claims {
        let text = match value {
            Value::String(text) => text.clone(),
            other => serde_json::to_string(other)
                .map_err(|error| Fault::defect("writing a claim").because(error))?,
        };
        rows.push(SummaryRow::new(name, text));
    }
    Ok(summary_list(&SummaryList { rows, ..SummaryList::default() }))
}
