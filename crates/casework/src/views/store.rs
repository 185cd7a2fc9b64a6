//! The rows of saved views.

use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result, messages as common};
use kernel::vals;
use uuid::Uuid;

use super::messages;
use super::model::{SavedView, name_key};

const COLUMNS: &str = "id, account, list, query, name, version";

fn read(row: &Row) -> Result<SavedView, Fault> {
    Ok(SavedView {
        id: row.id(0)?,
        account: AccountId(row.id(1)?),
        list: row.text(2)?,
        query: row.text(3)?,
        name: row.text(4)?,
        version: row.int(5)?,
    })
}

/// A view of somebody by its key; one of somebody else is as good as none.
pub(crate) async fn find(
    reader: &mut Reader,
    owner: AccountId,
    id: Uuid,
) -> Result<Option<SavedView>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM saved_view WHERE id = $1 AND account = $2");
    reader.row(&sql, &vals![id, owner]).await?.as_ref().map(read).transpose()
}

/// The views of somebody, of one list or of all, by list and name; somebody has a bounded number of them.
pub(crate) async fn of(
    reader: &mut Reader,
    owner: AccountId,
    list: Option<&str>,
    limit: i64,
) -> Result<Vec<SavedView>, Fault> {
    let mut params: Vec<Val> = vals![owner, limit].to_vec();
    let wanted = match list {
        None => "",
        Some(list) => {
            params.push(list.into());
            " AND list = $3"
        }
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM saved_view WHERE account = $1{wanted} ORDER BY list, name_key LIMIT $2"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// How many views somebody has.
pub(crate) async fn count(reader: &mut Reader, owner: AccountId) -> Result<i64, Fault> {
    reader.number("SELECT COUNT(*) FROM saved_view WHERE account = $1", &vals![owner]).await
}

/// Keeps a view, unless its owner has one of that name for the list.
pub(crate) async fn insert(tx: &mut WriteTx, call: &Call, view: &SavedView) -> Result<()> {
    let key = name_key(&view.name);
    let params = vals![
        view.id,
        view.account,
        view.list.as_str(),
        view.query.as_str(),
        view.name.as_str(),
        key,
        call.act
    ];
    let sql = "INSERT INTO saved_view (id, account, list, query, name, name_key, version, act) VALUES ($1, $2, $3, $4, $5, $6, 1, $7) \
               ON CONFLICT (account, list, name_key) DO NOTHING";
    if tx.exec(sql, &params).await? != 1 {
        return Err(messages::NAME_TAKEN.at("name").into());
    }
    tx.subject("saved_view", view.id, 1);
    tx.effect("saved_view", view.id, "name", Val::Null, view.name.as_str());
    tx.effect("saved_view", view.id, "list", Val::Null, view.list.as_str());
    Ok(())
}

/// Gives a view another name, unless its owner has another one of that name for the list.
pub(crate) async fn rename(
    tx: &mut WriteTx,
    call: &Call,
    before: &SavedView,
    name: &str,
) -> Result<i64> {
    let key = name_key(name);
    let params =
        vals![before.id, before.version, name, key, call.act, before.account, before.list.as_str()];
    let taken =
        "SELECT 1 FROM saved_view WHERE account = $1 AND list = $2 AND name_key = $3 AND id <> $4";
    let wanted = vals![before.account, before.list.as_str(), name_key(name), before.id];
    if tx.row(taken, &wanted).await?.is_some() {
        return Err(messages::NAME_TAKEN.at("name").into());
    }
    // Somebody who renames two of theirs at once to one name is told so by the second condition.
    let sql = "UPDATE saved_view SET name = $3, name_key = $4, version = version + 1, act = $5 WHERE id = $1 AND version = $2 \
               AND NOT EXISTS (SELECT 1 FROM saved_view o WHERE o.account = $6 AND o.list = $7 AND o.name_key = $4 AND o.id <> $1)";
    if tx.exec(sql, &params).await? != 1 {
        return Err(common::STALE.refuse().into());
    }
    tx.subject("saved_view", before.id, before.version + 1);
    tx.effect("saved_view", before.id, "name", before.name.as_str(), name);
    Ok(before.version + 1)
}

/// Removes a view.
pub(crate) async fn remove(tx: &mut WriteTx, before: &SavedView) -> Result<()> {
    let sql = "DELETE FROM saved_view WHERE id = $1 AND version = $2";
    if tx.exec(sql, &vals![before.id, before.version]).await? != 1 {
        return Err(common::STALE.refuse().into());
    }
    tx.subject("saved_view", before.id, before.version + 1);
    tx.effect("saved_view", before.id, "name", before.name.as_str(), Val::Null);
    Ok(())
}

/// Drops the views of an account that is erased.
pub(crate) async fn forget(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM saved_view WHERE account = $1", &vals![account]).await.map(drop)
}
