//! Signing in with a password.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Door, Permit, Ports};
use kernel::http::Caller;
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Refusal, Result};
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attempts::{self, Kind, Reason, Settlement, Tried, Verdict};
use crate::breached;
use crate::factors::{self, Entered, Fresh};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passwords::{self, HashingPool};
use crate::people;
use crate::sessions::{authority, messages};

/// Signs somebody in: checks the password and begins a session, whose key is answered once. Where the account has an
/// authenticator app there is no session yet: the answer is the key of a step, for `signin.prove`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignIn {
    /// The address the person signs in with.
    pub username: String,
    /// The password.
    pub password: Secret<String>,
    /// Where the attempt comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// A password that was right, of an account that may act.
pub struct Proved {
    account: AccountId,
    credential: i64,
    /// The password under the cost of today, if it was kept under a lower one.
    renewed: Option<String>,
    fresh: Fresh,
    settlement: Settlement,
}

impl Command for SignIn {
    const NAME: &'static str = "signin.admit";
    const ACTION: Action = authority::SIGN_IN;
    const REPEATABLE: bool = false;
    type Prepared = Proved;
    type Output = Entered;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Proved> {
        let (gate, pool) = (ports.port::<Gate>()?, ports.port::<HashingPool>()?);
        let door = gate.door()?;
        let known = people::known(&mut door.glance().await?, &self.username).await?;
        let tried = Tried {
            kind: Kind::Password,
            username: &self.username,
            known: known.as_ref(),
            origin: &self.origin,
        };
        let attempt = attempts::begin(&gate, &pool, &tried, call.now).await?;
        let account = attempt.account().unwrap_or(people::NOBODY);
        let credential = passwords::credential(&mut door.reader().await?, account).await?;
        let password = passwords::normalise(self.password.reveal());
        let hash = credential.as_ref().map(|credential| credential.hash.as_str());
        let right = attempt.place().verify(hash, &password).await?;
        let verdict = match &credential {
            Some(kept) if right => {
                let mut reader = door.glance().await?;
                let ask = factors::ask(&mut reader, kept.account, &self.origin, call.now).await?;
                if ask == Verdict::Right
                    && passwords::has_ended(&mut reader, kept.account, call.now).await?
                {
                    Verdict::Ended
                } else {
                    ask
                }
            }
            _ => Verdict::Wrong,
        };
        let line = attempt.line();
        let unusual = if right && breached::is_known(ports, &password).await? {
            Some(Reason::BreachedPassword)
        } else {
            None
        };
        let (place, settlement) = attempt.judged(verdict, unusual).await?;
        let (Some(credential), Some(settlement)) = (credential.filter(|_| right), settlement)
        else {
            return Err(messages::REFUSED.refuse().into());
        };
        // The cost was raised since: this is the one moment at which the password is known.
        let renewed = if place.is_cheap(&credential.hash)? {
            Some(place.hash(&password).await?)
        } else {
            None
        };
        Ok(Proved {
            account: credential.account,
            credential: credential.version,
            renewed,
            fresh: Fresh::draw(call.now, line),
            settlement,
        })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        ready: &Proved,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Entered> {
        self.admit(ready, call, tx).await
    }

    async fn upkeep(
        &self,
        ready: &Proved,
        _: &Call,
        _: Option<&Refusal>,
        tx: &mut WriteTx,
    ) -> Result<(), Fault> {
        ready.settlement.write(tx).await
    }
}

impl SignIn {
    /// The act itself, after the check outside.
    pub(in crate::sessions) async fn admit(
        &self,
        ready: &Proved,
        call: &Call,
        tx: &mut WriteTx,
    ) -> Result<Entered> {
        let account = ready.account;
        // Between the check outside and this act the password may have changed or the account been disabled.
        if !people::may_act(tx, account).await?
            || !passwords::hold(tx, account, ready.credential).await?
        {
            return Err(messages::REFUSED.refuse().into());
        }
        if let Some(hash) = &ready.renewed {
            passwords::renew(tx, account, hash, call.act).await?;
        }
        let (fresh, version) = (&ready.fresh, ready.credential);
        let entered = factors::enter(tx, call, account, version, fresh, &self.origin).await?;
        if matches!(entered, Entered::SignedIn(_)) {
            tx.subject("session", fresh.session.id(), 1);
        }
        Ok(entered)
    }
}

/// Signs somebody in, whichever face they came to: counted, judged, logged, answered alike whatever is not right.
pub async fn sign_in(
    door: &Door,
    caller: &Caller,
    device: &str,
    username: &str,
    password: &str,
) -> Result<Entered> {
    let origin = Origin::new(&caller.peer, device, caller.session);
    let command = SignIn {
        username: username.to_owned(),
        password: Secret::new(password.to_owned()),
        origin,
    };
    Ok(door.perform(as_nobody(door, caller), command).await?.output)
}

/// A call by nobody in particular: who signs in shows by the password, not by the session they may still have.
pub(crate) fn as_nobody(door: &Door, caller: &Caller) -> Call {
    let caller = Caller {
        actor: Actor::Anonymous,
        scope: None,
        key: None,
        expected: None,
        ..caller.clone()
    };
    caller.call(door)
}
