//! Leaving the second step out for hours, for somebody who begins again and cannot add one yet, and asking for it again.

use facts::signin::{LiftEnded, SecondStepLifted};
use kernel::authority::{Action, Resource, Role, grants_of};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Level, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CaseMoved, check_helper, open_case, save};
use crate::compromise::model::{LIFT_HOURS, State};
use crate::compromise::queries::proofs;
use crate::compromise::store::Case;
use crate::compromise::{authority, messages};
use crate::{identity_checks, passwords, people, sessions};

/// Leaves the second step out for a person whose account was shut and who has proved everything else: for the hours that a rule
/// says, once each time the account is shut, and not for whoever holds a role. It ends by the clock; then whoever signed in
/// with a password alone is signed out, and signing in asks to add a second step. Administrators are told of both by letter.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LiftSecondStep {
    /// For whom.
    pub person: AccountId,
}

/// Asks for the second step again before the hours are over; the service does so when they are.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndLift {
    /// Of whom.
    pub person: AccountId,
}

impl Command for LiftSecondStep {
    const NAME: &'static str = "compromise.lift";
    const ACTION: Action = authority::LIFT;
    const LEVEL: Level = Level::FreshProof;
    type Prepared = ();
    type Output = CaseMoved;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<CaseMoved> {
        let person = self.person;
        check_helper(tx, person, call).await?;
        let view = people::person(tx, person).await?;
        let before = open_case(tx, person, call).await?;
        if before.lifted_until.is_some() {
            return Err(messages::LIFTED_ALREADY.refuse().into());
        }
        let proved = proofs(tx, &view, &before, call.now).await?;
        if proved.second_step {
            return Err(messages::NOTHING_TO_LIFT.refuse().into());
        }
        if before.state != State::Recovering || !proved.password || !proved.devices {
            return Err(messages::LIFT_LATER.refuse().into());
        }
        let mut grants = grants_of(tx, person, call.now).await?.into_iter();
        if grants.any(|grant| grant.role != Role::DirectoryFeed) {
            return Err(messages::LIFT_ROLE.refuse().into());
        }
        identity_checks::require(tx, person, call).await?;
        let hours = tx.dated(&LIFT_HOURS, Some(view.organisation), call.now).await?;
        let until = call.now.plus_seconds(hours * 3600);
        let after = Case { lifted_until: Some(until), ..before.clone() };
        let moved = save(tx, &before, &after, call).await?;
        let organisation = view.organisation;
        tx.concerns(organisation);
        tx.note(&SecondStepLifted { account: person, organisation, until })?;
        Ok(moved)
    }
}

impl Command for EndLift {
    const NAME: &'static str = "compromise.end-lift";
    const ACTION: Action = authority::END_LIFT;
    type Prepared = ();
    type Output = CaseMoved;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<CaseMoved> {
        let person = self.person;
        check_helper(tx, person, call).await?;
        // Whoever signs in at this moment waits, and finds that it is over.
        passwords::hold_still(tx, person).await?;
        let organisation = people::person(tx, person).await?.organisation;
        let before = open_case(tx, person, call).await?;
        let until = before.lifted_until.filter(|_| before.lift_ended_at.is_none());
        let until = until.ok_or_else(|| messages::NOT_LIFTED.refuse())?;
        // The service asks for it again when its time has come, and not because another clock is ahead.
        if matches!(call.actor, Actor::Service(_)) && call.now < until {
            return Err(messages::NOT_LIFTED.refuse().into());
        }
        let after = Case { lift_ended_at: Some(call.now), ..before.clone() };
        let moved = save(tx, &before, &after, call).await?;
        sessions::end_with_password_alone(tx, person, call.now).await?;
        tx.concerns(organisation);
        tx.note(&LiftEnded { account: person, organisation })?;
        Ok(moved)
    }
}
