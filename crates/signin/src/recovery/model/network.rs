//! The network that somebody comes from, as one of a fixed number of rows.

use kernel::door::Door;
use uuid::Uuid;

use crate::factors::Whence;
use crate::keys;
use crate::origin::network_of;

/// Networks of a kind are counted in so many rows. Some share one; which ones follows from the key of the installation, so that
/// nobody can look for an address that shares the row of a hospital.
const ROWS: i64 = 65_536;
/// The row of all networks together that are not familiar.
pub(super) const ALL: i64 = 0;
/// What sets these keys apart from others of the installation.
const PURPOSE: &str = "recovery-network";

/// The row of the network of an address: one for those who come to accounts that are familiar with it, another for strangers.
/// What strangers do nearby uses up nothing of what the others have.
pub(super) fn row(door: &Door, peer: &str, whence: Whence) -> i64 {
    let mut of = [0; 16];
    of.copy_from_slice(&keys::hash(&network_of(peer))[..16]);
    let [first, second, ..] = door.derived(PURPOSE, Uuid::from_bytes(of));
    let place = i64::from(u16::from_be_bytes([first, second]));
    match whence {
        Whence::Elsewhere => 1 + place,
        Whence::Familiar => 1 + ROWS + place,
    }
}
