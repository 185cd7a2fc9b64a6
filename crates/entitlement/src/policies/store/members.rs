//! Who is in which user policy. One row per account: nobody is in two, and only an erased account is in none.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Row, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;

use super::super::model::Membership;
use crate::keys::PolicyId;

const COLUMNS: &str = "account, policy, organisation, present, applied, version";

fn read(row: &Row) -> Result<Membership, Fault> {
    Ok(Membership {
        account: AccountId(row.id(0)?),
        policy: PolicyId(row.id(1)?),
        organisation: OrganisationId(row.id(2)?),
        present: row.flag(3)?,
        applied: row.int(4)?,
        version: row.int(5)?,
    })
}

/// The membership of an account, whoever asks.
pub(crate) async fn find(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<Membership>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM policy_membership WHERE account = $1");
    reader.row(&sql, &vals![account]).await?.as_ref().map(read).transpose()
}

/// The membership of an account, if it is seen.
pub(crate) async fn seen(
    reader: &mut Reader,
    sight: &Sight,
    account: AccountId,
) -> Result<Option<Membership>, Fault> {
    let mut params = vals![account].to_vec();
    let clause = sight.accounts_clause("account", "organisation", &mut params);
    let sql = format!("SELECT {COLUMNS} FROM policy_membership WHERE account = $1 AND {clause}");
    reader.row(&sql, &params).await?.as_ref().map(read).transpose()
}

/// Puts a new account into a user policy; whether it was in none.
pub(crate) async fn insert(
    tx: &mut WriteTx,
    call: &Call,
    new: &Membership,
    name_key: &str,
) -> Result<bool, Fault> {
    let params = vals![
        new.account,
        new.policy,
        new.organisation,
        name_key,
        new.present,
        new.applied,
        call.now,
        call.act
    ];
    let sql = "INSERT INTO policy_membership (account, policy, organisation, name_key, present, applied, since, version, act) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, 1, $8) ON CONFLICT (account) DO NOTHING";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Moves an account, if its row is still as it was read. In one statement: nobody is ever in none.
pub(crate) async fn shift(
    tx: &mut WriteTx,
    call: &Call,
    old: &Membership,
    policy: PolicyId,
    applied: i64,
) -> Result<bool, Fault> {
    let params = vals![policy, applied, call.now, call.act, old.account, old.version];
    let sql = "UPDATE policy_membership SET policy = $1, applied = $2, since = $3, version = version + 1, act = $4 WHERE account = $5 AND version = $6";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Counts an account's place up, if its row is still as it was read: something is planned for it, or no longer.
pub(crate) async fn touch(
    tx: &mut WriteTx,
    call: &Call,
    membership: &Membership,
) -> Result<bool, Fault> {
    let params = vals![call.act, membership.account, membership.version];
    let sql = "UPDATE policy_membership SET version = version + 1, act = $1 WHERE account = $2 AND version = $3";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Moves an account to a user policy of another organisation, if its row is still as it was read.
pub(crate) async fn move_to(
    tx: &mut WriteTx,
    call: &Call,
    old: &Membership,
    new: &Membership,
) -> Result<bool, Fault> {
    let params = vals![
        new.policy,
        new.organisation,
        new.applied,
        call.now,
        call.act,
        old.account,
        old.version
    ];
    let sql = "UPDATE policy_membership SET policy = $1, organisation = $2, applied = $3, since = $4, version = version + 1, act = $5 \
               WHERE account = $6 AND version = $7";
    Ok(tx.exec(sql, &params).await? == 1)
}

/// Notes that the account's licences follow this revision of its user policy.
pub(crate) async fn set_applied(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    applied: i64,
) -> Result<(), Fault> {
    let sql = "UPDATE policy_membership SET applied = $1, version = version + 1, act = $2 WHERE account = $3";
    tx.exec(sql, &vals![applied, call.act, account]).await.map(drop)
}

/// Notes that the account was deleted or is back.
pub(crate) async fn set_present(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    present: bool,
) -> Result<(), Fault> {
    let sql = "UPDATE policy_membership SET present = $1, version = version + 1, act = $2 WHERE account = $3";
    tx.exec(sql, &vals![present, call.act, account]).await.map(drop)
}

/// Keeps the name by which members are found and sorted; no change where it is the same.
pub(crate) async fn set_name(
    tx: &mut WriteTx,
    call: &Call,
    account: AccountId,
    name_key: &str,
) -> Result<(), Fault> {
    let sql = "UPDATE policy_membership SET name_key = $1, version = version + 1, act = $2 WHERE account = $3 AND name_key <> $1";
    tx.exec(sql, &vals![name_key, call.act, account]).await.map(drop)
}

/// Forgets an erased account.
pub(crate) async fn delete(tx: &mut WriteTx, account: AccountId) -> Result<(), Fault> {
    tx.exec("DELETE FROM policy_membership WHERE account = $1", &vals![account]).await.map(drop)
}

/// How many people and system accounts are in a user policy, deleted ones left out.
pub(crate) async fn count(reader: &mut Reader, policy: PolicyId) -> Result<i64, Fault> {
    reader
        .number(
            "SELECT COUNT(*) FROM policy_membership WHERE policy = $1 AND present = 1",
            &vals![policy],
        )
        .await
}

/// How many of them still have licences of an earlier revision.
pub(crate) async fn count_pending(
    reader: &mut Reader,
    policy: PolicyId,
    revision: i64,
) -> Result<i64, Fault> {
    let sql =
        "SELECT COUNT(*) FROM policy_membership WHERE policy = $1 AND present = 1 AND applied < $2";
    reader.number(sql, &vals![policy, revision]).await
}

/// Members whose licences follow an earlier revision.
pub(crate) async fn pending(
    reader: &mut Reader,
    policy: PolicyId,
    revision: i64,
    limit: i64,
) -> Result<Vec<Membership>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM policy_membership WHERE policy = $1 AND applied < $2 ORDER BY account LIMIT $3"
    );
    reader.rows(&sql, &vals![policy, revision, limit]).await?.iter().map(read).collect()
}

/// Members in order of key, after a key; deleted ones too if they are asked for.
pub(crate) async fn by_key(
    reader: &mut Reader,
    policy: PolicyId,
    least_present: i64,
    after: AccountId,
    limit: i64,
) -> Result<Vec<Membership>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM policy_membership WHERE policy = $1 AND present >= $2 AND account > $3 ORDER BY account LIMIT $4"
    );
    reader.rows(&sql, &vals![policy, least_present, after, limit]).await?.iter().map(read).collect()
}

