//! Handing out a role, and ending one.

use facts::access::{GrantEnded, GrantGiven};
use facts::directory::AccountOf;
use kernel::audit::HistoryRow;
use kernel::authority::{
    Action, Grant, GrantSpan, Resource, Role, StandingOf, ancestors, end_grant, find_grant,
    grants_of, grants_of_role, insert_grant,
};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Permit, Ports, Proposed};
use kernel::ids::{self, AccountId, GrantId, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::jobs::refuse_last;
use super::model::{self, Bounds, Cover, Leaving, TELEPHONY, TELEPHONY_HOLDERS};
use super::{authority, messages, store};
use crate::forms;
use crate::names::organisation_coded;

/// Gives a person a role in an organisation, or in the whole service. A primary local administrator gives the roles
/// of their own organisations, to people they look after; a platform administrator gives every role.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GiveGrant {
    /// The account that gets the role.
    pub person: AccountId,
    /// The role.
    pub role: Role,
    /// The code of the organisation; none for a role of the whole service.
    #[serde(default)]
    pub organisation: Option<String>,
    /// Whether the role reaches the organisations below as well, as the tree stands at any time.
    #[serde(default)]
    pub with_descendants: bool,
    /// From when, in microseconds since 1970; from now on if none or past.
    #[serde(default)]
    pub starts_at: Option<Timestamp>,
    /// Until when, exclusive, in microseconds since 1970; for good if none.
    #[serde(default)]
    pub ends_at: Option<Timestamp>,
    /// Why, up to 500 characters.
    pub reason: String,
}

/// What came of [`GiveGrant`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Given {
    /// The grant.
    pub grant: GrantId,
}

impl Command for GiveGrant {
    const NAME: &'static str = "grant.give";
    const ACTION: Action = authority::GIVE;
    type Prepared = ();
    type Output = Given;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let Some(code) = &self.organisation else { return Ok(Resource::Nation) };
        let organisation = organisation_coded(reader, code).await?.organisation;
        match reader.ask(AccountOf(self.person)).await? {
            // Whoever gives a role looks after both the organisation and the person.
            Some(holder) => Ok(Resource::Between(organisation, holder.organisation)),
            None => Err(common::NOT_FOUND.refuse().into()),
        }
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Given> {
        if let Some((code, field)) =
            model::check_span(self.role, self.organisation.is_some(), self.with_descendants)
        {
            return Err(code.at(field).into());
        }
        let reason = forms::reason(&self.reason, messages::REASON_MISSING)?;
        let starts_at = self.starts_at.map_or(call.now, |start| start.max(call.now));
        self.check_dates(call, starts_at)?;
        if call.actor.account() == Some(self.person) {
            return Err(messages::TO_ONESELF.at("person").into());
        }
        let organisation = match &self.organisation {
            Some(code) => Some(organisation_coded(tx, code).await?),
            None => None,
        };
        if organisation.as_ref().is_some_and(|organisation| !organisation.is_running()) {
            return Err(messages::NOT_OPEN.at("organisation").into());
        }
        let place = organisation.map(|organisation| organisation.organisation);

        store::take_guard(tx, place, call.act).await?;
        store::take_account_guard(tx, self.person, call.act).await?;
        let bounds = bounds(tx, call, place).await?;
        bounds.allow(self.role, self.with_descendants).map_err(|code| code.refuse())?;
        bounds
            .allow_until(self.with_descendants, self.ends_at)
            .map_err(|code| code.at("ends_at"))?;
        let holder = self.check_holder(tx).await?;
        self.check_others(tx, call, place, starts_at).await?;

        let span = match (place, self.with_descendants) {
            (None, _) => GrantSpan::Nation,
            (Some(organisation), false) => GrantSpan::Organisation(organisation),
            (Some(organisation), true) => GrantSpan::Descendants(organisation),
        };
        let grant = Grant {
            id: GrantId(ids::new_at(call.now)),
            account: self.person,
            role: self.role,
            span,
            starts_at,
            ends_at: self.ends_at,
            reason,
            version: 1,
        };
        insert_grant(tx, &grant, call.act).await?;
        note_given(tx, &grant, holder)?;
        Ok(Given { grant: grant.id })
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        let grant = GrantId(act.row.subject?);
        Proposed::new(&EndGrant { grant, reason: messages::UNDONE.to_owned() }).ok()
    }
}

