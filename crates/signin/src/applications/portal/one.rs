//! One application.

use axum::extract::{Path, State};
use kernel::clock::Timestamp;
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

use super::{Act, At, found, may, saml};
use crate::applications::{ApplicationView, Authentication, Kind, Protocol, messages};

/// The page.
pub(super) async fn page(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(at): Path<At>,
) -> Result<PageResponse> {
    let one = found(&app, &caller, &at).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let acts = acts(&app, &caller, &at, &one).await?;
    let body = html! {
        (heading(&Heading::page(one.name.clone())))
        @if let Some(at) = one.retired_at {
            (inset_text(&Content::Markup(html! { "It was taken out of use on " (zone.day_element(at.micros())) "." })))
        }
        @else if let Some(at) = one.held_at {
            (inset_text(&Content::Markup(html! { "Those who run the service have held it since " (zone.day_element(at.micros())) ". Nobody is let in, and what it was given does not count, until they release it: " (one.hold_reason) })))
        }
        (summary_list(&SummaryList { rows: rows(&one, &zone, app.door.clock().now()), ..SummaryList::default() }))
        (acts)
    };
    Ok(frame.page(Page {
        title: one.name.clone(),
        breadcrumbs: at.above(one.organisation_name.as_deref()),
        body,
        ..Page::default()
    }))
}

/// What the reader may do.
async fn acts(app: &App, caller: &Caller, at: &At, one: &ApplicationView) -> Result<Markup> {
    if one.retired_at.is_some() {
        return Ok(html! {});
    }
    let here = at.address(one.application);
    let key = Some(one.application);
    let mut acts = Vec::new();
    if may(app, caller, at, Act::Change, key).await? {
        acts.push(button(&Button::secondary("Change").to(format!("{here}/change"))));
    }
    let has_secret = one.authentication == Authentication::Secret;
    if has_secret && may(app, caller, at, Act::Rotate, key).await? {
        acts.push(button(&Button::secondary("New secret").to(format!("{here}/secret"))));
    }
    if at.code.is_some() && may(app, caller, at, Act::AllowForAll, key).await? {
        acts.push(button(&Button::secondary("Allow it for all").to(format!("{here}/allow"))));
    }
    if one.kind != Kind::Service && at.code.is_none() {
        let test = Button::secondary("What it would be told of you");
        acts.push(button(&test.to(format!("{here}/test"))));
    }
    if at.code.is_none() && may(app, caller, at, Act::Hold, key).await? {
        let words = if one.held_at.is_some() { "Release" } else { "Hold" };
        acts.push(button(&Button::secondary(words).to(format!("{here}/hold"))));
    }
    if may(app, caller, at, Act::Retire, key).await? {
        acts.push(button(&Button::secondary("Take out of use").to(format!("{here}/retire"))));
    }
    Ok(button_group(&acts))
}

fn whose(one: &ApplicationView) -> String {
    match (&one.organisation_name, &one.organisation) {
        (Some(name), Some(code)) => format!("{name} ({code})"),
        _ => "The whole service".to_owned(),
    }
}

fn asked(one: &ApplicationView) -> &'static str {
    match one.organisation {
        Some(_) => "Yes: each person allows what it is told beyond who they are",
        None => messages::asks(one.asks),
    }
}

fn rows(one: &ApplicationView, zone: &Zone, now: Timestamp) -> Vec<SummaryRow> {
    let lines = |list: &[String], none: &str| -> Content {
        if list.is_empty() {
            return none.to_owned().into();
        }
        Content::Markup(html! { @for line in list { (line) br; } })
    };
    let open_to = Content::Markup(html! {
        @if one.organisation.is_some() { (messages::open_to_own(one.open_to)) }
        @else { (messages::open_to(one.open_to)) }
        @if !one.organisations.is_empty() { ": " (one.organisations.join(", ")) }
    });
    let mut rows = vec![
        SummaryRow::new("What it is", messages::kind(one.kind)),
        SummaryRow::new("What it speaks", messages::protocol(one.protocol)),
        SummaryRow::new("Whose it is", whose(one)),
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
        if let Some(until) = one.old_secret_until.filter(|until| now < *until) {
            let until = zone.minute_element(until.micros());
            rows.push(SummaryRow::new("The secret before works until", Content::Markup(until)));
        }
        if !one.keys_uri.is_empty() {
            let read = html! {
                (one.keys_uri)
                @if !one.keys_problem.is_empty() { br; "Last trouble: " (one.keys_problem) }
            };
            rows.push(SummaryRow::new("Its keys are at", Content::Markup(read)));
        }
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
            SummaryRow::new("People are asked first", asked(one)),
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
    let at = |at: Timestamp| zone.minute_element(at.micros());
    let told = html! {
        "It is told at " (one.backchannel_logout_uri) br;
        "Took " (went.told) ", refused " (went.refused) ", given up " (went.given_up)
        @if let Some(told_at) = went.told_at { br; "Last told " (at(told_at)) }
        @if let Some(failed_at) = went.failed_at { br; "Last trouble " (at(failed_at)) ": " (went.problem) }
    };
    vec![SummaryRow::new("When somebody signs out", Content::Markup(told))]
}
