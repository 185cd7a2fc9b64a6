//! What authority is asked about.

use crate::ids::{AccountId, OrganisationId};

/// The thing an act is about, as far as authority goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Resource {
    /// The service as a whole: its rules, national products, the register.
    Nation,
    /// Something that belongs to an organisation.
    Organisation(OrganisationId),
    /// An account and what belongs to it.
    Account(AccountId, OrganisationId),
    /// Something that concerns two organisations; the actor must be allowed in both.
    Between(OrganisationId, OrganisationId),
    /// Something that two organisations share; the actor must be allowed in one of them.
    Either(OrganisationId, OrganisationId),
    /// The actor's own affairs.
    Own,
}

impl Resource {
    /// The organisation in whose history the act stands first.
    pub const fn organisation(self) -> Option<OrganisationId> {
        match self {
            Self::Organisation(organisation)
            | Self::Account(_, organisation)
            | Self::Between(organisation, _)
            | Self::Either(organisation, _) => Some(organisation),
            Self::Nation | Self::Own => None,
        }
    }
}
