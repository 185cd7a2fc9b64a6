//! The keys with which the service vouches for who somebody is, and how they follow one another.
//!
//! Used by `saml`, whose documents have keys of their own, and by `oidc`, which signs with the one key of an algorithm that signs today and publishes all that somebody may still
//! have to check with.
//!
//! Invariants:
//! - of each algorithm one key signs; the row of its generation is made once, however many nodes turn the keys at once;
//! - a key is published for at least a day before it signs, and for at least a day and the life of a token after it did;
//!   the first of an installation signs at once, for nobody keeps an older list;
//! - a private key is sealed under the key in the installation's folder; where that is another one after a restore, a new
//!   key signs at once;
//! - a key that somebody else may have is withdrawn at once, by two people: from then on nothing that it signed counts here, and
//!   another one signs;
//! - our tokens are checked in one place, [`verify`], which is told what to expect and takes nothing from the token; what
//!   others signed in another, [`is_signed_by`].
//!
//! It does not say what a token means: that is `oidc`'s.

mod authority;
mod commands;
mod jobs;
mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

use kernel::door::{Guard, Manifest};
use kernel::{commands as register, queries as ask};

pub use commands::{TurnSigningKeys, Turned, WithdrawSigningKey, WithdrawnSigningKey};
pub use jobs::are_sealed_by;
pub(crate) use jobs::{
    DocumentKey, Signer, certificates, document_key, forget_old, published, sign, signer,
};
pub use model::{
    Algorithm, DOCUMENT_PUBLISHED_DAYS, DOCUMENT_ROTATION_DAYS, Family, KEPT_HOURS,
    PUBLISHED_HOURS, ROTATION_DAYS,
};
pub(crate) use model::{
    Audience, Expected, FOREIGN_ALGORITHMS, Life, OpenedPairs, PublicKey, is_signed_by, verify,
};

pub use queries::{Doing, SigningKeyItem, SigningKeyList, SigningKeys};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/signing_keys",
        commands: register![TurnSigningKeys, WithdrawSigningKey],
        queries: ask![SigningKeys],
        rules: authority::RULES,
        dated: &[
            &ROTATION_DAYS,
            &PUBLISHED_HOURS,
            &KEPT_HOURS,
            &DOCUMENT_ROTATION_DAYS,
            &DOCUMENT_PUBLISHED_DAYS,
        ],
        guards: const { &[Guard::new("signing_key", "the generation", "one key of an algorithm signs")] },
        refusals: messages::ALL,
        ..Manifest::default()
    }
}
