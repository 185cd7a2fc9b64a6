//! Organisations by their code, and whether the asker may know of them.

use facts::directory::{OrganisationCoded, OrganisationOf, OrganisationView};
use kernel::authority::Sight;
use kernel::db::Reader;
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages};

/// The organisation of that code, whoever asks; for the resource of a command.
pub(crate) async fn coded(reader: &mut Reader, code: &str) -> Result<OrganisationView> {
    let found = reader.ask(OrganisationCoded(code.to_owned())).await?;
    found.ok_or_else(|| messages::NOT_FOUND.refuse().into())
}

/// The organisation of that code, if it is seen; a foreign one answers as an unknown one.
pub(crate) async fn seen(
    reader: &mut Reader,
    sight: &Sight,
    code: &str,
) -> Result<OrganisationView> {
    let organisation = coded(reader, code).await?;
    if sight.sees_organisation(reader, organisation.organisation).await? {
        Ok(organisation)
    } else {
        Err(messages::NOT_FOUND.refuse().into())
    }
}

/// The organisation of that key.
pub(crate) async fn keyed(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<OrganisationView> {
    let found = reader.ask(OrganisationOf(organisation)).await?;
    found.ok_or_else(|| messages::NOT_FOUND.refuse().into())
}
