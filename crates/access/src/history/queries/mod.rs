//! What was done, with names and words.

mod teller;
mod undo;
mod whom;

use facts::directory::AccountView;
use kernel::audit::{HistoryFilter, history_of_organisation, history_of_subjects};
use kernel::authority::{Action, Sight, grants_ever_of};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::authority;
use crate::names::{seen_account, seen_organisation};
use teller::Teller;
pub use undo::{Undo, UndoOf};
pub use whom::WhomOfHistory;

const PAGE: u32 = 50;
const LONGEST_PAGE: u32 = 200;
/// Grants whose giving and ending belong to a person's history: one every day for 27 years.
const GRANTS: i64 = 10_000;
/// Looks at a person's acts for one page, of [`LONGEST_PAGE`] acts each: most of them may be for others.
const LOOKS: usize = 50;

/// One act in the history.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Entry {
    /// The act.
    pub act: Uuid,
    /// Its number in the organisation's own order, without gaps; none in a person's history.
    pub number: Option<i64>,
    /// When.
    pub at: Timestamp,
    /// Who, as it is recorded.
    pub actor: String,
    /// Who, by the name of today.
    pub actor_name: String,
    /// Through what: portal, api, cli, job, bulk.
    pub through: String,
    /// The command.
    pub command: String,
    /// What was done, in a sentence.
    pub sentence: String,
    /// What kind of thing it was done to.
    pub subject_kind: Option<String>,
    /// Its key.
    pub subject: Option<Uuid>,
    /// Its name of today, if the reader may know it.
    pub subject_name: Option<String>,
    /// Each attribute that changed.
    pub changes: Vec<Change>,
    /// The request it came with, for the service desk.
    pub request: Uuid,
    /// Whether the caller can take it back by one command, because nothing else happened to the thing since; see
    /// `history.undo`. Said only if it was asked for.
    pub can_undo: bool,
}

/// One attribute that changed, in words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Change {
    /// What changed.
    pub what: String,
    /// Before; none if there was nothing.
    pub before: Option<String>,
    /// Now; none if there is nothing.
    pub after: Option<String>,
}

/// What was done in an organisation, newest first. Filters that fit little can give a short page with a next one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryOfOrganisation {
    /// The organisation's code.
    pub organisation: String,
    /// The `next` of the page before: a number; older acts follow.
    #[serde(default)]
    pub after: Option<i64>,
    /// Only what was done to this person.
    #[serde(default)]
    pub person: Option<AccountId>,
    /// Only this command.
    #[serde(default)]
    pub command: Option<String>,
    /// Only what this account did.
    #[serde(default)]
    pub actor: Option<AccountId>,
    /// From this moment on, in microseconds since 1970.
    #[serde(default)]
    pub from: Option<Timestamp>,
    /// Before this moment.
    #[serde(default)]
    pub to: Option<Timestamp>,
    /// The most to give: 50 unless said, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Whether to say which acts the caller can undo.
    #[serde(default)]
    pub undo: bool,
}

impl HistoryOfOrganisation {
    /// Everything in an organisation.
    pub fn of(organisation: impl Into<String>) -> Self {
        Self {
            organisation: organisation.into(),
            after: None,
            person: None,
            command: None,
            actor: None,
            from: None,
            to: None,
            limit: None,
            undo: false,
        }
    }
}

/// The answer to [`HistoryOfOrganisation`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OrganisationHistory {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// Newest first.
    pub items: Vec<Entry>,
    /// Where the next page begins.
    pub next: Option<i64>,
}

impl Query for HistoryOfOrganisation {
    const NAME: &'static str = "history.of-organisation";
    const ACTION: Action = authority::OF_ORGANISATION;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::History;
    type Output = OrganisationHistory;

