//! Where an attempt to sign in comes from: for the log, and for the list of one's own sessions.

/// Longest description of a device that is kept, in characters.
const LONGEST_DEVICE: usize = 256;
/// Longest network address that is kept, in characters.
const LONGEST_PEER: usize = 64;

/// Where an attempt comes from. Never part of a request's JSON: the face fills it in.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    peer: String,
    device: String,
    session: Option<[u8; 32]>,
}

impl Origin {
    /// A network address, what the browser says of itself, and the hash of the session key it sent, if any.
    pub fn new(peer: &str, device: &str, session: Option<[u8; 32]>) -> Self {
        Self { peer: kept(peer, LONGEST_PEER), device: kept(device, LONGEST_DEVICE), session }
    }

    /// The network address.
    pub(crate) fn peer(&self) -> &str {
        &self.peer
    }

    /// What the browser says of itself.
    pub(crate) fn device(&self) -> &str {
        &self.device
    }

    /// The session that a new one takes the place of.
    pub(crate) const fn session(&self) -> Option<[u8; 32]> {
        self.session
    }
}

/// The text without control characters, cut to length: it comes from outside and ends in a list that people read.
pub(crate) fn kept(text: &str, longest: usize) -> String {
    text.chars().filter(|character| !character.is_control()).take(longest).collect()
}
