//! What only tests look for in the tables, and how they spoil an app.

use kernel::db::Reader;
use kernel::refusal::Fault;

/// Makes every app of a database on SQLite one that another installation sealed.
pub(in crate::factors) const SPOIL: &str = "UPDATE authenticator SET sealed = zeroblob(48)";

/// How many accounts hold a turn.
pub(in crate::factors) async fn turns(reader: &mut Reader) -> Result<i64, Fault> {
    reader.number("SELECT COUNT(*) FROM second_factor_guard", &[]).await
}

/// How many rows there are beside those of wrong codes.
pub(in crate::factors) async fn rows(reader: &mut Reader) -> Result<i64, Fault> {
    let sql = "SELECT (SELECT COUNT(*) FROM second_factor) + (SELECT COUNT(*) FROM authenticator) \
               + (SELECT COUNT(*) FROM recovery_code) + (SELECT COUNT(*) FROM second_step)";
    reader.number(sql, &[]).await
}
