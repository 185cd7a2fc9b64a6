//! What somebody owns or holds that needs a successor when they go. Slices contribute the lines.

use maud::{Markup, html};

use crate::link::{Link, link};

/// One thing that somebody owns or holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedLine {
    /// Place in the list: small numbers first, ties by text.
    pub order: u16,
    /// What it is, and what becomes of it, in a sentence.
    pub text: String,
    /// Where a successor is named.
    pub to: Option<Link>,
}

/// The list, in its order.
pub fn owned(mut lines: Vec<OwnedLine>) -> Markup {
    lines.sort_by(|one, other| (one.order, &one.text).cmp(&(other.order, &other.text)));
    html! {
        ul.nhsuk-list.nhsuk-list--bullet {
            @for line in &lines {
                li { (line.text) @if let Some(to) = &line.to { " " (link(to)) } }
            }
        }
    }
}
