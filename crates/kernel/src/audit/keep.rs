//! Things whose history is kept whole, because a legal hold stands on them: a hold beats every retention.

use uuid::Uuid;

use crate::db::WriteTx;
use crate::refusal::Fault;
use crate::vals;

/// Keeps the personal values of every act about a thing from now on, however old they are. Part of an act.
pub async fn keep(tx: &mut WriteTx, subject: impl Into<Uuid>) -> Result<(), Fault> {
    tx.in_act()?;
    let sql = "INSERT INTO audit_keep (subject) VALUES ($1) ON CONFLICT (subject) DO NOTHING";
    tx.exec_spine(sql, &vals![subject.into()]).await?;
    Ok(())
}

/// Lets retention go on for a thing. Part of an act.
pub async fn let_go(tx: &mut WriteTx, subject: impl Into<Uuid>) -> Result<(), Fault> {
    tx.in_act()?;
    tx.exec_spine("DELETE FROM audit_keep WHERE subject = $1", &vals![subject.into()]).await?;
    Ok(())
}

/// The condition that a column does not name such a thing, for whoever clears other records by their age.
pub fn not_kept(column: &str) -> String {
    format!("NOT EXISTS (SELECT 1 FROM audit_keep k WHERE k.subject = {column})")
}
