//! Rules with numbers: typed defaults in code, dated values in rows.
//!
//! The real service changed its numbers many times (an exemption of 15 minutes became 48 hours, then 24). A number
//! therefore has a name, a default, bounds and a source in the slice that uses it, and values from a date on, for the
//! nation or for one organisation. An organisation's own value is taken before the nation's.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use uuid::Uuid;

use crate::clock::Timestamp;
use crate::db::{Reader, Row, WriteTx};
use crate::ids::{ActId, OrganisationId};
use crate::refusal::Fault;
use crate::vals;

/// One rule with a number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberRule {
    /// `noun.what`, stable for ever.
    pub name: &'static str,
    /// The real service's value.
    pub default: i64,
    /// The least and the most it may be set to.
    pub bounds: RangeInclusive<i64>,
    /// What is counted: "days", "minutes", "characters".
    pub unit: &'static str,
    /// Where the rule comes from, in words.
    pub source: &'static str,
    /// Whether it is one number for everybody: it is asked for where no organisation is at hand.
    pub is_national: bool,
    /// Another rule whose value it is never less than.
    pub not_below: Option<&'static NumberRule>,
    /// Which way is stricter, where an organisation may be stricter than the nation and never less strict.
    pub stricter: Option<Stricter>,
}

/// Which of two values is the stricter one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stricter {
    /// The lower one: a time after which somebody is signed out.
    Lower,
    /// The higher one: the shortest password.
    Higher,
}

impl Stricter {
    /// The stricter of two values.
    pub fn of(self, one: i64, other: i64) -> i64 {
        match self {
            Self::Lower => one.min(other),
            Self::Higher => one.max(other),
        }
    }
}

impl NumberRule {
    /// Declares a rule.
    pub const fn new(
        name: &'static str,
        default: i64,
        bounds: RangeInclusive<i64>,
        unit: &'static str,
        source: &'static str,
    ) -> Self {
        Self {
            name,
            default,
            bounds,
            unit,
            source,
            is_national: false,
            not_below: None,
            stricter: None,
        }
    }

    /// The same rule as one number for everybody: no organisation can have a value of its own.
    #[must_use]
    pub const fn of_the_nation(self) -> Self {
        Self { is_national: true, ..self }
    }

    /// The same rule, of which an organisation may have a stricter value of its own, but no less strict one.
    #[must_use]
    pub const fn may_be(self, stricter: Stricter) -> Self {
        Self { stricter: Some(stricter), ..self }
    }

    /// The value among some that were read together, as [`Reader::dated`] finds it: for whoever asks for several rules at once.
    pub fn among(
        &self,
        values: &[DatedValue],
        organisation: Option<OrganisationId>,
        now: Timestamp,
    ) -> i64 {
        let set = |place: Option<OrganisationId>| {
            let of = |value: &&DatedValue| value.name == self.name && value.organisation == place;
            let begun = values.iter().filter(of).filter(|value| value.starts_at <= now);
            begun.max_by_key(|value| value.starts_at).map(|value| value.value)
        };
        self.decided(organisation.and_then(|own| set(Some(own))), set(None))
    }

    /// What holds, by what an organisation and the nation set.
    fn decided(&self, own: Option<i64>, nation: Option<i64>) -> i64 {
        let nation = nation.unwrap_or(self.default);
        match (own, self.stricter) {
            (Some(own), Some(stricter)) => stricter.of(own, nation),
            (Some(own), None) => own,
            (None, _) => nation,
        }
    }

    /// The same rule, whose value is never less than that of another one.
    #[must_use]
    pub const fn not_below(self, other: &'static NumberRule) -> Self {
        Self { not_below: Some(other), ..self }
    }
}

/// A value of a rule from a date on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DatedValue {
    /// The rule.
    pub name: String,
    /// The organisation, or the nation.
    pub organisation: Option<OrganisationId>,
    /// The value.
    pub value: i64,
    /// From when.
    pub starts_at: Timestamp,
}

