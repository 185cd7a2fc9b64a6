//! One command from the first question to the commit.

use std::sync::Arc;

use uuid::Uuid;

use super::meters::not_done;
use super::second::Eyes;
use super::{
    Actor, Call, Command, Done, Door, Inner, Permit, Proposed, SECOND_PERSON_HOURS, idempotency,
    level, listeners, proposal, refused, second,
};
use crate::audit::{self, Act, Hash, Outcome};
use crate::authority::{Resource, admit, decide};
use crate::clock::Stopwatch;
use crate::db::{Attempt, BoxFuture, Landed, May, WriteTx};
use crate::refusal::{Error, Fault, Refusal, Result, Transience, messages};

/// What is known before anything is opened.
enum Prepared<C: Command> {
    /// The command can run.
    Ready(C::Prepared, Option<Hash>),
    /// The same request was done before.
    Answered(Done<C::Output>),
    /// A second person has to look at it first.
    Waits,
}

impl Door {
    /// Performs a command: done, or refused with the reason, or a fault. No answer comes back before it is durable.
    pub async fn perform<C: Command>(&self, call: Call, command: C) -> Result<Done<C::Output>> {
        let (door, face, watch) = (self.clone(), call.face.name(), Stopwatch::start());
        // Detached: whoever asked may go away, the act is finished, and counted, all the same.
        let act = tokio::spawn(async move {
            let outcome = door.perform_attached(call, command).await;
            let ended = match &outcome {
                Ok(done) if done.repeated => "repeated",
                Ok(_) => "done",
                Err(error) => not_done(error),
            };
            door.meters().act(C::NAME, face, ended, watch.elapsed());
            outcome
        });
        match act.await {
            Ok(outcome) => outcome,
            Err(panicked) => {
                let fault = Fault::defect(format!("performing {}", C::NAME)).because(panicked);
                self.meters().act(C::NAME, face, "failed", watch.elapsed());
                Err(logged(fault))
            }
        }
    }

    async fn perform_attached<C: Command>(
        &self,
        call: Call,
        command: C,
    ) -> Result<Done<C::Output>> {
        let prepared = match self.prepare(&call, &command).await {
            Ok(Prepared::Ready(ready, body)) => (ready, body),
            Ok(Prepared::Answered(done)) => return self.confirmed(done).await,
            Ok(Prepared::Waits) => return Err(self.keep_for_second(call, &command).await),
            Err(Error::Refused(refusal)) => return Err(self.record(call, C::NAME, *refusal).await),
            Err(fault) => return Err(logged(fault)),
        };
        let (ready, body) = prepared;
        let running = Arc::new(Running { door: self.clone(), call, command, ready, body });
        let landed = self.inner().database.write(running).await.map_err(logged)?;
        match landed.downcast::<Done<C::Output>>() {
            // Met while it ran: a repeat commits nothing of its own.
            Ok(done) if done.repeated => self.confirmed(*done).await,
            Ok(done) => Ok(*done),
            Err(_) => Err(logged(Fault::defect(format!("reading what {} gave back", C::NAME)))),
        }
    }

    /// A kept answer is given again once what it says is as safe as the commit that it comes from should have made it.
    async fn confirmed<T>(&self, done: Done<T>) -> Result<Done<T>> {
        self.inner().database.confirm().await.map_err(logged)?;
        Ok(done)
    }

    async fn prepare<C: Command>(&self, call: &Call, command: &C) -> Result<Prepared<C>> {
        idempotency::check::<C>(call)?;
        let body = call.key.is_some().then(|| idempotency::body_hash(command)).transpose()?;
        {
            let mut reader = self.glance().await?;
            admit(self.rules(), call, C::ACTION, &mut reader).await?;
            if let Some(body) = &body
                && let Some((act, output)) =
                    idempotency::kept(call, C::NAME, body, &mut reader).await?
            {
                return Ok(Prepared::Answered(Done { act, output, repeated: true }));
            }
            let resource = command.resource(call, &mut reader).await?;
            decide(self.rules(), call, C::ACTION, resource, &mut reader).await?;
            let asks = command.level(call, &mut reader).await?;
            level::ask_proof(call, asks, &mut reader).await?;
            // What carries out a proposal is looked at when that is claimed.
            let decided = call.proposal.is_some();
            let about = (call, C::ACTION, resource);
            let eyes = second::missing(self.rules(), about, asks, decided, &mut reader).await?;
            if eyes == Eyes::Missing {
                return Ok(Prepared::Waits);
            }
        }
        Ok(Prepared::Ready(command.prepare(call, self.ports()).await?, body))
    }

