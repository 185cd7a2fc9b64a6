//! An account moves to another organisation: claimed by the new one, or at the end of a transfer.
//!
//! The address and what was read under it stay. What belonged to the old organisation stays behind: unit, department,
//! staff number, roles, user policy and licences. Both organisations have the act in their history.

use facts::directory::{AccountMoved, OrganisationView, UnitOf};
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::lifecycle::tell_if_let_in;
use super::{Versioned, check_unit, organisation};
use crate::people::model::{Account, Checked, LeaverKind};
use crate::people::queries::may;
use crate::people::{authority, messages, store};

/// Whether another organisation can claim the account now: until the time as a leaver is over, which it is not while
/// a legal hold stops it.
pub(in crate::people) fn is_claimable(account: &Account, now: Timestamp) -> bool {
    account.state.is_live()
        && (account.held_since.is_some() || !account.has_left(now))
        && account.leaver.is_some_and(|leaver| leaver.kind == LeaverKind::Moves)
}

/// Claims a person who is leaving another organisation of the service, as found by `joiner.find`. The person keeps
/// the email address and comes into the default user policy of the new organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptJoiner {
    /// The code of the new organisation in the register.
    pub organisation: String,
    /// The person.
    pub person: AccountId,
    /// A unit of the new organisation.
    #[serde(default)]
    pub unit: Option<Uuid>,
}

impl Command for AcceptJoiner {
    const NAME: &'static str = "person.accept-joiner";
    const ACTION: Action = authority::ACCEPT_JOINER;
    type Prepared = ();
    type Output = Versioned;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(organisation(reader, &self.organisation).await?.organisation))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Versioned> {
        let to = organisation(tx, &self.organisation).await?;
        let before = store::find(tx, self.person).await?;
        let Some(before) = before else { return Err(common::NOT_FOUND.refuse().into()) };
        if !is_claimable(&before, call.now) || before.organisation == to.organisation {
            // Who is not leaving is only known to those who look after them.
            let is_seen =
                before.state.is_live() && may(tx, call, Self::ACTION, before.organisation).await?;
            let code = if is_seen { messages::NOT_CLAIMABLE } else { common::NOT_FOUND };
            return Err(code.refuse().into());
        }
        arrive(tx, call, &before, &to, self.unit).await
    }
}

/// The unit, if it is one of the organisation: what was removed meanwhile is none.
pub(crate) async fn known_unit(
    reader: &mut Reader,
    unit: Option<Uuid>,
    organisation: OrganisationId,
) -> Result<Option<Uuid>> {
    let Some(unit) = unit else { return Ok(None) };
    let found = reader.ask(UnitOf(unit)).await?;
    Ok(found.filter(|found| found.organisation == organisation).map(|found| found.unit))
}

/// Takes the account's row for what hangs on it as it was read, without changing anything about the person.
pub(crate) async fn take_row(tx: &mut WriteTx, call: &Call, account: &Account) -> Result<()> {
    if store::take_row(tx, call, account).await? {
        Ok(())
    } else {
        Err(Fault::again("relying on an account that changed meanwhile").into())
    }
}

/// Brings an account into another organisation. Everybody who may move one has decided before.
pub(crate) async fn arrive(
    tx: &mut WriteTx,
    call: &Call,
    before: &Account,
    to: &OrganisationView,
    unit: Option<Uuid>,
) -> Result<Versioned> {
    if !to.is_open {
        return Err(messages::ORGANISATION_NOT_OPEN.refuse().into());
    }
    let mut checked = Checked::default();
    check_unit(tx, &mut checked, unit, to.organisation).await?;
    checked.finish()?;
    let after = Account {
        organisation: to.organisation,
        here_since: Some(call.now),
        unit,
        department: None,
        staff_number: None,
        // Why the old organisation blocked the account is not for the new one.
        state_reason: None,
        // A new organisation has its own time to see the person at work.
        ..before.staying(call.now)
    };
    let version = store::move_to(tx, call, before, &after).await?;
    tx.concerns(before.organisation);
    tx.concerns(after.organisation);
    tx.note(&AccountMoved {
        account: before.id,
        organisation: after.organisation,
        from: before.organisation,
    })?;
    tell_if_let_in(tx, before, &after)?;
    Ok(Versioned { id: before.id, state: after.state, version })
}
