//! What signing in asks of this slice: whether the second step is left out, and whether one has to be added first.

use facts::directory::AccountView;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Code, Result};

use super::judge::{AtSignIn, Factor, Judged, judge};
use super::{People, Place, circumstances, is_within};
use crate::mfa::{messages, store};
use crate::{factors, people};

/// How somebody stands; none for what is no person: nobody asks it of a system account.
pub(crate) async fn standing_of(
    reader: &mut Reader,
    view: &AccountView,
    peer: &str,
    now: Timestamp,
) -> Result<Option<Judged>> {
    if view.kind != "user" {
        return Ok(None);
    }
    let place = Place::read(reader, view.organisation, now).await?;
    let people = People::read(reader, &[view.account]).await?;
    let about = circumstances(reader, &place, &people, view.account, view.here_since, now).await?;
    let is_inside = is_inside(reader, view.organisation, peer).await?;
    Ok(Some(judge(&about, || is_inside, now)))
}

/// Whether somebody comes from an approved network of their organisation. Who comes from nowhere comes from outside.
async fn is_inside(reader: &mut Reader, organisation: OrganisationId, peer: &str) -> Result<bool> {
    if peer.is_empty() {
        return Ok(false);
    }
    is_own_network(reader, organisation, peer).await
}

/// Whether an address is in a network that an organisation has among its own.
pub(crate) async fn is_own_network(
    reader: &mut Reader,
    organisation: OrganisationId,
    peer: &str,
) -> Result<bool> {
    Ok(is_within(peer, &store::approved(reader, organisation).await?))
}

/// Whether somebody who has a second step is not asked for it: an exception counts, or they come from a network that makes it
/// needless. Where there is neither, which is so at nearly every sign-in, nothing else is read.
pub(crate) async fn leaves_code_out(
    reader: &mut Reader,
    account: AccountId,
    peer: &str,
    now: Timestamp,
) -> Result<bool> {
    let standing = store::standing(reader, account).await?;
    let has_exception = standing.is_some_and(|standing| now < standing.until);
    let organisation = people::address(reader, account).await?.organisation;
    if !has_exception && !is_inside(reader, organisation, peer).await? {
        return Ok(false);
    }
    let view = people::person(reader, account).await?;
    let judged = standing_of(reader, &view, peer, now).await?;
    Ok(judged.is_some_and(|judged| judged.asks == AtSignIn::Nothing))
}

/// Whether somebody gets no session before they have added a second step. Of whoever has an app or a passkey no more can be
/// asked, whatever the reason, so that nothing else is read.
pub(crate) async fn must_register(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<bool> {
    if factors::has_strong(reader, account).await? {
        return Ok(false);
    }
    let view = people::person(reader, account).await?;
    let judged = standing_of(reader, &view, "", now).await?;
    Ok(judged.is_some_and(|judged| judged.asks == AtSignIn::Adding))
}

/// Why no exception helps somebody, if none does: it is for people only, who have had a second step, and of whom nothing stricter
/// is asked.
pub(in crate::mfa) async fn takes_exception(
    reader: &mut Reader,
    view: &AccountView,
    now: Timestamp,
) -> Result<Option<Code>> {
    if view.kind != "user" {
        return Ok(Some(messages::NO_PERSON));
    }
    let place = Place::read(reader, view.organisation, now).await?;
    let people = People::read(reader, &[view.account]).await?;
    let about = circumstances(reader, &place, &people, view.account, view.here_since, now).await?;
    // Roles are looked at whether or not they oblige: those of the service keep the second step in any case.
    let about = about.with_roles(reader, view.account, now).await?;
    if about.takes_no_exception() {
        return Ok(Some(messages::NO_EXCEPTION));
    }
    let never_had = about.factor == Factor::None && about.exception_until.is_none();
    Ok(never_had.then_some(messages::NEVER_HAD))
}
