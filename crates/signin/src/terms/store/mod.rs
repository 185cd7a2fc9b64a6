//! The tables of terms of use: drafts and published versions here, who accepted them beside it.

mod acceptances;
mod campaign;
mod exemptions;

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

pub(super) use acceptances::{
    Counting, Kept, NewAcceptance, accept, accepted_at, accepted_by, ask_again, count, counting,
};

pub(super) use campaign::{accepted_among, accepted_in, by_day, remind, reminded_at};
pub(super) use exemptions::{exempt, exempted, is_exempt, unexempt};

use super::model::{Days, Draft, Version, Wording};

/// Versions of one place that are listed.
const LISTED: i64 = 50;

const VERSION: &str = "SELECT v.id, v.place, v.number, v.title, v.sentences, v.body, v.changes, v.counts_from, v.put_off_until, v.published_at FROM terms_version v";

fn wording(row: &Row, first: usize) -> Result<Wording, Fault> {
    Ok(Wording {
        title: row.text(first)?,
        sentences: row.text(first + 1)?.lines().map(str::to_owned).collect(),
        body: row.text(first + 2)?,
        changes: row.text(first + 3)?,
    })
}

fn version(row: &Row) -> Result<Version, Fault> {
    Ok(Version {
        id: row.id(0)?,
        place: row.id(1)?,
        number: row.int(2)?,
        wording: wording(row, 3)?,
        counts_from: row.time(7)?,
        put_off_until: row.time(8)?,
        published_at: row.time(9)?,
    })
}

