//! Products, and who holds them. Graph's spelling (`license`) stays in the names on the wire.

use serde::{Deserialize, Serialize};

/// The body of `assignLicense`; Graph requires both arrays, so both are always written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignLicense {
    /// Products to add, or to change the disabled plans of.
    pub add_licenses: Vec<AssignedLicense>,
    /// Products (`skuId`) to take away; done first, so one call can swap.
    pub remove_licenses: Vec<String>,
}

/// A product a user holds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignedLicense {
    /// Service plans of the product that are switched off.
    #[serde(default)]
    pub disabled_plans: Vec<String>,
    /// The product.
    pub sku_id: String,
}

/// A service plan a user has through some product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct AssignedPlan {
    /// When the plan was assigned, RFC 3339.
    pub assigned_date_time: String,
    /// `Enabled`, `Warning`, `Suspended`, `Deleted` or `LockedOut`.
    pub capability_status: String,
    /// The service, for example `exchange`.
    pub service: String,
    /// The plan.
    pub service_plan_id: String,
}

/// How one product came to a user, and whether it works.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LicenseAssignmentState {
    /// The product.
    pub sku_id: String,
    /// Service plans that are switched off.
    #[serde(default)]
    pub disabled_plans: Vec<String>,
    /// The group it comes from; none for a direct assignment.
    pub assigned_by_group: Option<String>,
    /// `Active`, `ActiveWithError`, `Disabled` or `Error`.
    pub state: String,
    /// `None`, `CountViolation`, `DependencyViolation` and others. Graph really sends `Other`, not `Others`.
    pub error: Option<String>,
    /// RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_updated_date_time: Option<String>,
}

/// One element of `/users/{id}/licenseDetails`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LicenseDetails {
    /// Opaque key of the element.
    pub id: String,
    /// The product.
    pub sku_id: String,
    /// The product's short name, for example `SPE_E3`.
    pub sku_part_number: String,
    /// Its plans, with the state for this user.
    pub service_plans: Vec<ServicePlanInfo>,
}

/// A service plan of a product.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ServicePlanInfo {
    /// The plan.
    pub service_plan_id: String,
    /// Its name, for example `EXCHANGE_S_ENTERPRISE`.
    pub service_plan_name: String,
    /// `Success`, `Disabled`, `PendingInput`, `PendingActivation` or `PendingProvisioning`.
    pub provisioning_status: String,
    /// `User` or `Company`.
    pub applies_to: String,
}

/// A product the tenant owns.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SubscribedSku {
    /// `{tenant id}_{sku id}`.
    pub id: String,
    /// The product.
    pub sku_id: String,
    /// Its short name.
    pub sku_part_number: String,
    /// `User` or `Company`.
    pub applies_to: String,
    /// `Enabled`, `Warning`, `Suspended`, `Deleted` or `LockedOut`.
    pub capability_status: String,
    /// Units held by users.
    pub consumed_units: i64,
    /// Units owned.
    pub prepaid_units: LicenseUnits,
    /// Its plans.
    pub service_plans: Vec<ServicePlanInfo>,
}

/// Units owned, by state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LicenseUnits {
    /// May be assigned.
    pub enabled: i64,
    /// Payment has lapsed; may not be assigned.
    #[serde(default)]
    pub suspended: i64,
    /// Payment is late; still work.
    #[serde(default)]
    pub warning: i64,
    /// Locked by Microsoft.
    #[serde(default)]
    pub locked_out: i64,
}

impl SubscribedSku {
    /// Units that could be assigned now; never below zero, since a reduction may leave more in use than owned.
    pub fn free_units(&self) -> i64 {
        (self.prepaid_units.enabled + self.prepaid_units.warning - self.consumed_units).max(0)
    }
}
