//! Who holds which role.

mod cover;

pub use cover::{
    Colleague, ColleagueFor, CoverLine, CoverOfPerson, CoverableRole, Covers, MyCover, PersonCover,
};

use std::collections::HashSet;

use facts::directory::{AccountView, UnreadSince};
use kernel::authority::{
    Action, Grant, GrantSpan, Role, ServedSector, Sight, Span, StandingOf, grants_of,
    grants_of_role, grants_reaching,
};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Actor, Call, Query, View};
use kernel::ids::{AccountId, GrantId, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::ENOUGH_ADMINISTRATORS;
use super::{authority, store};
use crate::names::{
    Names, organisation_coded, seen_account, seen_account_named, seen_organisation,
};

const PAGE: u32 = 50;
const LONGEST_PAGE: u32 = 200;
/// Grants looked at to count the administrators of one organisation; more than that are enough anyway.
const COUNTED: i64 = 500;

/// Whether a grant counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum GrantState {
    /// It counts now.
    Live,
    /// It will count from its start.
    Coming,
    /// Its holder cannot sign in at the moment, so nobody acts by it.
    Resting,
}

/// One grant with names.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct GrantLine {
    /// Its key.
    pub grant: GrantId,
    /// The holder.
    pub person: AccountId,
    /// The holder's name.
    pub name: String,
    /// The holder's address.
    pub address: String,
    /// The organisation the holder belongs to.
    pub belongs_to: String,
    /// The role.
    pub role: Role,
    /// The code of the organisation it names; none for the whole service.
    pub organisation: Option<String>,
    /// That organisation's name.
    pub organisation_name: Option<String>,
    /// Whether it reaches the organisations below.
    pub with_descendants: bool,
    /// The sector whose organisations it reaches, if it is for one.
    pub sector: Option<ServedSector>,
    /// Whether it counts.
    pub state: GrantState,
    /// From when.
    pub starts_at: Timestamp,
    /// Until when, exclusive.
    pub ends_at: Option<Timestamp>,
    /// Why it was given.
    pub reason: String,
    /// The name of whom its holder stands in for, if it was given for that.
    pub covering_for: Option<String>,
    /// Since when nobody reads the holder's mailbox, if so.
    pub mailbox_unread_since: Option<Timestamp>,
    /// The version of the grant, for ending it.
    pub version: i64,
}

async fn line(
    names: &mut Names,
    reader: &mut Reader,
    grant: Grant,
    now: Timestamp,
) -> Result<GrantLine> {
    let holder = names.account(reader, grant.account).await?;
    let may_act = reader.ask(StandingOf(grant.account)).await?.is_some_and(|it| it.may_act);
    let organisation = match grant.span.organisation() {
        Some(organisation) => names.organisation(reader, organisation).await?,
        None => None,
    };
    let absent = match store::cover_of(reader, grant.id).await? {
        Some(cover) => names.account(reader, cover.absent).await?,
        None => None,
    };
    let state = match (grant.is_live(now), may_act) {
        (true, true) => GrantState::Live,
        (true, false) => GrantState::Resting,
        (false, _) => GrantState::Coming,
    };
    let said =
        |of: fn(&AccountView) -> &String| holder.as_ref().map(of).cloned().unwrap_or_default();
    Ok(GrantLine {
        grant: grant.id,
        person: grant.account,
        name: said(|holder| &holder.display_name),
        address: said(|holder| &holder.address),
        belongs_to: said(|holder| &holder.organisation_code),
        role: grant.role,
        organisation: organisation.as_ref().map(|organisation| organisation.code.clone()),
        organisation_name: organisation.map(|organisation| organisation.name),
        with_descendants: matches!(grant.span, GrantSpan::Descendants(_)),
        sector: grant.span.sector(),
        state,
        starts_at: grant.starts_at,
        ends_at: grant.ends_at,
        reason: grant.reason,
        covering_for: absent.map(|absent| absent.display_name),
        mailbox_unread_since: reader.ask(UnreadSince(grant.account)).await?,
        version: grant.version,
    })
}

/// The roles that reach an organisation and have not ended, with who holds them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantsInOrganisation {
    /// The organisation's code.
    pub organisation: String,
    /// The `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// The most to give: 50 unless said, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// The answer to [`GrantsInOrganisation`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct InOrganisation {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// The grants, oldest first.
    pub items: Vec<GrantLine>,
    /// Where the next page begins.
    pub next: Option<String>,
    /// People who can administer the organisation now: local administrators, primary or not, who can sign in.
    pub working_administrators: u32,
    /// Primary local administrators among them whose mailbox nobody reads.
    pub unread_mailboxes: u32,
    /// Whether they are so few that the organisation is stuck when one of them is away.
    pub too_few: bool,
}

