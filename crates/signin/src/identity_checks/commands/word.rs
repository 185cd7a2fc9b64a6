//! Choosing one's own telephone word.

use facts::signin::TelephoneWordSet;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, DerivedSecret, Permit, Ports};
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attempts::Kind;
use crate::factors::{Own, Shown};
use crate::gate::Gate;
use crate::identity_checks::model::{
    Draw, LEAST_LETTERS, Letters, NOT_AGAIN, PURPOSE, Word, Words,
};
use crate::identity_checks::{authority, messages, store};
use crate::origin::Origin;
use crate::passkeys::Assertion;
use crate::people;
use crate::sealed::SealNonce;

/// Chooses one's telephone word, of which a help desk asks three letters before it changes how one signs in. The word before
/// no longer counts. It is shown to nobody again.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetTelephoneWord {
    /// The word: letters only.
    pub word: Secret<String>,
    /// A code of an authenticator app, or a recovery code; needed where the account has an app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<Secret<String>>,
    /// A passkey that signed, in place of a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assertion: Option<Assertion>,
    /// The password in use; needed where the account has neither app nor passkey.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current: Option<Secret<String>>,
    /// Where this comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// A word that is taken, and what shows that its owner chose it.
pub struct Ready {
    word: Word,
    draw: Draw,
    nonce: SealNonce,
    shown: Shown,
}

impl Command for SetTelephoneWord {
    const NAME: &'static str = "telephone-word.set";
    const ACTION: Action = authority::SET_WORD;
    const REPEATABLE: bool = false;
    type Prepared = Ready;
    type Output = ();

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Ready> {
        let gate = ports.port::<Gate>()?;
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        let (view, least) = {
            let mut reader = gate.door()?.reader().await?;
            let view = people::person(&mut reader, account).await?;
            let least = reader.dated(&LEAST_LETTERS, Some(view.organisation), call.now).await?;
            (view, least)
        };
        // What is wrong with the word is said before a code is spent on it.
        let word = Word::choose(self.word.reveal(), least, &view, &gate.settings().product)?;
        if self.current.as_ref().is_some_and(|current| word.is(current.reveal())) {
            return Err(messages::PASSWORD.at("word").into());
        }
        let own = Own {
            code: self.code.as_ref(),
            passkey: self.assertion.as_ref(),
            act: Self::NAME,
            current: self.current.as_ref(),
            kind: Kind::OwnTelephoneWord,
            origin: &self.origin,
        };
        let shown = own.show(call, ports, view).await?;
        Ok(Ready { word, draw: Draw::new(), nonce: SealNonce::draw(), shown })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(
        &self,
        ready: &Ready,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        store::take(tx, account, call).await?;
        ready.shown.stand(tx, account, call).await?;
        let secret = tx.ask(DerivedSecret { purpose: PURPOSE, of: account.0 }).await?;
        let organisation = people::person(tx, account).await?.organisation;
        let not_again = tx.dated(&NOT_AGAIN, Some(organisation), call.now).await?;
        let before = store::kept(tx, account).await?.and_then(|kept| kept.word);
        let before = match before {
            Some(sealed) => Words::open(&secret, account, &sealed)?,
            None => None,
        };
        let word = ready.word.clone();
        let letters = Letters::drawn(&ready.draw, word.length());
        let words = match before {
            Some(before) => before.and(word, not_again)?,
            None => Words::first(word),
        };
        let sealed = words.seal(&secret, ready.nonce, account)?;
        store::set_word(tx, account, &sealed, &letters, call.now).await?;
        tx.note(&TelephoneWordSet { account })?;
        Ok(())
    }
}
