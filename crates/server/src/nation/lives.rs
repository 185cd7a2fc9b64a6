//! What else is known about people: how long they have been there, how they are reached, how far their account is.
//!
//! Telephone numbers come from the ranges that the regulator keeps free for stories (Ofcom, numbers for drama use), so
//! that none of them rings anywhere.

use super::names;
use super::sequence::Sequence;

/// How far somebody's account is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Life {
    /// They work.
    Active,
    /// An administrator blocked them so many days ago, for this reason.
    Disabled(i64, &'static str),
    /// They were deleted so many days ago, not yet for good.
    Deleted(i64),
    /// They were marked so many days ago as moving within the service; nobody has claimed them yet.
    Moves(i64),
}

/// What is known about a person besides name and job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedLife {
    /// The family name they had before.
    pub former_family: Option<String>,
    /// How far their account is.
    pub life: Life,
    /// Days since they came.
    pub came: i64,
    /// Days since they were last active; not known of those who never were.
    pub active: Option<i64>,
    /// Telephone number.
    pub telephone: Option<String>,
    /// Mobile number.
    pub mobile: Option<String>,
    /// Staff number: eight digits.
    pub staff_number: Option<String>,
    /// Whether everybody finds them in the directory.
    pub listed: bool,
    /// The place of their unit among those of the organisation.
    pub unit: usize,
}

const REASONS: [&str; 5] = [
    "On a career break",
    "On secondment elsewhere",
    "On maternity leave",
    "Under investigation",
    "Long-term sick leave",
];
/// Days an account can be there at most.
const LONGEST: u64 = 3_650;

pub(super) fn life(sequence: &mut Sequence) -> PlannedLife {
    let former_family = sequence.percent(3).then(|| names::person(sequence).1);
    // Squared: more have come lately than long ago.
    let drawn = sequence.below(1_000);
    let came = 40 + days(drawn * drawn * LONGEST / 1_000_000);
    let life = match sequence.below(1_000) {
        0..20 => Life::Disabled(days(sequence.below(39)), sequence.pick(&REASONS)),
        20..35 => Life::Deleted(days(sequence.below(29))),
        35..40 => Life::Moves(days(sequence.below(29))),
        _ => Life::Active,
    };
    let active = match sequence.below(100) {
        0..2 => None,
        2..5 => Some(30 + days(sequence.below(10))),
        _ => Some(days(sequence.below(10))),
    };
    PlannedLife {
        former_family,
        life,
        came,
        active,
        telephone: sequence
            .percent(70)
            .then(|| format!("+44 1632 960{:03}", sequence.below(1_000))),
        mobile: sequence.percent(35).then(|| format!("+447700900{:03}", sequence.below(1_000))),
        staff_number: sequence.percent(80).then(|| format!("{:08}", sequence.below(100_000_000))),
        listed: !sequence.percent(1),
        unit: usize::try_from(sequence.below(1_000)).unwrap_or(0),
    }
}

fn days(drawn: u64) -> i64 {
    i64::try_from(drawn).unwrap_or(0)
}
