//! The redirect binding (SAML Bindings, 3.4): a message in an address, deflated, with a signature beside it.
//!
//! What is signed are the letters of the address as they came. Nobody else's way of encoding them is guessed.

use std::io::{Read as _, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;

use super::names::RSA_SHA256;
use super::{LONGEST_MESSAGE, Malformed};
use crate::graph::query::{decode, decode_segment, encode};

/// The longest `RelayState`, in bytes. The binding has 80; what is longer is common.
pub const LONGEST_RELAY: usize = 1024;
/// The longest address whose query is read, in bytes.
const LONGEST_QUERY: usize = 16 << 10;
const DEFLATE: &str = "urn:oasis:names:tc:SAML:2.0:bindings:URL-Encoding:DEFLATE";

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Somebody asks.
    Request,
    /// Somebody answers.
    Response,
}

impl Kind {
    /// The name of its parameter.
    pub const fn parameter(self) -> &'static str {
        match self {
            Self::Request => "SAMLRequest",
            Self::Response => "SAMLResponse",
        }
    }
}

/// A message that came in an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrived {
    /// What it is.
    pub kind: Kind,
    /// The document.
    pub xml: String,
    /// What has to come back with the answer.
    pub relay: Option<String>,
    /// What was signed, with the signature; RSA with SHA-256.
    pub signature: Option<(String, Vec<u8>)>,
}

/// Reads the query of an address.
///
/// # Errors
/// If it holds no message or several, something stands twice, the signature is of another kind, or anything is too long.
pub fn arrived(query: &str) -> Result<Arrived, Malformed> {
    if query.len() > LONGEST_QUERY {
        return Err(Malformed("the address is too long"));
    }
    let request = once(query, Kind::Request.parameter())?;
    let response = once(query, Kind::Response.parameter())?;
    let (kind, message) = match (request, response) {
        (Some(message), None) => (Kind::Request, message),
        (None, Some(message)) => (Kind::Response, message),
        _ => return Err(Malformed("it holds no message, or more than one")),
    };
    if let Some(encoding) = once(query, "SAMLEncoding")?
        && plain(encoding)? != DEFLATE
    {
        return Err(Malformed("the message is encoded in a way that is not read"));
    }
    let relay_raw = once(query, "RelayState")?;
    let relay = relay_raw.map(plain).transpose()?;
    if relay.as_ref().is_some_and(|relay| relay.len() > LONGEST_RELAY) {
        return Err(Malformed("RelayState is too long"));
    }
    let signature = match (once(query, "SigAlg")?, once(query, "Signature")?) {
        (None, None) => None,
        (Some(algorithm), Some(value)) => {
            if plain(algorithm)? != RSA_SHA256 {
                return Err(Malformed("it is signed with an algorithm that is not taken"));
            }
            let relay = relay_raw.map(|raw| format!("&RelayState={raw}")).unwrap_or_default();
            let signed = format!("{}={message}{relay}&SigAlg={algorithm}", kind.parameter());
            Some((signed, bytes(value)?))
        }
        _ => return Err(Malformed("it is signed by half")),
    };
    let xml = inflated(&bytes(message)?)?;
    Ok(Arrived { kind, xml, relay, signature })
}

/// The value of a parameter, as it came; none if it is not there.
fn once<'a>(query: &'a str, name: &str) -> Result<Option<&'a str>, Malformed> {
    let mut found = None;
    for part in query.split('&') {
        let (key, value) = part.split_once('=').unwrap_or((part, ""));
        // A name that is written in another way is the same name to somebody, and not to somebody else.
        let is_alike = decode(key).is_ok_and(|key| key == name);
        if is_alike && (key != name || found.replace(value).is_some()) {
            return Err(Malformed("a parameter stands in it twice"));
        }
    }
    Ok(found)
}

fn plain(raw: &str) -> Result<String, Malformed> {
    decode(raw).map_err(|_| Malformed("a parameter cannot be read"))
}

fn bytes(raw: &str) -> Result<Vec<u8>, Malformed> {
    let text = decode_segment(raw).map_err(|_| Malformed("a parameter cannot be read"))?;
    let text: String = text.split_ascii_whitespace().collect();
    STANDARD.decode(text).map_err(|_| Malformed("a parameter is not base64"))
}

fn inflated(bytes: &[u8]) -> Result<String, Malformed> {
    let failed = Malformed("the message cannot be unpacked");
    let mut unpacked = Vec::new();
    let mut decoder = DeflateDecoder::new(bytes);
    let limit = LONGEST_MESSAGE as u64 + 1;
    decoder.by_ref().take(limit).read_to_end(&mut unpacked).map_err(|_| failed)?;
    if unpacked.len() > LONGEST_MESSAGE || decoder.total_in() != bytes.len() as u64 {
        return Err(failed);
    }
    String::from_utf8(unpacked).map_err(|_| failed)
}

/// The address that carries a message to somebody, signed by `sign`.
///
/// # Errors
/// Those of `sign`.
pub fn address<E>(
    location: &str,
    kind: Kind,
    xml: &str,
    relay: Option<&str>,
    sign: impl FnOnce(&str) -> Result<Vec<u8>, E>,
) -> Result<String, E> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    // Writing to memory cannot fail.
    let packed =
        encoder.write_all(xml.as_bytes()).and_then(|()| encoder.finish()).unwrap_or_default();
    let relay = relay.map(|relay| format!("&RelayState={}", encode(relay))).unwrap_or_default();
    let message = encode(&STANDARD.encode(packed));
    let signed = format!("{}={message}{relay}&SigAlg={}", kind.parameter(), encode(RSA_SHA256));
    let signature = encode(&STANDARD.encode(sign(&signed)?));
    let mark = if location.contains('?') { '&' } else { '?' };
    Ok(format!("{location}{mark}{signed}&Signature={signature}"))
}
