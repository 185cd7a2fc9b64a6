//! The counts, and when each is looked at again.

use std::fmt::Write as _;

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Val, WriteTx};
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;
use kernel::vals;

/// A count that is due, and how often it had been asked for when it was read.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Due {
    pub(crate) organisation: OrganisationId,
    pub(crate) asked: i64,
}

/// What came of a look.
#[derive(Clone, Debug)]
pub(crate) struct Looked {
    pub(crate) due: Due,
    /// None if the organisation is not open.
    pub(crate) count: Option<Count>,
}

/// How many administrators an organisation has.
#[derive(Clone, Debug)]
pub(crate) struct Count {
    pub(crate) code: String,
    pub(crate) name_key: String,
    pub(crate) working: i64,
    pub(crate) is_few: bool,
    pub(crate) again_at: Timestamp,
}

/// Asked for so many, those with enough are meant, and more: what is listed of them has a mailbox that nobody reads.
pub(crate) const ENOUGH: i64 = 2;

/// What is compared with how many there are.
const fn compared(working: i64) -> &'static str {
    if working >= ENOUGH { ">=" } else { "=" }
}

/// A row of the list.
#[derive(Clone, Debug)]
pub(crate) struct Few {
    pub(crate) organisation: OrganisationId,
    pub(crate) code: String,
    pub(crate) working: i64,
    pub(crate) since_at: Timestamp,
}

/// Has organisations looked at from a moment on. Whoever looks at this moment and saw them before looks again.
pub(crate) async fn ask(
    tx: &mut WriteTx,
    organisations: &[OrganisationId],
    at: Timestamp,
) -> Result<(), Fault> {
    for organisation in organisations {
        let sql = "INSERT INTO administrator_count (organisation, code, name_key, working, is_thin, since_at, due_at, asked) \
                   VALUES ($1, '', '', 0, 0, $2, $2, 1) \
                   ON CONFLICT (organisation) DO UPDATE SET due_at = excluded.due_at, asked = administrator_count.asked + 1";
        tx.exec(sql, &vals![*organisation, at]).await?;
    }
    Ok(())
}

/// Which of these have no count.
pub(crate) async fn missing(
    reader: &mut Reader,
    organisations: &[OrganisationId],
) -> Result<Vec<OrganisationId>, Fault> {
    let mut missing = Vec::new();
    for organisation in organisations {
        let sql = "SELECT 1 FROM administrator_count WHERE organisation = $1";
        if reader.row(sql, &vals![*organisation]).await?.is_none() {
            missing.push(*organisation);
        }
    }
    Ok(missing)
}

/// What is due, oldest first.
pub(crate) async fn due(
    reader: &mut Reader,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<Due>, Fault> {
    let sql = "SELECT organisation, asked FROM administrator_count WHERE due_at <= $1 ORDER BY due_at, organisation LIMIT $2";
    let rows = reader.rows(sql, &vals![now, limit]).await?;
    let due = |row: &kernel::db::Row| {
        Ok(Due { organisation: OrganisationId(row.id(0)?), asked: row.int(1)? })
    };
    rows.iter().map(due).collect()
}

/// Keeps what was seen, unless it was asked for again meanwhile.
pub(crate) async fn keep(tx: &mut WriteTx, looked: &Looked, now: Timestamp) -> Result<(), Fault> {
    let Due { organisation, asked } = looked.due;
    let Some(count) = &looked.count else {
        let sql = "DELETE FROM administrator_count WHERE organisation = $1 AND asked = $2";
        return tx.exec(sql, &vals![organisation, asked]).await.map(drop);
    };
    let sql = "UPDATE administrator_count SET code = $3, name_key = $4, working = $5, \
               since_at = CASE WHEN is_thin = $6 THEN since_at ELSE $7 END, is_thin = $6, due_at = $8 \
               WHERE organisation = $1 AND asked = $2";
    let params = vals![
        organisation,
        asked,
        count.code.as_str(),
        count.name_key.as_str(),
        count.working,
        i64::from(count.is_few),
        now,
        count.again_at
    ];
    tx.exec(sql, &params).await.map(drop)
}

/// The form in which beginnings of names and codes are compared.
pub(crate) fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Organisations with few administrators, those with none first, by code.
pub(crate) async fn few(
    reader: &mut Reader,
    sight: &Sight,
    working: Option<i64>,
    text: &str,
    after: Option<&(i64, String)>,
    limit: i64,
) -> Result<Vec<Few>, Fault> {
    let mut params: Vec<Val> = Vec::new();
    let seen = sight.organisations_clause("organisation", &mut params);
    let mut conditions = format!("is_thin = 1 AND {seen}");
    if let Some(working) = working {
        params.push(working.into());
        let _ = write!(conditions, " AND working {} ${}", compared(working), params.len());
    }
    let text = folded(text);
    if !text.is_empty() {
        // Everything that begins so lies between the text and the text with the last character there is after it.
        let end = format!("{text}\u{10ffff}");
        params.extend([
            text.to_uppercase().into(),
            format!("{}\u{10ffff}", text.to_uppercase()).into(),
            text.into(),
            end.into(),
        ]);
        let last = params.len();
        let _ = write!(
            conditions,
            " AND ((code >= ${} AND code < ${}) OR (name_key >= ${} AND name_key < ${last}))",
            last - 3,
            last - 2,
            last - 1
        );
    }
    if let Some((working, code)) = after {
        params.extend([(*working).into(), code.as_str().into()]);
        let last = params.len();
        let _ = write!(conditions, " AND (working, code) > (${}, ${last})", last - 1);
    }
    params.push(limit.into());
    let sql = format!(
        "SELECT organisation, code, working, since_at FROM administrator_count WHERE {conditions} ORDER BY working, code LIMIT ${}",
        params.len()
    );
    let rows = reader.rows(&sql, &params).await?;
    let read = |row: &kernel::db::Row| {
        Ok(Few {
            organisation: OrganisationId(row.id(0)?),
            code: row.text(1)?,
            working: row.int(2)?,
            since_at: row.time(3)?,
        })
    };
    rows.iter().map(read).collect()
}

/// How many organisations in the list have so many administrators, counted up to a limit.
pub(crate) async fn count(reader: &mut Reader, working: i64, limit: i64) -> Result<i64, Fault> {
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM administrator_count WHERE is_thin = 1 AND working {} $1 LIMIT $2) counted",
        compared(working)
    );
    reader.number(&sql, &vals![working, limit]).await
}
