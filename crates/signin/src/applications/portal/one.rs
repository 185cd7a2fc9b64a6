//! One application.

use axum::extract::{Path, State};
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::components::{
    Button, Heading, SummaryList, SummaryRow, button, button_group, heading, inset_text,
    summary_list,
};
use ui::content::Content;
use ui::frame::{Frame, Page, PageResponse};
use ui::when::Zone;

use super::{above, address, found, saml};
use crate::applications::{ApplicationView, Authentication, Kind, Protocol, messages};

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(key): Path<String>,
) -> Result<PageResponse> {
    let one = found(&app, &caller, &key).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let here = address(one.application);
    let body = html! {
        (heading(&Heading::page(one.name.clone())))
        @if let Some(at) = one.retired_at {
            (inset_text(&Content::Markup(html! { "It was taken out of use on " (zone.day_element(at.micros())) "." })))
        }
        (summary_list(&SummaryList { rows: rows(&one, &zone), ..SummaryList::default() }))
        @if one.retired_at.is_none() { (acts(&one, &here)) }
    };
    Ok(frame.page(Page { title: one.name.clone(), breadcrumbs: above(), body, ..Page::default() }))
}

fn acts(one: &ApplicationView, here: &str) -> Markup {
    let mut acts = vec![button(&Button::secondary("Change").to(format!("{here}/change")))];
    if one.authentication == Authentication::Secret {
        acts.push(button(&Button::secondary("New secret").to(format!("{here}/secret"))));
    }
    if one.kind != Kind::Service {
        let test = Button::secondary("What it would be told of you");
        acts.push(button(&test.to(format!("{here}/test"))));
    }
    acts.push(button(&Button::secondary("Take out of use").to(format!("{here}/retire"))));
    button_group(&acts)
}

fn rows(one: &ApplicationView, zone: &Zone) -> Vec<SummaryRow> {
    let lines = |list: &[String], none: &str| -> Content {
        if list.is_empty() {
            return none.to_owned().into();
        }
        Content::Markup(html! { @for line in list { (line) br; } })
    };
    let open_to = Content::Markup(html! {
        (messages::open_to(one.open_to))
        @if !one.organisations.is_empty() { ": " (one.organisations.join(", ")) }
    });
    let mut rows = vec![
        SummaryRow::new("What it is", messages::kind(one.kind)),
        SummaryRow::new("What it speaks", messages::protocol(one.protocol)),
        SummaryRow::new("Who may use it", open_to),
    ];
    if one.protocol == Protocol::Saml {
        rows.extend(saml::rows(one));
    } else {
        rows.push(SummaryRow::new(
            "Client id",
            Content::Markup(html! { code { (one.client_id) } }),
        ));
        rows.push(SummaryRow::new("Secret", messages::authentication(one.authentication)));
        if !one.key_ids.is_empty() {
            rows.push(SummaryRow::new("Names of its keys", lines(&one.key_ids, "None")));
        }
    }
    if one.kind == Kind::Service {
        rows.push(SummaryRow::new("Tokens are for", one.audience.as_str()));
        rows.push(SummaryRow::new("What it may do there", lines(&one.scopes, "Nothing named")));
    } else {
        let told: Vec<String> =
            one.scopes.iter().map(|scope| messages::scope(scope).to_owned()).collect();
        rows.extend([
            SummaryRow::new("Addresses to return to", lines(&one.redirect_uris, "None")),
            SummaryRow::new("After signing out", lines(&one.post_logout_redirect_uris, "None")),
            SummaryRow::new("What it may be told", lines(&told, "Nothing")),
            SummaryRow::new("How it knows a person", messages::subject(one.subject)),
        ]);
        if one.protocol == Protocol::Oidc {
            rows.push(SummaryRow::new("Signature", one.id_token_algorithm.as_str()));
            rows.extend(logouts(one, zone));
            rows.push(SummaryRow::new("Devices without a browser", messages::devices(one.devices)));
        }
    }
    let day = zone.day_element(one.created_at.micros());
    rows.push(SummaryRow::new("Registered", Content::Markup(day)));
    rows
}

/// Where it is told of sign-outs, and how that went.
fn logouts(one: &ApplicationView, zone: &Zone) -> Vec<SummaryRow> {
    if one.backchannel_logout_uri.is_empty() {
        return vec![SummaryRow::new("When somebody signs out", "It is not told")];
    }
    let went = &one.logouts;
    let at = |at: kernel::clock::Timestamp| zone.minute_element(at.micros());
    let told = html! {
        "It is told at " (one.backchannel_logout_uri) br;
        "Took " (went.told) ", refused " (went.refused) ", given up " (went.given_up)
        @if let Some(told_at) = went.told_at { br; "Last told " (at(told_at)) }
        @if let Some(failed_at) = went.failed_at { br; "Last trouble " (at(failed_at)) ": " (went.problem) }
    };
    vec![SummaryRow::new("When somebody signs out", Content::Markup(told))]
}
