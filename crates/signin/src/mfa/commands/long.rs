//! Leaving the second step out for half a year, by a decision of two.

use facts::signin::StepExcepted;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Level, Permit, Ports};
use kernel::ids::{self, AccountId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::except::check_person;
use super::{Decision, LONGEST, typed};
use crate::mfa::model::{Ground, LONG_DAYS};
use crate::mfa::store::{Exception, ExceptionState, Standing};
use crate::mfa::{authority, messages, store};
use crate::{passwords, people};

/// Asks that the second step of a person is left out for half a year. Somebody else, who decides for the service, approves it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AskException {
    /// Whose.
    pub person: AccountId,
    /// On what ground.
    pub ground: Ground,
    /// Why, in words, 1,000 characters at most.
    pub words: String,
}

/// An exception that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AskedException {
    /// Its key.
    pub exception: Uuid,
}

impl Command for AskException {
    const NAME: &'static str = "second-step.ask-exception";
    const ACTION: Action = authority::ASK;
    type Prepared = Uuid;
    type Output = AskedException;

    async fn prepare(&self, call: &Call, _: &Ports) -> Result<Uuid> {
        Ok(ids::new_at(call.now))
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        id: &Uuid,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<AskedException> {
        let view = people::person(tx, self.person).await?;
        if call.actor == Actor::Account(self.person) {
            return Err(messages::OWN_EXCEPTION.refuse().into());
        }
        let words = typed(&self.words, "words", LONGEST, messages::WORDS)?;
        check_person(tx, &view, call.now).await?;
        let new = Exception {
            id: *id,
            account: self.person,
            organisation: view.organisation,
            reason: self.ground.name().to_owned(),
            words,
            state: ExceptionState::Asked,
            asked_by: call.actor.label(),
            asked_at: call.now,
            granted_at: None,
            until: None,
            version: 1,
        };
        store::insert_exception(tx, &new, call).await?;
        tx.concerns(view.organisation);
        Ok(AskedException { exception: *id })
    }
}

/// Decides about an exception that was asked for. Nobody decides about what they asked for, or about themselves.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DecideException {
    /// Which one.
    pub exception: Uuid,
    /// Whether it counts from now on.
    pub decision: Decision,
}

impl Command for DecideException {
    const NAME: &'static str = "second-step.decide-exception";
    const ACTION: Action = authority::DECIDE_EXCEPTION;
    const LEVEL: Level = Level::FreshProof;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        // One that went with its account is as good as decided.
        let before = store::exception(tx, self.exception).await?;
        let before = before.ok_or_else(|| messages::DECIDED.refuse())?;
        let (account, now) = (before.account, call.now);
        if before.asked_by == call.actor.label() || call.actor == Actor::Account(account) {
            return Err(messages::OWN_ASKING.refuse().into());
        }
        if before.state != ExceptionState::Asked {
            return Err(messages::DECIDED.refuse().into());
        }
        let (state, until) = match self.decision {
            Decision::Refuse => (ExceptionState::Refused, None),
            Decision::Approve => {
                let days = tx.dated(&LONG_DAYS, None, now).await?;
                (ExceptionState::Granted, Some(now.plus_days(days)))
            }
        };
        if let Some(until) = until {
            let view = people::person(tx, account).await?;
            passwords::hold_still(tx, account).await?;
            check_person(tx, &view, now).await?;
            let standing = Standing { exception: before.id, until, is_anew: false };
            if !store::stand(tx, account, &standing, call).await? {
                return Err(messages::EXCEPTED.refuse().into());
            }
        }
        if !store::decide(tx, &before, state, until, call).await? {
            return Err(messages::DECIDED.refuse().into());
        }
        tx.concerns(before.organisation);
        if let Some(until) = until {
            tx.note(&StepExcepted { account, until })?;
        }
        Ok(())
    }
}
