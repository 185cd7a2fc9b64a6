//! What an application is.

mod details;
mod jwks;
mod outcome;
mod own;
mod provider;
mod uris;

use kernel::clock::Timestamp;
use kernel::ids::OrganisationId;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub(super) use details::{Checked, Details, check};
pub(crate) use jwks::ClientKey;
pub(super) use jwks::{read as read_keys, read_published};
pub use outcome::Logouts;
pub(crate) use outcome::Told;
pub(super) use own::is_at_work_in;
pub use own::{BY_ORGANISATIONS, OWN_MOST, SECRET_DAYS};
pub(super) use provider::Said;
pub use provider::SamlDetails;
pub(crate) use provider::Service;
pub(super) use uris::{LONGEST_URI, MOST_URIS};

use crate::keys::{self, KeyHash};
use crate::signing_keys::Algorithm;

/// The scope without which nobody is signed in.
pub(crate) const OPENID: &str = "openid";
/// The scope with which an application stays signed in.
pub(crate) const OFFLINE: &str = "offline_access";

/// The scope that tells which roles somebody holds, wherever that is.
pub(crate) const ROLES: &str = "roles";

/// What an application can be told about people.
pub const SCOPES: [&str; 7] = [OPENID, "profile", "email", "phone", "organisation", ROLES, OFFLINE];

/// The longest name, in characters.
pub(super) const LONGEST_NAME: usize = 100;
/// The most organisations that an application can be for.
pub(super) const MOST_ORGANISATIONS: usize = 200;
/// The most names of its own that a service can have.
pub(super) const MOST_SCOPES: usize = 20;
/// How a secret begins, so that searches for leaked secrets find it.
pub(super) const SECRET_PREFIX: &str = "ghs_";

