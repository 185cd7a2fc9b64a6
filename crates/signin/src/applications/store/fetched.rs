//! The keys of applications that publish them at an address, as they were read there last. A machine table.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::{keys, keys_text};
use crate::applications::model::{ClientKey, Fetched};

/// What was read at the address of an application; nothing where that is another one by now.
pub(in crate::applications) async fn fetched(
    reader: &mut Reader,
    application: Uuid,
    keys_uri: &str,
) -> Result<Fetched, Fault> {
    let sql = "SELECT public_keys, read_at, problem FROM application_keys WHERE application = $1 AND keys_uri = $2";
    let row = reader.row(sql, &vals![application, keys_uri]).await?;
    let read = row.map(|row| {
        Ok::<_, Fault>(Fetched {
            keys: keys(&row.text(0)?)?,
            read_at: row.time_or_none(1)?,
            problem: row.text(2)?,
        })
    });
    Ok(read.transpose()?.unwrap_or_default())
}

/// Notes that the address is asked now; says no if it was since a moment. However many want to, one does.
pub(in crate::applications) async fn may_fetch(
    tx: &mut WriteTx,
    application: Uuid,
    keys_uri: &str,
    since: Timestamp,
    now: Timestamp,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO application_keys (application, keys_uri, public_keys, read_at, tried_at, problem) \
               VALUES ($1, $2, '', NULL, $3, '') ON CONFLICT (application) DO NOTHING";
    if tx.exec(sql, &vals![application, keys_uri, now]).await? == 1 {
        return Ok(true);
    }
    let sql = "UPDATE application_keys SET tried_at = $2 WHERE application = $1 AND tried_at <= $3";
    if tx.exec(sql, &vals![application, now, since]).await? != 1 {
        return Ok(false);
    }
    // What was read at another address is nothing here.
    let sql = "UPDATE application_keys SET keys_uri = $2, public_keys = '', read_at = NULL, problem = '' WHERE application = $1 AND keys_uri <> $2";
    tx.exec(sql, &vals![application, keys_uri]).await?;
    Ok(true)
}

/// Keeps what was read, or what was wrong.
pub(in crate::applications) async fn keep_fetched(
    tx: &mut WriteTx,
    application: Uuid,
    keys_uri: &str,
    outcome: &Result<Vec<ClientKey>, String>,
    now: Timestamp,
) -> Result<(), Fault> {
    match outcome {
        Ok(keys) => {
            let sql = "UPDATE application_keys SET public_keys = $3, read_at = $4, problem = '' WHERE application = $1 AND keys_uri = $2";
            tx.exec(sql, &vals![application, keys_uri, keys_text(keys)?, now]).await?;
        }
        Err(problem) => {
            let sql =
                "UPDATE application_keys SET problem = $3 WHERE application = $1 AND keys_uri = $2";
            tx.exec(sql, &vals![application, keys_uri, problem.as_str()]).await?;
        }
    }
    Ok(())
}
