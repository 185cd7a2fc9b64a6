//! Transfers that somebody let begin, for when they go.

use facts::directory::AccountOf;
use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Names, TransferLine};
use crate::transfers::model::Side;
use crate::transfers::{authority, store};

/// The most that are told.
const LIMIT: i64 = 50;

/// The open transfers out of their own organisation to which a person agreed for it, newest first; 50 at most. Their
/// roles are asked about again on the day of the move.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransfersAgreedBy {
    /// Who agreed.
    pub person: AccountId,
}

impl Query for TransfersAgreedBy {
    const NAME: &'static str = "transfer.agreed-by";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::Transfers;
    type Output = Vec<TransferLine>;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<Vec<TransferLine>> {
        let person = reader.ask(AccountOf(self.person)).await?;
        let Some(person) = person else { return Err(common::NOT_FOUND.refuse().into()) };
        if !sight.sees_organisation(reader, person.organisation).await? {
            return Err(common::NOT_FOUND.refuse().into());
        }
        let found = store::agreed_by(reader, person.organisation, self.person, LIMIT).await?;
        let (mut items, mut names) = (Vec::new(), Names::new());
        for transfer in found {
            items.push(TransferLine::of(reader, transfer, Side::From, &mut names).await?);
        }
        Ok(items)
    }
}
