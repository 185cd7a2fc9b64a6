//! Shutting one's own account.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::CaseMoved;
use super::contain::contain;
use crate::compromise::model::{self, Found};
use crate::compromise::{authority, messages};

/// Shuts one's own account, because somebody else uses it: everything is taken away that whoever it is may hold, the
/// browser in which this is said included. Administrators are told, and help back in.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReportCompromise {
    /// What was noticed, 1 to 1,000 characters.
    pub words: String,
}

impl Command for ReportCompromise {
    const NAME: &'static str = "compromise.report";
    const ACTION: Action = authority::REPORT;
    type Prepared = (Uuid, String);
    type Output = CaseMoved;

    async fn prepare(&self, call: &Call, _: &Ports) -> Result<(Uuid, String)> {
        let words = model::words(&self.words, "words", messages::WORDS)?;
        Ok((ids::new_at(call.now), words))
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(
        &self,
        (id, words): &(Uuid, String),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<CaseMoved> {
        let person = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        contain(tx, person, *id, Found::Reported, words, call).await
    }
}
