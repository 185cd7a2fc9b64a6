//! What was done, with names and words.

mod undo;
mod whom;

use facts::directory::{AccountView, UnitOf};
use facts::entitlement::{PolicyNamed, ProductNamed};
use kernel::audit::{
    HistoryEffect, HistoryFilter, HistoryRow, HistoryValue, history_of_organisation,
    history_of_subjects,
};
use kernel::authority::{Action, Sight, grants_ever_of};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, InverseOf, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::messages::telling::{Act, Doer, sentence};
use super::{authority, messages};
use crate::audience::{Audience, KIND_HOLD, only_account};
use crate::names::{Names, seen_account, seen_organisation};
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

/// Turns rows into words, for one reader.
pub(super) struct Teller<'a> {
    names: Names,
    call: &'a Call,
    sight: &'a Sight,
    audience: Audience<'a>,
    /// The organisation whose history it is, if it is one's.
    organisation: Option<OrganisationId>,
    /// What of an act may be told; everything of it, if none.
    only: Option<Vec<Uuid>>,
    /// Whether to ask what the reader could undo.
    undoing: bool,
}

impl<'a> Teller<'a> {
    pub(super) fn new(call: &'a Call, sight: &'a Sight) -> Self {
        let (names, audience) = (Names::default(), Audience::new(call, sight));
        Self { names, call, sight, audience, organisation: None, only: None, undoing: false }
    }

    /// Tells the history of an organisation.
    fn of(self, organisation: OrganisationId) -> Self {
        Self { organisation: Some(organisation), ..self }
    }

    /// Tells somebody of themself: only what of an act is about these things.
    fn only(self, things: Vec<Uuid>) -> Self {
        Self { only: Some(things), ..self }
    }

    /// Says of each act whether this caller can take it back.
    fn undoing(self, undoing: bool) -> Self {
        Self { undoing, ..self }
    }

