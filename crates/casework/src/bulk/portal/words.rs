//! What states, entries and numbers are called on these pages.

use std::sync::Arc;

use kernel::door::Door;
use maud::Markup;
use ui::components::{Tag, TagColour, tag};
use ui::when::Zone;

use crate::bulk::model::{ItemState, State};
use crate::bulk::queries::BulkLine;

/// The zone in which moments are shown.
pub(super) fn zone(door: &Door) -> Arc<Zone> {
    door.ports().port().unwrap_or_default()
}

/// How far a bulk change is.
pub(super) fn state(state: State) -> Markup {
    let (words, colour) = match state {
        State::Draft => ("Not run", TagColour::Grey),
        State::Running => ("Running", TagColour::Blue),
        State::Stopped => ("Stopped", TagColour::Yellow),
        State::Done => ("Finished", TagColour::Green),
        State::Dropped => ("Thrown away", TagColour::Grey),
        State::Forgotten => ("No longer kept", TagColour::Grey),
    };
    tag(&Tag::new(words, colour))
}

/// How far an entry is, before and after it was tried.
pub(super) const fn item_name(state: ItemState) -> &'static str {
    match state {
        ItemState::Waiting => "To be changed",
        ItemState::Done => "Done",
        ItemState::Same => "Already so",
        ItemState::Refused => "Refused",
        ItemState::Barred => "Cannot be changed",
        ItemState::Unknown => "Not found",
        ItemState::Several => "Several people",
        ItemState::Twice => "Twice in the list",
    }
}

/// The same as a tag.
pub(super) fn item(state: ItemState) -> Markup {
    let colour = match state {
        ItemState::Waiting => TagColour::Blue,
        ItemState::Done => TagColour::Green,
        ItemState::Same | ItemState::Twice => TagColour::Grey,
        ItemState::Refused | ItemState::Barred => TagColour::Red,
        ItemState::Unknown | ItemState::Several => TagColour::Yellow,
    };
    tag(&Tag::new(item_name(state), colour))
}

/// "1 person", "5,000 people".
pub(super) fn people(count: i64) -> String {
    match count {
        1 => "1 person".to_owned(),
        count => format!("{} people", thousands(count)),
    }
}

/// "1 entry", "5,000 entries".
pub(super) fn entries(count: i64) -> String {
    match count {
        1 => "1 entry".to_owned(),
        count => format!("{} entries", thousands(count)),
    }
}

pub(super) fn thousands(count: i64) -> String {
    let digits = count.to_string();
    let groups: Vec<&str> = digits
        .as_bytes()
        .rchunks(3)
        .rev()
        .map(|group| str::from_utf8(group).unwrap_or_default())
        .collect();
    groups.join(",")
}

/// What it does: "Move to another user policy: Research".
pub(super) fn what(line: &BulkLine) -> String {
    if line.says.is_empty() { line.title.clone() } else { format!("{}: {}", line.title, line.says) }
}

/// How far it is in numbers: "588 done, 12 refused".
pub(super) fn how_far(line: &BulkLine) -> String {
    let counts = line.counts;
    let parts = [
        (counts.unseen, "to be looked up"),
        (counts.waiting, "to be changed"),
        (counts.done, "done"),
        (counts.same, "already so"),
        (counts.refused, "refused"),
        (counts.left_out, "left out"),
    ];
    let said: Vec<String> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, words)| format!("{} {words}", thousands(*count)))
        .collect();
    if said.is_empty() { "Nothing kept".to_owned() } else { said.join(", ") }
}
