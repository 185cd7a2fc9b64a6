//! A signed token that somebody else made, such as an application that proves with one who it is (RFC 7523). Others write
//! more into a header than we do: what is not needed is passed over, and what changes how a token is read is refused.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::{LONGEST, Malformed, from_base64url};

/// What is read of the header.
#[derive(Clone, Debug, Deserialize)]
pub struct ForeignHeader {
    /// The name of the algorithm.
    pub alg: String,
    /// What kind of token it is, if it says so.
    #[serde(default)]
    pub typ: Option<String>,
    /// Which key it was signed with, if it says so.
    #[serde(default)]
    pub kid: Option<String>,
    #[serde(default)]
    crit: Option<IgnoredAny>,
    #[serde(default)]
    b64: Option<IgnoredAny>,
    #[serde(default)]
    zip: Option<IgnoredAny>,
}

/// Such a token, taken apart and believed in nothing.
#[derive(Clone, Debug)]
pub struct Foreign<'a> {
    /// The header.
    pub header: ForeignHeader,
    /// The claims as they were sent: JSON.
    pub claims: Vec<u8>,
    /// What was signed.
    pub signed: &'a str,
    /// The signature.
    pub signature: Vec<u8>,
}

/// Takes one apart.
///
/// # Errors
/// If it is not exactly three parts in base64url, too long or unsigned, or its header says that it is to be read otherwise.
pub fn parse_foreign(text: &str) -> Result<Foreign<'_>, Malformed> {
    if text.len() > LONGEST {
        return Err(Malformed);
    }
    let (signed, signature) = text.rsplit_once('.').ok_or(Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(Malformed)?;
    if claims.contains('.') || signature.is_empty() {
        return Err(Malformed);
    }
    let bytes = |part: &str| from_base64url(part).ok_or(Malformed);
    let header: ForeignHeader = serde_json::from_slice(&bytes(header)?).map_err(|_| Malformed)?;
    if header.crit.is_some() || header.b64.is_some() || header.zip.is_some() {
        return Err(Malformed);
    }
    Ok(Foreign { header, claims: bytes(claims)?, signed, signature: bytes(signature)? })
}

#[cfg(test)]
mod tests {
    //! What is taken apart, and what is not.

    use super::super::to_base64url;
    use super::*;

    fn with(header: &str) -> String {
        format!("{}.e30.c2ln", to_base64url(header.as_bytes()))
    }

    #[test]
    fn more_in_a_header_is_passed_over_and_what_changes_the_reading_is_refused() {
        let token = with(r#"{"alg":"PS256","kid":"one","x5t":"abc"}"#);
        let taken = parse_foreign(&token).expect("a token");
        assert_eq!((&*taken.header.alg, taken.header.kid.as_deref()), ("PS256", Some("one")));
        assert_eq!((&*taken.claims, taken.signed.len()), (&b"{}"[..], token.len() - 5));
        let long = format!("{token}{}", "a".repeat(LONGEST));
        for wrong in [
            "",
            "..",
            "a.b.c",
            &with("{}"),
            &with("[]"),
            &with(r#"{"alg":"ES256","crit":["exp"]}"#),
            &with(r#"{"alg":"ES256","b64":false}"#),
            &with(r#"{"alg":"ES256","zip":"DEF"}"#),
            &with(r#"{"alg":"ES256","alg":"none"}"#),
            &with(r#"{"alg":["ES256"]}"#),
            &with(r#"{"alg":"ES256"}"#)[..20],
            &format!("{token}.c2ln"),
            &format!("{token}="),
            token.trim_end_matches("c2ln"),
            &long,
        ] {
            assert!(parse_foreign(wrong).is_err(), "{wrong}");
        }
    }
}
