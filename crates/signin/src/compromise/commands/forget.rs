//! Removing the words about cases that were closed long ago.

use facts::signin::CaseWordsRemoved;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::compromise::model::WORDS_DAYS;
use crate::compromise::{authority, store};

/// Cases of one act, so that nobody waits long behind it.
pub(in crate::compromise) const CHUNK: i64 = 200;

/// Removes what was written about cases that were closed longer ago than a rule says: what happened, which devices were checked
/// and what it was. That there was a case, when, and what was taken away stay.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ForgetCaseWords {}

/// How much went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Forgotten {
    /// Cases.
    pub cases: u64,
}

impl Command for ForgetCaseWords {
    const NAME: &'static str = "compromise.forget-words";
    const ACTION: Action = authority::FORGET;
    type Prepared = ();
    type Output = Forgotten;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Forgotten> {
        let days = tx.dated(&WORDS_DAYS, None, call.now).await?;
        let mut cases = 0;
        for (case, account) in store::to_forget(tx, call.now.plus_days(-days), CHUNK).await? {
            if !store::forget_words(tx, case, call).await? {
                continue;
            }
            cases += 1;
            // What others keep for the account is of its last case as well, and goes with the words about that one.
            let last = store::of_account(tx, account, 1).await?;
            if last.first().is_some_and(|last| last.id == case) {
                tx.note(&CaseWordsRemoved { account })?;
            }
        }
        Ok(Forgotten { cases })
    }
}
