//! Whose session a key is, and which sessions somebody has.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Door, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Proofs, authority, store};
use crate::keys::{self, KeyHash};

/// Seconds between two notes that a session is in use.
const NOTE_EVERY: i64 = 60;

/// A live session, as the middleware needs it on every request.
#[derive(Clone, Debug)]
pub struct SessionView {
    /// Its key in lists; not the browser's key.
    pub id: Uuid,
    /// Who is signed in.
    pub account: AccountId,
    /// What forms of this session carry.
    pub csrf: String,
    /// The hash of the browser's key, as [`kernel::http::Caller::session`] wants it.
    pub key_hash: KeyHash,
    /// Since when: the moment at which its owner proved who they are.
    pub created_at: Timestamp,
    /// What they proved.
    pub proofs: Proofs,
    /// What the browser said of itself when it began.
    pub device: String,
}

/// The live session of a browser's key, if there is one: one indexed read.
pub async fn resolve(door: &Door, key: &str) -> Result<Option<SessionView>> {
    let key_hash = keys::hash(key);
    let now = door.clock().now();
    let kept = store::by_key(&mut door.reader().await?, &key_hash).await?;
    let Some(kept) = kept.filter(|kept| kept.is_live(now)) else { return Ok(None) };
    if kept.last_used_at.plus_seconds(NOTE_EVERY) <= now {
        // Nobody waits for the note; if it is lost, the next request writes it.
        let door = door.clone();
        tokio::spawn(async move {
            if let Err(error) = note_use(&door, kept.id, now).await {
                tracing::debug!(%error, "the use of a session was not noted");
            }
        });
    }
    Ok(Some(SessionView {
        id: kept.id,
        account: kept.account,
        csrf: kept.csrf,
        key_hash,
        created_at: kept.created_at,
        proofs: kept.proofs,
        device: kept.device,
    }))
}

/// The live session of a browser, by the hash of its key.
pub(crate) async fn of_browser(
    reader: &mut Reader,
    key_hash: KeyHash,
    now: Timestamp,
) -> Result<Option<SessionView>, Fault> {
    let kept = store::by_key(reader, &key_hash).await?.filter(|kept| kept.is_live(now));
    Ok(kept.map(|kept| SessionView {
        id: kept.id,
        account: kept.account,
        csrf: kept.csrf,
        key_hash,
        created_at: kept.created_at,
        proofs: kept.proofs,
        device: kept.device,
    }))
}

pub(super) async fn note_use(door: &Door, session: Uuid, now: Timestamp) -> Result<()> {
    door.upkeep(move |tx| Box::pin(async move { Ok(store::note_use(tx, session, now).await?) }))
        .await
}

/// One's own sessions that have not ended, the latest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MySessions {
    /// The hash of the session key that asks, so that its own line can be marked; filled in by the portal.
    #[serde(skip)]
    pub current: Option<KeyHash>,
}

/// One's own sessions.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SessionList {
    /// The sessions; there are never more than 50.
    pub items: Vec<SessionItem>,
}

/// A session, as its owner sees it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SessionItem {
    /// Its key, for `session.end`.
    pub id: Uuid,
    /// Since when, in microseconds since 1970.
    pub created_at: Timestamp,
    /// When it was last used, to the minute.
    pub last_used_at: Timestamp,
    /// The network address it began from.
    pub peer: String,
    /// What the browser said of itself.
    pub device: String,
    /// Whether it is the one that asks.
    pub is_current: bool,
}

impl Query for MySessions {
    const NAME: &'static str = "session.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = SessionList;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<SessionList> {
        let account = sight.own().ok_or_else(|| messages::SIGN_IN.refuse())?;
        let kept = store::of_account(reader, account, call.now).await?;
        let item = |kept: store::Kept| SessionItem {
            id: kept.id,
            created_at: kept.created_at,
            last_used_at: kept.last_used_at,
            is_current: self.current.is_some_and(|current| keys::same(&current, &kept.key_hash)),
            peer: kept.peer,
            device: kept.device,
        };
        Ok(SessionList { items: kept.into_iter().map(item).collect() })
    }
}
