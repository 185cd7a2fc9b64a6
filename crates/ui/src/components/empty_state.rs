//! What a list says when there is nothing in it. Ours; the release has none.

use maud::{Markup, html};

use super::action_link;
use crate::{content::Content, link::Link};

/// An empty list: that this is no fault, and what to do next.
#[derive(Clone, Debug, Default)]
pub struct EmptyState {
    /// What is not there ("No people match these filters").
    pub text: String,
    /// Why, or what would make something appear here; empty for nothing.
    pub help: Content,
    /// What to do next.
    pub action: Option<Link>,
}

/// An empty state.
pub fn empty_state(state: &EmptyState) -> Markup {
    html! {
        div.app-empty {
            p.app-empty__text { (state.text) }
            @if !state.help.is_empty() { (state.help.in_paragraph(None)) }
            @if let Some(link) = &state.action { (action_link(link)) }
        }
    }
}
