//! The table of what was done about accounts that were shut.

use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::model::Containment;

const SELECT: &str = "SELECT id, account, is_there, blocked_at, sessions_ended_at, rules_off_at, rules, rules_left, version FROM tenant_containment";

fn read(row: &Row) -> Result<Containment, Fault> {
    let names = |text: String| text.lines().map(str::to_owned).collect();
    Ok(Containment {
        id: row.id(0)?,
        account: AccountId(row.id(1)?),
        is_there: row.int(2)? == 1,
        blocked_at: row.time_or_none(3)?,
        sessions_ended_at: row.time_or_none(4)?,
        rules_off_at: row.time_or_none(5)?,
        rules: names(row.text(6)?),
        left: names(row.text(7)?),
        version: row.int(8)?,
    })
}

/// That of one time.
pub(super) async fn find(reader: &mut Reader, id: Uuid) -> Result<Option<Containment>, Fault> {
    let sql = format!("{SELECT} WHERE id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

/// That of the last time that an account was shut.
pub(super) async fn latest(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Containment>, Fault> {
    let sql = format!("{SELECT} WHERE account = $1 ORDER BY id DESC LIMIT 1");
    reader.row(&sql, &vals![account]).await?.as_ref().map(read).transpose()
}

/// Keeps what was done, over what was read; whether nobody else did meanwhile.
pub(super) async fn keep(
    tx: &mut WriteTx,
    before: Option<&Containment>,
    after: &Containment,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = match before {
        None => {
            "INSERT INTO tenant_containment (id, account, is_there, blocked_at, sessions_ended_at, rules_off_at, rules, rules_left, version, act) \
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (id) DO NOTHING"
        }
        Some(_) => {
            "UPDATE tenant_containment SET account = $2, is_there = $3, blocked_at = $4, sessions_ended_at = $5, \
             rules_off_at = $6, rules = $7, rules_left = $8, version = $9, act = $10 WHERE id = $1 AND version = $11"
        }
    };
    let (rules, left) = (after.rules.join("\n"), after.left.join("\n"));
    let mut params = vals![
        after.id,
        after.account,
        i64::from(after.is_there),
        after.blocked_at,
        after.sessions_ended_at,
        after.rules_off_at,
        rules.as_str(),
        left.as_str(),
        after.version + 1,
        call.act
    ]
    .to_vec();
    params.extend(before.map(|_| after.version.into()));
    let is_kept = tx.exec(sql, &params).await? == 1;
    let (id, kind) = (after.id, "tenant_containment");
    tx.subject(kind, id, after.version + 1);
    tx.effect(kind, id, "account", before.map(|kept| kept.account.0), after.account.0);
    tx.effect(kind, id, "blocked_at", before.and_then(|kept| kept.blocked_at), after.blocked_at);
    let ended = (before.and_then(|kept| kept.sessions_ended_at), after.sessions_ended_at);
    tx.effect(kind, id, "sessions_ended_at", ended.0, ended.1);
    let off = (before.and_then(|kept| kept.rules_off_at), after.rules_off_at);
    tx.effect(kind, id, "rules_off_at", off.0, off.1);
    let had = before.map(|kept| kept.rules.join("\n")).unwrap_or_default();
    tx.effect(kind, id, "rules", had, rules);
    Ok(is_kept)
}

/// Removes the names of rules: they are words of people, and go when the words about the case go.
pub(super) async fn forget_names(
    tx: &mut WriteTx,
    account: AccountId,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "UPDATE tenant_containment SET rules = '', rules_left = '', version = version + 1, act = $2 WHERE account = $1";
    tx.exec(sql, &vals![account, call.act]).await?;
    Ok(())
}

/// Forgets everything about an account that is erased.
pub(super) async fn erase(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM tenant_containment WHERE account = $1", &vals![account]).await?;
    Ok(())
}
