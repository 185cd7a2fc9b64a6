//! Every answer about transfers. Each side sees the row, who the other side is, and nothing else of it.

mod agreed;
mod list;
mod view;

pub use agreed::TransfersAgreedBy;
pub use list::{TransferLine, TransferList, TransferPage};
pub use view::{TransferAct, TransferById, TransferOfPerson, TransferView};

use std::collections::HashMap;

use facts::directory::OrganisationOf;
use kernel::db::Reader;
use kernel::ids::OrganisationId;
use kernel::refusal::Result;

/// Codes and names of organisations met so far.
type Names = HashMap<OrganisationId, (String, String)>;

/// The code and the name of an organisation.
async fn names_of(
    reader: &mut Reader,
    organisation: OrganisationId,
    names: &mut Names,
) -> Result<(String, String)> {
    if let Some(known) = names.get(&organisation) {
        return Ok(known.clone());
    }
    let found = reader.ask(OrganisationOf(organisation)).await?;
    let found = found.map(|found| (found.code, found.name)).unwrap_or_default();
    names.insert(organisation, found.clone());
    Ok(found)
}
