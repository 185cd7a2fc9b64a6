//! Checkpoints: signed statements about the whole record, kept outside the database.
//!
//! A checkpoint begins as an act like any other, `audit.checkpoint`, whose effects hold the root over every
//! organisation's (key, number of acts, end of its own chain) as of a sealed position. Once that act is sealed, the
//! root of the Merkle tree up to and with it is signed in the form of C2SP `tlog-checkpoint` and leaves the database.
//! So a receipt can prove what happened in an organisation, and that nothing was left out.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use uuid::Uuid;

use super::merkle::{self, Peaks};
use super::note::{Signer, Verifier};
use super::{Hash, fixed, hex};
use crate::clock::Timestamp;
use crate::db::{Attempt, BoxFuture, Database, Landed, May, Reader, WriteTx};
use crate::refusal::{Error, Fault};
use crate::vals;

/// The command whose acts are checkpoints.
pub const COMMAND: &str = "audit.checkpoint";
/// Rows read at once.
const PAGE: i64 = 1000;

/// An organisation's own history at a sealed position.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct OwnHistory {
    /// The organisation.
    pub(super) organisation: Uuid,
    /// Acts that concern it.
    pub(super) entries: i64,
    /// The end of its chain.
    pub(super) head: Hash,
}

impl OwnHistory {
    /// Its leaf in the tree over all organisations.
    pub(super) fn leaf(&self) -> Hash {
        let entries = self.entries.to_be_bytes();
        merkle::leaf(&[self.organisation.as_bytes(), &entries[..], &self.head[..]].concat())
    }
}

/// What an act `audit.checkpoint` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// The last sealed position that is covered.
    pub covers: i64,
    /// Organisations in the tree over all of them, ordered by key.
    pub organisations: i64,
    /// The root of that tree, in hexadecimal.
    pub organisations_root: String,
}

impl Summary {
    /// Of all organisations' histories as they are now.
    pub async fn now(reader: &mut Reader) -> Result<Self, Fault> {
        let (covers, histories) = histories_now(reader).await?;
        Ok(Self::over(covers, &histories))
    }

    /// Of all organisations' histories as of a sealed position of the past.
    pub(super) async fn at(reader: &mut Reader, covers: i64) -> Result<Self, Fault> {
        Ok(Self::over(covers, &histories_at(reader, covers).await?))
    }

    fn over(covers: i64, histories: &[OwnHistory]) -> Self {
        let leaves: Vec<Hash> = histories.iter().map(OwnHistory::leaf).collect();
        Self {
            covers,
            organisations: i64::try_from(leaves.len()).unwrap_or(i64::MAX),
            organisations_root: hex(&merkle::root_of(&leaves)),
        }
    }

    /// Leaves it in the act that states it.
    pub fn state(&self, act: Uuid, tx: &mut WriteTx) {
        let kind = "audit_checkpoint";
        tx.subject(kind, act, 1);
        tx.effect(kind, act, "covers", None::<i64>, self.covers);
        tx.effect(kind, act, "organisations", None::<i64>, self.organisations);
        let root = self.organisations_root.as_str();
        tx.effect(kind, act, "organisations_root", None::<&str>, root);
    }

    /// Reads it from the effects of such an act.
    pub(super) fn read(effects: &str) -> Option<Self> {
        let effects: Vec<(String, Uuid, String, Value, Value)> =
            serde_json::from_str(effects).ok()?;
        let value = |name: &str| {
            let found = effects.iter().find(|effect| effect.2 == name);
            found.map(|effect| &effect.4)
        };
        Some(Self {
            // Nothing covered and no organisation are not recorded, because nothing is what was before.
            covers: value("covers").map_or(Some(0), Value::as_i64)?,
            organisations: value("organisations").map_or(Some(0), Value::as_i64)?,
            organisations_root: value("organisations_root")?.as_str()?.to_owned(),
        })
    }
}

