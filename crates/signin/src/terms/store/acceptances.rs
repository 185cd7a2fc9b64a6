//! Who accepted which version, and how many did where and when.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::terms::model::Way;

/// Acceptances of one person that are listed.
const LISTED: i64 = 100;

/// A version that counts, and whether somebody has accepted it.
#[derive(Clone, Copy, Debug)]
pub(in crate::terms) struct Counting {
    pub(in crate::terms) terms: Uuid,
    pub(in crate::terms) put_off_until: Timestamp,
    pub(in crate::terms) accepted_at: Option<Timestamp>,
}

/// The version of a place that counts at a moment, as far as somebody is asked for it: one indexed read without its words.
pub(in crate::terms) async fn counting(
    reader: &mut Reader,
    place: Uuid,
    account: AccountId,
    now: Timestamp,
) -> Result<Option<Counting>, Fault> {
    let sql = "SELECT v.id, v.put_off_until, a.accepted_at FROM terms_version v \
               LEFT JOIN terms_acceptance a ON a.terms = v.id AND a.account = $2 AND a.asked_again = 0 \
               WHERE v.place = $1 AND v.counts_from <= $3 ORDER BY v.number DESC LIMIT 1";
    let row = reader.row(sql, &vals![place, account, now]).await?;
    row.map(|row| {
        Ok(Counting {
            terms: row.id(0)?,
            put_off_until: row.time(1)?,
            accepted_at: row.time_or_none(2)?,
        })
    })
    .transpose()
}

/// An acceptance to be kept.
pub(in crate::terms) struct NewAcceptance {
    pub(in crate::terms) id: Uuid,
    pub(in crate::terms) account: AccountId,
    pub(in crate::terms) terms: Uuid,
    pub(in crate::terms) organisation: OrganisationId,
    pub(in crate::terms) way: Way,
    pub(in crate::terms) session: Uuid,
}

/// What became of an acceptance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::terms) enum Kept {
    /// It is the first one of this version.
    First,
    /// It takes the place of one that did not count any more.
    Anew,
    /// There is one that counts.
    Before,
}

/// Keeps an acceptance, unless there is one that counts. However many try at once, one is kept.
pub(in crate::terms) async fn accept(
    tx: &mut WriteTx,
    new: &NewAcceptance,
    call: &Call,
) -> Result<Kept, Fault> {
    let sql = "INSERT INTO terms_acceptance (id, account, terms, organisation, accepted_at, way, session, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8) ON CONFLICT (account, terms) DO NOTHING";
    let params = vals![
        new.id,
        new.account,
        new.terms,
        new.organisation,
        call.now,
        new.way.name(),
        new.session,
        call.act
    ];
    let mut kept = Kept::First;
    if tx.exec(sql, &params).await? == 0 {
        let sql = "UPDATE terms_acceptance SET id = $1, organisation = $4, accepted_at = $5, way = $6, session = $7, asked_again = 0, \
                   version = version + 1, act = $8 WHERE account = $2 AND terms = $3 AND asked_again = 1";
        if tx.exec(sql, &params).await? == 0 {
            return Ok(Kept::Before);
        }
        kept = Kept::Anew;
    }
    let sql = "SELECT version FROM terms_acceptance WHERE id = $1";
    let version = tx.number(sql, &vals![new.id]).await?;
    tx.subject("terms_acceptance", new.id, version);
    tx.effect("terms_acceptance", new.id, "account", None::<Uuid>, new.account);
    tx.effect("terms_acceptance", new.id, "terms", None::<Uuid>, new.terms);
    tx.effect("terms_acceptance", new.id, "way", None::<&str>, new.way.name());
    Ok(kept)
}

/// Has somebody accept anew what they had accepted: it may have been somebody else who did.
pub(in crate::terms) async fn ask_again(
    tx: &mut WriteTx,
    account: AccountId,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "SELECT id FROM terms_acceptance WHERE account = $1 AND asked_again = 0 ORDER BY id";
    for row in tx.rows(sql, &vals![account]).await? {
        tx.effect("terms_acceptance", row.id(0)?, "asked_again", 0_i64, 1_i64);
    }
    let sql = "UPDATE terms_acceptance SET asked_again = 1, version = version + 1, act = $2 WHERE account = $1 AND asked_again = 0";
    tx.exec(sql, &vals![account, call.act]).await?;
    Ok(())
}

/// Counts an acceptance in the day on which it was made. Taken last: everybody of an organisation shares the row.
pub(in crate::terms) async fn count(
    tx: &mut WriteTx,
    terms: Uuid,
    organisation: OrganisationId,
    day: &str,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "INSERT INTO terms_count (terms, organisation, day, accepted, version, act) VALUES ($1, $2, $3, 1, 1, $4) \
               ON CONFLICT (terms, organisation, day) DO UPDATE SET accepted = terms_count.accepted + 1, \
               version = terms_count.version + 1, act = excluded.act";
    tx.exec(sql, &vals![terms, organisation, day, call.act]).await?;
    Ok(())
}

/// When somebody accepted a version, if that counts still.
pub(in crate::terms) async fn accepted_at(
    reader: &mut Reader,
    account: AccountId,
    terms: Uuid,
) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT accepted_at FROM terms_acceptance WHERE account = $1 AND terms = $2 AND asked_again = 0";
    reader.row(sql, &vals![account, terms]).await?.map(|row| row.time(0)).transpose()
}

/// What somebody has accepted, and when; the latest first.
pub(in crate::terms) async fn accepted_by(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Vec<(Uuid, Timestamp)>, Fault> {
    let sql = "SELECT terms, accepted_at FROM terms_acceptance WHERE account = $1 AND asked_again = 0 ORDER BY id DESC LIMIT $2";
    let rows = reader.rows(sql, &vals![account, LISTED]).await?;
    rows.iter().map(|row| Ok((row.id(0)?, row.time(1)?))).collect()
}
