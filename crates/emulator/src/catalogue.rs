//! The products the tenant owns, as configured.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::record::{Licence, moment};
use crate::settings::Sku;

/// The products, in the order of the settings.
#[derive(Debug)]
pub(crate) struct Catalogue(Vec<Sku>);

impl Catalogue {
    pub(crate) fn new(skus: Vec<Sku>) -> Self {
        Self(skus)
    }

    pub(crate) fn find(&self, sku: Uuid) -> Option<&Sku> {
        self.0.iter().find(|known| known.sku_id == sku)
    }

    pub(crate) fn all(&self) -> &[Sku] {
        &self.0
    }

    /// The plans that are switched on, with the product's licence.
    fn plans<'a>(
        &'a self,
        licences: &'a [Licence],
    ) -> impl Iterator<Item = (&'a Licence, &'a (Uuid, String))> {
        licences.iter().flat_map(|licence| {
            let plans = self.find(licence.sku).map_or(&[][..], |sku| &sku.service_plans);
            plans
                .iter()
                .filter(|plan| !licence.disabled.contains(&plan.0))
                .map(move |plan| (licence, plan))
        })
    }

    /// Whether a mailbox comes with these products.
    pub(crate) fn gives_mailbox(&self, licences: &[Licence]) -> bool {
        self.plans(licences)
            .any(|(_, plan)| MAILBOX_PLANS.iter().any(|prefix| plan.1.starts_with(prefix)))
    }

    pub(crate) fn assigned_plans(&self, licences: &[Licence]) -> Value {
        let plans = self.plans(licences).map(|(licence, plan)| {
            json!({
                "assignedDateTime": moment(licence.since), "capabilityStatus": "Enabled",
                "service": service(&plan.1), "servicePlanId": plan.0,
            })
        });
        plans.collect()
    }

    pub(crate) fn provisioned_plans(&self, licences: &[Licence]) -> Value {
        let plans = self.plans(licences).map(|(_, plan)| json!({ "capabilityStatus": "Enabled", "provisioningStatus": "Success", "service": service(&plan.1) }));
        plans.collect()
    }
}

/// Plans that carry a mailbox; archive and protection add-ons have other names.
const MAILBOX_PLANS: [&str; 3] =
    ["EXCHANGE_S_ENTERPRISE", "EXCHANGE_S_STANDARD", "EXCHANGE_S_DESKLESS"];

/// The service a plan belongs to, guessed from its name; the real service keeps a table nobody publishes.
fn service(plan: &str) -> &'static str {
    match plan {
        _ if plan.starts_with("EXCHANGE") => "exchange",
        _ if plan.starts_with("SHAREPOINT") || plan.starts_with("ONEDRIVE") => "SharePoint",
        _ if plan.starts_with("TEAMS") => "TeamspaceAPI",
        _ if plan.starts_with("MCO") => "MicrosoftCommunicationsOnline",
        _ if plan.starts_with("AAD") => "AADPremiumService",
        _ if plan.starts_with("INTUNE") => "SCO",
        _ if plan.starts_with("YAMMER") => "YammerEnterprise",
        _ if plan.starts_with("OFFICE") => "MicrosoftOffice",
        _ => "MicrosoftOffice365",
    }
}
