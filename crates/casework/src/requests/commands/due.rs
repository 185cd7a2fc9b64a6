//! What the service does by itself: reminders, lapses, and what came of a decision.

use facts::casework::{RequestNotDone, RequestReminded};
use kernel::authority::{Action, Resource};
use kernel::dated::NumberRule;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, ProposalState, find_proposal};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Standing, due_at, found, has_deciders, note_end};
use crate::requests::model::{
    Desk, LAPSE_DAYS, Move, REMIND_AGAIN_DAYS, REMIND_DAYS, Request, State, Waits,
};
use crate::requests::{authority, messages, store};

/// The rule for the next reminder after so many; none after the last.
pub(crate) const fn next_reminder(reminders: i64) -> Option<&'static NumberRule> {
    match reminders {
        0 => Some(&REMIND_DAYS),
        1 => Some(&REMIND_AGAIN_DAYS),
        _ => None,
    }
}

/// Whether a request has waited for as many days as the rule says.
async fn has_waited(
    reader: &mut Reader,
    call: &Call,
    request: &Request,
    rule: &NumberRule,
) -> Result<bool> {
    let days = reader.dated(rule, None, call.now).await?;
    Ok(request.state.waits() != Waits::Nobody && request.since.plus_days(days) <= call.now)
}

/// Reminds whomever a request waits for that it does. If nobody of the organisation can decide it any more, it goes to
/// the service desk.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemindRequest {
    /// The request.
    pub request: Uuid,
}

impl Command for RemindRequest {
    const NAME: &'static str = "request.remind";
    const ACTION: Action = authority::KEEP;
    type Prepared = ();
    type Output = Standing;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(found(reader, self.request).await?.organisation))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Standing> {
        let before = found(tx, self.request).await?;
        let not_due = || messages::NOT_DUE.refuse();
        let rule = next_reminder(before.reminders).ok_or_else(not_due)?;
        if !has_waited(tx, call, &before, rule).await? {
            return Err(not_due().into());
        }
        let number = before.reminders + 1;
        let mut after =
            Request { reminders: number, reminded_at: Some(call.now), ..before.clone() };
        let own = [before.asked_by, before.asked_for];
        if before.state.waits() == Waits::Deciders
            && before.desk.is_local()
            && !has_deciders(tx, before.desk, before.organisation, own, call.now).await?
        {
            after.desk = Desk::ServiceDesk;
            after.taken_by = None;
        }
        let version = store::save(tx, call, &before, &after).await?;
        let (request, organisation) = (before.id, before.organisation);
        let waits_for_asker = before.state.waits() == Waits::Asker;
        tx.note(&RequestReminded { request, organisation, waits_for_asker, number })?;
        Ok(Standing { request, state: after.state, version })
    }
}

/// Ends a request on which nobody acted in time. What was decided for does not lapse.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LapseRequest {
    /// The request.
    pub request: Uuid,
}

impl Command for LapseRequest {
    const NAME: &'static str = "request.lapse";
    const ACTION: Action = authority::KEEP;
    type Prepared = ();
    type Output = Standing;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(found(reader, self.request).await?.organisation))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Standing> {
        let before = found(tx, self.request).await?;
        let not_due = || messages::NOT_DUE.refuse();
        if !has_waited(tx, call, &before, &LAPSE_DAYS).await? {
            return Err(not_due().into());
        }
        let after = before.moved(Move::Lapse, call.now, before.due_at).ok_or_else(not_due)?;
        let version = store::save(tx, call, &before, &after).await?;
        note_end(tx, &after)?;
        Ok(Standing { request: before.id, state: after.state, version })
    }
}

/// Notes what came of the command that a decision asked for: the request is done, or open again with the reason why it
/// could not be.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SettleRequest {
    /// The request.
    pub request: Uuid,
}

impl Command for SettleRequest {
    const NAME: &'static str = "request.settle";
    const ACTION: Action = authority::KEEP;
    type Prepared = ();
    type Output = Standing;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(found(reader, self.request).await?.organisation))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Standing> {
        let before = found(tx, self.request).await?;
        let proposal = match before.proposal {
            Some(proposal) if before.state == State::Running => find_proposal(tx, proposal).await?,
            _ => None,
        };
        let not_due = || messages::NOT_DUE.refuse();
        let proposal = proposal.ok_or_else(not_due)?;
        let next = match proposal.state {
            ProposalState::Done => Move::Ran,
            // Nobody withdraws what a request has carried out; if somebody did, it was not run.
            ProposalState::Refused | ProposalState::Withdrawn => Move::NotRun,
            ProposalState::Waiting | ProposalState::Approved => return Err(not_due().into()),
        };
        let due = due_at(tx, &before.kind, before.organisation, State::Open, call.now).await?;
        let mut after = before.moved(next, call.now, due).ok_or_else(not_due)?;
        let (request, organisation) = (before.id, before.organisation);
        if next == Move::Ran {
            after.ran_act = Some(proposal.act);
        } else {
            after.problem = proposal.outcome;
            (after.decided_by, after.decided_at) = (None, None);
            (after.command, after.proposal) = (None, None);
            tx.note(&RequestNotDone { request, organisation })?;
        }
        let version = store::save(tx, call, &before, &after).await?;
        note_end(tx, &after)?;
        Ok(Standing { request, state: after.state, version })
    }
}
