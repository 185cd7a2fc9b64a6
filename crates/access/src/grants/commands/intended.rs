//! A role as it would be given: whether its holder may have it, and the row that comes of it.

use facts::access::GrantGiven;
use facts::directory::AccountOf;
use kernel::authority::{
    Grant, GrantSpan, Role, ServedSector, StandingOf, grants_of, grants_of_role, insert_grant,
};
use kernel::clock::Timestamp;
use kernel::db::{Val, WriteTx};
use kernel::door::Call;
use kernel::ids::{self, AccountId, GrantId, OrganisationId};
use kernel::refusal::{Result, messages as common};

use super::super::messages;
use super::super::model::{self, TELEPHONY, TELEPHONY_HOLDERS};

/// Who would get which role, where and when.
#[derive(Clone, Copy, Debug)]
pub(super) struct Intended {
    pub(super) person: AccountId,
    pub(super) role: Role,
    pub(super) span: GrantSpan,
    pub(super) starts_at: Timestamp,
    pub(super) ends_at: Option<Timestamp>,
}

impl Intended {
    /// The holder's organisation, if the holder may hold the role.
    pub(super) async fn check_holder(&self, tx: &mut WriteTx) -> Result<OrganisationId> {
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

    /// What the person holds already, and how many hold the telephony of the organisation. `field` is where the role
    /// was chosen.
    pub(super) async fn check_others(
        &self,
        tx: &mut WriteTx,
        call: &Call,
        field: &'static str,
    ) -> Result<()> {
        let held = grants_of(tx, self.person, call.now).await?;
        let is_given = |grant: &Grant| {
            let (starts_at, ends_at) = (self.starts_at, self.ends_at);
            model::covers_already(grant, self.role, self.span, starts_at, ends_at)
        };
        if held.iter().any(is_given) {
            return Err(messages::DUPLICATE.at(field).into());
        }
        if !TELEPHONY.has(self.role) {
            return Ok(());
        }
        if held.iter().any(|grant| TELEPHONY.has(grant.role) && grant.role != self.role) {
            return Err(messages::TELEPHONY_BOTH.at(field).into());
        }
        let mut holders = Vec::new();
        for role in TELEPHONY.iter() {
            let grants = grants_of_role(tx, role, self.span.organisation(), call.now).await?;
            holders.extend(grants.iter().map(|grant| grant.account));
        }
        holders.sort_unstable();
        holders.dedup();
        let limit = tx.dated(&TELEPHONY_HOLDERS, self.span.organisation(), call.now).await?;
        let is_full = i64::try_from(holders.len()).unwrap_or(i64::MAX) >= limit;
        if is_full && !holders.contains(&self.person) {
            return Err(messages::TELEPHONY_FULL.at(field).with("limit", limit).into());
        }
        Ok(())
    }

    /// Gives the role, with what the history and others are told of it. The caller names what the act is about.
    pub(super) async fn give(
        self,
        tx: &mut WriteTx,
        call: &Call,
        reason: String,
        holders_organisation: OrganisationId,
    ) -> Result<Grant> {
        let organisation = self.span.organisation();
        let grant = Grant {
            id: GrantId(ids::new_at(call.now)),
            account: self.person,
            role: self.role,
            span: self.span,
            starts_at: self.starts_at,
            ends_at: self.ends_at,
            reason,
            version: 1,
        };
        insert_grant(tx, &grant, call.act).await?;
        for (attribute, after) in [
            ("account", grant.account.into()),
            ("role", grant.role.name().into()),
            ("organisation", organisation.into()),
            ("with_descendants", matches!(self.span, GrantSpan::Descendants(_)).into()),
            ("sector", self.span.sector().map(ServedSector::name).into()),
            ("starts_at", grant.starts_at.into()),
            ("ends_at", grant.ends_at.into()),
            ("reason", grant.reason.as_str().into()),
        ] {
            let after: Val = after;
            tx.effect("role_grant", grant.id.0, attribute, Val::Null, after);
        }
        if let Some(organisation) = organisation {
            tx.concerns(organisation);
        }
        tx.concerns(holders_organisation);
        let (given, account) = (grant.id, grant.account);
        tx.note(&GrantGiven { grant: given, account, organisation })?;
        Ok(grant)
    }
}
