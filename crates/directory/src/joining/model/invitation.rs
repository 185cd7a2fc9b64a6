//! Who was invited to administer an organisation first.

use kernel::clock::Timestamp;
use kernel::ids::{AccountId, OrganisationId};

/// An invitation, as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Invitation {
    pub(crate) organisation: OrganisationId,
    pub(crate) account: AccountId,
    /// An address outside the service.
    pub(crate) address: String,
    /// Who invited first, as written in the audit.
    pub(crate) invited_by: String,
    pub(crate) invited_at: Timestamp,
    /// When a way in was sent last.
    pub(crate) sent_at: Timestamp,
    /// When they chose a password.
    pub(crate) started_at: Option<Timestamp>,
    /// 0 before it is stored.
    pub(crate) version: i64,
}
