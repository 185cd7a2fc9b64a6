//! Commands: every change of the product.

use std::marker::PhantomData;
use std::sync::Arc;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::{Actor, Call, Door, Level, Ports, Proposed};
use crate::audit::HistoryRow;
use crate::authority::{Action, Resource, RuleBook, admit, decide};
use crate::db::{BoxFuture, Reader, WriteTx};
use crate::ids::ActId;
use crate::refusal::{Fault, Refusal, Result, messages};

/// One change of the product.
///
/// The doc comment of the type is what the API description and the command line say about it.
pub trait Command: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static {
    /// `noun.verb`, stable for ever: audit, metrics, URL, command line.
    const NAME: &'static str;
    /// What authority is asked for; usually of the same name.
    const ACTION: Action;
    /// How much it can harm at most, and so what is asked for before it.
    const LEVEL: Level = Level::Everyday;
    /// Whether a repeat with the same Idempotency-Key may answer from storage. No for answers shown once only.
    const REPEATABLE: bool = true;
    /// The largest body in which it comes through the API, in bytes. More is for commands that carry files.
    const BODY_AT_MOST: usize = 1 << 20;
    /// What `prepare` works out.
    type Prepared: Send + Sync;
    /// What the caller gets.
    type Output: Serialize + DeserializeOwned + JsonSchema + Send + Sync + 'static;

    /// Outside every transaction; may wait: hashing, look-ups, signing. Decides nothing another act can change.
    fn prepare(
        &self,
        call: &Call,
        ports: &Ports,
    ) -> impl Future<Output = Result<Self::Prepared>> + Send;

    /// What authority is asked about. Unseen things are refused as not found.
    fn resource(
        &self,
        call: &Call,
        reader: &mut Reader,
    ) -> impl Future<Output = Result<Resource>> + Send;

    /// How much this one can harm; for commands that harm more or less by what they are about.
    fn level(
        &self,
        _call: &Call,
        _reader: &mut Reader,
    ) -> impl Future<Output = Result<Level>> + Send {
        async { Ok(Self::LEVEL) }
    }

    /// Inside. Waits for nothing but `tx`, has no effect but through `tx`, may be run again from the start.
    fn run(
        &self,
        ready: &Self::Prepared,
        call: &Call,
        tx: &mut WriteTx,
        permit: Permit<Self>,
    ) -> impl Future<Output = Result<Self::Output>> + Send
    where
        Self: Sized;

    /// What the command leaves in machine tables, which no act can write: a counter, a line of a log. It is upkeep in the commit
    /// of the act, done before `run`, which finds it there; and in that of the record of a refusal, after everything else was
    /// undone. Where it fails nothing is done. It may be run again from the start.
    fn upkeep(
        &self,
        _ready: &Self::Prepared,
        _call: &Call,
        _refusal: Option<&Refusal>,
        _tx: &mut WriteTx,
    ) -> impl Future<Output = Result<(), Fault>> + Send {
        async { Ok(()) }
    }

    /// The command that takes an act of this name back, from its recorded effects; none if no single one can.
    fn inverse(_act: &HistoryRow) -> Option<Proposed> {
        None
    }
}

/// The proof that authority was asked; only the door makes one.
pub struct Permit<C: ?Sized>(PhantomData<fn() -> C>);

impl<C: ?Sized> Permit<C> {
    pub(super) const fn given() -> Self {
        Self(PhantomData)
    }
}

/// An act that was done.
#[derive(Clone, Debug)]
pub struct Done<T> {
    /// The act.
    pub act: ActId,
    /// What came of it.
    pub output: T,
    /// Whether it had been done before, under the same Idempotency-Key.
    pub repeated: bool,
}

type ByJson =
    Arc<dyn Fn(Door, Call, Value) -> BoxFuture<'static, Result<Done<Value>>> + Send + Sync>;

/// Asks authority about a command given as JSON, without doing it.
type MayByJson = Arc<
    dyn for<'a> Fn(&'a RuleBook, &'a Call, Value, &'a mut Reader) -> BoxFuture<'a, Result<()>>
        + Send
        + Sync,
>;

/// What authority is asked about for a command given as JSON.
type ResourceByJson = Arc<
    dyn for<'a> Fn(&'a Call, Value, &'a mut Reader) -> BoxFuture<'a, Result<Resource>>
        + Send
        + Sync,
>;

