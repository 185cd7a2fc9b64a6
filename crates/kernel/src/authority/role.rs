//! The role catalogue (domain rules, "Roles and permissions"): code, so that it is reviewed and tested.

use serde::{Deserialize, Serialize};

/// How far a grant of a role can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Span {
    /// The whole service.
    Nation,
    /// The organisations of one sector that are looked after nationally.
    Sector,
    /// One organisation, optionally with its descendants.
    Organisation,
}

/// A role that can be granted.
///
/// Roles that come with an object (owner of a mailbox, of a list, of a Team) are not granted here; they belong to
/// the object's own slice.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Runs the service for everyone.
    #[serde(rename = "platform administrator")]
    PlatformAdministrator,
    /// Second person for acts that need two.
    #[serde(rename = "second platform approver")]
    SecondPlatformApprover,
    /// National service desk: finds, resets, unlocks; creates and deletes nothing.
    #[serde(rename = "national service desk")]
    NationalServiceDesk,
    /// Looks at outside organisations that ask to work with members.
    #[serde(rename = "partner reviewer")]
    PartnerReviewer,
    /// Answers for what everybody is told.
    #[serde(rename = "communications author")]
    CommunicationsAuthor,
    /// Finds out what is wrong, and for whom; changes nothing.
    #[serde(rename = "incident manager")]
    IncidentManager,
    /// Reads what was done, for the safety of patients; changes nothing.
    #[serde(rename = "clinical safety officer")]
    ClinicalSafetyOfficer,
    /// Looks at records to mend the service, for hours and for a ticket; changes nothing.
    #[serde(rename = "supplier engineer")]
    SupplierEngineer,
    /// Does the administrator's work for small organisations of a sector that have none.
    #[serde(rename = "national administration service")]
    NationalAdministrationService,
    /// Accountable lead of an organisation: a local administrator who also hands out roles.
    #[serde(rename = "primary local administrator")]
    PrimaryLocalAdministrator,
    /// Day-to-day administration of an organisation.
    #[serde(rename = "local administrator")]
    LocalAdministrator,
    /// Everything except creating and deleting.
    #[serde(rename = "local help desk")]
    LocalHelpDesk,
    /// Moves people between user policies, nothing else.
    #[serde(rename = "licence administrator")]
    LicenceAdministrator,
    /// Extra right for changes that cost money.
    #[serde(rename = "spending approver")]
    SpendingApprover,
    /// Reads history and reports.
    Auditor,
    /// Machine identity of an organisation's own directory.
    #[serde(rename = "directory feed")]
    DirectoryFeed,
    /// Releases quarantined threats.
    #[serde(rename = "threat approver")]
    ThreatApprover,
    /// Telephony of an organisation, including who else administers it.
    #[serde(rename = "primary telephony administrator")]
    PrimaryTelephonyAdministrator,
    /// Telephony of an organisation.
    #[serde(rename = "telephony administrator")]
    TelephonyAdministrator,
}

