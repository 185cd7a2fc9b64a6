//! Which passkeys somebody has.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Kind, authority, store};
use crate::people;
use crate::sessions::Held;

/// One's own passkeys.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyPasskeys {}

/// The passkeys of a person one helps.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PasskeysOfPerson {
    /// Whose.
    pub person: AccountId,
}

/// Passkeys.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PasskeyList {
    /// The passkeys; there are never more than 10.
    pub items: Vec<PasskeyItem>,
}

/// A passkey, as people see it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PasskeyItem {
    /// Its key, for `passkey.rename`, `passkey.remove` and `passkey.revoke`.
    pub id: Uuid,
    /// What its owner calls it.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Whether it may be on several devices of its owner.
    pub is_synced: bool,
    /// Since when it counts, in microseconds since 1970.
    pub added_at: Timestamp,
    /// When it was last used.
    pub last_used_at: Timestamp,
    /// When it was last refused because its counter had gone back, if it was.
    pub counter_back_at: Option<Timestamp>,
}

async fn list(reader: &mut Reader, account: AccountId) -> Result<PasskeyList> {
    let item = |passkey: store::Passkey| PasskeyItem {
        id: passkey.id,
        name: passkey.name,
        kind: passkey.kind,
        is_synced: passkey.held == Held::Synced,
        added_at: passkey.added_at,
        last_used_at: passkey.last_used_at,
        counter_back_at: passkey.counter_back_at,
    };
    let all = store::of_account(reader, account).await?;
    Ok(PasskeyList { items: all.into_iter().map(item).collect() })
}

impl Query for MyPasskeys {
    const NAME: &'static str = "passkey.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = PasskeyList;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<PasskeyList> {
        let account = sight.own().ok_or_else(|| messages::SIGN_IN.refuse())?;
        list(reader, account).await
    }
}

impl Query for PasskeysOfPerson {
    const NAME: &'static str = "passkey.of-person";
    const ACTION: Action = authority::OF_PERSON;
    const VIEW: View = View::Record;
    type Output = PasskeyList;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<PasskeyList> {
        let view = people::person(reader, self.person).await?;
        if !sight.sees_organisation(reader, view.organisation).await? {
            return Err(messages::NOT_FOUND.refuse().into());
        }
        list(reader, self.person).await
    }
}
