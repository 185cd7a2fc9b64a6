//! Stages, counts and moments in words.

use std::sync::Arc;

use kernel::clock::Timestamp;
use kernel::door::Door;
use ui::components::{Tag, TagColour};
use ui::when::Zone;

use crate::shadow::queries::{Stage, StateView};
use crate::shadow::store::COUNTED;

/// Says moments in the installation's zone.
pub(super) struct Moments {
    zone: Arc<Zone>,
    now: Timestamp,
}

impl Moments {
    pub(super) fn of(door: &Door) -> Self {
        let zone = door.ports().port().unwrap_or_default();
        Self { zone, now: door.clock().now() }
    }

    /// A moment of an answer. One that cannot be read is shown as it came.
    pub(super) fn say(&self, rfc3339: &str) -> String {
        match rfc3339.parse::<jiff::Timestamp>() {
            Ok(at) => self.zone.in_words(at.as_microsecond(), self.now.micros()),
            Err(_) => rfc3339.to_owned(),
        }
    }

    /// In a minute, which is when what is on its way is looked at again.
    pub(super) fn soon(&self) -> String {
        self.zone.in_words(self.now.plus_seconds(60).micros(), self.now.micros())
    }
}

/// The stage as a tag.
pub(super) fn tag(stage: Stage) -> Tag {
    match stage {
        Stage::Saved => Tag::new("Saved here", TagColour::Grey),
        Stage::OnItsWay => Tag::new("On its way", TagColour::Blue),
        Stage::Live => Tag::new("Live", TagColour::Green),
        Stage::Removed => Tag::new("Deleted", TagColour::Grey),
        Stage::Refused => Tag::new("Not accepted", TagColour::Red),
        Stage::NotInMicrosoft365 => Tag::new("Kept here only", TagColour::Plain),
    }
}

/// How far an account is, in a sentence.
pub(super) fn sentence(view: &StateView, moments: &Moments) -> String {
    let since = view.since.as_deref().map(|at| format!(" since {}", moments.say(at)));
    let since = since.unwrap_or_default();
    let because = |stage: &str| match &view.problem {
        Some(problem) => format!("{stage}. {problem}"),
        None => stage.to_owned(),
    };
    match view.stage {
        Stage::Saved => because("Saved here"),
        Stage::OnItsWay => because("On its way"),
        Stage::Live => format!("Live in Microsoft 365{since}"),
        Stage::Removed => format!("Deleted in Microsoft 365{since}"),
        Stage::Refused => because("Saved here, not accepted by Microsoft 365"),
        Stage::NotInMicrosoft365 => "Kept here only, not in Microsoft 365".to_owned(),
    }
}

/// A count that is exact up to a limit.
pub(super) fn count(number: i64) -> String {
    if number > COUNTED { "more than 1,000".to_owned() } else { number.to_string() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_exact_to_a_thousand() {
        assert_eq!([count(0), count(1000), count(1001)], ["0", "1000", "more than 1,000"]);
    }
}
