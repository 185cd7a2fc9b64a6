//! The draft as people will read it, and from there: publish it, change it, or throw it away.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::http::{App, Caller};
use kernel::refusal::{Error, Result};
use maud::html;
use ui::components::{Button, ButtonKind, Heading, button, heading};
use ui::form::{Form, Problems, Values, form};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use ui::when::Zone;

use super::kept::{may_change, of};
use super::reading::{FullText, reading};
use super::{TITLE, below, list};
use crate::portal::{see_other, shown, titled};
use crate::terms::{DiscardTerms, PublishTerms, TermsDraft, TermsKept, TermsText, messages};

/// The nation's.
pub(super) async fn national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<Response> {
    shown_draft(&app, &caller, &frame, None, &Problems::new()).await
}

/// What an organisation adds.
pub(super) async fn own(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<Response> {
    shown_draft(&app, &caller, &frame, Some(&code), &Problems::new()).await
}

/// Publishes the nation's.
pub(super) async fn publish_national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    publish(&app, &caller, &frame, None, &values).await
}

/// Publishes what an organisation adds.
pub(super) async fn publish_own(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    publish(&app, &caller, &frame, Some(&code), &values).await
}

/// Throws the nation's draft away.
pub(super) async fn discard_national(
    State(app): State<App>,
    caller: Caller,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    discard(&app, &caller, None, &values).await
}

/// Throws an organisation's draft away.
pub(super) async fn discard_own(
    State(app): State<App>,
    caller: Caller,
    Path(code): Path<String>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    discard(&app, &caller, Some(&code), &values).await
}

async fn publish(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    code: Option<&str>,
    values: &Values,
) -> Result<Response> {
    let revision = values.one("revision").parse().unwrap_or_default();
    let command = PublishTerms { organisation: code.map(str::to_owned), revision };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(&format!("{}?done=published", list(code)), None)),
        Err(error) if is_gone(&error) => Ok(see_other(&list(code), None)),
        Err(error) => shown_draft(app, caller, frame, code, &shown(error)?).await,
    }
}

async fn discard(
    app: &App,
    caller: &Caller,
    code: Option<&str>,
    values: &Values,
) -> Result<Response> {
    let revision = values.one("revision").parse().unwrap_or_default();
    let command = DiscardTerms { organisation: code.map(str::to_owned), revision };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(&format!("{}?done=discarded", list(code)), None)),
        // Changed or gone since: the page of the draft says how it is now.
        Err(error) if is_gone(&error) => Ok(see_other(&below(code, "preview"), None)),
        Err(error) => Err(error),
    }
}

fn is_gone(error: &Error) -> bool {
    matches!(error, Error::Refused(refusal) if refusal.code == messages::NO_DRAFT.code)
}

async fn shown_draft(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    code: Option<&str>,
    problems: &Problems,
) -> Result<Response> {
    let kept = of(app, caller, code).await?;
    let may_change = may_change(app, caller, code).await?;
    let Some(draft) = &kept.draft else { return Ok(nothing(frame, &kept).into_response()) };
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    Ok(page(frame, &kept, draft, may_change, problems, &zone).into_response())
}

/// What stands here where there is no draft: it was published or thrown away, or never written.
fn nothing(frame: &Frame, kept: &TermsKept) -> PageResponse {
    let code = kept.organisation.as_deref();
    let title = "No draft";
    let body = html! {
        (titled(title, kept.organisation_name.as_deref().unwrap_or_default()))
        p { "There is no draft of the next version." }
        p { (link(&Link::new("See the versions", list(code)))) }
    };
    frame.page(Page {
        title: title.to_owned(),
        caption: kept.organisation.clone().unwrap_or_default(),
        breadcrumbs: vec![Link::new(TITLE, list(code))],
        body,
        ..Page::default()
    })
}

/// The draft as it will be once it is published.
fn as_published(kept: &TermsKept, draft: &TermsDraft) -> TermsText {
    TermsText {
        terms: draft.revision,
        organisation_name: kept.organisation_name.clone(),
        number: kept.versions.first().map_or(1, |last| last.number + 1),
        title: draft.title.clone(),
        sentences: draft.sentences.clone(),
        text: draft.text.clone(),
        changes: draft.changes.clone(),
        counts_from: draft.counts_from,
        put_off_until: draft.put_off_until,
        published_at: draft.counts_from,
    }
}

fn page(
    frame: &Frame,
    kept: &TermsKept,
    draft: &TermsDraft,
    may_change: bool,
    problems: &Problems,
    zone: &Zone,
) -> PageResponse {
    let code = kept.organisation.as_deref();
    let text = as_published(kept, draft);
    let act = |page: &str, act: &Button| {
        form(
            frame,
            &Form {
                action: below(code, page),
                hidden: vec![("revision".to_owned(), draft.revision.to_string())],
                body: button(act),
                ..Form::default()
            },
        )
    };
    let publish = Button { prevent_double_click: true, ..Button::primary("Publish") };
    let discard = Button { kind: ButtonKind::Secondary, ..Button::primary("Throw the draft away") };
    let title = format!("Draft of version {}", text.number);
    let body = html! {
        (titled(&title, kept.organisation_name.as_deref().unwrap_or_default()))
        p { "This is what people will read." }
        (reading(&text, FullText::Folded))
        (heading(&Heading::part("When it is published")))
        ul.nhsuk-list.nhsuk-list--bullet {
            li { "It counts from " (zone.day_element(draft.counts_from.micros())) ", or at once if that day has come." }
            li { "From then on nobody it is for signs in before they have accepted it, and applications wait for them." }
            li { "People who are signed in can put it off until " (zone.day_element(draft.put_off_until.micros())) "." }
            li { "It cannot be changed or taken back. The next version takes its place." }
        }
        @if may_change {
            (act("preview", &publish))
            p { (link(&Link::new("Change the draft", below(code, "draft")))) }
            (act("discard", &discard))
        }
    };
    frame.page(Page {
        title,
        caption: kept.organisation.clone().unwrap_or_default(),
        breadcrumbs: vec![Link::new(TITLE, list(code))],
        notices: problems.summary(),
        error: !problems.is_empty(),
        body,
        ..Page::default()
    })
}
