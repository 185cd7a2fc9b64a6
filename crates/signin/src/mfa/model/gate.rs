//! What signing in asks of this slice: whether the second step is left out, and whether one has to be added first.

use facts::directory::AccountView;
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::ids::AccountId;
use kernel::refusal::Result;

use super::judge::{AtSignIn, Judged, judge};
use super::{People, Place, circumstances, is_within};
use crate::people;

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
    Ok(Some(judge(&about, || is_within(peer, &place.networks), now)))
}

async fn judged(
    reader: &mut Reader,
    account: AccountId,
    peer: &str,
    now: Timestamp,
) -> Result<Option<Judged>> {
    let view = people::person(reader, account).await?;
    standing_of(reader, &view, peer, now).await
}

/// Whether somebody who has a second step is not asked for it: an exception counts, or they come from a network that makes it
/// needless.
pub(crate) async fn leaves_code_out(
    reader: &mut Reader,
    account: AccountId,
    peer: &str,
    now: Timestamp,
) -> Result<bool> {
    let judged = judged(reader, account, peer, now).await?;
    Ok(judged.is_some_and(|judged| judged.asks == AtSignIn::Nothing))
}

/// Whether somebody gets no session before they have added a second step.
pub(crate) async fn must_register(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<bool> {
    let judged = judged(reader, account, "", now).await?;
    Ok(judged.is_some_and(|judged| judged.asks == AtSignIn::Adding))
}
