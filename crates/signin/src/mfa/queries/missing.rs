//! Who has to have a second step and has none, for letters to them.

use facts::directory::ActivePeople;
use facts::signin::{SecondStepEnding, SecondStepMissing, SecondStepMissingPage};
use kernel::db::Reader;
use kernel::door::Answers;
use kernel::refusal::{Fault, Result};

use super::Show;
use super::readiness::{READ, listed};
use super::report::ending;
use crate::mfa::model::{Judged, Place};

/// Says who has to have one and has none.
pub(in crate::mfa) fn answer(answers: &mut Answers) -> Result<(), Fault> {
    answers.add(|asked: SecondStepMissing, reader| Box::pin(told(reader, asked)))?;
    answers.add(|asked: SecondStepEnding, reader| Box::pin(ending(reader, asked)))
}

async fn told(reader: &mut Reader, asked: SecondStepMissing) -> Result<SecondStepMissingPage> {
    let SecondStepMissing { organisation, at, after } = asked;
    let place = Place::read(reader, organisation, at).await?;
    let people = ActivePeople { organisation, search: String::new(), after, limit: READ };
    let rows = usize::try_from(READ).unwrap_or_default();
    let (found, next) = listed(reader, &place, people, (Show::Missing, rows), at).await?;
    let by = |stands: &Judged| stands.add_by.filter(|by| at < *by);
    let accounts = found.iter().map(|one| (one.person, by(&one.stands))).collect();
    Ok(SecondStepMissingPage { accounts, next })
}
