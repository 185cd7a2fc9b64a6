//! Making and revoking tokens.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::ids;
use kernel::random;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::{LONGEST_NAME, MOST_DAYS, MOST_TOKENS, PREFIX, asked, holds};
use super::{authority, messages, store};
use crate::keys;

/// Makes a token with which a program calls the API as oneself. The token is answered once.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateToken {
    /// What the token is for, 1 to 100 characters.
    pub name: String,
    /// The actions it covers (`person.create`); everything its owner may do if left out.
    pub actions: Option<Vec<String>>,
    /// Days until it ends, 365 at most.
    pub expires_in_days: u32,
}

/// A token that was made.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct NewToken {
    /// Its key, for `token.revoke`.
    pub id: Uuid,
    /// The token itself, shown once.
    pub token: String,
    /// When it ends, in microseconds since 1970.
    pub expires_at: Timestamp,
}

impl Command for CreateToken {
    const NAME: &'static str = "token.create";
    const ACTION: Action = authority::CREATE;
    const LEVEL: Level = Level::FreshProof;
    const REPEATABLE: bool = false;
    type Prepared = String;
    type Output = NewToken;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<String> {
        Ok(format!("{PREFIX}{}", random::token()))
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(
        &self,
        token: &String,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<NewToken> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > LONGEST_NAME {
            return Err(messages::NAME.at("name").with("limit", LONGEST_NAME).into());
        }
        if name.chars().any(char::is_control) {
            return Err(common::TEXT_CONTROL.at("name").into());
        }
        let most = tx.dated(&MOST_DAYS, None, call.now).await?;
        let days = i64::from(self.expires_in_days);
        if !(1..=most).contains(&days) {
            return Err(messages::DAYS.at("expires_in_days").with("limit", most).into());
        }
        let scope = asked(self.actions.as_deref())?;
        if !holds(call.scope.as_ref(), &scope) {
            return Err(messages::WIDER.refuse().into());
        }
        let working = store::of_account(tx, account, call.now).await?.len();
        if i64::try_from(working).unwrap_or(i64::MAX) >= MOST_TOKENS {
            return Err(messages::TOO_MANY.refuse().with("limit", MOST_TOKENS).into());
        }
        let (id, expires_at) = (ids::new_at(call.now), call.now.plus_days(days));
        let new =
            store::New { id, account, name, hash: &keys::hash(token), scope: &scope, expires_at };
        store::insert(tx, &new, call).await?;
        Ok(NewToken { id, token: token.clone(), expires_at })
    }
}

/// Revokes one of one's own tokens: programs that use it are refused from now on.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RevokeToken {
    /// Which one, as listed by `token.mine`.
    pub token: Uuid,
}

impl Command for RevokeToken {
    const NAME: &'static str = "token.revoke";
    const ACTION: Action = authority::REVOKE;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Own)
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
        let token = store::by_id(tx, account, self.token).await?;
        let token = token.ok_or_else(|| common::NOT_FOUND.refuse())?;
        call.expects(token.version)?;
        if token.revoked_at.is_some() || !store::revoke(tx, token.id, token.version, call).await? {
            return Err(messages::REVOKED.refuse().into());
        }
        Ok(())
    }
}
