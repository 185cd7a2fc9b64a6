//! Values of people in words.

use std::sync::Arc;

use kernel::door::Door;
use maud::{Markup, html};
use ui::components::{Tag, TagColour, tag};
use ui::when::{Zone, time_element};

use crate::people::{AccountKind, AccountState};

pub(super) const fn state(state: AccountState) -> &'static str {
    match state {
        AccountState::Starting => "Starting",
        AccountState::Active => "Active",
        AccountState::Disabled => "Disabled",
        AccountState::Deleted => "Deleted",
        AccountState::Erased => "Erased",
    }
}

pub(crate) const fn kind(kind: AccountKind) -> &'static str {
    match kind {
        AccountKind::User => "Person",
        AccountKind::Application => "System account",
        AccountKind::Shared => "Shared mailbox",
        AccountKind::Resource => "Resource mailbox",
    }
}

pub(super) fn state_tag(of: AccountState) -> Markup {
    let colour = match of {
        AccountState::Starting => TagColour::Blue,
        AccountState::Active => TagColour::Green,
        AccountState::Disabled => TagColour::Yellow,
        AccountState::Deleted | AccountState::Erased => TagColour::Grey,
    };
    tag(&Tag::new(state(of), colour))
}

/// Says days in the installation's time zone.
pub(crate) struct Days(Arc<Zone>);

impl Days {
    pub(crate) fn of(door: &Door) -> Self {
        Self(door.ports().port().unwrap_or_default())
    }

    /// The day of a moment that stands in a record; nothing for none.
    pub(crate) fn day(&self, moment: Option<&str>) -> Markup {
        match moment.and_then(|moment| moment.parse::<jiff::Timestamp>().ok()) {
            Some(at) => time_element(&at.to_string(), &self.in_words(at)),
            None => Markup::default(),
        }
    }

    /// The day of a moment as plain words, for sentences.
    pub(crate) fn text(&self, moment: Option<&str>) -> String {
        let at = moment.and_then(|moment| moment.parse::<jiff::Timestamp>().ok());
        at.map_or_else(|| "the day it is due".to_owned(), |at| self.in_words(at))
    }

    /// The last day before a moment, in words: days end when the next one begins.
    pub(crate) fn day_before(&self, moment: Option<&str>) -> String {
        let at = moment.and_then(|moment| moment.parse::<jiff::Timestamp>().ok());
        at.map_or_else(String::new, |at| self.0.day(at.as_microsecond() - 1))
    }

    fn in_words(&self, at: jiff::Timestamp) -> String {
        self.0.day(at.as_microsecond())
    }
}

/// A text or a word for none.
pub(crate) fn or_none(text: Option<&str>) -> Markup {
    html! { (text.filter(|text| !text.is_empty()).unwrap_or("None")) }
}

/// A number with its noun.
pub(super) fn people(count: i64, is_more: bool) -> String {
    match (count, is_more) {
        (_, true) => "More than 1,000 people".to_owned(),
        (1, _) => "1 person".to_owned(),
        (count, _) => format!("{} people", thousands(count)),
    }
}

fn thousands(count: i64) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join(",")
}

pub(crate) use ui::link::email;
