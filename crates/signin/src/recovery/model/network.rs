//! The network that somebody comes from, as one of a fixed number of rows.

use std::net::IpAddr;

use crate::keys;

/// Networks are counted in so many rows; some share one, which nobody can aim at without owning networks.
const NETWORKS: i64 = 4096;
/// The row of the service as a whole.
pub(super) const ALL: i64 = 0;

/// The row of the network of an address: for IPv4 of 256 addresses, for IPv6 of what a site is given (RFC 6177).
pub(super) fn bucket(peer: &str) -> i64 {
    let network = match peer.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V4(address)) => {
            let [one, two, three, _] = address.octets();
            format!("{one}.{two}.{three}")
        }
        Ok(IpAddr::V6(address)) => {
            let [one, two, three, ..] = address.segments();
            format!("{one:x}:{two:x}:{three:x}")
        }
        Err(_) => peer.to_owned(),
    };
    let [first, second, ..] = keys::hash(&network);
    1 + i64::from(u16::from_be_bytes([first, second])) % NETWORKS
}

#[cfg(test)]
mod tests {
    //! Neighbours share a row, others hardly ever.

    use super::*;

    #[test]
    fn neighbours_are_one_network_however_their_address_is_written() {
        assert_eq!(bucket("192.0.2.7"), bucket("192.0.2.250"));
        assert_eq!(bucket("192.0.2.7"), bucket("::ffff:192.0.2.9"));
        assert_eq!(bucket("2001:db8:1:2::1"), bucket("2001:db8:1:ffff::9"));
        assert_ne!(bucket("192.0.2.7"), bucket("192.0.3.7"));
        assert_ne!(bucket("2001:db8:1::1"), bucket("2001:db8:2::1"));
        for peer in ["", "unix", "10.0.0.1", "2001:db8::1", "é"] {
            assert!((1..=NETWORKS).contains(&bucket(peer)), "{peer}");
        }
    }
}
