//! Legal holds: while one stands nothing about an account is deleted, by hand or by itself.

use kernel::audit;
use kernel::authority::{Action, GrantSpan, Place, Resource, Role, grants_of};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Permit, Ports};
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Versioned, account, current};
use crate::people::model::{Account, AccountKind, Checked, HOLD_REST_HOURS, INACTIVE_DELETE_DAYS};
use crate::people::store::{Hold, Level};
use crate::people::{authority, messages, store};

/// Longest reason and reference of a hold, in characters.
const WORDS_AT_MOST: usize = 250;

/// Places a legal hold on an account: every clock of it stops, and nobody deletes it. Nothing of its history and of
/// its sign-ins is dropped for its age either. Several can stand at a time.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HoldPerson {
    /// The account: a person, or any other.
    pub person: AccountId,
    /// Why, for those who look after the account; at most 250 characters.
    pub reason: String,
    /// The number of the case, or whatever it is known by to those who asked; at most 250 characters.
    pub reference: String,
}

/// A hold that was placed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Held {
    /// The hold, by which it is released.
    pub hold: Uuid,
    /// The version of the account's record.
    pub version: i64,
}

/// Who placed a hold: whoever is primary administrator of the organisation, or somebody national.
async fn level(reader: &mut Reader, call: &Call, place: OrganisationId) -> Result<Level> {
    let Actor::Account(actor) = call.actor else { return Ok(Level::Nation) };
    let stands = Place::of(reader, place).await?;
    let grants = grants_of(reader, actor, call.now).await?;
    let is_national = grants.iter().any(|grant| {
        grant.is_live(call.now)
            && grant.role == Role::PlatformAdministrator
            && grant.span == GrantSpan::Nation
    });
    let is_local = grants.iter().any(|grant| {
        grant.is_live(call.now)
            && grant.role == Role::PrimaryLocalAdministrator
            && grant.span.organisation().is_some()
            && grant.span.reaches(&stands)
    });
    Ok(if is_local && !is_national { Level::Organisation } else { Level::Nation })
}

impl Command for HoldPerson {
    const NAME: &'static str = "person.hold";
    const ACTION: Action = authority::HOLD;
    type Prepared = ();
    type Output = Held;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        account(reader, self.person, &AccountKind::ALL).await
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<Held> {
        let before = current(tx, self.person).await?;
        call.expects(before.version)?;
        let mut checked = Checked::default();
        let reason = checked.required("reason", "the reason", &self.reason, WORDS_AT_MOST);
        let reference =
            checked.required("reference", "the reference", &self.reference, WORDS_AT_MOST);
        checked.finish()?;
        let hold = Hold {
            id: ids::new_at(call.now),
            account: before.id,
            organisation: before.organisation,
            level: level(tx, call, before.organisation).await?,
            reason: reason.unwrap_or_default(),
            reference: reference.unwrap_or_default(),
            placed_at: call.now,
        };
        let held_since = before.held_since.or(Some(call.now));
        let after = Account { held_since, ..before.clone() };
        let version = store::save(tx, call, &before, &after).await?;
        audit::keep(tx, before.id).await?;
        store::place_hold(tx, call, &hold).await?;
        Ok(Held { hold: hold.id, version })
    }
}

/// Releases a legal hold. When the last one is released the clocks of the account go on with the time that was left,
/// 24 hours at least, unless another rest is set. What the nation or another organisation placed only the nation
/// releases.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReleaseHold {
    /// The account.
    pub person: AccountId,
    /// The hold.
    pub hold: Uuid,
    /// Why it is no longer needed; at most 250 characters.
    pub reason: String,
}

impl Command for ReleaseHold {
    const NAME: &'static str = "person.release-hold";
    const ACTION: Action = authority::HOLD;
    type Prepared = ();
    type Output = Versioned;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        account(reader, self.person, &AccountKind::ALL).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Versioned> {
        let before = current(tx, self.person).await?;
        call.expects(before.version)?;
        let mut checked = Checked::default();
        let reason = checked.required("reason", "the reason", &self.reason, WORDS_AT_MOST);
        checked.finish()?;
        let holds = store::holds(tx, before.id).await?;
        let Some(hold) = holds.iter().find(|hold| hold.id == self.hold) else {
            return Err(messages::HOLD_NONE.refuse().into());
        };
        let is_local = level(tx, call, before.organisation).await? == Level::Organisation;
        let is_theirs =
            hold.level == Level::Organisation && hold.organisation == before.organisation;
        if is_local && !is_theirs {
            return Err(messages::HOLD_NATIONAL.refuse().into());
        }
        let after = if holds.len() == 1 {
            audit::let_go(tx, before.id).await?;
            let place = Some(before.organisation);
            let rest = tx.dated(&HOLD_REST_HOURS, place, call.now).await?;
            let quiet_days = tx.dated(&INACTIVE_DELETE_DAYS, place, call.now).await?;
            store::resume_addresses(tx, call, &before, rest).await?;
            before.resumed(call.now, rest, quiet_days)
        } else {
            before.clone()
        };
        let version = store::save(tx, call, &before, &after).await?;
        store::release_hold(tx, call, hold, &reason.unwrap_or_default()).await?;
        Ok(Versioned { id: before.id, state: after.state, version })
    }
}
