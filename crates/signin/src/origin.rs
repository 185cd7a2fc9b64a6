//! Where an attempt to sign in comes from: for the log, and for the list of one's own sessions.

use std::net::{IpAddr, Ipv6Addr};

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

    /// The network of that address.
    pub(crate) fn network(&self) -> String {
        network_of(&self.peer)
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

/// The network that an address is of: the smallest that is passed on by itself, 256 addresses of IPv4 (/24) or one link of IPv6
/// (/64, RFC 4291, 2.5.4). What is no address stands for itself.
pub(crate) fn network_of(peer: &str) -> String {
    match peer.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.0/24")
        }
        Ok(IpAddr::V6(address)) => {
            let [a, b, c, d, ..] = address.segments();
            format!("{}/64", Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        Err(_) => peer.to_owned(),
    }
}

/// The text without control characters, cut to length: it comes from outside and ends in a list that people read.
pub(crate) fn kept(text: &str, longest: usize) -> String {
    text.chars().filter(|character| !character.is_control()).take(longest).collect()
}

#[cfg(test)]
mod tests {
    //! Which addresses are one network.

    use super::network_of;

    #[test]
    fn neighbours_are_one_network_however_their_address_is_written() {
        for (peer, network) in [
            ("192.0.2.7", "192.0.2.0/24"),
            ("::ffff:192.0.2.250", "192.0.2.0/24"),
            ("2001:db8:1:2::1", "2001:db8:1:2::/64"),
            ("2001:DB8:1:2:ffff:0:0:9", "2001:db8:1:2::/64"),
            ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
            ("", ""),
            ("unix", "unix"),
        ] {
            assert_eq!(network_of(peer), network, "{peer}");
        }
    }
}
