//! What somebody says of their own first sign-in.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Kept, PUT_OFF_DAYS, SECOND_STEP_MAY_WAIT};
use super::store::{Moment, keep, kept};
use super::{authority, messages};
use crate::factors;

/// The list of whoever asks, if it is not finished.
async fn open(tx: &mut WriteTx, call: &Call) -> Result<(AccountId, Kept)> {
    let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
    let found = kept(tx, account).await?.filter(|kept| kept.finished_at.is_none());
    Ok((account, found.ok_or_else(|| messages::OVER.refuse())?))
}

/// Refuses to let the rest wait where the rules want a second step first.
async fn check_second_step(tx: &mut WriteTx, account: AccountId, call: &Call) -> Result<()> {
    let may_wait = tx.dated(&SECOND_STEP_MAY_WAIT, None, call.now).await? == 1;
    if may_wait || factors::is_asked(tx, account).await? {
        return Ok(());
    }
    Err(messages::SECOND_STEP.refuse().into())
}

/// Says that one has looked over one's own details, after the first sign-in.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmDetails {}

impl Command for ConfirmDetails {
    const NAME: &'static str = "welcome.confirm-details";
    const ACTION: Action = authority::DETAILS;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let (account, before) = open(tx, call).await?;
        if !keep(tx, account, &before, (Moment::Details, call.now), call).await? {
            return Err(common::STALE.refuse().into());
        }
        Ok(())
    }
}

/// Puts off what is left to do after the first sign-in, for some days.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PutWelcomeOff {}

impl Command for PutWelcomeOff {
    const NAME: &'static str = "welcome.put-off";
    const ACTION: Action = authority::PUT_OFF;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let (account, before) = open(tx, call).await?;
        check_second_step(tx, account, call).await?;
        let days = tx.dated(&PUT_OFF_DAYS, None, call.now).await?;
        let until = call.now.plus_days(days);
        if !keep(tx, account, &before, (Moment::PutOff, until), call).await? {
            return Err(common::STALE.refuse().into());
        }
        Ok(())
    }
}

/// Finishes what is to be done after the first sign-in. What may wait can be done later under one's own account.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FinishWelcome {}

impl Command for FinishWelcome {
    const NAME: &'static str = "welcome.finish";
    const ACTION: Action = authority::FINISH;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let (account, before) = open(tx, call).await?;
        check_second_step(tx, account, call).await?;
        if before.details_at.is_none() {
            return Err(messages::DETAILS.refuse().into());
        }
        if !keep(tx, account, &before, (Moment::Finished, call.now), call).await? {
            return Err(common::STALE.refuse().into());
        }
        Ok(())
    }
}
