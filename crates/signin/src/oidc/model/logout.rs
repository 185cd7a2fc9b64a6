//! What an application is told when somebody signed out (OpenID Connect Back-Channel Logout 1.0), and how often that is
//! tried.

use kernel::dated::NumberRule;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The kind of such tokens.
pub(in crate::oidc) const LOGOUT: &str = "logout+jwt";
/// The event that such a token tells of.
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// How long it counts: it is sent at once, and made anew for every try.
pub(in crate::oidc) const LOGOUT_SECONDS: i64 = 120;
/// Seconds before the second try; each further one waits four times as long.
const FIRST_PAUSE: i64 = 10;

/// How often it is tried.
pub const LOGOUT_TRIES: NumberRule = NumberRule::new(
    "application.logout-tries",
    6,
    1..=8,
    "tries",
    "Product decision on signing out of applications: about an hour with six tries",
)
.of_the_nation();

/// What the token says.
#[derive(Debug, Serialize)]
pub(in crate::oidc) struct LogoutClaims {
    pub(in crate::oidc) iss: String,
    pub(in crate::oidc) sub: String,
    pub(in crate::oidc) aud: String,
    pub(in crate::oidc) iat: i64,
    pub(in crate::oidc) exp: i64,
    pub(in crate::oidc) jti: String,
    pub(in crate::oidc) events: Value,
    pub(in crate::oidc) sid: String,
}

/// The member that says what happened: its value is an empty object.
pub(in crate::oidc) fn events() -> Value {
    json!({ EVENT: {} })
}

/// Seconds until the next try after so many.
pub(in crate::oidc) fn pause(tries: i64) -> i64 {
    FIRST_PAUSE << (2 * (tries - 1).clamp(0, 7))
}

/// What has to be told, as a job carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::oidc) struct Leaving {
    pub(in crate::oidc) application: uuid::Uuid,
    pub(in crate::oidc) account: kernel::ids::AccountId,
    /// By what the application knows the sign-in that ended.
    pub(in crate::oidc) visit: uuid::Uuid,
}

#[cfg(test)]
mod tests {
    //! How long is waited.

    use super::*;

    #[test]
    fn each_try_waits_longer_and_all_are_over_within_a_day() {
        assert_eq!([1, 2, 3, 4, 5].map(pause), [10, 40, 160, 640, 2560]);
        let most = *LOGOUT_TRIES.bounds.end();
        assert!((1..most).map(pause).sum::<i64>() < 86_400);
        assert!(pause(i64::MAX) > 0);
    }
}
