//! The subset of Microsoft Graph v1.0 this service needs: users, licences, the organisation, domains, pages,
//! delta pages, batches, errors and tokens.
//!
//! Two crates use it: `tenant` writes requests and reads answers, `emulator` does the opposite, so every type
//! serialises and deserialises. Names on the wire are Graph's (camelCase, `@odata.*`); unknown members of an
//! answer are ignored, because Graph adds properties without notice. Absent and null are the same when an
//! object is read; a change distinguishes them, therefore changes are [`Changes`] and not a [`User`].
//!
//! What it does not do: it sends nothing, retries nothing, and does not know which values are allowed; that is
//! the business of the server it talks to. Ids are text here, since this crate carries no key type.

mod batch;
mod change;
mod error;
pub mod filter;
mod licence;
mod organization;
mod page;
mod property;
pub mod query;
mod rule;
mod token;
mod user;

pub use batch::{BATCH_LIMIT, BatchAnswer, BatchAnswers, BatchItem, BatchItems};
pub use change::Changes;
pub use error::{ErrorBody, ErrorDetail, InnerError, PublicError};
pub use licence::{
    AssignLicense, AssignedLicense, AssignedPlan, LicenseAssignmentState, LicenseDetails,
    LicenseUnits, ServicePlanInfo, SubscribedSku,
};
pub use organization::{Domain, Organization, VerifiedDomain};
pub use page::{DirectoryObject, Page, Removed};
pub use property::{Kind, Property, Writing};
pub use rule::MessageRule;
pub use token::{TokenAnswer, TokenRefusal};
pub use user::{PasswordProfile, User};

#[cfg(test)]
mod tests;
