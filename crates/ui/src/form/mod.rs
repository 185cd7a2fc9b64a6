//! Forms: sending them safely, and showing them again when something was wrong.
//!
//! A handler reads what was posted as [`Values`], parses it into its command, collects
//! [`Problems`] on the way, and when there are some renders the same form again with
//! the values as they were typed and each problem both in the summary and beside its
//! field, word for word the same.
//!
//! ```text
//! let problems = ...;                                   // field "mobile", text
//! frame.page(Page {
//!     error: !problems.is_empty(),
//!     notices: problems.summary(),                      // links to #mobile
//!     body: html! { (form(&frame, &Form { action, body: html! {
//!         (input(&Input { label: "Mobile".into(), ..Input::from(values.field("mobile", &problems)) }))
//!     }, ..Form::default() })) },
//!     ..
//! })
//! ```
//!
//! Invariant: a field's id is its name, or begins with it where a question has several
//! fields, so that a link of the summary lands.

mod day;
mod problems;
mod values;

use maud::{Markup, html};

use crate::{frame::Frame, link::address};

pub use day::{day_input, typed_day};
pub use problems::{Problem, Problems};
pub use values::{Field, Values};

#[cfg(test)]
mod tests;

/// The name under which forms send the CSRF token.
pub const CSRF_FIELD: &str = "csrf";

/// The name under which a form sends files beside what was typed, as its last field. Such a form can be sent without its
/// files, too: signing in again in the middle of it carries what was typed, and the names of the files in this field, so
/// that whoever takes the form can say that they have to be chosen again.
pub const FILES_FIELD: &str = "files";

/// The hidden field that proves a form came from us; nothing where there is no session.
pub fn csrf_field(frame: &Frame) -> Markup {
    html! {
        @if !frame.csrf.is_empty() { (hidden_field(CSRF_FIELD, &frame.csrf)) }
    }
}

/// A value the form carries without showing it. The person can change it all the same:
/// the server must treat it like any other field.
pub fn hidden_field(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

/// A form that changes something.
#[derive(Clone, Debug, Default)]
pub struct Form {
    /// Where it is posted to; empty for the page's own address.
    pub action: String,
    /// Values carried along: name and value.
    pub hidden: Vec<(String, String)>,
    /// The fields and the button.
    pub body: Markup,
    /// Sends files.
    pub multipart: bool,
}

/// A form sent by POST with the CSRF token. The browser's own checks are off: their
/// words are not ours, and they vanish before everybody has read them.
pub fn form(frame: &Frame, form: &Form) -> Markup {
    let action = (!form.action.is_empty()).then(|| address(&form.action));
    html! {
        form action=[action] method="post" enctype=[form.multipart.then_some("multipart/form-data")]
            novalidate {
            (csrf_field(frame))
            @for (name, value) in &form.hidden { (hidden_field(name, value)) }
            (form.body)
        }
    }
}
