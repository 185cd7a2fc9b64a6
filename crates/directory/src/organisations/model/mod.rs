//! The words and rules of organisations: states, what the register says and how two files agree, short names.
//!
//! Pure: nothing here waits, reads a clock or knows the database.

mod merge;
mod names;
mod notice;
mod record;
mod relation;
mod row;
mod shown;
mod succession;

pub(crate) use merge::{Merge, Said};
pub use names::short_names;
pub(crate) use names::{clean, fold, words};
pub(crate) use notice::Notice;
pub(crate) use record::{Organisation, Unit};
pub(crate) use relation::Relation;
pub use row::{RegisterFile, RegisterRow, RelatedCode};
pub(crate) use row::{day_of, is_code, is_day, is_line, number_of};
pub use shown::display_name;
pub(crate) use succession::Succession;
pub use succession::SuccessionRow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Characters of a short name, at most; it begins the addresses of shared mailboxes.
pub(crate) const SHORT_NAME_AT_MOST: usize = 12;
/// Characters of a unit's name, at most.
pub(crate) const UNIT_NAME_AT_MOST: usize = 100;
/// Characters of a support telephone number, at most.
pub(crate) const TELEPHONE_AT_MOST: usize = 40;
/// Characters of the support hours, at most.
pub(crate) const HOURS_AT_MOST: usize = 200;
/// Rows that one act imports, at most: the act holds the one writer of the embedded engine.
pub(crate) const CHUNK: usize = 200;

/// Declares a word of the model: its values, stored and shown on the wire by the same names.
macro_rules! vocabulary {
    ($(#[$meta:meta])* $type:ident { $($(#[$value_meta:meta])* $value:ident = $name:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
        pub enum $type { $($(#[$value_meta])* #[serde(rename = $name)] $value),* }

        impl $type {
            /// Every value, in order.
            pub const ALL: &'static [Self] = &[$(Self::$value),*];

            /// As stored and on the wire.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$value => $name),* }
            }

            /// The value of that name.
            pub fn named(name: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|value| value.name() == name)
            }
        }
    };
}

pub(crate) use vocabulary;

vocabulary!(
    /// Where an organisation stands with the service (decisions, "Register record or member").
    OrganisationState {
        /// In the register, not a member.
        Listed = "listed",
        /// Asked to join.
        Applied = "applied",
        /// Being prepared.
        Opening = "opening",
        /// A member: it may have people.
        Open = "open",
        /// On its way out.
        Closing = "closing",
        /// No longer a member.
        Closed = "closed",
    }
);

vocabulary!(
    /// Whether the register says that an organisation works.
    RegisterStatus {
        /// It works.
        Active = "active",
        /// It has closed.
        Inactive = "inactive",
        /// It exists but does not work at present.
        Dormant = "dormant",
        /// It is to open.
        Proposed = "proposed",
    }
);

vocabulary!(
    /// Kind of organisation, as far as the register's files tell.
    OrganisationKind {
        /// A trust.
        Trust = "trust",
        /// A commissioner.
        Commissioner = "commissioner",
        /// A general practice.
        Practice = "practice",
        /// A community pharmacy.
        Pharmacy = "pharmacy",
        /// A site of another organisation.
        Site = "site",
        /// Anything else.
        Other = "other",
        /// An integrated care board, or the partnership that had its code before.
        CareBoard = "care-board",
        /// A primary care network.
        Network = "network",
        /// A region of the commissioning authority.
        Region = "region",
        /// A commissioning support unit.
        SupportUnit = "support-unit",
        /// A local health board.
        HealthBoard = "health-board",
    }
);

vocabulary!(
    /// What kind of file says something; it decides between two files of one day.
    FileForm {
        /// A look-up with headings.
        LookUp = "look-up",
        /// The register's own form.
        Register = "register",
    }
);

vocabulary!(
    /// What an organisation has to do with another one, as the register sees it.
    RelationKind {
        /// It belongs to the other one or is commissioned by it.
        Parent = "parent",
        /// It lies in the area of the other one.
        Geography = "geography",
        /// It is a member of the primary care network.
        Network = "network",
    }
);

vocabulary!(
    /// How sure it is that one organisation follows another one.
    Confidence {
        /// Concluded from other facts; somebody has to verify it.
        Inferred = "inferred",
        /// A publisher says so.
        Published = "published",
    }
);

vocabulary!(
    /// What the register changed of a member.
    NoticeKind {
        /// It closed it, in law or in operation.
        Closed = "closed",
        /// It gave it another name.
        Renamed = "renamed",
    }
);

vocabulary!(
    /// Where a notice of such a change stands.
    NoticeState {
        /// There is nothing to notice, or it was taken back.
        Quiet = "quiet",
        /// Somebody has to deal with it.
        Open = "open",
        /// Somebody has dealt with it.
        Settled = "settled",
    }
);

vocabulary!(
    /// The service tier of a member (domain rules, "Organisations": tiers of January 2024).
    Tier {
        /// Everyone else: practices, pharmacies, primary care networks.
        Standard = "standard",
        /// Trusts, integrated care boards, support units, arm's-length bodies.
        Enhanced = "enhanced",
    }
);

impl OrganisationState {
    /// The states that may follow this one. Every move of an organisation goes along this table.
    pub const fn next(self) -> &'static [Self] {
        match self {
            Self::Listed => &[Self::Applied, Self::Open],
            Self::Applied => &[Self::Opening, Self::Listed, Self::Closed],
            Self::Opening => &[Self::Open, Self::Listed, Self::Closed],
            Self::Open => &[Self::Closing, Self::Closed],
            Self::Closing => &[Self::Open, Self::Closed],
            Self::Closed => &[Self::Applied, Self::Open],
        }
    }

    /// Whether that state may follow this one.
    pub fn may_become(self, next: Self) -> bool {
        self.next().contains(&next)
    }

    /// Whether its people use the service.
    pub const fn is_running(self) -> bool {
        matches!(self, Self::Open | Self::Closing)
    }
}

impl From<super::register::Status> for RegisterStatus {
    fn from(status: super::register::Status) -> Self {
        match status {
            super::register::Status::Active => Self::Active,
            super::register::Status::Inactive => Self::Inactive,
            super::register::Status::Dormant => Self::Dormant,
            super::register::Status::Proposed => Self::Proposed,
        }
    }
}

impl OrganisationKind {
    /// The kind a file says, if it says one.
    pub(crate) const fn said(kind: super::register::Kind) -> Option<Self> {
        Some(match kind {
            super::register::Kind::Unknown => return None,
            super::register::Kind::Trust => Self::Trust,
            super::register::Kind::Commissioner => Self::Commissioner,
            super::register::Kind::Practice => Self::Practice,
            super::register::Kind::Pharmacy => Self::Pharmacy,
            super::register::Kind::Site => Self::Site,
            super::register::Kind::Other => Self::Other,
            super::register::Kind::CareBoard => Self::CareBoard,
            super::register::Kind::Network => Self::Network,
            super::register::Kind::Region => Self::Region,
            super::register::Kind::SupportUnit => Self::SupportUnit,
            super::register::Kind::HealthBoard => Self::HealthBoard,
        })
    }
}

impl From<super::register::Relation> for RelationKind {
    fn from(relation: super::register::Relation) -> Self {
        match relation {
            super::register::Relation::Parent => Self::Parent,
            super::register::Relation::Geography => Self::Geography,
            super::register::Relation::Network => Self::Network,
        }
    }
}
