//! What a look was at, in words.

use kernel::door::Aspect;

/// After "looked at".
pub(super) const fn looked_at(aspect: Aspect) -> &'static str {
    match aspect {
        Aspect::Record => "the record",
        Aspect::History => "the history",
        Aspect::Requests => "requests",
        Aspect::Letters => "letters",
        Aspect::Transfers => "transfers",
    }
}

/// Why somebody looked whom the organisation had asked for something.
pub(super) fn asked_under(ticket: &str) -> String {
    format!("Asked for something, ticket {ticket}")
}

/// In place of the name of somebody who is no longer of the organisation.
pub(super) const WAS_HERE: &str = "Somebody who was here then";
/// In place of the name of somebody whose account is no longer kept.
pub(super) const NO_LONGER_KEPT: &str = "Somebody whose account is no longer kept";
