//! The table of codes that were given by networks and by all together. A row counts a day from its first one on.

use kernel::clock::Timestamp;
use kernel::db::WriteTx;
use kernel::refusal::Fault;
use kernel::vals;

/// Counts one; says how many that are.
pub(super) async fn count(
    tx: &mut WriteTx,
    bucket: i64,
    now: Timestamp,
    seconds: i64,
) -> Result<i64, Fault> {
    let sql = "INSERT INTO recovery_bound (bucket, began_at, tries) VALUES ($1, $2, 1) ON CONFLICT (bucket) DO UPDATE SET \
               tries = CASE WHEN recovery_bound.began_at <= $3 THEN 1 ELSE recovery_bound.tries + 1 END, \
               began_at = CASE WHEN recovery_bound.began_at <= $3 THEN excluded.began_at ELSE recovery_bound.began_at END";
    tx.exec(sql, &vals![bucket, now, now.plus_seconds(-seconds)]).await?;
    tx.number("SELECT tries FROM recovery_bound WHERE bucket = $1", &vals![bucket]).await
}

/// Takes one back that was right.
pub(super) async fn uncount(tx: &mut WriteTx, bucket: i64) -> Result<(), Fault> {
    let sql = "UPDATE recovery_bound SET tries = tries - 1 WHERE bucket = $1 AND tries > 0";
    tx.exec(sql, &vals![bucket]).await?;
    Ok(())
}
