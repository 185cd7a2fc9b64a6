//! How many people a site has, and how somebody who asks for something was checked.

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::ids::{AccountId, OrganisationId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::organisations::model::vocabulary;

/// Characters of a reason or a note, at most.
pub(crate) const WORDS_AT_MOST: usize = 500;
/// Characters of who asked, at most.
pub(crate) const NAME_AT_MOST: usize = 100;
/// Characters of the reference of a ticket, at most.
pub(crate) const TICKET_AT_MOST: usize = 40;

/// How many people an organisation has at most while it is administered nationally.
pub const PEOPLE: NumberRule = NumberRule::new(
    "served.people",
    10,
    1..=1000,
    "people",
    "service rules, national administration service: one shared mailbox and up to 10 people for each site",
);

/// Hours for which a record of how somebody was checked counts.
pub const INTAKE_HOURS: NumberRule = NumberRule::new(
    "intake.hours",
    8,
    1..=72,
    "hours",
    "intake.open: one working day, for one request",
)
.of_the_nation();

vocabulary!(
    /// How whoever asked was checked (service rules, "NAS working rules").
    Way {
        /// The request came by mail from the site's own mailbox.
        SiteMail = "site-mail",
        /// An owner of the mailbox asked while signed in.
        Owner = "owner",
        /// They opened a one-time link that was mailed to them.
        Link = "link",
        /// They were called at the number that the regulator or the register has of the site.
        Call = "call",
    }
);

/// How one request was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Intake {
    pub(crate) id: Uuid,
    pub(crate) organisation: OrganisationId,
    /// Who recorded it, and for whom alone it counts.
    pub(crate) account: AccountId,
    pub(crate) asked_by: String,
    pub(crate) way: Way,
    pub(crate) ticket: String,
    pub(crate) note: String,
    pub(crate) opened_at: Timestamp,
    /// Until when it counts, exclusive.
    pub(crate) expires_at: Timestamp,
}
