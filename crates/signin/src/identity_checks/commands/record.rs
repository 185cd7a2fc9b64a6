//! Recording that, and how, somebody made sure who is asking.

use facts::signin::IdentityCheckFailed;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, DerivedSecret, Permit, Ports};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::codes::covers;
use crate::factors::{self, Proof};
use crate::identity_checks::model::{
    DAY_SECONDS, Letters, MINUTES, Method, Outcome, PURPOSE, WRONG_A_DAY, Words,
};
use crate::identity_checks::{authority, messages, store};
use crate::origin::Origin;
use crate::{passwords, people};

/// Records how somebody who asks for help was made sure of. For some minutes after a check that succeeded, whoever made it may
/// change how that person signs in; nobody else may because of it.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RecordIdentityCheck {
    /// Whom.
    pub person: AccountId,
    /// How.
    pub method: Method,
    /// The letters of the telephone word that they gave, in the order in which they were asked for; needed with that method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub letters: Option<Secret<String>>,
    /// The code that their authenticator app shows, as they read it out; needed with that method.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret<String>>,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IdentityChecked {
    /// Whether it is the person, as far as can be told.
    pub passed: bool,
    /// Until when that counts for whoever asked, in microseconds since 1970.
    pub good_until: Option<Timestamp>,
}

/// The code that was read out, if it was right.
pub struct Read(Option<Proof>);

impl Command for RecordIdentityCheck {
    const NAME: &'static str = "identity-check.record";
    const ACTION: Action = authority::RECORD;
    const REPEATABLE: bool = false;
    type Prepared = Read;
    type Output = IdentityChecked;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Read> {
        match (self.method, &self.code) {
            (Method::Authenticator, Some(code)) if call.actor.account() != Some(self.person) => {
                Ok(Read(factors::caller_proof(call, ports, self.person, code, &self.origin).await?))
            }
            _ => Ok(Read(None)),
        }
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        read: &Read,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<IdentityChecked> {
        let person = self.person;
        if let Actor::Account(helper) = call.actor {
            if helper == person {
                return Err(messages::OWN.refuse().into());
            }
            if !covers(tx, helper, person, call.now).await? {
                return Err(passwords::messages::ABOVE_YOU.refuse().into());
            }
        }
        let view = people::person(tx, person).await?;
        store::take(tx, person, call).await?;
        let passed = match self.method {
            Method::TelephoneWord => self.word_fits(tx, call, view.organisation).await?,
            Method::Authenticator => match read.0 {
                Some(proof) => factors::spend(tx, person, proof, call).await?,
                None => false,
            },
            Method::CallBack if view.telephone.is_none() && view.mobile.is_none() => {
                return Err(messages::NO_NUMBER.at("how").into());
            }
            Method::CallBack | Method::InPerson => true,
            Method::NotSure => false,
        };
        let outcome = if passed { Outcome::Passed } else { Outcome::Failed };
        store::note(tx, person, self.method, outcome).await?;
        if !passed {
            store::drop_pass(tx, person, &call.actor.label()).await?;
            tx.note(&IdentityCheckFailed { account: person })?;
            return Ok(IdentityChecked { passed, good_until: None });
        }
        let minutes = tx.dated(&MINUTES, Some(view.organisation), call.now).await?;
        let good_until = call.now.plus_seconds(minutes * 60);
        store::put_pass(tx, person, self.method, good_until, call).await?;
        Ok(IdentityChecked { passed, good_until: Some(good_until) })
    }
}

impl RecordIdentityCheck {
    /// Whether the letters fit. The act has taken the row, so that answers are judged one after the other.
    async fn word_fits(
        &self,
        tx: &mut WriteTx,
        call: &Call,
        organisation: OrganisationId,
    ) -> Result<bool> {
        let person = self.person;
        let typed = self.letters.as_ref().map_or("", |letters| letters.reveal().trim());
        if typed.is_empty() {
            return Err(messages::LETTERS_NEEDED.at("letters").into());
        }
        let kept = store::kept(tx, person).await?;
        let secret = tx.ask(DerivedSecret { purpose: PURPOSE, of: person.0 }).await?;
        let words = match kept.as_ref().and_then(|kept| kept.word.as_ref()) {
            Some(sealed) => Words::open(&secret, person, sealed)?,
            None => None,
        };
        let (Some(kept), Some(words)) = (kept, words) else {
            return Err(messages::NO_WORD.at("how").into());
        };
        let Some(word) = words.current() else {
            return Err(messages::NO_WORD.at("how").into());
        };
        let most = tx.dated(&WRONG_A_DAY, Some(organisation), call.now).await?;
        let (wrong, since) = counted(&kept, call.now);
        if wrong >= most {
            return Err(messages::CLOSED.at("how").into());
        }
        if kept.letters.fit(word, typed) {
            store::ask_next(tx, person, &Letters::draw(word.length())).await?;
            return Ok(true);
        }
        store::count_wrong(tx, person, wrong + 1, since).await?;
        Ok(false)
    }
}

/// How many wrong answers count now, and since when: those of the day that began with the first of them.
pub(in crate::identity_checks) fn counted(kept: &store::Kept, now: Timestamp) -> (i64, Timestamp) {
    match kept.wrong_since {
        Some(since) if now < since.plus_seconds(DAY_SECONDS) => (kept.wrong, since),
        _ => (0, now),
    }
}
