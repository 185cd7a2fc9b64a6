//! Applications that an organisation registers for its own people: whether it may, how many, and what is different for them.

use facts::directory::AccountOf;
use kernel::authority::ancestors;
use kernel::dated::NumberRule;
use kernel::db::Reader;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Fault, Refusal, Result};

use super::details::{Checked, Details};
use super::{Kind, Protocol, ROLES};
use crate::applications::messages;

/// Whether organisations register applications of their own.
pub const BY_ORGANISATIONS: NumberRule = NumberRule::new(
    "application.by-organisations",
    0,
    0..=1,
    "yes or no",
    "Product decision on applications of organisations: the real service names no way for them to register any",
)
.of_the_nation();

/// How many applications an organisation may have in use.
pub const OWN_MOST: NumberRule = NumberRule::new(
    "application.own-most",
    20,
    0..=500,
    "applications",
    "Product decision on applications of organisations",
)
.of_the_nation();

/// The most days for which the secret before the one in use may work.
pub const SECRET_DAYS: NumberRule = NumberRule::new(
    "application.secret-days",
    30,
    0..=90,
    "days",
    "Product decision on secrets of applications: long enough to hand a new one over without a break",
)
.of_the_nation();

/// Refuses what applications of organisations cannot have. A service would get tokens for interfaces of others, and what
/// speaks SAML would take a name that everybody knows; which roles somebody holds elsewhere is not theirs to know.
pub(super) fn check_own(kind: Kind, said: &Details<'_>) -> Result<(), Refusal> {
    if said.protocol == Protocol::Saml {
        return Err(messages::OWN_PROTOCOL.at("protocol"));
    }
    if kind == Kind::Service {
        return Err(messages::OWN_KIND.at("kind"));
    }
    if said.scopes.iter().any(|scope| scope == ROLES) {
        return Err(messages::OWN_SCOPE.at("scopes"));
    }
    Ok(())
}

/// Refuses an organisation that is neither the owner nor below it, as one that is not there.
pub(super) async fn check_reach(
    reader: &mut Reader,
    owner: OrganisationId,
    checked: &Checked,
) -> Result<()> {
    for (code, organisation) in &checked.organisations {
        if !is_within(reader, owner, *organisation).await? {
            return Err(own_organisation(code).into());
        }
    }
    Ok(())
}

/// The refusal of a code that names no organisation of theirs, whether there is one or not.
pub(super) fn own_organisation(code: &str) -> Refusal {
    messages::OWN_ORGANISATION.at("organisations").with("code", code)
}

/// Whether an organisation is that one or below it.
async fn is_within(
    reader: &mut Reader,
    above: OrganisationId,
    below: OrganisationId,
) -> Result<bool, Fault> {
    Ok(above == below || ancestors(reader, below).await?.contains(&above))
}

/// Whether somebody is at work in an organisation or below it.
pub(in crate::applications) async fn is_at_work_in(
    reader: &mut Reader,
    owner: OrganisationId,
    account: AccountId,
) -> Result<bool> {
    let Some(view) = reader.ask(AccountOf(account)).await? else { return Ok(false) };
    Ok(is_within(reader, owner, view.organisation).await?)
}