impl GiveGrant {
    fn check_dates(&self, call: &Call, starts_at: Timestamp) -> Result<()> {
        match self.ends_at {
            Some(end) if end <= call.now => Err(messages::END_IN_PAST.at("ends_at").into()),
            Some(end) if end <= starts_at => Err(messages::ENDS_BEFORE_START.at("ends_at").into()),
            _ => Ok(()),
        }
    }

    /// The holder's organisation, if the holder may hold the role.
    async fn check_holder(&self, tx: &mut WriteTx) -> Result<OrganisationId> {
        let Some(holder) = tx.ask(AccountOf(self.person)).await? else {
            return Err(common::NOT_FOUND.refuse().into());
        };
        if !model::fits_kind(self.role, &holder.kind) {
            return Err(messages::KIND_OF_ACCOUNT.at("person").into());
        }
        if holder.is_leaving {
            return Err(messages::LEAVING.at("person").into());
        }
        match tx.ask(StandingOf(self.person)).await? {
            Some(standing) if standing.may_act => Ok(holder.organisation),
            _ => Err(messages::MAY_NOT_ACT.at("person").into()),
        }
    }

    /// What the person holds already, and how many hold the telephony of the organisation.
    async fn check_others(
        &self,
        tx: &mut WriteTx,
        call: &Call,
        place: Option<OrganisationId>,
        starts_at: Timestamp,
    ) -> Result<()> {
        let held = grants_of(tx, self.person, call.now).await?;
        let is_given = |grant: &Grant| {
            let (below, end) = (self.with_descendants, self.ends_at);
            model::covers_already(grant, self.role, place, below, starts_at, end)
        };
        if held.iter().any(is_given) {
            return Err(messages::DUPLICATE.at("role").into());
        }
        if !TELEPHONY.has(self.role) {
            return Ok(());
        }
        if held.iter().any(|grant| TELEPHONY.has(grant.role) && grant.role != self.role) {
            return Err(messages::TELEPHONY_BOTH.at("role").into());
        }
        let mut holders = Vec::new();
        for role in TELEPHONY.iter() {
            holders.extend(
                grants_of_role(tx, role, place, call.now).await?.iter().map(|grant| grant.account),
            );
        }
        holders.sort_unstable();
        holders.dedup();
        let limit = tx.dated(&TELEPHONY_HOLDERS, place, call.now).await?;
        let is_full = i64::try_from(holders.len()).unwrap_or(i64::MAX) >= limit;
        if is_full && !holders.contains(&self.person) {
            return Err(messages::TELEPHONY_FULL.at("role").with("limit", limit).into());
        }
        Ok(())
    }
}

/// Up to where the caller may hand out roles in the organisation, as it stands now.
async fn bounds(tx: &mut WriteTx, call: &Call, place: Option<OrganisationId>) -> Result<Bounds> {
    let Some(account) = call.actor.account() else {
        let is_operator = matches!(call.actor, Actor::Operator(_));
        return Ok(if is_operator { Bounds::Everything } else { Bounds::Within(Vec::new()) });
    };
    let own = grants_of(tx, account, call.now).await?;
    let live: Vec<&Grant> = own.iter().filter(|grant| grant.is_live(call.now)).collect();
    if live.iter().any(|grant| grant.role == Role::PlatformAdministrator) {
        return Ok(Bounds::Everything);
    }
    let Some(organisation) = place else { return Ok(Bounds::Within(Vec::new())) };
    let above = ancestors(tx, organisation).await?;
    let covers = live
        .iter()
        .filter(|grant| grant.role == Role::PrimaryLocalAdministrator)
        .filter_map(|grant| match grant.span {
            GrantSpan::Descendants(named) if named == organisation || above.contains(&named) => {
                Some(Cover { with_descendants: true, ends_at: grant.ends_at })
            }
            GrantSpan::Organisation(named) if named == organisation => {
                Some(Cover { with_descendants: false, ends_at: grant.ends_at })
            }
            _ => None,
        });
    Ok(Bounds::Within(covers.collect()))
}

