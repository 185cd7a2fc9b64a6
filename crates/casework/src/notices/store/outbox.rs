//! Letters on their way. Everything here is upkeep.

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::notices::model::MailState;

/// Seconds after which a job that should have run is taken for lost and put in again.
const LOST_AFTER: i64 = 3600;
/// The most characters of an answer that are kept.
const REPLY_MOST: usize = 500;
/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

/// A letter to write.
#[derive(Clone, Debug)]
pub(in crate::notices) struct Draft {
    pub(in crate::notices) id: Uuid,
    pub(in crate::notices) notice: &'static str,
    /// What it is about, the same however often it is told.
    pub(in crate::notices) occasion: String,
    pub(in crate::notices) account: AccountId,
    pub(in crate::notices) organisation: OrganisationId,
    pub(in crate::notices) address: String,
    /// Whose mailbox it is.
    pub(in crate::notices) mailbox: Mailbox,
    pub(in crate::notices) subject: String,
    pub(in crate::notices) body: String,
    pub(in crate::notices) due_at: Timestamp,
}

/// Whose mailbox a letter goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::notices) enum Mailbox {
    /// That of the account.
    Own,
    /// One outside the service that the person of the account reads.
    Outside,
    /// That of the contact that the organisation names; there is no account.
    Contact,
}

impl Draft {
    /// The addressee, by their key: an address may change.
    fn addressee(&self) -> String {
        match self.mailbox {
            Mailbox::Own => inside(self.account),
            Mailbox::Outside => outside(self.account),
            Mailbox::Contact => format!("contact:{}", self.organisation),
        }
    }
}

fn inside(account: AccountId) -> String {
    format!("account:{account}")
}

fn outside(account: AccountId) -> String {
    format!("outside:{account}")
}

/// A letter on its way.
#[derive(Clone, Debug)]
pub(in crate::notices) struct Mail {
    pub(in crate::notices) id: Uuid,
    pub(in crate::notices) address: String,
    pub(in crate::notices) subject: String,
    pub(in crate::notices) body: String,
    pub(in crate::notices) state: MailState,
    pub(in crate::notices) made_at: Timestamp,
    pub(in crate::notices) due_at: Timestamp,
    pub(in crate::notices) tries: i64,
    pub(in crate::notices) unsettled: i64,
    pub(in crate::notices) account: AccountId,
}

fn mail(row: &Row) -> Result<Mail, Fault> {
    Ok(Mail {
        id: row.id(0)?,
        address: row.text(1)?,
        subject: row.text(2)?,
        body: row.text(3)?,
        state: state(&row.text(4)?)?,
        made_at: row.time(5)?,
        due_at: row.time(6)?,
        tries: row.int(7)?,
        unsettled: row.int(8)?,
        account: AccountId(row.id(9)?),
    })
}

/// Reads a state.
pub(super) fn state(name: &str) -> Result<MailState, Fault> {
    MailState::named(name)
        .ok_or_else(|| Fault::defect(format!("reading a letter in the unknown state {name}")))
}

/// One letter.
pub(in crate::notices) async fn find(reader: &mut Reader, id: Uuid) -> Result<Option<Mail>, Fault> {
    let sql = "SELECT id, address, subject, body, state, made_at, due_at, tries, unsettled, account FROM notice_mail WHERE id = $1";
    reader.row(sql, &vals![id]).await?.as_ref().map(mail).transpose()
}

/// Whether a letter of this notice was written about an occasion, to anybody.
pub(in crate::notices) async fn is_written(
    reader: &mut Reader,
    occasion: &str,
    notice: &str,
) -> Result<bool, Fault> {
    let sql = "SELECT id FROM notice_mail WHERE occasion = $1 AND notice = $2 LIMIT 1";
    Ok(reader.row(sql, &vals![occasion, notice]).await?.is_some())
}

