//! One user: create, read, change, delete, and end all sessions.

use std::sync::Arc;

use kernel::clock::Timestamp;
use kernel::ids;
use serde_json::{Map, Value, json};
use uuid::Uuid;
use wire::graph::Property;

use crate::addresses;
use crate::catalogue::Catalogue;
use crate::emulator::Emulator;
use crate::errors::{self, Refusal};
use crate::exchange::{Outcome, Reply, Request};
use crate::list;
use crate::record::{Record, moment};
use crate::state::Entry;
use crate::validate;

/// `POST /users`.
pub(crate) fn create(emulator: &Emulator, request: &Request) -> Outcome {
    let properties = validate::properties(&request.object()?)?;
    let has = |property: Property| properties.iter().any(|(known, _)| *known == property);
    if let Some(missing) = validate::REQUIRED.into_iter().find(|property| !has(*property)) {
        return Err(errors::required(missing.name()));
    }
    let profile = properties
        .iter()
        .find(|(property, _)| *property == Property::PasswordProfile)
        .map(|(_, value)| value);
    if profile.and_then(|profile| profile.get("password")).and_then(Value::as_str).is_none() {
        return Err(errors::no_password());
    }
    let (record, on_disk) = emulator.write(|state, now| {
        let mut record = Record::new(ids::new_at(now), now, state.sequence + 1);
        record.set(Property::UserType, json!("Member"));
        write(emulator, &mut record, properties, now)?;
        Emulator::clash(state, &record)?;
        let record = Arc::new(record);
        Ok((vec![Entry::Put(record.clone())], record))
    })?;
    let body = entity(request, &record, &Property::DEFAULT, &emulator.catalogue, "");
    let location = request.address(&format!("users/{}", record.id));
    Ok(Reply::json(201, body).header("Location", location).after(on_disk))
}

/// `GET /users/{id|userPrincipalName}`.
pub(crate) fn read(emulator: &Emulator, request: &Request, key: &str) -> Outcome {
    let selected = list::selected(request)?;
    let shape = selected.as_ref().map(|properties| list::shape(properties)).unwrap_or_default();
    let properties = selected.unwrap_or_else(|| Property::DEFAULT.to_vec());
    let body = emulator.read(|view| {
        view.find(key)
            .map(|record| entity(request, record, &properties, &emulator.catalogue, &shape))
    });
    body.map(|body| Reply::json(200, body)).ok_or_else(|| errors::not_found(key))
}

/// `PATCH /users/{id|userPrincipalName}`.
pub(crate) fn change(emulator: &Emulator, request: &Request, key: &str) -> Outcome {
    let properties = validate::properties(&request.object()?)?;
    let ((), on_disk) = emulator.write(|state, now| {
        let before = state.find(key).ok_or_else(|| errors::not_found(key))?;
        let mut record = Record::clone(before);
        record.touch(now, state.sequence + 1);
        write(emulator, &mut record, properties, now)?;
        Emulator::clash(state, &record)?;
        let entries = if record.has_same_content(before) {
            Vec::new()
        } else {
            vec![Entry::Put(Arc::new(record))]
        };
        Ok((entries, ()))
    })?;
    Ok(Reply::empty().after(on_disk))
}

/// `DELETE /users/{id|userPrincipalName}`: restorable for thirty days. The sign-in name gets the key in front,
/// which frees it for somebody else.
pub(crate) fn delete(emulator: &Emulator, key: &str) -> Outcome {
    let ((), on_disk) = emulator.write(|state, now| {
        let mut record = Record::clone(state.find(key).ok_or_else(|| errors::not_found(key))?);
        record.touch(now, state.sequence + 1);
        record.deleted = Some(now);
        let name = format!(
            "{}{}",
            record.id.simple(),
            record.text(Property::UserPrincipalName).unwrap_or_default()
        );
        record.set(Property::UserPrincipalName, json!(name));
        Ok((vec![Entry::Put(Arc::new(record))], ()))
    })?;
    Ok(Reply::empty().after(on_disk))
}

