//! What a signing key is, the states it goes through, and the numbers that move it.

mod certificate;
mod foreign;
mod opened;
mod pair;
mod turn;
mod verify;

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;

pub(super) use certificate::certificate;
pub(crate) use foreign::{FOREIGN_ALGORITHMS, is_signed_by};
pub(super) use opened::Opened;
pub(crate) use opened::OpenedPairs;
pub(super) use pair::{Pair, kid_of, open, seal};
pub(super) use turn::{Move, Times, due};
pub(crate) use verify::{Audience, Expected, Life, PublicKey, verify};

/// How long a key signs before the next one does.
pub const ROTATION_DAYS: NumberRule = NumberRule::new(
    "signing-key.rotation-days",
    90,
    7..=366,
    "days",
    "Security decisions, signing keys: 90-day rotation",
)
.of_the_nation();

/// How long a key is published before it signs: longer than anybody keeps the list of keys.
pub const PUBLISHED_HOURS: NumberRule = NumberRule::new(
    "signing-key.published-hours",
    24,
    24..=168,
    "hours",
    "Security decisions, signing keys: published at least 24 hours before use",
)
.of_the_nation();

/// How long a key stays published once nothing is signed with it any more and every token is over.
pub const KEPT_HOURS: NumberRule = NumberRule::new(
    "signing-key.kept-hours",
    24,
    24..=720,
    "hours",
    "Security decisions, signing keys: kept at least 24 hours and the longest token after use",
)
.of_the_nation();

/// The same for the keys of documents: services keep the certificate of one for years, and some are told of another by hand.
pub const DOCUMENT_ROTATION_DAYS: NumberRule = NumberRule::new(
    "signing-key.document-rotation-days",
    730,
    90..=3650,
    "days",
    "Product decision on signing in with SAML",
)
.of_the_nation();

/// How long a certificate is published before its key signs documents.
pub const DOCUMENT_PUBLISHED_DAYS: NumberRule = NumberRule::new(
    "signing-key.document-published-days",
    60,
    7..=365,
    "days",
    "Product decision on signing in with SAML",
)
.of_the_nation();

/// What keys are for. Those of one kind are drawn when the first of its kind is needed.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    serde::Serialize,
    serde::Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Family {
    /// Tokens, of either algorithm.
    #[default]
    Tokens,
    /// Documents of SAML.
    Documents,
}

/// An algorithm with which tokens are signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256: what is used unless somebody needs the other.
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256: what every library has known for longest.
    Rs256,
    /// The same for documents of SAML, with keys of its own that last longer. No token is signed with it.
    Document,
}

impl Algorithm {
    /// Those of tokens.
    pub const ALL: [Self; 2] = [Self::Es256, Self::Rs256];
    /// Those of each family.
    pub(super) const fn of(family: Family) -> &'static [Self] {
        match family {
            Family::Tokens => &Self::ALL,
            Family::Documents => &[Self::Document],
        }
    }

    /// Its name on the wire (RFC 7518, 3.1).
    pub const fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::Document => "RSA-SHA256",
        }
    }

    /// The algorithm of tokens of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|algorithm| algorithm.name() == name)
    }

    /// The algorithm that is kept under a name.
    pub(super) fn kept_as(name: &str) -> Option<Self> {
        Self::named(name).or((name == Self::Document.name()).then_some(Self::Document))
    }
}

/// How far a key has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum State {
    /// Published, and nothing is signed with it yet.
    Pending,
    /// Signs.
    Active,
    /// Published still: tokens that it signed may be about.
    Retiring,
    /// Gone.
    Withdrawn,
}

impl State {
    pub(super) const ALL: [Self; 4] =
        [Self::Pending, Self::Active, Self::Retiring, Self::Withdrawn];

    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Retiring => "retiring",
            Self::Withdrawn => "withdrawn",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.name() == name)
    }
}

/// A key as the moves look at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stage {
    pub(super) generation: i64,
    pub(super) state: State,
    /// When it came to this state.
    pub(super) since: Timestamp,
    /// Whether this installation can sign with it.
    pub(super) is_readable: bool,
}
