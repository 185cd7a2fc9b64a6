//! Whose token one is, and which tokens somebody has.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Door, Query, TokenScope, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{authority, model, store};
use crate::keys;

/// Seconds between two notes that a token is in use.
const NOTE_EVERY: i64 = 60;

/// A working token, as the middleware needs it on every request.
#[derive(Clone, Debug)]
pub struct TokenView {
    /// Its key in lists; not the token.
    pub id: Uuid,
    /// Whom it acts as.
    pub account: AccountId,
    /// What it covers.
    pub scope: TokenScope,
}

/// What a bearer token stands for, if it works: one indexed read.
pub async fn resolve(door: &Door, bearer: &str) -> Result<Option<TokenView>> {
    if !bearer.starts_with(model::PREFIX) {
        return Ok(None);
    }
    let now = door.clock().now();
    let kept = store::by_hash(&mut door.reader().await?, &keys::hash(bearer)).await?;
    let Some(kept) = kept.filter(|kept| kept.revoked_at.is_none() && now < kept.expires_at) else {
        return Ok(None);
    };
    if kept.last_used_at.is_none_or(|used| used.plus_seconds(NOTE_EVERY) <= now) {
        // Nobody waits for the note; if it is lost, the next request writes it.
        let (door, id) = (door.clone(), kept.id);
        tokio::spawn(async move {
            let noted = door
                .upkeep(move |tx| Box::pin(async move { Ok(store::note_use(tx, id, now).await?) }))
                .await;
            if let Err(error) = noted {
                tracing::debug!(%error, "the use of a token was not noted");
            }
        });
    }
    Ok(Some(TokenView { id: kept.id, account: kept.account, scope: kept.scope }))
}

/// One's own tokens that still work, the latest first.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyTokens {}

/// One's own tokens.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TokenList {
    /// The tokens; there are never more than 50.
    pub items: Vec<TokenItem>,
}

/// A token, as its owner sees it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct TokenItem {
    /// Its key, for `token.revoke`.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// The actions it covers; none stands for everything its owner may do.
    pub actions: Option<Vec<String>>,
    /// Since when, in microseconds since 1970.
    pub created_at: Timestamp,
    /// When it ends.
    pub expires_at: Timestamp,
    /// When it was last used, to the minute, if ever.
    pub last_used_at: Option<Timestamp>,
    /// The version of the row.
    pub version: i64,
}

impl Query for MyTokens {
    const NAME: &'static str = "token.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = TokenList;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<TokenList> {
        let account = sight.own().ok_or_else(|| messages::SIGN_IN.refuse())?;
        let item = |kept: store::Kept| TokenItem {
            id: kept.id,
            name: kept.name,
            actions: match kept.scope {
                TokenScope::All => None,
                TokenScope::Actions(actions) => Some(actions.into_iter().collect()),
            },
            created_at: kept.created_at,
            expires_at: kept.expires_at,
            last_used_at: kept.last_used_at,
            version: kept.version,
        };
        let kept = store::of_account(reader, account, call.now).await?;
        Ok(TokenList { items: kept.into_iter().map(item).collect() })
    }
}