    /// Keeps a command for a second person, and gives the refusal that says so.
    async fn keep_for_second<C: Command>(&self, call: Call, command: &C) -> Error {
        let proposed = match Proposed::new(command) {
            Ok(proposed) => proposed,
            Err(fault) => return logged(fault),
        };
        let keeping = Arc::new(Keeping { door: self.clone(), call, proposed });
        match self.inner().database.write(keeping).await {
            Ok(landed) => match landed.downcast::<Refusal>() {
                Ok(refusal) => (*refusal).into(),
                Err(_) => logged(Fault::defect("reading what was kept for a second person")),
            },
            Err(error) => logged(error),
        }
    }

    /// Records a refusal that was met before anything was opened, and gives it back.
    async fn record(&self, call: Call, command: &'static str, refusal: Refusal) -> Error {
        if call.actor == Actor::Anonymous {
            return refusal.into();
        }
        let recording =
            Arc::new(Recording { door: self.clone(), call, command, refusal: refusal.clone() });
        match self.inner().database.write(recording).await {
            Ok(_) | Err(Error::Refused(_)) => refusal.into(),
            Err(fault) => logged(fault),
        }
    }
}

/// Logs a fault once, with its whole chain, and turns an outage into what the caller is told.
pub(super) fn logged(error: impl Into<Error>) -> Error {
    match error.into() {
        Error::Fault(fault) => match fault.transience() {
            Transience::Defect => {
                tracing::error!(fault = fault.chain(), "fault");
                Error::Fault(fault)
            }
            Transience::Again | Transience::Outage => {
                tracing::warn!(outage = fault.chain(), "outage");
                messages::OUTAGE.refuse().retry_after(30).into()
            }
        },
        refused => refused,
    }
}

struct Running<C: Command> {
    door: Door,
    call: Call,
    command: C,
    ready: C::Prepared,
    body: Option<Hash>,
}

impl<C: Command> Running<C> {
    /// What belongs to it in machine tables.
    async fn upkeep(&self, refusal: Option<&Refusal>, tx: &mut WriteTx) -> Result<(), Fault> {
        let lent = tx.lend_to_upkeep();
        let done = self.command.upkeep(&self.ready, &self.call, refusal, tx).await;
        tx.give_back(lent);
        done
    }
}

impl<C: Command> Attempt for Running<C> {
    fn attempt<'a>(&'a self, tx: &'a mut WriteTx) -> BoxFuture<'a, Result<Landed>> {
        Box::pin(async move {
            let inner = self.door.inner();
            let call = &self.call;
            if let Some(body) = &self.body
                && let Some((act, output)) =
                    idempotency::claim::<C::Output>(call, C::NAME, body, tx).await?
            {
                return Ok(Box::new(Done { act, output, repeated: true }) as Landed);
            }
            admit(&inner.rules, call, C::ACTION, tx).await?;
            let decider = proposal::claim(call, tx).await?;
            let resource = self.command.resource(call, tx).await?;
            decide(&inner.rules, call, C::ACTION, resource, tx).await?;
            let asks = self.command.level(call, tx).await?;
            level::ask_proof(call, asks, tx).await?;
            if let Some(decider) = decider {
                let deciding = Call { actor: Actor::Account(decider), ..call.clone() };
                second::may_approve(&inner.rules, (&deciding, C::ACTION, resource), tx).await?;
                if let Some(proposal) = call.proposal {
                    let label = deciding.actor.label();
                    tx.effect("proposal", proposal, "decided_by", None::<&str>, label);
                }
            }
            let about = (call, C::ACTION, resource);
            match second::missing(&inner.rules, about, asks, decider.is_some(), tx).await? {
                Eyes::Enough => {}
                Eyes::Alone => {
                    tx.effect("proposal", call.act.0, "decided_by", None::<&str>, "nobody")
                }
                Eyes::Missing => return Err(messages::SECOND_PERSON.refuse().into()),
            }
            self.upkeep(None, tx).await?;
            let output = self.command.run(&self.ready, call, tx, Permit::given()).await?;
            listeners::run(&inner.within, call, tx).await?;
            idempotency::keep(call, C::NAME, &output, tx).await?;
            audit::append(tx, act(call, C::NAME, Some(resource)), Outcome::Done, &inner.key)
                .await?;
            Ok(Box::new(Done { act: call.act, output, repeated: false }) as Landed)
        })
    }

