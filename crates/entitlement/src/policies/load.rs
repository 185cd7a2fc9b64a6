//! Draws up who is in which user policy, for [`kernel::load`].

use facts::directory::AccountView;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::ids::{ActId, OrganisationId};
use kernel::load::{Load, Order, Table};
use kernel::refusal::Fault;
use kernel::vals;

use super::model::name_key;
use super::store::policies;
use crate::keys::{PolicyId, ProductId};

/// The table that is filled.
pub const TABLE: Table = Table {
    name: "policy_membership",
    columns: &[
        "account",
        "policy",
        "organisation",
        "name_key",
        "present",
        "applied",
        "since",
        "version",
        "act",
    ],
    order: Order::ByKey,
    may_hold: false,
};

/// User policies read of one organisation.
const AT_MOST: i64 = 100;

/// A user policy people are put into.
#[derive(Clone, Copy, Debug)]
pub struct Joined {
    /// Its key.
    pub policy: PolicyId,
    /// The product it gives.
    pub product: ProductId,
    revision: i64,
}

/// The user policies of an organisation that give no more than one product and switch nothing off, in order of name.
pub async fn plain(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Vec<Joined>, Fault> {
    let mut plain = Vec::new();
    for policy in policies::open_in(reader, organisation, AT_MOST).await? {
        let is_plain =
            policy.switched_off.is_empty() && policies::addons(reader, policy.id).await?.is_empty();
        if is_plain {
            plain.push(Joined {
                policy: policy.id,
                product: policy.base_product,
                revision: policy.revision,
            });
        }
    }
    Ok(plain)
}

/// Puts an account into a user policy.
pub async fn join(
    load: &mut Load,
    account: &AccountView,
    joined: &Joined,
    since: Timestamp,
    act: ActId,
) -> Result<(), Fault> {
    let is_present = account.state != "deleted";
    let row = vals![
        account.account,
        joined.policy,
        account.organisation,
        name_key(&account.display_name),
        is_present,
        joined.revision,
        since,
        1_i64,
        act
    ];
    load.put("policy_membership", row).await
}
