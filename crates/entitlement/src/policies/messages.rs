//! What people are told when something about user policies cannot be done.

use kernel::door::RefusalList;
use kernel::refusal::{Code, Kind};

/// No name, or one that cannot be.
pub(super) const NAME: Code = Code::new(
    Kind::Invalid,
    "policy.name",
    "Enter a name of 60 characters or fewer, without a full stop.",
);
/// Another user policy of the organisation has the name.
pub(super) const NAME_TAKEN: Code = Code::new(
    Kind::Conflict,
    "policy.name-taken",
    "Your organisation already has a user policy of this name. Choose another name.",
);
/// The description is too long.
pub(super) const DESCRIPTION: Code = Code::new(
    Kind::Invalid,
    "policy.description",
    "Shorten the description to 500 characters or fewer.",
);
/// The base licence is not one the organisation can use.
pub(super) const BASE: Code = Code::new(
    Kind::Invalid,
    "policy.base-licence",
    "Choose a base licence that your organisation has.",
);
/// An add-on is not one the organisation can use.
pub(super) const ADDONS: Code = Code::new(
    Kind::Invalid,
    "policy.add-ons",
    "Choose add-on licences that your organisation has, each once, and not the base licence.",
);
/// An application nobody knows.
pub(super) const UNKNOWN_APPLICATION: Code = Code::new(
    Kind::Invalid,
    "policy.unknown-application",
    "Choose Microsoft 365 applications from the list.",
);
/// An application would be on without the one it needs.
pub(super) const APPLICATION_NEEDS: Code = Code::new(
    Kind::Invalid,
    "policy.application-needs",
    "{application} needs {needed}. Switch {needed} on, or switch {application} off as well.",
);
/// Desktop applications cannot be off.
pub(super) const DESKTOP: Code = Code::new(
    Kind::Invalid,
    "policy.desktop-applications",
    "Microsoft 365 Apps for Enterprise switches all desktop applications on. Leave them on or remove that add-on.",
);
/// The national one stays as it is.
pub(super) const NATIONAL: Code = Code::new(
    Kind::Conflict,
    "policy.national",
    "The national user policy cannot be changed or removed. Create a user policy of your own instead.",
);
/// It is being removed.
pub(super) const CLOSING: Code = Code::new(
    Kind::Conflict,
    "policy.being-removed",
    "This user policy is being removed. Choose another one.",
);
/// Newcomers get it.
pub(super) const IS_DEFAULT: Code = Code::new(
    Kind::Conflict,
    "policy.is-default",
    "New people get this user policy. Make another one the default first, then remove this one.",
);
/// It has members.
pub(super) const HAS_MEMBERS: Code = Code::new(
    Kind::Conflict,
    "policy.has-members",
    "People are in this user policy. Choose the user policy they move to.",
);
/// The one to move to is not of this organisation, or is the same.
pub(super) const TARGET: Code = Code::new(
    Kind::Invalid,
    "policy.target",
    "Choose another user policy of the same organisation.",
);
/// The user policy asked for a new account belongs to somebody else.
pub(super) const NOT_OF_ORGANISATION: Code = Code::new(
    Kind::Invalid,
    "policy.not-of-organisation",
    "Choose a user policy of the person's organisation.",
);
/// Too many people at once, or none.
pub(super) const HOW_MANY: Code =
    Code::new(Kind::Invalid, "policy.how-many", "Choose between 1 and 50 people.");
/// The day of a planned move is none, over, or too far ahead.
pub(super) const DAY: Code = Code::new(
    Kind::Invalid,
    "policy.day",
    "Enter a day from tomorrow on, at most {days} days ahead, or leave all three fields empty to move now.",
);
/// Somebody is to move into it on a day to come.
pub(super) const PLANNED_INTO: Code = Code::new(
    Kind::Conflict,
    "policy.planned-into",
    "People are to move into this user policy on a day to come. Choose the user policy they move to instead.",
);
/// Nothing is planned for them.
pub(super) const NOT_PLANNED: Code = Code::new(
    Kind::Conflict,
    "policy.not-planned",
    "No move is planned for this person any more. Look at the user policy they are in now.",
);
/// Only the day itself carries a plan out.
pub(super) const NOT_DUE: Code = Code::new(
    Kind::Conflict,
    "policy.not-due",
    "This move is done by the service on its day. To move the person now, choose a user policy for them.",
);

/// All of them.
pub(super) const ALL: RefusalList = &[
    NAME,
    NAME_TAKEN,
    DESCRIPTION,
    BASE,
    ADDONS,
    UNKNOWN_APPLICATION,
    APPLICATION_NEEDS,
    DESKTOP,
    NATIONAL,
    CLOSING,
    IS_DEFAULT,
    HAS_MEMBERS,
    TARGET,
    NOT_OF_ORGANISATION,
    HOW_MANY,
    DAY,
    PLANNED_INTO,
    NOT_PLANNED,
    NOT_DUE,
];

/// Why somebody cannot be moved.
pub(super) const NO_MEMBER: &str = "Nobody of this organisation who is in a user policy.";

/// Why a planned move was not done, where its asker has lost the right to it.
pub(super) const ASKER_MAY_NOT: &str =
    "Whoever planned it may no longer move people here. Move them now, or plan it again.";
