//! What shows that it is the owner who changes something about signing in: a code where the account has an app, and the
//! password otherwise. A session that was left open shows nothing.

use facts::directory::AccountView;
use facts::signin::RecoveryCodeUsed;
use kernel::db::WriteTx;
use kernel::door::{Call, Ports};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use kernel::secret::Secret;

use super::{Proof, by_hand, own_proof, spend};
use crate::attempts::{Kind, Tried};
use crate::factors::{messages, store};
use crate::gate::Gate;
use crate::origin::Origin;
use crate::passwords::{self, HashingPool, normalise};
use crate::people::Known;

/// What somebody typed to show that it is them.
pub(crate) struct Own<'a> {
    /// A code of an app, or a recovery code.
    pub(crate) code: Option<&'a Secret<String>>,
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
        let apps = store::confirmed(&mut gate.door()?.reader().await?, account).await?;
        if !apps.is_empty() {
            let nothing = Secret::new(String::new());
            let code = self.code.unwrap_or(&nothing);
            return Ok(Shown::Proof(own_proof(call, ports, code, self.origin).await?));
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
                if !store::confirmed(tx, account).await?.is_empty()
                    || !passwords::hold(tx, account, *version).await?
                {
                    return Err(common::STALE.refuse().into());
                }
            }
        }
        Ok(())
    }
}
