//! Products of one user: assign and take away, never more than the tenant owns.

use std::sync::Arc;

use kernel::clock::Timestamp;
use serde_json::{Map, Value, json};
use uuid::Uuid;
use wire::graph::Property;

use crate::addresses;
use crate::emulator::Emulator;
use crate::errors::{self, Refusal};
use crate::exchange::{Outcome, Reply, Request};
use crate::record::{Licence, Record};
use crate::state::{Entry, State};
use crate::users;

/// What the answer holds: the usual properties and those that may have changed.
const SHOWN: [Property; 5] = [
    Property::AccountEnabled,
    Property::AssignedLicenses,
    Property::AssignedPlans,
    Property::ProxyAddresses,
    Property::UsageLocation,
];

struct Wanted {
    add: Vec<(Uuid, Vec<Uuid>)>,
    remove: Vec<Uuid>,
}

/// `POST /users/{id}/assignLicense`.
pub(crate) fn assign(emulator: &Emulator, request: &Request, key: &str) -> Outcome {
    let wanted = wanted(&request.object()?)?;
    let (record, on_disk) = emulator.write(|state, now| {
        let before = state.find(key).ok_or_else(|| errors::not_found(key))?;
        let mut record = Record::clone(before);
        record.touch(now, state.sequence + 1);
        let licences = decide(emulator, state, &record, &wanted, now)?;
        record.set_licences(licences);
        if record.text(Property::Mail).is_none()
            && emulator.catalogue.gives_mailbox(&record.licences)
        {
            let name = record.text(Property::UserPrincipalName).unwrap_or_default().to_owned();
            addresses::make_primary(&mut record, &name);
            Emulator::clash(state, &record)?;
        }
        let changed = !record.has_same_content(before);
        let record = Arc::new(record);
        Ok((if changed { vec![Entry::Put(record.clone())] } else { Vec::new() }, record))
    })?;
    Ok(shown(emulator, request, &record).after(on_disk))
}

/// `POST /users/{id}/reprocessLicenseAssignment`: there are no inherited licences here, so nothing changes.
pub(crate) fn reprocess(emulator: &Emulator, request: &Request, key: &str) -> Outcome {
    let record =
        emulator.look(|state| state.find(key).cloned()).ok_or_else(|| errors::not_found(key))?;
    Ok(shown(emulator, request, &record))
}

/// `GET /users/{id}/licenseDetails`.
pub(crate) fn details(emulator: &Emulator, request: &Request, key: &str) -> Outcome {
    let record =
        emulator.read(|view| view.find(key).cloned()).ok_or_else(|| errors::not_found(key))?;
    let detail = |licence: &Licence| {
        let sku = emulator.catalogue.find(licence.sku);
        let plans = sku.map_or(&[][..], |sku| &sku.service_plans).iter().map(|(id, name)| {
            let status = if licence.disabled.contains(id) { "Disabled" } else { "Success" };
            json!({ "servicePlanId": id, "servicePlanName": name, "provisioningStatus": status, "appliesTo": "User" })
        });
        json!({
            "id": format!("{}_{}", record.id.simple(), licence.sku.simple()), "skuId": licence.sku,
            "skuPartNumber": sku.map_or("", |sku| &sku.part_number), "servicePlans": plans.collect::<Value>(),
        })
    };
    let value: Value = record.licences.iter().map(detail).collect();
    let context = request.address(&format!("$metadata#users('{key}')/licenseDetails"));
    Ok(Reply::json(200, json!({ "@odata.context": context, "value": value })))
}

fn shown(emulator: &Emulator, request: &Request, record: &Record) -> Reply {
    let properties: Vec<Property> = Property::DEFAULT.into_iter().chain(SHOWN).collect();
    Reply::json(200, users::entity(request, record, &properties, &emulator.catalogue, ""))
}

/// The products the user will hold. Removals come first, so that one call can swap the last unit.
fn decide(
    emulator: &Emulator,
    state: &State,
    record: &Record,
    wanted: &Wanted,
    now: Timestamp,
) -> Result<Vec<Licence>, Refusal> {
    let mut licences = record.licences.clone();
    for sku in &wanted.remove {
        let place =
            licences.iter().position(|held| held.sku == *sku).ok_or_else(errors::not_held)?;
        licences.remove(place);
    }
    if !wanted.add.is_empty() && record.text(Property::UsageLocation).is_none() {
        return Err(errors::no_usage_location());
    }
    for (id, disabled) in &wanted.add {
        let sku = emulator.catalogue.find(*id).ok_or_else(|| errors::not_owned(*id))?;
        if let Some(plan) =
            disabled.iter().find(|plan| !sku.service_plans.iter().any(|known| known.0 == **plan))
        {
            return Err(errors::no_such_plan(*plan));
        }
        if let Some(held) = licences.iter_mut().find(|held| held.sku == *id) {
            held.disabled.clone_from(disabled);
            continue;
        }
        let already_counted = record.licences.iter().any(|held| held.sku == *id);
        if !already_counted && state.consumed(*id) >= i64::from(sku.enabled_units) {
            return Err(errors::no_seats(*id));
        }
        licences.push(Licence { sku: *id, disabled: disabled.clone(), since: now });
    }
    Ok(licences)
}

fn wanted(body: &Map<String, Value>) -> Result<Wanted, Refusal> {
    let array = |name: &str| {
        body.get(name).and_then(Value::as_array).ok_or_else(|| errors::missing_parameter(name))
    };
    let add = array("addLicenses")?.iter().map(|licence| {
        let disabled = licence
            .get("disabledPlans")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .map(guid)
            .collect::<Result<_, _>>()?;
        Ok((guid(licence.get("skuId").unwrap_or(&Value::Null))?, disabled))
    });
    let add = add.collect::<Result<_, Refusal>>()?;
    let remove = array("removeLicenses")?.iter().map(guid).collect::<Result<_, _>>()?;
    Ok(Wanted { add, remove })
}

fn guid(value: &Value) -> Result<Uuid, Refusal> {
    value.as_str().and_then(users::key).ok_or_else(|| errors::cannot_convert("Edm.Guid"))
}
