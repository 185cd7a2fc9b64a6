//! Closing a case.

use facts::signin::CompromiseClosed;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CaseMoved, check_helper, open_case, save};
use crate::compromise::model::State;
use crate::compromise::queries::proofs;
use crate::compromise::store::{self, Case};
use crate::compromise::{authority, messages, model};
use crate::people;

/// Closes the case of a person who has a new password and a second step, and whose devices were checked, all since it was
/// opened. The person is told by letter and asked to look over the rules of their mailbox.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CloseCompromise {
    /// Whose.
    pub person: AccountId,
    /// What it was, 1 to 1,000 characters.
    pub words: String,
}

impl Command for CloseCompromise {
    const NAME: &'static str = "compromise.close";
    const ACTION: Action = authority::CLOSE;
    type Prepared = String;
    type Output = CaseMoved;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        Ok(model::words(&self.words, "words", messages::CLOSE_WORDS)?)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        people::resource(reader, self.person).await
    }

    async fn run(
        &self,
        words: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<CaseMoved> {
        let person = self.person;
        check_helper(tx, person, call).await?;
        let view = people::person(tx, person).await?;
        let before = open_case(tx, person, call).await?;
        let missing = match before.state {
            State::Contained => "letting them begin again".to_owned(),
            _ => proofs(tx, &view, &before, call.now).await?.missing(),
        };
        if !missing.is_empty() {
            return Err(messages::MISSING.refuse().with("what", missing).into());
        }
        let after = Case {
            state: State::Closed,
            closed_at: Some(call.now),
            closed_words: words.clone(),
            // What was left out is over with the case.
            lift_ended_at: before.lift_ended_at.or(before.lifted_until.map(|_| call.now)),
            ..before.clone()
        };
        let moved = save(tx, &before, &after, call).await?;
        store::give_place(tx, person).await?;
        tx.concerns(view.organisation);
        tx.note(&CompromiseClosed { account: person, organisation: view.organisation })?;
        Ok(moved)
    }
}
