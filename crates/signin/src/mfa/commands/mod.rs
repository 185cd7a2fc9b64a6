//! What is done about who has to have a second step.

mod except;
mod networks;
mod oblige;
mod remind;

use facts::directory::{OrganisationCoded, OrganisationView};
use kernel::db::Reader;
use kernel::refusal::{Code, Refusal, Result, messages as common};

pub use except::{
    AskException, AskedException, DecideException, EndStepException, ExceptPerson, Excepted,
};
pub use networks::{DecideNetwork, Decision, ProposeNetwork, ProposedNetwork, RemoveNetwork};
pub use oblige::{ObligeOrganisation, ObligePerson};
pub use remind::RemindOfSecondStep;

/// Longest words that are kept, in characters.
const LONGEST: usize = 1000;

/// The organisation of a code.
async fn organisation(reader: &mut Reader, code: &str) -> Result<OrganisationView> {
    let found = reader.ask(OrganisationCoded(code.to_owned())).await?;
    Ok(found.ok_or_else(|| common::NOT_FOUND.refuse())?)
}

/// What somebody typed, without blanks around it and with no more than so many characters.
fn typed(
    text: &str,
    field: &'static str,
    most: usize,
    code: Code,
) -> std::result::Result<String, Refusal> {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > most {
        return Err(code.at(field).with("limit", most));
    }
    let is_plain = |letter: char| !letter.is_control() || letter == '\n' || letter == '\r';
    if !text.chars().all(is_plain) {
        return Err(common::TEXT_CONTROL.at(field));
    }
    Ok(text.replace("\r\n", "\n"))
}
