//! Recording that, and how, somebody made sure who is asking.

use facts::directory::AccountView;
use facts::signin::IdentityCheckFailed;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, DerivedSecret, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::{Refusal, Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::factors::{self, ReadOut};
use crate::gate::Gate;
use crate::identity_checks::model::{
    DAY_SECONDS, Draw, LETTERS_A_DAY, Letters, MINUTES, Method, NUMBER_DAYS, Outcome, PURPOSE,
    WRONG_A_DAY, WRONG_IN_ALL, Words, recorded,
};
use crate::identity_checks::{authority, messages, store};
use crate::{people, texts};

/// Records how somebody who asks for help was made sure of. For some minutes after a check that succeeded, whoever made it may
/// change how that person signs in; nobody else may because of it, and it lends no rights.
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
    /// Which letters were asked for, as `identity-check.state` named them; needed with that method. An answer to others than
    /// are asked for by now is not judged.
    #[serde(default)]
    pub asked: Vec<usize>,
    /// The code that their authenticator app shows, or that was sent to them, as they read it out; needed with those methods.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret<String>>,
}

/// What came of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct IdentityChecked {
    /// Whether it is the person, as far as can be told.
    pub passed: bool,
    /// Until when that counts for whoever asked, in microseconds since 1970.
    pub good_until: Option<Timestamp>,
}

/// What the next letters are drawn from, and the text whose code was right.
pub struct Ready {
    draw: Draw,
    text: Option<Uuid>,
}

