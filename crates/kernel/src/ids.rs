//! Identity keys: UUID version 7 (RFC 9562), made here and nowhere else, never reused, never parsed for meaning.
//!
//! Keys made by one process grow strictly, so new rows land at the end of an index.

use crate::clock::Timestamp;
use crate::random;
use parking_lot::Mutex;
use uuid::Uuid;

/// Highest 60 bits used so far: milliseconds and the counter below them.
static LAST: Mutex<u64> = Mutex::new(0);

/// A new key for this moment. Keys of one process never repeat and always grow, even if the clock steps back.
pub fn new_at(now: Timestamp) -> Uuid {
    let millis = u64::try_from(now.micros() / 1000).unwrap_or(0) & 0xffff_ffff_ffff;
    let tick = {
        let mut last = LAST.lock();
        // Twelve bits of counter under the milliseconds; running over borrows the next millisecond.
        *last = (*last + 1).max(millis << 12);
        *last
    };
    let mut bytes = [0u8; 16];
    bytes[..6].copy_from_slice(&(tick >> 12).to_be_bytes()[2..]);
    bytes[6] = 0x70 | ((tick >> 8) as u8 & 0x0f);
    bytes[7] = tick as u8;
    random::fill(&mut bytes[8..]);
    bytes[8] = 0x80 | (bytes[8] & 0x3f);
    Uuid::from_bytes(bytes)
}

/// No key that was made at this moment or later is below this one: where a list of keys begins that go back so far.
pub fn first_at(moment: Timestamp) -> Uuid {
    let millis = u64::try_from(moment.micros() / 1000).unwrap_or(0) & 0xffff_ffff_ffff;
    let mut bytes = [0u8; 16];
    bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
    bytes[6] = 0x70;
    bytes[8] = 0x80;
    Uuid::from_bytes(bytes)
}

/// Declares the key type of one kind of object.
///
/// The types keep an organisation's key from being taken for a person's; in SQL, JSON and URLs they are plain
/// UUIDs.
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(transparent)]
        pub struct $name(pub uuid::Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(formatter)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                text.parse().map(Self)
            }
        }

        impl From<$name> for $crate::db::Val {
            fn from(id: $name) -> Self {
                $crate::db::Val::Id(id.0)
            }
        }
    };
}

id!(
    /// A register record, which may also be a member organisation of the service.
    OrganisationId
);
id!(
    /// A way to sign in or to receive: a person, an application, a shared or a resource mailbox.
    AccountId
);
id!(
    /// One act that passed the door, done or refused; the key of its audit row.
    ActId
);
id!(
    /// One grant of a role.
    GrantId
);