/// All rules, by name; collected from the slices at the start.
pub type RuleList = BTreeMap<&'static str, &'static NumberRule>;

impl Reader {
    /// The value in force at a moment: the organisation's own, else the nation's, else the default. Where an
    /// organisation may only be stricter, the stricter of its own and the nation's.
    pub async fn dated(
        &mut self,
        rule: &NumberRule,
        organisation: Option<OrganisationId>,
        now: Timestamp,
    ) -> Result<i64, Fault> {
        let [value] = self.dated_all([rule], organisation, now).await?;
        Ok(value)
    }

    /// The same for several rules at once.
    pub async fn dated_all<const N: usize>(
        &mut self,
        rules: [&NumberRule; N],
        organisation: Option<OrganisationId>,
        now: Timestamp,
    ) -> Result<[i64; N], Fault> {
        let place = organisation.map_or(Uuid::nil(), |organisation| organisation.0);
        let mut params = vals![Uuid::nil(), place, now].to_vec();
        params.extend(rules.iter().map(|rule| rule.name.into()));
        let names: Vec<String> = (4..4 + N).map(|number| format!("${number}")).collect();
        // A rule has a handful of values in all its time, so those of both places are read at once.
        let sql = format!(
            "SELECT name, organisation, value FROM dated_rule WHERE name IN ({}) AND organisation IN ($1, $2) AND starts_at <= $3 ORDER BY starts_at",
            names.join(", ")
        );
        let (mut own, mut nation) = ([None; N], [None; N]);
        for row in self.rows(&sql, &params).await? {
            let (name, whose, value) = (row.text(0)?, row.id(1)?, row.int(2)?);
            let set = if whose.is_nil() { &mut nation } else { &mut own };
            if let Some(at) = rules.iter().position(|rule| rule.name == name) {
                set[at] = Some(value);
            }
        }
        Ok(std::array::from_fn(|at| rules[at].decided(own[at], nation[at])))
    }

    /// Every dated value, by name and date; organisations' own ones too.
    pub async fn dated_values(&mut self) -> Result<Vec<DatedValue>, Fault> {
        let rows = self.rows("SELECT name, organisation, value, starts_at FROM dated_rule ORDER BY name, organisation, starts_at", &[]).await?;
        rows.iter().map(read).collect()
    }

    /// The nation's values and those of one organisation, by name and date.
    pub async fn dated_values_at(
        &mut self,
        organisation: OrganisationId,
    ) -> Result<Vec<DatedValue>, Fault> {
        let sql = "SELECT name, organisation, value, starts_at FROM dated_rule WHERE organisation IN ($1, $2) ORDER BY name, organisation, starts_at";
        let rows = self.rows(sql, &vals![Uuid::nil(), organisation]).await?;
        rows.iter().map(read).collect()
    }
}

fn read(row: &Row) -> Result<DatedValue, Fault> {
    let place = row.id(1)?;
    let organisation = (!place.is_nil()).then_some(OrganisationId(place));
    Ok(DatedValue { name: row.text(0)?, organisation, value: row.int(2)?, starts_at: row.time(3)? })
}

/// Sets a value from a date on; a second value for the same date replaces the first. Only the slice `access/rules`
/// calls this, from its command, which checks the bounds.
pub async fn insert_dated(tx: &mut WriteTx, value: &DatedValue, act: ActId) -> Result<(), Fault> {
    tx.in_act()?;
    let place = value.organisation.map_or(Uuid::nil(), |organisation| organisation.0);
    let params = vals![value.name.as_str(), place, value.value, value.starts_at, act];
    tx.exec_spine(
        "INSERT INTO dated_rule (name, organisation, value, starts_at, version, act) VALUES ($1, $2, $3, $4, 1, $5) \
         ON CONFLICT (name, organisation, starts_at) DO UPDATE SET value = excluded.value, version = dated_rule.version + 1, act = excluded.act",
        &params,
    )
    .await?;
    Ok(())
}
