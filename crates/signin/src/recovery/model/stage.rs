//! What was proved, sealed: whoever proved it carries it, and no table holds it.

use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::Door;
use kernel::epoch;
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::MINUTES;
use crate::carried::{self, Bound};
use crate::factors::Proof;

/// What sets these keys apart from others of the installation.
const PURPOSE: &str = "recovery-proved";

/// What is to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Asks {
    /// Another proof, of another kind: `recovery.prove`.
    AnotherProof,
    /// The new password: `recovery.finish`.
    NewPassword,
}

/// The kinds of proof.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::recovery) enum Way {
    App,
    RecoveryCode,
    Passkey,
    Text,
}

impl Way {
    /// That of a proof.
    pub(in crate::recovery) const fn of(proof: &Proof) -> Self {
        match proof {
            Proof::Code { .. } => Self::App,
            Proof::Recovery { .. } | Proof::Paper { .. } => Self::RecoveryCode,
            Proof::Passkey(_) => Self::Passkey,
            Proof::Text { .. } => Self::Text,
        }
    }

    /// Whether somebody who holds a role may go it: what is kept on paper, or sent to a telephone, is not enough for them.
    pub(in crate::recovery) const fn is_for_administrators(self) -> bool {
        matches!(self, Self::App | Self::Passkey)
    }
}

/// What was proved so far.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::recovery) struct Stage {
    /// The life of the database; what was proved before a restore is void.
    life: Uuid,
    /// Of whom.
    pub(in crate::recovery) account: AccountId,
    /// The version of the password that is to be replaced: so it is replaced once.
    pub(in crate::recovery) credential: i64,
    /// How.
    pub(in crate::recovery) ways: Vec<Way>,
    /// When that began.
    #[serde(skip)]
    began_at: Option<Timestamp>,
}

impl Stage {
    /// A first proof, or another one.
    pub(in crate::recovery) async fn after(
        reader: &mut Reader,
        before: Option<Self>,
        account: AccountId,
        credential: i64,
        way: Way,
    ) -> Result<Self> {
        let life = life(reader).await?;
        let nothing = Self { life, account, credential, ways: Vec::new(), began_at: None };
        let mut stage = before.unwrap_or(nothing);
        stage.ways.push(way);
        Ok(stage)
    }

    /// Seals it: the key, and until when it is good.
    pub(in crate::recovery) async fn seal(
        &self,
        door: &Door,
        reader: &mut Reader,
        now: Timestamp,
    ) -> Result<(String, Timestamp)> {
        let minutes = reader.dated(&MINUTES, None, now).await?;
        let began_at = self.began_at.unwrap_or(now);
        let written = serde_json::to_string(self)
            .map_err(|error| Fault::defect("writing what was proved").because(error))?;
        let key = carried::put(door, PURPOSE, Bound::Nowhere, began_at, &written)?;
        Ok((key, began_at.plus_seconds(minutes * 60)))
    }

    /// Opens one that is still good.
    pub(in crate::recovery) async fn open(
        door: &Door,
        reader: &mut Reader,
        key: &str,
        now: Timestamp,
    ) -> Result<Option<Self>> {
        let minutes = reader.dated(&MINUTES, None, now).await?;
        let Some((written, at)) = carried::take(door, PURPOSE, Bound::Nowhere, minutes, key)?
        else {
            return Ok(None);
        };
        let life = life(reader).await?;
        let stage = serde_json::from_str::<Self>(&written).ok().filter(|stage| stage.life == life);
        Ok(stage.map(|stage| Self { began_at: Some(at), ..stage }))
    }
}

async fn life(reader: &mut Reader) -> Result<Uuid> {
    Ok(epoch::current(reader).await?.map_or(Uuid::nil(), |epoch| epoch.id))
}
