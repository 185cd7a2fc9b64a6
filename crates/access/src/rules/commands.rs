//! Changing a rule with a number.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::dated::{DatedValue, NumberRule, insert_dated};
use kernel::db::{Reader, Val, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::model::KnownRules;
use super::{authority, messages};
use crate::names::organisation_coded;

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

/// A rule, with those that are never less than it.
pub struct Ordered {
    rule: &'static NumberRule,
    above: Vec<&'static NumberRule>,
}

impl Command for ChangeRule {
    const NAME: &'static str = "rule.change";
    const ACTION: Action = authority::CHANGE;
    type Prepared = Ordered;
    type Output = ();

    async fn prepare(&self, _: &Call, ports: &Ports) -> Result<Ordered> {
        let known = ports.port::<KnownRules>()?;
        let rule = known.find(&self.name).ok_or_else(|| messages::UNKNOWN.at("name"))?;
        Ok(Ordered { rule, above: known.above(rule) })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        Ordered { rule, above }: &Ordered,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<()> {
        let mut refusal = None;
        if !rule.bounds.contains(&self.value) {
            let (least, most) = (rule.bounds.start(), rule.bounds.end());
            let code = messages::OUT_OF_BOUNDS.at("value");
            refusal = Some(code.with("least", least).with("most", most));
        }
        let starts_at = self.starts_at.unwrap_or(call.now);
        if starts_at < call.now {
            let past = messages::START_IN_PAST;
            refusal = Some(match refusal {
                Some(refusal) => refusal.field("starts_at", past.text),
                None => past.at("starts_at"),
            });
        }
        if let Some(refusal) = refusal {
            return Err(refusal.into());
        }
        let organisation = match &self.organisation {
            Some(_) if rule.is_national => {
                return Err(messages::NATIONAL.at("organisation").into());
            }
            Some(code) => Some(organisation_coded(tx, code).await?.organisation),
            None => None,
        };
        if let Some(least) = rule.not_below {
            let least = tx.dated(least, organisation, starts_at).await?;
            if self.value < least {
                return Err(messages::BELOW.at("value").with("least", least).into());
            }
        }
        for other in above {
            let most = tx.dated(other, organisation, starts_at).await?;
            if self.value > most {
                return Err(messages::ABOVE.at("value").with("most", most).into());
            }
        }
        let before = tx.dated(rule, organisation, starts_at).await?;
        let name = rule.name.to_owned();
        let value = DatedValue { name, organisation, value: self.value, starts_at };
        insert_dated(tx, &value, call.act).await?;
        let place = organisation.map_or(Uuid::nil(), |organisation| organisation.0);
        tx.effect("dated_rule", place, "name", Val::Null, rule.name);
        tx.effect("dated_rule", place, "value", before, self.value);
        tx.effect("dated_rule", place, "starts_at", Val::Null, starts_at);
        if let Some(organisation) = organisation {
            tx.concerns(organisation);
        }
        Ok(())
    }
}
