//! What shows that it is the owner who changes something about signing in: a code or a passkey where signing in asks for
//! one, and the password otherwise. A session that was left open shows nothing.

use facts::directory::AccountView;
use facts::signin::RecoveryCodeUsed;
use kernel::db::WriteTx;
use kernel::door::{Call, Ports};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;

use super::{Proof, Purpose, Tried as Code, attempt, by_hand, is_asked, spend};
use crate::attempts::{Kind, Tried};
use crate::factors::messages;
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passkeys::{self, After, Assertion};
use crate::passwords::{self, HashingPool, normalise};
use crate::people::Known;

/// What somebody typed to show that it is them.
pub(crate) struct Own<'a> {
    /// A code of an app, or a recovery code.
    pub(crate) code: Option<&'a Secret<String>>,
    /// A passkey that signed.
    pub(crate) passkey: Option<&'a Assertion>,
    /// The name of the command that wants to know: a passkey was asked for it and for no other.
    pub(crate) act: &'static str,
    /// The password in use.
    pub(crate) current: Option<&'a Secret<String>>,
    /// What the password is asked for.
    pub(crate) kind: Kind,
    /// Where this comes from.
    pub(crate) origin: &'a Origin,
}

/// It is them: by a password of this version, or by a code that is spent inside the act.
pub(crate) enum Shown {
    /// By the password.
    Password(i64),
    /// By a code.
    Proof(Proof),
}

impl Own<'_> {
    /// Whether it is them; counted like a try at signing in.
    pub(crate) async fn show(
        &self,
        call: &Call,
        ports: &Ports,
        view: AccountView,
    ) -> Result<Shown> {
        let account = by_hand(call)?;
        let gate = ports.port::<Gate>()?;
        if is_asked(&mut gate.door()?.reader().await?, account).await? {
            return Ok(Shown::Proof(self.prove(call, ports).await?));
        }
        let current = normalise(self.current.map_or("", |current| current.reveal()));
        if current.is_empty() {
            return Err(messages::PASSWORD_NEEDED.at("current").into());
        }
        let known = Known { view, may_act: true };
        let tried = Tried {
            kind: self.kind,
            username: &known.view.address,
            known: Some(&known),
            origin: self.origin,
        };
        let pool = ports.port::<HashingPool>()?;
        Ok(Shown::Password(passwords::own(&gate, &pool, &tried, &current, call.now).await?.0))
    }

    /// The code or the passkey of somebody who has one; the code is counted like one at signing in.
    pub(crate) async fn prove(&self, call: &Call, ports: &Ports) -> Result<Proof> {
        let account = by_hand(call)?;
        let gate = ports.port::<Gate>()?;
        if let Some(passkey) = self.passkey {
            let (after, browser) = (After::Session, self.origin.session());
            let tried =
                passkeys::Tried { account, act: self.act, browser, after, origin: self.origin };
            let used = passkeys::attempt(&gate, &tried, passkey, call.now).await?;
            return Ok(Proof::Passkey(used));
        }
        let nothing = Secret::new(String::new());
        let code = self.code.unwrap_or(&nothing);
        let tried = Code { account, purpose: Purpose::Change, origin: self.origin };
        attempt(&gate, &tried, code.reveal(), call.now).await
    }
}

impl Shown {
    /// Holds what was shown, or spends it, inside the act: an app that was added since asks for its code, and another
    /// password for itself.
    pub(crate) async fn stand(
        &self,
        tx: &mut WriteTx,
        account: AccountId,
        call: &Call,
    ) -> Result<()> {
        match self {
            Self::Proof(proof) => {
                if !spend(tx, account, *proof, call).await? {
                    return Err(messages::REFUSED.at("code").into());
                }
                if matches!(proof, Proof::Recovery { .. }) {
                    tx.note(&RecoveryCodeUsed { account })?;
                }
            }
            Self::Password(version) => {
                if is_asked(tx, account).await? || !passwords::hold(tx, account, *version).await? {
                    return Err(common::STALE.refuse().into());
                }
            }
        }
        Ok(())
    }
}
