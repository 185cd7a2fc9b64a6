//! Leaving the second step out for half a year, by a decision of two.

use facts::signin::StepExcepted;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Level, Permit, Ports};
use kernel::ids::{self, AccountId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::when::Zone;
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
    /// The last day on which it counts, such as 2027-03-05; as long as the rules allow if none.
    #[serde(default)]
    pub until: Option<String>,
}

/// An exception that is asked for: its key, and when the day is over that was named.
pub struct Ready {
    id: Uuid,
    until: Option<Timestamp>,
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
    type Prepared = Ready;
    type Output = AskedException;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let day = self.until.as_deref().map(str::trim).filter(|day| !day.is_empty());
        let zone = ports.port::<Zone>().unwrap_or_default();
        let until = match day {
            None => None,
            Some(day) => {
                let over = day.parse().ok().and_then(|day| zone.end_of(day));
                let over = over.map(Timestamp::from_micros).filter(|over| *over > call.now);
                Some(over.ok_or_else(|| messages::END.at("until"))?)
            }
        };
        Ok(Ready { id: ids::new_at(call.now), until })
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        Ready { id, until }: &Ready,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<AskedException> {
        let view = people::person(tx, self.person).await?;
        if call.actor == Actor::Account(self.person) {
            return Err(messages::OWN_EXCEPTION.refuse().into());
        }
        let words = typed(&self.words, "words", LONGEST, messages::WORDS)?;
        let days = tx.dated(&LONG_DAYS, None, call.now).await?;
        if until.is_some_and(|until| until > call.now.plus_days(days)) {
            return Err(messages::END.at("until").into());
        }
        // The row of the account is held, so that those who ask at once are seen one after the other.
        passwords::hold_still(tx, self.person).await?;
        check_person(tx, &view, call.now).await?;
        if store::is_asked_for(tx, self.person).await? {
            return Err(messages::WAITS.refuse().into());
        }
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
            until: *until,
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
                let most = now.plus_days(days);
                let until = before.until.map_or(most, |until| until.min(most));
                // Nobody had decided by the day on which it was to end.
                if until <= now {
                    return Err(messages::TOO_LATE.refuse().into());
                }
                (ExceptionState::Granted, Some(until))
            }
        };
        if let Some(until) = until {
            let view = people::person(tx, account).await?;
            // The ground was one of another place, whose administrators no longer look after them.
            if view.organisation != before.organisation {
                return Err(messages::MOVED.refuse().into());
            }
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