impl Command for RecordIdentityCheck {
    const NAME: &'static str = "identity-check.record";
    const ACTION: Action = authority::RECORD;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = IdentityChecked;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let text = match (self.method, call.actor.account()) {
            (Method::TextCode, Some(helper)) => self.text_of(helper, call, ports).await?,
            _ => None,
        };
        Ok(Ready { draw: Draw::new(), text })
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        Ready { draw, text }: &Ready,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<IdentityChecked> {
        let person = self.person;
        if call.actor.account() == Some(person) {
            return Err(messages::OWN.refuse().into());
        }
        let view = people::person(tx, person).await?;
        store::take(tx, person, call).await?;
        let passed = match self.method {
            Method::TelephoneWord => self.word_fits(tx, call, &view, draw).await?,
            Method::Authenticator => self.code_fits(tx, call, &view).await?,
            Method::TextCode => self.text_fits(tx, call, &view, *text).await?,
            Method::CallBack => {
                let numbers = recorded(tx, &view, call.now).await?;
                if numbers.is_empty() {
                    return Err(messages::NO_NUMBER.at("how").into());
                }
                if !numbers.iter().any(|number| number.is_old_enough) {
                    return Err(new_number(tx, call, &view).await?.into());
                }
                true
            }
            Method::InPerson => true,
            Method::NotSure => false,
        };
        let outcome = if passed { Outcome::Passed } else { Outcome::Failed };
        store::note(tx, person, self.method, outcome).await?;
        if !passed {
            failed(tx, call, person).await?;
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
        view: &AccountView,
        draw: &Draw,
    ) -> Result<bool> {
        let person = self.person;
        let typed = self.letters.as_ref().map_or("", |letters| letters.reveal().trim());
        if typed.is_empty() || self.asked.is_empty() {
            return Err(messages::LETTERS_NEEDED.at("letters").into());
        }
        let secret = tx.ask(DerivedSecret { purpose: PURPOSE, of: person.0 }).await?;
        let kept = store::kept(tx, person).await?;
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
        if kept.wrong_in_all >= tx.dated(&WRONG_IN_ALL, Some(view.organisation), call.now).await? {
            return Err(messages::USED_UP.at("how").into());
        }
        let counted = open(tx, &kept, call, view).await?;
        // Somebody else has had the answer meanwhile, or the form was sent twice: it is no answer to what is asked now.
        if self.asked != kept.letters.places() {
            return Err(common::STALE.refuse().into());
        }
        if kept.letters.fit(word, typed) {
            store::ask_next(tx, person, &Letters::drawn(draw, word.length())).await?;
            return Ok(true);
        }
        store::count_wrong(tx, person, counted, 1).await?;
        Ok(false)
    }

    /// The text whose code they read out, which is used up by this. Tries are counted in a row of their own before one is looked
    /// at, so that of 64 at once five are.
    async fn text_of(&self, helper: AccountId, call: &Call, ports: &Ports) -> Result<Option<Uuid>> {
        let typed = self.code.as_ref().map_or("", |code| code.reveal());
        let Some(digits) = factors::digits_of(typed) else {
            return Err(messages::TEXT_NEEDED.at("code").into());
        };
        let gate = ports.port::<Gate>()?;
        let good_for = (texts::For::Check, helper.0);
        texts::try_code(gate.door()?, self.person, good_for, digits, call.now).await
    }

    /// Whether the code was the one that was sent for this helper, to a number that is still there and old enough.
    async fn text_fits(
        &self,
        tx: &mut WriteTx,
        call: &Call,
        view: &AccountView,
        text: Option<Uuid>,
    ) -> Result<bool> {
        let person = self.person;
        let Some(kept) = store::kept(tx, person).await? else { return Ok(false) };
        let counted = open(tx, &kept, call, view).await?;
        if let Some(text) = text
            && texts::hold(tx, person, text, call).await?
        {
            return Ok(true);
        }
        store::count_wrong(tx, person, counted, 0).await?;
        Ok(false)
    }

    /// Whether an app of the person shows the code, which is used up by this.
    async fn code_fits(&self, tx: &mut WriteTx, call: &Call, view: &AccountView) -> Result<bool> {
        let person = self.person;
        let typed = self.code.as_ref().map_or("", |code| code.reveal());
        let Some(kept) = store::kept(tx, person).await? else { return Ok(false) };
        let counted = open(tx, &kept, call, view).await?;
        match factors::use_read_out(tx, person, typed, call).await? {
            ReadOut::Right => Ok(true),
            ReadOut::Wrong => {
                store::count_wrong(tx, person, counted, 0).await?;
                Ok(false)
            }
            ReadOut::NoCode => Err(messages::CODE_NEEDED.at("code").into()),
            ReadOut::NoApp => Err(messages::NO_APP.at("how").into()),
        }
    }
}

/// The count with one more wrong answer, if there have not been as many today as there may be.
pub(super) async fn open(
    reader: &mut Reader,
    kept: &store::Kept,
    call: &Call,
    view: &AccountView,
) -> Result<(i64, Timestamp)> {
    let most = reader.dated(&WRONG_A_DAY, Some(view.organisation), call.now).await?;
    let (wrong, since) = of_today((kept.wrong, kept.wrong_since), call.now);
    if wrong >= most {
        return Err(messages::CLOSED.at("how").into());
    }
    Ok((wrong + 1, since))
}

/// What a check that failed leaves: nothing that the helper had made sure of, and a letter, unless there were many today.
async fn failed(tx: &mut WriteTx, call: &Call, person: AccountId) -> Result<()> {
    store::drop_pass(tx, person, &call.actor.label()).await?;
    let Some(kept) = store::kept(tx, person).await? else { return Ok(()) };
    let (before, since) = of_today((kept.failed, kept.failed_since), call.now);
    store::count_failed(tx, person, (before + 1, since)).await?;
    if before < LETTERS_A_DAY {
        tx.note(&IdentityCheckFailed { account: person })?;
    }
    Ok(())
}

/// How many count now, and since when: those of the day that began with the first of them.
pub(in crate::identity_checks) fn of_today(
    (count, since): (i64, Option<Timestamp>),
    now: Timestamp,
) -> (i64, Timestamp) {
    match since {
        Some(since) if now < since.plus_seconds(DAY_SECONDS) => (count, since),
        _ => (0, now),
    }
}

/// The refusal of a number that was recorded too short a time ago.
pub(super) async fn new_number(
    reader: &mut Reader,
    call: &Call,
    view: &AccountView,
) -> Result<Refusal> {
    let days = reader.dated(&NUMBER_DAYS, Some(view.organisation), call.now).await?;
    Ok(messages::NEW_NUMBER.at("how").with("days", days))
}
