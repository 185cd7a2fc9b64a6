//! Arranging that somebody stands in for oneself, and ending it before its day.

use std::collections::BTreeSet;

use facts::access::CoverArranged;
use facts::directory::{AccountOf, OrganisationOf};
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Grant, Resource, end_grant, find_grant, grants_of};
use kernel::clock::Timestamp;
use kernel::db::{Reader, Val, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports, Proposed};
use kernel::ids::{self, AccountId, GrantId, OrganisationId};
use kernel::refusal::{Fault, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::jobs::note_end;
use super::super::model::{
    self, COVER_AHEAD_DAYS, COVER_DAYS, COVER_DAYS_A_YEAR, COVER_ROLES, LOCAL, Period,
};
use super::super::store::{self, Cover};
use super::super::{authority, messages};
use super::intended::Intended;
use crate::forms;

/// Arranges that a colleague stands in for the caller: they get roles of the caller's own, each with the same reach,
/// between two days. Nobody hands on what they hold to stand in for somebody else, and nobody is stood in for all year.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ArrangeCover {
    /// Who stands in: a person of the caller's own organisation.
    pub person: AccountId,
    /// The caller's own roles that they stand in for, at most 50.
    pub grants: Vec<GrantId>,
    /// From when, in microseconds since 1970; from now on if none or past.
    #[serde(default)]
    pub starts_at: Option<Timestamp>,
    /// Until when, exclusive, in microseconds since 1970.
    pub ends_at: Timestamp,
    /// Why, up to 500 characters.
    pub reason: String,
}

/// What came of [`ArrangeCover`].
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Arranged {
    /// The cover, for ending it.
    pub cover: Uuid,
}

/// Who stands in for whom, when and why.
pub(super) struct Arrangement {
    pub(super) absent: AccountId,
    pub(super) stand_in: AccountId,
    pub(super) starts_at: Timestamp,
    pub(super) ends_at: Timestamp,
    pub(super) reason: String,
}

/// Keeps what was arranged: which role of the stand-in is for which role of the one who is away.
pub(super) async fn keep(
    tx: &mut WriteTx,
    call: &Call,
    arrangement: &Arrangement,
    roles: &[(Grant, Grant)],
) -> Result<Uuid> {
    let &Arrangement { absent, stand_in, starts_at, ends_at, .. } = arrangement;
    let reason = arrangement.reason.clone();
    let id = ids::new_at(call.now);
    let cover = Cover { id, absent, stand_in, starts_at, ends_at, reason, version: 1 };
    store::insert_cover(tx, &cover, call.act).await?;
    for (given, covered) in roles {
        let period = Period { starts_at, ends_at };
        store::insert_cover_role(tx, id, given.id, covered.id, period, call.act).await?;
    }
    for (attribute, after) in [
        ("absent", Val::from(absent)),
        ("stand_in", stand_in.into()),
        ("starts_at", starts_at.into()),
        ("ends_at", ends_at.into()),
        ("reason", cover.reason.as_str().into()),
    ] {
        tx.effect("cover", id, attribute, Val::Null, after);
    }
    let places: BTreeSet<OrganisationId> =
        roles.iter().filter_map(|(_, covered)| covered.span.organisation()).collect();
    for organisation in places {
        tx.concerns(organisation);
        let account = absent;
        tx.note(&CoverArranged { cover: id, account, stand_in, organisation, starts_at, ends_at })?;
    }
    Ok(id)
}

