//! Signing in with a password.

use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Door, Permit, Ports};
use kernel::http::Caller;
use kernel::ids::AccountId;
use kernel::refusal::Result;
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attempts::{self, Kind, Verdict};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passwords::{self, HashingPool};
use crate::people;
use crate::sessions::{Fresh, authority, begin, messages};

/// Signs somebody in: checks the password and begins a session, whose key is answered once.
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

/// A session that has begun.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SignedIn {
    /// The session's key: shown once, kept by the browser only.
    pub session_key: String,
    /// What forms of this session carry, so that no other site can send them.
    pub csrf: String,
    /// Who signed in.
    pub account: AccountId,
    /// When the session ends at the latest, in microseconds since 1970.
    pub expires_at: Timestamp,
}

/// A password that was right, of an account that may act.
pub struct Proved {
    account: AccountId,
    credential: i64,
    fresh: Fresh,
}

impl Command for SignIn {
    const NAME: &'static str = "signin.admit";
    const ACTION: Action = authority::SIGN_IN;
    const REPEATABLE: bool = false;
    type Prepared = Proved;
    type Output = SignedIn;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Proved> {
        let (gate, pool) = (ports.port::<Gate>()?, ports.port::<HashingPool>()?);
        let door = gate.door()?;
        let known = people::known(&mut door.reader().await?, &self.username).await?;
        let turn = match &known {
            Some(known) => Some(gate.turn(known.view.account).await),
            None => None,
        };
        let place = pool.place()?;
        let attempt = attempts::begin(
            door,
            Kind::Password,
            &self.username,
            known.as_ref(),
            &self.origin,
            call.now,
        )
        .await?;
        let credential = match &known {
            Some(known) if attempt.may_be_judged => {
                passwords::credential(&mut door.reader().await?, known.view.account).await?
            }
            _ => None,
        };
        let password = passwords::normalise(self.password.reveal());
        let hash = credential.as_ref().map(|credential| credential.hash.as_str());
        let right = place.verify(hash, &password).await?;
        let verdict = if right { Verdict::Right } else { Verdict::Wrong };
        attempts::settle(door, attempt, verdict).await?;
        drop(turn);
        match (known, credential) {
            (Some(known), Some(credential)) if right => {
                let fresh = Fresh::draw(call.now);
                Ok(Proved { account: known.view.account, credential: credential.version, fresh })
            }
            _ => Err(messages::REFUSED.refuse().into()),
        }
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
    ) -> Result<SignedIn> {
        self.admit(ready, call, tx).await
    }
}

impl SignIn {
    /// The act itself, after the check outside.
    pub(in crate::sessions) async fn admit(
        &self,
        ready: &Proved,
        call: &Call,
        tx: &mut WriteTx,
    ) -> Result<SignedIn> {
        let account = ready.account;
        // Between the check outside and this act the password may have changed or the account been disabled.
        if !people::may_act(tx, account).await?
            || !passwords::hold(tx, account, ready.credential).await?
        {
            return Err(messages::REFUSED.refuse().into());
        }
        let begun = begin(tx, call, account, &ready.fresh, &self.origin).await?;
        tx.subject("session", ready.fresh.id, 1);
        Ok(SignedIn {
            session_key: begun.key,
            csrf: begun.csrf,
            account,
            expires_at: begun.expires_at,
        })
    }
}

/// Signs somebody in, whichever face they came to: counted, judged, logged, answered alike whatever is not right.
pub async fn sign_in(
    door: &Door,
    caller: &Caller,
    device: &str,
    username: &str,
    password: &str,
) -> Result<SignedIn> {
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
