//! Changing a rule with a number: as the nation, or stricter for one organisation.

mod change;
mod tighten;

pub use change::ChangeRule;
pub use tighten::TightenRule;

use facts::access::RuleSet;
use kernel::clock::Timestamp;
use kernel::dated::{DatedValue, NumberRule, insert_dated};
use kernel::db::{Val, WriteTx};
use kernel::door::Call;
use kernel::ids::OrganisationId;
use kernel::refusal::Result;
use uuid::Uuid;

use super::messages;
use super::model::KnownRules;

/// A rule, with those that are never less than it.
pub struct Ordered {
    rule: &'static NumberRule,
    above: Vec<&'static NumberRule>,
}

impl Ordered {
    fn find(known: &KnownRules, name: &str) -> Result<Self> {
        let rule = known.find(name).ok_or_else(|| messages::UNKNOWN.at("name"))?;
        Ok(Self { rule, above: known.above(rule) })
    }
}

/// Sets a value from a moment on, if it stands with its bounds, the nation's value and the rules beside it.
async fn set(
    tx: &mut WriteTx,
    call: &Call,
    Ordered { rule, above }: &Ordered,
    organisation: Option<OrganisationId>,
    value: i64,
    starts_at: Option<Timestamp>,
) -> Result<()> {
    let mut refusal = None;
    if !rule.bounds.contains(&value) {
        let (least, most) = (rule.bounds.start(), rule.bounds.end());
        let code = messages::OUT_OF_BOUNDS.at("value");
        refusal = Some(code.with("least", least).with("most", most));
    }
    let starts_at = starts_at.unwrap_or(call.now);
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
    if let (Some(stricter), Some(_)) = (rule.stricter, organisation) {
        let nation = tx.dated(rule, None, starts_at).await?;
        if stricter.of(value, nation) != value {
            return Err(messages::WIDER.at("value").with("nation", nation).into());
        }
    }
    if let Some(least) = rule.not_below {
        let least = tx.dated(least, organisation, starts_at).await?;
        if value < least {
            return Err(messages::BELOW.at("value").with("least", least).into());
        }
    }
    for other in above {
        let most = tx.dated(other, organisation, starts_at).await?;
        if value > most {
            return Err(messages::ABOVE.at("value").with("most", most).into());
        }
    }
    let before = tx.dated(rule, organisation, starts_at).await?;
    let dated = DatedValue { name: rule.name.to_owned(), organisation, value, starts_at };
    insert_dated(tx, &dated, call.act).await?;
    tx.note(&RuleSet { name: rule.name.to_owned(), value })?;
    let place = organisation.map_or(Uuid::nil(), |organisation| organisation.0);
    tx.effect("dated_rule", place, "name", Val::Null, rule.name);
    tx.effect("dated_rule", place, "value", before, value);
    tx.effect("dated_rule", place, "starts_at", Val::Null, starts_at);
    if let Some(organisation) = organisation {
        tx.concerns(organisation);
    }
    Ok(())
}
