//! Sign-in: how people and programs prove who they are, and how long that holds.
//!
//! Slices: [`passwords`] (what is kept and taken), [`codes`] (start codes, the way to a first or new password),
//! [`factors`] (the code after the password), [`mfa`] (who has to have one), [`passkeys`] (keys on people's devices), [`recovery`] (a new password by oneself), [`texts`] (codes by text message), [`identity_checks`] (making sure who is asking),
//! [`sessions`] (browsers), [`step_up`] (showing again that it is oneself), [`tokens`] (programs), [`attempts`] (counting, locking, the sign-in log), [`words`] (what no
//! password may hold), [`terms`] (what is accepted before anything else),
//! [`welcome`] (the first sign-in), [`break_glass`] (accounts for the day on which nobody else gets in), [`compromise`] (accounts that somebody else got into), [`breached`] (passwords that became known), [`places`] (where network addresses are), [`applications`] (what people sign in to with their
//! account), [`consents`] (what they are allowed), [`oidc`] and [`saml`] (how that is told), [`signing_keys`] (by what it is vouched for). Used by the composition root, whose
//! middleware turns a cookie or a bearer token into the caller of a request, and by the
//! person's page through [`ready_lines`].
//!
//! Whoever opens a door with these slices gives it two ports, [`passwords::HashingPool`] and [`Gate`], and binds the
//! gate to the door with [`bind`] once it is open.
//!
//! Invariants: no secret is kept, only hashes; every attempt is counted durably before it is judged; whatever is not
//! right about an attempt is answered alike. What an account is and whether it may act is the directory's to say and
//! is asked, never stored here; what somebody may do is the door's business.

pub mod applications;
pub mod attempts;
pub mod breached;
pub mod break_glass;
mod carried;
pub mod codes;
pub mod compromise;
pub mod consents;
mod device;
pub mod factors;
mod gate;
mod helpers;
pub mod identity_checks;
mod keys;
pub mod mfa;
pub mod oidc;
mod origin;
mod outbound;
pub mod passkeys;
pub mod passwords;
mod people;
pub mod places;
mod portal;
#[cfg(test)]
mod proofs;
mod ready;
pub mod recovery;
pub mod saml;
mod sealed;
pub mod sessions;
mod shares;
pub mod sheets;
pub mod signing_keys;
pub mod step_up;
pub mod terms;
#[cfg(test)]
mod testing;
pub mod texts;
pub mod tokens;
mod typed;
pub mod welcome;
pub mod words;

use std::collections::HashMap;

use kernel::db::Migration;
use kernel::door::{Door, Manifest};
use kernel::jobs::Handler;
use kernel::refusal::Result;

pub use factors::portal::passkey_part;
pub use gate::{Gate, Settings, bind};
pub use origin::Origin;
pub use outbound::Outbound;
pub use passkeys::portal::FIELDS as PASSKEY_FIELDS;
pub use portal::{QUERIES_ELSEWHERE, go_to as see_other, portal};
pub use ready::{MakeCard, Ready, cards, ready_lines};
pub use step_up::portal::{Taken, proof_fields, prove_again};

/// The tables of all slices.
const MIGRATION: Migration = Migration {
    number: 5,
    name: "0005_signin_ways_in",
    sql: include_str!("../../../migrations/0005_signin_ways_in.sql"),
};

/// The queues of the context and who does their jobs.
pub fn handlers() -> HashMap<&'static str, Handler> {
    oidc::handlers().into_iter().chain(texts::handlers()).collect()
}

/// Every slice of the context.
pub fn manifests() -> Vec<Manifest> {
    vec![
        passwords::manifest(),
        codes::manifest(),
        factors::manifest(),
        mfa::manifest(),
        passkeys::manifest(),
        recovery::manifest(),
        texts::manifest(),
        sheets::manifest(),
        identity_checks::manifest(),
        sessions::manifest(),
        step_up::manifest(),
        break_glass::manifest(),
        tokens::manifest(),
        attempts::manifest(),
        compromise::manifest(),
        words::manifest(),
        terms::manifest(),
        welcome::manifest(),
        breached::manifest(),
        applications::manifest(),
        consents::manifest(),
        signing_keys::manifest(),
        oidc::manifest(),
        saml::manifest(),
    ]
}

/// The same beside the saved views that stand over lists.
#[cfg(test)]
pub(crate) fn manifests_with_views() -> Vec<Manifest> {
    let mut all = manifests();
    all.push(casework::views::manifest());
    all
}

/// Clears what is kept for a time only, and does what has come due: letters, reminders, reports, lifts that end. Called every few seconds; where nothing is due it reads a few indexes and writes nothing.
pub async fn sweep(door: &Door) -> Result<()> {
    attempts::warn(door).await?;
    attempts::forget_old(door).await?;
    sessions::forget_old(door).await?;
    break_glass::remind(door).await?;
    compromise::arm(door).await?;
    compromise::forget_old(door).await?;
    factors::warn(door).await?;
    mfa::report(door).await?;
    factors::forget_old(door).await?;
    passkeys::warn(door).await?;
    passkeys::forget_old(door).await?;
    texts::forget_old(door).await?;
    oidc::forget_old(door).await?;
    saml::forget_old(door).await?;
    signing_keys::forget_old(door).await
}
