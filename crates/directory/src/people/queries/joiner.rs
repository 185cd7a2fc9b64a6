//! Somebody who is leaving another organisation and can be claimed.

use std::collections::HashMap;

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::cards::Card;
use super::{look, organisation};
use crate::people::commands::is_claimable;
use crate::people::model::{Needle, trimmed, words};
use crate::people::{authority, messages, store};

/// Finds somebody whom an organisation can claim, by the whole email address or the whole staff number: people who
/// are leaving another organisation of the service, and nobody else. It counts as looking at cards, of which there
/// are 60 a minute.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FindJoiner {
    /// The code of the organisation that would claim them.
    pub organisation: String,
    /// The whole email address, or the whole staff number in the organisation they are leaving.
    pub search: String,
}

/// Who can be claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Joiners {
    /// One person, or nobody. Several people with one staff number are nobody: ask for the address.
    pub items: Vec<Card>,
}

impl Query for FindJoiner {
    const NAME: &'static str = "joiner.find";
    const ACTION: Action = authority::ACCEPT_JOINER;
    const VIEW: View = View::Record;
    type Output = Joiners;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Joiners> {
        let to = organisation(reader, sight, &self.organisation).await?;
        let Some(search) = trimmed(Some(&self.search)) else {
            return Err(messages::JOINER_SEARCH.at("search").into());
        };
        look::take(call, 1)?;
        let found = match Needle::of(&search) {
            Some(Needle::Address(key)) => store::leaver_at(reader, key.as_str()).await?,
            Some(Needle::Words(_)) => match words(&search).into_iter().next() {
                Some(word) => {
                    match store::leavers_numbered(reader, &word, &search).await?.as_slice() {
                        [only] => Some(*only),
                        _ => None,
                    }
                }
                None => None,
            },
            None => return Err(messages::JOINER_SEARCH.at("search").into()),
        };
        let account = match found {
            Some(found) => store::find(reader, found).await?,
            None => None,
        };
        let account = account.filter(|account| {
            is_claimable(account, call.now) && account.organisation != to.organisation
        });
        let items = match account {
            Some(account) => vec![Card::of(reader, account, &mut HashMap::new()).await?],
            None => Vec::new(),
        };
        Ok(Joiners { items })
    }
}