impl Role {
    /// Every role, in the order of the catalogue.
    pub const ALL: &'static [Self] = &[
        Self::PlatformAdministrator,
        Self::SecondPlatformApprover,
        Self::NationalServiceDesk,
        Self::PartnerReviewer,
        Self::CommunicationsAuthor,
        Self::IncidentManager,
        Self::ClinicalSafetyOfficer,
        Self::SupplierEngineer,
        Self::NationalAdministrationService,
        Self::PrimaryLocalAdministrator,
        Self::LocalAdministrator,
        Self::LocalHelpDesk,
        Self::LicenceAdministrator,
        Self::SpendingApprover,
        Self::Auditor,
        Self::DirectoryFeed,
        Self::ThreatApprover,
        Self::PrimaryTelephonyAdministrator,
        Self::TelephonyAdministrator,
    ];

    /// The catalogue's name, in lower case, as stored and as used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::PlatformAdministrator => "platform administrator",
            Self::SecondPlatformApprover => "second platform approver",
            Self::NationalServiceDesk => "national service desk",
            Self::PartnerReviewer => "partner reviewer",
            Self::CommunicationsAuthor => "communications author",
            Self::IncidentManager => "incident manager",
            Self::ClinicalSafetyOfficer => "clinical safety officer",
            Self::SupplierEngineer => "supplier engineer",
            Self::NationalAdministrationService => "national administration service",
            Self::PrimaryLocalAdministrator => "primary local administrator",
            Self::LocalAdministrator => "local administrator",
            Self::LocalHelpDesk => "local help desk",
            Self::LicenceAdministrator => "licence administrator",
            Self::SpendingApprover => "spending approver",
            Self::Auditor => "auditor",
            Self::DirectoryFeed => "directory feed",
            Self::ThreatApprover => "threat approver",
            Self::PrimaryTelephonyAdministrator => "primary telephony administrator",
            Self::TelephonyAdministrator => "telephony administrator",
        }
    }

    /// The role of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|role| role.name() == name)
    }

    /// What the role is for, in one line.
    pub const fn purpose(self) -> &'static str {
        match self {
            Self::PlatformAdministrator => "Runs the service for every organisation",
            Self::SecondPlatformApprover => {
                "Approves, as a second person, what a platform administrator asks for"
            }
            Self::NationalServiceDesk => "Helps people of any organisation to sign in again",
            Self::PartnerReviewer => {
                "Looks at organisations outside the service that ask to work with those inside"
            }
            Self::CommunicationsAuthor => "Answers for the letters and notices that people get",
            Self::IncidentManager => "Finds out what is wrong, where and for whom; changes nothing",
            Self::ClinicalSafetyOfficer => {
                "Reads what was done in any organisation, to judge whether patients are safe"
            }
            Self::SupplierEngineer => {
                "Looks at records to mend the service: for some hours, for a ticket, changing nothing"
            }
            Self::NationalAdministrationService => {
                "Looks after the people of small organisations that have no administrator, by sector"
            }
            Self::PrimaryLocalAdministrator => {
                "Leads the administration of an organisation and hands out its roles"
            }
            Self::LocalAdministrator => "Looks after the people and settings of an organisation",
            Self::LocalHelpDesk => "Helps people of an organisation; creates and deletes nothing",
            Self::LicenceAdministrator => {
                "Moves people between the user policies of an organisation"
            }
            Self::SpendingApprover => "Approves what costs an organisation money, such as licences",
            Self::Auditor => "Reads history and reports",
            Self::DirectoryFeed => {
                "Lets an organisation's own directory keep its people up to date"
            }
            Self::ThreatApprover => "Releases messages held as a threat",
            Self::PrimaryTelephonyAdministrator => "Leads the telephony of an organisation",
            Self::TelephonyAdministrator => "Looks after the telephony of an organisation",
        }
    }

    /// How far a grant can reach.
    pub const fn span(self) -> Span {
        match self {
            Self::PlatformAdministrator
            | Self::SecondPlatformApprover
            | Self::NationalServiceDesk
            | Self::PartnerReviewer
            | Self::CommunicationsAuthor
            | Self::IncidentManager
            | Self::ClinicalSafetyOfficer
            | Self::SupplierEngineer => Span::Nation,
            Self::NationalAdministrationService => Span::Sector,
            _ => Span::Organisation,
        }
    }

    const fn bit(self) -> u32 {
        1 << self as u32
    }
}

/// A set of roles.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RoleSet(u32);

impl RoleSet {
    /// No role.
    pub const NONE: Self = Self(0);

    /// The given roles.
    pub const fn of(roles: &[Role]) -> Self {
        let mut bits = 0;
        let mut place = 0;
        while place < roles.len() {
            bits |= roles[place].bit();
            place += 1;
        }
        Self(bits)
    }

    /// These and the others.
    pub const fn and(self, others: &[Role]) -> Self {
        Self(self.0 | Self::of(others).0)
    }

    /// Whether the role is one of them.
    pub const fn has(self, role: Role) -> bool {
        self.0 & role.bit() != 0
    }

    /// The roles, in the order of the catalogue.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL.iter().copied().filter(move |role| self.has(*role))
    }
}
