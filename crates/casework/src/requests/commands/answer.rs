//! Writing about a request, with files if they say more: the asker adds to it, whoever decides asks back.

use facts::casework::RequestAnswered;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Standing, actor, check_decides, due_at, files, found, needed, resource_of};
use crate::requests::model::{MESSAGES_AT_MOST, Move, NewFile, Waits};
use crate::requests::store::{self, Message};
use crate::requests::{authority, messages};

/// Writes a message about a request. If somebody who decides writes, it waits for its asker; if the asker writes, or
/// whom it is for, for those who decide.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswerRequest {
    /// The request.
    pub request: Uuid,
    /// The message, of 4,000 characters at most. It is needed with files, too: it says what they are.
    pub message: String,
    /// Files that belong to the message. `request.by-id` says how many, how large and of what kinds.
    #[serde(default)]
    pub files: Vec<NewFile>,
}

impl Command for AnswerRequest {
    const NAME: &'static str = "request.answer";
    const ACTION: Action = authority::ANSWER;
    const BODY_AT_MOST: usize = files::BODY_AT_MOST;
    type Prepared = files::Verdicts;
    type Output = Standing;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<files::Verdicts> {
        Ok(files::judge(&self.files))
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(resource_of(call, &found(reader, self.request).await?))
    }

    async fn run(
        &self,
        verdicts: &files::Verdicts,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Standing> {
        let before = found(tx, self.request).await?;
        call.expects(before.version)?;
        let author = actor(call)?;
        let of_asker = before.is_own(author);
        if !of_asker {
            check_decides(tx, call, &before).await?;
        }
        let problems =
            files::problems(tx, Some(before.id), &self.files, verdicts, call.now).await?;
        let body = needed(&self.message, "message", messages::MESSAGE_MISSING);
        let body = files::together(body, problems)?;
        if before.messages >= MESSAGES_AT_MOST {
            return Err(messages::TOO_LONG.refuse().with("limit", MESSAGES_AT_MOST).into());
        }
        let next = if of_asker { Move::AskerWrites } else { Move::DeciderAsks };
        let state = before.state.after(next).ok_or_else(|| messages::OVER.refuse())?;
        let due = due_at(tx, &before.kind, before.organisation, state, call.now).await?;
        let after = before.moved(next, call.now, due).ok_or_else(|| messages::OVER.refuse())?;
        let mut after = super::Request { messages: before.messages + 1, ..after };
        // Whoever asks back has begun with it.
        if !of_asker && after.taken_by.is_none() {
            after.taken_by = Some(author);
        }
        let version = store::save(tx, call, &before, &after).await?;
        let message = Message { author, of_asker, at: call.now, body };
        store::insert_message(tx, call, before.id, after.messages, &message).await?;
        files::keep(tx, call, before.id, after.messages, &self.files, verdicts).await?;
        tx.note(&RequestAnswered {
            request: before.id,
            organisation: before.organisation,
            author,
            waits_for_asker: after.state.waits() == Waits::Asker,
        })?;
        Ok(Standing { request: before.id, state: after.state, version })
    }
}
