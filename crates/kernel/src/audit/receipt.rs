//! Receipts: everything that happened in one organisation up to a checkpoint, in one file that anybody can check
//! offline against the checkpoint's key.
//!
//! What is proved: the rows are the ones the service sealed (their hashes chain to the organisation's head), none is
//! left out (head and number of rows stand in the tree over all organisations), that tree was stated by an act of the
//! record, and the record up to that act is the one the checkpoint signs. Personal values are in the file as long as
//! they are kept; each must be the one the row commits to.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use super::append::is_committed;
use super::checkpoint::{COMMAND, Checkpoint, OwnHistory, Summary, histories_at, read_text};
use super::merkle::{self, Peaks};
use super::note::Verifier;
use super::seal::organisation_chain;
use super::{AuditRow, COLUMNS, Hash, fixed, hex};
use crate::clock::Timestamp;
use crate::db::Reader;
use crate::ids::OrganisationId;
use crate::refusal::Fault;
use crate::vals;

/// The form of the file.
const FORMAT: &str = "guildhall receipt 1";
/// Rows read at once.
const PAGE: i64 = 1000;

/// Everything that happened in an organisation up to a checkpoint.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// `guildhall receipt 1`.
    pub format: String,
    /// The organisation's key.
    pub organisation: Uuid,
    /// The signed checkpoint.
    pub checkpoint: String,
    /// The act that states it, the last row of the record that is signed.
    pub stated_by: AuditRow,
    /// The way from that act's hash to the root: hashes as base64.
    pub way: Vec<String>,
    /// The organisation's place in the tree over all organisations, ordered by key.
    pub place: u64,
    /// The way from the organisation's leaf to the root of that tree.
    pub organisation_way: Vec<String>,
    /// Every act that concerns the organisation, in its own order.
    pub rows: Vec<Row>,
}

/// A row of the record, with what stands beside it.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// The row as it is sealed.
    pub row: AuditRow,
    /// Personal values, as far as they are kept and for the reader.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub personal: Vec<Kept>,
}

/// A personal value and the salt under which the row commits to it.
#[derive(Clone, Debug, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    /// Its place: two for each effect, before and after.
    pub slot: u32,
    /// The salt, in base64.
    pub salt: String,
    /// The value, as JSON.
    pub value: String,
}

fn text(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(|hash| STANDARD.encode(hash)).collect()
}

/// What a receipt made now would cover.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coverage {
    /// Acts that concern the organisation.
    pub entries: i64,
    /// When the newest checkpoint was stated.
    pub at: Timestamp,
}

/// What a receipt of the organisation would cover; none while there is no checkpoint, or nothing had happened in the
/// organisation by then.
pub async fn coverage(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Option<Coverage>, Fault> {
    let Some(newest) = Checkpoint::newest(reader).await? else { return Ok(None) };
    let sql = "SELECT number FROM audit_concern WHERE organisation = $1 AND seq <= $2 ORDER BY number DESC LIMIT 1";
    let row = reader.row(sql, &vals![organisation, newest.summary.covers]).await?;
    row.map(|row| Ok(Coverage { entries: row.int(0)?, at: newest.at })).transpose()
}

/// What came of asking for a receipt.
#[derive(Clone, Debug)]
pub enum Asked {
    /// There is no checkpoint yet, or nothing had happened in the organisation by then.
    NotCovered,
    /// It would hold more acts than the caller may ask for at once.
    TooLong,
    /// The receipt.
    Made(Box<Receipt>),
}

/// Makes the receipt of an organisation as of the newest checkpoint, if it holds no more than `most` acts.
pub async fn receipt(
    reader: &mut Reader,
    organisation: OrganisationId,
    most: i64,
) -> Result<Asked, Fault> {
    let Some(checkpoint) = Checkpoint::newest(reader).await? else {
        return Ok(Asked::NotCovered);
    };
    let sql = format!("SELECT {COLUMNS} FROM audit a WHERE a.id = $1");
    let stated = reader.row(&sql, &vals![checkpoint.act]).await?;
    let stated = stated.ok_or_else(|| Fault::defect("reading the act of a checkpoint"))?;
    let stated_by = AuditRow::read(&stated)?;
    let histories = histories_at(reader, checkpoint.summary.covers).await?;
    let Ok(place) = histories.binary_search_by_key(&organisation.0, |own| own.organisation) else {
        return Ok(Asked::NotCovered);
    };
    if histories[place].entries > most {
        return Ok(Asked::TooLong);
    }
    let before = u64::try_from(checkpoint.size - 1).unwrap_or(0);
    let before = Peaks::from_bytes(before, &checkpoint.before)
        .ok_or_else(|| Fault::defect("reading the tree of a checkpoint"))?;
    let leaves: Vec<Hash> = histories.iter().map(OwnHistory::leaf).collect();
    Ok(Asked::Made(Box::new(Receipt {
        format: FORMAT.to_owned(),
        organisation: organisation.0,
        checkpoint: checkpoint.note,
        stated_by,
        way: text(&before.proof_of_next()),
        place: place as u64,
        organisation_way: text(&merkle::proof(&leaves, place)),
        rows: rows(reader, organisation, histories[place].entries).await?,
    })))
}

async fn rows(
    reader: &mut Reader,
    organisation: OrganisationId,
    entries: i64,
) -> Result<Vec<Row>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS}, c.number FROM audit_concern c JOIN audit a ON a.id = c.audit WHERE c.organisation = $1 AND c.number > $2 AND c.number <= $3 ORDER BY c.number LIMIT $4"
    );
    let personal = "SELECT p.slot, p.salt, p.value, p.audit FROM audit_concern c JOIN audit_personal p ON p.audit = c.audit WHERE c.organisation = $1 AND c.number > $2 AND c.number <= $3 ORDER BY c.number, p.slot";
    let (mut rows, mut place) = (Vec::new(), 0);
    while place < entries {
        let found = reader.rows(&sql, &vals![organisation, place, entries, PAGE]).await?;
        let Some(last) = found.last() else { break };
        let last = last.int(15)?;
        let kept = reader.rows(personal, &vals![organisation, place, last]).await?;
        let mut kept = kept.iter().peekable();
        for row in &found {
            let row = AuditRow::read(row)?;
            let mut own = Vec::new();
            while let Some(value) = kept.peek()
                && value.id(3)? == row.id
            {
                own.push(Kept {
                    slot: u32::try_from(value.int(0)?).unwrap_or(u32::MAX),
                    salt: STANDARD.encode(value.bytes(1)?),
                    value: value.text(2)?,
                });
                kept.next();
            }
            rows.push(Row { row, personal: own });
        }
        place = last;
    }
    Ok(rows)
}

