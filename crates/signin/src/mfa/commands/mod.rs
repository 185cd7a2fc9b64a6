//! What is done about who has to have a second step.

mod except;
mod long;
mod networks;
mod oblige;
mod remind;
mod report;

use facts::directory::{OrganisationCoded, OrganisationView};
use kernel::db::Reader;
use kernel::refusal::{Code, Refusal, Result, messages as common};

pub use except::{EndStepException, ExceptPerson, Excepted};
pub use long::{AskException, AskedException, DecideException};
pub use networks::{DecideNetwork, Decision, ProposeNetwork, ProposedNetwork, RemoveNetwork};
pub use oblige::{ObligeOrganisation, ObligePerson};
pub use remind::RemindOfSecondStep;
pub use report::{ReportMissedSteps, ReportSecondStep};

/// Longest words that are kept, in characters.
const LONGEST: usize = 1000;

/// The organisation of a code.
async fn organisation(reader: &mut Reader, code: &str) -> Result<OrganisationView> {
    let found = reader.ask(OrganisationCoded(code.to_owned())).await?;
    Ok(found.ok_or_else(|| common::NOT_FOUND.refuse())?)
}

/// What somebody typed, with no more than so many characters.
fn typed(
    text: &str,
    field: &'static str,
    most: usize,
    code: Code,
) -> std::result::Result<String, Refusal> {
    crate::typed::words(text, field, most, (code, code))
}
