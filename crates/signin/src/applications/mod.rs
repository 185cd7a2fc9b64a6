//! Applications that people sign in to with their account: what is known of each, and who may use it.
//!
//! Used by platform administrators under *National*, by primary local administrators where organisations may register
//! applications for their own people, and by `oidc`, which asks here for everything it decides by.
//!
//! Invariants:
//! - an address to return to is compared byte for byte with what was registered: nothing is normalised, nothing is a
//!   pattern; it is https, or stays on the machine it is opened on;
//! - a secret is 256 random bits, shown once; only its SHA-256 is kept; for some days the one before works beside it,
//!   if whoever made the new one says so; of keys with which an application signs, only the public part is ever taken;
//! - what an application is (its kind, how it names people) stays as it was registered; everything else can be changed,
//!   and holds from the next request on, for people who are in it already too;
//! - a retired application is refused everywhere at once and never comes back; one that is held comes back when those who
//!   look after the service release it, and nobody else can;
//! - an application of an organisation signs in people at work there or below, and is never told which roles they hold;
//!   how many there are hangs on one row of the organisation; somebody else's answers like one that is not there; those of
//!   the whole service are no secret, so that whoever may not change one is told so.
//!
//! It knows no protocol: what is said to an application and when is `oidc`'s.

mod authority;
mod commands;
mod jobs;
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
    ApplicationRegistered, ChangeApplication, HoldApplication, NewSecret, RegisterApplication,
    RetireApplication, RotateApplicationSecret,
};
pub(crate) use jobs::keys_of;
pub(crate) use messages::{scope as scope_words, scope_to_person};
pub(crate) use model::{Application, ClientKey, OFFLINE, OPENID, Service, Told};
pub use model::{
    Asks, Authentication, BY_ORGANISATIONS, Devices, Encryption, Hold, Kind, Logouts, OWN_MOST,
    OpenTo, Protocol, SCOPES, SECRET_DAYS, SamlDetails, Subject,
};
pub use queries::{
    ApplicationItem, ApplicationList, ApplicationOf, ApplicationOfOrganisation, ApplicationView,
    Applications, ApplicationsOfOrganisation, Hindrance, OwnApplicationList, ToldOfMe, ToldView,
};
pub(crate) use queries::{by_client, by_entity, by_id, by_id_even_held, count_logout, may_use};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/applications",
        commands: register![
            RegisterApplication,
            ChangeApplication,
            RotateApplicationSecret,
            RetireApplication,
            HoldApplication
        ],
        queries: ask![
            Applications,
            ApplicationOf,
            ApplicationsOfOrganisation,
            ApplicationOfOrganisation,
            ToldOfMe
        ],
        rules: authority::RULES,
        dated: &[&BY_ORGANISATIONS, &OWN_MOST, &SECRET_DAYS],
        guards: const {
            &[
                Guard::new(
                    "application",
                    "the application",
                    "a change is made to what was looked at",
                ),
                Guard::new(
                    "application_count",
                    "the organisation",
                    "an organisation has no more applications in use than it may",
                ),
                Guard::new(
                    "application_keys",
                    "the application",
                    "an address of keys is read once in a minute",
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
            Migration {
                number: 65,
                name: "0065_signin_own_applications",
                sql: include_str!("../../../../migrations/0065_signin_own_applications.sql"),
            },
            Migration {
                number: 66,
                name: "0066_signin_application_secrets",
                sql: include_str!("../../../../migrations/0066_signin_application_secrets.sql"),
            },
            Migration {
                number: 75,
                name: "0075_signin_entries_lean",
                sql: include_str!("../../../../migrations/0075_signin_entries_lean.sql"),
            },
        ],
        ..Manifest::default()
    }
}
