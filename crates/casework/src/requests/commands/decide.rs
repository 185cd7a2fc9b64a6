//! Deciding a request. What it asks for is done by a command of its kind, if there is one.
//!
//! An asker has no right to what they ask for, or they would do it themselves. So the command is the act of whoever
//! decides: it is kept as a proposal in their name, and when it runs, right after the decision, authority is asked again
//! about them. If it is refused then, the request is open again and says why.

use facts::casework::RequestDecided;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Decider, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Standing, check_decides, due_at, found, kind_of, note_end, resource_of, text};
use crate::requests::model::{Asked, Move, Request, State};
use crate::requests::{authority, messages, store};

/// What is decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Yes. The command of the kind does it, if the answers are enough; otherwise somebody has to.
    Approve,
    /// Yes, and it has been done.
    Done,
    /// No.
    Decline,
}

/// Decides a request: nobody their own, nor what was asked for themselves.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideRequest {
    /// The request.
    pub request: Uuid,
    /// What is decided.
    pub verdict: Verdict,
    /// Why, of 4,000 characters at most; needed to decline.
    #[serde(default)]
    pub reason: Option<String>,
}

impl Command for DecideRequest {
    const NAME: &'static str = "request.decide";
    const ACTION: Action = authority::DECIDE;
    type Prepared = ();
    type Output = Standing;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(resource_of(call, &found(reader, self.request).await?))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Standing> {
        let before = found(tx, self.request).await?;
        call.expects(before.version)?;
        let decider = check_decides(tx, call, &before).await?;
        let reason = text(self.reason.as_deref().unwrap_or_default(), "reason")?;
        let next = match self.verdict {
            Verdict::Approve => Move::Approve,
            Verdict::Done => Move::Finish,
            Verdict::Decline if reason.is_none() => {
                return Err(messages::REASON_MISSING.at("reason").into());
            }
            Verdict::Decline => Move::Decline,
        };
        if before.state.after(next).is_none() {
            let is_decided = matches!(before.state, State::Approved | State::Running);
            let code = if is_decided { messages::DECIDED } else { messages::OVER };
            return Err(code.refuse().into());
        }
        let mut after = decided(tx, call, &before, next).await?;
        // Who said yes first stays, when somebody else has done it.
        if before.state != State::Approved || self.verdict == Verdict::Decline {
            after.decided_by = Some(decider);
            after.decided_at = Some(call.now);
        }
        after.reason = reason.or(after.reason);
        after.problem = None;
        let version = store::save(tx, call, &before, &after).await?;
        let (request, organisation) = (before.id, before.organisation);
        if before.state != State::Approved || self.verdict == Verdict::Decline {
            let approved = self.verdict != Verdict::Decline;
            tx.note(&RequestDecided { request, organisation, approved })?;
        }
        note_end(tx, &after)?;
        Ok(Standing { request, state: after.state, version })
    }
}

/// The request after the decision, with its command kept to be run.
async fn decided(tx: &mut WriteTx, call: &Call, before: &Request, next: Move) -> Result<Request> {
    let proposed = match kind_of(tx, &before.kind).await? {
        Some(kind) if next == Move::Approve => {
            kind.command(Asked { person: before.asked_for, answers: &before.answers })?
        }
        _ => None,
    };
    let next = if proposed.is_some() { Move::Run } else { next };
    let state = before.state.after(next).unwrap_or(before.state);
    let due = due_at(tx, &before.kind, before.organisation, state, call.now).await?;
    let mut after = before.moved(next, call.now, due).ok_or_else(|| messages::OVER.refuse())?;
    if let Some(proposed) = proposed {
        after.command = Some(proposed.command.to_owned());
        after.proposal = Some(tx.propose(call, &proposed, Decider::Date, call.now).await?);
    }
    Ok(after)
}
