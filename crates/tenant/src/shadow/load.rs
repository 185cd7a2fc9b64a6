//! Draws up accounts as the tenant is known to show them, for [`kernel::load`]: everything is there as it should be.

use facts::directory::AccountView;
use facts::entitlement::HeldLicence;
use kernel::clock::Timestamp;
use kernel::db::Val;
use kernel::ids;
use kernel::load::{Load, Order, Table};
use kernel::refusal::Fault;
use kernel::vals;

use super::model::State;
use crate::plan::{Shape, desired};

/// The table that is filled.
pub const TABLE: Table = Table {
    name: "tenant_object",
    columns: &[
        "account",
        "organisation",
        "tenant_id",
        "desired_hash",
        "state",
        "is_open",
        "confirmed_hash",
        "confirmed_at",
        "saved_at",
        "sent_at",
        "tries",
        "queued_for",
    ],
    order: Order::ByKey,
    may_hold: false,
};

/// Notes an account as live since that moment.
pub async fn live(
    load: &mut Load,
    account: &AccountView,
    licences: &[HeldLicence],
    shape: &Shape,
    since: Timestamp,
    now: Timestamp,
) -> Result<(), Fault> {
    let hash = Val::Bytes(desired(account, licences, shape).hash());
    let row = vals![
        account.account,
        account.organisation,
        ids::new_at(now).to_string(),
        hash.clone(),
        State::Confirmed.name(),
        false,
        hash,
        since,
        since,
        since,
        0_i64,
        0_i64
    ];
    load.put(TABLE.name, row).await
}
