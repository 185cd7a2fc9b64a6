//! The properties of a user this subset knows: name, type, longest value, who may write it, whether it is in
//! the default answer, and how it may be filtered (Graph documentation, "user resource type").

/// What a property holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Text of at most so many characters.
    Text(usize),
    /// True or false.
    Flag,
    /// RFC 3339.
    Moment,
    /// A collection of texts: at most so many, each of at most so many characters.
    Texts(usize, usize),
    /// A collection of objects.
    Objects,
    /// One object.
    Object,
}

/// Who may write a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writing {
    /// Set at creation and changed afterwards.
    Free,
    /// Kept by the directory; a client that writes it is refused.
    Kept,
}

/// A property of a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants are Graph's own properties")]
pub enum Property {
    Id,
    AccountEnabled,
    AssignedLicenses,
    AssignedPlans,
    BusinessPhones,
    City,
    CompanyName,
    Country,
    CreatedDateTime,
    CreationType,
    DeletedDateTime,
    Department,
    DisplayName,
    EmployeeHireDate,
    EmployeeId,
    EmployeeLeaveDateTime,
    EmployeeType,
    FaxNumber,
    GivenName,
    JobTitle,
    LastPasswordChangeDateTime,
    LicenseAssignmentStates,
    Mail,
    MailNickname,
    MobilePhone,
    OfficeLocation,
    OnPremisesDistinguishedName,
    OnPremisesDomainName,
    OnPremisesExtensionAttributes,
    OnPremisesImmutableId,
    OnPremisesLastSyncDateTime,
    OnPremisesSamAccountName,
    OnPremisesSecurityIdentifier,
    OnPremisesSyncEnabled,
    OnPremisesUserPrincipalName,
    OtherMails,
    PasswordPolicies,
    PasswordProfile,
    PostalCode,
    PreferredLanguage,
    ProvisionedPlans,
    ProxyAddresses,
    ShowInAddressList,
    SignInSessionsValidFromDateTime,
    State,
    StreetAddress,
    Surname,
    UsageLocation,
    UserPrincipalName,
    UserType,
}

use Kind::{Flag, Moment, Object, Objects, Text, Texts};
use Property as P;
use Writing::{Free, Kept};

impl Property {
    /// Every property.
    pub const ALL: [Self; 50] = [
        P::Id,
        P::AccountEnabled,
        P::AssignedLicenses,
        P::AssignedPlans,
        P::BusinessPhones,
        P::City,
        P::CompanyName,
        P::Country,
        P::CreatedDateTime,
        P::CreationType,
        P::DeletedDateTime,
        P::Department,
        P::DisplayName,
        P::EmployeeHireDate,
        P::EmployeeId,
        P::EmployeeLeaveDateTime,
        P::EmployeeType,
        P::FaxNumber,
        P::GivenName,
        P::JobTitle,
        P::LastPasswordChangeDateTime,
        P::LicenseAssignmentStates,
        P::Mail,
        P::MailNickname,
        P::MobilePhone,
        P::OfficeLocation,
        P::OnPremisesDistinguishedName,
        P::OnPremisesDomainName,
        P::OnPremisesExtensionAttributes,
        P::OnPremisesImmutableId,
        P::OnPremisesLastSyncDateTime,
        P::OnPremisesSamAccountName,
        P::OnPremisesSecurityIdentifier,
        P::OnPremisesSyncEnabled,
        P::OnPremisesUserPrincipalName,
        P::OtherMails,
        P::PasswordPolicies,
        P::PasswordProfile,
        P::PostalCode,
        P::PreferredLanguage,
        P::ProvisionedPlans,
        P::ProxyAddresses,
        P::ShowInAddressList,
        P::SignInSessionsValidFromDateTime,
        P::State,
        P::StreetAddress,
        P::Surname,
        P::UsageLocation,
        P::UserPrincipalName,
        P::UserType,
    ];

    /// What a user answer holds when nothing is selected.
    pub const DEFAULT: [Self; 11] = [
        P::BusinessPhones,
        P::DisplayName,
        P::GivenName,
        P::JobTitle,
        P::Mail,
        P::MobilePhone,
        P::OfficeLocation,
        P::PreferredLanguage,
        P::Surname,
        P::UserPrincipalName,
        P::Id,
    ];

