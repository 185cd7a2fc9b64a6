//! What access tells and answers.

use kernel::clock::Timestamp;
use kernel::door::Question;
use kernel::ids::{AccountId, GrantId, OrganisationId};

crate::facts! {
    /// A role was granted.
    GrantGiven = "grant.given" {
        /// The grant.
        grant: GrantId,
        /// Who holds it.
        account: AccountId,
        /// Where, unless it is national.
        organisation: Option<OrganisationId>,
    }
    /// A grant came to its end.
    GrantEnded = "grant.ended" {
        /// The grant.
        grant: GrantId,
        /// Who held it.
        account: AccountId,
        /// Where, unless it was national.
        organisation: Option<OrganisationId>,
    }
    /// A rule with a number gets a value from a moment on.
    RuleSet = "rule.set" {
        /// The rule's name.
        name: String,
        /// The value.
        value: i64,
    }
    /// Somebody asks for a second person for what they must not do alone.
    SecondPersonAsked = "second-person.asked" {
        /// What waits.
        proposal: uuid::Uuid,
        /// Who asked.
        account: AccountId,
        /// What would be done, in words of the program.
        what: String,
    }
    /// A second person decided, or the asker took it back.
    SecondPersonDecided = "second-person.decided" {
        /// What waited.
        proposal: uuid::Uuid,
        /// Who asked.
        account: AccountId,
        /// What would be done, in words of the program.
        what: String,
        /// "approved", "declined" or "withdrawn".
        decision: String,
    }
    /// Somebody stands in for somebody else in an organisation, or will; each role is told as a grant besides.
    CoverArranged = "cover.arranged" {
        /// The cover: one for all organisations in which it was arranged at once.
        cover: uuid::Uuid,
        /// Who is away.
        account: AccountId,
        /// Who stands in.
        stand_in: AccountId,
        /// Where.
        organisation: OrganisationId,
        /// From when.
        starts_at: Timestamp,
        /// Until when, exclusive.
        ends_at: Timestamp,
    }
}

/// Asks whether the account holds any role at the moment.
#[derive(Clone, Copy, Debug)]
pub struct IsAdministrator(pub AccountId);

impl Question for IsAdministrator {
    type Answer = bool;
}

/// Asks whether the account holds any role at that moment. Ask this where the time is known.
#[derive(Clone, Copy, Debug)]
pub struct IsAdministratorAt {
    /// The account.
    pub account: AccountId,
    /// The moment.
    pub now: Timestamp,
}

impl Question for IsAdministratorAt {
    type Answer = bool;
}

/// Asks whether somebody can go: the name of an organisation, or of the service, that would be left without anybody in a
/// role that it cannot be without; none if nothing would.
#[derive(Clone, Copy, Debug)]
pub struct UnattendedWithout {
    /// The account that would go.
    pub account: AccountId,
    /// The moment.
    pub now: Timestamp,
}

impl Question for UnattendedWithout {
    type Answer = Option<String>;
}

/// Asks whether the operator on the host gave this grant.
#[derive(Clone, Copy, Debug)]
pub struct IsGivenByOperator(pub GrantId);

impl Question for IsGivenByOperator {
    type Answer = bool;
}
