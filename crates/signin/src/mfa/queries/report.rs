//! What about the second step of an organisation needs looking at: who is in without it, who has none, whose exception ends.

use std::collections::BTreeMap;

use facts::directory::{ActivePeople, ActivePerson, OrganisationCoded};
use facts::signin::{SecondStepEnding, SecondStepEndingOne};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::readiness::{READ, READS_FOR_FIGURES};
use crate::mfa::model::{Concern, Figures, Judged, Looking, ending_soon};
use crate::mfa::{authority, store};

/// Reads for one page: there can be many in a row who need no looking at.
const READS: usize = 20;

/// Who at an organisation is signed in without the second step that is asked of them, who has none that can be used although
/// they have to or hold a role, and whose long exception ends within days. A page can be short although there are more.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondStepReport {
    /// The code of the organisation.
    pub organisation: String,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<AccountId>,
    /// Rows of a page; 50 if not said, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportPage {
    /// The code of the organisation.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// How many there are; on the first page only.
    pub figures: Option<ReportFigures>,
    /// The people.
    pub items: Vec<ReportItem>,
    /// What to send as `after` for the next page.
    pub next: Option<AccountId>,
    /// When the administrators were last written to about it, in microseconds since 1970.
    pub told_at: Option<Timestamp>,
}

/// How many people need looking at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportFigures {
    /// Signed in without the second step that is asked of them.
    pub signed_in: i64,
    /// Without one that can be used.
    pub without: i64,
    /// With a long exception that ends within days.
    pub ending: i64,
    /// Whether there are more people than were looked at.
    pub is_more: bool,
}

/// Somebody who needs looking at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReportItem {
    /// Who.
    pub person: AccountId,
    /// The name people see.
    pub name: String,
    /// The primary address.
    pub address: String,
    /// Why.
    pub concern: Concern,
    /// Whether they hold a role here.
    pub is_administrator: bool,
    /// What is asked of them, what they have, and until when.
    pub stands: Judged,
}

/// The figures of an organisation, and whether there are more people than were looked at.
pub(in crate::mfa) async fn figures(
    reader: &mut Reader,
    looking: &Looking,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<(Figures, bool)> {
    let mut asked = ActivePeople { organisation, search: String::new(), after: None, limit: READ };
    let mut figures = Figures::default();
    for _ in 0..READS_FOR_FIGURES {
        let people = reader.ask(asked.clone()).await?;
        for found in looking.of(reader, &people, now).await?.into_iter().flatten() {
            figures.count(found.concern);
        }
        asked.after = people.last().map(|last| last.account);
        if (people.len() as i64) < READ {
            return Ok((figures, false));
        }
    }
    Ok((figures, true))
}

/// Those to be listed, about so many; and where it goes on.
async fn listed(
    reader: &mut Reader,
    looking: &Looking,
    mut asked: ActivePeople,
    rows: usize,
    now: Timestamp,
) -> Result<(Vec<ReportItem>, Option<AccountId>)> {
    let mut items = Vec::new();
    for _ in 0..READS {
        let people = reader.ask(asked.clone()).await?;
        let is_last = (people.len() as i64) < asked.limit;
        let found = looking.of(reader, &people, now).await?;
        for (person, found) in people.into_iter().zip(found) {
            asked.after = Some(person.account);
            let Some(found) = found else { continue };
            let ActivePerson { account: person, name, address, .. } = person;
            items.push(ReportItem {
                person,
                name,
                address,
                concern: found.concern,
                is_administrator: found.is_administrator,
                stands: found.stands,
            });
            if items.len() >= rows {
                return Ok((items, asked.after));
            }
        }
        if is_last {
            return Ok((items, None));
        }
    }
    Ok((items, asked.after))
}

impl Query for SecondStepReport {
    const NAME: &'static str = "second-step.report";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = ReportPage;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<ReportPage> {
        let found = reader.ask(OrganisationCoded(self.organisation.clone())).await?;
        let view = found.ok_or_else(|| messages::NOT_FOUND.refuse())?;
        let (organisation, now) = (view.organisation, call.now);
        if !sight.sees_organisation(reader, organisation).await? {
            return Err(messages::NOT_FOUND.refuse().into());
        }
        let looking = Looking::at(reader, organisation, now).await?;
        let rows = self.limit.unwrap_or(50).clamp(1, 200) as usize;
        let asked =
            ActivePeople { organisation, search: String::new(), after: self.after, limit: READ };
        let (items, next) = listed(reader, &looking, asked, rows, now).await?;
        let figures = match self.after {
            Some(_) => None,
            None => {
                let (of, is_more) = figures(reader, &looking, organisation, now).await?;
                let Figures { passing: signed_in, missing: without, ending } = of;
                Some(ReportFigures { signed_in, without, ending, is_more })
            }
        };
        let told = store::told(reader, organisation.0).await?;
        Ok(ReportPage {
            organisation: view.code,
            organisation_name: view.name,
            figures,
            items,
            next,
            told_at: told.map(|told| told.at),
        })
    }
}

/// Whose long exceptions end soon, for letters to them.
pub(in crate::mfa) async fn ending(
    reader: &mut Reader,
    asked: SecondStepEnding,
) -> Result<Vec<SecondStepEndingOne>> {
    let SecondStepEnding { organisation, at } = asked;
    let found: BTreeMap<AccountId, store::Ending> = ending_soon(reader, organisation, at).await?;
    let one = |(account, store::Ending { exception, until })| SecondStepEndingOne {
        account,
        exception,
        until,
    };
    Ok(found.into_iter().map(one).collect())
}