fn note_given(tx: &mut WriteTx, grant: &Grant, holders_organisation: OrganisationId) -> Result<()> {
    let organisation = grant.span.organisation();
    let with_descendants = matches!(grant.span, GrantSpan::Descendants(_));
    tx.subject("role_grant", grant.id.0, grant.version);
    for (attribute, after) in [
        ("account", grant.account.into()),
        ("role", grant.role.name().into()),
        ("organisation", organisation.into()),
        ("with_descendants", with_descendants.into()),
        ("starts_at", grant.starts_at.into()),
        ("ends_at", grant.ends_at.into()),
        ("reason", grant.reason.as_str().into()),
    ] {
        let after: kernel::db::Val = after;
        tx.effect("role_grant", grant.id.0, attribute, kernel::db::Val::Null, after);
    }
    tx.concerns(holders_organisation);
    let (grant, account) = (grant.id, grant.account);
    tx.note(&GrantGiven { grant, account, organisation })?;
    Ok(())
}

/// Ends a role from now on. The last primary local administrator of an organisation stays until somebody else is
/// one, unless a platform administrator ends the role; the last platform administrator always stays.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndGrant {
    /// The grant.
    pub grant: GrantId,
    /// Why, up to 500 characters.
    pub reason: String,
}

impl Command for EndGrant {
    const NAME: &'static str = "grant.end";
    const ACTION: Action = authority::END;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        let grant = found(reader, self.grant).await?;
        match grant.span.organisation() {
            Some(organisation) => Ok(Resource::Organisation(organisation)),
            None if sees_nation(reader, call).await? => Ok(Resource::Nation),
            None => Err(common::NOT_FOUND.refuse().into()),
        }
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let reason = forms::reason(&self.reason, messages::REASON_MISSING)?;
        let place = found(tx, self.grant).await?.span.organisation();
        store::take_guard(tx, place, call.act).await?;
        // As it is now that nobody else can change it.
        let grant = found(tx, self.grant).await?;
        call.expects(grant.version)?;
        if grant.ends_at.is_some_and(|end| end <= call.now) {
            return Err(messages::ENDED.refuse().into());
        }
        let bounds = bounds(tx, call, place).await?;
        let below = matches!(grant.span, GrantSpan::Descendants(_));
        bounds.allow(grant.role, below).map_err(|code| code.refuse())?;
        if grant.role == Role::PlatformAdministrator || bounds != Bounds::Everything {
            refuse_last(tx, grant.role, place, Leaving::Grant(grant.id), call.now).await?;
        }
        if !end_grant(tx, &grant, call.now, call.act).await? {
            return Err(common::STALE.refuse().into());
        }
        store::insert_ending(tx, grant.id, &reason, call.act).await?;
        tx.subject("role_grant", grant.id.0, grant.version + 1);
        tx.effect("role_grant", grant.id.0, "ends_at", grant.ends_at, call.now);
        tx.effect("grant_ending", grant.id.0, "reason", kernel::db::Val::Null, reason);
        if let Some(holder) = tx.ask(AccountOf(grant.account)).await? {
            tx.concerns(holder.organisation);
        }
        let (id, account) = (grant.id, grant.account);
        tx.note(&GrantEnded { grant: id, account, organisation: place })?;
        Ok(())
    }
}

async fn found(reader: &mut Reader, grant: GrantId) -> Result<Grant> {
    let found = find_grant(reader, grant).await?;
    found.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

/// Whether the caller knows of grants of the whole service at all; to others they answer as unknown ones.
async fn sees_nation(reader: &mut Reader, call: &Call) -> Result<bool> {
    let Some(account) = call.actor.account() else { return Ok(true) };
    let own = grants_of(reader, account, call.now).await?;
    Ok(own.iter().any(|grant| grant.span == GrantSpan::Nation && grant.is_live(call.now)))
}
