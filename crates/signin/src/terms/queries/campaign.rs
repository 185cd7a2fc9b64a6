//! How far the acceptance of the terms has come in an organisation.

use std::collections::BTreeSet;

use facts::directory::{ActivePeople, ActivePerson, OrganisationCoded};
use facts::signin::{TermsWaiting, TermsWaitingPage};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Answers, Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::terms::model::{REMIND_DAYS, place};
use crate::terms::{authority, store};

/// People that are read at a time.
const READ: i64 = 200;
/// Reads for one page: where nearly everybody has accepted there can be many in a row who are not listed.
const READS: usize = 20;
/// Reads for the figures: beyond so many people they say "at least".
const READS_FOR_FIGURES: usize = 100;

/// Who has not accepted the terms of use that count in an organisation, by name, and how many have. A page can be short
/// although there are more.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermsCampaign {
    /// The code of the organisation.
    pub organisation: String,
    /// Beginnings of words of names, or a whole address.
    #[serde(default)]
    pub search: String,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<AccountId>,
    /// Rows of a page; 50 if not said, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// How far it has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CampaignPage {
    /// The code of the organisation.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// Whether any terms count.
    pub is_asked: bool,
    /// The figures; on the first page of everybody only.
    pub figures: Option<Figures>,
    /// Those who have not accepted.
    pub items: Vec<WaitingPerson>,
    /// What to send as `after` for the next page.
    pub next: Option<AccountId>,
    /// When they were last reminded, in microseconds since 1970.
    pub reminded_at: Option<Timestamp>,
    /// From when they can be reminded again.
    pub remind_from: Option<Timestamp>,
}

/// How many have accepted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Figures {
    /// People whose accounts are active.
    pub people: i64,
    /// Those of them who have accepted everything that counts.
    pub accepted: i64,
    /// Whether there are more people than were counted.
    pub is_more: bool,
    /// How many accepted the nation's terms on each of the last 60 days on which anybody did, where they belonged then.
    pub by_day: Vec<DayCount>,
}

/// A day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DayCount {
    /// The day, such as 2027-03-05.
    pub day: String,
    /// How many.
    pub accepted: i64,
}

/// Somebody for whom terms wait.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct WaitingPerson {
    /// Who.
    pub person: AccountId,
    /// The name people see.
    pub name: String,
    /// The primary address.
    pub address: String,
}

/// What counts for everybody of an organisation; nothing where the nation has no terms.
async fn counting(
    reader: &mut Reader,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<Vec<Uuid>, Fault> {
    let Some(national) = store::counts_now(reader, place(None), now).await? else {
        return Ok(Vec::new());
    };
    let own = store::counts_now(reader, place(Some(organisation)), now).await?;
    Ok([Some(national), own].into_iter().flatten().collect())
}

/// Those of some people who have accepted all of it.
async fn accepted(
    reader: &mut Reader,
    counting: &[Uuid],
    people: &[ActivePerson],
) -> Result<BTreeSet<AccountId>, Fault> {
    let mut left: Vec<AccountId> = people.iter().map(|person| person.account).collect();
    for terms in counting {
        left = store::accepted_among(reader, *terms, &left).await?.into_iter().collect();
    }
    Ok(left.into_iter().collect())
}

/// Who has not accepted, after somebody, about so many; and where it goes on.
async fn waiting(
    reader: &mut Reader,
    mut asked: ActivePeople,
    counting: &[Uuid],
    rows: usize,
) -> Result<(Vec<ActivePerson>, Option<AccountId>)> {
    let mut found = Vec::new();
    for _ in 0..READS {
        let people = reader.ask(asked.clone()).await?;
        let is_last = (people.len() as i64) < asked.limit;
        let have = accepted(reader, counting, &people).await?;
        for person in people {
            asked.after = Some(person.account);
            if !have.contains(&person.account) {
                found.push(person);
                if found.len() >= rows {
                    return Ok((found, asked.after));
                }
            }
        }
        if is_last {
            return Ok((found, None));
        }
    }
    Ok((found, asked.after))
}

async fn figures(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
    counting: &[Uuid],
) -> Result<Figures> {
    let search = String::new();
    let mut asked = ActivePeople { organisation, search, after: None, limit: READ };
    let mut figures = Figures { is_more: true, ..Figures::default() };
    for _ in 0..READS_FOR_FIGURES {
        let people = reader.ask(asked.clone()).await?;
        figures.people += people.len() as i64;
        figures.accepted += accepted(reader, counting, &people).await?.len() as i64;
        asked.after = people.last().map(|last| last.account);
        if (people.len() as i64) < READ {
            figures.is_more = false;
            break;
        }
    }
    if let Some(national) = counting.first() {
        let days = store::by_day(reader, sight, *national, organisation).await?;
        let day = |(day, accepted)| DayCount { day, accepted };
        figures.by_day = days.into_iter().map(day).collect();
    }
    Ok(figures)
}

impl Query for TermsCampaign {
    const NAME: &'static str = "terms.campaign";
    const ACTION: Action = authority::CAMPAIGN;
    const VIEW: View = View::Record;
    type Output = CampaignPage;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<CampaignPage> {
        let found = reader.ask(OrganisationCoded(self.organisation.clone())).await?;
        let view = found.ok_or_else(|| messages::NOT_FOUND.refuse())?;
        let organisation = view.organisation;
        if !sight.sees_organisation(reader, organisation).await? {
            return Err(messages::NOT_FOUND.refuse().into());
        }
        let counting = counting(reader, organisation, call.now).await?;
        let is_asked = !counting.is_empty();
        let (search, after) = (self.search.trim().to_owned(), self.after);
        let is_first = search.is_empty() && after.is_none();
        let rows = self.limit.unwrap_or(50).clamp(1, 200) as usize;
        let (items, next) = match is_asked {
            false => (Vec::new(), None),
            true => {
                let asked = ActivePeople { organisation, search, after, limit: READ };
                waiting(reader, asked, &counting, rows).await?
            }
        };
        let figures = match is_asked && is_first {
            true => Some(figures(reader, sight, organisation, &counting).await?),
            false => None,
        };
        let reminded_at = store::reminded_at(reader, organisation).await?;
        let days = reader.dated(&REMIND_DAYS, None, call.now).await?;
        let item = |person: ActivePerson| WaitingPerson {
            person: person.account,
            name: person.name,
            address: person.address,
        };
        Ok(CampaignPage {
            organisation: view.code,
            organisation_name: view.name,
            is_asked,
            figures,
            items: items.into_iter().map(item).collect(),
            next,
            reminded_at,
            remind_from: reminded_at.map(|at| at.plus_days(days)),
        })
    }
}

/// Says for whom terms wait.
pub(in crate::terms) fn answer(answers: &mut Answers) -> Result<(), Fault> {
    answers.add(|asked: TermsWaiting, reader| Box::pin(told(reader, asked)))
}

async fn told(reader: &mut Reader, asked: TermsWaiting) -> Result<TermsWaitingPage> {
    let TermsWaiting { organisation, at, after } = asked;
    let counting = counting(reader, organisation, at).await?;
    if counting.is_empty() {
        return Ok(TermsWaitingPage::default());
    }
    let people = ActivePeople { organisation, search: String::new(), after, limit: READ };
    let rows = usize::try_from(READ).unwrap_or_default();
    let (found, next) = waiting(reader, people, &counting, rows).await?;
    let accounts = found.into_iter().map(|person| person.account).collect();
    Ok(TermsWaitingPage { accounts, next })
}
