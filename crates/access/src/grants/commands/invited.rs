//! The role of whoever is invited to administer an organisation first, within the act that invites them.

use facts::directory::AdministratorInvited;
use kernel::authority::{GrantSpan, Role};
use kernel::db::WriteTx;
use kernel::door::Call;
use kernel::refusal::Result;

use super::super::{messages, store};
use super::bounds;
use super::intended::Intended;

/// Gives the role by the right of whoever invites: it is theirs to hand out, or the whole act is refused.
pub(in crate::grants) async fn give_invited(
    fact: AdministratorInvited,
    call: &Call,
    tx: &mut WriteTx,
) -> Result<()> {
    let (role, place) = (Role::PrimaryLocalAdministrator, Some(fact.organisation));
    store::take_guard(tx, place, call.act).await?;
    store::take_account_guard(tx, fact.account, call.act).await?;
    let bounds = bounds(tx, call, place).await?;
    bounds.allow(role, false).map_err(|code| code.refuse())?;
    bounds.allow_until(false, None).map_err(|code| code.refuse())?;
    let intended = Intended {
        person: fact.account,
        role,
        span: GrantSpan::Organisation(fact.organisation),
        starts_at: call.now,
        ends_at: None,
    };
    let holder = intended.check_holder(tx).await?;
    intended.check_others(tx, call, "organisation").await?;
    intended.give(tx, call, messages::INVITED.to_owned(), holder).await.map(drop)
}
