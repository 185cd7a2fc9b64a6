//! The tables of failures by network, and of what was tried in vain from where.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

/// Sign-ins of an account that are looked back on.
const BACK: i64 = 100;

/// Takes the row of a network, so that attempts that come in through other nodes wait; says how many failures it counts. A row
/// whose time is over begins anew.
pub(in crate::attempts) async fn take_network(
    tx: &mut WriteTx,
    network: &str,
    now: Timestamp,
    seconds: i64,
) -> Result<i64, Fault> {
    let sql = "INSERT INTO sign_in_network (network, began_at, failures) VALUES ($1, $2, 0) ON CONFLICT (network) DO UPDATE SET \
               failures = CASE WHEN sign_in_network.began_at <= $3 THEN 0 ELSE sign_in_network.failures END, \
               began_at = CASE WHEN sign_in_network.began_at <= $3 THEN excluded.began_at ELSE sign_in_network.began_at END";
    tx.exec(sql, &vals![network, now, now.plus_seconds(-seconds)]).await?;
    tx.number("SELECT failures FROM sign_in_network WHERE network = $1", &vals![network]).await
}

/// Counts a failure of a network whose row was taken.
pub(in crate::attempts) async fn count_network(
    tx: &mut WriteTx,
    network: &str,
) -> Result<(), Fault> {
    let sql = "UPDATE sign_in_network SET failures = failures + 1 WHERE network = $1";
    tx.exec(sql, &vals![network]).await?;
    Ok(())
}

/// Takes back one that was none.
pub(in crate::attempts) async fn uncount_network(
    tx: &mut WriteTx,
    network: &str,
) -> Result<(), Fault> {
    let sql =
        "UPDATE sign_in_network SET failures = failures - 1 WHERE network = $1 AND failures > 0";
    tx.exec(sql, &vals![network]).await?;
    Ok(())
}

/// Notes that a name was tried from a network.
pub(in crate::attempts) async fn note_vain(
    tx: &mut WriteTx,
    network: &str,
    name: Uuid,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO sign_in_vain (network, name, at) VALUES ($1, $2, $3) \
               ON CONFLICT (network, name) DO UPDATE SET at = excluded.at";
    tx.exec(sql, &vals![network, name, now]).await?;
    Ok(())
}

/// It was not in vain.
pub(in crate::attempts) async fn forget_vain(
    tx: &mut WriteTx,
    network: &str,
    name: Uuid,
) -> Result<(), Fault> {
    let sql = "DELETE FROM sign_in_vain WHERE network = $1 AND name = $2";
    tx.exec(sql, &vals![network, name]).await?;
    Ok(())
}

/// The network addresses from which an account was let in since a moment, the latest first, wherever it belonged then. Refused
/// lines are not read: nobody pushes these out by guessing.
pub(in crate::attempts) async fn let_in_from(
    reader: &mut Reader,
    account: AccountId,
    since: Timestamp,
) -> Result<Vec<String>, Fault> {
    let sql = "SELECT peer FROM sign_in_log WHERE account = $1 AND outcome = 'accepted' AND application = '' AND at >= $2 ORDER BY id DESC LIMIT $3";
    let rows = reader.rows(sql, &vals![account, since, BACK]).await?;
    rows.iter().map(|row| row.text(0)).collect()
}

/// From how many networks an account was tried in vain since a moment.
pub(in crate::attempts) async fn networks_of(
    reader: &mut Reader,
    account: AccountId,
    since: Timestamp,
) -> Result<i64, Fault> {
    let sql = "SELECT COUNT(*) FROM sign_in_vain WHERE name = $1 AND at >= $2";
    reader.number(sql, &vals![account.0, since]).await
}