impl Command for ArrangeCover {
    const NAME: &'static str = "cover.arrange";
    const ACTION: Action = authority::ARRANGE;
    const LEVEL: Level = Level::FreshProof;
    type Prepared = ();
    type Output = Arranged;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Arranged> {
        let Some(own) = call.actor.account() else {
            return Err(common::NOT_ALLOWED.refuse().into());
        };
        let period = self.period(tx, call).await?;
        let reason = forms::reason(&self.reason, messages::REASON_MISSING)?;
        self.check_person(tx, own).await?;

        let before = self.covered(tx, call, own).await?;
        let places = before.iter().map(|grant| grant.span.organisation()).collect();
        store::take_guards(tx, &places, call.act).await?;
        for account in BTreeSet::from([own, self.person]) {
            store::take_account_guard(tx, account, call.act).await?;
        }
        // As they are now that nobody else can change them.
        let covered = self.covered(tx, call, own).await?;
        let mut roles = Vec::with_capacity(covered.len());
        for grant in covered {
            check_covered(tx, call, &grant, period).await?;
            let intended = Intended {
                person: self.person,
                role: grant.role,
                span: grant.span,
                starts_at: period.starts_at,
                ends_at: Some(period.ends_at),
            };
            let holder = intended.check_holder(tx).await?;
            intended.check_others(tx, call, "grants").await?;
            let given = intended.give(tx, call, reason.clone(), holder).await?;
            roles.push((given, grant));
        }
        let Period { starts_at, ends_at } = period;
        let arrangement =
            Arrangement { absent: own, stand_in: self.person, starts_at, ends_at, reason };
        let cover = keep(tx, call, &arrangement, &roles).await?;
        tx.subject("cover", cover, 1);
        Ok(Arranged { cover })
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        Proposed::new(&EndCover { cover: act.row.subject? }).ok()
    }
}

impl ArrangeCover {
    /// From when until when, if it is neither over, nor too long, nor too far ahead.
    async fn period(&self, tx: &mut WriteTx, call: &Call) -> Result<Period> {
        let starts_at = self.starts_at.map_or(call.now, |start| start.max(call.now));
        let ends_at = self.ends_at;
        if ends_at <= call.now {
            return Err(messages::END_IN_PAST.at("ends_at").into());
        }
        if ends_at <= starts_at {
            return Err(messages::ENDS_BEFORE_START.at("ends_at").into());
        }
        let days = tx.dated(&COVER_DAYS, None, call.now).await?;
        if ends_at > starts_at.plus_days(days) {
            return Err(messages::COVER_TOO_LONG.at("ends_at").with("limit", days).into());
        }
        if starts_at > call.now.plus_days(COVER_AHEAD_DAYS) {
            let limit = COVER_AHEAD_DAYS;
            return Err(messages::COVER_TOO_EARLY.at("starts_at").with("limit", limit).into());
        }
        Ok(Period { starts_at, ends_at })
    }

    /// Only a colleague: somebody of another organisation answers as an unknown one.
    async fn check_person(&self, tx: &mut WriteTx, own: AccountId) -> Result<()> {
        if self.person == own {
            return Err(messages::COVER_BY_ONESELF.at("person").into());
        }
        let asker = tx.ask(AccountOf(own)).await?;
        let person = tx.ask(AccountOf(self.person)).await?;
        match (asker, person) {
            (Some(asker), Some(person)) if asker.organisation == person.organisation => Ok(()),
            _ => Err(common::NOT_FOUND.refuse().into()),
        }
    }

    /// The caller's own roles that are meant, all of which count now.
    async fn covered(&self, tx: &mut WriteTx, call: &Call, own: AccountId) -> Result<Vec<Grant>> {
        let wanted: BTreeSet<GrantId> = self.grants.iter().copied().collect();
        if wanted.is_empty() {
            return Err(messages::ROLES_MISSING.at("grants").into());
        }
        if wanted.len() > COVER_ROLES {
            let limit = COVER_ROLES;
            return Err(messages::TOO_MANY_ROLES.at("grants").with("limit", limit).into());
        }
        let mut held = grants_of(tx, own, call.now).await?;
        held.retain(|grant| wanted.contains(&grant.id) && grant.is_live(call.now));
        if held.len() == wanted.len() {
            Ok(held)
        } else {
            Err(messages::NOT_YOURS.at("grants").into())
        }
    }
}

