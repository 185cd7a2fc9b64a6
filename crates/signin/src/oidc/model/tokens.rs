//! The claims of the tokens that are signed here.

use serde::{Deserialize, Serialize};

use crate::sessions::{Held, Proofs};

/// The kind of tokens that say who signed in.
pub(in crate::oidc) const IDENTITY: &str = "JWT";
/// The kind of access tokens (RFC 9068).
pub(in crate::oidc) const ACCESS: &str = "at+jwt";

/// How sure it is who signed in (NIST SP 800-63B): a password alone, or two factors.
pub(in crate::oidc) const fn level(proofs: Proofs) -> &'static str {
    match proofs {
        // A code by text message is not sold as what an app or a passkey is.
        Proofs::Password | Proofs::PasswordAndText | Proofs::PasswordAndPaper => "aal1",
        Proofs::PasswordAndCode | Proofs::PasswordAndPasskey(_) | Proofs::Passkey(_) => "aal2",
    }
}

/// By what they signed in (RFC 8176).
pub(in crate::oidc) fn methods(proofs: Proofs) -> Vec<String> {
    let methods: &[&str] = match proofs {
        Proofs::Password => &["pwd"],
        Proofs::PasswordAndCode => &["pwd", "otp", "mfa"],
        Proofs::PasswordAndText => &["pwd", "sms"],
        Proofs::PasswordAndPaper => &["pwd", "otp"],
        Proofs::PasswordAndPasskey(Held::OnDevice) => &["pwd", "hwk", "user", "mfa"],
        Proofs::PasswordAndPasskey(Held::Synced) => &["pwd", "swk", "user", "mfa"],
        Proofs::Passkey(Held::OnDevice) => &["hwk", "user", "mfa"],
        Proofs::Passkey(Held::Synced) => &["swk", "user", "mfa"],
    };
    methods.iter().map(|method| (*method).to_owned()).collect()
}

/// Who signed in (OpenID Connect Core, 2).
#[derive(Debug, Serialize)]
pub(in crate::oidc) struct IdentityClaims {
    pub(in crate::oidc) iss: String,
    pub(in crate::oidc) sub: String,
    pub(in crate::oidc) aud: String,
    pub(in crate::oidc) exp: i64,
    pub(in crate::oidc) iat: i64,
    pub(in crate::oidc) auth_time: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(in crate::oidc) nonce: Option<String>,
    pub(in crate::oidc) acr: String,
    pub(in crate::oidc) amr: Vec<String>,
    pub(in crate::oidc) azp: String,
    pub(in crate::oidc) sid: String,
    pub(in crate::oidc) at_hash: String,
    /// Single things that the application asked to be told here.
    #[serde(flatten)]
    pub(in crate::oidc) wanted: serde_json::Map<String, serde_json::Value>,
}

/// What of such a token counts when an application shows it again.
#[derive(Debug, Deserialize)]
pub(in crate::oidc) struct HintClaims {
    pub(in crate::oidc) sub: String,
    pub(in crate::oidc) aud: String,
}

/// What an access token says (RFC 9068).
#[derive(Debug, Serialize, Deserialize)]
pub(in crate::oidc) struct AccessClaims {
    pub(in crate::oidc) iss: String,
    pub(in crate::oidc) sub: String,
    pub(in crate::oidc) aud: String,
    pub(in crate::oidc) exp: i64,
    pub(in crate::oidc) iat: i64,
    pub(in crate::oidc) jti: String,
    pub(in crate::oidc) client_id: String,
    pub(in crate::oidc) scope: String,
    /// The entry it hangs on; none where a service works in its own name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::oidc) sid: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::oidc) auth_time: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(in crate::oidc) acr: Option<String>,
}

#[cfg(test)]
mod tests {
    //! What applications are told of the ways in which somebody signed in.

    use super::*;

    #[test]
    fn a_passkey_is_told_by_where_its_key_is_and_is_more_than_a_password() {
        for (proofs, told) in [
            (Proofs::PasswordAndPasskey(Held::OnDevice), ["pwd", "hwk", "user", "mfa"].as_slice()),
            (Proofs::PasswordAndPasskey(Held::Synced), &["pwd", "swk", "user", "mfa"]),
            (Proofs::Passkey(Held::OnDevice), &["hwk", "user", "mfa"]),
            (Proofs::Passkey(Held::Synced), &["swk", "user", "mfa"]),
        ] {
            assert_eq!(
                (level(proofs), methods(proofs)),
                ("aal2", told.iter().map(|one| (*one).to_owned()).collect())
            );
        }
        // A code by text message is told, and counts as the password alone.
        assert_eq!(level(Proofs::PasswordAndText), "aal1");
        assert_eq!(methods(Proofs::PasswordAndText), ["pwd", "sms"]);
        assert_eq!(level(Proofs::PasswordAndPaper), "aal1");
        assert_eq!(methods(Proofs::PasswordAndPaper), ["pwd", "otp"]);
        assert_eq!(level(Proofs::Password), "aal1");
    }
}
