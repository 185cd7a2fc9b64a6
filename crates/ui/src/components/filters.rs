//! The form above a list: search, filters, and what to do with all matching rows.
//! Ours, built from the release's components. It is a GET form, so that the address
//! of a filtered list can be kept and shared.

use maud::{Markup, html};

use super::{Button, Details, SearchInput, Select, button, details, search_input, select};
use crate::link::{Link, address, link};

/// Search and filters of one list.
#[derive(Clone, Debug, Default)]
pub struct Filters {
    /// Address of the list.
    pub action: String,
    /// Name of the form for screen readers ("Filter people").
    pub name: String,
    /// The search box; it has its own button.
    pub search: Option<SearchInput>,
    /// The filters.
    pub selects: Vec<Select>,
    /// More questions of the same form, such as which columns are shown; they stand behind a line that opens them.
    pub more: Option<Details>,
    /// What the address keeps besides, such as the order: name and value.
    pub kept: Vec<(String, String)>,
    /// Where the list is without any filter; none while nothing is filtered.
    pub clear: Option<String>,
    /// Links about all matching rows ("Download as CSV").
    pub actions: Vec<Link>,
}

/// The form above a list.
pub fn filters(filters: &Filters) -> Markup {
    html! {
        form.app-filters role="search" aria-label=(filters.name) action=(address(&filters.action))
            method="get" novalidate {
            @for (name, value) in &filters.kept { input type="hidden" name=(name) value=(value); }
            @if let Some(search) = &filters.search { (search_input(search)) }
            @if !filters.selects.is_empty() {
                div.app-filters__selects {
                    @for filter in &filters.selects { (select(filter)) }
                }
            }
            @if let Some(more) = &filters.more { (details(more)) }
            @if !filters.selects.is_empty() || filters.more.is_some() {
                (button(&Button { small: true, ..Button::secondary("Apply filters") }))
            }
            @if filters.clear.is_some() || !filters.actions.is_empty() {
                ul.app-filters__links {
                    @if let Some(clear) = &filters.clear {
                        li { (link(&Link::new("Clear search and filters", clear.as_str()))) }
                    }
                    @for action in &filters.actions { li { (link(action)) } }
                }
            }
        }
    }
}
