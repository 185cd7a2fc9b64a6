//! The transfers of an organisation.

use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Query, View};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Names, names_of};
use crate::transfers::model::{Side, Transfer, TransferId, TransferState};
use crate::transfers::{authority, messages, store};

/// Rows of a page, if the caller does not say.
const LIMIT: u32 = 50;
/// Most rows of a page.
const LIMIT_AT_MOST: u32 = 200;

/// The transfers of an organisation, latest first: those in which people come to it, and those in which they leave it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferList {
    /// The code of the organisation in the register.
    pub organisation: String,
    /// `in` for people who come, `out` for people who leave; both if absent.
    #[serde(default)]
    pub direction: Option<String>,
    /// `open`, `over`, or `turn` for those in which it is this organisation's turn; all if absent.
    #[serde(default)]
    pub state: Option<String>,
    /// Where the page before ended.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows wanted, 1 to 200; 50 if absent.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A page of transfers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TransferPage {
    /// The transfers.
    pub items: Vec<TransferLine>,
    /// Where the next page goes on, if there is one.
    pub next: Option<String>,
}

/// One transfer, as one of the two organisations sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TransferLine {
    /// Which one.
    pub transfer: TransferId,
    /// The side on which this organisation is.
    pub side: Side,
    /// The name of the person; empty once the account is erased.
    pub name: String,
    /// Their email address; empty once the account is erased.
    pub address: String,
    /// The code of the other organisation.
    pub other: String,
    /// Its name.
    pub other_name: String,
    /// How far it is.
    pub state: TransferState,
    /// Whether it is this organisation's turn.
    pub is_turn: bool,
    /// Since when it stands as it does (RFC 3339).
    pub since: String,
    /// The day on which the person moves, if one was named, such as 2027-03-31.
    pub day: Option<String>,
    /// How often those whose turn it is were reminded.
    pub reminded: i64,
}

impl TransferLine {
    /// As the organisation of a side sees it.
    pub(super) async fn of(
        reader: &mut Reader,
        transfer: Transfer,
        side: Side,
        names: &mut Names,
    ) -> Result<Self> {
        let other = transfer.organisation(side.other());
        let (other, other_name) = names_of(reader, other, names).await?;
        Ok(Self {
            transfer: transfer.id,
            side,
            name: transfer.name,
            address: transfer.address,
            other,
            other_name,
            state: transfer.state,
            is_turn: transfer.state.turn() == Some(side),
            since: Timestamp::rfc3339(transfer.turn_since),
            day: transfer.day.map(|day| day.text),
            reminded: transfer.reminded,
        })
    }
}

impl Query for TransferList {
    const NAME: &'static str = "transfer.list";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::Transfers;
    type Output = TransferPage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<TransferPage> {
        let found = reader.ask(OrganisationCoded(self.organisation.clone())).await?;
        let Some(found) = found else { return Err(common::NOT_FOUND.refuse().into()) };
        if !sight.sees_organisation(reader, found.organisation).await? {
            return Err(common::NOT_FOUND.refuse().into());
        }
        let sides: &[Side] = match self.direction.as_deref() {
            None | Some("") => &[Side::To, Side::From],
            Some("in") => &[Side::To],
            Some("out") => &[Side::From],
            Some(_) => return Err(messages::FILTER.at("direction").into()),
        };
        let (open, is_turn) = match self.state.as_deref() {
            None | Some("") => (None, false),
            Some("open") => (Some(true), false),
            Some("over") => (Some(false), false),
            Some("turn") => (Some(true), true),
            Some(_) => return Err(messages::FILTER.at("state").into()),
        };
        let before = match self.after.as_deref().map(str::trim).filter(|text| !text.is_empty()) {
            Some(text) => Some(text.parse::<TransferId>().map_err(|_| messages::PAGE.at("after"))?),
            None => None,
        };
        let limit = i64::from(self.limit.unwrap_or(LIMIT).clamp(1, LIMIT_AT_MOST));
        let mut rows: Vec<(Side, Transfer)> = Vec::new();
        for side in sides {
            let filter =
                store::Filter { organisation: found.organisation, side: *side, open, is_turn };
            let page = store::list(reader, sight, &filter, before, limit + 1).await?;
            rows.extend(page.into_iter().map(|transfer| (*side, transfer)));
        }
        rows.sort_by_key(|(_, transfer)| std::cmp::Reverse(transfer.id));
        let is_more = rows.len() as i64 > limit;
        rows.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
        let next = rows.last().filter(|_| is_more).map(|(_, transfer)| transfer.id.to_string());
        let (mut items, mut names) = (Vec::new(), Names::new());
        for (side, transfer) in rows {
            items.push(TransferLine::of(reader, transfer, side, &mut names).await?);
        }
        Ok(TransferPage { items, next })
    }
}
