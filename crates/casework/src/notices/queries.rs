//! The catalogue, the log, one's own letters, and what an organisation adds.

use facts::directory::{AccountAt, AccountOf, OrganisationCoded, OrganisationOf};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::messages::catalogue::{self, CATALOGUE};
use super::model::template::UNWRITTEN;
use super::model::{Audience, Channel, MailState, Notice};
use super::{authority, messages, store};

/// Lines of a page unless another number is asked for.
const PAGE: u32 = 50;
/// The most lines of a page.
const PAGE_MOST: u32 = 200;

/// Every notice of the service.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Catalogue {}

/// One notice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct CatalogueEntry {
    /// Its name, stable for ever.
    pub key: String,
    /// What it is called.
    pub title: String,
    /// How it goes.
    pub channel: Channel,
    /// To whom.
    pub audience: Audience,
    /// When.
    pub when: String,
    /// Its subject, with places in braces.
    pub subject: String,
    /// Its words, with places in braces.
    pub body: String,
    /// The places of its own.
    pub places: Vec<String>,
}

impl CatalogueEntry {
    fn of(notice: &Notice) -> Self {
        Self {
            key: notice.key.to_owned(),
            title: notice.title.to_owned(),
            channel: notice.channel,
            audience: notice.audience,
            when: notice.when.to_owned(),
            subject: notice.subject.to_owned(),
            body: notice.body.to_owned(),
            places: notice.places.iter().map(|place| place.name.to_owned()).collect(),
        }
    }
}

impl Query for Catalogue {
    const NAME: &'static str = "notice.catalogue";
    const ACTION: Action = authority::CATALOGUE;
    const VIEW: View = View::Nation;
    type Output = Vec<CatalogueEntry>;

    async fn run(&self, _: &Call, _: &Sight, _: &mut Reader) -> Result<Vec<CatalogueEntry>> {
        Ok(CATALOGUE.iter().map(CatalogueEntry::of).collect())
    }
}

/// What was sent, the newest first: to the people of one organisation, or of all that are seen.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeLog {
    /// The code of one organisation.
    #[serde(default)]
    pub organisation: Option<String>,
    /// A whole email address, or the key of an account.
    #[serde(default)]
    pub search: Option<String>,
    /// One state: `waiting`, `sent`, `refused`, `bounced`, `withheld`, `lapsed` or `unclear`.
    #[serde(default)]
    pub state: Option<String>,
    /// One notice.
    #[serde(default)]
    pub notice: Option<String>,
    /// The next page, as the page before named it.
    #[serde(default)]
    pub after: Option<String>,
    /// The most lines, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// One letter in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Letter {
    /// Its key.
    pub id: Uuid,
    /// The notice.
    pub notice: String,
    /// What the notice is called.
    pub title: String,
    /// Whose account it went to.
    pub account: AccountId,
    /// Their name; empty if they no longer belong to that organisation.
    pub name: String,
    /// The code of their organisation then.
    pub organisation: String,
    /// Where it went; empty once the person was erased.
    pub address: String,
    /// The subject; empty once the words were removed.
    pub subject: String,
    /// The words; empty once they were removed.
    pub body: String,
    /// How far it is.
    pub state: MailState,
    /// When it was written.
    pub made_at: Timestamp,
    /// When it goes, or went, at the earliest.
    pub due_at: Timestamp,
    /// When it came to an end, if it did.
    pub settled_at: Option<Timestamp>,
    /// How often it was tried.
    pub tries: i64,
    /// What the mail server said, or why it was not sent.
    pub reply: String,
    /// Whether somebody may have it sent again.
    pub may_retry: bool,
}

/// A page of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LetterPage {
    /// The letters.
    pub items: Vec<Letter>,
    /// Names the next page, if there is one.
    pub next: Option<String>,
}

impl Query for NoticeLog {
    const NAME: &'static str = "notice.log";
    const ACTION: Action = authority::LOG;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::Letters;
    type Output = LetterPage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<LetterPage> {
        let mut filter = store::Filter {
            state: chosen(&self.state, MailState::named)?,
            notice: chosen(&self.notice, |key| catalogue::find(key).map(|found| found.key))?
                .map(str::to_owned),
            after: after(self.after.as_deref())?,
            ..store::Filter::default()
        };
        if let Some(code) = &self.organisation {
            let view = reader.ask(OrganisationCoded(code.clone())).await?;
            let view = view.ok_or_else(|| common::NOT_FOUND.refuse())?;
            if !sight.sees_organisation(reader, view.organisation).await? {
                return Err(common::NOT_FOUND.refuse().into());
            }
            filter.organisation = Some(view.organisation);
        }
        match self.search.as_deref().map(str::trim).filter(|search| !search.is_empty()) {
            None => {}
            Some(search) => match Uuid::try_parse(search) {
                Ok(key) => filter.account = Some(AccountId(key)),
                // Somebody whose address changed is found by the new one, too; what is out of sight stays so.
                Err(_) => match reader.ask(AccountAt(search.to_owned())).await? {
                    Some(account) => filter.account = Some(account),
                    None => filter.address = Some(search.to_owned()),
                },
            },
        }
        letters(sight, reader, &filter, self.limit).await
    }
}

