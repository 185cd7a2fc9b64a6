//! Moves that wait for their day. One row per account: nobody has two.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;

use super::super::model::{Day, Planned};
use crate::keys::PolicyId;

const COLUMNS: &str = "account, policy, organisation, day, begins_at, asked_by, proposal";

fn read(row: &Row) -> Result<Planned, Fault> {
    Ok(Planned {
        account: AccountId(row.id(0)?),
        policy: PolicyId(row.id(1)?),
        organisation: OrganisationId(row.id(2)?),
        day: Day { text: row.text(3)?, begins_at: row.time(4)? },
        asked_by: AccountId(row.id(5)?),
        proposal: row.id(6)?,
    })
}

/// The move that an account waits for; whoever calls this has seen to it that the account may be seen.
pub(crate) async fn find(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Planned>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM policy_move WHERE account = $1");
    reader.row(&sql, &vals![account]).await?.as_ref().map(read).transpose()
}

/// Keeps a move for its day, in place of the one that the account had.
pub(crate) async fn put(tx: &mut WriteTx, call: &Call, new: &Planned) -> Result<(), Fault> {
    let params = vals![
        new.account,
        new.policy,
        new.organisation,
        new.day.text.as_str(),
        new.day.begins_at,
        new.asked_by,
        new.proposal,
        call.act
    ];
    let sql = "INSERT INTO policy_move (account, policy, organisation, day, begins_at, asked_by, proposal, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8) \
               ON CONFLICT (account) DO UPDATE SET policy = excluded.policy, organisation = excluded.organisation, day = excluded.day, \
               begins_at = excluded.begins_at, asked_by = excluded.asked_by, proposal = excluded.proposal, \
               version = policy_move.version + 1, act = excluded.act";
    tx.exec(sql, &params).await.map(drop)
}

/// Has a move lead to another user policy on the same day.
pub(crate) async fn lead_to(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    policy: PolicyId,
) -> Result<(), Fault> {
    let sql =
        "UPDATE policy_move SET policy = $1, version = version + 1, act = $2 WHERE account = $3";
    tx.exec(sql, &vals![policy, call.act, account]).await.map(drop)
}

/// Forgets the move that an account waited for.
pub(crate) async fn delete(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM policy_move WHERE account = $1", &vals![account]).await.map(drop)
}

/// How many are to move into a user policy.
pub(crate) async fn count_into(reader: &mut Reader, policy: PolicyId) -> Result<i64, Fault> {
    reader.number("SELECT COUNT(*) FROM policy_move WHERE policy = $1", &vals![policy]).await
}

/// Some of the moves into a user policy, whoever asks.
pub(crate) async fn into_policy(
    reader: &mut Reader,
    policy: PolicyId,
    limit: i64,
) -> Result<Vec<Planned>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM policy_move WHERE policy = $1 ORDER BY begins_at, account LIMIT $2"
    );
    reader.rows(&sql, &vals![policy, limit]).await?.iter().map(read).collect()
}

/// A place in the list: after a moment, and after an account of that moment.
pub(crate) type Place = (Timestamp, AccountId);

/// The moves of an organisation, those that come first in front; into one user policy only, if one is named.
pub(crate) async fn list(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
    policy: Option<PolicyId>,
    after: Place,
    limit: i64,
) -> Result<Vec<Planned>, Fault> {
    let mut params = vals![organisation, after.0, after.1, limit].to_vec();
    let clause = sight.organisations_clause("organisation", &mut params);
    let only = match policy {
        Some(policy) => {
            params.push(policy.into());
            format!("policy = ${}", params.len())
        }
        None => "1 = 1".to_owned(),
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM policy_move WHERE organisation = $1 AND (begins_at > $2 OR (begins_at = $2 AND account > $3)) \
         AND {only} AND {clause} ORDER BY begins_at, account LIMIT $4"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}
