//! Handing out a role.

use facts::directory::AccountOf;
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Grant, GrantSpan, Resource, Role, ServedSector, grants_of};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports, Proposed};
use kernel::ids::{AccountId, GrantId, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::model::{Named, SUPPLIER_HOURS, TICKET_CHARACTERS};
use super::super::{authority, messages, model, store};
use super::cover::{Arrangement, keep};
use super::intended::Intended;
use super::{EndGrant, bounds};
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
    /// The sector whose organisations somebody of the national administration service looks after; none for other roles.
    #[serde(default)]
    pub sector: Option<ServedSector>,
    /// From when, in microseconds since 1970; from now on if none or past.
    #[serde(default)]
    pub starts_at: Option<Timestamp>,
    /// Until when, exclusive, in microseconds since 1970; for good if none.
    #[serde(default)]
    pub ends_at: Option<Timestamp>,
    /// For whom the person stands in: somebody who holds this role here now. Such a role has an end.
    #[serde(default)]
    pub covering_for: Option<AccountId>,
    /// The reference of the ticket for which it is given, up to 40 characters; a supplier engineer is given one.
    #[serde(default)]
    pub ticket: Option<String>,
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
    const LEVEL: Level = Level::FreshProof;
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
        let named = Named {
            organisation: self.organisation.is_some(),
            with_descendants: self.with_descendants,
            sector: self.sector.is_some(),
        };
        if let Some((code, field)) = model::check_span(self.role, named) {
            return Err(code.at(field).into());
        }
        let reason = forms::reason(&self.reason, messages::REASON_MISSING)?;
        let reason = match self.ticket()? {
            Some(ticket) => messages::for_ticket(ticket, &reason),
            None => reason,
        };
        let starts_at = self.starts_at.map_or(call.now, |start| start.max(call.now));
        self.check_dates(call, starts_at)?;
        self.check_hours(tx, call, starts_at).await?;
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
        let covered = self.covered(tx, call, place).await?;
        let intended = Intended {
            person: self.person,
            role: self.role,
            span: self.span(place),
            starts_at,
            ends_at: self.ends_at,
        };
        let holder = intended.check_holder(tx).await?;
        intended.check_others(tx, call, "role").await?;
        let grant = intended.give(tx, call, reason.clone(), holder).await?;
        if let Some((covered, ends_at)) = covered {
            let (absent, stand_in) = (covered.account, self.person);
            let arrangement = Arrangement { absent, stand_in, starts_at, ends_at, reason };
            keep(tx, call, &arrangement, &[(grant.clone(), covered)]).await?;
        }
        tx.subject("role_grant", grant.id.0, grant.version);
        Ok(Given { grant: grant.id })
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        let grant = GrantId(act.row.subject?);
        Proposed::new(&EndGrant { grant, reason: messages::UNDONE.to_owned() }).ok()
    }
}

impl GiveGrant {
    fn span(&self, place: Option<OrganisationId>) -> GrantSpan {
        match (place, self.sector) {
            (Some(organisation), _) if self.with_descendants => {
                GrantSpan::Descendants(organisation)
            }
            (Some(organisation), _) => GrantSpan::Organisation(organisation),
            (None, Some(sector)) => GrantSpan::Sector(sector),
            (None, None) => GrantSpan::Nation,
        }
    }

    fn check_dates(&self, call: &Call, starts_at: Timestamp) -> Result<()> {
        match self.ends_at {
            Some(end) if end <= call.now => Err(messages::END_IN_PAST.at("ends_at").into()),
            Some(end) if end <= starts_at => Err(messages::ENDS_BEFORE_START.at("ends_at").into()),
            None if self.covering_for.is_some() => {
                Err(messages::COVER_WITHOUT_END.at("ends_at").into())
            }
            _ => Ok(()),
        }
    }

    /// The ticket as it is kept, if there is one.
    fn ticket(&self) -> Result<Option<&str>> {
        let ticket = self.ticket.as_deref().map(str::trim).filter(|ticket| !ticket.is_empty());
        match ticket {
            None if self.role == Role::SupplierEngineer => {
                Err(messages::TICKET_MISSING.at("ticket").into())
            }
            Some(ticket) if ticket.chars().count() > TICKET_CHARACTERS => {
                let refusal = common::TEXT_TOO_LONG.at("ticket");
                Err(refusal.with("limit", TICKET_CHARACTERS).into())
            }
            Some(ticket) if ticket.chars().any(char::is_control) => {
                Err(common::TEXT_CONTROL.at("ticket").into())
            }
            ticket => Ok(ticket),
        }
    }

    /// Whoever comes to look at records comes for hours.
    async fn check_hours(&self, tx: &mut WriteTx, call: &Call, starts_at: Timestamp) -> Result<()> {
        if self.role != Role::SupplierEngineer {
            return Ok(());
        }
        let hours = tx.dated(&SUPPLIER_HOURS, None, call.now).await?;
        let latest = starts_at.plus_seconds(hours * 3600);
        if self.ends_at.is_some_and(|end| end <= latest) {
            return Ok(());
        }
        Err(messages::SUPPLIER_TOO_LONG.at("ends_at").with("limit", hours).into())
    }

    /// The role that is stood in for, and until when, if the person stands in for somebody. Whoever does not hold it
    /// here answers like somebody who does not exist.
    async fn covered(
        &self,
        tx: &mut WriteTx,
        call: &Call,
        place: Option<OrganisationId>,
    ) -> Result<Option<(Grant, Timestamp)>> {
        let (Some(absent), Some(ends_at)) = (self.covering_for, self.ends_at) else {
            return Ok(None);
        };
        let (Some(_), false) = (place, absent == self.person) else {
            return Err(messages::NOT_HELD.at("covering_for").into());
        };
        for grant in grants_of(tx, absent, call.now).await? {
            let reaches_below = matches!(grant.span, GrantSpan::Descendants(_));
            if grant.role == self.role
                && grant.span.organisation() == place
                && (reaches_below || !self.with_descendants)
                && grant.is_live(call.now)
                && store::cover_of(tx, grant.id).await?.is_none()
            {
                return Ok(Some((grant, ends_at)));
            }
        }
        Err(messages::NOT_HELD.at("covering_for").into())
    }
}
