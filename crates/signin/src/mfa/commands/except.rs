//! Leaving the second step out for a day, by whoever helps somebody; and ending an exception.

use facts::directory::AccountView;
use facts::signin::{SecondFactorReset, StepExcepted, StepExceptionEnded};
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Level, Permit, Ports};
use kernel::ids::{self, AccountId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{LONGEST, typed};
use crate::mfa::model::{Reason, SHORT_AT_MOST, SHORT_HOURS, takes_exception};
use crate::mfa::store::{Exception, ExceptionState, Standing};
use crate::mfa::{authority, messages, store};
use crate::{factors, identity_checks, passwords, people, sessions, tokens};

/// Days over which exceptions of a day are counted.
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

/// Refuses whom no exception helps.
pub(super) async fn check_person(
    tx: &mut WriteTx,
    view: &AccountView,
    now: Timestamp,
) -> Result<()> {
    match takes_exception(tx, view, now).await? {
        Some(code) => Err(code.refuse().into()),
        None => Ok(()),
    }
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
    const LEVEL: Level = Level::FreshProof;
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
            tx.note(&SecondFactorReset { account: person })?;
        } else {
            factors::touch(tx, person, call).await?;
            factors::mark_reset(tx, person, call).await?;
        }
        tx.concerns(view.organisation);
        tx.note(&StepExcepted { account: person, until })?;
        Ok(Excepted { exception: *id, until })
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
