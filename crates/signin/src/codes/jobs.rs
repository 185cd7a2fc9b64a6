//! The place of a letter that is never written down: the start link is made when the letter is handed over.

use casework::notices::Unwritten;
use kernel::db::BoxFuture;
use kernel::door::Door;
use kernel::ids::AccountId;
use kernel::refusal::Result;
use uuid::Uuid;

use super::model::{link_code, link_path};
use super::store;
use crate::people;

/// What sets the secrets of start links apart.
pub(super) const PURPOSE: &str = "start link";

/// The code of a link.
pub(super) fn code_of(door: &Door, link: Uuid) -> String {
    link_code(&door.derived(PURPOSE, link))
}

/// What fills the place of a start link in letters to addresses outside.
pub fn unwritten() -> Unwritten {
    Unwritten(|door, account, address| -> BoxFuture<'static, Result<Option<String>>> {
        Box::pin(async move { link_for(&door, account, &address).await })
    })
}

/// The address of the link that an account has at an address outside, below that of the portal; none once it was
/// used, was replaced, or is too old.
async fn link_for(door: &Door, account: AccountId, address: &str) -> Result<Option<String>> {
    let mut reader = door.reader().await?;
    let open = store::open_link(&mut reader, account, door.clock().now()).await?;
    let Some(open) = open.filter(|open| open.address == address) else { return Ok(None) };
    let username = people::person(&mut reader, account).await?.address;
    Ok(Some(link_path(&username, &code_of(door, open.link))))
}
