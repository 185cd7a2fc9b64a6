//! The newest checkpoint, and receipts.

use kernel::audit::{Asked, Checkpoint, Receipt, coverage, receipt};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Actor, Aspect, Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::{authority, messages};
use crate::audience::{Audience, only_account};
use crate::names::seen_organisation;

/// Acts that one answer of the API holds at most.
const MOST: i64 = 20_000;

/// The newest signed checkpoint of the whole record. Keep it outside the service: no later change of what it covers
/// can go unnoticed then.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewestCheckpoint {}

/// A signed checkpoint.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Signed {
    /// Rows of the record up to and with the act that states the checkpoint.
    pub size: i64,
    /// That act.
    pub act: Uuid,
    /// When it was stated.
    pub at: Timestamp,
    /// The signed note (C2SP `tlog-checkpoint`).
    pub note: String,
}

impl Query for NewestCheckpoint {
    const NAME: &'static str = "audit.newest-checkpoint";
    const ACTION: Action = authority::NEWEST;
    const VIEW: View = View::Card;
    type Output = Option<Signed>;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<Option<Signed>> {
        let newest = Checkpoint::newest(reader).await?;
        Ok(newest.map(|Checkpoint { size, act, at, note, .. }| Signed { size, act, at, note }))
    }
}

/// Everything that happened in an organisation up to the newest checkpoint, with the proof that nothing was changed and
/// nothing left out. `guildhall audit check` checks it offline.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReceiptOf {
    /// The organisation's code.
    pub organisation: String,
}

impl Query for ReceiptOf {
    const NAME: &'static str = "audit.receipt";
    const ACTION: Action = authority::RECEIPT;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::History;
    type Output = Receipt;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Receipt> {
        let organisation = seen_organisation(reader, sight, &self.organisation).await?;
        // The operator on the host has the machine; others share it.
        let most = if matches!(call.actor, Actor::Operator(_)) { i64::MAX } else { MOST };
        let mut receipt = match receipt(reader, organisation.organisation, most).await? {
            Asked::Made(receipt) => *receipt,
            Asked::NotCovered => return Err(messages::NOT_COVERED.refuse().into()),
            Asked::TooLong => return Err(messages::TOO_LONG.refuse().with("most", MOST).into()),
        };
        leave_out(&mut receipt, &mut Audience::new(call, sight), reader).await?;
        Ok(receipt)
    }
}

/// How far a receipt of an organisation would go if it were made now.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CoverageOf {
    /// The organisation's code.
    pub organisation: String,
}

/// The answer to [`CoverageOf`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Covered {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// Its key, which stands in the receipt.
    pub key: Uuid,
    /// Acts in the receipt; none while no checkpoint covers the organisation.
    pub entries: Option<i64>,
    /// When the newest checkpoint was stated.
    pub at: Option<Timestamp>,
}

impl Query for CoverageOf {
    const NAME: &'static str = "audit.coverage";
    const ACTION: Action = authority::RECEIPT;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::History;
    type Output = Covered;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<Covered> {
        let found = seen_organisation(reader, sight, &self.organisation).await?;
        let coverage = coverage(reader, found.organisation).await?;
        Ok(Covered {
            organisation: found.code,
            organisation_name: found.name,
            key: found.organisation.0,
            entries: coverage.map(|coverage| coverage.entries),
            at: coverage.map(|coverage| coverage.at),
        })
    }
}

/// Values about a person are for those who look after that person today, and what legal holds say for those who may
/// place them; for others the receipt keeps the commitment.
async fn leave_out(
    receipt: &mut Receipt,
    audience: &mut Audience<'_>,
    reader: &mut Reader,
) -> Result<()> {
    for row in receipt.rows.iter_mut().filter(|row| !row.personal.is_empty()) {
        let effects: Vec<(String, Uuid, String, Value, Value)> =
            serde_json::from_str(&row.row.effects).map_err(|error| {
                Fault::defect("reading the effects of a receipt's row").because(error)
            })?;
        let key = |value: &Value| value.as_str().and_then(|text| text.parse().ok());
        let only = only_account(effects.iter().map(|(kind, subject, attribute, before, after)| {
            (kind.as_str(), *subject, attribute.as_str(), key(after).or_else(|| key(before)))
        }));
        let mut kept = Vec::with_capacity(row.personal.len());
        for value in std::mem::take(&mut row.personal) {
            let effect = effects.get(value.slot as usize / 2);
            let (kind, account) = match effect {
                Some((kind, subject, ..)) if kind == "account" => {
                    (kind.as_str(), Some(AccountId(*subject)))
                }
                Some((kind, ..)) => (kind.as_str(), only),
                None => ("", None),
            };
            if audience.may_read(reader, kind, account).await? {
                kept.push(value);
            }
        }
        row.personal = kept;
    }
    Ok(())
}
