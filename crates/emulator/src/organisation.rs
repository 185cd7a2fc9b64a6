//! The tenant itself, its domains and its products.

use serde_json::{Value, json};

use crate::emulator::Emulator;
use crate::errors;
use crate::exchange::{Outcome, Reply, Request};
use crate::record::moment;
use crate::settings::Sku;

/// `GET /organization` and `GET /organization/{id}`.
pub(crate) fn organisation(emulator: &Emulator, request: &Request, key: Option<&str>) -> Outcome {
    let founded = emulator.look(|state| state.founded);
    let domains = emulator.settings.domains.iter().enumerate().map(|(at, name)| {
        json!({ "capabilities": "Email, OfficeCommunicationsOnline", "isDefault": at == 0, "isInitial": at == 0, "name": name, "type": "Managed" })
    });
    let mut tenant = json!({
        "id": founded.tenant, "displayName": emulator.settings.tenant_name, "countryLetterCode": "GB", "tenantType": "AAD",
        "createdDateTime": moment(founded.at), "onPremisesSyncEnabled": null, "verifiedDomains": domains.collect::<Value>(),
    });
    match key {
        None => Ok(collection(request, "organization", json!([tenant]))),
        Some(key) if key == founded.tenant.to_string() => {
            tenant["@odata.context"] = json!(request.address("$metadata#organization/$entity"));
            Ok(Reply::json(200, tenant))
        }
        Some(key) => Err(errors::not_found(key)),
    }
}

/// `GET /domains` and `GET /domains/{name}`.
pub(crate) fn domains(emulator: &Emulator, request: &Request, key: Option<&str>) -> Outcome {
    let names = &emulator.settings.domains;
    let domain = |at: usize, name: &str| {
        let is_child = names.iter().any(|other| {
            name.len() > other.len()
                && name.to_lowercase().ends_with(&format!(".{}", other.to_lowercase()))
        });
        json!({
            "id": name, "authenticationType": "Managed", "isAdminManaged": true, "isDefault": at == 0, "isInitial": at == 0, "isRoot": !is_child,
            "isVerified": true, "supportedServices": ["Email", "OfficeCommunicationsOnline"],
        })
    };
    let Some(key) = key else {
        return Ok(collection(
            request,
            "domains",
            names.iter().enumerate().map(|(at, name)| domain(at, name)).collect(),
        ));
    };
    let (at, name) = names
        .iter()
        .enumerate()
        .find(|(_, name)| name.eq_ignore_ascii_case(key))
        .ok_or_else(|| errors::not_found(key))?;
    let mut body = domain(at, name);
    body["@odata.context"] = json!(request.address("$metadata#domains/$entity"));
    Ok(Reply::json(200, body))
}

/// `GET /subscribedSkus` and `GET /subscribedSkus/{id}`.
pub(crate) fn products(emulator: &Emulator, request: &Request, key: Option<&str>) -> Outcome {
    if request.option("filter").is_some() {
        return Err(errors::unsupported_query());
    }
    let (tenant, used): (_, Vec<i64>) = emulator.look(|state| {
        (
            state.founded.tenant,
            emulator.catalogue.all().iter().map(|sku| state.consumed(sku.sku_id)).collect(),
        )
    });
    let product = |(sku, used): (&Sku, &i64)| {
        let plans = sku.service_plans.iter().map(|(id, name)| json!({ "servicePlanId": id, "servicePlanName": name, "provisioningStatus": "Success", "appliesTo": "User" }));
        json!({
            "id": format!("{tenant}_{}", sku.sku_id), "skuId": sku.sku_id, "skuPartNumber": sku.part_number, "appliesTo": "User",
            "capabilityStatus": "Enabled", "consumedUnits": used, "servicePlans": plans.collect::<Value>(),
            "prepaidUnits": { "enabled": sku.enabled_units, "suspended": 0, "warning": 0, "lockedOut": 0 },
            "accountId": tenant, "accountName": emulator.settings.tenant_name, "subscriptionIds": [sku.sku_id],
        })
    };
    let mut products = emulator.catalogue.all().iter().zip(&used).map(product);
    match key {
        None => Ok(collection(request, "subscribedSkus", products.collect())),
        Some(key) => {
            let mut body = products
                .find(|product| product["id"] == key)
                .ok_or_else(|| errors::not_found(key))?;
            body["@odata.context"] = json!(request.address("$metadata#subscribedSkus/$entity"));
            Ok(Reply::json(200, body))
        }
    }
}

fn collection(request: &Request, name: &str, value: Value) -> Reply {
    Reply::json(
        200,
        json!({ "@odata.context": request.address(&format!("$metadata#{name}")), "value": value }),
    )
}
