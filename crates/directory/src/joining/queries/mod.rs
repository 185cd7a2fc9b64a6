//! What can be asked about organisations on their way in or out, always under the sight of whoever asks.

mod alike;
mod inside;
mod list;
mod one;
mod told;

pub use alike::{AlikeLine, OpenAlike, PreviewAlike};
pub use inside::{ClosingPage, ClosingPeople, Inside, InsideLine};
pub use list::{JoiningCounts, JoiningLine, JoiningList, JoiningPage, JoiningSummary, Waiting};
pub use one::{
    ApplicantView, CheckLine, ClosingView, InvitedView, JoiningAct, JoiningByCode, JoiningView,
};
pub(super) use told::answer;

use std::collections::HashMap;

use facts::directory::OrganisationOf;
use kernel::db::Reader;
use kernel::ids::OrganisationId;
use kernel::refusal::Result;

/// Rows of a page when the caller does not say.
const LIMIT: u32 = 50;
/// Most rows of a page.
pub(crate) const LIMIT_AT_MOST: u32 = 200;
/// Counted up to here.
pub(crate) const COUNTED: i64 = 1_000;

fn rows(limit: Option<u32>) -> i64 {
    i64::from(limit.unwrap_or(LIMIT).clamp(1, LIMIT_AT_MOST))
}

/// Codes and names of organisations met so far.
#[derive(Default)]
struct Names(HashMap<OrganisationId, (String, String)>);

impl Names {
    /// The code and the name of an organisation.
    async fn of(
        &mut self,
        reader: &mut Reader,
        organisation: OrganisationId,
    ) -> Result<(String, String)> {
        if let Some(known) = self.0.get(&organisation) {
            return Ok(known.clone());
        }
        let found = reader.ask(OrganisationOf(organisation)).await?;
        let found = found.map(|found| (found.code, found.name)).unwrap_or_default();
        self.0.insert(organisation, found.clone());
        Ok(found)
    }
}
