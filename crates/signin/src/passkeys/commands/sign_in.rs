//! Signing in with a passkey alone.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Door, Permit, Ports};
use kernel::http::Caller;
use kernel::refusal::Result;
use kernel::secret::Secret;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::factors::{self, Entered, Fresh};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passkeys::model::{Alone, Assertion, Bound, alone};
use crate::passkeys::{authority, messages};
use crate::sessions::{self, Proofs};
use crate::{keys, passwords, people};

/// Signs somebody in by a passkey that says whose it is and made sure of its owner itself; no password and no code is asked for.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SignInWithPasskey {
    /// The key that the sign-in page gave the browser in a cookie.
    pub browser_key: Secret<String>,
    /// The answer of the browser.
    pub assertion: Assertion,
    /// Where the attempt comes from; filled in by the face.
    #[serde(skip)]
    pub origin: Origin,
}

/// A passkey that was right, of an account that may act.
pub struct Proved {
    alone: Alone,
    fresh: Fresh,
}

impl Command for SignInWithPasskey {
    const NAME: &'static str = "passkey.sign-in";
    const ACTION: Action = authority::SIGN_IN;
    const REPEATABLE: bool = false;
    type Prepared = Proved;
    type Output = Entered;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Proved> {
        let gate = ports.port::<Gate>()?;
        let browser = Some(keys::hash(self.browser_key.reveal()));
        let bound = Bound { act: Self::NAME, account: None, browser };
        let alone = alone(&gate, &bound, &self.assertion, &self.origin, call.now).await?;
        // The log has its line for this already; a step that follows has none of its own.
        Ok(Proved { alone, fresh: Fresh::draw(call.now, Uuid::nil()) })
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        Proved { alone, fresh }: &Proved,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Entered> {
        let account = alone.account;
        // The row of the password first, as everybody who changes what signing in asks for takes it; then the passkey's own:
        // whoever removes it either sees this session and ends it, or has removed it before.
        passwords::hold_still(tx, account).await?;
        if !people::may_act(tx, account).await? || !alone.used.spend(tx, account, call).await? {
            return Err(messages::REFUSED.refuse().into());
        }
        let proofs = Proofs::Passkey(alone.used.held());
        let credential = passwords::credential(tx, account).await?.map_or(0, |kept| kept.version);
        let entered =
            factors::let_in(tx, call, account, credential, fresh, &self.origin, proofs).await?;
        if matches!(entered, Entered::SignedIn(_)) {
            tx.subject("session", fresh.session.id(), 1);
        }
        Ok(entered)
    }
}

/// Signs somebody in, whichever face they came to.
pub(crate) async fn sign_in(
    door: &Door,
    caller: &Caller,
    device: &str,
    browser_key: &str,
    assertion: Assertion,
) -> Result<Entered> {
    let command = SignInWithPasskey {
        browser_key: Secret::new(browser_key.to_owned()),
        assertion,
        origin: Origin::new(&caller.peer, device, caller.session),
    };
    Ok(door.perform(sessions::as_nobody(door, caller), command).await?.output)
}
