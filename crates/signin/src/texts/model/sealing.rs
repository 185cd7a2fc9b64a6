//! How a number is kept: sealed for the row it belongs to.

use kernel::ids::AccountId;
use kernel::refusal::Fault;
use uuid::Uuid;

use super::Mobile;
use crate::sealed::{self, SealNonce};

/// What sets these keys apart from others of the installation.
pub(in crate::texts) const PURPOSE: &str = "text-number";

fn bound_to(account: AccountId, id: Uuid) -> Vec<u8> {
    [b"text.number\0".as_slice(), account.0.as_bytes(), id.as_bytes()].concat()
}

/// Seals a number.
pub(in crate::texts) fn seal(
    door: &kernel::door::Door,
    account: AccountId,
    id: Uuid,
    mobile: &Mobile,
) -> Result<Vec<u8>, Fault> {
    let secret = door.derived(PURPOSE, id);
    sealed::seal(&secret, SealNonce::draw(), &bound_to(account, id), mobile.number().as_bytes())
}

/// The number, if this installation sealed it.
pub(in crate::texts) fn open(
    door: &kernel::door::Door,
    account: AccountId,
    id: Uuid,
    sealed: &[u8],
) -> Result<Option<String>, Fault> {
    let opened = sealed::open(&door.derived(PURPOSE, id), &bound_to(account, id), sealed)?;
    Ok(opened.and_then(|bytes| String::from_utf8(bytes).ok()))
}
