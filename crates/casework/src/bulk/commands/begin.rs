//! Preparing a bulk change.

use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{act_of, may_do};
use crate::bulk::model::{Bulk, ENTRIES_AT_MOST, Move, State, split};
use crate::bulk::{authority, messages, store};

/// Prepares an act for many people of an organisation. Nothing happens to them: each is looked up, and then
/// `bulk.by-id` says what would change. A draft that the caller has in the organisation already is thrown away.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BeginBulk {
    /// The code of the organisation.
    pub organisation: String,
    /// The key of the act, as `bulk.acts` gives it.
    pub act: String,
    /// The answer to the act's question, in the form that `bulk.acts` names.
    #[serde(default)]
    pub answer: String,
    /// Who is meant: email addresses, staff numbers or keys, one on a line or with commas or semicolons between; names
    /// beside addresses in angle brackets are left out.
    pub people: String,
}

/// A bulk change that was prepared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Begun {
    /// The bulk change.
    pub bulk: Uuid,
    /// Entries of the list.
    pub count: i64,
}

impl Command for BeginBulk {
    const NAME: &'static str = "bulk.begin";
    const ACTION: Action = authority::BEGIN;
    /// The entries.
    type Prepared = Vec<String>;
    type Output = Begun;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<Vec<String>> {
        Ok(split(&self.people))
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let found = reader.ask(OrganisationCoded(self.organisation.clone())).await?;
        let found = found.ok_or_else(|| common::NOT_FOUND.refuse())?;
        Ok(Resource::Organisation(found.organisation))
    }

    async fn run(
        &self,
        entries: &Vec<String>,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Begun> {
        let asker = call.actor.account().ok_or_else(|| common::NOT_ALLOWED.refuse())?;
        let place = tx.ask(OrganisationCoded(self.organisation.clone())).await?;
        let organisation = place.ok_or_else(|| common::NOT_FOUND.refuse())?.organisation;
        let unknown = || messages::ACT_UNKNOWN.at("act");
        let act = act_of(tx, &self.act).await?.ok_or_else(unknown)?;
        if !may_do(tx, call, act, organisation).await? {
            return Err(unknown().into());
        }
        let answer = act.question.read(&self.answer)?;
        let says = (act.says)(tx, organisation, &answer).await?;
        let says = says.ok_or_else(|| messages::ANSWER.at("answer"))?;
        if entries.is_empty() {
            return Err(messages::NOBODY.at("people").into());
        }
        let limit = tx.dated(&ENTRIES_AT_MOST, Some(organisation), call.now).await?;
        let count = entries.len() as i64;
        if count > limit {
            let refusal = messages::TOO_MANY.at("people");
            return Err(refusal.with("count", count).with("limit", limit).into());
        }
        for draft in store::drafts_of(tx, asker, organisation).await? {
            store::save(tx, call, &draft, Move::Drop).await?;
        }
        let bulk = Bulk {
            id: ids::new_at(call.now),
            organisation,
            kind: act.key.to_owned(),
            answer,
            says,
            asked_by: asker,
            asked_at: call.now,
            state: State::Draft,
            since: call.now,
            count,
            version: 1,
        };
        store::insert(tx, call, &bulk, &entries.join("\n")).await?;
        Ok(Begun { bulk: bulk.id, count })
    }
}
