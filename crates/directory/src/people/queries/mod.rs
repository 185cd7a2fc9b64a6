//! Every answer about people.

mod acts;
mod as_of;
mod candidates;
mod cards;
mod holds;
mod joiner;
mod leavers;
mod list;
mod look;
mod nights;
mod preview;
mod record;
mod search;
mod starters;

pub(crate) use acts::outranks;
pub use acts::{Creating, MayCreate, PersonAct, PersonActs};
pub(in crate::people) use acts::{may, may_as, may_take_away};
pub use as_of::{AsOf, PersonAsOf};
pub(super) use candidates::address_of;
pub use candidates::{AddressProposal, Candidate, Candidates, NameCandidates, Proposed};
pub(crate) use cards::is_on_card;
pub use cards::{Card, FindPeople, Found, PersonCard};
pub use holds::{HoldLine, HoldsOfPerson};
pub use joiner::{FindJoiner, Joiners};
pub use leavers::{LeaverPage, LeaverRow, Leavers};
pub use list::{
    DeletedPage, DeletedPeople, DeletedRow, PeopleInOrganisation, PersonPage, PersonRow,
};
pub(crate) use look::take_look;
pub use nights::{NightById, NightItem, NightList, NightView, NightsOfOrganisation};
pub use preview::{Preview, PreviewPerson};
pub(in crate::people) use record::unit_of;
pub use record::{Clock, Me, PersonById, Record};
pub use search::{SearchPeople, SearchResult, SearchRow};
pub use starters::{StarterPage, StarterRow, Starters};

use facts::directory::{OrganisationCoded, OrganisationView};
use kernel::authority::Sight;
use kernel::db::Reader;
use kernel::refusal::{Result, messages};

/// The organisation of a code, if it is in sight; an unseen one answers as an unknown one.
async fn organisation(reader: &mut Reader, sight: &Sight, code: &str) -> Result<OrganisationView> {
    if let Some(found) = reader.ask(OrganisationCoded(code.to_owned())).await?
        && sight.sees_organisation(reader, found.organisation).await?
    {
        return Ok(found);
    }
    Err(messages::NOT_FOUND.refuse().into())
}
