//! The people of an organisation, and those deleted from it.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::leavers::{place, rows};
use super::organisation;
use crate::people::model::{
    Account, AccountKind, AccountState, INACTIVE_DAYS, Needle, Order, trimmed,
};
use crate::people::store::{ClockFilter, ListFilter};
use crate::people::{authority, messages, store};

/// Beside the states, what may be asked for: leavers, and people without activity.
const LEAVER: &str = "leaver";
const INACTIVE: &str = "inactive";
/// Those who have never used their account.
const NEVER: &str = "never-used";
/// The order that needs not be named.
const BY_NAME: &str = "name";
/// Counted up to here, where no counter is kept.
const COUNTED: i64 = 1000;

/// The people of an organisation by family name, with filters. A search finds the beginnings of all words of present
/// and former names, staff numbers, and whole email addresses.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PeopleInOrganisation {
    /// The code of the organisation in the register.
    pub organisation: String,
    /// What to look for.
    #[serde(default)]
    pub search: Option<String>,
    /// `starting`, `active`, `disabled` or `deleted`, or `leaver` or `inactive` for those of them on whom such a clock runs, or
    /// `never-used` for active people without any activity since they were created; all but deleted ones if
    /// absent.
    #[serde(default)]
    pub state: Option<String>,
    /// A unit of the organisation, by its key.
    #[serde(default)]
    pub unit: Option<String>,
    /// `user` or `application`; people if absent.
    #[serde(default)]
    pub kind: Option<String>,
    /// `created` or `last-used`, each with a minus in front for the latest first; by family name if absent or `name`.
    #[serde(default)]
    pub sort: Option<String>,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows wanted, 1 to 200; 50 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonPage {
    /// The people.
    pub items: Vec<PersonRow>,
    /// Where the next page goes on, if there is one.
    pub next: Option<String>,
    /// How many there are; in a search, a unit, or of leavers and inactive people counted up to 1,000.
    pub count: i64,
    /// Whether there are more than that.
    pub is_more: bool,
}

/// One person of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonRow {
    /// The key.
    pub id: AccountId,
    /// Given name, or several.
    pub given_name: String,
    /// Family name, or several.
    pub family_name: String,
    /// The name as others see it.
    pub display_name: String,
    /// The primary address.
    pub address: String,
    /// Job title, if any.
    pub job_title: Option<String>,
    /// Department, if any.
    pub department: Option<String>,
    /// The unit, if any.
    pub unit: Option<Uuid>,
    /// Staff number, if any.
    pub staff_number: Option<String>,
    /// What the account is for.
    pub kind: AccountKind,
    /// The lifecycle state.
    pub state: AccountState,
    /// The last activity that counts, if any (RFC 3339).
    pub last_activity_at: Option<String>,
    /// When it was created (RFC 3339).
    pub created_at: String,
    /// The version that the next change has to expect.
    pub version: i64,
}

impl From<Account> for PersonRow {
    fn from(account: Account) -> Self {
        Self {
            id: account.id,
            given_name: account.given_name,
            family_name: account.family_name,
            display_name: account.display_name,
            address: account.address,
            job_title: account.job_title,
            department: account.department,
            unit: account.unit,
            staff_number: account.staff_number,
            kind: account.kind,
            state: account.state,
            last_activity_at: account.last_activity_at.map(Timestamp::rfc3339),
            created_at: account.created_at.rfc3339(),
            version: account.version,
        }
    }
}

impl PeopleInOrganisation {
    /// The order that was asked for; none for that by name.
    fn order(&self) -> Result<Option<Order>> {
        match trimmed(self.sort.as_deref()).as_deref() {
            None | Some(BY_NAME) => Ok(None),
            Some(name) => {
                let order = Order::named(name).ok_or_else(|| messages::FILTER.at("sort"))?;
                Ok(Some(order))
            }
        }
    }

    /// A page in the order by name, and where the next one goes on.
    async fn by_name(
        &self,
        sight: &Sight,
        reader: &mut Reader,
        filter: &ListFilter,
        limit: i64,
    ) -> Result<(Vec<Account>, Option<String>)> {
        let after = match marker(self.after.as_deref())? {
            None => None,
            Some(id) => match store::position(reader, filter.organisation, id).await? {
                Some((family, given)) => Some((family, given, id)),
                None => return Err(messages::PAGE.at("after").into()),
            },
        };
        let mut found = store::list(reader, sight, filter, after, limit + 1).await?;
        let next = cut(&mut found, limit);
        Ok((found, next))
    }

