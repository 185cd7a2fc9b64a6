//! Writes the one row of an act.

use aws_lc_rs::hmac;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{AuditRow, NodeKey, hash, hex};
use crate::clock::Timestamp;
use crate::columns::Sensitivity;
use crate::db::{ActState, Effect, EffectValue, WriteTx};
use crate::ids::{ActId, OrganisationId};
use crate::random;
use crate::refusal::Fault;
use crate::vals;

/// How an act ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// It was done.
    Done,
    /// It was refused with this code.
    Refused(&'a str),
}

/// Who asked for what; the rest of the row comes from the transaction.
#[derive(Clone, Debug)]
pub struct Act<'a> {
    /// The act's key.
    pub id: ActId,
    /// When.
    pub at: Timestamp,
    /// Who.
    pub actor: String,
    /// Through which face.
    pub face: &'a str,
    /// The organisation it is about.
    pub organisation: Option<OrganisationId>,
    /// The command.
    pub command: &'a str,
    /// The request it came with.
    pub request: Uuid,
}

/// A personal value beside the row.
pub(crate) struct Personal {
    pub(crate) slot: i64,
    pub(crate) salt: [u8; SALT],
    pub(crate) value: String,
}

/// Draws up the row of an act, with the personal values that stand beside it.
pub(crate) fn compose(
    act: Act<'_>,
    outcome: Outcome<'_>,
    state: &ActState,
) -> (AuditRow, Vec<Personal>) {
    let mut personal = Vec::new();
    let effects: Vec<Value> = state
        .effects
        .iter()
        .enumerate()
        .map(|(place, effect)| committed(place, effect, &mut personal))
        .collect();
    let facts: Vec<Value> =
        state.facts.iter().map(|(name, payload)| json!([name, payload])).collect();
    let mut concerns: Vec<Uuid> =
        state.concerns.iter().map(|organisation| organisation.0).collect();
    if let Some(organisation) = act.organisation
        && !concerns.contains(&organisation.0)
    {
        concerns.insert(0, organisation.0);
    }
    let row = AuditRow {
        id: act.id.0,
        at: act.at,
        actor: act.actor,
        face: act.face.to_owned(),
        organisation: act.organisation.map(|organisation| organisation.0),
        command: act.command.to_owned(),
        outcome: if outcome == Outcome::Done { "done" } else { "refused" }.to_owned(),
        code: match outcome {
            Outcome::Done => None,
            Outcome::Refused(code) => Some(code.to_owned()),
        },
        subject_kind: state.subject.map(|(kind, _, _)| kind.to_owned()),
        subject: state.subject.map(|(_, id, _)| id),
        subject_version: state.subject.map_or(0, |(_, _, version)| version),
        concerns: json!(concerns).to_string(),
        effects: Value::Array(effects).to_string(),
        facts: Value::Array(facts).to_string(),
        request: act.request,
    };
    (row, personal)
}

/// Writes the row of the act that runs in `tx`, with the effects and facts it left.
pub(crate) async fn append(
    tx: &mut WriteTx,
    act: Act<'_>,
    outcome: Outcome<'_>,
    key: &NodeKey,
) -> Result<(), Fault> {
    let state = std::mem::take(&mut tx.act);
    let (row, personal) = compose(act, outcome, &state);
    insert(tx, &row, key).await?;
    for value in personal {
        let params = vals![row.id, value.slot, value.salt.as_slice(), value.value];
        tx.exec_spine(
            "INSERT INTO audit_personal (audit, slot, salt, value) VALUES ($1, $2, $3, $4)",
            &params,
        )
        .await?;
    }
    Ok(())
}

async fn insert(tx: &mut WriteTx, row: &AuditRow, key: &NodeKey) -> Result<(), Fault> {
    const INSERT: &str = "INSERT INTO audit (id, at, actor, face, organisation, command, outcome, code, subject_kind, subject, subject_version, concerns, effects, facts, request, mac) \
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)";
    let seals_here = tx.unsealed.is_some();
    let leaf = row.leaf();
    // Only a row that waits for its seal needs somebody to vouch for it.
    let mac = (!seals_here).then(|| hmac::sign(key, &leaf).as_ref().to_vec());
    let params = row.values(mac.as_deref());
    let waiting = row.unsealed()?;
    match &mut tx.unsealed {
        Some(unsealed) => {
            unsealed.push(waiting);
            tx.exec_spine(INSERT, &params).await?;
        }
        None => {
            let both =
                format!("WITH act AS ({INSERT}) INSERT INTO audit_unsealed (audit) VALUES ($1)");
            tx.exec_spine(&both, &params).await?;
        }
    }
    Ok(())
}

/// `[kind, subject, attribute, before, after]`, with commitments in place of personal values.
fn committed(place: usize, effect: &Effect, personal: &mut Vec<Personal>) -> Value {
    let slot = i64::try_from(place * 2).unwrap_or(i64::MAX - 1);
    let (before, after) = match effect.sensitivity {
        Sensitivity::Open | Sensitivity::Internal => (json!(effect.before), json!(effect.after)),
        Sensitivity::Secret => (hidden(&effect.before), hidden(&effect.after)),
        Sensitivity::Personal => {
            (commit(slot, &effect.before, personal), commit(slot + 1, &effect.after, personal))
        }
    };
    json!([effect.kind, effect.subject, effect.attribute, before, after])
}

fn hidden(value: &EffectValue) -> Value {
    if *value == EffectValue::None { Value::Null } else { json!("(secret)") }
}

fn commit(slot: i64, value: &EffectValue, personal: &mut Vec<Personal>) -> Value {
    if *value == EffectValue::None {
        return Value::Null;
    }
    let value = json!(value).to_string();
    let salt = random::bytes::<SALT>();
    let commitment = commitment(&salt, &value);
    personal.push(Personal { slot, salt, value });
    json!({ "commitment": commitment })
}

/// Octets of a salt.
const SALT: usize = 16;

/// What stands in the hashed row for a personal value.
fn commitment(salt: &[u8; SALT], value: &str) -> String {
    hex(&hash(&[&[3], salt, value.as_bytes()]))
}

/// Whether this is the salt and value that a row commits to. The salt has its one length, so that nothing of the value
/// can be moved into it.
pub(super) fn is_committed(promised: Option<&str>, salt: &[u8], value: &str) -> bool {
    let Ok(salt) = <&[u8; SALT]>::try_from(salt) else { return false };
    promised == Some(commitment(salt, value).as_str())
}
