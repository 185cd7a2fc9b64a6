//! The tenant itself and its domains.

use serde::{Deserialize, Serialize};

/// The only element of `/organization`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Organization {
    /// The tenant id.
    pub id: String,
    /// Its name.
    pub display_name: String,
    /// ISO 3166 alpha-2; users without a usage location inherit it in group-based licensing.
    #[serde(default)]
    pub country_letter_code: Option<String>,
    /// RFC 3339.
    #[serde(default)]
    pub created_date_time: Option<String>,
    /// `AAD` for a workforce tenant.
    #[serde(default)]
    pub tenant_type: Option<String>,
    /// Null if the tenant has never been synchronised from an on-premises directory.
    #[serde(default)]
    pub on_premises_sync_enabled: Option<bool>,
    /// Domains that sign-in names may use.
    #[serde(default)]
    pub verified_domains: Vec<VerifiedDomain>,
}

/// A domain as `/organization` shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct VerifiedDomain {
    /// Services it is used for, comma-separated.
    #[serde(default)]
    pub capabilities: String,
    /// Whether new users get it when nothing is said.
    pub is_default: bool,
    /// Whether it is the domain the tenant was made with.
    pub is_initial: bool,
    /// The domain.
    pub name: String,
    /// `Managed` or `Federated`.
    #[serde(rename = "type")]
    pub kind: String,
}

/// A domain as `/domains` shows it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Domain {
    /// The domain itself is the key.
    pub id: String,
    /// `Managed` or `Federated`.
    pub authentication_type: String,
    /// Whether new users get it when nothing is said.
    pub is_default: bool,
    /// Whether it is the domain the tenant was made with.
    pub is_initial: bool,
    /// Whether it is not a sub-domain of another verified one.
    pub is_root: bool,
    /// Whether its owner has proved to own it.
    pub is_verified: bool,
    /// Whether its DNS is managed by Microsoft 365.
    pub is_admin_managed: bool,
    /// For example `Email`.
    #[serde(default)]
    pub supported_services: Vec<String>,
}
