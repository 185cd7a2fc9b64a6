//! Units inside an organisation.

use facts::directory::PeopleInUnit;
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Changed, Fields, admit, coded};
use crate::organisations::model::{UNIT_NAME_AT_MOST, Unit, clean, fold};
use crate::organisations::{authority, messages, store};

const KIND: &str = "organisation_unit";

/// The name is there, short enough and plain.
fn check_name(name: &str) -> Result<()> {
    let mut fields = Fields::default();
    fields.text("name", name, Some("the name of the unit"), UNIT_NAME_AT_MOST);
    fields.check()
}

/// Names are compared by letters and digits; one without any by what it is.
fn key_of(name: &str) -> String {
    Some(fold(name)).filter(|key| !key.is_empty()).unwrap_or_else(|| name.to_owned())
}

async fn known(reader: &mut Reader, unit: Uuid) -> Result<Unit> {
    let found = store::unit(reader, unit).await?;
    found.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

/// Creates a unit in an open organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreateUnit {
    /// The organisation's code in the register.
    pub organisation: String,
    /// The unit above, of the same organisation; none for the top.
    #[schemars(with = "Option<String>")]
    pub parent: Option<Uuid>,
    /// Its name, unlike those of its neighbours; at most 100 characters.
    pub name: String,
}

/// A new unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NewUnit {
    /// Its key.
    #[schemars(with = "String")]
    pub unit: Uuid,
    /// Its version.
    pub version: i64,
}

impl Command for CreateUnit {
    const NAME: &'static str = "unit.create";
    const ACTION: Action = authority::UNITS;
    type Prepared = Uuid;
    type Output = NewUnit;

    async fn prepare(&self, call: &Call, _: &Ports) -> Result<Uuid> {
        check_name(&self.name)?;
        Ok(ids::new_at(call.now))
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(coded(reader, &self.organisation).await?.id))
    }

    async fn run(
        &self,
        id: &Uuid,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<NewUnit> {
        let organisation = coded(tx, &self.organisation).await?.id;
        // The gate before the look at the unit above: it may be going away at this moment.
        admit(organisation, call, tx).await?;
        if let Some(above) = self.parent {
            let above = store::unit(tx, above).await?;
            if above.is_none_or(|above| above.organisation != organisation) {
                return Err(messages::UNIT_ABOVE.at("parent").into());
            }
        }
        let name = clean(&self.name);
        let parent = self.parent.unwrap_or(organisation.0);
        let unit =
            Unit { id: *id, organisation, parent, name_key: key_of(&name), name, version: 1 };
        if !store::claim_unit_name(tx, &unit, call.act).await? {
            return Err(messages::UNIT_EXISTS.at("name").into());
        }
        store::insert_unit(tx, &unit, call.act).await?;
        tx.subject(KIND, unit.id, unit.version);
        tx.effect(KIND, unit.id, "parent", None::<&str>, unit.parent);
        tx.effect(KIND, unit.id, "name", None::<&str>, unit.name.as_str());
        Ok(NewUnit { unit: unit.id, version: unit.version })
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        Proposed::new(&RemoveUnit { unit: act.row.subject? }).ok()
    }
}

/// Gives a unit another name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RenameUnit {
    /// The unit.
    #[schemars(with = "String")]
    pub unit: Uuid,
    /// Its new name, unlike those of its neighbours; at most 100 characters.
    pub name: String,
}

impl Command for RenameUnit {
    const NAME: &'static str = "unit.rename";
    const ACTION: Action = authority::UNITS;
    type Prepared = ();
    type Output = Changed;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        check_name(&self.name)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(known(reader, self.unit).await?.organisation))
    }

    async fn run(
        &self,
        (): &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Changed> {
        let before = known(tx, self.unit).await?;
        call.expects(before.version)?;
        let name = clean(&self.name);
        let after = Unit { name_key: key_of(&name), name, ..before.clone() };
        if after == before {
            return Ok(Changed { version: before.version });
        }
        if after.name_key != before.name_key {
            if !store::claim_unit_name(tx, &after, call.act).await? {
                return Err(messages::UNIT_EXISTS.at("name").into());
            }
            store::free_unit_name(tx, &before).await?;
        }
        if !store::rename_unit(tx, &after, call.act).await? {
            return Err(common::STALE.refuse().into());
        }
        let version = before.version + 1;
        tx.subject(KIND, before.id, version);
        tx.effect(KIND, before.id, "name", before.name, after.name);
        Ok(Changed { version })
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        let before = act.of_subject().find(|effect| effect.attribute == "name")?.before.kept()?;
        let back = RenameUnit { unit: act.row.subject?, name: before.as_str()?.to_owned() };
        Proposed::new(&back).ok()
    }
}

/// Removes a unit that has neither people nor units in it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RemoveUnit {
    /// The unit.
    #[schemars(with = "String")]
    pub unit: Uuid,
}

impl Command for RemoveUnit {
    const NAME: &'static str = "unit.remove";
    const ACTION: Action = authority::UNITS;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(known(reader, self.unit).await?.organisation))
    }

    async fn run(&self, (): &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let unit = known(tx, self.unit).await?;
        call.expects(unit.version)?;
        admit(unit.organisation, call, tx).await?;
        if store::has_units_below(tx, unit.id).await? {
            return Err(messages::UNIT_HAS_UNITS.refuse().into());
        }
        let people = tx.ask(PeopleInUnit(unit.id)).await?;
        if people > 0 {
            return Err(messages::UNIT_HAS_PEOPLE.refuse().with("count", people).into());
        }
        store::free_unit_name(tx, &unit).await?;
        if !store::delete_unit(tx, &unit).await? {
            return Err(common::STALE.refuse().into());
        }
        tx.subject(KIND, unit.id, unit.version + 1);
        tx.effect(KIND, unit.id, "name", unit.name, None::<&str>);
        Ok(())
    }
}
