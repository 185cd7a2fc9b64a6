//! Who stands in for whom, as the two of them see it.

use facts::directory::{AccountAt, AccountOf, AccountView};
use kernel::authority::{Action, Grant, GrantSpan, Role, Sight, find_grant, grants_of};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::{AccountId, GrantId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::model::{COVER_DAYS, COVER_DAYS_A_YEAR, LOCAL};
use super::super::store::Cover;
use super::super::{authority, store};
use crate::names::{Names, seen_account};

/// The caller's cover: who stands in for them, for whom they stand in, and what they could arrange. What is over is
/// left out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyCover {}

/// The answer to [`MyCover`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Covers {
    /// Who stands in for the caller, the next to end first.
    pub for_me: Vec<CoverLine>,
    /// For whom the caller stands in.
    pub by_me: Vec<CoverLine>,
    /// Roles that the caller holds now and may hand on for a while.
    pub roles: Vec<CoverableRole>,
    /// The most days of one cover.
    pub days: i64,
    /// The most days of a year for which a role is stood in for.
    pub days_a_year: i64,
}

/// One cover.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CoverLine {
    /// Its key, for ending it.
    pub cover: Uuid,
    /// The other person: who stands in, or who is away.
    pub name: String,
    /// Their address.
    pub address: String,
    /// From when.
    pub starts_at: Timestamp,
    /// Until when, exclusive.
    pub ends_at: Timestamp,
    /// Whether it counts now.
    pub is_live: bool,
    /// The roles in words, each with its organisation.
    pub roles: Vec<String>,
    /// The version, for ending it.
    pub version: i64,
}

/// A role that somebody may hand on for a while.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct CoverableRole {
    /// The grant.
    pub grant: GrantId,
    /// The role.
    pub role: Role,
    /// The organisation's name.
    pub organisation_name: String,
    /// Whether it reaches the organisations below.
    pub with_descendants: bool,
    /// When it ends itself.
    pub ends_at: Option<Timestamp>,
}

impl CoverableRole {
    async fn of(reader: &mut Reader, names: &mut Names, grant: &Grant) -> Result<Option<Self>> {
        let Some(organisation) = grant.span.organisation() else { return Ok(None) };
        let is_local = LOCAL.has(grant.role);
        if !is_local || store::cover_of(reader, grant.id).await?.is_some() {
            return Ok(None);
        }
        let view = names.organisation(reader, organisation).await?;
        Ok(view.filter(|view| view.is_running()).map(|view| Self {
            grant: grant.id,
            role: grant.role,
            organisation_name: view.name,
            with_descendants: matches!(grant.span, GrantSpan::Descendants(_)),
            ends_at: grant.ends_at,
        }))
    }
}

impl Query for MyCover {
    const NAME: &'static str = "cover.mine";
    const ACTION: Action = authority::MY_COVER;
    const VIEW: View = View::Own;
    type Output = Covers;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Covers> {
        let own = sight.own().ok_or_else(|| common::SIGN_IN.refuse())?;
        let mut names = Names::default();
        let (mut for_me, mut by_me) = (Vec::new(), Vec::new());
        for cover in store::covers_with(reader, own, call.now).await? {
            let is_mine = cover.absent == own;
            let other = if is_mine { cover.stand_in } else { cover.absent };
            if let Some(line) = line(reader, &mut names, cover, other, call.now).await? {
                if is_mine { &mut for_me } else { &mut by_me }.push(line);
            }
        }
        let mut roles = Vec::new();
        for grant in grants_of(reader, own, call.now).await? {
            if grant.is_live(call.now) {
                roles.extend(CoverableRole::of(reader, &mut names, &grant).await?);
            }
        }
        let days = reader.dated(&COVER_DAYS, None, call.now).await?;
        let days_a_year = reader.dated(&COVER_DAYS_A_YEAR, None, call.now).await?;
        Ok(Covers { for_me, by_me, roles, days, days_a_year })
    }
}

