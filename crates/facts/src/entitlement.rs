//! What entitlement tells and answers.

use kernel::clock::Timestamp;
use kernel::door::Question;
use kernel::ids::{AccountId, OrganisationId};
use uuid::Uuid;

crate::facts! {
    /// An account is now in this user policy.
    PolicyJoined = "policy.joined" {
        /// The account.
        account: AccountId,
        /// The policy.
        policy: Uuid,
        /// The policy's organisation.
        organisation: OrganisationId,
    }
    /// What a user policy gives its members changed.
    PolicyChanged = "policy.changed" {
        /// The policy.
        policy: Uuid,
        /// Its organisation.
        organisation: OrganisationId,
    }
    /// An account holds, or no longer holds, a licence.
    LicenceMoved = "licence.moved" {
        /// The account.
        account: AccountId,
        /// Its organisation.
        organisation: OrganisationId,
        /// The product's key in the Microsoft table.
        sku: Uuid,
    }
    /// An organisation's licences of a product became more or fewer.
    AllotmentChanged = "allotment.changed" {
        /// The subscription.
        subscription: Uuid,
        /// The organisation.
        organisation: OrganisationId,
    }
}

/// Asks which licences an account holds, and with which service plans switched off.
#[derive(Clone, Copy, Debug)]
pub struct LicencesOf(pub AccountId);

/// One licence an account holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldLicence {
    /// The product's key in the Microsoft table.
    pub sku: Uuid,
    /// Service plans that its user policy switches off, in order of their keys.
    pub disabled_plans: Vec<Uuid>,
}

impl Question for LicencesOf {
    type Answer = Vec<HeldLicence>;
}

/// Asks which accounts are in a user policy, in order of their keys, after a key, at most so many.
#[derive(Clone, Copy, Debug)]
pub struct MembersOf {
    /// The policy.
    pub policy: Uuid,
    /// The last key of the page before.
    pub after: Option<AccountId>,
    /// The most to give.
    pub limit: i64,
}

impl Question for MembersOf {
    type Answer = Vec<AccountId>;
}

/// Asks which organisations have licences of purchases that end after one moment and by another, in order of the keys
/// of those parts, after a key, at most so many.
#[derive(Clone, Copy, Debug)]
pub struct LicencesEnding {
    /// Those that end after this.
    pub from: Timestamp,
    /// And by this.
    pub by: Timestamp,
    /// The last key of the page before.
    pub after: Option<Uuid>,
    /// The most to give.
    pub limit: i64,
}

/// An organisation's part of a purchase that ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndingLicences {
    /// The part.
    pub allotment: Uuid,
    /// The organisation.
    pub organisation: OrganisationId,
    /// The product's key in the Microsoft table.
    pub sku: Uuid,
    /// How many licences it is.
    pub count: i64,
    /// When they end.
    pub ends_at: Timestamp,
}

impl Question for LicencesEnding {
    type Answer = Vec<EndingLicences>;
}

/// Asks which user policy an account is in.
#[derive(Clone, Copy, Debug)]
pub struct PolicyOf(pub AccountId);

/// The user policy of an account as other contexts may know it. Being in it and holding its licence are two facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyView {
    /// The policy.
    pub policy: Uuid,
    /// Its organisation.
    pub organisation: OrganisationId,
    /// Its name.
    pub name: String,
    /// Whether the account holds the policy's base licence.
    pub holds_licence: bool,
    /// How many wait before the account for that licence, if it waits.
    pub waiting_ahead: Option<i64>,
}

impl Question for PolicyOf {
    type Answer = Option<PolicyView>;
}

/// Asks what a user policy is called.
#[derive(Clone, Copy, Debug)]
pub struct PolicyNamed(pub Uuid);

impl Question for PolicyNamed {
    type Answer = Option<String>;
}

/// Asks what a product is called, by its key in the Microsoft table.
#[derive(Clone, Copy, Debug)]
pub struct ProductNamed(pub Uuid);

impl Question for ProductNamed {
    type Answer = Option<String>;
}