/// Every organisation's history now, by key, and the sealed position it is of.
async fn histories_now(reader: &mut Reader) -> Result<(i64, Vec<OwnHistory>), Fault> {
    // One statement, so that both are of the same moment.
    let sql = "SELECT h.seq, o.organisation, o.entries, o.chain FROM audit_head h LEFT JOIN audit_organisation o ON 1 = 1 WHERE h.one = 1";
    let rows = reader.rows(sql, &[]).await?;
    let covers = rows.first().map(|row| row.int(0)).transpose()?.unwrap_or(0);
    let mut histories = Vec::with_capacity(rows.len());
    for row in &rows {
        if let Some(organisation) = row.id_or_none(1)? {
            let (entries, head) = (row.int(2)?, fixed(&row.bytes(3)?)?);
            histories.push(OwnHistory { organisation, entries, head });
        }
    }
    histories.sort_unstable_by_key(|history| history.organisation);
    Ok((covers, histories))
}

/// Every organisation's history as of a sealed position of the past, by key.
pub(super) async fn histories_at(
    reader: &mut Reader,
    covers: i64,
) -> Result<Vec<OwnHistory>, Fault> {
    let (now, mut histories) = histories_now(reader).await?;
    let mut place = covers;
    let mut moved = std::collections::BTreeSet::new();
    let sql = "SELECT s.seq, a.concerns FROM audit_seal s JOIN audit a ON a.id = s.audit WHERE s.seq > $1 AND s.seq <= $2 ORDER BY s.seq LIMIT $3";
    while place < now {
        let page = reader.rows(sql, &vals![place, now, PAGE]).await?;
        if page.is_empty() {
            return Err(Fault::defect("reading the sealed order, of which the end is missing"));
        }
        for row in &page {
            place = row.int(0)?;
            let concerned: Vec<Uuid> = serde_json::from_str(&row.text(1)?).map_err(|error| {
                Fault::defect("reading the organisations of an audit row").because(error)
            })?;
            moved.extend(concerned);
        }
    }
    let sql = "SELECT number, chain FROM audit_concern WHERE organisation = $1 AND seq <= $2 ORDER BY number DESC LIMIT 1";
    for organisation in moved {
        let found = histories.binary_search_by_key(&organisation, |history| history.organisation);
        let Ok(found) = found else { continue };
        match reader.row(sql, &vals![organisation, covers]).await? {
            Some(row) => {
                histories[found].entries = row.int(0)?;
                histories[found].head = fixed(&row.bytes(1)?)?;
            }
            None => drop(histories.remove(found)),
        }
    }
    Ok(histories)
}

/// A checkpoint that has been signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// Rows of the record up to and with the act that states it.
    pub size: i64,
    /// That act.
    pub act: Uuid,
    /// When it was asked for.
    pub at: Timestamp,
    /// What it states.
    pub(super) summary: Summary,
    /// The tree before that act: its peaks.
    pub(super) before: Vec<u8>,
    /// The signed note.
    pub note: String,
}

impl Checkpoint {
    /// The newest one.
    pub async fn newest(reader: &mut Reader) -> Result<Option<Self>, Fault> {
        let sql = "SELECT size, act, at, peaks_before, note, covers, organisations, organisations_root FROM audit_checkpoint ORDER BY size DESC LIMIT 1";
        let row = reader.row(sql, &[]).await?;
        row.map(|row| {
            Ok(Self {
                size: row.int(0)?,
                act: row.id(1)?,
                at: row.time(2)?,
                before: row.bytes(3)?,
                note: row.text(4)?,
                summary: Summary {
                    covers: row.int(5)?,
                    organisations: row.int(6)?,
                    organisations_root: row.text(7)?,
                },
            })
        })
        .transpose()
    }

    /// Rows sealed since then, the act that states it not counted.
    pub async fn sealed_since(this: Option<&Self>, reader: &mut Reader) -> Result<i64, Fault> {
        let head = reader.row("SELECT seq FROM audit_head WHERE one = 1", &[]).await?;
        let head = head.map_or(Ok(0), |row| row.int(0))?;
        Ok(head - this.map_or(0, |this| this.size))
    }
}

/// What a note says: `(origin, size, root)`.
pub(super) fn read_text(text: &str) -> Option<(&str, u64, Hash)> {
    let mut lines = text.lines();
    let (origin, size, root) = (lines.next()?, lines.next()?, lines.next()?);
    let root = STANDARD.decode(root).ok()?.try_into().ok()?;
    let canonical =
        size.bytes().all(|digit| digit.is_ascii_digit()) && (size == "0" || !size.starts_with('0'));
    canonical.then_some(())?;
    Some((origin, size.parse().ok()?, root))
}

