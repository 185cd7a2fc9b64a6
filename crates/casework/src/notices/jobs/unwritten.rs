//! The one place of a letter that is never written down: it is filled in when the letter is handed over, by the slice
//! that can make it again. What waits in the outbox, its backups and its pages hold a mark instead.

use kernel::db::BoxFuture;
use kernel::door::Door;
use kernel::ids::AccountId;
use kernel::refusal::Result;

use crate::notices::House;
use crate::notices::model::template::UNWRITTEN;

/// The port that makes what is never written down: for an account and the address a letter goes to, an address below
/// that of the portal. None if it is of no use any more.
#[derive(Clone, Copy)]
pub struct Unwritten(pub fn(Door, AccountId, String) -> BoxFuture<'static, Result<Option<String>>>);

/// The words as they are handed over; none if what they lack is of no use any more.
///
/// # Errors
/// If nobody makes what they lack, or making it fails.
pub async fn filled(
    door: &Door,
    account: AccountId,
    address: &str,
    body: &str,
) -> Result<Option<String>> {
    if !body.contains(UNWRITTEN) {
        return Ok(Some(body.to_owned()));
    }
    let make = door.ports().port::<Unwritten>()?.0;
    let Some(path) = make(door.clone(), account, address.to_owned()).await? else {
        return Ok(None);
    };
    let house = door.ports().port::<House>().unwrap_or_default();
    Ok(Some(body.replace(UNWRITTEN, &format!("{}{path}", house.portal.trim_end_matches('/')))))
}
