//! The values that were set.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::authority;
use crate::names::{Names, organisation_coded};

/// Every value of a rule with a number that was ever set, by rule, place and start. A rule that is not among them
/// has its default.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleList {}

/// One value from a moment on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RuleValue {
    /// The rule.
    pub name: String,
    /// The code of the organisation it is for; everyone if none.
    pub organisation: Option<String>,
    /// The value.
    pub value: i64,
    /// From when.
    pub starts_at: Timestamp,
}

impl Query for RuleList {
    const NAME: &'static str = "rule.list";
    const ACTION: Action = authority::LIST;
    const VIEW: View = View::Nation;
    type Output = Vec<RuleValue>;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<Vec<RuleValue>> {
        let mut names = Names::default();
        let mut values = Vec::new();
        for value in reader.dated_values().await? {
            let organisation = match value.organisation {
                Some(key) => {
                    let view = names.organisation(reader, key).await?;
                    Some(view.map_or_else(|| key.to_string(), |view| view.code))
                }
                None => None,
            };
            let (name, starts_at) = (value.name, value.starts_at);
            values.push(RuleValue { name, organisation, value: value.value, starts_at });
        }
        Ok(values)
    }
}

/// What was set of rules for everyone and for one organisation, by rule, place and start. A rule that is not among them
/// has its default; of one that organisations may be stricter about, the stricter of the two values counts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OwnRulesOf {
    /// The code of the organisation.
    pub organisation: String,
}

/// All of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnRules {
    /// The code of the organisation.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// The values.
    pub values: Vec<RuleValue>,
}

impl Query for OwnRulesOf {
    const NAME: &'static str = "rule.own";
    const ACTION: Action = authority::OWN;
    const VIEW: View = View::Record;
    type Output = OwnRules;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<OwnRules> {
        let place = organisation_coded(reader, &self.organisation).await?;
        if !sight.sees_organisation(reader, place.organisation).await? {
            return Err(common::NOT_FOUND.refuse().into());
        }
        let values = reader.dated_values_at(place.organisation).await?;
        let values = values.into_iter().map(|value| RuleValue {
            name: value.name,
            organisation: value.organisation.map(|_| place.code.clone()),
            value: value.value,
            starts_at: value.starts_at,
        });
        Ok(OwnRules {
            organisation: place.code.clone(),
            organisation_name: place.name,
            values: values.collect(),
        })
    }
}