/// `POST /users/{id}/revokeSignInSessions`: documented 204, but the real service answers 200 and always true.
pub(crate) fn revoke_sessions(emulator: &Emulator, request: &Request, key: &str) -> Outcome {
    let ((), on_disk) = emulator.write(|state, now| {
        let mut record = Record::clone(state.find(key).ok_or_else(|| errors::not_found(key))?);
        record.touch(now, state.sequence + 1);
        record.set(Property::SignInSessionsValidFromDateTime, json!(moment(now)));
        Ok((vec![Entry::Put(Arc::new(record))], ()))
    })?;
    let context = request.address("$metadata#Edm.Boolean");
    Ok(Reply::json(200, json!({ "@odata.context": context, "value": true })).after(on_disk))
}

/// A user as the body of an answer.
pub(crate) fn entity(
    request: &Request,
    record: &Record,
    properties: &[Property],
    catalogue: &Catalogue,
    shape: &str,
) -> Value {
    let mut body = members(record, properties, catalogue);
    let context = request.address(&format!("$metadata#users{shape}/$entity"));
    body.insert("@odata.context".to_owned(), json!(context));
    Value::Object(body)
}

/// The properties of a user by name.
pub(crate) fn members(
    record: &Record,
    properties: &[Property],
    catalogue: &Catalogue,
) -> Map<String, Value> {
    properties
        .iter()
        .map(|property| {
            (property.name().to_owned(), record.value(*property, catalogue).into_owned())
        })
        .collect()
}

/// Writes checked values into a record, with what follows from them.
fn write(
    emulator: &Emulator,
    record: &mut Record,
    properties: Vec<(Property, Value)>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let mut mail = None;
    for (property, value) in properties {
        match property {
            Property::PasswordProfile => set_password(record, &value, now)?,
            Property::UserPrincipalName => set_name(emulator, record, value)?,
            Property::OnPremisesExtensionAttributes => {
                merge(record, property, value, &emulator.catalogue)
            }
            Property::Mail => mail = Some(value),
            _ => record.set(property, value),
        }
    }
    // After the sign-in name, so that an address in the same request wins over the derived one.
    match mail.as_ref().map(Value::as_str) {
        Some(Some(mail)) => addresses::make_primary(record, mail),
        Some(None) => addresses::drop_primary(record),
        None => {}
    }
    Ok(())
}

fn set_password(record: &mut Record, profile: &Value, now: Timestamp) -> Result<(), Refusal> {
    let password = profile.get("password").and_then(Value::as_str);
    if password.is_some_and(|password| !validate::is_strong(password)) {
        return Err(errors::weak_password());
    }
    if password.is_some() {
        record.set(Property::LastPasswordChangeDateTime, json!(moment(now)));
        record.set(Property::SignInSessionsValidFromDateTime, json!(moment(now)));
    }
    let flag =
        |name: &str, usual: bool| profile.get(name).and_then(Value::as_bool).unwrap_or(usual);
    let kept = json!({
        "password": null,
        "forceChangePasswordNextSignIn": flag("forceChangePasswordNextSignIn", true),
        "forceChangePasswordNextSignInWithMfa": flag("forceChangePasswordNextSignInWithMfa", false),
    });
    record.set(Property::PasswordProfile, kept);
    Ok(())
}

/// Sets the sign-in name; where it was the mail address, or a mailbox goes with the user, the address follows.
fn set_name(emulator: &Emulator, record: &mut Record, value: Value) -> Result<(), Refusal> {
    let name = value.as_str().unwrap_or_default().to_owned();
    let before = record.text(Property::UserPrincipalName).map(str::to_owned);
    if before.as_deref() == Some(&name) {
        return Ok(());
    }
    if !emulator.is_verified(&name) {
        return Err(errors::domain_not_verified());
    }
    let was_mail = before.is_some()
        && record.text(Property::Mail).is_some_and(|mail| {
            before.as_deref().is_some_and(|name| mail.eq_ignore_ascii_case(name))
        });
    record.set(Property::UserPrincipalName, value);
    if was_mail || (before.is_some() && emulator.catalogue.gives_mailbox(&record.licences)) {
        addresses::make_primary(record, &name);
    }
    Ok(())
}

/// Changes the members that are named and keeps the others.
fn merge(record: &mut Record, property: Property, value: Value, catalogue: &Catalogue) {
    let mut whole = record.value(property, catalogue).as_object().cloned().unwrap_or_default();
    whole.extend(value.as_object().cloned().unwrap_or_default());
    record.set(property, Value::Object(whole));
}

/// The key in a path, if it is one.
pub(crate) fn key(text: &str) -> Option<Uuid> {
    Uuid::try_parse(text).ok()
}
