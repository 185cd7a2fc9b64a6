//! The administrative record of one account as it was at a moment of the past.
//!
//! It is not kept anywhere: what acts changed since then is taken back from the record of today, newest first. So it
//! rests on the same sealed rows as the history and the receipts, and what has been erased from them stays unknown.

use std::collections::{BTreeMap, BTreeSet};

use facts::directory::{OrganisationOf, UnitOf};
use kernel::audit::{HistoryValue, history_of_subjects};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use uuid::Uuid;

use crate::people::model::Account;
use crate::people::{authority, messages, store};

/// Acts read at once.
const PAGE: i64 = 100;

/// The administrative record of a person or system account as it was at a moment.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonAsOf {
    /// The person.
    pub person: AccountId,
    /// The moment, in RFC 3339 such as `2027-03-01T09:00:00Z`.
    pub at: String,
}

/// A record of the past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AsOf {
    /// The person.
    pub id: AccountId,
    /// The moment (RFC 3339).
    pub at: String,
    /// Whether the account was there at that moment. If not, nothing else is told.
    pub existed: bool,
    /// The version the record had.
    pub version: Option<i64>,
    /// The code of the organisation it belonged to.
    pub organisation: Option<String>,
    /// The name of its unit.
    pub unit: Option<String>,
    /// Every other attribute that had a value, by name. Times are in RFC 3339.
    pub attributes: BTreeMap<String, Value>,
    /// Attributes that have changed since, and whose value of then is no longer kept.
    pub no_longer_kept: BTreeSet<String>,
    /// How many acts have changed the record since.
    pub acts_since: usize,
}

/// Attributes that hold a moment.
const TIMES: [&str; 3] = ["due_at", "leaves_at", "held_since"];
/// Attributes that hold yes or no.
const FLAGS: [&str; 2] = ["listed", "mobile_hidden"];

/// Attributes that erasing drops without a word of what they were, so that nothing can be taken back.
const WIPED: [&str; 12] = [
    "unit",
    "given_name",
    "family_name",
    "display_name",
    "address",
    "job_title",
    "department",
    "telephone",
    "mobile",
    "staff_number",
    "listed",
    "state_reason",
];

/// What is known of the record while acts are taken back.
struct Past {
    existed: bool,
    version: i64,
    values: BTreeMap<String, Value>,
    erased: BTreeSet<String>,
    /// What was taken back so far.
    taken: BTreeSet<String>,
    /// Whether the account was erased since.
    is_wiped: bool,
    acts: usize,
}

impl Past {
    /// Takes one change back.
    fn take_back(&mut self, attribute: &str, before: &HistoryValue) {
        // The last word on a value is the oldest change after the moment, which comes last.
        self.erased.remove(attribute);
        self.taken.insert(attribute.to_owned());
        match before.kept() {
            Some(Value::Null) => {
                self.values.remove(attribute);
            }
            Some(value) => {
                self.values.insert(attribute.to_owned(), value);
            }
            None => {
                self.values.remove(attribute);
                self.erased.insert(attribute.to_owned());
            }
        }
    }

    /// What was dropped when the account was erased, and not changed between the moment and then, is not known.
    fn note_wiped(&mut self) {
        for attribute in WIPED.iter().filter(|name| self.is_wiped && !self.taken.contains(**name)) {
            self.values.remove(*attribute);
            self.erased.insert((*attribute).to_owned());
        }
    }

    /// Nobody learns from their own record that a legal hold stands on it.
    fn hide_hold(&mut self) {
        self.values.remove("held_since");
        self.erased.remove("held_since");
    }
}

