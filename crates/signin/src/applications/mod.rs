//! Applications that people sign in to with their account: what is known of each, and who may use it.
//!
//! Used by platform administrators under *National*, and by `oidc`, which asks here for everything it decides by.
//!
//! Invariants:
//! - an address to return to is compared byte for byte with what was registered: nothing is normalised, nothing is a
//!   pattern; it is https, or stays on the machine it is opened on;
//! - a secret is 256 random bits, shown once; only its SHA-256 is kept; of keys with which an application signs, only the
//!   public part is ever taken;
//! - what an application is (its kind, how it names people) stays as it was registered; everything else can be changed,
//!   and holds from the next request on, for people who are in it already too;
//! - a retired application is refused everywhere at once and never comes back.
//!
//! It knows no protocol: what is said to an application and when is `oidc`'s.

mod authority;
mod commands;
mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

use kernel::db::Migration;
use kernel::door::{Guard, Manifest};
use kernel::{commands as register, queries as ask};

pub use commands::{
    ApplicationRegistered, ChangeApplication, NewSecret, RegisterApplication, RetireApplication,
    RotateApplicationSecret,
};
pub(crate) use messages::scope as scope_words;
pub(crate) use model::{Application, OFFLINE, OPENID, Service, Told};
pub use model::{
    Authentication, Devices, Encryption, Kind, Logouts, OpenTo, Protocol, SCOPES, SamlDetails,
    Subject,
};
pub use queries::{
    ApplicationItem, ApplicationList, ApplicationOf, ApplicationView, Applications, Hindrance,
    ToldOfMe, ToldView,
};
pub(crate) use queries::{by_client, by_entity, by_id, count_logout, may_use};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/applications",
        commands: register![
            RegisterApplication,
            ChangeApplication,
            RotateApplicationSecret,
            RetireApplication
        ],
        queries: ask![Applications, ApplicationOf, ToldOfMe],
        rules: authority::RULES,
        guards: const {
            &[
                Guard::new(
                    "application",
                    "the application",
                    "a change is made to what was looked at",
                ),
                Guard::new("application", "the entity id", "one application in use goes by a name"),
            ]
        },
        refusals: messages::ALL,
        migrations: &[
            Migration {
                number: 49,
                name: "0049_signin_applications",
                sql: include_str!("../../../../migrations/0049_signin_applications.sql"),
            },
            Migration {
                number: 50,
                name: "0050_signin_saml",
                sql: include_str!("../../../../migrations/0050_signin_saml.sql"),
            },
            Migration {
                number: 58,
                name: "0058_signin_provider",
                sql: include_str!("../../../../migrations/0058_signin_provider.sql"),
            },
            Migration {
                number: 64,
                name: "0064_signin_device",
                sql: include_str!("../../../../migrations/0064_signin_device.sql"),
            },
        ],
        ..Manifest::default()
    }
}
