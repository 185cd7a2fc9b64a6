//! Facts and the listeners within: what other slices add to an act, in the same transaction.
//!
//! Listeners run breadth first, in the order of the manifests, need no permit, may refuse the whole act and may
//! note facts of their own, four levels deep at most. A fact that could lead back to itself is refused at the start.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Call, Manifest};
use crate::db::{BoxFuture, WriteTx};
use crate::refusal::{Fault, Result};

/// Levels of facts that follow from facts.
const DEPTH: usize = 4;

/// Something that happened, told to other slices; a plain payload of keys, without personal values.
pub trait Fact: Serialize + DeserializeOwned + Send + Sync + 'static {
    /// Past tense, `person.created`; stable for ever.
    const NAME: &'static str;
}

type Run = Arc<
    dyn for<'a> Fn(&'a Value, &'a Call, &'a mut WriteTx) -> BoxFuture<'a, Result<()>> + Send + Sync,
>;

/// A listener within.
#[derive(Clone)]
pub struct Within {
    /// The fact it listens to.
    pub fact: &'static str,
    /// The facts it may note itself.
    pub notes: &'static [&'static str],
    run: Run,
}

impl Within {
    /// A listener to `F` that may note the given facts.
    pub fn new<F: Fact>(
        notes: &'static [&'static str],
        run: impl for<'a> Fn(F, &'a Call, &'a mut WriteTx) -> BoxFuture<'a, Result<()>>
        + Send
        + Sync
        + 'static,
    ) -> Self {
        let run = Arc::new(run);
        let run: Run = Arc::new(move |payload, call, tx| {
            let run = Arc::clone(&run);
            Box::pin(async move {
                let fact = serde_json::from_value(payload.clone()).map_err(|error| {
                    Fault::defect(format!("reading the fact {}", F::NAME)).because(error)
                })?;
                run(fact, call, tx).await
            })
        });
        Self { fact: F::NAME, notes, run }
    }
}

/// The listeners by fact; refuses a ring.
pub(super) fn collect(manifests: &[Manifest]) -> Result<HashMap<&'static str, Vec<Within>>, Fault> {
    let mut within: HashMap<&'static str, Vec<Within>> = HashMap::new();
    for listener in manifests.iter().flat_map(|manifest| &manifest.within) {
        within.entry(listener.fact).or_default().push(listener.clone());
    }
    for fact in within.keys() {
        let (mut seen, mut next) = (HashSet::new(), vec![*fact]);
        while let Some(current) = next.pop() {
            for noted in
                within.get(current).into_iter().flatten().flat_map(|listener| listener.notes)
            {
                if noted == fact {
                    return Err(Fault::defect(format!(
                        "registering listeners: {fact} would lead back to itself"
                    )));
                }
                if seen.insert(*noted) {
                    next.push(noted);
                }
            }
        }
    }
    Ok(within)
}

/// Runs the listeners to everything the act has noted.
pub(super) async fn run(
    within: &HashMap<&'static str, Vec<Within>>,
    call: &Call,
    tx: &mut WriteTx,
) -> Result<()> {
    let mut told = 0;
    for _ in 0..DEPTH {
        let upto = tx.act.facts.len();
        if told == upto {
            return Ok(());
        }
        for place in told..upto {
            let (name, payload) = tx.act.facts[place].clone();
            for listener in within.get(name).into_iter().flatten() {
                (listener.run)(&payload, call, tx).await?;
            }
        }
        told = upto;
    }
    if tx.act.facts.len() == told {
        Ok(())
    } else {
        Err(Fault::defect("telling facts more than four levels deep").into())
    }
}
