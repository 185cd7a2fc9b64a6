//! What counts about people, read for one of them or for many of an organisation at once.

use std::collections::{BTreeMap, BTreeSet};

use kernel::authority::{Grant, GrantSpan, Role, grants_of};
use kernel::clock::Timestamp;
use kernel::dated::{DatedValue, NumberRule};
use kernel::db::Reader;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result};

use super::judge::{Circumstances, Factor, Grace, Holds};
use super::{GRACE_DAYS, OBLIGES_ADMINISTRATORS, OBLIGES_EVERYBODY, Policy, STANDARD_GRACE_DAYS};
use crate::mfa::store;
use crate::{compromise, factors, welcome};

/// What holds for everybody of an organisation.
#[derive(Clone, Debug)]
pub(in crate::mfa) struct Place {
    pub(in crate::mfa) organisation: OrganisationId,
    pub(in crate::mfa) policy: Option<(Policy, Timestamp)>,
    nation: Option<Timestamp>,
    pub(in crate::mfa) roles_oblige: Option<Timestamp>,
    grace: Grace,
}

/// Since when a rule of the nation says yes, if it does.
fn since(values: &[DatedValue], rule: &NumberRule, now: Timestamp) -> Option<Timestamp> {
    let mut since = None;
    for value in values {
        if value.name != rule.name || value.organisation.is_some() || value.starts_at > now {
            continue;
        }
        since = match value.value {
            1 => since.or(Some(value.starts_at)),
            _ => None,
        };
    }
    since
}

impl Place {
    /// Of an organisation.
    pub(in crate::mfa) async fn read(
        reader: &mut Reader,
        organisation: OrganisationId,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        // All rules that count here are read by one statement, because every sign-in asks for them.
        let values = reader.dated_values_at(organisation).await?;
        Ok(Self {
            organisation,
            policy: store::policy_at(reader, organisation, now).await?,
            nation: since(&values, &OBLIGES_EVERYBODY, now),
            roles_oblige: since(&values, &OBLIGES_ADMINISTRATORS, now),
            grace: Grace {
                days: GRACE_DAYS.among(&values, None, now),
                // An organisation may be stricter, which is to give fewer days.
                standard_days: STANDARD_GRACE_DAYS.among(&values, Some(organisation), now),
            },
        })
    }
}

/// What is kept of some people.
#[derive(Debug, Default)]
pub(in crate::mfa) struct People {
    strong: BTreeSet<AccountId>,
    weak: BTreeSet<AccountId>,
    shut: BTreeMap<AccountId, compromise::Shut>,
    memberships: BTreeMap<AccountId, (Policy, Timestamp)>,
    standings: BTreeMap<AccountId, store::Standing>,
    began: BTreeMap<AccountId, Timestamp>,
}

impl People {
    /// Of some accounts, of which there are no more than a page has.
    pub(in crate::mfa) async fn read(
        reader: &mut Reader,
        accounts: &[AccountId],
    ) -> Result<Self, Fault> {
        if accounts.is_empty() {
            return Ok(Self::default());
        }
        let factors::Owners { strong, weak } = factors::owners_among(reader, accounts).await?;
        Ok(Self {
            strong,
            weak,
            shut: compromise::open_among(reader, accounts).await?,
            memberships: store::memberships(reader, accounts).await?,
            standings: store::standings(reader, accounts).await?,
            began: welcome::began_among(reader, accounts).await?,
        })
    }
}

/// The role that counts most among those that somebody holds at a moment. The directory of an organisation is no person.
fn holds(grants: &[Grant], now: Timestamp) -> Holds {
    let live =
        grants.iter().filter(|grant| grant.is_live(now) && grant.role != Role::DirectoryFeed);
    let (mut here, mut service) = (None, None);
    for grant in live {
        let first = match grant.span {
            GrantSpan::Organisation(_) | GrantSpan::Descendants(_) => &mut here,
            GrantSpan::Nation | GrantSpan::Sector(_) => &mut service,
        };
        *first =
            Some(first.map_or(grant.starts_at, |before: Timestamp| before.min(grant.starts_at)));
    }
    match (service, here) {
        (Some(since), _) => Holds::OfTheService(since),
        (None, Some(since)) => Holds::InOrganisation(since),
        (None, None) => Holds::Nothing,
    }
}

/// The circumstances of somebody.
pub(in crate::mfa) async fn circumstances(
    reader: &mut Reader,
    place: &Place,
    people: &People,
    account: AccountId,
    here_since: Option<Timestamp>,
    now: Timestamp,
) -> Result<Circumstances> {
    let factor = match (people.strong.contains(&account), people.weak.contains(&account)) {
        (true, _) => Factor::Strong,
        (false, true) => Factor::Weak,
        (false, false) => Factor::None,
    };
    let standing = people.standings.get(&account);
    // Roles count where they oblige, and where they keep an exception from counting.
    let shut = people.shut.get(&account);
    // What is left out for somebody who begins again after their account was shut; while it is, the open case asks nothing.
    let lifted_until = shut.and_then(|shut| shut.lifted_until).filter(|until| now < *until);
    let has_exception =
        lifted_until.is_some() || standing.is_some_and(|standing| now < standing.until);
    let holds = match place.roles_oblige.is_some() || has_exception {
        true => holds(&grants_of(reader, account, now).await?, now),
        false => Holds::Nothing,
    };
    let began = people.began.get(&account).copied();
    Ok(Circumstances {
        factor,
        compromised: shut.filter(|_| lifted_until.is_none()).map(|shut| shut.since),
        holds,
        roles_oblige: place.roles_oblige,
        nation: place.nation,
        organisation: place.policy,
        person: people.memberships.get(&account).copied(),
        exception_until: standing.map(|standing| standing.until).max(lifted_until),
        anew: standing.is_some_and(|standing| standing.is_anew),
        here_since: began.max(here_since),
        grace: place.grace,
    })
}

impl Circumstances {
    /// The same with the roles of the account, which are left out where they count for nothing.
    pub(in crate::mfa) async fn with_roles(
        self,
        reader: &mut Reader,
        account: AccountId,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        Ok(Self { holds: holds(&grants_of(reader, account, now).await?, now), ..self })
    }
}