/// A checkpoint as it was kept outside the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Rows of the record.
    pub size: i64,
    /// The root over them.
    pub root: Hash,
}

impl Witness {
    /// Reads a signed note; none if this key has not signed it, or it is no checkpoint of this log.
    pub fn read(note: &str, verifier: &Verifier) -> Option<Self> {
        let (origin, size, root) = read_text(verifier.open(note)?)?;
        let size = i64::try_from(size).ok()?;
        (origin == verifier.name()).then_some(Self { size, root })
    }

    /// Whether the record holds a checkpoint that says the same.
    pub async fn stands(&self, reader: &mut Reader) -> Result<bool, Fault> {
        let sql = "SELECT note FROM audit_checkpoint WHERE size = $1";
        let Some(row) = reader.row(sql, &vals![self.size]).await? else { return Ok(false) };
        let note = row.text(0)?;
        Ok(read_text(&note).is_some_and(|(_, _, root)| root == self.root))
    }
}

/// Whether a stored note says just that, and is signed with this key where one is given.
pub(super) fn says(note: &str, what: &Witness, key: Option<&Verifier>) -> bool {
    // Three lines, an empty one and a signature.
    if note.lines().count() != 5 || !note.ends_with('\n') {
        return false;
    }
    match key {
        Some(key) => Witness::read(note, key).as_ref() == Some(what),
        None => read_text(note).is_some_and(|(_, size, root)| {
            i64::try_from(size) == Ok(what.size) && root == what.root
        }),
    }
}

/// Whether the database, whose newest signed checkpoint has the size `own`, has forgotten more than the one of size
/// `outside`. That one alone may be out without the database having been told, where the process ended in between: it
/// will be signed again, and only as it was.
pub(super) async fn has_forgotten(
    reader: &mut Reader,
    own: Option<i64>,
    outside: i64,
) -> Result<bool, Fault> {
    let own = own.unwrap_or(0);
    if outside <= own {
        return Ok(false);
    }
    let sql = "SELECT s.seq FROM audit_seal s JOIN audit a ON a.id = s.audit WHERE s.seq > $1 AND s.seq <= $2 AND a.command = 'audit.checkpoint' AND a.outcome = 'done' ORDER BY s.seq LIMIT 1";
    let next = reader.row(sql, &vals![own, outside]).await?;
    Ok(next.map(|row| row.int(0)).transpose()? != Some(outside))
}

