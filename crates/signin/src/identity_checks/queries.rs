//! Whether there is a telephone word, which ways of making sure there are, and what somebody has made sure of.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, DerivedSecret, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::commands::of_today;
use super::model::{
    DAY_SECONDS, LEAST_LETTERS, Method, PURPOSE, RecordedNumber, WRONG_A_DAY, WRONG_IN_ALL, Words,
    old_enough, recorded,
};
use super::{authority, is_asked, store};
use crate::{factors, people, texts};

/// Whether one has a telephone word.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyTelephoneWord {}

/// One's own telephone word, without the word.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TelephoneWord {
    /// Since when it is in use, in microseconds since 1970; none if there is none that can be asked for.
    pub set_at: Option<Timestamp>,
    /// Whether there were so many wrong answers that it is not asked for until another one is chosen.
    pub is_used_up: bool,
    /// The fewest letters that a word has to have.
    pub least_letters: i64,
    /// Whether choosing another one asks for a code, and not for the password.
    pub asks_for_code: bool,
}

impl Query for MyTelephoneWord {
    const NAME: &'static str = "telephone-word.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = TelephoneWord;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<TelephoneWord> {
        let account = sight.own().ok_or_else(|| messages::SIGN_IN.refuse())?;
        let organisation = people::person(reader, account).await?.organisation;
        let most = reader.dated(&WRONG_IN_ALL, Some(organisation), call.now).await?;
        let kept = readable(reader, account).await?;
        Ok(TelephoneWord {
            least_letters: reader.dated(&LEAST_LETTERS, Some(organisation), call.now).await?,
            is_used_up: kept.as_ref().is_some_and(|kept| kept.wrong_in_all >= most),
            set_at: kept.and_then(|kept| kept.word_set_at),
            asks_for_code: factors::is_asked(reader, account).await?,
        })
    }
}

/// How one can make sure that it is a person who asks, and whether one has.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IdentityCheckOf {
    /// Whom.
    pub person: AccountId,
}

/// The ways of making sure of somebody.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct IdentityCheck {
    /// Whether a check is needed before one changes how they sign in: for everybody who has had a password.
    pub is_needed: bool,
    /// What whoever asks this made sure of, if it still counts.
    pub passed: Option<Passed>,
    /// Which letters of the telephone word to ask for, counted from 1; empty if it cannot be asked for.
    pub letters: Vec<usize>,
    /// When letters and codes are looked at again, after too many wrong ones today, in microseconds since 1970.
    pub again_at: Option<Timestamp>,
    /// Whether they have an authenticator app whose codes are looked at.
    pub has_authenticator: bool,
    /// Whether they have a number for codes by text message that has been there for long enough. The number is not told.
    pub has_text_number: bool,
    /// Since when they have a number for codes by text message, in microseconds since 1970; none if none is sent there.
    pub text_number_since: Option<Timestamp>,
    /// The numbers recorded of them, and since when.
    pub numbers: Vec<RecordedNumber>,
}

/// A check that succeeded and still counts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Passed {
    /// How it was made.
    pub method: Method,
    /// When, in microseconds since 1970.
    pub checked_at: Timestamp,
    /// Until when it counts, in microseconds since 1970.
    pub good_until: Timestamp,
}

impl Query for IdentityCheckOf {
    const NAME: &'static str = "identity-check.state";
    const ACTION: Action = authority::STATE;
    const VIEW: View = View::Record;
    type Output = IdentityCheck;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<IdentityCheck> {
        let person = self.person;
        let view = people::person(reader, person).await?;
        if !sight.sees_organisation(reader, view.organisation).await? {
            return Err(messages::NOT_FOUND.refuse().into());
        }
        let state = store::kept(reader, person).await?;
        let most = reader.dated(&WRONG_A_DAY, Some(view.organisation), call.now).await?;
        let again_at = state.and_then(|kept| {
            let (wrong, since) = of_today((kept.wrong, kept.wrong_since), call.now);
            (wrong >= most).then(|| since.plus_seconds(DAY_SECONDS))
        });
        let most = reader.dated(&WRONG_IN_ALL, Some(view.organisation), call.now).await?;
        let letters = match readable(reader, person).await? {
            Some(kept) if again_at.is_none() && kept.wrong_in_all < most => {
                kept.letters.places().to_vec()
            }
            _ => Vec::new(),
        };
        let since = texts::confirmed_at(reader, person, call.now).await?;
        let before = old_enough(reader, &view, call.now).await?;
        let passed = store::pass(reader, person, &call.actor.label(), call.now).await?;
        Ok(IdentityCheck {
            is_needed: is_asked(reader, &view).await?,
            passed: passed.and_then(|pass| {
                Some(Passed {
                    method: Method::named(&pass.method)?,
                    checked_at: pass.checked_at,
                    good_until: pass.good_until,
                })
            }),
            letters,
            again_at,
            has_authenticator: again_at.is_none() && factors::has_app(reader, person).await?,
            has_text_number: again_at.is_none() && since.is_some_and(|since| since <= before),
            text_number_since: since,
            numbers: recorded(reader, &view, call.now).await?,
        })
    }
}

/// Whether somebody has chosen a telephone word.
pub(crate) async fn has_word(reader: &mut Reader, account: AccountId) -> Result<bool> {
    Ok(store::kept(reader, account).await?.is_some_and(|kept| kept.word.is_some()))
}

/// What is kept of an account whose telephone word this installation can read.
async fn readable(reader: &mut Reader, account: AccountId) -> Result<Option<store::Kept>> {
    let Some(kept) = store::kept(reader, account).await? else { return Ok(None) };
    let secret = reader.ask(DerivedSecret { purpose: PURPOSE, of: account.0 }).await?;
    let words = match &kept.word {
        Some(sealed) => Words::open(&secret, account, sealed)?,
        None => None,
    };
    Ok(words.map(|_| kept))
}
