//! What can be asked about organisations, always under the sight of whoever asks.

mod lists;
mod notices;
mod public;
mod record;
mod register;
mod units;

pub(crate) use lists::bounded;
pub use lists::{
    FindOrganisations, FoundOrganisations, MyOrganisations, OrganisationLine, OrganisationPage,
};
pub use notices::{NoticeLine, NoticePage, RegisterNotices, Successor};
pub use public::{
    Card, CountOrganisations, FindSupport, OrganisationCard, OrganisationCount, Support,
};
pub use record::{
    Details, OrganisationByCode, OrganisationDetails, OrganisationRecord, RelatedOrganisation,
    RelatedSuccession,
};
pub use register::{
    ImportedFile, ListFiles, PreviewRegister, ShortNameSuggestion, Successions, SuccessionsOf,
    SuggestShortName,
};
pub use units::{ListUnits, UnitById, UnitLine, UnitPage};

/// Rows of a page when the caller does not say.
const PAGE: u32 = 50;
/// Rows of a page at most.
const PAGE_AT_MOST: u32 = 200;

/// How many rows a page has.
fn page_of(limit: Option<u32>) -> usize {
    limit.unwrap_or(PAGE).clamp(1, PAGE_AT_MOST) as usize
}
