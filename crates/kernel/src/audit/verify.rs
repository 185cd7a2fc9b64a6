//! Reads the whole audit again and says whether anything in it was changed, removed, added or moved.

use std::collections::HashMap;

use aws_lc_rs::hmac;
use serde_json::Value;
use uuid::Uuid;

use super::append::is_committed;
use super::checkpoint::{Checkpoint, Summary, Witness, has_forgotten, says};
use super::merkle::Peaks;
use super::note::Verifier;
use super::seal::{chain, fixed, organisation_chain};
use super::{AuditRow, COLUMNS, Hash, NodeKey, hex};
use crate::db::Reader;
use crate::refusal::Fault;
use crate::vals;

const PAGE: i64 = 1000;

/// What is wrong where the database does not know of checkpoints that were kept outside.
pub(super) const FORGOTTEN: &str =
    "the database has forgotten checkpoints that were signed and kept outside";

/// What verifying found.
#[derive(Clone, Debug)]
pub struct Report {
    /// Sealed rows read.
    pub rows: i64,
    /// Rows that wait for their seal.
    pub unsealed: i64,
    /// Checkpoints from outside the database that it was compared with.
    pub witnesses: usize,
    /// The hash at the end of the chain, as hexadecimal.
    pub head: String,
    /// What is wrong, up to 100 lines; empty if nothing is.
    pub problems: Vec<Problem>,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The place in the sealed order, if it has one.
    pub seq: Option<i64>,
    /// In words.
    pub what: String,
}

#[derive(Default)]
pub(super) struct Findings(Vec<Problem>);

impl Findings {
    pub(super) fn into_problems(self) -> Vec<Problem> {
        self.0
    }

    pub(super) fn add(&mut self, seq: impl Into<Option<i64>>, what: impl Into<String>) {
        if self.0.len() < 100 {
            self.0.push(Problem { seq: seq.into(), what: what.into() });
        }
    }
}