    /// `quiet` is since when somebody without activity is inactive.
    fn filter(&self, organisation: OrganisationId, quiet: Timestamp) -> Result<ListFilter> {
        let state = trimmed(self.state.as_deref());
        let live = || vec![AccountState::Starting, AccountState::Active, AccountState::Disabled];
        let mut clock = None;
        let states = match state.as_deref() {
            None => live(),
            Some(LEAVER) => {
                clock = Some(ClockFilter::Leaving);
                vec![AccountState::Active, AccountState::Disabled]
            }
            Some(INACTIVE) => {
                clock = Some(ClockFilter::QuietSince(quiet));
                vec![AccountState::Active]
            }
            Some(NEVER) => {
                clock = Some(ClockFilter::Never);
                vec![AccountState::Active]
            }
            Some(name) => {
                match AccountState::named(name).filter(|state| *state != AccountState::Erased) {
                    Some(state) => vec![state],
                    None => return Err(messages::FILTER.at("state").into()),
                }
            }
        };
        let kind = match trimmed(self.kind.as_deref()).as_deref() {
            None => AccountKind::User,
            Some(name) => AccountKind::named(name).ok_or_else(|| messages::FILTER.at("kind"))?,
        };
        let unit = match trimmed(self.unit.as_deref()).as_deref() {
            None => None,
            Some(unit) => Some(unit.parse().map_err(|_| messages::FILTER.at("unit"))?),
        };
        let needle = self.search.as_deref().and_then(Needle::of);
        Ok(ListFilter { organisation, needle, states, kind, unit, clock })
    }
}

/// The key a page marker holds.
fn marker(after: Option<&str>) -> Result<Option<AccountId>> {
    match trimmed(after) {
        None => Ok(None),
        Some(after) => after.parse().map(Some).map_err(|_| messages::PAGE.at("after").into()),
    }
}

impl Query for PeopleInOrganisation {
    const NAME: &'static str = "person.list";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Record;
    type Output = PersonPage;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<PersonPage> {
        let organisation = organisation(reader, sight, &self.organisation).await?.organisation;
        let days = reader.dated(&INACTIVE_DAYS, Some(organisation), call.now).await?;
        let filter = self.filter(organisation, call.now.plus_days(-days))?;
        let limit = rows(self.limit);
        let (found, next) = match self.order()? {
            None => self.by_name(sight, reader, &filter, limit).await?,
            Some(order) => {
                let after = trimmed(self.after.as_deref()).map(|after| place(Some(&after)));
                let after = after.transpose()?;
                let found = store::list_by(reader, sight, &filter, order, after, limit + 1).await?;
                let (found, is_more) = first(found, limit);
                let last = found.last().filter(|_| is_more);
                let next = last.map(|last| {
                    let (at, id) = store::place_in(order, last);
                    format!("{}.{id}", at.micros())
                });
                (found, next)
            }
        };
        let count = store::count(reader, sight, &filter, COUNTED).await?;
        let items = found.into_iter().map(PersonRow::from).collect();
        Ok(PersonPage { items, next, count: count.accounts, is_more: count.is_more })
    }
}

/// Cuts a page that was read one row too long, and gives the marker of the next one.
fn cut(found: &mut Vec<Account>, limit: i64) -> Option<String> {
    let (rows, is_more) = first(std::mem::take(found), limit);
    *found = rows;
    found.last().filter(|_| is_more).map(|last| last.id.to_string())
}

/// The first so many, and whether there were more.
fn first(mut found: Vec<Account>, limit: i64) -> (Vec<Account>, bool) {
    let limit = usize::try_from(limit).unwrap_or(usize::MAX);
    let is_more = found.len() > limit;
    found.truncate(limit);
    (found, is_more)
}

/// People deleted from an organisation who can still be restored, latest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeletedPeople {
    /// The code of the organisation in the register.
    pub organisation: String,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows wanted, 1 to 200; 50 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of deleted people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeletedPage {
    /// The people.
    pub items: Vec<DeletedRow>,
    /// Where the next page goes on, if there is one.
    pub next: Option<String>,
}

/// One deleted person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DeletedRow {
    /// The key.
    pub id: AccountId,
    /// The name as others saw it.
    pub display_name: String,
    /// The primary address.
    pub address: String,
    /// What the account is for.
    pub kind: AccountKind,
    /// When it was deleted (RFC 3339).
    pub deleted_at: String,
    /// Until when it can be restored (RFC 3339).
    pub restorable_until: Option<String>,
    /// Whether a legal hold stops that time.
    pub is_held: bool,
    /// The version that the next change has to expect.
    pub version: i64,
}

impl Query for DeletedPeople {
    const NAME: &'static str = "person.deleted";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Record;
    type Output = DeletedPage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<DeletedPage> {
        let organisation = organisation(reader, sight, &self.organisation).await?.organisation;
        let after = match marker(self.after.as_deref())? {
            None => None,
            Some(id) => match store::find(reader, id)
                .await?
                .filter(|found| found.organisation == organisation)
            {
                Some(found) => Some((found.state_since, id)),
                None => return Err(messages::PAGE.at("after").into()),
            },
        };
        let limit = rows(self.limit);
        let mut found = store::deleted(reader, sight, organisation, after, limit + 1).await?;
        let next = cut(&mut found, limit);
        let items = found
            .into_iter()
            .map(|account| DeletedRow {
                id: account.id,
                display_name: account.display_name,
                address: account.address,
                kind: account.kind,
                deleted_at: account.state_since.rfc3339(),
                restorable_until: account.due_at.map(Timestamp::rfc3339),
                is_held: account.held_since.is_some(),
                version: account.version,
            })
            .collect();
        Ok(DeletedPage { items, next })
    }
}