/// One registration line, from which faces, descriptions and tests are derived.
#[derive(Clone)]
pub struct CommandEntry {
    /// The command's name.
    pub name: &'static str,
    /// What authority is asked for.
    pub action: Action,
    /// How much it can harm at most.
    pub level: Level,
    /// Whether it takes an Idempotency-Key.
    pub repeatable: bool,
    /// The largest body in which it comes through the API, in bytes.
    pub body_at_most: usize,
    /// The schema of its input, added to a generator.
    pub input: fn(&mut SchemaGenerator) -> Schema,
    /// The schema of its output, added to a generator.
    pub output: fn(&mut SchemaGenerator) -> Schema,
    /// What takes such an act back.
    pub(super) inverse: fn(&HistoryRow) -> Option<Proposed>,
    pub(super) may: MayByJson,
    pub(super) resource: ResourceByJson,
    by_json: ByJson,
}

impl CommandEntry {
    /// The registration of a command.
    pub fn of<C: Command>() -> Self {
        let by_json: ByJson = Arc::new(|door, call, body| {
            Box::pin(async move {
                let command: C = read(body)?;
                let done = door.perform(call, command).await?;
                let output = serde_json::to_value(done.output).map_err(|error| {
                    Fault::defect(format!("writing the answer of {}", C::NAME)).because(error)
                })?;
                Ok(Done { act: done.act, output, repeated: done.repeated })
            })
        });
        let may: MayByJson = Arc::new(|rules, call, body, reader| {
            Box::pin(async move {
                let command: C = read(body)?;
                admit(rules, call, C::ACTION, reader).await?;
                let resource = command.resource(call, reader).await?;
                decide(rules, call, C::ACTION, resource, reader).await
            })
        });
        let resource: ResourceByJson = Arc::new(|call, body, reader| {
            Box::pin(async move { read::<C>(body)?.resource(call, reader).await })
        });
        Self {
            name: C::NAME,
            action: C::ACTION,
            level: C::LEVEL,
            repeatable: C::REPEATABLE,
            body_at_most: C::BODY_AT_MOST,
            input: |generator| generator.subschema_for::<C>(),
            output: |generator| generator.subschema_for::<C::Output>(),
            inverse: C::inverse,
            may,
            resource,
            by_json,
        }
    }
}

/// Reads a command or query from JSON; says what is wrong in words and refuses NUL anywhere.
pub(super) fn read<T: DeserializeOwned>(body: Value) -> Result<T> {
    if holds_nul(&body) {
        return Err(messages::MALFORMED
            .refuse()
            .with("problem", "it contains a NUL character; remove it")
            .into());
    }
    if !body.is_object() {
        return Err(messages::MALFORMED.refuse().with("problem", "it is no JSON object").into());
    }
    serde_path_to_error::deserialize(body).map_err(|error| {
        let (place, problem) = (error.path().to_string(), error.inner().to_string());
        // A dot stands for the whole: something is missing, or there is more than there should be.
        if place == "." {
            return messages::MALFORMED.refuse().with("problem", problem).into();
        }
        let words = format!("{place}: {problem}");
        messages::MALFORMED.refuse().with("problem", words).field(place, problem).into()
    })
}

fn holds_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(values) => values.iter().any(holds_nul),
        Value::Object(members) => {
            members.iter().any(|(name, value)| name.contains('\0') || holds_nul(value))
        }
        _ => false,
    }
}

impl Door {
    /// Turns strangers away from what is not for them before anything they sent is read.
    pub fn turn_away(&self, call: &Call, action: Action) -> Result<(), Refusal> {
        let is_for_anyone = self.rules().who(action).is_some_and(|who| who.anyone);
        if call.actor == Actor::Anonymous && !is_for_anyone {
            return Err(messages::SIGN_IN.refuse());
        }
        Ok(())
    }

    /// Whether the caller may do a command as things are: to offer it only to those whom it will not refuse. It decides
    /// nothing; the act asks again.
    pub async fn may_by_name(&self, call: &Call, name: &str, body: Value) -> Result<bool> {
        let Some(entry) = self.inner().commands.get(name) else { return Ok(false) };
        let mut reader = self.reader().await?;
        match (entry.may)(self.rules(), call, body, &mut reader).await {
            Ok(()) => Ok(true),
            Err(error) => super::may::is_offered(error),
        }
    }

    /// Performs a command by its name, as API, command line, bulk and due proposals do.
    pub async fn perform_by_name(
        &self,
        call: Call,
        name: &str,
        body: Value,
    ) -> Result<Done<Value>> {
        let entry = self
            .inner()
            .commands
            .get(name)
            .ok_or_else(|| messages::UNKNOWN_NAME.refuse().with("name", name))?;
        (entry.by_json)(self.clone(), call, body).await
    }
}
