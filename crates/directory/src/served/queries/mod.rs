//! What can be asked about organisations that are administered nationally, always under the sight of whoever asks.

mod list;
mod one;

pub(crate) use list::LIMIT_AT_MOST;
pub use list::{SectorCount, ServedCounts, ServedLine, ServedList, ServedPage, ServedSummary};
pub use one::{IntakeLine, Served, ServedByCode};

use kernel::authority::{Role, StandingOf, grants_reaching};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::ids::OrganisationId;
use kernel::refusal::{Fault, Result};

use crate::people::counted::accounts;
use crate::people::{AccountKind, AccountState};

/// Grants looked at to find an administrator; more than that are enough anyway.
const LOOKED_AT: i64 = 500;

/// How many people an organisation has, whether they can sign in or not.
pub(super) async fn people_in(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<i64, Fault> {
    let states = [AccountState::Active, AccountState::Disabled];
    accounts(reader, organisation, &[AccountKind::User], &states).await
}

/// How many people can sign in.
async fn active_in(reader: &mut Reader, organisation: OrganisationId) -> Result<i64, Fault> {
    accounts(reader, organisation, &[AccountKind::User], &[AccountState::Active]).await
}

/// How many people can administer the organisation because they hold a role in it or above it.
pub(super) async fn working_administrators(
    reader: &mut Reader,
    organisation: OrganisationId,
    now: Timestamp,
) -> Result<usize> {
    let is_own = |role| matches!(role, Role::PrimaryLocalAdministrator | Role::LocalAdministrator);
    let mut working = std::collections::BTreeSet::new();
    for grant in grants_reaching(reader, organisation, None, LOOKED_AT, now).await? {
        if is_own(grant.role)
            && grant.is_live(now)
            && reader.ask(StandingOf(grant.account)).await?.is_some_and(|it| it.may_act)
        {
            working.insert(grant.account);
        }
    }
    Ok(working.len())
}
