//! The tables of who has to have a second step: what organisations and administrators ask, and when people were reminded.

mod exceptions;
mod networks;
mod reports;

use std::collections::BTreeMap;

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::Call;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;

pub use exceptions::State as ExceptionState;
pub(super) use exceptions::{
    Exception, Standing, added, decide, end, erase, exception, granted_since, history,
    insert as insert_exception, is_asked_for, stand, standing, standings,
    waiting as waiting_exceptions,
};
pub use networks::State as NetworkState;
pub(super) use networks::{
    Kept as KeptNetwork, all as all_networks, approved, decide as decide_network, network, propose,
    remove as remove_network, waiting as waiting_networks,
};

pub(super) use reports::{Ending, Round, ending, go_on, round, tell, told};

use super::model::Policy;
use crate::people::marks;

/// What an organisation asks of its people at a moment, and since when; none where it never said.
pub(super) async fn policy_at(
    reader: &mut Reader,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<Option<(Policy, Timestamp)>, Fault> {
    let sql = "SELECT policy, starts_at FROM mfa_policy WHERE organisation = $1 AND starts_at <= $2 ORDER BY starts_at DESC LIMIT 1";
    let row = reader.row(sql, &vals![organisation, now]).await?;
    row.map(|row| Ok((Policy::kept_as(&row.text(0)?), row.time(1)?))).transpose()
}

/// What an organisation will ask from a later moment on, the next one first.
pub(super) async fn policy_after(
    reader: &mut Reader,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<Option<(Policy, Timestamp)>, Fault> {
    let sql = "SELECT policy, starts_at FROM mfa_policy WHERE organisation = $1 AND starts_at > $2 ORDER BY starts_at LIMIT 1";
    let row = reader.row(sql, &vals![organisation, now]).await?;
    row.map(|row| Ok((Policy::kept_as(&row.text(0)?), row.time(1)?))).transpose()
}

/// Has an organisation ask something of its people from a moment on; what it had planned for later no longer counts.
pub(super) async fn set_policy(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    policy: Policy,
    starts_at: Timestamp,
    before: Option<Policy>,
    call: &Call,
) -> Result<(), Fault> {
    let sql = "DELETE FROM mfa_policy WHERE organisation = $1 AND starts_at > $2";
    tx.exec(sql, &vals![organisation, call.now]).await?;
    let sql = "INSERT INTO mfa_policy (organisation, starts_at, policy, version, act) VALUES ($1, $2, $3, 1, $4) \
               ON CONFLICT (organisation, starts_at) DO UPDATE SET policy = excluded.policy, version = mfa_policy.version + 1, act = excluded.act";
    tx.exec(sql, &vals![organisation, starts_at, policy.name(), call.act]).await?;
    tx.subject("mfa_policy", organisation, 0);
    tx.effect("mfa_policy", organisation, "policy", before.map(Policy::name), policy.name());
    tx.effect("mfa_policy", organisation, "starts_at", None::<Timestamp>, starts_at);
    Ok(())
}

/// What is asked of some people by themselves.
pub(super) async fn memberships(
    reader: &mut Reader,
    accounts: &[AccountId],
) -> Result<BTreeMap<AccountId, (Policy, Timestamp)>, Fault> {
    let mut params = Vec::new();
    let sql = format!(
        "SELECT account, policy, starts_at FROM mfa_membership WHERE account IN ({})",
        marks(accounts, &mut params)
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter()
        .map(|row| Ok((AccountId(row.id(0)?), (Policy::kept_as(&row.text(1)?), row.time(2)?))))
        .collect()
}

/// Asks something of one person; says no if it is asked already.
pub(super) async fn set_membership(
    tx: &mut WriteTx,
    account: AccountId,
    policy: Policy,
    before: Option<Policy>,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO mfa_membership (account, policy, starts_at, version, act) VALUES ($1, $2, $3, 1, $4) \
               ON CONFLICT (account) DO UPDATE SET policy = excluded.policy, starts_at = excluded.starts_at, \
               version = mfa_membership.version + 1, act = excluded.act WHERE mfa_membership.policy <> excluded.policy";
    let is_new = tx.exec(sql, &vals![account, policy.name(), call.now, call.act]).await? == 1;
    tx.subject("mfa_membership", account, 0);
    tx.effect("mfa_membership", account, "policy", before.map(Policy::name), policy.name());
    Ok(is_new)
}

/// No longer asks anything of one person; says no if nothing is asked.
pub(super) async fn end_membership(
    tx: &mut WriteTx,
    account: AccountId,
    before: Option<Policy>,
) -> Result<bool, Fault> {
    let sql = "DELETE FROM mfa_membership WHERE account = $1";
    let was_there = tx.exec(sql, &vals![account]).await? == 1;
    tx.subject("mfa_membership", account, 0);
    tx.effect("mfa_membership", account, "policy", before.map(Policy::name), None::<&str>);
    Ok(was_there)
}

/// When those of an organisation who have no second step were last reminded.
pub(super) async fn reminded_at(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Option<Timestamp>, Fault> {
    let sql = "SELECT reminded_at FROM mfa_reminder WHERE organisation = $1";
    reader.row(sql, &vals![organisation]).await?.map(|row| row.time(0)).transpose()
}

/// Notes a reminder, if the last one was not after a moment; says whether it was not.
pub(super) async fn remind(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    not_since: Timestamp,
    call: &Call,
) -> Result<bool, Fault> {
    let sql = "INSERT INTO mfa_reminder (organisation, reminded_at, version, act) VALUES ($1, $2, 1, $3) \
               ON CONFLICT (organisation) DO UPDATE SET reminded_at = excluded.reminded_at, version = mfa_reminder.version + 1, \
               act = excluded.act WHERE mfa_reminder.reminded_at <= $4";
    let params = vals![organisation, call.now, call.act, not_since];
    let is_first = tx.exec(sql, &params).await? == 1;
    tx.subject("mfa_reminder", organisation, 0);
    tx.effect("mfa_reminder", organisation, "reminded_at", None::<Timestamp>, call.now);
    Ok(is_first)
}