impl Query for GrantsInOrganisation {
    const NAME: &'static str = "grant.in-organisation";
    const ACTION: Action = authority::IN_ORGANISATION;
    const VIEW: View = View::Record;
    type Output = InOrganisation;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<InOrganisation> {
        let organisation = seen_organisation(reader, sight, &self.organisation).await?;
        let after = match &self.after {
            Some(after) => Some(after.parse().map_err(|_| common::NOT_FOUND.refuse())?),
            None => None,
        };
        let limit = i64::from(self.limit.unwrap_or(PAGE).clamp(1, LONGEST_PAGE));
        let key = organisation.organisation;
        let mut page = grants_reaching(reader, key, after, limit + 1, call.now).await?;
        let is_more = page.len() > usize::try_from(limit).unwrap_or(usize::MAX);
        page.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = page.last().filter(|_| is_more).map(|grant| grant.id.to_string());
        let mut names = Names::default();
        let mut items = Vec::with_capacity(page.len());
        for grant in page {
            items.push(line(&mut names, reader, grant, call.now).await?);
        }
        let at = administrators_at(reader, key, call.now).await?;
        Ok(InOrganisation {
            organisation: organisation.code,
            organisation_name: organisation.name,
            items,
            next,
            working_administrators: u32::try_from(at.working).unwrap_or(u32::MAX),
            unread_mailboxes: u32::try_from(at.unread).unwrap_or(u32::MAX),
            too_few: at.working < ENOUGH_ADMINISTRATORS,
        })
    }
}

/// The roles of the whole service, and those for a sector, that have not ended, with who holds them: by role, oldest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NationalGrants {}

/// The answer to [`NationalGrants`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Nationwide {
    /// The grants, at most 500.
    pub items: Vec<GrantLine>,
    /// Whether there are more.
    pub is_more: bool,
}

impl Query for NationalGrants {
    const NAME: &'static str = "grant.national";
    const ACTION: Action = authority::NATIONAL;
    const VIEW: View = View::Nation;
    type Output = Nationwide;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<Nationwide> {
        let mut grants = Vec::new();
        for role in Role::ALL.iter().filter(|role| role.span() != Span::Organisation) {
            grants.extend(grants_of_role(reader, *role, None, call.now).await?);
        }
        let most = usize::try_from(COUNTED).unwrap_or(usize::MAX);
        let is_more = grants.len() > most;
        grants.truncate(most);
        let mut names = Names::default();
        let mut items = Vec::with_capacity(grants.len());
        for grant in grants {
            items.push(line(&mut names, reader, grant, call.now).await?);
        }
        Ok(Nationwide { items, is_more })
    }
}

/// Who can administer an organisation at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AdministratorsAt {
    /// How many people.
    pub(crate) working: usize,
    /// How many of them are primary local administrators whose mailbox nobody reads.
    pub(crate) unread: usize,
    /// When a role begins or ends next, as far as dates tell.
    pub(crate) changes_at: Option<Timestamp>,
}

/// How many people can administer the organisation at this moment.
pub(crate) async fn administrators_at(
    reader: &mut Reader,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<AdministratorsAt> {
    let is_administrator =
        |role| matches!(role, Role::PrimaryLocalAdministrator | Role::LocalAdministrator);
    let (mut working, mut unread) = (HashSet::new(), HashSet::new());
    let mut changes_at = None::<Timestamp>;
    for grant in grants_reaching(reader, organisation, None, COUNTED, now).await? {
        if !is_administrator(grant.role) {
            continue;
        }
        let dates = [Some(grant.starts_at), grant.ends_at].into_iter().flatten();
        let next = dates.filter(|date| *date > now).chain(changes_at).min();
        changes_at = next;
        if grant.is_live(now)
            && reader.ask(StandingOf(grant.account)).await?.is_some_and(|it| it.may_act)
        {
            working.insert(grant.account);
            let is_lead = grant.role == Role::PrimaryLocalAdministrator;
            if is_lead && reader.ask(UnreadSince(grant.account)).await?.is_some() {
                unread.insert(grant.account);
            }
        }
    }
    Ok(AdministratorsAt { working: working.len(), unread: unread.len(), changes_at })
}

/// The roles of one person that have not ended, wherever they are. Those who look after the person see all of them,
/// because they matter before the person leaves.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GrantsOfPerson {
    /// The account.
    pub person: AccountId,
}

/// The answer to [`GrantsOfPerson`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OfPerson {
    /// The account.
    pub person: AccountId,
    /// The person's name.
    pub name: String,
    /// The code of the organisation the person belongs to.
    pub organisation: String,
    /// The grants, oldest first.
    pub items: Vec<GrantLine>,
}

impl Query for GrantsOfPerson {
    const NAME: &'static str = "grant.of-person";
    const ACTION: Action = authority::OF_PERSON;
    const VIEW: View = View::Record;
    type Output = OfPerson;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<OfPerson> {
        let person = seen_account(reader, sight, self.person).await?;
        Ok(OfPerson {
            person: self.person,
            items: lines_of(reader, self.person, call.now).await?,
            name: person.display_name,
            organisation: person.organisation_code,
        })
    }
}

