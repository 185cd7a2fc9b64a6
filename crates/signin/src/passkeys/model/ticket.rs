//! A challenge that was given out: it stands in no table, but goes with the page, sealed under a key that no database holds,
//! and comes back with the answer. So a stranger who asks for thousands fills nothing.
//!
//! It is good for one act in one browser, of one account where one is known, in one life of the database; what was given out
//! before a restore is void. Each has a key of its own, so that no number of them wears one out.

use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::Door;
use kernel::epoch;
use kernel::ids::{self, AccountId};
use kernel::random;
use kernel::refusal::Fault;
use uuid::Uuid;
use wire::jose::{from_base64url, to_base64url};

use super::MINUTES;
use crate::keys::KeyHash;
use crate::passkeys::store;
use crate::sealed::{self, SealNonce};

/// What sets these keys apart from others of the installation.
const PURPOSE: &str = "passkey-ticket";
/// Longer than any ticket, in characters.
const LONGEST: usize = 256;

/// What a challenge is good for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound {
    /// The name of the command that takes the answer.
    pub(crate) act: &'static str,
    /// Whose passkey it has to be, where that is known.
    pub(crate) account: Option<AccountId>,
    /// The hash of a key that only the browser has: of its session, of its step, or of a cookie for this.
    pub(crate) browser: Option<KeyHash>,
}

impl Bound {
    async fn bytes(&self, reader: &mut Reader) -> Result<Vec<u8>, Fault> {
        let life = epoch::current(reader).await?.map_or(Uuid::nil(), |epoch| epoch.id);
        let account = self.account.map_or(Uuid::nil(), |account| account.0);
        Ok([
            b"passkey.ticket\0".as_slice(),
            life.as_bytes(),
            account.as_bytes(),
            &self.browser.unwrap_or_default(),
            self.act.as_bytes(),
        ]
        .concat())
    }
}

/// A challenge.
pub(in crate::passkeys) struct Ticket {
    pub(in crate::passkeys) id: Uuid,
    pub(in crate::passkeys) challenge: [u8; 32],
    pub(in crate::passkeys) expires_at: Timestamp,
}

/// Gives one out: the ticket as text, and the challenge.
pub(in crate::passkeys) async fn give_out(
    door: &Door,
    reader: &mut Reader,
    bound: &Bound,
    now: Timestamp,
) -> Result<(String, [u8; 32]), Fault> {
    let (id, challenge) = (ids::new_at(now), random::bytes::<32>());
    let minutes = reader.dated(&MINUTES, None, now).await?;
    let until = now.plus_seconds(minutes * 60).micros().to_be_bytes();
    let what = [until.as_slice(), &challenge].concat();
    let bound = bound.bytes(reader).await?;
    let sealed = sealed::seal(&door.derived(PURPOSE, id), SealNonce::draw(), &bound, &what)?;
    Ok((to_base64url(&[id.as_bytes().as_slice(), &sealed].concat()), challenge))
}

/// The challenge of a ticket, if it was given out for this, is not over and was not used: who sends a form twice is told that,
/// and not that the counter of their passkey went back.
pub(in crate::passkeys) async fn take_back(
    door: &Door,
    reader: &mut Reader,
    bound: &Bound,
    text: &str,
    now: Timestamp,
) -> Result<Option<Ticket>, Fault> {
    if text.len() > LONGEST {
        return Ok(None);
    }
    let Some(bytes) = from_base64url(text) else { return Ok(None) };
    let Some((id, sealed)) = bytes.split_first_chunk::<16>() else { return Ok(None) };
    let id = Uuid::from_bytes(*id);
    let bound = bound.bytes(reader).await?;
    let opened = sealed::open(&door.derived(PURPOSE, id), &bound, sealed)?;
    let Some(what) = opened else { return Ok(None) };
    let Some((until, challenge)) = what.split_first_chunk::<8>() else { return Ok(None) };
    let Ok(challenge) = challenge.try_into() else { return Ok(None) };
    let expires_at = Timestamp::from_micros(i64::from_be_bytes(*until));
    if expires_at <= now || store::is_used_up(reader, id).await? {
        return Ok(None);
    }
    Ok(Some(Ticket { id, challenge, expires_at }))
}