/// Declares a choice with a name for each of its values, as kept and as sent.
macro_rules! choice {
    ($(#[$meta:meta])* $name:ident { $($(#[$about:meta])* $value:ident = $text:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$about])* #[serde(rename = $text)] $value),*
        }

        impl $name {
            /// Every value, in the order in which it is offered.
            pub const ALL: &'static [Self] = &[$(Self::$value),*];

            /// Its name, as kept and as sent.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$value => $text),* }
            }

            /// The value of that name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}

choice! {
    /// What an application speaks.
    Protocol {
        /// OpenID Connect.
        #[default]
        Oidc = "oidc",
        /// SAML 2.0.
        Saml = "saml",
    }
}

choice! {
    /// What an application is.
    Kind {
        /// Runs on a server and keeps a secret there.
        #[default]
        Web = "web",
        /// Runs where no secret can be kept: on somebody's machine, in somebody's browser.
        Public = "public",
        /// Works in its own name and signs nobody in.
        Service = "service",
    }
}

choice! {
    /// How an application proves who it is.
    Authentication {
        /// With its secret, in the header or in the form.
        #[default]
        Secret = "client_secret",
        /// With what it signs with a key of its own, of which only the public part is registered.
        Key = "private_key_jwt",
        /// Not at all.
        None = "none",
    }
}

choice! {
    /// By which key an application knows a person.
    Subject {
        /// The same as every other application.
        #[default]
        Public = "public",
        /// One that no other application knows.
        Pairwise = "pairwise",
        /// Its address (SAML).
        Email = "email",
        /// The one by which Microsoft 365 knows it, with its address beside it, as federating a domain needs (SAML).
        Immutable = "immutable-id",
    }
}

choice! {
    /// Whether assertions for an application that speaks SAML are encrypted.
    Encryption {
        /// Signed only; TLS keeps them from others' eyes.
        #[default]
        Never = "never",
        /// For the key that its metadata names.
        Always = "always",
    }
}

choice! {
    /// Whether people sign in to it on devices that have no browser (RFC 8628).
    Devices {
        /// No.
        #[default]
        No = "no",
        /// With a short code, which they type where they are signed in.
        ByCode = "by-code",
    }
}

choice! {
    /// Who may use an application.
    OpenTo {
        /// Nobody yet.
        #[default]
        Nobody = "nobody",
        /// The people of some organisations.
        Organisations = "organisations",
        /// Everybody who has an account.
        Everybody = "everybody",
    }
}

choice! {
    /// Whether people are asked before an application of the whole service stays signed in without them. Those of
    /// organisations always ask, and for everything that they are told.
    Asks {
        /// No: those who run the service answer for it.
        #[default]
        No = "no",
        /// Yes: it belongs to somebody else.
        ToStay = "to-stay",
    }
}

choice! {
    /// Whether an application is held.
    Hold {
        /// Nobody gets in, and what it was given does not count, until it is released.
        #[default]
        Hold = "hold",
        /// It is as it was before.
        Release = "release",
    }
}

impl Kind {
    /// How an application of this kind proves who it is.
    pub const fn authentication(self) -> Authentication {
        match self {
            Self::Web | Self::Service => Authentication::Secret,
            Self::Public => Authentication::None,
        }
    }
}

/// What was read where an application publishes its keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Fetched {
    pub(super) keys: Vec<ClientKey>,
    /// When it was; none if it never could be.
    pub(super) read_at: Option<Timestamp>,
    /// What was wrong last; empty where nothing was.
    pub(super) problem: String,
}

/// An application as it is kept.
#[derive(Clone, Debug)]
pub(crate) struct Application {
    pub(crate) id: Uuid,
    /// Whose it is; none where it belongs to the whole service.
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) name: String,
    pub(crate) protocol: Protocol,
    pub(crate) kind: Kind,
    pub(crate) client_id: String,
    pub(crate) secret_hash: Option<Vec<u8>>,
    /// The secret before it, and until when that works still.
    pub(crate) secret_before: Option<(Vec<u8>, Timestamp)>,
    pub(crate) authentication: Authentication,
    pub(crate) subject: Subject,
    pub(crate) subject_salt: Vec<u8>,
    pub(crate) signing: Algorithm,
    /// The interface that takes the tokens of a service.
    pub(crate) audience: String,
    pub(crate) redirect_uris: Vec<String>,
    pub(crate) logout_uris: Vec<String>,
    /// Where it is told that somebody signed out; empty where it is not.
    pub(crate) backchannel_logout_uri: String,
    /// Whether people sign in to it on devices without a browser.
    pub(crate) devices: Devices,
    /// The keys with which it proves who it is.
    pub(crate) keys: Vec<ClientKey>,
    /// Where it publishes them; empty where they are registered themselves.
    pub(crate) keys_uri: String,
    pub(crate) scopes: Vec<String>,
    pub(crate) open_to: OpenTo,
    pub(crate) organisations: Vec<OrganisationId>,
    /// What its metadata says, where it speaks SAML.
    pub(crate) service: Option<Service>,
    pub(crate) created_at: Timestamp,
    pub(crate) retired_at: Option<Timestamp>,
    /// Since when it is held, if it is.
    pub(crate) held_at: Option<Timestamp>,
    /// Why it is held, or was released last.
    pub(crate) hold_reason: String,
    pub(crate) asks: Asks,
    pub(crate) version: i64,
}

impl Application {
    /// Whether it is in use: neither taken out of it nor held.
    pub(crate) const fn is_live(&self) -> bool {
        self.retired_at.is_none() && self.held_at.is_none()
    }

    /// Whether a browser may be sent back to this address: one of those that were registered, byte for byte.
    pub(crate) fn returns_to(&self, address: &str) -> bool {
        self.redirect_uris.iter().any(|registered| registered == address)
    }

    /// The same for the address after signing out.
    pub(crate) fn leaves_to(&self, address: &str) -> bool {
        self.logout_uris.iter().any(|registered| registered == address)
    }

    /// Whether this is its secret, or the one before it, which works still.
    pub(crate) fn has_secret(&self, secret: &str, now: Timestamp) -> bool {
        let hash = keys::hash(secret);
        let is_it = self.secret_hash.as_ref().is_some_and(|kept| keys::same(kept, &hash));
        let was_it = self
            .secret_before
            .as_ref()
            .is_some_and(|(kept, until)| now < *until && keys::same(kept, &hash));
        is_it || was_it
    }
}

/// A secret that was drawn: shown once.
pub(super) fn hash_of(secret: &str) -> KeyHash {
    keys::hash(secret)
}
