//! Whether there is a telephone word, which ways of making sure there are, and what somebody has made sure of.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, DerivedSecret, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::commands::counted;
use super::model::{DAY_SECONDS, LEAST_LETTERS, Method, PURPOSE, WRONG_A_DAY, Words};
use super::{authority, is_asked, store};
use crate::{factors, people};

/// Whether one has a telephone word.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyTelephoneWord {}

/// One's own telephone word, without the word.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TelephoneWord {
    /// Since when it is in use, in microseconds since 1970; none if there is none.
    pub set_at: Option<Timestamp>,
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
        Ok(TelephoneWord {
            least_letters: reader.dated(&LEAST_LETTERS, Some(organisation), call.now).await?,
            set_at: store::kept(reader, account).await?.and_then(|kept| kept.word_set_at),
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
    /// Which letters of the telephone word to ask for, counted from 1; empty if there is none that can be asked for.
    pub letters: Vec<usize>,
    /// When the telephone word can be asked for again, after too many wrong answers, in microseconds since 1970.
    pub letters_again_at: Option<Timestamp>,
    /// Whether they have an authenticator app.
    pub has_authenticator: bool,
    /// The numbers recorded of them.
    pub numbers: Vec<String>,
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
        let kept = store::kept(reader, person).await?;
        let secret = reader.ask(DerivedSecret { purpose: PURPOSE, of: person.0 }).await?;
        let is_readable = match kept.as_ref().and_then(|kept| kept.word.as_ref()) {
            Some(sealed) => Words::open(&secret, person, sealed)?.is_some(),
            None => false,
        };
        let most = reader.dated(&WRONG_A_DAY, Some(view.organisation), call.now).await?;
        let kept = kept.filter(|_| is_readable);
        let letters_again_at = kept.as_ref().and_then(|kept| {
            let (wrong, since) = counted(kept, call.now);
            (wrong >= most).then(|| since.plus_seconds(DAY_SECONDS))
        });
        let letters = match kept {
            Some(kept) if letters_again_at.is_none() => kept.letters.places().to_vec(),
            _ => Vec::new(),
        };
        let passed = store::pass(reader, person, &call.actor.label(), call.now).await?;
        Ok(IdentityCheck {
            is_needed: is_asked(reader, person).await?,
            passed: passed.and_then(|pass| {
                Some(Passed {
                    method: Method::named(&pass.method)?,
                    checked_at: pass.checked_at,
                    good_until: pass.good_until,
                })
            }),
            letters,
            letters_again_at,
            has_authenticator: factors::is_asked(reader, person).await?,
            numbers: [view.telephone, view.mobile].into_iter().flatten().collect(),
        })
    }
}