/// What a receipt proves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proven {
    /// Acts in the receipt.
    pub rows: usize,
    /// Rows of the whole record at the checkpoint.
    pub size: u64,
    /// The last position of the record that is covered.
    pub covers: i64,
    /// When the checkpoint was asked for.
    pub at: Timestamp,
    /// Personal values that are sealed but not in the receipt: erased, or about somebody who is looked after elsewhere.
    pub withheld: usize,
}

/// Checks a receipt against the checkpoint's key; in words, what is wrong with it.
pub fn check(receipt: &Receipt, key: &Verifier) -> Result<Proven, &'static str> {
    if receipt.format != FORMAT {
        return Err("It is no receipt of a form that this program knows");
    }
    let signed = key.open(&receipt.checkpoint).ok_or("The checkpoint is not signed by this key")?;
    let (origin, size, root) = read_text(signed).ok_or("The checkpoint cannot be read")?;
    if origin != key.name() {
        return Err("The checkpoint is of another record");
    }
    let stated_by = &receipt.stated_by;
    let last = size.checked_sub(1).ok_or("The checkpoint is of an empty record")?;
    let way = hashes(&receipt.way)?;
    if !merkle::is_included(stated_by.leaf(), last, size, &way, &root) {
        return Err("The act that states the checkpoint is not the last row of the signed record");
    }
    if stated_by.command != COMMAND || stated_by.outcome != "done" {
        return Err("The last row of the signed record states no checkpoint");
    }
    let summary =
        Summary::read(&stated_by.effects).ok_or("What the checkpoint states cannot be read")?;
    let mut head = [0; 32];
    let mut withheld = 0;
    for row in &receipt.rows {
        head = organisation_chain(&head, &row.row.leaf());
        let concerned = row.row.concerned().map_err(|_| "A row's organisations cannot be read")?;
        if !concerned.contains(&receipt.organisation) {
            return Err("A row does not concern the organisation");
        }
        withheld += values(row)?;
    }
    let entries = i64::try_from(receipt.rows.len()).unwrap_or(i64::MAX);
    let own = OwnHistory { organisation: receipt.organisation, entries, head };
    let root = organisations_root(&summary.organisations_root)?;
    let size_of_all = u64::try_from(summary.organisations).unwrap_or(0);
    let way = hashes(&receipt.organisation_way)?;
    if !merkle::is_included(own.leaf(), receipt.place, size_of_all, &way, &root) {
        return Err(
            "The rows are not the ones that were sealed for the organisation, or not all of them",
        );
    }
    Ok(Proven {
        rows: receipt.rows.len(),
        size,
        covers: summary.covers,
        at: receipt.stated_by.at,
        withheld,
    })
}

/// Checks the personal values of a row, and says how many are not in it.
fn values(row: &Row) -> Result<usize, &'static str> {
    let effects: Vec<Value> =
        serde_json::from_str(&row.row.effects).map_err(|_| "A row's effects cannot be read")?;
    let promised = |slot: usize| {
        let side = if slot.is_multiple_of(2) { 3 } else { 4 };
        effects.get(slot / 2)?.get(side)?.get("commitment")?.as_str()
    };
    let all = (0..effects.len() * 2).filter(|slot| promised(*slot).is_some()).count();
    let mut seen = std::collections::BTreeSet::new();
    for kept in &row.personal {
        let salt = STANDARD.decode(&kept.salt).map_err(|_| "A salt cannot be read")?;
        let is_right = is_committed(promised(kept.slot as usize), &salt, &kept.value);
        if !is_right || !seen.insert(kept.slot) {
            return Err("A personal value is not the one that was sealed");
        }
    }
    Ok(all - seen.len())
}

fn hashes(way: &[String]) -> Result<Vec<Hash>, &'static str> {
    let read = |text: &String| STANDARD.decode(text).ok().and_then(|bytes| fixed(&bytes).ok());
    way.iter().map(read).collect::<Option<_>>().ok_or("A hash cannot be read")
}

fn organisations_root(text: &str) -> Result<Hash, &'static str> {
    let read = |place: usize| text.get(place * 2..place * 2 + 2);
    let octets: Option<Vec<u8>> = (0..32)
        .map(|place| read(place).and_then(|octet| u8::from_str_radix(octet, 16).ok()))
        .collect();
    let root = octets.and_then(|octets| fixed(&octets).ok());
    root.filter(|root| hex(root) == text).ok_or("The root over the organisations cannot be read")
}
