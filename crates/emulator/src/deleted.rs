//! Deleted users: look, bring back, or delete for good.

use std::sync::Arc;

use serde_json::{Map, Value, json};
use uuid::Uuid;
use wire::graph::Property;

use crate::addresses;
use crate::emulator::Emulator;
use crate::errors::{self, Refusal};
use crate::exchange::{Outcome, Reply, Request};
use crate::record::Record;
use crate::state::{Entry, Gone, State};
use crate::users;

/// `GET /directory/deletedItems/{id}`.
pub(crate) fn read(emulator: &Emulator, request: &Request, key: &str) -> Outcome {
    let record = emulator.look(|state| find(state, key).cloned())?;
    Ok(shown(emulator, request, &record))
}

/// `POST /directory/deletedItems/{id}/restore`. The body is optional: `newUserPrincipalName` solves a clash of
/// names, `autoReconcileProxyConflict` gives up addresses that others took meanwhile.
pub(crate) fn restore(emulator: &Emulator, request: &Request, key: &str) -> Outcome {
    let options = if request.body.is_empty() { Map::new() } else { request.object()? };
    let give_way =
        options.get("autoReconcileProxyConflict").and_then(Value::as_bool).unwrap_or(false);
    let new_name = options.get("newUserPrincipalName").and_then(Value::as_str);
    if let Some(name) = new_name {
        crate::validate::properties(&Map::from_iter([(
            "userPrincipalName".to_owned(),
            json!(name),
        )]))?;
        if !emulator.is_verified(name) {
            return Err(errors::domain_not_verified());
        }
    }
    let (record, on_disk) = emulator.write(|state, now| {
        let mut record = Record::clone(find(state, key)?);
        record.touch(now, state.sequence + 1);
        record.deleted = None;
        let prefix = record.id.simple().to_string();
        let kept = record.text(Property::UserPrincipalName).unwrap_or_default();
        let name = new_name.unwrap_or(kept.strip_prefix(&prefix).unwrap_or(kept)).to_owned();
        record.set(Property::UserPrincipalName, json!(name));
        if give_way {
            let taken: Vec<String> = record
                .addresses()
                .filter(|address| state.addresses.contains_key(address))
                .collect();
            addresses::give_way(&mut record, &taken);
        }
        Emulator::clash(state, &record)?;
        // Deleted users hold no units; whatever is no longer free is not given back.
        let is_free = |sku: Uuid| {
            emulator
                .catalogue
                .find(sku)
                .is_some_and(|owned| state.consumed(sku) < i64::from(owned.enabled_units))
        };
        let licences = record.licences.iter().filter(|held| is_free(held.sku)).cloned().collect();
        record.set_licences(licences);
        record.renew();
        let record = Arc::new(record);
        Ok((vec![Entry::Put(record.clone())], record))
    })?;
    Ok(shown(emulator, request, &record).after(on_disk))
}

/// `DELETE /directory/deletedItems/{id}`: gone for good.
pub(crate) fn purge(emulator: &Emulator, key: &str) -> Outcome {
    let ((), on_disk) = emulator.write(|state, now| {
        let id = find(state, key)?.id;
        Ok((vec![Entry::Gone(Gone { id, sequence: state.sequence + 1, at: now })], ()))
    })?;
    Ok(Reply::empty().after(on_disk))
}

fn find<'a>(state: &'a State, key: &str) -> Result<&'a Arc<Record>, Refusal> {
    users::key(key).and_then(|id| state.deleted.get(&id)).ok_or_else(|| errors::not_found(key))
}

fn shown(emulator: &Emulator, request: &Request, record: &Record) -> Reply {
    let properties: Vec<Property> =
        Property::DEFAULT.into_iter().chain([Property::DeletedDateTime]).collect();
    let mut body = users::members(record, &properties, &emulator.catalogue);
    body.insert(
        "@odata.context".to_owned(),
        json!(request.address("$metadata#directoryObjects/$entity")),
    );
    body.insert("@odata.type".to_owned(), json!("#microsoft.graph.user"));
    Reply::json(200, Value::Object(body))
}
