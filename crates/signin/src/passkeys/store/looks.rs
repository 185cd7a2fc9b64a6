//! What only tests look for in the tables.

use kernel::db::Reader;
use kernel::refusal::Fault;

/// How many challenges were used and are remembered.
pub(in crate::passkeys) async fn used(reader: &mut Reader) -> Result<i64, Fault> {
    reader.number("SELECT COUNT(*) FROM passkey_challenge", &[]).await
}

/// How many rows there are of accounts.
pub(in crate::passkeys) async fn rows(reader: &mut Reader) -> Result<i64, Fault> {
    let sql = "SELECT (SELECT COUNT(*) FROM passkey) + (SELECT COUNT(*) FROM passkey_owner)";
    reader.number(sql, &[]).await
}
