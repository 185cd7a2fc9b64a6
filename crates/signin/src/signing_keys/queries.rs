//! The keys that there are.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::State;
use super::{Algorithm, Family, authority, store};

/// The keys with which the service vouches for people, but for those that were withdrawn.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SigningKeys {}

/// The keys.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SigningKeyList {
    /// Those of tokens before those of documents, the oldest first.
    pub items: Vec<SigningKeyItem>,
}

/// What a key is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Doing {
    /// It is announced and signs nothing yet.
    Announced,
    /// It signs.
    Signs,
    /// It signs nothing any more; what it signed still counts.
    Kept,
}

/// A key.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SigningKeyItem {
    /// Its name, as applications see it.
    pub kid: String,
    /// What it signs.
    pub family: Family,
    /// The algorithm, as applications see it.
    pub algorithm: String,
    /// What it is doing.
    pub doing: Doing,
    /// Since when, in microseconds since 1970.
    pub since: Timestamp,
}

impl Query for SigningKeys {
    const NAME: &'static str = "signing-key.list";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Nation;
    type Output = SigningKeyList;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<SigningKeyList> {
        let item = |key: store::Kept| {
            let doing = match key.state {
                State::Pending => Doing::Announced,
                State::Active => Doing::Signs,
                State::Retiring => Doing::Kept,
                State::Withdrawn => return None,
            };
            let family = match key.algorithm {
                Algorithm::Document => Family::Documents,
                Algorithm::Es256 | Algorithm::Rs256 => Family::Tokens,
            };
            let algorithm = key.algorithm.name().to_owned();
            Some(SigningKeyItem { kid: key.kid, family, algorithm, doing, since: key.moved_at })
        };
        let mut items: Vec<SigningKeyItem> =
            store::all(reader).await?.into_iter().filter_map(item).collect();
        items.sort_by_key(|item| item.family == Family::Documents);
        Ok(SigningKeyList { items })
    }
}