/// Signs every checkpoint that is sealed and not yet signed, oldest first, and gives each to `keep` before the
/// database is told that it is out. `outside` is the newest one that was kept before: whoever can write the database
/// could have it forget what was signed, but not have something else signed in its place.
///
/// # Errors
/// If the record is not, or not any more, the one of the newest checkpoint outside: then nothing is signed.
pub async fn publish(
    database: &Database,
    signer: &Signer,
    outside: Option<&Witness>,
    mut keep: impl FnMut(&str) -> Result<(), Fault> + Send,
) -> Result<usize, Error> {
    let mut reader = database.reader().await?;
    let newest = Checkpoint::newest(&mut reader).await?;
    let mut peaks = after(newest.as_ref(), &signer.verifier(), &mut reader).await?;
    if let (Some(newest), Some(outside)) = (&newest, outside)
        && newest.size == outside.size
        && peaks.root() != outside.root
    {
        return Err(another_record(outside).into());
    }
    // What the database has forgotten may be the newest one alone, which a crash left so between keeping and telling.
    let mut behind =
        outside.filter(|outside| newest.as_ref().is_none_or(|own| own.size < outside.size));
    let sql = "SELECT s.seq, s.leaf, a.id, a.at, a.command, a.outcome, a.effects FROM audit_seal s JOIN audit a ON a.id = s.audit WHERE s.seq > $1 ORDER BY s.seq LIMIT $2";
    let mut published = 0;
    loop {
        let place = i64::try_from(peaks.size()).unwrap_or(i64::MAX);
        let page = reader.rows(sql, &vals![place, PAGE]).await?;
        for row in &page {
            let (size, leaf) = (row.int(0)?, fixed(&row.bytes(1)?)?);
            let before = peaks.to_bytes();
            peaks.push(leaf);
            let is_checkpoint = row.text(4)? == COMMAND && row.text(5)? == "done";
            let mut is_kept = false;
            if let Some(outside) = behind {
                is_kept = size == outside.size && is_checkpoint && peaks.root() == outside.root;
                if !is_kept && (size >= outside.size || is_checkpoint) {
                    return Err(another_record(outside).into());
                }
                behind = behind.filter(|_| !is_kept);
            }
            if !is_checkpoint {
                continue;
            }
            let summary = Summary::read(&row.text(6)?)
                .ok_or_else(|| Fault::defect("reading what a checkpoint states"))?;
            let text = format!(
                "{}\n{size}\n{}\n",
                signer.verifier().name(),
                STANDARD.encode(peaks.root())
            );
            let note = signer.sign(&text);
            // Out of the database it can never be taken back: a failover must not lose what it covers.
            database.confirm().await?;
            if !is_kept {
                keep(&note)?;
            }
            let (act, at) = (row.id(2)?, row.time(3)?);
            let out = Out(Checkpoint { size, act, at, summary, before, note });
            database.write_upkeep(Arc::new(out)).await?;
            published += 1;
        }
        if page.len() < PAGE as usize {
            // The end of the record is missing.
            return behind.map_or(Ok(published), |outside| Err(another_record(outside).into()));
        }
    }
}

fn another_record(outside: &Witness) -> Fault {
    Fault::defect(format!(
        "signing a checkpoint of a record that is not the one of the checkpoint over {} acts kept outside, or has forgotten others before it. Nothing is signed; run guildhall audit verify",
        outside.size
    ))
}

/// The tree after a checkpoint. What the database holds of it is taken only if this key has signed it.
async fn after(
    newest: Option<&Checkpoint>,
    key: &Verifier,
    reader: &mut Reader,
) -> Result<Peaks, Fault> {
    let Some(newest) = newest else { return Ok(Peaks::default()) };
    let size = u64::try_from(newest.size - 1).unwrap_or(0);
    let peaks = Peaks::from_bytes(size, &newest.before);
    let mut peaks = peaks.ok_or_else(|| Fault::defect("reading the tree of a checkpoint"))?;
    let row = reader
        .row("SELECT leaf FROM audit_seal WHERE seq = $1", &vals![newest.size])
        .await?
        .ok_or_else(|| Fault::defect("reading the act of a checkpoint, which is not sealed"))?;
    peaks.push(fixed(&row.bytes(0)?)?);
    let signed = Witness::read(&newest.note, key).ok_or_else(|| {
        Fault::defect("reading the newest checkpoint, which another key signed: copy keys/checkpoint and checkpoint.pub from the node that keeps checkpoints")
    })?;
    if signed != (Witness { size: newest.size, root: peaks.root() }) {
        return Err(Fault::defect(
            "reading the newest checkpoint, whose tree is not the one that was signed",
        ));
    }
    Ok(peaks)
}

/// The database is told that a checkpoint is out.
struct Out(Checkpoint);

impl Attempt for Out {
    fn attempt<'a>(&'a self, tx: &'a mut WriteTx) -> BoxFuture<'a, Result<Landed, Error>> {
        Box::pin(async move {
            let Checkpoint { size, act, at, summary, before, note } = &self.0;
            let sql = "INSERT INTO audit_checkpoint (size, act, at, covers, organisations, organisations_root, peaks_before, note) VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (size) DO NOTHING";
            let params = vals![
                *size,
                *act,
                *at,
                summary.covers,
                summary.organisations,
                summary.organisations_root.as_str(),
                before.clone(),
                note.as_str()
            ];
            tx.exec_spine(sql, &params).await?;
            Ok(Box::new(()) as Landed)
        })
    }

    fn name(&self) -> &'static str {
        "checkpoint"
    }

    fn may(&self) -> May {
        May::Spine
    }
}