impl Query for PersonAsOf {
    const NAME: &'static str = "person.as-of";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = AsOf;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<AsOf> {
        let at = moment(&self.at).filter(|at| *at <= call.now);
        let at = at.ok_or_else(|| messages::MOMENT.at("at"))?;
        let Some(account) = store::seen(reader, sight, self.person).await? else {
            return Err(common::NOT_FOUND.refuse().into());
        };
        let values = store::attributes(&account).into_iter().filter_map(|(name, value)| {
            let value = serde_json::to_value(kernel::db::EffectValue::from(value)).ok()?;
            (!value.is_null()).then(|| (name.to_owned(), value))
        });
        let mut past = Past {
            existed: account.created_at <= at,
            version: account.version,
            values: values.collect(),
            erased: BTreeSet::new(),
            taken: BTreeSet::new(),
            is_wiped: false,
            acts: 0,
        };
        let of = Value::from(account.organisation.0.to_string());
        past.values.insert("organisation".to_owned(), of);
        back_to(reader, account.id, at, &mut past).await?;
        past.note_wiped();
        if call.actor.account() == Some(account.id) {
            past.hide_hold();
        }
        if !past.existed {
            return Ok(AsOf {
                id: account.id,
                at: at.rfc3339(),
                existed: false,
                version: None,
                organisation: None,
                unit: None,
                attributes: BTreeMap::new(),
                no_longer_kept: BTreeSet::new(),
                acts_since: past.acts,
            });
        }
        if !is_in_sight(reader, sight, &account, &past).await? {
            return Err(common::NOT_FOUND.refuse().into());
        }
        shown(reader, account.id, at, past).await
    }
}

/// Whether the caller may see what the record said then: what somebody was in another organisation is that one's
/// affair, and their own.
async fn is_in_sight(
    reader: &mut Reader,
    sight: &Sight,
    account: &Account,
    past: &Past,
) -> Result<bool> {
    if sight.own() == Some(account.id) {
        return Ok(true);
    }
    match key(past.values.get("organisation")) {
        Some(then) if then == account.organisation.0 => Ok(true),
        Some(then) => Ok(sight.sees_organisation(reader, OrganisationId(then)).await?),
        None => Ok(false),
    }
}

fn key(value: Option<&Value>) -> Option<Uuid> {
    value.and_then(Value::as_str).and_then(|text| text.parse().ok())
}

fn moment(text: &str) -> Option<Timestamp> {
    let at: jiff::Timestamp = text.trim().parse().ok()?;
    Some(Timestamp::from_micros(at.as_microsecond()))
}

/// Takes back, newest first, what was done after the moment.
async fn back_to(
    reader: &mut Reader,
    account: AccountId,
    at: Timestamp,
    past: &mut Past,
) -> Result<()> {
    let mut before = None;
    loop {
        let rows = history_of_subjects(reader, &[account.0], before, PAGE).await?;
        let is_last = (rows.len() as i64) < PAGE;
        before = rows.last().map(|row| row.row.id);
        for act in rows {
            // Passwords and start codes have the key of their account, and versions of their own.
            let is_about_it = act.row.subject_kind.as_deref() == Some("account");
            if act.row.at <= at && is_about_it && act.row.outcome == "done" {
                past.version = act.row.subject_version;
                return Ok(());
            }
            if act.row.at <= at || !is_about_it || act.row.outcome != "done" {
                continue;
            }
            if !act.effects.is_empty() {
                past.acts += 1;
                past.version = past.version.min(act.row.subject_version - 1);
            }
            for effect in &act.effects {
                if effect.kind == "account" && effect.subject == account.0 {
                    past.is_wiped |= effect.attribute == "state"
                        && effect.after == HistoryValue::Open(Value::from("erased"));
                    past.take_back(&effect.attribute, &effect.before);
                }
            }
        }
        if is_last {
            return Ok(());
        }
    }
}

/// Names what the record points to, and writes moments and flags as the other queries do.
async fn shown(reader: &mut Reader, id: AccountId, at: Timestamp, mut past: Past) -> Result<AsOf> {
    let organisation = match key(past.values.remove("organisation").as_ref()) {
        Some(of) => reader.ask(OrganisationOf(OrganisationId(of))).await?.map(|found| found.code),
        None => None,
    };
    let unit = match key(past.values.remove("unit").as_ref()) {
        Some(unit) => reader.ask(UnitOf(unit)).await?.map(|found| found.name),
        None => None,
    };
    for (name, value) in &mut past.values {
        if let Some(number) = value.as_i64() {
            if TIMES.contains(&name.as_str()) {
                *value = Value::from(Timestamp::from_micros(number).rfc3339());
            } else if FLAGS.contains(&name.as_str()) {
                *value = Value::from(number != 0);
            }
        }
    }
    Ok(AsOf {
        id,
        at: at.rfc3339(),
        existed: true,
        version: Some(past.version),
        organisation,
        unit,
        attributes: past.values,
        no_longer_kept: past.erased,
        acts_since: past.acts,
    })
}