/// How many letters were written on the day of a moment.
async fn written_on(reader: &mut Reader, at: Timestamp) -> Result<i64, Fault> {
    let sql = "SELECT written FROM notice_day WHERE day = $1";
    let row = reader.row(sql, &vals![at.micros().div_euclid(DAY)]).await?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Puts a letter in, unless one about the same is there. Over a limit its line is kept and its words are not. Gives
/// when it is due, if it is to be sent.
pub(in crate::notices) async fn put(
    tx: &mut WriteTx,
    draft: &Draft,
    now: Timestamp,
    most: (i64, i64),
    why: (&'static str, &'static str),
) -> Result<Option<Timestamp>, Fault> {
    let addressee = draft.addressee();
    let params = vals![addressee.as_str(), now.plus_days(-1)];
    let sql = "SELECT COUNT(*) FROM notice_mail WHERE addressee = $1 AND made_at > $2";
    let had = tx.number(sql, &params).await?;
    // Nothing is sent to somebody before their first letter, whose mailbox may not be there yet.
    let sql = "SELECT due_at FROM notice_mail WHERE addressee = $1 AND state = 'waiting' AND due_at > $2 ORDER BY due_at DESC LIMIT 1";
    let first = tx.row(sql, &vals![addressee.as_str(), now]).await?;
    let due_at = match first {
        Some(row) => row.time(0)?.max(draft.due_at),
        None => draft.due_at,
    };
    let (addressee_most, day_most) = most;
    let withheld = if had >= addressee_most {
        Some(why.0)
    } else if written_on(tx, now).await? >= day_most {
        Some(why.1)
    } else {
        None
    };
    let (state, subject, body) = match withheld {
        Some(_) => (MailState::Withheld, "", ""),
        None => (MailState::Waiting, draft.subject.as_str(), draft.body.as_str()),
    };
    let settled_at = if withheld.is_some() { now } else { Timestamp::from_micros(0) };
    let params = vals![
        draft.id,
        draft.notice,
        draft.occasion.as_str(),
        addressee,
        draft.account,
        draft.organisation,
        draft.address.as_str(),
        subject,
        body,
        state.name(),
        now,
        due_at,
        settled_at,
        withheld.unwrap_or_default()
    ];
    let sql = "INSERT INTO notice_mail (id, notice, occasion, addressee, account, organisation, address, subject, body, state, made_at, due_at, settled_at, tries, unsettled, queued_for, reply) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, 0, 0, 0, $14) ON CONFLICT (occasion, notice, addressee) DO NOTHING";
    if tx.exec(sql, &params).await? == 0 {
        return Ok(None);
    }
    let sql = "INSERT INTO notice_day (day, written) VALUES ($1, 1) ON CONFLICT (day) DO UPDATE SET written = notice_day.written + 1";
    tx.exec(sql, &vals![now.micros().div_euclid(DAY)]).await?;
    Ok(withheld.is_none().then_some(due_at))
}

/// Notes that a job is due for a letter that waits, unless one is due by then already, and puts it in.
pub(in crate::notices) async fn queue(
    tx: &mut WriteTx,
    queue: &'static str,
    id: Uuid,
    due_at: Timestamp,
    now: Timestamp,
) -> Result<(), Fault> {
    let lost = now.plus_seconds(-LOST_AFTER);
    let sql = "UPDATE notice_mail SET queued_for = $2 WHERE id = $1 AND state = 'waiting' AND (queued_for = 0 OR queued_for > $2 OR queued_for < $3)";
    if tx.exec(sql, &vals![id, due_at, lost]).await? == 1 {
        tx.enqueue(queue, &id.to_string(), "{}", due_at).await?;
    }
    Ok(())
}

/// A page of letters that wait and for which no job is due: their job was lost, or there was no relay.
pub(in crate::notices) async fn not_queued(
    reader: &mut Reader,
    now: Timestamp,
    after: Option<Uuid>,
    limit: i64,
) -> Result<Vec<(Uuid, Timestamp)>, Fault> {
    let lost = now.plus_seconds(-LOST_AFTER);
    let sql = "SELECT id, due_at FROM notice_mail WHERE state = 'waiting' AND queued_for < $1 AND id > $2 ORDER BY id LIMIT $3";
    let rows = reader.rows(sql, &vals![lost, after.unwrap_or(Uuid::nil()), limit]).await?;
    rows.iter().map(|row| Ok((row.id(0)?, row.time(1)?))).collect()
}

/// The job ends without a try.
pub(in crate::notices) async fn give_place_back(tx: &mut WriteTx, id: Uuid) -> Result<(), Fault> {
    tx.exec("UPDATE notice_mail SET queued_for = 0 WHERE id = $1", &vals![id]).await.map(drop)
}

/// Notes that a try begins; until it is settled nobody knows its end. Whether it may begin.
pub(in crate::notices) async fn begin(tx: &mut WriteTx, id: Uuid) -> Result<bool, Fault> {
    let sql = "UPDATE notice_mail SET tries = tries + 1, unsettled = unsettled + 1, queued_for = 0 WHERE id = $1 AND state = 'waiting'";
    Ok(tx.exec(sql, &vals![id]).await? == 1)
}

/// How a try ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::notices) enum Ending {
    /// For good, with the words of the other side or ours.
    Settled(MailState, String),
    /// It did not arrive, and is tried again.
    Again(String),
    /// Nobody knows whether it arrived; it is tried again, but not often.
    Unknown(String),
}

