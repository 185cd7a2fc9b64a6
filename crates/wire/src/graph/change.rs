//! The body of a PATCH: an absent property keeps its value, null clears it.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::property::Property;
use super::user::User;

/// Properties to change, with their new values.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Changes(Map<String, Value>);

impl Changes {
    /// What turns `observed` into `desired`, looking only at `properties`. Empty collections equal absent ones.
    pub fn between(observed: &User, desired: &User, properties: &[Property]) -> Self {
        let (observed, desired) = (members(observed), members(desired));
        let mut changes = Self::default();
        for property in properties {
            let (was, wanted) = (observed.get(property.name()), desired.get(property.name()));
            if !same(was, wanted) {
                changes.set(*property, wanted.cloned().unwrap_or(property.cleared()));
            }
        }
        changes
    }

    /// Sets a property.
    pub fn set(&mut self, property: Property, value: impl Into<Value>) {
        self.0.insert(property.name().to_owned(), value.into());
    }

    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The properties and their new values, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }
}

fn members(user: &User) -> Map<String, Value> {
    match serde_json::to_value(user) {
        Ok(Value::Object(members)) => members,
        _ => Map::new(),
    }
}

fn same(was: Option<&Value>, wanted: Option<&Value>) -> bool {
    let blank = |value: &Value| value.is_null() || value.as_array().is_some_and(Vec::is_empty);
    match (was, wanted) {
        (Some(was), Some(wanted)) => was == wanted || (blank(was) && blank(wanted)),
        (Some(one), None) | (None, Some(one)) => blank(one),
        (None, None) => true,
    }
}
