//! Whose address it is, for those in whose history the account stands.

use facts::directory::AccountAt;
use kernel::audit::{HistoryFilter, history_of_organisation};
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::authority;
use super::subjects_of;
use crate::names::seen_organisation;

/// The account with this address, if it did something in the organisation's recent history or something was done to
/// it there. An address that stands nowhere in that history answers like one that nobody has.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WhomOfHistory {
    /// The organisation's code.
    pub organisation: String,
    /// The whole address.
    pub address: String,
}

impl Query for WhomOfHistory {
    const NAME: &'static str = "history.whom";
    const ACTION: Action = authority::OF_ORGANISATION;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::History;
    type Output = Option<AccountId>;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<Self::Output> {
        let organisation = seen_organisation(reader, sight, &self.organisation).await?;
        let Some(account) = reader.ask(AccountAt(self.address.clone())).await? else {
            return Ok(None);
        };
        let subjects = subjects_of(reader, account).await?;
        let by = HistoryFilter { actor: Some(format!("account:{account}")), ..Default::default() };
        let to = HistoryFilter { subjects, ..Default::default() };
        for filter in [by, to] {
            let key = organisation.organisation;
            let page = history_of_organisation(reader, key, &filter, None, 1).await?;
            if !page.rows.is_empty() {
                return Ok(Some(account));
            }
        }
        Ok(None)
    }
}
