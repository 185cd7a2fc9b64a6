//! The table of what is allowed: by a person, or by an organisation for all of its people.

use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::model::together;

/// What a holder allowed an application.
#[derive(Clone, Debug)]
pub(super) struct Consent {
    pub(super) id: Uuid,
    pub(super) application: Uuid,
    pub(super) scopes: Vec<String>,
    pub(super) given_at: Timestamp,
    pub(super) version: i64,
}

const SELECT: &str = "SELECT id, application, scopes, given_at, version FROM application_consent";

fn read(row: &Row) -> Result<Consent, Fault> {
    Ok(Consent {
        id: row.id(0)?,
        application: row.id(1)?,
        scopes: row.text(2)?.split_whitespace().map(str::to_owned).collect(),
        given_at: row.time(3)?,
        version: row.int(4)?,
    })
}

/// What an account or an organisation allowed an application.
pub(super) async fn of(
    reader: &mut Reader,
    holder: Uuid,
    application: Uuid,
) -> Result<Option<Consent>, Fault> {
    let sql = format!("{SELECT} WHERE holder = $1 AND application = $2");
    reader.row(&sql, &vals![holder, application]).await?.as_ref().map(read).transpose()
}

/// What an account allowed, at most so many.
pub(super) async fn all_of(
    reader: &mut Reader,
    holder: Uuid,
    most: i64,
) -> Result<Vec<Consent>, Fault> {
    let sql = format!("{SELECT} WHERE holder = $1 ORDER BY application LIMIT $2");
    reader.rows(&sql, &vals![holder, most]).await?.iter().map(read).collect()
}

/// Adds to what a holder allowed an application; says no if it changed meanwhile.
pub(super) async fn allow(
    tx: &mut WriteTx,
    holder: Uuid,
    application: Uuid,
    scopes: &[String],
    call: &Call,
) -> Result<bool, Fault> {
    let before = of(tx, holder, application).await?;
    let Some(before) = before else {
        let (id, words) = (ids::new_at(call.now), scopes.join(" "));
        let sql = "INSERT INTO application_consent (id, application, holder, scopes, given_at, version, act) \
                   VALUES ($1, $2, $3, $4, $5, 1, $6) ON CONFLICT (holder, application) DO NOTHING";
        let params = vals![id, application, holder, words.as_str(), call.now, call.act];
        if tx.exec(sql, &params).await? != 1 {
            return Ok(false);
        }
        tx.subject("application_consent", id, 1);
        tx.effect("application_consent", id, "application", None::<Uuid>, application);
        tx.effect("application_consent", id, "scopes", None::<&str>, words);
        return Ok(true);
    };
    let all = together(&before.scopes, scopes);
    let (was, now) = (before.scopes.join(" "), all.join(" "));
    if was == now {
        return Ok(true);
    }
    let sql = "UPDATE application_consent SET scopes = $3, given_at = $4, version = version + 1, act = $5 WHERE id = $1 AND version = $2";
    let params = vals![before.id, before.version, now.as_str(), call.now, call.act];
    if tx.exec(sql, &params).await? != 1 {
        return Ok(false);
    }
    tx.subject("application_consent", before.id, before.version + 1);
    tx.effect("application_consent", before.id, "scopes", was, now);
    Ok(true)
}

/// Takes back what a holder allowed an application; says no if nothing was.
pub(super) async fn withdraw(
    tx: &mut WriteTx,
    holder: Uuid,
    application: Uuid,
) -> Result<bool, Fault> {
    let Some(before) = of(tx, holder, application).await? else { return Ok(false) };
    let sql = "DELETE FROM application_consent WHERE id = $1";
    if tx.exec(sql, &vals![before.id]).await? != 1 {
        return Ok(false);
    }
    tx.subject("application_consent", before.id, before.version + 1);
    tx.effect("application_consent", before.id, "application", application, None::<Uuid>);
    tx.effect("application_consent", before.id, "scopes", before.scopes.join(" "), "");
    Ok(true)
}

/// Forgets all that a holder allowed.
pub(super) async fn forget(tx: &mut WriteTx, holder: Uuid) -> Result<(), Fault> {
    tx.exec("DELETE FROM application_consent WHERE holder = $1", &vals![holder]).await?;
    Ok(())
}
