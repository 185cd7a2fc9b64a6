//! What is done with terms of use.

mod accept;
mod draft;
mod exempt;
mod publish;
mod remind;

use facts::directory::OrganisationCoded;
use kernel::db::Reader;
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages as common};

pub use accept::{AcceptTerms, AcceptedTerms, By, accept_at_sign_in};
pub use draft::{DiscardTerms, DraftTerms, DraftedTerms};
pub use exempt::{EndExemption, ExemptApplication};
pub use publish::{PublishTerms, PublishedTerms};
pub use remind::RemindOfTerms;

/// The organisation whose addition it is; none for the terms of the nation.
async fn organisation(reader: &mut Reader, code: Option<&str>) -> Result<Option<OrganisationId>> {
    let Some(code) = code else { return Ok(None) };
    let found = reader.ask(OrganisationCoded(code.to_owned())).await?;
    Ok(Some(found.ok_or_else(|| common::NOT_FOUND.refuse())?.organisation))
}
