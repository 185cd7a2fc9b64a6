//! How telling applications that somebody signed out went. A machine table: jobs count there.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::applications::model::{Logouts, Told};

/// How it went so far; nothing where nobody was told yet.
pub(in crate::applications) async fn logouts(
    reader: &mut Reader,
    application: Uuid,
) -> Result<Logouts, Fault> {
    let sql = "SELECT told, refused, given_up, told_at, failed_at, problem FROM application_logout WHERE application = $1";
    let row = reader.row(sql, &vals![application]).await?;
    let read = row.map(|row| {
        Ok::<_, Fault>(Logouts {
            told: row.int(0)?,
            refused: row.int(1)?,
            given_up: row.int(2)?,
            told_at: row.time_or_none(3)?,
            failed_at: row.time_or_none(4)?,
            problem: row.text(5)?,
        })
    });
    Ok(read.transpose()?.unwrap_or_default())
}

/// Counts once more how it went.
pub(in crate::applications) async fn count_logout(
    tx: &mut WriteTx,
    application: Uuid,
    told: &Told,
    now: Timestamp,
) -> Result<(), Fault> {
    let sql = "INSERT INTO application_logout (application, told, refused, given_up, told_at, failed_at, problem) \
               VALUES ($1, 0, 0, 0, NULL, NULL, '') ON CONFLICT (application) DO NOTHING";
    tx.exec(sql, &vals![application]).await?;
    if *told == Told::Taken {
        let sql =
            "UPDATE application_logout SET told = told + 1, told_at = $2 WHERE application = $1";
        tx.exec(sql, &vals![application, now]).await?;
        return Ok(());
    }
    let of = |is_it: bool| i64::from(is_it);
    let refused = of(matches!(told, Told::Refused(_)));
    let given_up = of(matches!(told, Told::GivenUp(_)));
    let sql = "UPDATE application_logout SET refused = refused + $2, given_up = given_up + $3, failed_at = $4, problem = $5 WHERE application = $1";
    tx.exec(sql, &vals![application, refused, given_up, now, told.problem()]).await?;
    Ok(())
}
