//! Whether something was sent by whoever it says, to us, and just now.

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use kernel::clock::Timestamp;
use wire::saml::{
    Arrived, Asks, Certificate, Element, Kind, LONGEST_MESSAGE, Malformed, Signed, arrived,
    from_form, parse,
};

/// A message as it came: the tree, and what of it has to be signed.
pub(in crate::saml) struct Sent {
    pub(in crate::saml) kind: Kind,
    pub(in crate::saml) root: Element,
    pub(in crate::saml) relay: Option<String>,
    signature: Option<Signature>,
}

enum Signature {
    /// Beside the message in an address.
    Beside(String, Vec<u8>),
    /// Within the document.
    Within(Box<Signed>),
}

/// What a signature shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::saml) enum Proof {
    /// There is none.
    Unsigned,
    /// It was made with one of the keys.
    Signed,
    /// It was not.
    Forged,
}

impl Sent {
    /// Reads what came in an address.
    pub(in crate::saml) fn by_address(query: &str) -> Result<Self, Malformed> {
        let Arrived { kind, xml, relay, signature } = arrived(query)?;
        let root = parse(&xml, LONGEST_MESSAGE)?;
        // The binding leaves no room for one, so nobody could say what it is about.
        if wire::saml::is_signed_within(&root) {
            return Err(Malformed("a message in an address is signed beside it"));
        }
        let signature = signature.map(|(signed, value)| Signature::Beside(signed, value));
        Ok(Self { kind, root, relay, signature })
    }

    /// Reads what came in a form.
    pub(in crate::saml) fn by_form(
        kind: Kind,
        message: &str,
        relay: Option<&str>,
    ) -> Result<Self, Malformed> {
        if relay.is_some_and(|relay| relay.len() > wire::saml::LONGEST_RELAY) {
            return Err(Malformed("RelayState is too long"));
        }
        let root = parse(&from_form(message)?, LONGEST_MESSAGE)?;
        let signature = Signed::of(&root)?.map(|signed| Signature::Within(Box::new(signed)));
        Ok(Self { kind, root, relay: relay.map(str::to_owned), signature })
    }
}

/// Whether one of the keys signed it.
pub(in crate::saml) fn proved(sent: &Sent, keys: &[Certificate]) -> Proof {
    let (message, value) = match &sent.signature {
        None => return Proof::Unsigned,
        Some(Signature::Beside(signed, value)) => (signed.as_str(), value),
        Some(Signature::Within(signed)) => {
            let found = digest(&SHA256, signed.document.as_bytes());
            if verify_slices_are_equal(found.as_ref(), &signed.digest).is_err() {
                return Proof::Forged;
            }
            (signed.info.as_str(), &signed.value)
        }
    };
    let is_by = |key: &Certificate| {
        key.public_key().is_some_and(|key| {
            UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key)
                .verify(message.as_bytes(), value)
                .is_ok()
        })
    };
    if keys.iter().any(is_by) { Proof::Signed } else { Proof::Forged }
}

/// Whether it was sent to this address. What is signed says where to (SAML Bindings, 3.4.5.2 and 3.5.5.2).
pub(in crate::saml) fn is_for_us(asks: &Asks, here: &str, proof: Proof) -> bool {
    match asks.destination.as_deref() {
        Some(destination) => destination == here,
        None => proof == Proof::Unsigned,
    }
}

/// Whether it was made just now, by clocks that differ by no more than so many minutes.
pub(in crate::saml) fn is_timely(asks: &Asks, minutes: i64, now: Timestamp) -> bool {
    let apart = asks.issued_at.saturating_sub(now.micros() / 1_000_000);
    (-minutes * 60..=minutes * 60).contains(&apart)
}