    async fn run(
        &self,
        call: &Call,
        sight: &Sight,
        reader: &mut Reader,
    ) -> Result<OrganisationHistory> {
        let organisation = seen_organisation(reader, sight, &self.organisation).await?;
        let subjects = match self.person {
            // A person of elsewhere may stand in this history: only rows of this organisation are read.
            Some(person) => subjects_of(reader, person).await?,
            None => Vec::new(),
        };
        let filter = HistoryFilter {
            subjects,
            command: self.command.clone(),
            actor: self.actor.map(|account| format!("account:{account}")),
            from: self.from,
            to: self.to,
        };
        let limit = i64::from(self.limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE));
        let key = organisation.organisation;
        let page = history_of_organisation(reader, key, &filter, self.after, limit).await?;
        let mut teller = Teller::new(call, sight).of(key).undoing(self.undo);
        let mut items = Vec::with_capacity(page.rows.len());
        for row in page.rows {
            items.push(teller.entry(reader, row).await?);
        }
        Ok(OrganisationHistory {
            organisation: organisation.code,
            organisation_name: organisation.name,
            items,
            next: page.next,
        })
    }
}

/// What was done to a person's account and roles, newest first, as far as it concerns organisations that the reader
/// looks after.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HistoryOfPerson {
    /// The account.
    pub person: AccountId,
    /// The `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// The most to give: 50 unless said, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
    /// Whether to say which acts the caller can undo.
    #[serde(default)]
    pub undo: bool,
}

/// The answer to [`HistoryOfPerson`] and [`MyHistory`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PersonHistory {
    /// The account.
    pub person: AccountId,
    /// The person's name.
    pub name: String,
    /// The code of the organisation the person belongs to.
    pub organisation: String,
    /// Newest first.
    pub items: Vec<Entry>,
    /// Where the next page begins.
    pub next: Option<String>,
}

impl Query for HistoryOfPerson {
    const NAME: &'static str = "history.of-person";
    const ACTION: Action = authority::OF_PERSON;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::History;
    type Output = PersonHistory;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<PersonHistory> {
        let person = seen_account(reader, sight, self.person).await?;
        let teller = Teller::new(call, sight).undoing(self.undo);
        let (after, limit) = (self.after.as_deref(), self.limit);
        person_history(reader, teller, person, after, limit).await
    }
}

/// What was done to the caller's own account and roles, newest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyHistory {
    /// The `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// The most to give: 50 unless said, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

impl Query for MyHistory {
    const NAME: &'static str = "history.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = PersonHistory;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<PersonHistory> {
        let own = sight.own().ok_or_else(|| common::SIGN_IN.refuse())?;
        let person = seen_account(reader, sight, own).await?;
        let teller = Teller::new(call, sight).only(subjects_of(reader, own).await?);
        let (after, limit) = (self.after.as_deref(), self.limit);
        person_history(reader, teller, person, after, limit).await
    }
}

/// The person and the roles the person ever had.
async fn subjects_of(reader: &mut Reader, person: AccountId) -> Result<Vec<Uuid>> {
    let mut subjects = vec![person.0];
    subjects.extend(grants_ever_of(reader, person, GRANTS).await?.iter().map(|grant| grant.0));
    Ok(subjects)
}

async fn person_history(
    reader: &mut Reader,
    mut teller: Teller<'_>,
    person: AccountView,
    after: Option<&str>,
    limit: Option<u32>,
) -> Result<PersonHistory> {
    let mut before = match after {
        Some(after) => Some(after.parse().map_err(|_| common::NOT_FOUND.refuse())?),
        None => None,
    };
    let limit = limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE) as usize;
    let subjects = subjects_of(reader, person.account).await?;
    let mut told = Vec::new();
    // What is for others is passed over without a trace, and one act more than asked for says that there are more.
    for _ in 0..LOOKS {
        let rows = history_of_subjects(reader, &subjects, before, LONGEST_PAGE.into()).await?;
        let is_last = rows.len() < LONGEST_PAGE as usize;
        before = rows.last().map(|row| row.row.id).or(before);
        for row in rows {
            if told.len() <= limit && teller.may_tell(reader, &row).await? {
                told.push(row);
            }
        }
        if is_last || told.len() > limit {
            break;
        }
    }
    let has_more = told.len() > limit;
    told.truncate(limit);
    let next = told.last().filter(|_| has_more).map(|row| row.row.id.to_string());
    let mut items = Vec::with_capacity(told.len());
    for row in told {
        items.push(teller.entry(reader, row).await?);
    }
    let (name, organisation) = (person.display_name, person.organisation_code);
    Ok(PersonHistory { person: person.account, name, organisation, items, next })
}
