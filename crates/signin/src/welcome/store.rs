//! The table of first sign-ins.

use std::collections::BTreeMap;

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;

use super::model::Kept;
use crate::people::marks;

/// Begins the list for somebody who sets their first password; does nothing where there is one.
pub(crate) async fn begin(tx: &mut WriteTx, account: AccountId, call: &Call) -> Result<(), Fault> {
    let sql = "INSERT INTO welcome (account, began_at, version, act) VALUES ($1, $2, 1, $3) ON CONFLICT (account) DO NOTHING";
    if tx.exec(sql, &vals![account, call.now, call.act]).await? == 1 {
        tx.effect("welcome", account, "began_at", None::<Timestamp>, call.now);
    }
    Ok(())
}

/// When those of some accounts who have such a list set their first password.
pub(crate) async fn began_among(
    reader: &mut Reader,
    accounts: &[AccountId],
) -> Result<BTreeMap<AccountId, Timestamp>, Fault> {
    let mut params = Vec::new();
    let marks = marks(accounts, &mut params);
    let sql = format!("SELECT account, began_at FROM welcome WHERE account IN ({marks})");
    let rows = reader.rows(&sql, &params).await?;
    rows.iter().map(|row| Ok((AccountId(row.id(0)?), row.time(1)?))).collect()
}

/// What is kept of an account's, if it has one.
pub(super) async fn kept(reader: &mut Reader, account: AccountId) -> Result<Option<Kept>, Fault> {
    let sql =
        "SELECT details_at, put_off_until, finished_at, version FROM welcome WHERE account = $1";
    let row = reader.row(sql, &vals![account]).await?;
    row.map(|row| {
        Ok(Kept {
            details_at: row.time_or_none(0)?,
            put_off_until: row.time_or_none(1)?,
            finished_at: row.time_or_none(2)?,
            version: row.int(3)?,
        })
    })
    .transpose()
}

/// A moment that is kept.
#[derive(Clone, Copy, Debug)]
pub(super) enum Moment {
    /// The details were looked over.
    Details,
    /// Until when the rest is put off.
    PutOff,
    /// It is finished.
    Finished,
}

impl Moment {
    const fn column(self) -> &'static str {
        match self {
            Self::Details => "details_at",
            Self::PutOff => "put_off_until",
            Self::Finished => "finished_at",
        }
    }
}

/// Keeps a moment over what was read; says no if somebody else changed it meanwhile.
pub(super) async fn keep(
    tx: &mut WriteTx,
    account: AccountId,
    before: &Kept,
    (moment, at): (Moment, Timestamp),
    call: &Call,
) -> Result<bool, Fault> {
    let column = moment.column();
    let sql = format!(
        "UPDATE welcome SET {column} = $2, version = version + 1, act = $3 WHERE account = $1 AND version = $4"
    );
    let is_kept = tx.exec(&sql, &vals![account, at, call.act, before.version]).await? == 1;
    tx.subject("welcome", account, before.version + 1);
    tx.effect("welcome", account, column, None::<Timestamp>, at);
    Ok(is_kept)
}