/// One's own letters, the newest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyLetters {
    /// The next page, as the page before named it.
    #[serde(default)]
    pub after: Option<String>,
}

impl Query for MyLetters {
    const NAME: &'static str = "notice.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = LetterPage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<LetterPage> {
        let own = sight.own().ok_or_else(|| common::SIGN_IN.refuse())?;
        let filter = store::Filter {
            account: Some(own),
            after: after(self.after.as_deref())?,
            ..store::Filter::default()
        };
        letters(sight, reader, &filter, None).await
    }
}

fn chosen<T>(given: &Option<String>, find: impl Fn(&str) -> Option<T>) -> Result<Option<T>> {
    match given.as_deref().filter(|given| !given.is_empty()) {
        None => Ok(None),
        Some(name) => match find(name) {
            Some(found) => Ok(Some(found)),
            None => Err(messages::FILTER.refuse().into()),
        },
    }
}

/// `MICROS.KEY`.
fn after(marker: Option<&str>) -> Result<Option<(Timestamp, Uuid)>> {
    let Some(marker) = marker else { return Ok(None) };
    let read = || {
        let (at, key) = marker.split_once('.')?;
        Some((Timestamp::from_micros(at.parse().ok()?), Uuid::try_parse(key).ok()?))
    };
    Ok(Some(read().ok_or_else(|| messages::PAGE.refuse())?))
}

async fn letters(
    sight: &Sight,
    reader: &mut Reader,
    filter: &store::Filter,
    limit: Option<u32>,
) -> Result<LetterPage> {
    let limit = limit.unwrap_or(PAGE).clamp(1, PAGE_MOST) as usize;
    let mut lines = store::page(reader, sight, filter, limit as i64 + 1).await?;
    let is_more = lines.len() > limit;
    lines.truncate(limit);
    let next = lines
        .last()
        .filter(|_| is_more)
        .map(|line| format!("{}.{}", line.made_at.micros(), line.id.simple()));
    let mut items = Vec::with_capacity(lines.len());
    for line in lines {
        // What somebody is called since they moved is no business of those they left.
        let account = reader.ask(AccountOf(line.account)).await?;
        let account = account.filter(|view| view.organisation == line.organisation);
        let organisation = reader.ask(OrganisationOf(line.organisation)).await?;
        let title = catalogue::find(&line.notice).map_or(line.notice.as_str(), |found| found.title);
        items.push(Letter {
            id: line.id,
            title: title.to_owned(),
            account: line.account,
            name: account.map(|view| view.display_name).unwrap_or_default(),
            organisation: organisation.map(|view| view.code).unwrap_or_default(),
            may_retry: line.state.may_retry() && !line.body.is_empty(),
            settled_at: (line.settled_at.micros() > 0).then_some(line.settled_at),
            notice: line.notice,
            address: line.address,
            subject: line.subject,
            body: line.body.replace(UNWRITTEN, messages::LINK_HIDDEN),
            state: line.state,
            made_at: line.made_at,
            due_at: line.due_at,
            tries: line.tries,
            reply: line.reply,
        });
    }
    Ok(LetterPage { items, next })
}

/// What an organisation adds to letters to its own people.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdditionsOf {
    /// The organisation's code.
    pub organisation: String,
}

/// One notice that an organisation may add to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Addition {
    /// The notice.
    pub notice: CatalogueEntry,
    /// What the organisation adds; empty for nothing.
    pub words: String,
    /// The version to name when it is changed.
    pub version: i64,
}

/// What an organisation adds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Additions {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// Every notice it may add to.
    pub items: Vec<Addition>,
}

impl Query for AdditionsOf {
    const NAME: &'static str = "notice.additions";
    const ACTION: Action = authority::READ_WORDS;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::Letters;
    type Output = Additions;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<Additions> {
        let view = reader.ask(OrganisationCoded(self.organisation.clone())).await?;
        let view = view.ok_or_else(|| common::NOT_FOUND.refuse())?;
        if !sight.sees_organisation(reader, view.organisation).await? {
            return Err(common::NOT_FOUND.refuse().into());
        }
        let own = store::own(reader, sight, view.organisation).await?;
        let items = CATALOGUE.iter().filter(|notice| notice.takes_words()).map(|notice| {
            let found = own.iter().find(|own| own.notice == notice.key).cloned();
            let found = found.unwrap_or_default();
            Addition {
                notice: CatalogueEntry::of(notice),
                words: found.words,
                version: found.version,
            }
        });
        Ok(Additions {
            organisation: view.code,
            organisation_name: view.name,
            items: items.collect(),
        })
    }
}
