//! Hashes of passwords as text, in the PHC form `$argon2id$v=19$m=19456,t=4,p=1$salt$hash`.
//!
//! The cost stands beside the hash, so passwords set under another cost go on working.

use argon2::{Algorithm, Argon2, Block, Version};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use kernel::random;
use kernel::refusal::Fault;

use super::Cost;

/// Length of a hash in bytes.
pub(super) const LENGTH: usize = 32;
/// Most memory a kept hash may ask for, in KiB: a damaged row must not exhaust the machine.
const MOST_MEMORY: u32 = 256 * 1024;

/// A hash, read.
pub(super) struct Phc {
    cost: Cost,
    salt: Vec<u8>,
    hash: Vec<u8>,
}

impl Phc {
    /// Reads the text.
    pub(super) fn read(text: &str) -> Result<Self, Fault> {
        Self::parts(text)
            .ok_or_else(|| Fault::defect("reading the hash of a password, which has another form"))
    }

    fn parts(text: &str) -> Option<Self> {
        let mut parts = text.strip_prefix("$argon2id$v=19$")?.split('$');
        let mut numbers = parts.next()?.split(',');
        let mut number = |name: &str| numbers.next()?.strip_prefix(name)?.parse().ok();
        let cost = Cost { memory: number("m=")?, passes: number("t=")?, lanes: number("p=")? };
        let salt = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
        let hash = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
        (cost.memory <= MOST_MEMORY && hash.len() == LENGTH && parts.next().is_none())
            .then_some(Self { cost, salt, hash })
    }

    /// Whether the password gives this hash.
    pub(super) fn fits(&self, password: &str, memory: &mut Vec<Block>) -> Result<bool, Fault> {
        let hash = work(password, &self.salt, self.cost, memory)?;
        Ok(crate::keys::same(&hash, &self.hash))
    }
}

/// Whether a hash was made at a cost that is lower in memory or in passes.
pub(super) fn is_cheap(text: &str, cost: Cost) -> Result<bool, Fault> {
    let kept = Phc::read(text)?.cost;
    Ok(kept.memory < cost.memory || kept.passes < cost.passes)
}

/// Hashes a password with a fresh salt.
pub(super) fn hash(password: &str, cost: Cost, memory: &mut Vec<Block>) -> Result<String, Fault> {
    let salt = random::bytes::<16>();
    let hash = work(password, &salt, cost, memory)?;
    let Cost { memory, passes, lanes } = cost;
    let (salt, hash) = (STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(hash));
    Ok(format!("$argon2id$v=19$m={memory},t={passes},p={lanes}${salt}${hash}"))
}

fn work(
    password: &str,
    salt: &[u8],
    cost: Cost,
    memory: &mut Vec<Block>,
) -> Result<[u8; LENGTH], Fault> {
    let params = cost.params()?;
    if memory.len() < params.block_count() {
        memory.resize(params.block_count(), Block::new());
    }
    let mut hash = [0; LENGTH];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into_with_memory(password.as_bytes(), salt, &mut hash, memory)
        .map_err(|error| Fault::defect(format!("hashing a password: {error}")))?;
    Ok(hash)
}