async fn lines_of(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<GrantLine>> {
    let mut names = Names::default();
    let mut items = Vec::new();
    for grant in grants_of(reader, account, now).await? {
        items.push(line(&mut names, reader, grant, now).await?);
    }
    Ok(items)
}

/// The caller's own roles that have not ended.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyGrants {}

impl Query for MyGrants {
    const NAME: &'static str = "grant.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = Vec<GrantLine>;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Vec<GrantLine>> {
        let own = sight.own().ok_or_else(|| common::SIGN_IN.refuse())?;
        lines_of(reader, own, call.now).await
    }
}

/// Who gets a role: the person with this address, if the caller may give one to them in this organisation, or in the
/// whole service.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CandidateFor {
    /// The organisation's code; none for a role of the whole service.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The person's address, or the key of their account.
    pub person: String,
}

/// The answer to [`CandidateFor`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Candidate {
    /// The account.
    pub person: AccountId,
    /// The person's name.
    pub name: String,
    /// The person's address.
    pub address: String,
    /// The organisation the role is for; none for the whole service.
    pub organisation_name: Option<String>,
    /// The organisation the person belongs to.
    pub belongs_to: String,
}

impl Query for CandidateFor {
    const NAME: &'static str = "grant.candidate";
    const ACTION: Action = authority::CANDIDATE;
    const VIEW: View = View::Record;
    type Output = Candidate;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<Candidate> {
        let organisation = match &self.organisation {
            Some(code) => Some(seen_organisation(reader, sight, code).await?),
            None if sight.is_national() => None,
            None => return Err(common::NOT_FOUND.refuse().into()),
        };
        let person = seen_account_named(reader, sight, &self.person).await?;
        Ok(Candidate {
            person: person.account,
            name: person.display_name,
            address: person.address,
            organisation_name: organisation.map(|organisation| organisation.name),
            belongs_to: person.organisation_name,
        })
    }
}

/// Who administers the caller's own organisation, for everyone who belongs to it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdministratorCard {
    /// The organisation's code; the caller's own if none. A foreign one answers as an unknown one.
    #[serde(default)]
    pub organisation: Option<String>,
}

/// The answer to [`AdministratorCard`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AdministratorsCard {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// Those who can be asked, each once, the one with the widest role first.
    pub administrators: Vec<CardLine>,
}

/// One administrator as everybody of the organisation may know them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CardLine {
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// Until when, exclusive, if they stand in for somebody.
    pub until: Option<Timestamp>,
    /// Their telephone number.
    pub telephone: Option<String>,
    /// Their address.
    pub address: String,
}

impl Query for AdministratorCard {
    const NAME: &'static str = "administrator.card";
    const ACTION: Action = authority::CARD;
    const VIEW: View = View::Card;
    type Output = AdministratorsCard;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<AdministratorsCard> {
        let own = match call.actor {
            Actor::Account(account) => reader.ask(StandingOf(account)).await?,
            _ => None,
        };
        let mut names = Names::default();
        let organisation = match (&self.organisation, own) {
            (Some(code), _) => Some(organisation_coded(reader, code).await?),
            (None, Some(own)) => names.organisation(reader, own.organisation).await?,
            (None, None) => None,
        };
        let is_asked_by_account = call.actor.account().is_some();
        let Some(organisation) = organisation.filter(|organisation| {
            !is_asked_by_account
                || own.is_some_and(|own| own.organisation == organisation.organisation)
        }) else {
            return Err(common::NOT_FOUND.refuse().into());
        };
        let key = organisation.organisation;
        let mut grants = grants_reaching(reader, key, None, COUNTED, call.now).await?;
        grants.retain(|grant| {
            let can_be_asked = matches!(
                grant.role,
                Role::PrimaryLocalAdministrator | Role::LocalAdministrator | Role::LocalHelpDesk
            );
            can_be_asked && grant.is_live(call.now)
        });
        grants.sort_by_key(|grant| (grant.role, grant.id));
        let mut seen = HashSet::new();
        let mut administrators = Vec::new();
        for grant in grants {
            if !seen.insert(grant.account) {
                continue;
            }
            let standing = reader.ask(StandingOf(grant.account)).await?;
            let holder = names.account(reader, grant.account).await?;
            if let Some(holder) = holder.filter(|holder| holder.listed)
                && standing.is_some_and(|standing| standing.may_act)
            {
                let is_cover = store::cover_of(reader, grant.id).await?.is_some();
                administrators.push(CardLine {
                    name: holder.display_name,
                    role: grant.role,
                    until: grant.ends_at.filter(|_| is_cover),
                    telephone: holder.telephone,
                    address: holder.address,
                });
            }
        }
        Ok(AdministratorsCard {
            organisation: organisation.code,
            organisation_name: organisation.name,
            administrators,
        })
    }
}
