//! Accepting the terms: in the middle of signing in, or while one is signed in.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Door, Permit, Ports};
use kernel::http::Caller;
use kernel::ids::{self, AccountId};
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::when::Zone;
use uuid::Uuid;

use crate::factors::{TermsStep, finish_terms_step, terms_step};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::people;
use crate::sessions::{self, SessionView, SignedIn};
use crate::terms::model::Way;
use crate::terms::store::{Kept, NewAcceptance};
use crate::terms::{authority, messages, queries, store};

/// Accepts the terms of use that count for oneself, exactly those that are named: the nation's, and what one's organisation
/// adds. In the middle of signing in this begins the session.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AcceptTerms {
    /// The versions that were read.
    pub terms: Vec<Uuid>,
    /// The key of the step, as `signin.admit`, `signin.prove` or `password.renew` answered; none for whoever is signed in.
    #[serde(default)]
    pub step_key: Option<Secret<String>>,
    /// Where it comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
    /// The session in which this happens; filled in by the portal, and by nobody else.
    #[serde(skip)]
    pub by: Option<By>,
}

/// The session of whoever accepts.
#[derive(Clone, Copy, Debug)]
pub struct By(Uuid);

impl By {
    /// This session.
    pub(in crate::terms) const fn of(session: &SessionView) -> Self {
        Self(session.id)
    }
}

/// What came of it.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
pub struct AcceptedTerms {
    /// The session that has begun, for whoever was signing in.
    pub signed_in: Option<SignedIn>,
}

/// Who accepts, and from where.
enum Ready {
    /// Somebody who has proved everything, with the session to be begun.
    SigningIn(Box<(TermsStep, sessions::Fresh)>),
    /// Somebody who is signed in.
    SignedIn,
}

/// The same with the day on which it happens, as the service counts days.
pub struct Prepared {
    ready: Ready,
    day: String,
}

impl Command for AcceptTerms {
    const NAME: &'static str = "terms.accept";
    const ACTION: Action = authority::ACCEPT;
    const REPEATABLE: bool = false;
    type Prepared = Prepared;
    type Output = AcceptedTerms;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Prepared> {
        let zone = ports.port::<Zone>().unwrap_or_default();
        let day = zone.date(call.now.micros()).map(|day| day.to_string()).unwrap_or_default();
        let Some(key) = &self.step_key else { return Ok(Prepared { ready: Ready::SignedIn, day }) };
        let gate = ports.port::<Gate>()?;
        let mut reader = gate.door()?.reader().await?;
        let step = terms_step(&mut reader, key.reveal(), call.now).await?;
        let ready = Ready::SigningIn(Box::new((step, sessions::Fresh::draw(call.now))));
        Ok(Prepared { ready, day })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(if self.step_key.is_some() { Resource::Nation } else { Resource::Own })
    }

    async fn run(
        &self,
        Prepared { ready, day }: &Prepared,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<AcceptedTerms> {
        match ready {
            Ready::SigningIn(ready) => {
                let (step, fresh) = &**ready;
                let (account, session) = (step.account(), fresh.id());
                let signed_in = finish_terms_step(tx, call, step, fresh, &self.origin).await?;
                self.keep(tx, call, account, (Way::SigningIn, session), day).await?;
                Ok(AcceptedTerms { signed_in: Some(signed_in) })
            }
            Ready::SignedIn => {
                let account = call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?;
                let by = self.by.filter(|_| call.scope.is_none());
                let By(session) = by.ok_or_else(|| messages::BY_HAND.refuse())?;
                if self.keep(tx, call, account, (Way::SignedIn, session), day).await? == 0 {
                    return Err(messages::ACCEPTED.refuse().into());
                }
                Ok(AcceptedTerms { signed_in: None })
            }
        }
    }
}

impl AcceptTerms {
    /// Keeps what waits for somebody as accepted, if it is among what was read; says how much that was.
    async fn keep(
        &self,
        tx: &mut WriteTx,
        call: &Call,
        account: AccountId,
        (way, session): (Way, Uuid),
        day: &str,
    ) -> Result<usize> {
        let view = people::person(tx, account).await?;
        let mut kept = 0;
        for counting in queries::waiting(tx, &view, call.now).await? {
            if !self.terms.contains(&counting.terms) {
                return Err(messages::NEWER.refuse().into());
            }
            let (terms, organisation) = (counting.terms, view.organisation);
            let id = ids::new_at(call.now);
            let new = NewAcceptance { id, account, terms, organisation, way, session };
            match store::accept(tx, &new, call).await? {
                Kept::First => store::count(tx, terms, organisation, day, call).await?,
                // It was counted the first time.
                Kept::Anew => {}
                Kept::Before => continue,
            }
            kept += 1;
        }
        tx.concerns(view.organisation);
        Ok(kept)
    }
}

/// Finishes signing in with a yes to the terms, whichever face somebody came to.
pub async fn accept_at_sign_in(
    door: &Door,
    caller: &Caller,
    device: &str,
    step_key: &str,
    terms: Vec<Uuid>,
) -> Result<Option<SignedIn>> {
    let command = AcceptTerms {
        terms,
        step_key: Some(Secret::new(step_key.to_owned())),
        origin: Origin::new(&caller.peer, device, caller.session),
        by: None,
    };
    Ok(door.perform(sessions::as_nobody(door, caller), command).await?.output.signed_in)
}
