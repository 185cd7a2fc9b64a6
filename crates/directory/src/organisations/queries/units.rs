//! The units of an organisation.

use kernel::authority::{Action, Sight};
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::page_of;
use crate::organisations::model::Unit;
use crate::organisations::{authority, store};

/// The units of an organisation, by name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListUnits {
    /// The organisation's code in the register.
    pub organisation: String,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows of a page: 50 if left out, at most 200.
    pub limit: Option<u32>,
}

/// One unit.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnitLine {
    /// The key of its organisation.
    pub organisation: OrganisationId,
    /// Its key.
    #[schemars(with = "String")]
    pub unit: Uuid,
    /// Its name.
    pub name: String,
    /// The unit above; none at the top.
    #[schemars(with = "Option<String>")]
    pub parent: Option<Uuid>,
    /// Its version, to be sent back with a change.
    pub version: i64,
}

/// One page of units.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnitPage {
    /// The page.
    pub items: Vec<UnitLine>,
    /// Where the next page begins; none on the last one.
    pub next: Option<String>,
}

impl Query for ListUnits {
    const NAME: &'static str = "organisation.units";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = UnitPage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<UnitPage> {
        let limit = page_of(self.limit);
        let organisation = store::by_code_in_sight(reader, sight, &self.organisation)
            .await?
            .ok_or_else(|| common::NOT_FOUND.refuse())?;
        let after = match &self.after {
            None => None,
            Some(key) => {
                let unit = match key.parse() {
                    Ok(key) => store::unit(reader, key).await?,
                    Err(_) => None,
                };
                let own = unit.filter(|unit| unit.organisation == organisation.id);
                Some(own.ok_or_else(|| common::NOT_FOUND.refuse())?)
            }
        };
        let mut units = store::units(reader, sight, organisation.id, after.as_ref(), limit).await?;
        let is_more = units.len() > limit;
        units.truncate(limit);
        let next = units.last().filter(|_| is_more).map(|last| last.id.to_string());
        Ok(UnitPage { items: units.into_iter().map(Into::into).collect(), next })
    }
}

/// One unit by its key.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitById {
    /// The unit.
    #[schemars(with = "String")]
    pub unit: Uuid,
}

impl Query for UnitById {
    const NAME: &'static str = "unit.by-id";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = UnitLine;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<UnitLine> {
        let unit = store::unit_in_sight(reader, sight, self.unit)
            .await?
            .ok_or_else(|| common::NOT_FOUND.refuse())?;
        Ok(unit.into())
    }
}

impl From<Unit> for UnitLine {
    fn from(unit: Unit) -> Self {
        let parent = Some(unit.parent).filter(|parent| *parent != unit.organisation.0);
        Self {
            organisation: unit.organisation,
            unit: unit.id,
            parent,
            name: unit.name,
            version: unit.version,
        }
    }
}
