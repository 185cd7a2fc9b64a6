//! Moments on a page. How a moment is put in words depends on the reader's zone and
//! is decided elsewhere; here the words only get their machine-readable twin.

use maud::{Markup, html};

/// Words about a moment, with the moment itself for programs.
///
/// `datetime_iso` is a date, or a date and time with an offset, as HTML's `time`
/// element takes them ("2027-03-05", "2027-03-05T10:04:00Z").
pub fn time_element(datetime_iso: &str, text: &str) -> Markup {
    html! { time datetime=(datetime_iso) { (text) } }
}
