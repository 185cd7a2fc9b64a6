//! Writing the draft of the next version.

use axum::Form as Posted;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use kernel::clock::Timestamp;
use kernel::http::{App, Caller};
use kernel::refusal::Result;
use maud::html;
use ui::components::{Button, Input, Textarea, button, button_group, input, textarea};
use ui::form::{Form, Problems, Values, day_input, form, typed_day};
use ui::frame::{Frame, Page, PageResponse};
use ui::link::{Link, link};
use ui::when::Zone;

use super::kept::of;
use super::{TITLE, below, list};
use crate::portal::{see_other, shown, titled};
use crate::terms::{DraftTerms, TermsDraft, TermsKept};

/// The nation's.
pub(super) async fn national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
) -> Result<PageResponse> {
    opened(&app, &caller, &frame, None).await
}

/// What an organisation adds.
pub(super) async fn own(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
) -> Result<PageResponse> {
    opened(&app, &caller, &frame, Some(&code)).await
}

/// Saves the nation's.
pub(super) async fn save_national(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    save(&app, &caller, &frame, None, &values).await
}

/// Saves what an organisation adds.
pub(super) async fn save_own(
    State(app): State<App>,
    caller: Caller,
    frame: Frame,
    Path(code): Path<String>,
    Posted(values): Posted<Values>,
) -> Result<Response> {
    save(&app, &caller, &frame, Some(&code), &values).await
}

async fn opened(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    code: Option<&str>,
) -> Result<PageResponse> {
    let kept = of(app, caller, code).await?;
    let zone = app.door.ports().port::<Zone>().unwrap_or_default();
    let values = kept.draft.as_ref().map(|draft| as_typed(draft, &zone)).unwrap_or_default();
    Ok(page(frame, &kept, &values, &Problems::new()))
}

async fn save(
    app: &App,
    caller: &Caller,
    frame: &Frame,
    code: Option<&str>,
    values: &Values,
) -> Result<Response> {
    let day = |name| typed_day(values, name).unwrap_or_default();
    let command = DraftTerms {
        organisation: code.map(str::to_owned),
        over: values.one("over").parse().ok(),
        title: values.one("title").to_owned(),
        sentences: values.one("sentences").lines().map(str::to_owned).collect(),
        text: values.one("text").to_owned(),
        changes: values.one("changes").to_owned(),
        counts_from: day("counts_from"),
        put_off_until: day("put_off_until"),
    };
    match app.door.perform(caller.call(&app.door), command).await {
        Ok(_) => Ok(see_other(&below(code, "preview"), None)),
        Err(error) => {
            let problems = shown(error)?;
            let kept = of(app, caller, code).await?;
            Ok(page(frame, &kept, values, &problems).into_response())
        }
    }
}

/// A draft as it would be typed.
fn as_typed(draft: &TermsDraft, zone: &Zone) -> Values {
    let values = Values::default()
        .with("over", draft.revision.to_string())
        .with("title", draft.title.as_str())
        .with("sentences", draft.sentences.join("\n"))
        .with("text", draft.text.as_str())
        .with("changes", draft.changes.as_str());
    let days = [("counts_from", draft.counts_from), ("put_off_until", draft.put_off_until)];
    days.into_iter().fold(values, |values, (name, at)| with_day(values, name, at, zone))
}

fn with_day(values: Values, name: &str, at: Timestamp, zone: &Zone) -> Values {
    let Some(date) = zone.date(at.micros()) else { return values };
    values
        .with(format!("{name}-day"), date.day().to_string())
        .with(format!("{name}-month"), date.month().to_string())
        .with(format!("{name}-year"), date.year().to_string())
}

fn page(frame: &Frame, kept: &TermsKept, values: &Values, problems: &Problems) -> PageResponse {
    let code = kept.organisation.as_deref();
    let is_first = kept.versions.is_empty();
    let title = Input { label: "Title".into(), ..Input::from(values.field("title", problems)) };
    let area = |name: &str, label: &str, hint: &str, rows: u16| {
        textarea(&Textarea {
            label: label.into(),
            hint: Some(hint.to_owned().into()),
            rows,
            ..Textarea::from(values.field(name, problems))
        })
    };
    let fields = html! {
        (input(&title))
        (area("sentences", "What matters most, one sentence on each line", "10 sentences at most. Everybody reads these.", 10))
        (area("text", "Full text", "Begin a line with # for a heading, with a hyphen and a space for an item of a list. Leave a line empty between paragraphs.", 20))
        @if !is_first {
            (area("changes", "What has changed since the last version", "People who accepted the last version read this first.", 5))
        }
        (day_input(values, problems, "counts_from", "From which day does it count?", "For example, 5 3 2027. From that day on nobody signs in, and nobody signs in to an application, before they have accepted it."))
        (day_input(values, problems, "put_off_until", "From which day must people who are signed in accept it?", "Until then they can put it off. The same day if they cannot."))
        (button_group(&[
            button(&Button { prevent_double_click: true, ..Button::primary("Save and see it") }),
            link(&Link::new("Cancel", list(code))),
        ]))
    };
    // The revision that was looked at, so that nobody writes over what somebody else has written meanwhile.
    let hidden = vec![("over".to_owned(), values.one("over").to_owned())];
    let heading = "Write the next version";
    frame.page(Page {
        title: heading.to_owned(),
        caption: kept.organisation.clone().unwrap_or_default(),
        breadcrumbs: vec![Link::new(TITLE, list(code))],
        notices: problems.summary(),
        error: !problems.is_empty(),
        body: html! {
            (titled(heading, kept.organisation_name.as_deref().unwrap_or_default()))
            (form(frame, &Form { hidden, body: fields, ..Form::default() }))
        },
        ..Page::default()
    })
}
