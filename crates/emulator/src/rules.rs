//! Rules of a mailbox: listed, made and switched on or off.

use std::sync::Arc;

use kernel::ids;
use serde_json::{Map, Value, json};

use crate::emulator::Emulator;
use crate::errors::{self, Refusal};
use crate::exchange::{Outcome, Reply, Request};
use crate::record::{Record, Rule};
use crate::state::Entry;

/// `GET /users/{id}/mailFolders/inbox/messageRules`.
pub(crate) fn list(emulator: &Emulator, request: &Request, key: &str) -> Outcome {
    let rules = emulator.look(|state| {
        let record = state.find(key).ok_or_else(|| errors::not_found(key))?;
        has_mailbox(emulator, record)?;
        Ok(record.rules.iter().enumerate().map(shown).collect::<Vec<_>>())
    })?;
    let context = request.address("$metadata#users/mailFolders/messageRules");
    Ok(Reply::json(200, json!({ "@odata.context": context, "value": rules })))
}

/// `POST /users/{id}/mailFolders/inbox/messageRules`.
pub(crate) fn create(emulator: &Emulator, request: &Request, key: &str) -> Outcome {
    let mut body = request.object()?;
    let name = body.remove("displayName");
    let Some(name) = name.as_ref().and_then(Value::as_str).map(str::to_owned) else {
        return Err(errors::malformed("The rule needs a displayName."));
    };
    let mut flag = |name: &str, usual: bool| {
        body.remove(name).as_ref().and_then(Value::as_bool).unwrap_or(usual)
    };
    let (is_enabled, is_read_only) = (flag("isEnabled", true), flag("isReadOnly", false));
    let (made, on_disk) = emulator.write(|state, now| {
        let before = state.find(key).ok_or_else(|| errors::not_found(key))?;
        has_mailbox(emulator, before)?;
        let mut record = Record::clone(before);
        let rest = body.clone();
        let rule = Rule { id: ids::new_at(now), name, is_enabled, is_read_only, rest };
        record.rules.push(rule.clone());
        Ok((vec![Entry::Put(Arc::new(record))], rule))
    })?;
    Ok(Reply::json(201, shown((0, &made))).after(on_disk))
}

/// `PATCH /users/{id}/mailFolders/inbox/messageRules/{id}`: its name, and whether it runs.
pub(crate) fn change(emulator: &Emulator, request: &Request, key: &str, rule: &str) -> Outcome {
    let body = request.object()?;
    let (after, on_disk) = emulator.write(|state, _| {
        let before = state.find(key).ok_or_else(|| errors::not_found(key))?;
        has_mailbox(emulator, before)?;
        let mut record = Record::clone(before);
        let found = record.rules.iter_mut().find(|kept| kept.id.to_string() == rule);
        let found = found.ok_or_else(|| no_rule(rule))?;
        if found.is_read_only {
            return Err(Refusal::new(403, "ErrorAccessDenied", "The rule is read-only."));
        }
        if let Some(is_enabled) = body.get("isEnabled").and_then(Value::as_bool) {
            found.is_enabled = is_enabled;
        }
        if let Some(name) = body.get("displayName").and_then(Value::as_str) {
            found.name = name.to_owned();
        }
        let after = found.clone();
        Ok((vec![Entry::Put(Arc::new(record))], after))
    })?;
    Ok(Reply::json(200, shown((0, &after))).after(on_disk))
}

/// The texts are *unsure*.
fn has_mailbox(emulator: &Emulator, record: &Record) -> Result<(), Refusal> {
    match emulator.catalogue.gives_mailbox(&record.licences) {
        true => Ok(()),
        false => Err(Refusal::new(
            404,
            "MailboxNotEnabledForRESTAPI",
            "The mailbox is either inactive, soft-deleted, or is hosted on-premise.",
        )),
    }
}

fn no_rule(rule: &str) -> Refusal {
    Refusal::new(404, "ErrorItemNotFound", format!("The rule '{rule}' was not found."))
}

fn shown((place, rule): (usize, &Rule)) -> Value {
    let mut body = Map::from_iter([
        ("id".to_owned(), json!(rule.id)),
        ("displayName".to_owned(), json!(rule.name)),
        ("sequence".to_owned(), json!(place + 1)),
        ("isEnabled".to_owned(), json!(rule.is_enabled)),
        ("hasError".to_owned(), json!(false)),
        ("isReadOnly".to_owned(), json!(rule.is_read_only)),
    ]);
    for (name, value) in &rule.rest {
        body.entry(name.clone()).or_insert_with(|| value.clone());
    }
    Value::Object(body)
}
