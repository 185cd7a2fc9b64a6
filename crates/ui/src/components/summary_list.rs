//! Summary list. <https://service-manual.nhs.uk/design-system/components/summary-list>

use maud::{Markup, html};

use super::classes;
use crate::{
    content::Content,
    link::{Link, link},
};

/// One fact.
#[derive(Clone, Debug, Default)]
pub struct SummaryRow {
    /// What it is.
    pub key: String,
    /// What it says.
    pub value: Content,
    /// What can be done about it; [`Link::about`] names the fact for screen readers.
    pub actions: Vec<Link>,
}

impl SummaryRow {
    /// A fact without actions.
    pub fn new(key: impl Into<String>, value: impl Into<Content>) -> Self {
        Self { key: key.into(), value: value.into(), actions: Vec::new() }
    }

    /// The same fact with one more action.
    #[must_use]
    pub fn action(mut self, link: Link) -> Self {
        self.actions.push(link);
        self
    }
}

/// Facts about one thing, below each other.
#[derive(Clone, Debug, Default)]
pub struct SummaryList {
    /// The facts in order.
    pub rows: Vec<SummaryRow>,
    /// No lines between the facts.
    pub no_border: bool,
    /// No line after the last fact, for lists inside a card.
    pub no_last_row_border: bool,
}

/// A summary list.
pub fn summary_list(list: &SummaryList) -> Markup {
    // Rows without actions keep the column free when a neighbour has some.
    let any_actions = list.rows.iter().any(|row| !row.actions.is_empty());
    let border = match (list.no_border, list.no_last_row_border) {
        (true, _) => "nhsuk-summary-list--no-border",
        (false, true) => "nhsuk-summary-list--no-last-row-border",
        (false, false) => "",
    };
    html! {
        dl class=(classes(&["nhsuk-summary-list", border])) {
            @for row in &list.rows {
                @let bare = any_actions && row.actions.is_empty();
                @let no_actions = if bare { "nhsuk-summary-list__row--no-actions" } else { "" };
                div class=(classes(&["nhsuk-summary-list__row", no_actions])) {
                    dt.nhsuk-summary-list__key { (row.key) }
                    dd.nhsuk-summary-list__value { (row.value) }
                    @if !row.actions.is_empty() {
                        dd.nhsuk-summary-list__actions { (actions(&row.actions)) }
                    }
                }
            }
        }
    }
}

/// One action alone, several as a list.
fn actions(actions: &[Link]) -> Markup {
    html! {
        @if let [only] = actions {
            (link(only))
        } @else {
            ul.nhsuk-summary-list__actions-list {
                @for action in actions {
                    li.nhsuk-summary-list__actions-list-item { (link(action)) }
                }
            }
        }
    }
}
