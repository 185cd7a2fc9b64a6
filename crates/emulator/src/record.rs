//! One user as kept: only the properties that were ever set, each with the number of the change that set it.

use std::borrow::Cow;

use kernel::clock::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::{Map, Value, json};
use uuid::Uuid;
use wire::graph::{Kind, Property};

use crate::catalogue::Catalogue;

/// A user, live or deleted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) id: Uuid,
    pub(crate) created: Timestamp,
    /// When it was deleted; none for a live user.
    pub(crate) deleted: Option<Timestamp>,
    /// The number of the last change; numbers grow over the whole directory.
    pub(crate) sequence: u64,
    /// When that change was made.
    pub(crate) changed: Timestamp,
    slots: Vec<Slot>,
    pub(crate) licences: Vec<Licence>,
    licences_changed: u64,
    /// Rules of the mailbox. They are no property of the user: changing one is no change that a delta tells.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) rules: Vec<Rule>,
}

/// A rule of the mailbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Rule {
    pub(crate) id: Uuid,
    pub(crate) name: String,
    pub(crate) is_enabled: bool,
    pub(crate) is_read_only: bool,
    /// What it looks for and what it does, as it was written.
    pub(crate) rest: Map<String, Value>,
}

/// A property with its value. Null is a value: it was set and cleared.
#[derive(Clone, Debug, PartialEq)]
struct Slot(Property, u64, Value);

/// A product a user holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Licence {
    pub(crate) sku: Uuid,
    pub(crate) disabled: Vec<Uuid>,
    pub(crate) since: Timestamp,
}

/// A moment as Graph writes it: UTC, to the second.
pub(crate) fn moment(at: Timestamp) -> String {
    Timestamp::from_micros(at.micros() - at.micros().rem_euclid(1_000_000)).rfc3339()
}

impl Record {
    pub(crate) fn new(id: Uuid, now: Timestamp, sequence: u64) -> Self {
        Self {
            id,
            created: now,
            deleted: None,
            sequence,
            changed: now,
            slots: Vec::new(),
            licences: Vec::new(),
            licences_changed: 0,
            rules: Vec::new(),
        }
    }

    /// Notes that change `sequence` is about to be made.
    pub(crate) fn touch(&mut self, now: Timestamp, sequence: u64) {
        self.changed = now;
        self.sequence = sequence;
    }

    /// Sets a property as part of the current change; the same value again is no change.
    pub(crate) fn set(&mut self, property: Property, value: Value) {
        match self.slots.iter_mut().find(|slot| slot.0 == property) {
            Some(slot) if slot.2 == value => {}
            Some(slot) => *slot = Slot(property, self.sequence, value),
            None if value.is_null() => {}
            None => self.slots.push(Slot(property, self.sequence, value)),
        }
    }

    /// Replaces the products as part of the current change.
    pub(crate) fn set_licences(&mut self, licences: Vec<Licence>) {
        if licences != self.licences {
            self.licences = licences;
            self.licences_changed = self.sequence;
        }
    }

    /// Makes every value look changed by the current change, as for a user that comes back.
    pub(crate) fn renew(&mut self) {
        self.slots.iter_mut().for_each(|slot| slot.1 = self.sequence);
        self.licences_changed = if self.licences_changed > 0 { self.sequence } else { 0 };
    }

    /// Whether nothing a reader could see differs.
    pub(crate) fn has_same_content(&self, other: &Self) -> bool {
        self.slots == other.slots
            && self.licences == other.licences
            && self.deleted == other.deleted
    }

    /// The text of a property that the record keeps itself.
    pub(crate) fn text(&self, property: Property) -> Option<&str> {
        self.kept(property).and_then(Value::as_str)
    }

    /// The texts of a collection that the record keeps itself.
    pub(crate) fn texts(&self, property: Property) -> Vec<&str> {
        self.kept(property)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    /// The addresses, without the kind before the colon, in lower case.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = String> {
        self.texts(Property::ProxyAddresses)
            .into_iter()
            .map(|entry| crate::addresses::bare(entry).to_lowercase())
    }

    fn kept(&self, property: Property) -> Option<&Value> {
        self.slots.iter().find(|slot| slot.0 == property).map(|slot| &slot.2)
    }

    /// The number of the change that last set this property; none if it never was.
    pub(crate) fn change_of(&self, property: Property) -> Option<u64> {
        match property {
            Property::AssignedLicenses
            | Property::AssignedPlans
            | Property::ProvisionedPlans
            | Property::LicenseAssignmentStates => {
                (self.licences_changed > 0).then_some(self.licences_changed)
            }
            Property::Id | Property::CreatedDateTime => Some(0),
            _ => self.slots.iter().find(|slot| slot.0 == property).map(|slot| slot.1),
        }
    }

    /// The value as a reader sees it: null, or an empty collection, where nothing was set.
    pub(crate) fn value(&self, property: Property, catalogue: &Catalogue) -> Cow<'_, Value> {
        match property {
            Property::Id => Cow::Owned(json!(self.id)),
            Property::CreatedDateTime => Cow::Owned(json!(moment(self.created))),
            Property::DeletedDateTime => Cow::Owned(json!(self.deleted.map(moment))),
            Property::AssignedLicenses => Cow::Owned(self.licences.iter().map(assigned).collect()),
            Property::AssignedPlans => Cow::Owned(catalogue.assigned_plans(&self.licences)),
            Property::ProvisionedPlans => Cow::Owned(catalogue.provisioned_plans(&self.licences)),
            Property::LicenseAssignmentStates => {
                Cow::Owned(self.licences.iter().map(assignment).collect())
            }
            _ => match (self.kept(property), property.kind()) {
                (Some(value), _) => Cow::Borrowed(value),
                (None, Kind::Texts(..) | Kind::Objects) => Cow::Owned(json!([])),
                (None, _) => Cow::Owned(Value::Null),
            },
        }
    }
}

fn assigned(licence: &Licence) -> Value {
    json!({ "disabledPlans": licence.disabled, "skuId": licence.sku })
}

fn assignment(licence: &Licence) -> Value {
    json!({
        "skuId": licence.sku, "disabledPlans": licence.disabled, "assignedByGroup": null, "state": "Active",
        "error": "None", "lastUpdatedDateTime": moment(licence.since),
    })
}

impl Serialize for Slot {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.0.name(), self.1, &self.2).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Slot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let (name, change, value) = <(Cow<'de, str>, u64, Value)>::deserialize(deserializer)?;
        let property = Property::find(&name)
            .ok_or_else(|| serde::de::Error::custom("a property this version does not know"))?;
        Ok(Self(property, change, value))
    }
}