/// Whether this role of the caller can be handed on for that time.
async fn check_covered(tx: &mut WriteTx, call: &Call, grant: &Grant, period: Period) -> Result<()> {
    let role = grant.role.name();
    let (true, Some(place)) = (LOCAL.has(grant.role), grant.span.organisation()) else {
        return Err(messages::NOT_HANDED_ON.at("grants").with("role", role).into());
    };
    if store::cover_of(tx, grant.id).await?.is_some() {
        return Err(messages::COVER_OF_COVER.at("grants").with("role", role).into());
    }
    if grant.ends_at.is_some_and(|end| end < period.ends_at) {
        return Err(messages::COVER_OUTLASTS.at("ends_at").with("role", role).into());
    }
    if !tx.ask(OrganisationOf(place)).await?.is_some_and(|organisation| organisation.is_running()) {
        return Err(messages::NOT_OPEN.at("grants").into());
    }
    let since = period.starts_at.plus_days(-model::YEAR_DAYS);
    let others = store::periods_of(tx, grant.id, since).await?;
    if others.iter().any(|other| other.overlaps(period)) {
        return Err(messages::COVERED_ALREADY.at("starts_at").with("role", role).into());
    }
    let limit = tx.dated(&COVER_DAYS_A_YEAR, None, call.now).await?;
    if model::most_in_a_year(&others, period) > limit * model::DAY_MICROS {
        let refusal = messages::COVERED_TOO_OFTEN.at("ends_at");
        return Err(refusal.with("limit", limit).with("role", role).into());
    }
    Ok(())
}

/// Ends a cover before its day: whoever is back, or whoever stands in, ends it. A primary local administrator ends the
/// roles one by one.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndCover {
    /// The cover.
    pub cover: Uuid,
}

impl Command for EndCover {
    const NAME: &'static str = "cover.end";
    const ACTION: Action = authority::END_COVER;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        let cover = store::find_cover(reader, self.cover).await?;
        let is_own = |cover: &Cover| {
            let own = call.actor.account();
            own == Some(cover.absent) || own == Some(cover.stand_in)
        };
        match cover {
            Some(cover) if is_own(&cover) => Ok(Resource::Own),
            _ => Err(common::NOT_FOUND.refuse().into()),
        }
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let given = |tx: &[(GrantId, Grant)]| -> BTreeSet<Option<OrganisationId>> {
            tx.iter().map(|(_, grant)| grant.span.organisation()).collect()
        };
        let before = live_roles(tx, call, self.cover).await?;
        store::take_guards(tx, &given(&before), call.act).await?;
        let roles = live_roles(tx, call, self.cover).await?;
        if roles.is_empty() {
            return Err(messages::COVER_ENDED.refuse().into());
        }
        let Some(cover) = store::find_cover(tx, self.cover).await? else {
            return Err(common::NOT_FOUND.refuse().into());
        };
        call.expects(cover.version)?;
        for (_, grant) in &roles {
            if !end_grant(tx, grant, call.now, call.act).await? {
                return Err(Fault::again("ending a role that somebody else just changed").into());
            }
            store::end_cover_role(tx, grant.id, call.now, call.act).await?;
            note_end(tx, grant, call).await?;
        }
        store::end_cover(tx, &cover, call.now, call.act).await?;
        tx.effect("cover", cover.id, "ends_at", cover.ends_at, call.now);
        tx.subject("cover", cover.id, cover.version + 1);
        Ok(())
    }
}

/// The roles of a cover that are not over.
async fn live_roles(tx: &mut WriteTx, call: &Call, cover: Uuid) -> Result<Vec<(GrantId, Grant)>> {
    let mut roles = Vec::new();
    for (given, covered) in store::roles_of(tx, cover).await? {
        if let Some(grant) = find_grant(tx, given).await?
            && grant.ends_at.is_none_or(|end| call.now < end)
        {
            roles.push((covered, grant));
        }
    }
    Ok(roles)
}
