//! What a look was at: the organisations and the account that were named in the question, or else in the answer.

use serde_json::Value;
use uuid::Uuid;

use crate::authority::{OrganisationNamed, StandingOf};
use crate::db::Reader;
use crate::door::Query;
use crate::ids::{AccountId, OrganisationId};
use crate::refusal::{Fault, Result};

/// Members that hold the code or the key of an organisation.
const PLACES: &[&str] =
    &["organisation", "organisation_code", "from_organisation", "to_organisation"];
/// How deep an answer is read: lists in it are not, they say nothing of what was asked for.
const DEPTH: usize = 3;
/// Keys looked up at most.
const KEYS: usize = 8;

/// A question and its answer, as they are told outside. An answer that is not needed is not written down.
pub(in crate::door) struct Said {
    asked: Value,
    answer: Value,
}

impl Said {
    pub(super) fn of<Q: Query>(asked: &Q, output: &Q::Output) -> Result<Self, Fault> {
        let broken = |error: serde_json::Error| {
            Fault::defect(format!("writing down what {} was about", Q::NAME)).because(error)
        };
        let asked = serde_json::to_value(asked).map_err(broken)?;
        let mut named = Named::default();
        named.read(&asked, 1);
        let answer = if named.places.is_empty() {
            serde_json::to_value(output).map_err(broken)?
        } else {
            Value::Null
        };
        Ok(Self { asked, answer })
    }
}

/// Something of an organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Thing {
    pub(super) organisation: OrganisationId,
    pub(super) account: Option<AccountId>,
}

/// What was named, in the order in which it was.
#[derive(Default)]
struct Named {
    places: Vec<String>,
    keys: Vec<Uuid>,
}

impl Named {
    fn read(&mut self, value: &Value, depth: usize) {
        let Value::Object(members) = value else { return };
        for (name, value) in members {
            match value {
                Value::String(text) if PLACES.contains(&name.as_str()) => {
                    self.places.push(text.clone());
                }
                Value::String(text) => self.keys.extend(text.parse::<Uuid>().ok()),
                Value::Object(_) if depth > 1 => self.read(value, depth - 1),
                _ => {}
            }
        }
    }

    async fn things(&self, reader: &mut Reader) -> Result<Vec<Thing>> {
        let mut things = Vec::new();
        for key in self.keys.iter().take(KEYS) {
            let account = AccountId(*key);
            if let Some(standing) = reader.ask(StandingOf(account)).await? {
                let organisation = standing.organisation;
                push(&mut things, Thing { organisation, account: Some(account) });
            }
        }
        for place in self.places.iter().take(KEYS) {
            let organisation = match place.parse::<Uuid>() {
                Ok(key) => Some(OrganisationId(key)),
                Err(_) => reader.ask(OrganisationNamed(place.clone())).await?,
            };
            let Some(organisation) = organisation else { continue };
            // A person of the organisation says more than the organisation.
            if !things.iter().any(|thing| thing.organisation == organisation) {
                push(&mut things, Thing { organisation, account: None });
            }
        }
        Ok(things)
    }
}

fn push(things: &mut Vec<Thing>, thing: Thing) {
    if !things.contains(&thing) {
        things.push(thing);
    }
}

/// What was looked at: what the question names, and if that is nothing, what the answer does.
pub(super) async fn find(said: &Said, reader: &mut Reader) -> Result<Vec<Thing>> {
    for (value, depth) in [(&said.asked, 1), (&said.answer, DEPTH)] {
        let mut named = Named::default();
        named.read(value, depth);
        let things = named.things(reader).await?;
        if !things.is_empty() {
            return Ok(things);
        }
    }
    Ok(Vec::new())
}