/// Reads everything once, in pages, and reports; `witnesses` are checkpoints that were kept outside the database, in
/// any order, and `signed_by` is the key that signs here, where it is known. A service may go on writing meanwhile: what
/// is sealed after the reading began is left for the next time.
pub async fn verify(
    reader: &mut Reader,
    key: &NodeKey,
    witnesses: &[Witness],
    signed_by: Option<&Verifier>,
) -> Result<Report, Fault> {
    let mut found = Findings::default();
    let mut roots: HashMap<i64, Vec<Hash>> = HashMap::new();
    for witness in witnesses {
        roots.entry(witness.size).or_default().push(witness.root);
    }
    let mut tree = Peaks::default();
    let signed_to = Checkpoint::newest(reader).await?.map(|newest| newest.size);
    let end = reader.row("SELECT seq, chain FROM audit_head WHERE one = 1", &[]).await?;
    let (last, recorded) = match &end {
        Some(row) => (row.int(0)?, fixed(&row.bytes(1)?)?),
        None => (0, [0; 32]),
    };
    let (mut seq, mut head) = (0_i64, [0_u8; 32]);
    let mut organisations: HashMap<Uuid, (i64, Hash)> = HashMap::new();
    let sql = format!(
        "SELECT {COLUMNS}, s.seq, s.leaf, s.chain FROM audit_seal s JOIN audit a ON a.id = s.audit WHERE s.seq > $1 AND s.seq <= $2 ORDER BY s.seq LIMIT $3"
    );
    loop {
        let page = reader.rows(&sql, &vals![seq, last, PAGE]).await?;
        for row in &page {
            let audit = AuditRow::read(row)?;
            let here = row.int(15)?;
            if here != seq + 1 {
                found.add(here, format!("rows {} to {} are missing", seq + 1, here - 1));
            }
            seq = here;
            let (leaf, stored_chain) = (fixed(&row.bytes(16)?)?, fixed(&row.bytes(17)?)?);
            if audit.leaf() != leaf {
                found.add(here, format!("act {} was changed after it was sealed", audit.id));
            }
            head = chain(&head, &leaf);
            if head != stored_chain {
                found.add(here, "the chain does not follow from the row before");
                head = stored_chain;
            }
            number(&audit, leaf, &mut organisations)?;
            let before = tree.to_bytes();
            tree.push(leaf);
            if audit.command == super::CHECKPOINT {
                let is_known =
                    stored_checkpoint(reader, &audit, here, &before, &tree, signed_by, &mut found)
                        .await?;
                // They are signed in order, and the database is told of each before the next.
                if !is_known && audit.outcome == "done" && signed_to >= Some(here) {
                    found.add(here, "the signed checkpoint over this is missing");
                }
            }
            if let Some(seen) = roots.remove(&here)
                && seen.iter().any(|root| *root != tree.root())
            {
                found.add(here, "the record up to here is not the one of the checkpoint");
            }
        }
        personal(reader, &page, &mut found).await?;
        if page.len() < PAGE as usize {
            break;
        }
    }
    if seq != last {
        found.add(seq, format!("the end of the chain should be at {last} but is at {seq}"));
    } else if head != recorded {
        found.add(seq, "the end of the chain is not the one recorded");
    }
    for size in roots.keys().filter(|size| **size > last) {
        found.add(
            last,
            format!("a checkpoint says that there were {size} rows; the end is missing"),
        );
    }
    let outside = witnesses.iter().map(|witness| witness.size).max();
    if let Some(outside) = outside.filter(|outside| *outside <= last)
        && has_forgotten(reader, signed_to, outside).await?
    {
        found.add(signed_to, FORGOTTEN);
    }
    strays(reader, last, &mut found).await?;
    numbers(reader, &organisations, last, &mut found).await?;
    newest_statement(reader, last, &mut found).await?;
    let unsealed = waiting(reader, key, &mut found).await?;
    let witnesses = witnesses.len();
    Ok(Report { rows: seq, unsealed, witnesses, head: hex(&head), problems: found.0 })
}

/// What the newest checkpoint states of every organisation's history must be so, as those histories have just been
/// found to be.
async fn newest_statement(
    reader: &mut Reader,
    last: i64,
    found: &mut Findings,
) -> Result<(), Fault> {
    if let Some(newest) = Checkpoint::newest(reader).await?
        && newest.size <= last
        && Summary::at(reader, newest.summary.covers).await? != newest.summary
    {
        found.add(newest.size, "the newest checkpoint states other histories of organisations");
    }
    Ok(())
}

/// What the database holds of a checkpoint must be what the record gives. Says whether it holds anything.
async fn stored_checkpoint(
    reader: &mut Reader,
    act: &AuditRow,
    size: i64,
    before: &[u8],
    tree: &Peaks,
    signed_by: Option<&Verifier>,
    found: &mut Findings,
) -> Result<bool, Fault> {
    let sql = "SELECT peaks_before, note, covers, organisations, organisations_root FROM audit_checkpoint WHERE size = $1";
    let stored = reader.row(sql, &vals![size]).await?;
    if let Some(row) = &stored {
        let note = row.text(1)?;
        let signed = says(&note, &Witness { size, root: tree.root() }, signed_by);
        let (covers, organisations) = (row.int(2)?, row.int(3)?);
        let summary = Summary { covers, organisations, organisations_root: row.text(4)? };
        let is_stated = Summary::read(&act.effects).as_ref() == Some(&summary);
        if row.bytes(0)? != before || !signed || !is_stated {
            found.add(size, "the stored checkpoint is not the one of this record");
        }
    }
    Ok(stored.is_some())
}

fn number(
    audit: &AuditRow,
    leaf: Hash,
    organisations: &mut HashMap<Uuid, (i64, Hash)>,
) -> Result<(), Fault> {
    for organisation in audit.concerned()? {
        let (rows, chain) = organisations.entry(organisation).or_insert((0, [0; 32]));
        *rows += 1;
        *chain = organisation_chain(chain, &leaf);
    }
    Ok(())
}

