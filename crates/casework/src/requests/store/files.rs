//! The files of requests. They stand in a table of their own, so that whoever reads a request reads no bytes of them.

use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::requests::model::FileKind;

const COLUMNS: &str = "f.id, f.message, f.name, f.kind, f.size, f.digest";

/// A file without what it holds.
#[derive(Clone, Debug)]
pub(crate) struct FileRow {
    pub(crate) id: Uuid,
    /// The number of the message that it came with; 0 is what was asked.
    pub(crate) message: i64,
    pub(crate) name: String,
    pub(crate) kind: &'static FileKind,
    pub(crate) size: i64,
    pub(crate) digest: String,
}

fn read(row: &Row) -> Result<FileRow, Fault> {
    let kind = row.text(3)?;
    Ok(FileRow {
        id: row.id(0)?,
        message: row.int(1)?,
        name: row.text(2)?,
        kind: FileKind::named(&kind)
            .ok_or_else(|| Fault::defect(format!("reading a file of the kind {kind}")))?,
        size: row.int(4)?,
        digest: row.text(5)?,
    })
}

/// Keeps a file. The request's row has been changed, so nobody else counts its files meanwhile.
pub(crate) async fn insert_file(
    tx: &mut WriteTx,
    call: &Call,
    request: Uuid,
    place: i64,
    file: &FileRow,
    contents: &[u8],
) -> Result<(), Fault> {
    let params = vals![
        file.id,
        request,
        file.message,
        place,
        file.name.as_str(),
        file.kind.key,
        file.size,
        file.digest.as_str(),
        contents,
        call.act
    ];
    tx.exec(
        "INSERT INTO request_file (id, request, message, place, name, kind, size, digest, contents, version, act) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 1, $10)",
        &params,
    )
    .await?;
    for (attribute, value) in [
        ("name", Val::from(file.name.as_str())),
        ("kind", file.kind.key.into()),
        ("size", file.size.into()),
        ("digest", file.digest.as_str().into()),
    ] {
        tx.effect("request_file", file.id, attribute, Val::Null, value);
    }
    Ok(())
}

/// How many files a request has.
pub(crate) async fn count_files(reader: &mut Reader, request: Uuid) -> Result<i64, Fault> {
    reader.number("SELECT COUNT(*) FROM request_file WHERE request = $1", &vals![request]).await
}

/// The files of a request in the order in which they came; a request has a bounded number of them.
pub(crate) async fn files(reader: &mut Reader, request: Uuid) -> Result<Vec<FileRow>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM request_file f WHERE f.request = $1 ORDER BY f.message, f.place"
    );
    reader.rows(&sql, &vals![request]).await?.iter().map(read).collect()
}

/// A file of a request with what it holds.
pub(crate) async fn find_file(
    reader: &mut Reader,
    request: Uuid,
    file: Uuid,
) -> Result<Option<(FileRow, Vec<u8>)>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS}, f.contents FROM request_file f WHERE f.id = $2 AND f.request = $1"
    );
    let row = reader.row(&sql, &vals![request, file]).await?;
    row.map(|row| Ok((read(&row)?, row.bytes(6)?))).transpose()
}

/// Drops the files of the requests asked by or for an account that is erased.
pub(super) async fn forget(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    let sql = "DELETE FROM request_file WHERE request IN \
               (SELECT r.id FROM request r WHERE r.asked_by = $1 OR r.asked_for = $1)";
    tx.exec(sql, &vals![account]).await.map(drop)
}
