//! Asking for a second person, and being one.

use facts::access::{SecondPersonAsked, SecondPersonDecided};
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{
    Call, Command, Decider, Level, MayApprove, Permit, Ports, Proposal, ProposalState,
    find_proposal,
};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{Asked, Decision, are_close};
use super::{authority, messages, store};
use crate::forms;

/// Asks for a second person for what the door kept when it was refused, and says why.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskSecond {
    /// Its key, as the refusal answered in the field `proposal`.
    pub proposal: Uuid,
    /// Why it should be done, up to 500 characters.
    pub reason: String,
}

/// Approves what somebody else asked for; it is done at once, in their name. Whoever approves may do it themselves, or is
/// the second approver of the platform administrators.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ApproveSecond {
    /// Its key.
    pub proposal: Uuid,
    /// The plan, as `second-person.by-id` answers it: an approval is for exactly this change.
    pub plan: String,
}

/// Declines what somebody else asked for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DeclineSecond {
    /// Its key.
    pub proposal: Uuid,
    /// Why not, up to 500 characters.
    pub reason: String,
}

/// Takes back what one asked for oneself.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WithdrawSecond {
    /// Its key.
    pub proposal: Uuid,
}

impl Command for AskSecond {
    const NAME: &'static str = "second-person.ask";
    const ACTION: Action = authority::ASK;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let proposal = own(tx, self.proposal, call).await?;
        if proposal.state != ProposalState::Waiting || proposal.due_at <= call.now {
            return Err(common::SETTLED.refuse().into());
        }
        let reason = forms::reason(&self.reason, messages::REASON_MISSING)?;
        if !store::insert(tx, &proposal, &reason, call).await? {
            return Err(messages::ASKED.refuse().into());
        }
        let (account, what) = (proposal.asker, messages::title(&proposal.command));
        tx.note(&SecondPersonAsked { proposal: proposal.id, account, what })?;
        Ok(())
    }
}

impl Command for ApproveSecond {
    const NAME: &'static str = "second-person.approve";
    const ACTION: Action = authority::APPROVE;
    const LEVEL: Level = Level::FreshProof;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let asked = others(tx, self.proposal, call).await?;
        let approver = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        if are_close(tx, asked.asker, approver, call.now).await? {
            return Err(messages::TOO_CLOSE.refuse().into());
        }
        if !tx.approve(call, asked.proposal, &self.plan).await? {
            return Err(common::SETTLED.refuse().into());
        }
        decided(tx, &asked, Decision::Approved, "", call).await
    }
}

impl Command for DeclineSecond {
    const NAME: &'static str = "second-person.decline";
    const ACTION: Action = authority::DECLINE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let asked = others(tx, self.proposal, call).await?;
        let reason = forms::reason(&self.reason, messages::REASON_MISSING)?;
        if !tx.decline(call, asked.proposal).await? {
            return Err(common::SETTLED.refuse().into());
        }
        decided(tx, &asked, Decision::Declined, &reason, call).await
    }
}

impl Command for WithdrawSecond {
    const NAME: &'static str = "second-person.withdraw";
    const ACTION: Action = authority::WITHDRAW;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let proposal = own(tx, self.proposal, call).await?;
        if !tx.withdraw(call, proposal.id).await? {
            return Err(common::SETTLED.refuse().into());
        }
        match store::find(tx, proposal.id).await? {
            Some(asked) => decided(tx, &asked, Decision::Withdrawn, "", call).await,
            // It was never said why, so nobody was asked.
            None => Ok(()),
        }
    }
}

/// Takes back what somebody asked for whose account is being shut: it may have been somebody else who asked.
pub(super) async fn call_off(account: AccountId, call: &Call, tx: &mut WriteTx) -> Result<()> {
    for asked in store::waiting_of(tx, account).await? {
        if tx.withdraw(call, asked.proposal).await? {
            decided(tx, &asked, Decision::Withdrawn, "", call).await?;
        }
    }
    Ok(())
}

/// What the caller asked for; anything else answers as unknown.
async fn own(reader: &mut Reader, id: Uuid, call: &Call) -> Result<Proposal> {
    let proposal = find_proposal(reader, id).await?.filter(|proposal| {
        proposal.decider == Decider::SecondPerson && Some(proposal.asker) == call.actor.account()
    });
    proposal.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

/// What somebody else asked for and the caller may decide; what they may not answers as unknown.
async fn others(reader: &mut Reader, id: Uuid, call: &Call) -> Result<Asked> {
    let unknown = || common::NOT_FOUND.refuse();
    let asked = store::find(reader, id).await?.ok_or_else(unknown)?;
    let proposal = find_proposal(reader, id).await?.ok_or_else(unknown)?;
    if Some(asked.asker) == call.actor.account() {
        return Err(messages::OWN.refuse().into());
    }
    let (command, body) = (proposal.command, proposal.body);
    if !reader.ask(MayApprove { call: call.again(), command, body }).await? {
        return Err(unknown().into());
    }
    Ok(asked)
}

async fn decided(
    tx: &mut WriteTx,
    asked: &Asked,
    decision: Decision,
    words: &str,
    call: &Call,
) -> Result<()> {
    if !store::decide(tx, asked, decision, words, call).await? {
        return Err(common::SETTLED.refuse().into());
    }
    let what = messages::title(&asked.command);
    let (proposal, account) = (asked.proposal, asked.asker);
    let decision = decision.name().to_owned();
    tx.note(&SecondPersonDecided { proposal, account, what, decision })?;
    Ok(())
}