/// Personal values that still stand beside the rows must be the ones committed to.
pub(super) async fn personal(
    reader: &mut Reader,
    page: &[crate::db::Row],
    found: &mut Findings,
) -> Result<(), Fault> {
    let (Some(first), Some(last)) = (page.first(), page.last()) else { return Ok(()) };
    let sql = "SELECT s.seq, p.slot, p.salt, p.value FROM audit_seal s JOIN audit_personal p ON p.audit = s.audit WHERE s.seq >= $1 AND s.seq <= $2 ORDER BY s.seq, p.slot";
    let values = reader.rows(sql, &vals![first.int(15)?, last.int(15)?]).await?;
    let mut effects: HashMap<i64, Value> = HashMap::new();
    for row in page {
        let parsed = serde_json::from_str(&row.text(12)?).unwrap_or(Value::Null);
        effects.insert(row.int(15)?, parsed);
    }
    for value in &values {
        let (seq, slot) = (value.int(0)?, value.int(1)?);
        let side = if slot % 2 == 0 { 3 } else { 4 };
        let place = usize::try_from(slot.div_euclid(2)).unwrap_or(usize::MAX);
        let promised = effects
            .get(&seq)
            .and_then(|all| all.get(place))
            .and_then(|effect| effect.get(side))
            .and_then(|value| value.get("commitment"));
        let promised = promised.and_then(Value::as_str);
        if !is_committed(promised, &value.bytes(2)?, &value.text(3)?) {
            found.add(seq, "a personal value is not the one that was committed to");
        }
    }
    Ok(())
}

/// Every act has a seal or waits for one, and nothing else has either. Each count is one statement, so that acts done
/// meanwhile are in both sides of it or in none.
async fn strays(reader: &mut Reader, last: i64, found: &mut Findings) -> Result<(), Fault> {
    for (what, sql) in [
        (
            "acts without a seal that do not wait for one",
            "SELECT COUNT(*) FROM audit a WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.audit = a.id) AND NOT EXISTS (SELECT 1 FROM audit_unsealed u WHERE u.audit = a.id)",
        ),
        (
            "seals without an act",
            "SELECT COUNT(*) FROM audit_seal s WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.id = s.audit)",
        ),
        (
            "stored checkpoints that no act states",
            "SELECT COUNT(*) FROM audit_checkpoint c WHERE NOT EXISTS (SELECT 1 FROM audit_seal s JOIN audit a ON a.id = s.audit WHERE s.seq = c.size AND a.id = c.act AND a.at = c.at AND a.command = 'audit.checkpoint' AND a.outcome = 'done')",
        ),
        (
            "values about people that belong to no act",
            "SELECT COUNT(*) FROM audit_personal p WHERE NOT EXISTS (SELECT 1 FROM audit a WHERE a.id = p.audit)",
        ),
        (
            "organisations with a history in which nothing happened",
            "SELECT COUNT(*) FROM audit_organisation o WHERE NOT EXISTS (SELECT 1 FROM audit_concern c WHERE c.organisation = o.organisation)",
        ),
        ("seals before the first place", "SELECT COUNT(*) FROM audit_seal WHERE seq < 1"),
        (
            "acts that wait for a seal although they have one or do not exist",
            "SELECT COUNT(*) FROM audit_unsealed u WHERE EXISTS (SELECT 1 FROM audit_seal s WHERE s.audit = u.audit) OR NOT EXISTS (SELECT 1 FROM audit a WHERE a.id = u.audit)",
        ),
    ] {
        let strays = reader.number(sql, &[]).await?;
        if strays > 0 {
            found.add(None, format!("there are {strays} {what}"));
        }
    }
    let beyond = reader.number("SELECT COUNT(*) FROM audit_seal WHERE seq > $1 AND seq > (SELECT h.seq FROM audit_head h WHERE h.one = 1)", &vals![last]).await?;
    if beyond > 0 {
        found.add(None, format!("there are {beyond} seals beyond the recorded end of the chain"));
    }
    Ok(())
}