/// A published version.
pub(super) async fn by_id(reader: &mut Reader, id: Uuid) -> Result<Option<Version>, Fault> {
    let sql = format!("{VERSION} WHERE v.id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(version).transpose()
}

/// The versions of a place, the latest first; of an organisation if it is in sight.
pub(super) async fn versions(
    reader: &mut Reader,
    sight: &Sight,
    place: Uuid,
) -> Result<Vec<Version>, Fault> {
    let mut params = vals![place, LISTED].to_vec();
    let seen = sight.organisations_clause("v.place", &mut params);
    let sql = format!("{VERSION} WHERE v.place = $1 AND {seen} ORDER BY v.number DESC LIMIT $2");
    reader.rows(&sql, &params).await?.iter().map(version).collect()
}

/// The number of the last version of a place; 0 if there is none.
pub(super) async fn last_number(reader: &mut Reader, place: Uuid) -> Result<i64, Fault> {
    let sql = "SELECT number FROM terms_version WHERE place = $1 ORDER BY number DESC LIMIT 1";
    reader.row(sql, &vals![place]).await?.map_or(Ok(0), |row| row.int(0))
}

/// The key of the version of a place that counts at a moment.
pub(super) async fn counts_now(
    reader: &mut Reader,
    place: Uuid,
    now: Timestamp,
) -> Result<Option<Uuid>, Fault> {
    let sql = "SELECT id FROM terms_version WHERE place = $1 AND counts_from <= $2 ORDER BY number DESC LIMIT 1";
    reader.row(sql, &vals![place, now]).await?.map(|row| row.id(0)).transpose()
}

/// The version of a place that counts at a moment.
pub(super) async fn counts(
    reader: &mut Reader,
    place: Uuid,
    now: Timestamp,
) -> Result<Option<Version>, Fault> {
    let sql = format!(
        "{VERSION} WHERE v.place = $1 AND v.counts_from <= $2 ORDER BY v.number DESC LIMIT 1"
    );
    reader.row(&sql, &vals![place, now]).await?.as_ref().map(version).transpose()
}

/// The draft of a place, for those who change or publish it.
pub(super) async fn draft(reader: &mut Reader, place: Uuid) -> Result<Option<Draft>, Fault> {
    let sql = "SELECT d.revision, d.title, d.sentences, d.body, d.changes, d.counts_from, d.put_off_until, d.version FROM terms_draft d WHERE d.place = $1";
    let row = reader.row(sql, &vals![place]).await?;
    row.map(|row| {
        Ok(Draft {
            revision: row.id(0)?,
            wording: wording(&row, 1)?,
            counts_from: row.time(5)?,
            put_off_until: row.time(6)?,
            version: row.int(7)?,
        })
    })
    .transpose()
}

/// Saves a draft over the one that was looked at; whether that one was still there.
pub(super) async fn save_draft(
    tx: &mut WriteTx,
    place: Uuid,
    before: Option<&Draft>,
    revision: Uuid,
    (wording, days): (&Wording, Days),
    call: &Call,
) -> Result<bool, Fault> {
    let version = before.map_or(1, |before| before.version + 1);
    let sql = match before {
        None => {
            "INSERT INTO terms_draft (place, revision, title, sentences, body, changes, counts_from, put_off_until, version, act) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (place) DO NOTHING"
        }
        Some(_) => {
            "UPDATE terms_draft SET revision = $2, title = $3, sentences = $4, body = $5, changes = $6, counts_from = $7, \
             put_off_until = $8, version = $9, act = $10 WHERE place = $1 AND revision = $11"
        }
    };
    let sentences = wording.sentences.join("\n");
    let mut params = vals![
        place,
        revision,
        wording.title.as_str(),
        sentences.as_str(),
        wording.body.as_str(),
        wording.changes.as_str(),
        days.counts_from,
        days.put_off_until,
        version,
        call.act
    ]
    .to_vec();
    params.extend(before.map(|before| before.revision.into()));
    let is_saved = tx.exec(sql, &params).await? == 1;
    let old = before.map(|before| &before.wording);
    tx.subject("terms_draft", place, version);
    tx.effect(
        "terms_draft",
        place,
        "title",
        old.map(|old| old.title.as_str()),
        wording.title.as_str(),
    );
    let old_sentences = old.map(|old| old.sentences.join("\n"));
    tx.effect("terms_draft", place, "sentences", old_sentences, sentences);
    tx.effect(
        "terms_draft",
        place,
        "body",
        old.map(|old| old.body.as_str()),
        wording.body.as_str(),
    );
    let old_from = before.map(|before| before.counts_from);
    tx.effect("terms_draft", place, "counts_from", old_from, days.counts_from);
    let old_until = before.map(|before| before.put_off_until);
    tx.effect("terms_draft", place, "put_off_until", old_until, days.put_off_until);
    Ok(is_saved)
}

/// Takes a draft away, if it is still as it was looked at.
pub(super) async fn drop_draft(
    tx: &mut WriteTx,
    place: Uuid,
    revision: Uuid,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM terms_draft WHERE place = $1 AND revision = $2";
    let is_dropped = tx.exec(sql, &vals![place, revision]).await? == 1;
    tx.subject("terms_draft", place, 0);
    tx.effect("terms_draft", place, "revision", revision, None::<Uuid>);
    Ok(is_dropped)
}

/// Publishes a version; whether its number was still free.
pub(super) async fn insert_version(
    tx: &mut WriteTx,
    new: &Version,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO terms_version (id, place, number, title, sentences, body, changes, counts_from, put_off_until, published_at, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, $11) ON CONFLICT (place, number) DO NOTHING";
    let params = vals![
        new.id,
        new.place,
        new.number,
        new.wording.title.as_str(),
        new.wording.sentences.join("\n"),
        new.wording.body.as_str(),
        new.wording.changes.as_str(),
        new.counts_from,
        new.put_off_until,
        new.published_at,
        call.act
    ];
    let is_new = tx.exec(sql, &params).await? == 1;
    tx.subject("terms_version", new.id, 1);
    tx.effect("terms_version", new.id, "number", None::<i64>, new.number);
    tx.effect("terms_version", new.id, "title", None::<&str>, new.wording.title.as_str());
    tx.effect("terms_version", new.id, "counts_from", None::<Timestamp>, new.counts_from);
    tx.effect("terms_version", new.id, "put_off_until", None::<Timestamp>, new.put_off_until);
    Ok(is_new)
}
