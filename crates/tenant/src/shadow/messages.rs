//! What is refused, and what is said when Microsoft 365 refuses.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// A pause without a reason.
pub(crate) const REASON_NEEDED: Code = Code::new(
    Kind::Invalid,
    "tenant.reason-needed",
    "Enter why sending is paused, so that others know what they are waiting for.",
);
/// A reason that is too long.
pub(crate) const REASON_TOO_LONG: Code = Code::new(
    Kind::Invalid,
    "tenant.reason-too-long",
    "Shorten the reason to 200 characters or fewer.",
);
/// A reason with characters that do not belong in a line.
pub(crate) const REASON_CONTROL: Code = Code::new(
    Kind::Invalid,
    "tenant.reason-control-character",
    "Enter the reason on one line, without tabs or other control characters.",
);
/// It is paused already.
pub(crate) const ALREADY_PAUSED: Code = Code::new(
    Kind::Conflict,
    "tenant.already-paused",
    "Sending to Microsoft 365 is already paused. Reload the page to see since when and why.",
);
/// It is not paused.
pub(crate) const NOT_PAUSED: Code = Code::new(
    Kind::Conflict,
    "tenant.not-paused",
    "Sending to Microsoft 365 is not paused. There is nothing to resume.",
);
/// Everything is live.
pub(crate) const NOTHING_TO_RETRY: Code = Code::new(
    Kind::Conflict,
    "tenant.nothing-to-retry",
    "This is already live in Microsoft 365. There is nothing to try again.",
);
/// Accounts of its kind do not go there.
pub(crate) const NOT_IN_MICROSOFT_365: Code = Code::new(
    Kind::Conflict,
    "tenant.not-in-microsoft-365",
    "Accounts of this kind are kept here only. There is nothing to send to Microsoft 365.",
);

/// There is no connection.
pub(crate) const NOT_CONNECTED: Code = Code::new(
    Kind::Unavailable,
    "tenant.not-connected",
    "This service is not connected to Microsoft 365. Enter the connection in the settings, then start the service again.",
);

/// All refusals of the slice.
pub(crate) const ALL: RefusalList = &[
    REASON_NEEDED,
    REASON_TOO_LONG,
    REASON_CONTROL,
    ALREADY_PAUSED,
    NOT_PAUSED,
    NOTHING_TO_RETRY,
    NOT_IN_MICROSOFT_365,
    NOT_CONNECTED,
];

/// Why an account is not live: a stable code, and what happened and what to do in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    /// Stable for ever.
    pub(crate) code: &'static str,
    /// What the administrator reads.
    pub(crate) words: &'static str,
}

pub(crate) const NO_SEATS: Problem = Problem {
    code: "no-seats",
    words: "Microsoft 365 has no free licence of this product. Ask your platform administrator to compare the licences owned here and there. We keep trying.",
};
pub(crate) const NOT_OWNED: Problem = Problem {
    code: "not-owned",
    words: "Microsoft 365 does not own the licence of this user policy. Move the person to another user policy, or ask your platform administrator to check the purchase.",
};
pub(crate) const USAGE_LOCATION: Problem = Problem {
    code: "usage-location",
    words: "Microsoft 365 does not know the country in which the licence is used. Ask your platform administrator to check the country in the connection's settings.",
};
pub(crate) const DEPENDENCY: Problem = Problem {
    code: "licence-dependency",
    words: "A licence of this user policy needs another one, or clashes with another one. Change the applications of the user policy, or move the person to another user policy.",
};
pub(crate) const ADDRESS_TAKEN: Problem = Problem {
    code: "address-taken",
    words: "Somebody else in Microsoft 365 already has this address. Give the person another address, or ask your platform administrator to free this one.",
};
pub(crate) const DOMAIN: Problem = Problem {
    code: "domain",
    words: "The part of the address after the @ is not set up in Microsoft 365. Ask your platform administrator to add it there.",
};
pub(crate) const NOT_ACCEPTED: Problem = Problem {
    code: "not-accepted",
    words: "Microsoft 365 did not accept the details of this account. Check names, telephone numbers and other addresses for unusual characters, change them, then try again.",
};
pub(crate) const NOT_ANSWERING: Problem = Problem {
    code: "not-answering",
    words: "Microsoft 365 is not answering. Nothing is lost and you do not need to do anything. We keep trying.",
};
pub(crate) const NOT_LET_IN: Problem = Problem {
    code: "not-let-in",
    words: "Microsoft 365 does not accept this service at the moment. The platform administrators see the cause. Nothing is lost. We keep trying.",
};
pub(crate) const NOT_SHOWN_YET: Problem = Problem {
    code: "not-shown-yet",
    words: "Microsoft 365 accepted the change but does not show it yet. You do not need to do anything. We look again.",
};
pub(crate) const CHANGED_OUTSIDE: Problem = Problem {
    code: "changed-outside",
    words: "Somebody changed this in Microsoft 365. We are putting it back to what is saved here. To keep a change, make it here.",
};