/// Each organisation's own numbering is read again, row by row, and must give the history that the rows say.
async fn numbers(
    reader: &mut Reader,
    organisations: &HashMap<Uuid, (i64, Hash)>,
    last: i64,
    found: &mut Findings,
) -> Result<(), Fault> {
    let sql = "SELECT c.number, s.leaf, c.chain FROM audit_concern c JOIN audit_seal s ON s.seq = c.seq AND s.audit = c.audit \
               WHERE c.organisation = $1 AND c.number > $2 AND c.seq <= $3 ORDER BY c.number LIMIT $4";
    for (organisation, (rows, head)) in organisations {
        let (mut number, mut chain) = (0_i64, [0_u8; 32]);
        loop {
            let page = reader.rows(sql, &vals![*organisation, number, last, PAGE]).await?;
            for row in &page {
                // A number that is missing breaks the count below.
                number = row.int(0)?;
                chain = organisation_chain(&chain, &fixed(&row.bytes(1)?)?);
                if chain != fixed(&row.bytes(2)?)? {
                    found.add(None, format!("act {number} of organisation {organisation} does not follow from the one before"));
                }
            }
            if page.len() < PAGE as usize {
                break;
            }
        }
        // One statement, so that acts done meanwhile are in all of it or in none.
        let stored = reader
            .row(
                "SELECT o.entries, o.chain, c.chain, c.seq FROM audit_organisation o \
                 JOIN audit_concern c ON c.organisation = o.organisation AND c.number = o.entries \
                 WHERE o.organisation = $1 AND NOT EXISTS (SELECT 1 FROM audit_concern n WHERE n.organisation = o.organisation AND n.number > o.entries)",
                &vals![*organisation],
            )
            .await?;
        let ends_well = match &stored {
            Some(stored) => {
                let (entries, end) = (stored.int(0)?, fixed(&stored.bytes(1)?)?);
                let is_longer = entries > *rows && stored.int(3)? > last;
                end == fixed(&stored.bytes(2)?)?
                    && (is_longer || (entries == *rows && end == *head))
            }
            None => false,
        };
        if number != *rows || chain != *head || !ends_well {
            found.add(None, format!("the history of organisation {organisation} does not add up"));
        }
    }
    let strangers = reader
        .number("SELECT COUNT(*) FROM audit_concern c WHERE NOT EXISTS (SELECT 1 FROM audit_seal s WHERE s.seq = c.seq AND s.audit = c.audit)", &[])
        .await?;
    let kept = reader
        .number("SELECT COUNT(*) FROM audit_concern c WHERE c.seq <= $1", &vals![last])
        .await?;
    let counted: i64 = organisations.values().map(|(rows, _)| rows).sum();
    if strangers > 0 || kept != counted {
        found.add(
            None,
            format!("the organisations' histories hold {kept} rows but should hold {counted}"),
        );
    }
    Ok(())
}

async fn waiting(reader: &mut Reader, key: &NodeKey, found: &mut Findings) -> Result<i64, Fault> {
    let sql = format!(
        "SELECT {COLUMNS}, a.mac FROM audit_unsealed u JOIN audit a ON a.id = u.audit ORDER BY a.id"
    );
    let rows = reader.rows(&sql, &[]).await?;
    for row in &rows {
        let audit = AuditRow::read(row)?;
        if hmac::verify(key, &audit.leaf(), &row.bytes_or_none(15)?.unwrap_or_default()).is_err() {
            found.add(
                None,
                format!("act {}, not sealed yet, does not carry this service's code", audit.id),
            );
        }
    }
    Ok(i64::try_from(rows.len()).unwrap_or(i64::MAX))
}
