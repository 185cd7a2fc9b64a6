//! The components of the NHS design system that the portal uses, as typed functions.
//!
//! One module per component, named as in `nhsuk-frontend`; each has one strict
//! parameter struct and one function giving `maud` markup. Slices build their pages
//! from these and write no class names of their own.
//!
//! Invariants: the markup equals that of the vendored release for every option
//! offered here (`tests/` compares with the release's own fixtures); text is always
//! escaped; nothing needs script; nothing carries inline style.
//!
//! Deliberately absent: options that NHS guidance advises against or the portal has
//! no use for (disabled fields, reverse colours, raw class names, raw attributes).

mod action_link;
mod back_link;
mod breadcrumb;
mod button;
mod card;
mod checkboxes;
mod date_input;
mod details;
mod empty_state;
mod error_message;
mod error_summary;
mod fieldset;
mod file_upload;
mod filters;
mod form_group;
mod heading;
mod hint;
pub(crate) mod icon;
mod input;
mod inset_text;
mod label;
mod notification_banner;
mod pagination;
mod panel;
mod password_input;
mod radios;
mod search_input;
mod select;
mod skip_link;
mod summary_list;
mod table;
mod tabs;
mod tag;
mod task_list;
mod textarea;
mod warning_callout;

pub use action_link::action_link;
pub use back_link::back_link;
pub use breadcrumb::breadcrumb;
pub use button::{Button, ButtonKind, button, button_group};
pub use card::{Card, CardKind, card};
pub use checkboxes::{Checkboxes, checkboxes, tick};
pub use date_input::{DateInput, DatePart, date_input};
pub use details::{Details, details};
pub use empty_state::{EmptyState, empty_state};
pub use error_message::error_message;
pub use error_summary::{ErrorSummary, SummaryItem, error_summary};
pub use fieldset::{Fieldset, Legend, fieldset};
pub use file_upload::{FileUpload, file_upload};
pub use filters::{Filters, filters};
pub(crate) use heading::element as heading_element;
pub use heading::{Heading, Level, Size, heading};
pub use hint::hint;
pub use input::{Input, InputKind, InputMode, InputWidth, input};
pub use inset_text::inset_text;
pub use label::{Label, label};
pub use notification_banner::{BannerKind, NotificationBanner, notification_banner};
pub use pagination::{Pagination, pagination};
pub use panel::{Panel, panel};
pub use password_input::{PasswordInput, PasswordKind, password_input};
pub use radios::{Choice, Layout, Radios, radios};
pub use search_input::{SearchInput, search_input};
pub use select::{Select, SelectOption, select};
pub use skip_link::skip_link;
pub use summary_list::{SummaryList, SummaryRow, summary_list};
pub use table::{Cell, Column, ColumnKind, Sort, SortState, Table, TableLayout, table};
pub use tabs::{Tab, Tabs, tabs};
pub use tag::{Tag, TagColour, tag};
pub use task_list::{Task, TaskList, TaskStatus, task_list};
pub use textarea::{Textarea, textarea};
pub use warning_callout::{WarningCallout, warning_callout};

#[cfg(test)]
mod tests;

/// The text as an optional attribute: absent when empty.
pub(crate) fn given(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// Class names in a row, the empty ones left out.
pub(crate) fn classes(names: &[&str]) -> String {
    let mut joined = String::new();
    for name in names.iter().filter(|name| !name.is_empty()) {
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(name);
    }
    joined
}
