//! Leaving the second step out for a time: for a day by whoever helps somebody, for half a year by a decision of two.

use facts::directory::AccountView;
use facts::signin::{StepExcepted, StepExceptionEnded};
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Permit, Ports};
use kernel::ids::{self, AccountId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Decision, LONGEST, typed};
use crate::mfa::model::{
    Factor, Ground, LONG_DAYS, People, Place, Reason, SHORT_AT_MOST, SHORT_HOURS, circumstances,
};
use crate::mfa::store::{Exception, ExceptionState, Standing};
use crate::mfa::{authority, messages, store};
use crate::{factors, identity_checks, passwords, people, sessions, tokens};

/// Seconds over which exceptions of a day are counted.
const COUNTED_DAYS: i64 = 30;

/// Leaves the second step of a person out until tomorrow, after making sure that it is that person who asks. Where their
/// telephone is lost or mislaid, what they had is taken off at once, and they add another one when the time is over.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExceptPerson {
    /// Whose.
    pub person: AccountId,
    /// Why.
    pub reason: Reason,
    /// More about why; needed where the reason is another one, 1,000 characters at most.
    #[serde(default)]
    pub words: String,
}

/// An exception that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Excepted {
    /// Its key.
    pub exception: Uuid,
    /// Until when it counts, in microseconds since 1970.
    pub until: Timestamp,
}

/// Refuses whom no exception helps: people only, who have had a second step, and of whom nothing stricter is asked.
async fn check_person(tx: &mut WriteTx, view: &AccountView, now: Timestamp) -> Result<()> {
    if view.kind != "user" {
        return Err(messages::NO_PERSON.refuse().into());
    }
    let place = Place::read(tx, view.organisation, now).await?;
    let people = People::read(tx, &[view.account]).await?;
    let about = circumstances(tx, &place, &people, view.account, view.here_since, now).await?;
    // Roles are looked at whether or not they oblige: those of the service keep the second step in any case.
    let about = about.with_roles(tx, view.account, now).await?;
    if about.takes_no_exception() {
        return Err(messages::NO_EXCEPTION.refuse().into());
    }
    if about.factor == Factor::None && about.exception_until.is_none() {
        return Err(messages::NEVER_HAD.refuse().into());
    }
    Ok(())
}

/// Words that may be left out.
fn optional(words: &str) -> Result<String> {
    match words.trim().is_empty() {
        true => Ok(String::new()),
        false => Ok(typed(words, "words", LONGEST, messages::WORDS)?),
    }
}

impl Command for ExceptPerson {
    const NAME: &'static str = "second-step.except";
    const ACTION: Action = authority::EXCEPT;
    type Prepared = Uuid;
    type Output = Excepted;

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
    ) -> Result<Excepted> {
        let (person, now) = (self.person, call.now);
        let view = people::person(tx, person).await?;
        if call.actor == Actor::Account(person) {
            return Err(messages::OWN_EXCEPTION.refuse().into());
        }
        if let Actor::Account(helper) = call.actor {
            factors::check_helper(tx, helper, person, call).await?;
        }
        let words = match self.reason {
            Reason::Other => typed(&self.words, "words", LONGEST, messages::WORDS)?,
            _ => optional(&self.words)?,
        };
        passwords::hold_still(tx, person).await?;
        check_person(tx, &view, now).await?;
        identity_checks::require(tx, person, call).await?;
        let hours = tx.dated(&SHORT_HOURS, Some(view.organisation), now).await?;
        let until = now.plus_seconds(hours * 3600);
        // The row of the account is taken first, so that those who come at once are counted one after the other.
        let standing = Standing { exception: *id, until, is_anew: self.reason.asks_anew() };
        if !store::stand(tx, person, &standing, call).await? {
            return Err(messages::EXCEPTED.refuse().into());
        }
        let most = tx.dated(&SHORT_AT_MOST, Some(view.organisation), now).await?;
        let since = now.plus_days(-COUNTED_DAYS);
        let names = Reason::ALL.map(Reason::name);
        if store::granted_since(tx, person, &names, since).await? >= most {
            return Err(messages::TOO_MANY.refuse().with("limit", most).into());
        }
        let new = Exception {
            id: *id,
            account: person,
            organisation: view.organisation,
            reason: self.reason.name().to_owned(),
            words,
            state: ExceptionState::Granted,
            asked_by: call.actor.label(),
            asked_at: now,
            granted_at: Some(now),
            until: Some(until),
            version: 1,
        };
        store::insert_exception(tx, &new, call).await?;
        if self.reason.asks_anew() {
            // What is lost may be in somebody else's hands: it signs nobody in from now on, and whoever is in goes out.
            factors::take_off(tx, person, call).await?;
            sessions::end_all(tx, person, None, now).await?;
            tokens::revoke_all(tx, person, call).await?;
        } else {
            factors::touch(tx, person, call).await?;
            factors::mark_reset(tx, person, call).await?;
        }
        tx.concerns(view.organisation);
        tx.note(&StepExcepted { account: person, until })?;
        Ok(Excepted { exception: *id, until })
    }
}

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

async fn kept(reader: &mut Reader, id: Uuid) -> Result<Exception> {
    Ok(store::exception(reader, id).await?.ok_or_else(|| common::NOT_FOUND.refuse())?)
}

impl Command for DecideException {
    const NAME: &'static str = "second-step.decide-exception";
    const ACTION: Action = authority::DECIDE_EXCEPTION;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let before = kept(reader, self.exception).await?;
        Ok(Resource::Account(before.account, before.organisation))
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let before = kept(tx, self.exception).await?;
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

/// Ends the exception that counts for a person: from now on signing in asks for the second step again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndStepException {
    /// Whose.
    pub person: AccountId,
}

impl Command for EndStepException {
    const NAME: &'static str = "second-step.end-exception";
    const ACTION: Action = authority::EXCEPT;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let view = people::person(tx, self.person).await?;
        let standing = store::standing(tx, self.person).await?;
        let running = standing.filter(|standing| call.now < standing.until);
        let running = running.ok_or_else(|| messages::NOT_EXCEPTED.refuse())?;
        if !store::end(tx, self.person, &running, call).await? {
            return Err(messages::NOT_EXCEPTED.refuse().into());
        }
        tx.concerns(view.organisation);
        tx.note(&StepExceptionEnded { account: self.person })?;
        Ok(())
    }
}
