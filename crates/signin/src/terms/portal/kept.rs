//! The versions of a place, and the draft of the next one.

use axum::extract::{Path, Query, State};
use kernel::door::Command as _;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::{Markup, html};
use serde_json::json;
use ui::components::{
    BannerKind, Button, Column, Heading, NotificationBanner, Table, button, heading,
    notification_banner, table,
};
use ui::content::Content;
use ui::form::Values;
use ui::frame::{Frame, Page, PageResponse, Width};
use ui::link::{Link, link};
use ui::when::Zone;

use super::reading::{FullText, dated, reading};
use super::{TITLE, below};
use crate::portal::titled;
use crate::terms::{DiscardTerms, NationalTerms, TermsKept, TermsOfOrganisation, TermsText};

/// The terms of a place, as far as the reader may see them.
pub(super) async fn of(app: &App, caller: &Caller, code: Option<&str>) -> Result<TermsKept> {
    let call = caller.call(&app.door);
    match code {
        None => app.door.ask(&call, &NationalTerms {}).await,
        Some(code) => {
            app.door.ask(&call, &TermsOfOrganisation { organisation: code.to_owned() }).await
        }
    }
}

/// Whether the reader writes them.
pub(super) async fn may_change(app: &App, caller: &Caller, code: Option<&str>) -> Result<bool> {
    let body = json!({ "organisation": code, "revision": uuid::Uuid::nil() });
    app.door.may_by_name(&caller.call(&app.door), DiscardTerms::NAME, body).await
}

/// The nation's.
pub(super) async fn national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    page(&app, &caller, &frame, None, &values).await
}

/// What an organisation adds.
pub(super) async fn own(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Query(values): Query<Values>,
) -> Result<PageResponse> {
    page(&app, &caller, &frame, Some(&code), &values).await
}

async fn page(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    code: Option<&str>,
    values: &Values,
) -> Result<PageResponse> {
    let kept = of(app, caller, code).await?;
    let may_change = may_change(app, caller, code).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let open = kept.versions.iter().find(|one| one.terms.to_string() == values.one("version"));
    let body = html! {
        (titled(TITLE, kept.organisation_name.as_deref().unwrap_or_default()))
        @match code {
            None => p { "Everybody accepts these before they use the service. Organisations add to them for their own people." },
            Some(_) => p { "What your organisation adds to the terms of the service. Your people read it below them and accept both together. Nothing of this is asked while the service has no terms of its own." },
        }
        (the_draft(&kept, may_change, &zone))
        @if code.is_none() && may_change {
            p { (link(&Link::new("Applications that do not wait for the terms", super::exempt::HERE))) }
            p { (link(&Link::new("How many have accepted, by organisation", super::nation::HERE))) }
        }
        @if kept.versions.is_empty() {
            p { "No version was published yet, so nobody is asked to accept anything." }
        } @else {
            (versions(&kept, &zone))
        }
        @if let Some(open) = open {
            (heading(&Heading::part(format!("Version {}", open.number))))
            (dated(open, &zone))
            (reading(open, FullText::Open))
        }
    };
    let above = match (&kept.organisation, &kept.organisation_name) {
        (Some(code), Some(name)) => Link::new(name.as_str(), format!("/o/{code}")),
        _ => Link::new("National", "/national"),
    };
    Ok(frame.page(Page {
        title: TITLE.to_owned(),
        caption: kept.organisation.clone().unwrap_or_default(),
        breadcrumbs: vec![above],
        width: Width::Full,
        notices: said(values.one("done")),
        body,
        ..Page::default()
    }))
}

fn said(done: &str) -> Option<Markup> {
    let words = match done {
        "published" => "The version is published. From its day on people are asked to accept it.",
        "discarded" => "The draft was thrown away.",
        _ => return None,
    };
    Some(notification_banner(&NotificationBanner {
        kind: BannerKind::Success,
        body: words.into(),
        ..NotificationBanner::default()
    }))
}

fn the_draft(kept: &TermsKept, may_change: bool, zone: &Zone) -> Markup {
    let code = kept.organisation.as_deref();
    html! {
        @if let Some(draft) = &kept.draft {
            (heading(&Heading::part("Draft of the next version")))
            p { (draft.title) ", to count from " (zone.day_element(draft.counts_from.micros())) ". Nobody is asked for it yet." }
            p { (link(&Link::new("See it as people will", below(code, "preview")))) }
            @if may_change { p { (link(&Link::new("Change the draft", below(code, "draft")))) } }
        } @else if may_change {
            (button(&Button::primary("Write the next version").to(below(code, "draft"))))
        }
    }
}

fn versions(kept: &TermsKept, zone: &Zone) -> Markup {
    let code = kept.organisation.as_deref();
    let row = |one: &TermsText| {
        let address = format!("{}?version={}", super::list(code), one.terms);
        vec![
            one.number.to_string().into(),
            Content::Markup(link(&Link::new(one.title.as_str(), address))).into(),
            Content::Markup(zone.day_element(one.counts_from.micros())).into(),
            Content::Markup(zone.minute_element(one.published_at.micros())).into(),
        ]
    };
    table(&Table {
        caption: "Published versions, the latest first".to_owned(),
        columns: ["Version", "Title", "Counts from", "Published"].map(Column::text).into(),
        rows: kept.versions.iter().map(row).collect(),
        first_cell_is_header: true,
        ..Table::default()
    })
}