    /// Name, type and who writes: one row a property.
    const fn row(self) -> (&'static str, Kind, Writing) {
        match self {
            P::Id => ("id", Text(36), Kept),
            P::AccountEnabled => ("accountEnabled", Flag, Free),
            P::AssignedLicenses => ("assignedLicenses", Objects, Kept),
            P::AssignedPlans => ("assignedPlans", Objects, Kept),
            P::BusinessPhones => ("businessPhones", Texts(1, 64), Free),
            P::City => ("city", Text(128), Free),
            P::CompanyName => ("companyName", Text(64), Free),
            P::Country => ("country", Text(128), Free),
            P::CreatedDateTime => ("createdDateTime", Moment, Kept),
            P::CreationType => ("creationType", Text(64), Kept),
            P::DeletedDateTime => ("deletedDateTime", Moment, Kept),
            P::Department => ("department", Text(64), Free),
            P::DisplayName => ("displayName", Text(256), Free),
            P::EmployeeHireDate => ("employeeHireDate", Moment, Free),
            P::EmployeeId => ("employeeId", Text(16), Free),
            P::EmployeeLeaveDateTime => ("employeeLeaveDateTime", Moment, Free),
            P::EmployeeType => ("employeeType", Text(64), Free),
            P::FaxNumber => ("faxNumber", Text(64), Free),
            P::GivenName => ("givenName", Text(64), Free),
            P::JobTitle => ("jobTitle", Text(128), Free),
            P::LastPasswordChangeDateTime => ("lastPasswordChangeDateTime", Moment, Kept),
            P::LicenseAssignmentStates => ("licenseAssignmentStates", Objects, Kept),
            P::Mail => ("mail", Text(256), Free),
            P::MailNickname => ("mailNickname", Text(64), Free),
            P::MobilePhone => ("mobilePhone", Text(64), Free),
            P::OfficeLocation => ("officeLocation", Text(128), Free),
            P::OnPremisesDistinguishedName => ("onPremisesDistinguishedName", Text(1024), Kept),
            P::OnPremisesDomainName => ("onPremisesDomainName", Text(256), Kept),
            P::OnPremisesExtensionAttributes => ("onPremisesExtensionAttributes", Object, Free),
            P::OnPremisesImmutableId => ("onPremisesImmutableId", Text(256), Free),
            P::OnPremisesLastSyncDateTime => ("onPremisesLastSyncDateTime", Moment, Kept),
            P::OnPremisesSamAccountName => ("onPremisesSamAccountName", Text(256), Kept),
            P::OnPremisesSecurityIdentifier => ("onPremisesSecurityIdentifier", Text(256), Kept),
            P::OnPremisesSyncEnabled => ("onPremisesSyncEnabled", Flag, Kept),
            P::OnPremisesUserPrincipalName => ("onPremisesUserPrincipalName", Text(256), Kept),
            P::OtherMails => ("otherMails", Texts(250, 250), Free),
            P::PasswordPolicies => ("passwordPolicies", Text(128), Free),
            P::PasswordProfile => ("passwordProfile", Object, Free),
            P::PostalCode => ("postalCode", Text(40), Free),
            P::PreferredLanguage => ("preferredLanguage", Text(64), Free),
            P::ProvisionedPlans => ("provisionedPlans", Objects, Kept),
            P::ProxyAddresses => ("proxyAddresses", Texts(500, 256), Kept),
            P::ShowInAddressList => ("showInAddressList", Flag, Free),
            P::SignInSessionsValidFromDateTime => ("signInSessionsValidFromDateTime", Moment, Kept),
            P::State => ("state", Text(128), Free),
            P::StreetAddress => ("streetAddress", Text(1024), Free),
            P::Surname => ("surname", Text(64), Free),
            P::UsageLocation => ("usageLocation", Text(2), Free),
            P::UserPrincipalName => ("userPrincipalName", Text(113), Free),
            P::UserType => ("userType", Text(64), Free),
        }
    }

    /// The name on the wire.
    pub const fn name(self) -> &'static str {
        self.row().0
    }

    /// What it holds.
    pub const fn kind(self) -> Kind {
        self.row().1
    }

    /// Who writes it.
    pub const fn writing(self) -> Writing {
        self.row().2
    }

    /// The property of this name, in any case, as Graph accepts in queries.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|property| property.name().eq_ignore_ascii_case(name))
    }

    /// Whether `$filter` may use it at all.
    pub const fn is_filterable(self) -> bool {
        !matches!(
            self,
            P::PasswordProfile
                | P::StreetAddress
                | P::LicenseAssignmentStates
                | P::SignInSessionsValidFromDateTime
                | P::ShowInAddressList
        )
    }

    /// The value a PATCH sends to empty it.
    pub fn cleared(self) -> serde_json::Value {
        match self.kind() {
            Texts(..) | Objects => serde_json::Value::Array(Vec::new()),
            _ => serde_json::Value::Null,
        }
    }

    /// Whether the typed user has a field for it.
    pub(super) const fn is_in_user_type(self) -> bool {
        !matches!(
            self,
            P::CreationType
                | P::EmployeeHireDate
                | P::EmployeeLeaveDateTime
                | P::FaxNumber
                | P::LastPasswordChangeDateTime
                | P::OnPremisesDistinguishedName
                | P::OnPremisesDomainName
                | P::OnPremisesLastSyncDateTime
                | P::OnPremisesSamAccountName
                | P::OnPremisesSecurityIdentifier
                | P::OnPremisesUserPrincipalName
                | P::ProvisionedPlans
        )
    }
}
