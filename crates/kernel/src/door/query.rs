//! Queries: every answer of the product.

use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::command::read;
use super::meters::not_done;
use super::{Aspect, Call, Door, looks};
use crate::authority::{Action, Sight, sight_for};
use crate::clock::Stopwatch;
use crate::db::{BoxFuture, Reader};
use crate::refusal::{Fault, Result, messages};

/// Which of the two resources a query shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum View {
    /// Administrative records: by role, where it reaches; a foreign key answers as an unknown one.
    Record,
    /// The public card: everyone signed in, public fields only.
    Card,
    /// The actor's own affairs.
    Own,
    /// Things of the service as a whole.
    Nation,
}

/// One question to the product.
pub trait Query: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// `noun.what`, stable for ever.
    const NAME: &'static str;
    /// What authority is asked for.
    const ACTION: Action;
    /// Which resource it shows.
    const VIEW: View;
    /// What of the records it shows, as those hear it who are told who looked.
    const ASPECT: Aspect = Aspect::Record;
    /// What comes back.
    type Output: Serialize + JsonSchema + Send + 'static;

    /// Reads. What the actor may see stands in `sight`, and every read takes it.
    fn run(
        &self,
        call: &Call,
        sight: &Sight,
        reader: &mut Reader,
    ) -> impl Future<Output = Result<Self::Output>> + Send;
}

type ByJson = Arc<dyn Fn(Door, Call, Value) -> BoxFuture<'static, Result<Value>> + Send + Sync>;

/// One registration line of a query.
#[derive(Clone)]
pub struct QueryEntry {
    /// The query's name.
    pub name: &'static str,
    /// What authority is asked for.
    pub action: Action,
    /// Which resource it shows.
    pub view: View,
    /// The schema of its input, added to a generator.
    pub input: fn(&mut SchemaGenerator) -> Schema,
    /// The schema of its output, added to a generator.
    pub output: fn(&mut SchemaGenerator) -> Schema,
    by_json: ByJson,
}

impl QueryEntry {
    /// The registration of a query.
    pub fn of<Q: Query>() -> Self {
        let by_json: ByJson = Arc::new(|door, call, body| {
            Box::pin(async move {
                let query: Q = read(body)?;
                let output = door.ask(&call, &query).await?;
                serde_json::to_value(output).map_err(|error| {
                    Fault::defect(format!("writing the answer of {}", Q::NAME))
                        .because(error)
                        .into()
                })
            })
        });
        Self {
            name: Q::NAME,
            action: Q::ACTION,
            view: Q::VIEW,
            input: |generator| generator.subschema_for::<Q>(),
            output: |generator| generator.subschema_for::<Q::Output>(),
            by_json,
        }
    }
}

impl Door {
    /// Asks a query.
    pub async fn ask<Q: Query>(&self, call: &Call, query: &Q) -> Result<Q::Output> {
        let watch = Stopwatch::start();
        let outcome: Result<Q::Output> = async {
            let mut reader = self.reader().await?;
            let sight = sight_for(self.rules(), call, Q::ACTION, &mut reader).await?;
            if sight.is_empty()
                || (Q::VIEW == View::Nation && !sight.is_national() && !sight.is_public())
            {
                return Err(messages::NOT_ALLOWED.refuse().into());
            }
            let output = query.run(call, &sight, &mut reader).await?;
            if Q::VIEW == View::Record
                && let Some(said) = looks::said(call, &sight, query, &output)?
            {
                let looks = looks::of::<Q>(self, call, &sight, &said, &mut reader).await?;
                drop(reader);
                if !looks.is_empty() {
                    self.keep_looks(looks).await?;
                }
            }
            Ok(output)
        }
        .await;
        let outcome = outcome.map_err(super::perform::logged);
        let ended = outcome.as_ref().map_or_else(not_done, |_| "done");
        self.meters().question(Q::NAME, call.face.name(), ended, watch.elapsed());
        outcome
    }

    /// Asks a query by its name, as API and command line do.
    pub async fn ask_by_name(&self, call: Call, name: &str, body: Value) -> Result<Value> {
        let entry = self
            .inner()
            .queries
            .get(name)
            .ok_or_else(|| messages::UNKNOWN_NAME.refuse().with("name", name))?;
        (entry.by_json)(self.clone(), call, body).await
    }
}
