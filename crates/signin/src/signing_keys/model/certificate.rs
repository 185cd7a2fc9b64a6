//! The certificate of a key that signs documents: signed by the key itself, for services that know keys in no other form.
//!
//! It is not kept but made anew each time, and is the same each time: all that is in it follows from the row of the key.

use aws_lc_rs::signature::KeyPair as _;
use kernel::clock::Timestamp;
use kernel::refusal::Fault;
use rcgen::{
    CertificateParams, DistinguishedName, DnType, PKCS_RSA_SHA256, PublicKeyData, SerialNumber,
    SignatureAlgorithm, SigningKey, date_time_ymd,
};
use uuid::Uuid;

use super::pair::Pair;

/// Days for which it says to be good: longer than any key is used. Services are told of another key by metadata.
const DAYS: i64 = 3650 * 2;

/// A pair as what makes certificates wants it.
struct Own<'a> {
    pair: &'a Pair,
    public: Vec<u8>,
}

impl PublicKeyData for Own<'_> {
    fn der_bytes(&self) -> &[u8] {
        &self.public
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_RSA_SHA256
    }
}

impl SigningKey for Own<'_> {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        self.pair.sign(message).map_err(|_| rcgen::Error::RemoteKeyError)
    }
}

/// The certificate of a pair, whose row has this key, in the name of the service.
pub(in crate::signing_keys) fn certificate(
    pair: &Pair,
    id: Uuid,
    portal: &str,
) -> Result<Vec<u8>, Fault> {
    let Pair::Rs256(rsa) = pair else {
        return Err(Fault::defect("certifying a key that signs no documents"));
    };
    let mut params = CertificateParams::default();
    let host = portal.split_once("//").map_or(portal, |(_, host)| host);
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, host);
    params.distinguished_name = name;
    let mut serial = id.as_bytes().to_vec();
    // A serial number is positive.
    serial[0] &= 0x7f;
    params.serial_number = Some(SerialNumber::from(serial));
    let (seconds, _) = id.get_timestamp().map_or((0, 0), |made| made.to_unix());
    let made = Timestamp::from_micros(i64::try_from(seconds).unwrap_or(0) * 1_000_000);
    let (from, to) = (day(made.plus_days(-1))?, day(made.plus_days(DAYS))?);
    params.not_before = date_time_ymd(from.0, from.1, from.2);
    params.not_after = date_time_ymd(to.0, to.1, to.2);
    let own = Own { pair, public: rsa.public_key().as_ref().to_vec() };
    let certificate = params
        .self_signed(&own)
        .map_err(|error| Fault::defect("certifying a signing key").because(error))?;
    Ok(certificate.der().to_vec())
}

/// Year, month and day of a moment.
fn day(at: Timestamp) -> Result<(i32, u8, u8), Fault> {
    let text = at.rfc3339();
    let mut parts = text.split(['-', 'T']);
    let mut part = || parts.next().unwrap_or_default();
    match (part().parse(), part().parse(), part().parse()) {
        (Ok(year), Ok(month), Ok(day)) => Ok((year, month, day)),
        _ => Err(Fault::defect("writing the day of a certificate")),
    }
}
