//! How transfers read.

use ui::components::{Tag, TagColour, tag};

use crate::people::portal::words::Days;
use crate::transfers::{Side, TransferLine, TransferState};

/// How far it is, for one of the sides.
pub(crate) fn state(state: TransferState, side: Side) -> &'static str {
    match (state, side) {
        (TransferState::Offered, Side::To) | (TransferState::Asked, Side::From) => "Your turn",
        (TransferState::Offered | TransferState::Asked, _) => "Their turn",
        (TransferState::Dated, _) => "Agreed",
        (TransferState::Done, Side::From) => "Moved away",
        (TransferState::Done, Side::To) => "Moved here",
        (TransferState::Declined, _) => "Declined",
        (TransferState::Withdrawn, _) => "Withdrawn",
        (TransferState::Lapsed, _) => "Lapsed",
        (TransferState::Ended, _) => "Ended",
    }
}

pub(crate) fn state_tag(of: TransferState, side: Side) -> maud::Markup {
    let colour = match of {
        TransferState::Offered | TransferState::Asked if of.turn() == Some(side) => {
            TagColour::Yellow
        }
        TransferState::Offered | TransferState::Asked => TagColour::White,
        TransferState::Dated => TagColour::Blue,
        TransferState::Done => TagColour::Green,
        _ => TagColour::Grey,
    };
    tag(&Tag::new(state(of, side), colour))
}

/// Who comes from where, or goes where.
pub(crate) const fn direction(side: Side) -> &'static str {
    match side {
        Side::To => "In",
        Side::From => "Out",
    }
}

/// The name of the person, or a word for nobody.
pub(crate) fn name(name: &str) -> &str {
    if name.is_empty() { "Erased account" } else { name }
}

/// Who waits for whom, in one sentence, for somebody of a side.
pub(crate) fn sentence(line: &TransferLine, days: &Days) -> String {
    let (person, other) = (name(&line.name), &line.other_name);
    let since = days.text(Some(&line.since));
    match (line.state, line.side) {
        (TransferState::Offered, Side::To) => {
            format!("{other} offered {person} to you on {since}.")
        }
        (TransferState::Offered, Side::From) => {
            format!("You offered {person} to {other} on {since}. {other} decides next.")
        }
        (TransferState::Asked, Side::From) => format!("{other} asked you for {person} on {since}."),
        (TransferState::Asked, Side::To) => {
            format!("You asked {other} for {person} on {since}. {other} decides next.")
        }
        (TransferState::Dated, _) => format!("Both organisations agreed on {since}."),
        (TransferState::Done, _) => format!("{person} moved on {since}."),
        (TransferState::Declined, _) => format!("Declined on {since}."),
        (TransferState::Withdrawn, _) => format!("Withdrawn on {since}."),
        (TransferState::Lapsed, _) => format!("Nobody decided in time. It lapsed on {since}."),
        (TransferState::Ended, _) => {
            format!("Ended on {since}, because the account cannot be transferred any more.")
        }
    }
}
