//! Setting a password with a start code.

use facts::signin::PasswordSet;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Door, Permit, Ports};
use kernel::http::Caller;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::attempts::{self, Kind, Tried, Verdict};
use crate::breached;
use crate::codes::model::folded;
use crate::codes::store::Judged;
use crate::codes::{authority, messages, store};
use crate::factors::{self, Entered, Fresh};
use crate::gate::Gate;
use crate::keys::{self, KeyHash};
use crate::origin::Origin;
use crate::passwords::{self, Chosen, Demands, HashingPool};
use crate::people;
use crate::sessions;
use crate::welcome;

/// Sets a password with a start code and signs in. Where the account has an authenticator app there is no session yet: the
/// answer is the key of a step, for `signin.prove`.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RedeemStartCode {
    /// The address the person signs in with.
    pub username: String,
    /// The start code; hyphens, blanks and small letters do not matter.
    pub code: Secret<String>,
    /// The password the person chose.
    pub password: Secret<String>,
    /// Where the attempt comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// A code that was right, and the password in the form in which it is kept.
pub struct Proved {
    account: AccountId,
    organisation: OrganisationId,
    code: KeyHash,
    chosen: Chosen,
    fresh: Fresh,
}

impl Command for RedeemStartCode {
    const NAME: &'static str = "start-code.redeem";
    const ACTION: Action = authority::REDEEM;
    const REPEATABLE: bool = false;
    type Prepared = Proved;
    type Output = Entered;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Proved> {
        let (gate, pool) = (ports.port::<Gate>()?, ports.port::<HashingPool>()?);
        let door = gate.door()?;
        let password = passwords::normalise(self.password.reveal());
        // What anybody can see of the password is said before anything is looked up.
        let demands = Demands::of_anybody(&gate, &mut door.reader().await?, call.now).await?;
        demands.check(&password, "password")?;
        let known = people::known(&mut door.reader().await?, &self.username).await?;
        let code = keys::hash(&folded(self.code.reveal()));
        let tried = Tried {
            kind: Kind::StartCode,
            username: &self.username,
            known: known.as_ref(),
            origin: &self.origin,
        };
        let attempt = attempts::begin(&gate, &pool, &tried, call.now).await?;
        let account = attempt.account().unwrap_or(people::NOBODY);
        let judged = store::judge(&mut door.reader().await?, account, &code, call.now).await?;
        let early = match &known {
            Some(known) if judged == Judged::Right => {
                people::first_day(&mut door.reader().await?, &known.view).await?
            }
            _ => None,
        };
        let demands = match (&known, judged, &early) {
            (Some(known), Judged::Right, None) => {
                Some(Demands::of(&gate, &mut door.reader().await?, &known.view, call.now).await?)
            }
            _ => None,
        };
        let is_repeated = match (&demands, attempt.account()) {
            (Some(demands), Some(account)) => {
                passwords::is_earlier(door, attempt.place(), account, demands, &password).await?
            }
            _ => false,
        };
        let verdict = match (&early, judged.verdict(), attempt.account()) {
            (Some(_), ..) => Verdict::Early,
            _ if is_repeated => Verdict::Repeated,
            (None, Verdict::Right, Some(account)) => {
                factors::ask(&mut door.reader().await?, account, &self.origin, call.now).await?
            }
            (None, verdict, _) => verdict,
        };
        let line = attempt.line();
        let place = attempt.settle(verdict).await?;
        // Hashed whatever came of the code, so that the time an answer takes says nothing.
        let hash = place.hash(&password).await?;
        if let Some(day) = early {
            return Err(messages::EARLY.refuse().with("day", day).into());
        }
        let (Some(known), Some(demands)) = (known, demands) else {
            return Err(messages::REFUSED.refuse().into());
        };
        // Only whoever has a right code learns what is wrong with the password beyond what anybody can see.
        demands.check(&password, "password")?;
        breached::refuse(ports, &password, "password").await?;
        if is_repeated {
            return Err(passwords::earlier(&demands, "password").into());
        }
        let (account, organisation) = (known.view.account, known.view.organisation);
        let (chosen, fresh) = (demands.chosen(hash), Fresh::draw(call.now, line));
        Ok(Proved { account, organisation, code, chosen, fresh })
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
        self.set(ready, call, tx).await
    }
}

impl RedeemStartCode {
    /// The act itself, after the check outside.
    pub(in crate::codes) async fn set(
        &self,
        ready: &Proved,
        call: &Call,
        tx: &mut WriteTx,
    ) -> Result<Entered> {
        let account = ready.account;
        // Between the check outside and this act the code may have been used, or voided by another one.
        if !people::may_act(tx, account).await?
            || !store::consume(tx, account, &ready.code, call).await?
        {
            return Err(messages::REFUSED.refuse().into());
        }
        // Whoever sets their first password begins here.
        if !passwords::was_ever_set(tx, account).await? {
            welcome::begin(tx, account, call).await?;
        }
        let version = passwords::set(tx, account, &ready.chosen, call.now, call.act).await?;
        sessions::end_all(tx, account, None, call.now).await?;
        let (fresh, origin) = (&ready.fresh, &self.origin);
        let entered = factors::enter(tx, call, account, version, fresh, origin).await?;
        tx.concerns(ready.organisation);
        tx.note(&PasswordSet { account })?;
        Ok(entered)
    }
}

/// Sets a password with a start code and signs in, whichever face the person came to.
pub async fn redeem(
    door: &Door,
    caller: &Caller,
    device: &str,
    username: &str,
    code: &str,
    password: &str,
) -> Result<Entered> {
    let command = RedeemStartCode {
        username: username.to_owned(),
        code: Secret::new(code.to_owned()),
        password: Secret::new(password.to_owned()),
        origin: Origin::new(&caller.peer, device, caller.session),
    };
    Ok(door.perform(sessions::as_nobody(door, caller), command).await?.output)
}