/// A cover with what is left of its roles; none if nothing is.
async fn line(
    reader: &mut Reader,
    names: &mut Names,
    cover: Cover,
    other: AccountId,
    now: Timestamp,
) -> Result<Option<CoverLine>> {
    let mut roles = Vec::new();
    for (given, _) in store::roles_of(reader, cover.id).await? {
        let Some(grant) = find_grant(reader, given).await? else { continue };
        if grant.ends_at.is_some_and(|end| end <= now) {
            continue;
        }
        let view = match grant.span.organisation() {
            Some(organisation) => names.organisation(reader, organisation).await?,
            None => None,
        };
        let place = view.map(|view| view.name).unwrap_or_default();
        roles.push(format!("{}, {place}", grant.role.name()));
    }
    if roles.is_empty() {
        return Ok(None);
    }
    let view = names.account(reader, other).await?;
    let said = |of: fn(&AccountView) -> &String| view.as_ref().map(of).cloned().unwrap_or_default();
    Ok(Some(CoverLine {
        cover: cover.id,
        name: said(|view| &view.display_name),
        address: said(|view| &view.address),
        starts_at: cover.starts_at,
        ends_at: cover.ends_at,
        is_live: cover.starts_at <= now,
        roles,
        version: cover.version,
    }))
}

/// The cover of one person that is not over: who stands in for them, and for whom they stand in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverOfPerson {
    /// The account.
    pub person: AccountId,
}

/// The answer to [`CoverOfPerson`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PersonCover {
    /// Who stands in for the person, the next to end first.
    pub for_them: Vec<CoverLine>,
    /// For whom the person stands in.
    pub by_them: Vec<CoverLine>,
}

impl Query for CoverOfPerson {
    const NAME: &'static str = "cover.of-person";
    const ACTION: Action = authority::OF_PERSON;
    const VIEW: View = View::Record;
    type Output = PersonCover;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<PersonCover> {
        seen_account(reader, sight, self.person).await?;
        let mut names = Names::default();
        let (mut for_them, mut by_them) = (Vec::new(), Vec::new());
        for cover in store::covers_with(reader, self.person, call.now).await? {
            let is_absent = cover.absent == self.person;
            let other = if is_absent { cover.stand_in } else { cover.absent };
            if let Some(line) = line(reader, &mut names, cover, other, call.now).await? {
                if is_absent { &mut for_them } else { &mut by_them }.push(line);
            }
        }
        Ok(PersonCover { for_them, by_them })
    }
}

/// Who could stand in: the colleague with this address, for somebody who has a role to hand on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ColleagueFor {
    /// The address.
    pub address: String,
}

/// The answer to [`ColleagueFor`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Colleague {
    /// The account.
    pub person: AccountId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub address: String,
}

impl Query for ColleagueFor {
    const NAME: &'static str = "cover.colleague";
    const ACTION: Action = authority::COLLEAGUE;
    const VIEW: View = View::Card;
    type Output = Colleague;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Colleague> {
        let own = sight.own().ok_or_else(|| common::SIGN_IN.refuse())?;
        let unknown = || common::NOT_FOUND.refuse();
        let held = grants_of(reader, own, call.now).await?;
        if !held.iter().any(|grant| grant.is_live(call.now) && LOCAL.has(grant.role)) {
            return Err(unknown().into());
        }
        let asker = reader.ask(AccountOf(own)).await?.ok_or_else(unknown)?;
        let found = reader.ask(AccountAt(self.address.trim().to_owned())).await?;
        let found = reader.ask(AccountOf(found.ok_or_else(unknown)?)).await?;
        // Hidden people and those of elsewhere answer as unknown ones, as in the directory.
        let colleague = found.filter(|found| {
            found.organisation == asker.organisation
                && found.listed
                && matches!(found.state.as_str(), "active" | "disabled")
        });
        let colleague = colleague.ok_or_else(unknown)?;
        Ok(Colleague {
            person: colleague.account,
            name: colleague.display_name,
            address: colleague.address,
        })
    }
}