/// Notes how a try ended. A letter whose state changed meanwhile keeps that.
pub(in crate::notices) async fn settle(
    tx: &mut WriteTx,
    id: Uuid,
    ending: &Ending,
    now: Timestamp,
) -> Result<(), Fault> {
    let (sql, words) = match ending {
        Ending::Settled(_, words) => (
            "UPDATE notice_mail SET state = $2, settled_at = $3, reply = $4, unsettled = 0, queued_for = 0 WHERE id = $1 AND state = 'waiting'",
            words,
        ),
        Ending::Again(words) => (
            "UPDATE notice_mail SET state = $2, settled_at = $3, reply = $4, unsettled = 0 WHERE id = $1 AND state = 'waiting'",
            words,
        ),
        Ending::Unknown(words) => (
            "UPDATE notice_mail SET state = $2, settled_at = $3, reply = $4 WHERE id = $1 AND state = 'waiting'",
            words,
        ),
    };
    let (state, at) = match ending {
        Ending::Settled(state, _) => (*state, now),
        Ending::Again(_) | Ending::Unknown(_) => (MailState::Waiting, Timestamp::from_micros(0)),
    };
    let reply: String = words.chars().take(REPLY_MOST).collect();
    tx.exec(sql, &vals![id, state.name(), at, reply]).await.map(drop)
}

/// Has a letter that did not arrive wait again, as if it had just been written.
pub(in crate::notices) async fn wait_again(
    tx: &mut WriteTx,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "UPDATE notice_mail SET state = 'waiting', due_at = $2, settled_at = 0, unsettled = 0, queued_for = 0 \
               WHERE id = $1 AND state NOT IN ('waiting', 'sent') AND body <> ''";
    Ok(tx.exec(sql, &vals![id, now]).await? == 1)
}

/// Notes that a letter that the relay took came back.
pub(in crate::notices) async fn return_mail(
    tx: &mut WriteTx,
    id: Uuid,
    words: &str,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "UPDATE notice_mail SET state = 'bounced', settled_at = $2, reply = $3, queued_for = 0 WHERE id = $1 AND state IN ('sent', 'unclear', 'waiting')";
    tx.exec(sql, &vals![id, now, words]).await.map(drop)
}

/// Removes the words of letters older than a moment, at most so many; what waited among them is given up. How many.
pub(in crate::notices) async fn forget_words(
    tx: &mut WriteTx,
    before: Timestamp,
    limit: i64,
    why: &str,
) -> Result<usize, Fault> {
    let sql = "SELECT id FROM notice_mail WHERE body <> '' AND made_at < $1 ORDER BY made_at, id LIMIT $2";
    let rows = tx.rows(sql, &vals![before, limit]).await?;
    for row in &rows {
        let sql = "UPDATE notice_mail SET reply = CASE WHEN state = 'waiting' THEN $2 ELSE reply END, \
                   state = CASE WHEN state = 'waiting' THEN 'lapsed' ELSE state END, subject = '', body = '' WHERE id = $1";
        tx.exec(sql, &vals![row.id(0)?, why]).await?;
    }
    Ok(rows.len())
}

/// Removes lines of the log older than a moment, at most so many. How many.
pub(in crate::notices) async fn forget_lines(
    tx: &mut WriteTx,
    before: Timestamp,
    limit: i64,
) -> Result<usize, Fault> {
    let sql = "SELECT id FROM notice_mail WHERE made_at < $1 ORDER BY made_at, id LIMIT $2";
    let rows = tx.rows(sql, &vals![before, limit]).await?;
    for row in &rows {
        tx.exec("DELETE FROM notice_mail WHERE id = $1", &vals![row.id(0)?]).await?;
    }
    Ok(rows.len())
}

/// Removes what letters to somebody say and where they went: the person was erased.
pub(in crate::notices) async fn forget_account(
    tx: &mut WriteTx,
    account: AccountId,
    why: &str,
) -> Result<(), Fault> {
    let sql = "UPDATE notice_mail SET reply = CASE WHEN state = 'waiting' THEN $2 ELSE '' END, \
               state = CASE WHEN state = 'waiting' THEN 'lapsed' ELSE state END, address = '', subject = '', body = '' WHERE addressee = $1 OR addressee = $3";
    tx.exec(sql, &vals![inside(account), why, outside(account)]).await.map(drop)
}
