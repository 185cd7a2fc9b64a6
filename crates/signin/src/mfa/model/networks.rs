//! Networks: ranges of addresses as an organisation has them (RFC 4632 and RFC 4291, section 2.3).

use std::net::IpAddr;

use kernel::refusal::Refusal;

use crate::mfa::messages;

/// A range of addresses: those that share its first bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::mfa) struct Network {
    first: IpAddr,
    bits: u8,
}

/// An address as its bits, at the upper end, and how many there are.
fn bits_of(address: IpAddr) -> (u128, u8) {
    match address {
        IpAddr::V4(four) => (u128::from(four.to_bits()) << 96, 32),
        IpAddr::V6(six) => (six.to_bits(), 128),
    }
}

/// The bits that the addresses of a range share.
const fn mask(bits: u8) -> u128 {
    match bits {
        0 => 0,
        bits => u128::MAX << (128 - bits as u32),
    }
}

/// The address that somebody comes from. One of IPv4 that is written as one of IPv6 is the former.
fn address(text: &str) -> Option<IpAddr> {
    text.trim().parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

impl Network {
    /// Reads what somebody typed: an address, or a range with the number of bits that its addresses share. The bits after
    /// those have to be zero, so that nobody approves another range than the one that is meant.
    pub(in crate::mfa) fn parse(
        typed: &str,
        least_bits_4: i64,
        least_bits_6: i64,
    ) -> Result<Self, Refusal> {
        let refuse = || messages::RANGE.at("addresses");
        let (first, shared) = match typed.trim().split_once('/') {
            Some((first, shared)) => (first, Some(shared)),
            None => (typed, None),
        };
        let first = address(first).ok_or_else(refuse)?;
        let (whole, most) = bits_of(first);
        let bits = match shared.map(str::trim) {
            None => most,
            Some(shared) => {
                let is_number = !shared.is_empty() && shared.bytes().all(|b| b.is_ascii_digit());
                let bits = shared.parse::<u8>().ok().filter(|bits| is_number && *bits <= most);
                bits.ok_or_else(refuse)?
            }
        };
        let least = if most == 32 { least_bits_4 } else { least_bits_6 };
        if i64::from(bits) < least {
            return Err(messages::RANGE_WIDE.at("addresses").with("limit", least));
        }
        if whole & !mask(bits) != 0 {
            let meant = Self { first: at(whole & mask(bits), most), bits };
            return Err(messages::RANGE_BITS.at("addresses").with("range", meant.to_string()));
        }
        Ok(Self { first, bits })
    }

    /// One that was kept.
    pub(in crate::mfa) fn kept_as(text: &str) -> Option<Self> {
        Self::parse(text, 0, 0).ok()
    }

    /// Whether an address is one of it.
    fn has(&self, other: IpAddr) -> bool {
        let ((mine, kind), (theirs, of_kind)) = (bits_of(self.first), bits_of(other));
        kind == of_kind && (mine ^ theirs) & mask(self.bits) == 0
    }
}

fn at(bits: u128, most: u8) -> IpAddr {
    match most {
        32 => IpAddr::V4(u32::try_from(bits >> 96).unwrap_or_default().into()),
        _ => IpAddr::V6(bits.into()),
    }
}

impl std::fmt::Display for Network {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}/{}", self.first, self.bits)
    }
}

/// Whether an address, as the log of sign-ins has it, is in one of some networks. What is no address is in none.
pub(in crate::mfa) fn is_within(peer: &str, networks: &[Network]) -> bool {
    address(peer).is_some_and(|from| networks.iter().any(|network| network.has(from)))
}