    /// Whether the row concerns somebody the reader looks after. One's own rows always do, but that a legal hold was
    /// placed on somebody is not told to that person.
    async fn may_tell(&self, reader: &mut Reader, row: &HistoryRow) -> Result<bool> {
        if self.only.is_some() {
            return Ok(!row.effects.iter().any(|effect| effect.kind == KIND_HOLD));
        }
        if self.sight.is_national() {
            return Ok(true);
        }
        for organisation in row.row.concerned()? {
            if self.sight.sees_organisation(reader, OrganisationId(organisation)).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    pub(super) async fn entry(&mut self, reader: &mut Reader, row: HistoryRow) -> Result<Entry> {
        let can_undo = self.undoing && {
            let question = InverseOf { act: row.clone(), call: self.call.clone() };
            reader.ask(question).await?.is_ok()
        };
        let HistoryRow { number, row, effects } = row;
        let actor_name = self.actor(reader, &row.actor).await?;
        let (subject_name, account) = match (row.subject_kind.as_deref(), row.subject) {
            (Some(kind), Some(subject)) => self.thing(reader, kind, subject, &effects).await?,
            _ => (None, None),
        };
        let mut changes = Vec::new();
        for effect in &effects {
            if self.may_tell_effect(reader, row.subject, effect, &effects).await? {
                let mut change = self.change(reader, effect, &effects).await?;
                let subject = OrganisationId(effect.subject);
                let is_named =
                    row.subject == Some(effect.subject) || self.organisation == Some(subject);
                // One act can change many organisations: each change of another one says of which.
                if effect.kind == "organisation"
                    && !is_named
                    && let Some(other) = self.names.organisation(reader, subject).await?
                {
                    change.what = messages::of_another(&other.name, &change.what);
                }
                changes.push(change);
            }
        }
        let doer = match row.actor.split_once(':') {
            Some(("account", key)) if key.parse().ok() == account && account.is_some() => {
                Doer::Oneself
            }
            Some(("account" | "operator" | "service", _)) => Doer::Another,
            _ => Doer::Nobody,
        };
        let (command, thing) = (row.command.as_str(), subject_name.as_deref());
        let sentence = sentence(&actor_name, Act { command, thing, doer, changes: &changes });
        Ok(Entry {
            act: row.id,
            number,
            at: row.at,
            actor: row.actor,
            actor_name,
            through: row.face,
            command: row.command,
            sentence,
            subject_kind: row.subject_kind,
            subject: row.subject,
            subject_name,
            changes,
            request: row.request,
            can_undo,
        })
    }

    async fn actor(&mut self, reader: &mut Reader, label: &str) -> Result<String> {
        let account = label.strip_prefix("account:").and_then(|key| key.parse().ok());
        let view = match account {
            Some(account) => self.names.account(reader, account).await?,
            None => None,
        };
        Ok(view.map_or_else(|| messages::actor(label), |view| view.display_name))
    }

    /// The name of what an act was done to, and the account if it is a person or belongs to one.
    async fn thing(
        &mut self,
        reader: &mut Reader,
        kind: &str,
        subject: Uuid,
        effects: &[HistoryEffect],
    ) -> Result<(Option<String>, Option<AccountId>)> {
        match kind {
            "organisation" => {
                let key = OrganisationId(subject);
                let view = self.names.organisation(reader, key).await?;
                return Ok((view.map(|view| view.name), None));
            }
            "user_policy" => return Ok((reader.ask(PolicyNamed(subject)).await?, None)),
            _ => {}
        }
        let account = match kind {
            "account" => Some(AccountId(subject)),
            _ => {
                let named = effects
                    .iter()
                    .find(|effect| effect.subject == subject && effect.attribute == "account");
                named.and_then(|effect| key_in(&effect.after)).map(AccountId)
            }
        };
        let account = match (account, kind) {
            (Some(account), _) => Some(account),
            (None, "role_grant") => {
                let grant = kernel::authority::find_grant(reader, kernel::ids::GrantId(subject));
                grant.await?.map(|grant| grant.account)
            }
            // A start code or a place in a user policy says whose it is by an effect or by its own key.
            (None, _) => Some(account_of(effects).unwrap_or(AccountId(subject))),
        };
        match account {
            Some(account) => Ok((self.known(reader, account).await?, Some(account))),
            None => Ok((None, None)),
        }
    }

    /// The name of an account.
    async fn known(&mut self, reader: &mut Reader, account: AccountId) -> Result<Option<String>> {
        Ok(self.names.account(reader, account).await?.map(|view| view.display_name))
    }

    pub(super) async fn change(
        &mut self,
        reader: &mut Reader,
        effect: &HistoryEffect,
        all: &[HistoryEffect],
    ) -> Result<Change> {
        let may_see = self.may_see_values(reader, effect, all).await?;
        Ok(Change {
            what: messages::attribute(&effect.kind, &effect.attribute),
            before: self.value(reader, &effect.attribute, &effect.before, may_see).await?,
            after: self.value(reader, &effect.attribute, &effect.after, may_see).await?,
        })
    }

    /// Whether this change of an act is told at all.
    async fn may_tell_effect(
        &mut self,
        reader: &mut Reader,
        about: Option<Uuid>,
        effect: &HistoryEffect,
        all: &[HistoryEffect],
    ) -> Result<bool> {
        if let Some(only) = &self.only {
            return Ok(only.contains(&effect.subject));
        }
        match effect.kind.as_str() {
            KIND_HOLD => self.audience.may_read(reader, KIND_HOLD, account_of(all)).await,
            "organisation" if about != Some(effect.subject) => {
                let subject = OrganisationId(effect.subject);
                Ok(self.organisation == Some(subject)
                    || self.sight.is_national()
                    || self.organisation.is_none()
                        && self.sight.sees_organisation(reader, subject).await?)
            }
            _ => Ok(true),
        }
    }

    /// Values about a person are for those who look after that person today.
    async fn may_see_values(
        &mut self,
        reader: &mut Reader,
        effect: &HistoryEffect,
        all: &[HistoryEffect],
    ) -> Result<bool> {
        let is_personal = |value: &HistoryValue| matches!(value, HistoryValue::Personal(_));
        if self.only.is_some() || !(is_personal(&effect.before) || is_personal(&effect.after)) {
            return Ok(true);
        }
        let account = match effect.kind.as_str() {
            "account" => Some(AccountId(effect.subject)),
            _ => account_of(all),
        };
        self.audience.may_read(reader, &effect.kind, account).await
    }

    async fn value(
        &mut self,
        reader: &mut Reader,
        attribute: &str,
        value: &HistoryValue,
        may_see: bool,
    ) -> Result<Option<String>> {
        let value = match value {
            HistoryValue::None => return Ok(None),
            HistoryValue::Erased => return Ok(Some(messages::NO_LONGER_KEPT.to_owned())),
            HistoryValue::Personal(_) if !may_see => {
                return Ok(Some(messages::NOT_SHOWN.to_owned()));
            }
            HistoryValue::Personal(value) | HistoryValue::Open(value) => value,
        };
        let key = value.as_str().and_then(|text| text.parse::<Uuid>().ok());
        let name = match (attribute, key) {
            ("organisation", Some(key)) => {
                self.names.organisation(reader, OrganisationId(key)).await?.map(|view| view.name)
            }
            ("account", Some(key)) => self.known(reader, AccountId(key)).await?,
            ("policy" | "successor", Some(key)) => reader.ask(PolicyNamed(key)).await?,
            ("product" | "base_product", Some(key)) => reader.ask(ProductNamed(key)).await?,
            ("unit", Some(key)) => reader.ask(UnitOf(key)).await?.map(|unit| unit.name),
            ("parent", Some(key)) => {
                match self.names.organisation(reader, OrganisationId(key)).await? {
                    Some(view) => Some(view.name),
                    None => reader.ask(UnitOf(key)).await?.map(|unit| unit.name),
                }
            }
            _ => None,
        };
        Ok(Some(name.unwrap_or_else(|| messages::value(attribute, value))))
    }
}

/// The account that an act's effects are about, if it is one alone.
fn account_of(effects: &[HistoryEffect]) -> Option<AccountId> {
    only_account(effects.iter().map(|effect| {
        let key = key_in(&effect.after).or_else(|| key_in(&effect.before));
        (effect.kind.as_str(), effect.subject, effect.attribute.as_str(), key)
    }))
}

fn key_in(value: &HistoryValue) -> Option<Uuid> {
    match value {
        HistoryValue::Open(Value::String(text)) => text.parse().ok(),
        _ => None,
    }
}
