//! The numbers that can be changed, and what of them holds when.

use std::collections::BTreeMap;

use kernel::clock::Timestamp;
use kernel::dated::{NumberRule, RuleList};
use kernel::door::Manifest;

use super::queries::RuleValue;

/// Every rule with a number that the manifests declare, for the command to know.
#[derive(Clone, Debug, Default)]
pub struct KnownRules(pub RuleList);

impl KnownRules {
    /// Collects them.
    pub fn of(manifests: &[Manifest]) -> Self {
        let rules = manifests.iter().flat_map(|manifest| manifest.dated);
        Self(rules.map(|rule| (rule.name, *rule)).collect::<BTreeMap<_, _>>())
    }

    /// Those that are never less than this one.
    pub(crate) fn above(&self, rule: &NumberRule) -> Vec<&'static NumberRule> {
        let is_above = |other: &&NumberRule| other.not_below.is_some_and(|it| it.name == rule.name);
        self.0.values().copied().filter(is_above).collect()
    }

    pub(crate) fn find(&self, name: &str) -> Option<&'static NumberRule> {
        self.0.get(name).copied()
    }
}

/// One rule at one place: what holds now, since when, and what comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Standing<'a> {
    /// The value in force that was set here; none where nothing was.
    pub(crate) now: Option<&'a RuleValue>,
    /// The next one, if one is set.
    pub(crate) next: Option<&'a RuleValue>,
}

/// What stands for a rule at a place, among values in order of their start.
pub(crate) fn standing<'a>(
    values: &'a [RuleValue],
    name: &str,
    organisation: Option<&str>,
    now: Timestamp,
) -> Standing<'a> {
    let here =
        |value: &&RuleValue| value.name == name && value.organisation.as_deref() == organisation;
    Standing {
        now: values.iter().filter(here).rfind(|value| value.starts_at <= now),
        next: values.iter().filter(here).find(|value| value.starts_at > now),
    }
}
