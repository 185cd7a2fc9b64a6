//! What the pages of this context have in common: forms that show again what has to be put right, parts of addresses,
//! titles, and the word that something was done.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Redirect, Response};
use kernel::refusal::{Error, Fault, Kind, Result};
use maud::Markup;
use ui::components::{BannerKind, Heading, NotificationBanner, heading, notification_banner};
use ui::form::{Problems, Values};
pub(crate) use ui::link::part;
use ui::sheet::Csv;

/// What the person can put right on the form; everything else is the page for trouble.
pub(crate) fn problems_of(error: Error) -> Result<Problems> {
    match error {
        Error::Refused(refusal)
            if matches!(refusal.kind, Kind::Invalid | Kind::Conflict | Kind::Stale) =>
        {
            let mut problems = Problems::new();
            if refusal.fields.is_empty() {
                problems.add_general(refusal.text.clone());
            }
            for field in &refusal.fields {
                problems.add(field.field.clone(), field.text.clone());
            }
            Ok(problems)
        }
        other => Err(other),
    }
}

/// The answer if there is one; none if the person may not know or do it.
pub(crate) fn if_allowed<T>(answer: Result<T>) -> Result<Option<T>> {
    match answer {
        Ok(answer) => Ok(Some(answer)),
        Err(Error::Refused(refusal))
            if matches!(refusal.kind, Kind::NotAllowed | Kind::NotFound | Kind::Conflict) =>
        {
            Ok(None)
        }
        Err(other) => Err(other),
    }
}

/// On to another page after something was done.
pub(crate) fn on_to(address: &str) -> Response {
    Redirect::to(address).into_response()
}

/// The version a form carries; a form without one is stale by definition.
pub(crate) fn version_in(values: &Values) -> Option<i64> {
    Some(values.one("version").parse().unwrap_or(0))
}

/// The address of a list with those of its filters that were chosen, from a place in it on.
pub(crate) fn list_address(
    list: &str,
    filters: &[&str],
    values: &Values,
    after: Option<&str>,
) -> String {
    let kept = filters.iter().filter_map(|name| Some((*name, typed(values, name)?)));
    let after = after.map(|after| ("after", after.to_owned()));
    let parts: Vec<String> =
        kept.chain(after).map(|(name, value)| format!("{name}={}", part(&value))).collect();
    format!("{list}?{}", parts.join("&"))
}

/// A text that was typed, if any.
pub(crate) fn typed(values: &Values, name: &str) -> Option<String> {
    Some(values.one(name).trim().to_owned()).filter(|text| !text.is_empty())
}

/// The title of a page, with the organisation above it.
pub(crate) fn title(text: &str, caption: &str) -> Markup {
    heading(&Heading {
        caption: Some(caption.to_owned()).filter(|caption| !caption.is_empty()),
        ..Heading::page(text)
    })
}

/// Says that something was done, after a redirect that carries it in the address.
pub(crate) fn done_banner(values: &Values, known: &[(&str, &'static str)]) -> Option<Markup> {
    let done = known.iter().find(|(name, _)| values.one("done") == *name)?;
    Some(success(done.1))
}

/// Says that something was done.
pub(crate) fn success(text: &str) -> Markup {
    notification_banner(&NotificationBanner {
        kind: BannerKind::Success,
        body: text.into(),
        ..NotificationBanner::default()
    })
}

/// A file for spreadsheets of bounded length, put together before it is answered.
pub(crate) struct CsvFile(Csv);

impl CsvFile {
    /// A file with these columns.
    pub(crate) fn new(head: &[&str]) -> Self {
        Self(Csv::new(head))
    }

    /// One more row.
    pub(crate) fn row<const N: usize>(&mut self, cells: [String; N]) {
        self.0.push(&cells);
    }

    /// The answer that the browser keeps under this name: letters, digits and signs of ASCII.
    pub(crate) fn answer(mut self, name: &str) -> Result<Response> {
        let disposition = HeaderValue::from_str(&format!("attachment; filename=\"{name}\""))
            .map_err(|error| Fault::defect("naming a file").because(error))?;
        let mut response = self.0.take().into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
        headers.insert(header::CONTENT_DISPOSITION, disposition);
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        Ok(response)
    }
}
