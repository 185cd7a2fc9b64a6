//! The entries of a bulk change, and what came of them: written by upkeep.

use std::collections::BTreeMap;

use kernel::db::{Reader, Row, WriteTx};
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use crate::bulk::model::{Item, ItemState};

const COLUMNS: &str = "number, written, account, state, words";

fn read(row: &Row) -> Result<Item, Fault> {
    let (account, state) = (row.id(2)?, row.text(3)?);
    Ok(Item {
        number: row.int(0)?,
        written: row.text(1)?,
        account: (!account.is_nil()).then_some(AccountId(account)),
        state: ItemState::named(&state).ok_or_else(|| {
            Fault::defect(format!("reading an entry of a bulk change that is {state}"))
        })?,
        words: row.text(4)?,
    })
}

/// How many entries have been looked up: the number of the last one.
pub(crate) async fn looked_at(reader: &mut Reader, bulk: Uuid) -> Result<i64, Fault> {
    let sql = "SELECT number FROM bulk_item WHERE bulk = $1 ORDER BY number DESC LIMIT 1";
    reader.row(sql, &vals![bulk]).await?.map_or(Ok(0), |row| row.int(0))
}

/// Whether an account is meant by an entry before a number.
pub(crate) async fn stands_before(
    reader: &mut Reader,
    bulk: Uuid,
    account: AccountId,
    number: i64,
) -> Result<bool, Fault> {
    let sql =
        "SELECT number FROM bulk_item WHERE bulk = $1 AND account = $2 AND number < $3 LIMIT 1";
    Ok(reader.row(sql, &vals![bulk, account, number]).await?.is_some())
}

/// Keeps entries that were looked up; those that somebody else kept meanwhile are the same.
pub(crate) async fn add(tx: &mut WriteTx, bulk: Uuid, items: &[Item]) -> Result<(), Fault> {
    for item in items {
        let account = item.account.map_or(Uuid::nil(), |account| account.0);
        let params = vals![
            bulk,
            item.number,
            item.written.as_str(),
            account,
            item.state.name(),
            item.words.as_str()
        ];
        tx.exec(
            "INSERT INTO bulk_item (bulk, number, written, account, state, words) VALUES ($1, $2, $3, $4, $5, $6) \
             ON CONFLICT (bulk, number) DO NOTHING",
            &params,
        )
        .await?;
    }
    Ok(())
}

/// The next entries that are to be tried.
pub(crate) async fn next_waiting(
    reader: &mut Reader,
    bulk: Uuid,
    limit: i64,
) -> Result<Vec<Item>, Fault> {
    items(reader, bulk, Some(ItemState::Waiting), 0, limit).await
}

/// Entries in their order, after a number; all, or those in one state.
pub(crate) async fn items(
    reader: &mut Reader,
    bulk: Uuid,
    state: Option<ItemState>,
    after: i64,
    limit: i64,
) -> Result<Vec<Item>, Fault> {
    let mut params = vals![bulk, after, limit].to_vec();
    let wanted = match state {
        None => "",
        Some(state) => {
            params.push(state.name().into());
            " AND state = $4"
        }
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM bulk_item WHERE bulk = $1 AND number > $2{wanted} ORDER BY number LIMIT $3"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// How many entries are in which state.
pub(crate) async fn counts(
    reader: &mut Reader,
    bulk: Uuid,
) -> Result<BTreeMap<ItemState, i64>, Fault> {
    let sql = "SELECT state, COUNT(*) FROM bulk_item WHERE bulk = $1 GROUP BY state";
    let mut found = BTreeMap::new();
    for row in reader.rows(sql, &vals![bulk]).await? {
        if let Some(state) = ItemState::named(&row.text(0)?) {
            found.insert(state, row.int(1)?);
        }
    }
    Ok(found)
}

/// Notes what came of entries; of one about which that is known already nothing is changed.
pub(crate) async fn settle(
    tx: &mut WriteTx,
    bulk: Uuid,
    came: &[(i64, ItemState, String)],
) -> Result<(), Fault> {
    for (number, state, words) in came {
        let params = vals![bulk, *number, state.name(), words.as_str()];
        let sql = "UPDATE bulk_item SET state = $3, words = $4 WHERE bulk = $1 AND number = $2 AND state = 'waiting'";
        tx.exec(sql, &params).await?;
    }
    Ok(())
}

/// Drops entries up to so many, and says how many those were.
pub(crate) async fn drop_items(tx: &mut WriteTx, bulk: Uuid, limit: i64) -> Result<u64, Fault> {
    let sql = "DELETE FROM bulk_item WHERE bulk = $1 AND number IN \
               (SELECT i.number FROM bulk_item i WHERE i.bulk = $1 ORDER BY i.number LIMIT $2)";
    tx.exec(sql, &vals![bulk, limit]).await
}
