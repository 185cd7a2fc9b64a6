//! What states, desks and moments are called on these pages.

use std::sync::Arc;

use kernel::clock::Timestamp;
use kernel::door::Door;
use maud::{Markup, html};
use ui::components::{Tag, TagColour, tag};
use ui::when::Zone;

use crate::requests::model::{Desk, State};
use crate::requests::queries::{Party, RequestLine};

/// The zone in which days are shown.
pub(super) fn zone(door: &Door) -> Arc<Zone> {
    door.ports().port().unwrap_or_default()
}

pub(super) fn day(zone: &Zone, at: Timestamp) -> Markup {
    zone.day_element(at.micros())
}

pub(super) fn minute(zone: &Zone, at: Timestamp) -> Markup {
    zone.minute_element(at.micros())
}

/// How far a request is, in a word or two.
pub(super) const fn state_name(state: State) -> &'static str {
    match state {
        State::Open => "Waiting for a decision",
        State::Waiting => "Waiting for an answer",
        State::Approved => "Approved, to be done",
        State::Running => "Approved, being done",
        State::Declined => "Declined",
        State::Withdrawn => "Withdrawn",
        State::Lapsed => "Ended without an answer",
        State::Done => "Done",
    }
}

/// The same as a tag.
pub(super) fn state(state: State) -> Markup {
    let colour = match state {
        State::Open => TagColour::Blue,
        State::Waiting => TagColour::Yellow,
        State::Approved | State::Running => TagColour::AquaGreen,
        State::Declined => TagColour::Red,
        State::Withdrawn | State::Lapsed => TagColour::Grey,
        State::Done => TagColour::Green,
    };
    tag(&Tag::new(state_name(state), colour))
}

/// Who decides, as the end of a sentence.
pub(super) fn desk(desk: Desk, organisation: &str) -> String {
    match desk {
        Desk::HelpDesk => format!("the administrators and the help desk of {organisation}"),
        Desk::Administrators => format!("the administrators of {organisation}"),
        Desk::ServiceDesk => "the national service desk".to_owned(),
    }
}

/// Whose turn it is, in a sentence; nothing once it is over.
pub(super) fn turn(line: &RequestLine) -> Option<String> {
    let desk = desk(line.desk, &line.organisation_name);
    match line.state {
        State::Open => Some(format!("It waits for {desk}.")),
        State::Waiting => Some(format!("It waits for an answer of {}.", name(&line.asked_by))),
        State::Approved => Some(format!("It was approved. It is for {desk} to do.")),
        State::Running => {
            Some("It was approved and is being done now. Look again in a moment.".to_owned())
        }
        State::Declined | State::Withdrawn | State::Lapsed | State::Done => None,
    }
}

/// What somebody is called.
pub(super) fn name(party: &Party) -> String {
    if party.name.is_empty() {
        "somebody whose account is no longer kept".to_owned()
    } else {
        party.name.clone()
    }
}

/// The day it is due, with a word if that is past.
pub(super) fn due(zone: &Zone, line: &RequestLine) -> Markup {
    html! {
        (day(zone, line.due_at))
        @if line.is_overdue { " " (tag(&Tag::new("Overdue", TagColour::Red))) }
    }
}

/// "12", or "more than 100".
pub(super) fn count(waiting: i64, is_more: bool) -> String {
    if is_more { format!("more than {waiting}") } else { waiting.to_string() }
}

/// A command as a reader knows it.
pub(super) fn command(name: &str) -> &'static str {
    match name {
        "person.rename" => "The name is changed",
        _ => "What was asked for is done",
    }
}
