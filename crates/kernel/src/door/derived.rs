//! Secrets that an installation makes again from the key of a thing, so that they need not be written down.

use aws_lc_rs::hmac::Context;
use uuid::Uuid;

use super::{Answers, Question};
use crate::audit::NodeKey;
use crate::refusal::Fault;

/// Asks for the secret of a thing inside a transaction: for listeners, which have no door. It is the one that
/// [`super::Door::derived`] gives.
#[derive(Clone, Copy, Debug)]
pub struct DerivedSecret {
    /// Keeps the secrets of different uses apart.
    pub purpose: &'static str,
    /// The key of the thing.
    pub of: Uuid,
}

impl Question for DerivedSecret {
    type Answer = [u8; 32];
}

/// The secret of a thing under the key of an installation; a door that is open gives it as [`super::Door::derived`].
pub fn derived(key: &NodeKey, purpose: &str, of: Uuid) -> [u8; 32] {
    let mut context = Context::with_key(key);
    context.update(b"guildhall derived secret\0");
    context.update(purpose.as_bytes());
    context.update(&[0]);
    context.update(of.as_bytes());
    let mut secret = [0; 32];
    secret.copy_from_slice(context.sign().as_ref());
    secret
}

pub(super) fn answer(answers: &mut Answers, key: &NodeKey) -> Result<(), Fault> {
    let key = key.clone();
    answers.add(move |DerivedSecret { purpose, of }, _| {
        let secret = derived(&key, purpose, of);
        Box::pin(async move { Ok(secret) })
    })
}
