//! An organisation being stricter than the nation.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Level, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Ordered, set};
use crate::names::organisation_coded;
use crate::rules::model::KnownRules;
use crate::rules::{authority, messages};

/// Sets a rule of one organisation from a moment on, stricter than the nation's or equal to it. Once the nation is
/// stricter still, its value counts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TightenRule {
    /// The code of the organisation.
    pub organisation: String,
    /// The rule's name; one that organisations may be stricter about.
    pub name: String,
    /// The value, in the rule's own unit.
    pub value: i64,
    /// From when, in microseconds since 1970; from now on if none.
    #[serde(default)]
    pub starts_at: Option<Timestamp>,
}

impl Command for TightenRule {
    const NAME: &'static str = "rule.tighten";
    const ACTION: Action = authority::TIGHTEN;
    const LEVEL: Level = Level::FreshProof;
    type Prepared = Ordered;
    type Output = ();

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<Ordered> {
        let ordered = Ordered::find(&*ports.port::<KnownRules>()?, &self.name)?;
        if ordered.rule.stricter.is_none() {
            return Err(messages::NOT_LOCAL.at("name").into());
        }
        Ok(ordered)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        let organisation = organisation_coded(reader, &self.organisation).await?;
        Ok(Resource::Organisation(organisation.organisation))
    }

    async fn run(
        &self,
        ordered: &Ordered,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let organisation = organisation_coded(tx, &self.organisation).await?.organisation;
        set(tx, call, ordered, Some(organisation), self.value, self.starts_at).await
    }
}
