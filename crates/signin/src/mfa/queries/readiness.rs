//! Who at an organisation has to have a second step, who has one, and who has not.

use facts::directory::{ActivePeople, ActivePerson, OrganisationCoded};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::mfa::model::{Judged, People, Place, Policy, REMIND_DAYS, circumstances, judge};
use crate::mfa::store::NetworkState;
use crate::mfa::{authority, store};

/// People that are read at a time.
pub(super) const READ: i64 = 200;
/// Reads for one page: there can be many in a row who are not listed.
const READS: usize = 20;
/// Reads for the figures: beyond so many people they say "at least".
pub(super) const READS_FOR_FIGURES: usize = 25;

/// How the people of an organisation stand with the second step of signing in, and what the organisation asks. A page can be
/// short although there are more.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondStepReadiness {
    /// The code of the organisation.
    pub organisation: String,
    /// Whom to list.
    #[serde(default)]
    pub show: Show,
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

/// Whom to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Show {
    /// Everybody.
    #[default]
    Everybody,
    /// Those who have to have one and have none that does.
    Missing,
    /// Those who have none, whether they have to or not.
    Without,
    /// Those who have to have one.
    Obliged,
    /// Those of whom nothing is asked for a time.
    Excepted,
}

impl Show {
    /// All of them, in the order in which they are offered.
    pub(in crate::mfa) const ALL: [Self; 5] =
        [Self::Everybody, Self::Missing, Self::Without, Self::Obliged, Self::Excepted];

    /// As it stands in addresses.
    pub(in crate::mfa) const fn name(self) -> &'static str {
        match self {
            Self::Everybody => "everybody",
            Self::Missing => "missing",
            Self::Without => "without",
            Self::Obliged => "obliged",
            Self::Excepted => "excepted",
        }
    }

    /// The one of that name.
    pub(in crate::mfa) fn named(name: &str) -> Self {
        Self::ALL.into_iter().find(|show| show.name() == name).unwrap_or_default()
    }

    fn takes(self, judged: &Judged) -> bool {
        match self {
            Self::Everybody => true,
            Self::Missing => judged.is_obliged() && !judged.is_ready(),
            Self::Without => !judged.is_ready(),
            Self::Obliged => judged.is_obliged(),
            Self::Excepted => judged.exception_until.is_some(),
        }
    }
}

/// How an organisation stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReadinessPage {
    /// The code of the organisation.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// What it asks.
    pub policy: Policy,
    /// Since when, if it ever said.
    pub since: Option<Timestamp>,
    /// What it will ask, if that is another thing.
    pub next_policy: Option<Policy>,
    /// From when.
    pub next_from: Option<Timestamp>,
    /// Its networks.
    pub networks: Vec<NetworkItem>,
    /// The figures; on the first page of everybody only.
    pub figures: Option<ReadinessFigures>,
    /// The people.
    pub items: Vec<PersonStands>,
    /// What to send as `after` for the next page.
    pub next: Option<AccountId>,
    /// When those who have none were last reminded, in microseconds since 1970.
    pub reminded_at: Option<Timestamp>,
    /// From when they can be reminded again.
    pub remind_from: Option<Timestamp>,
}

/// A network of an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NetworkItem {
    /// Its key, for `second-step.remove-network`.
    pub network: Uuid,
    /// The range of addresses.
    pub addresses: String,
    /// What it is.
    pub name: String,
    /// Whether it counts.
    pub state: NetworkState,
    /// When it was proposed.
    pub proposed_at: Timestamp,
}

/// How many have one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReadinessFigures {
    /// People whose accounts are active.
    pub people: i64,
    /// Those of them who have to have a second step.
    pub obliged: i64,
    /// Those who have one that does.
    pub ready: i64,
    /// Those who have to have one and have none that does.
    pub missing: i64,
    /// Those of whom nothing is asked for a time.
    pub excepted: i64,
    /// Whether there are more people than were counted.
    pub is_more: bool,
}

/// How somebody stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonStands {
    /// Who.
    pub person: AccountId,
    /// The name people see.
    pub name: String,
    /// The primary address.
    pub address: String,
    /// Why, what they have, and until when.
    pub stands: Judged,
}

