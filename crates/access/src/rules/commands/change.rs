//! Changing a rule with a number.

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

/// Beginnings of the names of rules that a person alone must not loosen: how much is deleted at once, how long the record is
/// kept, and what is asked for before an act that harms many.
const GRAVE: &[&str] = &[
    "account.night-",
    "break-glass.",
    "bulk.alone-",
    "compromise.",
    "history.",
    "look.keep-",
    "second-person.",
    "second-step.obliges-",
    "step-up.",
];

/// Sets a rule with a number from a moment on, for everyone or for one organisation. A second value for the same
/// moment replaces the first.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeRule {
    /// The rule's name.
    pub name: String,
    /// The code of the organisation it is for; everyone if none.
    #[serde(default)]
    pub organisation: Option<String>,
    /// The value, in the rule's own unit.
    pub value: i64,
    /// From when, in microseconds since 1970; from now on if none.
    #[serde(default)]
    pub starts_at: Option<Timestamp>,
}

impl Command for ChangeRule {
    const NAME: &'static str = "rule.change";
    const ACTION: Action = authority::CHANGE;
    const LEVEL: Level = Level::TwoPeople;
    type Prepared = Ordered;
    type Output = ();

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<Ordered> {
        Ordered::find(&*ports.port::<KnownRules>()?, &self.name)
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn level(&self, _: &Call, _: &mut Reader) -> Result<Level> {
        let is_grave = GRAVE.iter().any(|part| self.name.starts_with(part));
        Ok(if is_grave { Level::TwoPeople } else { Level::FreshProof })
    }

    async fn run(
        &self,
        ordered: &Ordered,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let organisation = match &self.organisation {
            Some(_) if ordered.rule.is_national => {
                return Err(messages::NATIONAL.at("organisation").into());
            }
            Some(code) => Some(organisation_coded(tx, code).await?.organisation),
            None => None,
        };
        set(tx, call, ordered, organisation, self.value, self.starts_at).await
    }
}