/// Some accounts that were tried in vain from so many networks since a moment, but for those of which somebody was told after
/// another one. A name that nobody has takes no place among them: the log, in which every try stands, has no account for it. Only
/// indexes are read.
pub(in crate::attempts) async fn surrounded(
    reader: &mut Reader,
    (since, told_since): (Timestamp, Timestamp),
    networks: i64,
    most: i64,
) -> Result<Vec<AccountId>, Fault> {
    let sql = "SELECT v.name FROM sign_in_vain v WHERE v.at >= $1 \
               AND NOT EXISTS (SELECT 1 FROM sign_in_guessing g WHERE g.about = v.name AND g.warned_at > $4) \
               AND EXISTS (SELECT 1 FROM sign_in_log l WHERE l.account = v.name) \
               GROUP BY v.name HAVING COUNT(*) >= $2 ORDER BY v.name LIMIT $3";
    let rows = reader.rows(sql, &vals![since, networks, most, told_since]).await?;
    rows.iter().map(|row| Ok(AccountId(row.id(0)?))).collect()
}

/// How many names were tried in vain since a moment. Only an index is read.
pub(in crate::attempts) async fn names_in_vain(
    reader: &mut Reader,
    since: Timestamp,
) -> Result<i64, Fault> {
    let sql =
        "SELECT COUNT(*) FROM (SELECT DISTINCT name FROM sign_in_vain WHERE at >= $1) AS names";
    reader.number(sql, &vals![since]).await
}

/// Whether those who run the service were told of it after a moment.
pub(in crate::attempts) async fn was_told(
    reader: &mut Reader,
    about: Uuid,
    since: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT about FROM sign_in_guessing WHERE about = $1 AND warned_at > $2";
    Ok(reader.row(sql, &vals![about, since]).await?.is_some())
}

/// Remembers that they are told now; says no if they were after a moment.
pub(in crate::attempts) async fn mark_told(
    tx: &mut WriteTx,
    about: Uuid,
    since: Timestamp,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO sign_in_guessing (about, warned_at, version, act) VALUES ($1, $2, 1, $3) ON CONFLICT (about) DO UPDATE SET \
               warned_at = excluded.warned_at, version = sign_in_guessing.version + 1, act = excluded.act WHERE sign_in_guessing.warned_at <= $4";
    let is_new = tx.exec(sql, &vals![about, call.now, call.act, since]).await? == 1;
    if is_new {
        let sql = "SELECT version FROM sign_in_guessing WHERE about = $1";
        let version = tx.number(sql, &vals![about]).await?;
        tx.subject("sign_in_guessing", about, version);
    }
    Ok(is_new)
}

/// Whether something of it is from before a moment.
pub(in crate::attempts) async fn has_networks_before(
    reader: &mut Reader,
    at: Timestamp,
) -> Result<bool, Fault> {
    let sql = "SELECT network FROM sign_in_network WHERE began_at < $1 LIMIT 1";
    let is_counted = reader.row(sql, &vals![at]).await?.is_some();
    let sql = "SELECT network FROM sign_in_vain WHERE at < $1 LIMIT 1";
    Ok(is_counted || reader.row(sql, &vals![at]).await?.is_some())
}

/// Clears so much of that; says how much it was.
pub(in crate::attempts) async fn clear_networks(
    tx: &mut WriteTx,
    at: Timestamp,
    most: u64,
) -> Result<u64, Fault> {
    let params = vals![at, i64::try_from(most).unwrap_or(i64::MAX)];
    let sql = "DELETE FROM sign_in_network WHERE network IN (SELECT network FROM sign_in_network WHERE began_at < $1 ORDER BY began_at, network LIMIT $2) AND began_at < $1";
    let counted = tx.exec(sql, &params).await?;
    let sql = "SELECT network, name FROM sign_in_vain WHERE at < $1 ORDER BY at, name LIMIT $2";
    let rows = tx.rows(sql, &params).await?;
    for row in &rows {
        let sql = "DELETE FROM sign_in_vain WHERE network = $1 AND name = $2 AND at < $3";
        tx.exec(sql, &vals![row.text(0)?, row.id(1)?, at]).await?;
    }
    Ok(counted.max(rows.len() as u64))
}