/// A member as listed.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    pub(crate) membership: Membership,
    pub(crate) name_key: String,
    pub(crate) since: Timestamp,
}

/// Which members are listed.
pub(crate) struct Wanted<'a> {
    pub(crate) policy: PolicyId,
    /// The beginning of their names, folded.
    pub(crate) beginning: &'a str,
    /// The last one of the page before.
    pub(crate) after: (&'a str, AccountId),
    pub(crate) limit: i64,
}

/// Members in order of name.
pub(crate) async fn by_name(
    reader: &mut Reader,
    sight: &Sight,
    wanted: &Wanted<'_>,
) -> Result<Vec<Listed>, Fault> {
    let beyond = format!("{}\u{10ffff}", wanted.beginning);
    let mut params = vals![
        wanted.policy,
        wanted.beginning,
        beyond,
        wanted.after.0,
        wanted.after.1,
        wanted.limit
    ]
    .to_vec();
    let clause = sight.organisations_clause("organisation", &mut params);
    let sql = format!(
        "SELECT {COLUMNS}, name_key, since FROM policy_membership WHERE policy = $1 AND present = 1 AND name_key >= $2 AND name_key < $3 \
         AND (name_key > $4 OR (name_key = $4 AND account > $5)) AND {clause} ORDER BY name_key, account LIMIT $6"
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter()
        .map(|row| {
            Ok(Listed { membership: read(row)?, name_key: row.text(6)?, since: row.time(7)? })
        })
        .collect()
}
