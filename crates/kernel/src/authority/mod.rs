//! Who may do what: roles as code, grants as data, one decision for every face.
//!
//! A slice states in its `authority.rs` which roles may do each of its actions. A grant gives an account one role in
//! one organisation (optionally with its descendants in the administrative tree), in every organisation of a sector that
//! is looked after nationally, or in the nation, between two dates. For a command the door resolves the [`Resource`] and [`decide`]s; for a query the grants that allow its
//! action become a [`Sight`], which is compiled into the SQL. What an actor may not see answers exactly like what
//! does not exist.

mod covers;
mod decide;
mod grants;
mod resource;
mod role;
mod rule;
mod served;
mod sight;
mod tree;

pub use covers::covers;
pub(crate) use decide::{admit, decide, sight_for};
pub use grants::{
    Grant, GrantSpan, Place, end_grant, find_grant, forget_reason, forget_reasons, grants_ever_of,
    grants_of, grants_of_role, grants_reaching, holders_besides, holds_any_grant, insert_grant,
};
pub use resource::Resource;
pub use role::{Role, RoleSet, Span};
pub use rule::{Action, Rule, RuleBook, Who};
pub use served::{
    IntakeOf, ServedMark, ServedSector, mark_served, served_clause, served_mark, unmark_served,
};
pub use sight::Sight;
pub use tree::{ancestors, descendants_after, place_in_tree};

use crate::door::Question;
use crate::ids::{AccountId, OrganisationId};

/// Asked by the door for what somebody looked at: which organisation has this code in the register? Answered by the
/// directory.
#[derive(Clone, Debug)]
pub struct OrganisationNamed(pub String);

impl Question for OrganisationNamed {
    type Answer = Option<OrganisationId>;
}

/// Asked by the door for every act of an account: may it act at all, and where does it belong? Answered by the
/// directory, inside the transaction.
#[derive(Clone, Copy, Debug)]
pub struct StandingOf(pub AccountId);

/// The answer to [`StandingOf`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The organisation the account belongs to.
    pub organisation: OrganisationId,
    /// Neither disabled nor deleted. A leaver whose time is over is one of the two: the clocks see to it.
    pub may_act: bool,
}

impl Question for StandingOf {
    type Answer = Option<Standing>;
}
