//! What passes between an application and this service, and how long it counts.

mod answer;
mod asked;
mod claims;
mod code;
mod device;
#[cfg(test)]
mod fuzz;
mod logout;
mod parameters;
mod pkce;
mod tokens;
mod wanted;

use kernel::dated::NumberRule;

pub(super) use answer::{Answer, ProtocolError};
pub(super) use asked::{Asked, Mode, Refused, asked_scopes};
pub(super) use claims::{claims, subject};
pub(super) use code::{code_hash, draw_code};
pub use device::{DEVICE_ELSEWHERE, DEVICE_MINUTES, DEVICE_MOST, DEVICE_TRIES};
pub(super) use device::{
    DEVICE_GRANT, LONGEST_DEVICE_SECONDS, LONGEST_PAUSE, PAUSE, TRY_SECONDS, draw_user_code,
    is_near, read_code, shown_code,
};
pub use logout::LOGOUT_TRIES;
pub(super) use logout::{LOGOUT, LOGOUT_SECONDS, Leaving, LogoutClaims, events, pause};
pub(super) use parameters::Parameters;
pub(super) use pkce::{fits, is_challenge};
pub(super) use tokens::{
    ACCESS, AccessClaims, HintClaims, IDENTITY, IdentityClaims, level, methods,
};

pub(super) use wanted::{Demanded, Wanted};

/// How long a code can be redeemed.
pub const CODE_SECONDS: NumberRule = NumberRule::new(
    "application.code-seconds",
    60,
    10..=600,
    "seconds",
    "RFC 6749 4.1.2: ten minutes at most; product decision on signing in to applications",
)
.of_the_nation();

/// How long an access token lives.
pub const ACCESS_MINUTES: NumberRule = NumberRule::new(
    "application.access-minutes",
    10,
    5..=60,
    "minutes",
    "Security decisions, access tokens: 5 to 10 minutes",
)
.of_the_nation();

/// How long an application may stay signed in without the person.
pub const REFRESH_DAYS: NumberRule = NumberRule::new(
    "application.refresh-days",
    30,
    1..=90,
    "days",
    "Security decisions, refresh tokens: absolute 30 days",
)
.of_the_nation();

/// How often an application may refresh in a minute.
pub const REFRESHES_A_MINUTE: NumberRule = NumberRule::new(
    "application.refreshes-a-minute",
    240_000,
    60..=6_000_000,
    "refreshes",
    "Product decision on signing in to applications: for each node, far above what the largest application needs",
)
.of_the_nation();

/// How long somebody may take to sign in for an application.
pub const REQUEST_MINUTES: NumberRule = NumberRule::new(
    "application.request-minutes",
    20,
    10..=30,
    "minutes",
    "Product decision on signing in to applications",
)
.of_the_nation();

/// How long a pushed request can be used.
pub const PUSHED_SECONDS: NumberRule = NumberRule::new(
    "application.pushed-seconds",
    60,
    10..=90,
    "seconds",
    "RFC 9126 2.2: a short life; security decisions, pushed requests: 90 seconds at most",
)
.of_the_nation();

/// The longest that a token lives, whatever the rule says.
pub(crate) const LONGEST_TOKEN_SECONDS: i64 = *ACCESS_MINUTES.bounds.end() * 60;

/// The parts of an address that are this service's, behind its own.
pub(super) mod place {
    pub(in crate::oidc) const AUTHORIZE: &str = "/oidc/authorize";
    pub(in crate::oidc) const RESUME: &str = "/oidc/resume";
    pub(in crate::oidc) const TOKEN: &str = "/oidc/token";
    pub(in crate::oidc) const USERINFO: &str = "/oidc/userinfo";
    pub(in crate::oidc) const INTROSPECT: &str = "/oidc/introspect";
    pub(in crate::oidc) const REVOKE: &str = "/oidc/revoke";
    pub(in crate::oidc) const LOGOUT: &str = "/oidc/logout";
    pub(in crate::oidc) const DEVICE: &str = "/oidc/device";
    pub(in crate::oidc) const DEVICE_PAGE: &str = "/device";
    pub(in crate::oidc) const PUSH: &str = "/oidc/par";
    pub(in crate::oidc) const KEYS: &str = "/oidc/jwks";
    pub(in crate::oidc) const DISCOVERY: &str = "/.well-known/openid-configuration";
}