/// How some people of an organisation stand, who come from outside its networks.
async fn judged(
    reader: &mut Reader,
    place: &Place,
    people: &[ActivePerson],
    now: Timestamp,
) -> Result<Vec<Judged>> {
    let accounts: Vec<AccountId> = people.iter().map(|person| person.account).collect();
    let kept = People::read(reader, &accounts).await?;
    let mut all = Vec::with_capacity(people.len());
    for &ActivePerson { account, here_since, .. } in people {
        let about = circumstances(reader, place, &kept, account, here_since, now).await?;
        all.push(judge(&about, || false, now));
    }
    Ok(all)
}

/// Those to be listed after somebody, about so many; and where it goes on.
pub(super) async fn listed(
    reader: &mut Reader,
    place: &Place,
    mut asked: ActivePeople,
    (show, rows): (Show, usize),
    now: Timestamp,
) -> Result<(Vec<PersonStands>, Option<AccountId>)> {
    let mut found = Vec::new();
    for _ in 0..READS {
        let people = reader.ask(asked.clone()).await?;
        let is_last = (people.len() as i64) < asked.limit;
        let judged = judged(reader, place, &people, now).await?;
        for (person, stands) in people.into_iter().zip(judged) {
            asked.after = Some(person.account);
            if show.takes(&stands) {
                let ActivePerson { account: person, name, address, .. } = person;
                found.push(PersonStands { person, name, address, stands });
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

/// The figures of an organisation, in so many reads at most.
pub(super) async fn figures(
    reader: &mut Reader,
    place: &Place,
    reads: usize,
    now: Timestamp,
) -> Result<ReadinessFigures> {
    let (organisation, search) = (place.organisation, String::new());
    let mut asked = ActivePeople { organisation, search, after: None, limit: READ };
    let mut figures = ReadinessFigures { is_more: true, ..ReadinessFigures::default() };
    for _ in 0..reads {
        let people = reader.ask(asked.clone()).await?;
        for stands in judged(reader, place, &people, now).await? {
            figures.people += 1;
            figures.obliged += i64::from(stands.is_obliged());
            figures.ready += i64::from(stands.is_ready());
            figures.missing += i64::from(Show::Missing.takes(&stands));
            figures.excepted += i64::from(stands.exception_until.is_some());
        }
        asked.after = people.last().map(|last| last.account);
        if (people.len() as i64) < READ {
            figures.is_more = false;
            break;
        }
    }
    Ok(figures)
}

impl Query for SecondStepReadiness {
    const NAME: &'static str = "second-step.readiness";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = ReadinessPage;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<ReadinessPage> {
        let found = reader.ask(OrganisationCoded(self.organisation.clone())).await?;
        let view = found.ok_or_else(|| messages::NOT_FOUND.refuse())?;
        let organisation = view.organisation;
        if !sight.sees_organisation(reader, organisation).await? {
            return Err(messages::NOT_FOUND.refuse().into());
        }
        let now = call.now;
        let place = Place::read(reader, organisation, now).await?;
        let (search, after) = (self.search.trim().to_owned(), self.after);
        let is_first = search.is_empty() && after.is_none() && self.show == Show::Everybody;
        let rows = self.limit.unwrap_or(50).clamp(1, 200) as usize;
        let asked = ActivePeople { organisation, search, after, limit: READ };
        let (items, next) = listed(reader, &place, asked, (self.show, rows), now).await?;
        let figures = match is_first {
            true => Some(figures(reader, &place, READS_FOR_FIGURES, now).await?),
            false => None,
        };
        let planned = store::policy_after(reader, organisation, now).await?;
        let reminded_at = store::reminded_at(reader, organisation).await?;
        let days = reader.dated(&REMIND_DAYS, None, now).await?;
        let item = |kept: store::KeptNetwork| NetworkItem {
            network: kept.id,
            addresses: kept.addresses,
            name: kept.name,
            state: kept.state,
            proposed_at: kept.proposed_at,
        };
        let networks = store::all_networks(reader, sight, organisation).await?;
        Ok(ReadinessPage {
            organisation: view.code,
            organisation_name: view.name,
            policy: place.policy.map_or(Policy::None, |(policy, _)| policy),
            since: place.policy.map(|(_, since)| since),
            next_policy: planned.map(|(policy, _)| policy),
            next_from: planned.map(|(_, from)| from),
            networks: networks.into_iter().map(item).collect(),
            figures,
            items,
            next,
            reminded_at,
            remind_from: reminded_at.map(|at| at.plus_days(days)),
        })
    }
}
