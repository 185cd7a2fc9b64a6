//! What waits in a browser while somebody signs in, or while the applications they were in are told: sealed, so that nobody
//! reads or changes it, and bound to the tag that the address on the way carries.

use kernel::clock::Timestamp;
use kernel::door::Door;
use kernel::random;
use kernel::refusal::{Fault, Result};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use wire::jose::{from_base64url, to_base64url};

use crate::sealed::{self, SealNonce};

const PURPOSE: &str = "saml request";

/// What an application asked for, once it was checked.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::saml) struct Waiting {
    /// Which application.
    pub(in crate::saml) application: Uuid,
    /// The id of its request; none if nobody asked.
    pub(in crate::saml) request: Option<String>,
    /// The registered address that the answer goes to.
    pub(in crate::saml) reply_to: String,
    /// What has to come back with the answer.
    pub(in crate::saml) relay: Option<String>,
    pub(in crate::saml) is_forced: bool,
    pub(in crate::saml) is_passive: bool,
    pub(in crate::saml) format: Option<String>,
    pub(in crate::saml) qualifier: Option<String>,
    pub(in crate::saml) has_subject: bool,
    pub(in crate::saml) is_other_binding: bool,
    /// How classes are compared, and the classes.
    pub(in crate::saml) contexts: Option<(String, Vec<String>)>,
    /// When it came.
    pub(in crate::saml) made_at: Timestamp,
}

/// Somebody is leaving: who asked for it, and who is still to be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::saml) struct Leaving {
    /// Who asked.
    pub(in crate::saml) asked: AskedBy,
    /// Applications that are still to be told.
    pub(in crate::saml) left: Vec<Next>,
    /// The one that was told, and the id of the request.
    pub(in crate::saml) told: Option<(Uuid, String)>,
    /// Those that did not do it.
    pub(in crate::saml) missed: Vec<Uuid>,
    /// Whether one did not do it, among them or not.
    pub(in crate::saml) is_partial: bool,
    /// When it came.
    pub(in crate::saml) made_at: Timestamp,
}

/// Who asks that somebody leaves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::saml) enum AskedBy {
    /// An application, which is told how it went.
    Application(Asker),
    /// The person, who goes on to an address then, or nowhere.
    Person {
        /// That address, as it was registered.
        then: Option<String>,
    },
}

/// An application that asks that somebody leaves.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::saml) struct Asker {
    /// Which one.
    pub(in crate::saml) application: Uuid,
    /// The id of its request.
    pub(in crate::saml) request: String,
    /// What has to come back to it.
    pub(in crate::saml) relay: Option<String>,
    /// The name by which it knows the person.
    pub(in crate::saml) name_id: String,
    /// The sessions it names; all, if it names none.
    pub(in crate::saml) sessions: Vec<String>,
}

impl Leaving {
    /// Somebody is leaving, who was asked to at a moment.
    pub(in crate::saml) fn begins(asked: AskedBy, at: Timestamp) -> Self {
        let (left, missed) = (Vec::new(), Vec::new());
        Self { asked, left, told: None, missed, is_partial: false, made_at: at }
    }

    /// An application did not do it.
    pub(in crate::saml) fn misses(&mut self, application: Uuid) {
        self.is_partial = true;
        // What a browser keeps has its bound, and whoever is told of so many closes the browser anyway.
        if self.missed.len() < MOST_MISSED && !self.missed.contains(&application) {
            self.missed.push(application);
        }
    }
}

/// An application that is to be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(in crate::saml) struct Next {
    pub(in crate::saml) application: Uuid,
    pub(in crate::saml) name_id: String,
    pub(in crate::saml) name_format: String,
    pub(in crate::saml) sessions: Vec<String>,
}

/// The longest that a browser keeps for an application which asks who somebody is. Any site can send people here with such a
/// request, several times; what goes with every request of theirs from then on must not be more than servers take.
pub(in crate::saml) const LONGEST_WAITING: usize = 3000;
/// The longest that a browser keeps of somebody who is leaving: with its name it has 4096 bytes for one (RFC 6265, 6.1).
pub(in crate::saml) const LONGEST_LEAVING: usize = 3800;
/// Applications that are named to somebody whom they did not sign out.
const MOST_MISSED: usize = 10;
/// Bytes that sealing adds.
const SEAL: usize = 12 + 16;

/// Whether something is longer than a browser keeps, once it is sealed and written in letters.
pub(in crate::saml) fn is_longer(what: &impl Serialize, than: usize) -> Result<bool, Fault> {
    let bytes = serde_json::to_vec(what)
        .map_err(|error| Fault::defect("writing what waits in a browser").because(error))?;
    Ok((bytes.len() + SEAL).div_ceil(3) * 4 > than)
}

/// Seals something for a browser: its tag, and what the browser keeps.
pub(in crate::saml) fn seal(door: &Door, what: &impl Serialize) -> Result<(String, String), Fault> {
    let tag = to_base64url(&random::bytes::<9>());
    let bytes = serde_json::to_vec(what)
        .map_err(|error| Fault::defect("writing what waits in a browser").because(error))?;
    let secret = door.derived(PURPOSE, Uuid::nil());
    let sealed = sealed::seal(&secret, SealNonce::draw(), tag.as_bytes(), &bytes)?;
    Ok((tag, to_base64url(&sealed)))
}

/// What was sealed under a tag; nothing if it was anything else.
pub(in crate::saml) fn open<T: for<'a> Deserialize<'a>>(
    door: &Door,
    tag: &str,
    kept: &str,
) -> Result<Option<T>, Fault> {
    let Some(bytes) = from_base64url(kept) else { return Ok(None) };
    let opened = sealed::open(&door.derived(PURPOSE, Uuid::nil()), tag.as_bytes(), &bytes)?;
    Ok(opened.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

/// The tag that an address carries, if it can be one.
pub(in crate::saml) fn tag_of(text: &str) -> Option<&str> {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    (text.len() == 12 && text.bytes().all(is_letter)).then_some(text)
}