    fn refused<'a>(
        &'a self,
        tx: &'a mut WriteTx,
        refusal: &'a Refusal,
    ) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            // Two nodes found the same proposal; the slower one has asked for nothing.
            if self.call.proposal.is_some() && refusal.code == messages::SETTLED.code {
                return Ok(());
            }
            record(self.door.inner(), &self.call, C::NAME, refusal, tx).await?;
            self.upkeep(Some(refusal), tx).await
        })
    }

    fn name(&self) -> &'static str {
        C::NAME
    }

    fn may(&self) -> May {
        May::Act
    }

    fn act(&self) -> Option<Uuid> {
        Some(self.call.act.0)
    }
}

/// A command that is kept for a second person, and refused meanwhile.
struct Keeping {
    door: Door,
    call: Call,
    proposed: Proposed,
}

impl Attempt for Keeping {
    fn attempt<'a>(&'a self, tx: &'a mut WriteTx) -> BoxFuture<'a, Result<Landed>> {
        Box::pin(async move {
            let (call, proposed) = (&self.call, &self.proposed);
            let hours = tx.dated(&SECOND_PERSON_HOURS, None, call.now).await?;
            let due_at = call.now.plus_seconds(hours * 3600);
            let proposal = tx.propose_to_second(call, proposed, due_at).await?;
            let refusal = second::waits(proposal);
            record(self.door.inner(), call, proposed.command, &refusal, tx).await?;
            Ok(Box::new(refusal) as Landed)
        })
    }

    fn name(&self) -> &'static str {
        self.proposed.command
    }

    fn may(&self) -> May {
        May::Act
    }

    fn act(&self) -> Option<Uuid> {
        Some(self.call.act.0)
    }
}

/// A refusal met before anything was opened.
struct Recording {
    door: Door,
    call: Call,
    command: &'static str,
    refusal: Refusal,
}

impl Attempt for Recording {
    fn attempt<'a>(&'a self, tx: &'a mut WriteTx) -> BoxFuture<'a, Result<Landed>> {
        Box::pin(async move {
            record(self.door.inner(), &self.call, self.command, &self.refusal, tx).await?;
            Ok(Box::new(()) as Landed)
        })
    }

    fn name(&self) -> &'static str {
        self.command
    }

    fn may(&self) -> May {
        May::Act
    }

    fn act(&self) -> Option<Uuid> {
        Some(self.call.act.0)
    }
}

async fn record(
    inner: &Inner,
    call: &Call,
    command: &'static str,
    refusal: &Refusal,
    tx: &mut WriteTx,
) -> Result<(), Fault> {
    if !refused::is_worth_a_row(call, command, refusal, tx).await? {
        return Ok(());
    }
    audit::append(tx, act(call, command, None), Outcome::Refused(refusal.code), &inner.key).await
}

fn act<'a>(call: &Call, command: &'a str, resource: Option<Resource>) -> Act<'a> {
    Act {
        id: call.act,
        at: call.now,
        actor: call.actor.label(),
        face: call.face.name(),
        organisation: resource.and_then(Resource::organisation),
        command,
        request: call.request,
    }
}
