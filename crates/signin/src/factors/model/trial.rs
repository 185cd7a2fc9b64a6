//! One code that somebody tries: counted in a committed row before it is looked at, over every session and every node.

use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Door};
use kernel::ids::{self, AccountId};
use kernel::refusal::{Fault, Result, messages as common};
use tokio::sync::MutexGuard;
use uuid::Uuid;

use super::{Key, Limits, PURPOSE, Typed, matching, open};
use crate::attempts::{self, Factor, Line};
use crate::factors::{messages, store};
use crate::gate::Gate;
use crate::keys;
use crate::origin::Origin;
use crate::{passkeys, people};

/// What a code is tried for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::factors) enum Purpose {
    /// To sign in, after the password, whose line in the log this is.
    SignIn(Uuid),
    /// To change what signing in asks for.
    Change,
}

impl Purpose {
    const fn reason(self) -> &'static str {
        match self {
            Self::SignIn(_) => "wrong code after the password",
            Self::Change => "wrong code on changing what signing in asks for",
        }
    }
}

/// What somebody tries.
pub(in crate::factors) struct Tried<'a> {
    pub(in crate::factors) account: AccountId,
    pub(in crate::factors) purpose: Purpose,
    pub(in crate::factors) origin: &'a Origin,
}

/// A code that was right: of which app and step, or which recovery code; or a passkey. It is spent inside the act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    Code { authenticator: Uuid, step: i64 },
    Recovery { code: Uuid },
    Passkey(passkeys::Used),
}

impl Proof {
    /// How the log of sign-ins calls it.
    const fn factor(&self) -> Factor {
        match self {
            Self::Code { .. } => Factor::Code,
            Self::Recovery { .. } => Factor::RecoveryCode,
            Self::Passkey(_) => Factor::Passkey,
        }
    }
}

/// A trial that has begun: it counts as a failure until it is settled, and no other one of the account is judged in this
/// process until then.
pub(in crate::factors) struct Trial<'a> {
    door: &'a Door,
    id: Uuid,
    account: AccountId,
    purpose: Purpose,
    now: Timestamp,
    limits: Limits,
    may_be_judged: bool,
    _turn: MutexGuard<'a, ()>,
}

impl<'a> Trial<'a> {
    /// Counts it and writes it into the log of sign-ins, as refused.
    pub(in crate::factors) async fn begin(
        gate: &'a Gate,
        tried: &Tried<'_>,
        now: Timestamp,
    ) -> Result<Self> {
        let door = gate.door()?;
        let (account, purpose) = (tried.account, tried.purpose);
        let turn = gate.turn(account).await;
        let (limits, view) = {
            let mut reader = door.reader().await?;
            let view = people::person(&mut reader, account).await?;
            (Limits::read(&mut reader, view.organisation, now).await?, view)
        };
        let id = ids::new_at(now);
        let whose = (account, view.organisation);
        let line = Line::of(door, (id, now), whose, &view.address, tried.origin);
        let may_be_judged = door
            .upkeep(move |tx| {
                let line = line.clone();
                Box::pin(async move {
                    let counted =
                        store::count_failure(tx, account, id, purpose, now, &limits).await?;
                    let reason = if counted { purpose.reason() } else { "too many wrong codes" };
                    attempts::log(tx, &line, reason).await?;
                    Ok(counted)
                })
            })
            .await?;
        Ok(Self { door, id, account, purpose, now, limits, may_be_judged, _turn: turn })
    }

    /// Whether the code may be looked at at all.
    pub(in crate::factors) const fn may_be_judged(&self) -> bool {
        self.may_be_judged
    }

    /// It was wrong, as it was counted. Where the right password came before it, and it is one of several, its owner is to be
    /// told: they were somebody who knows the password.
    pub(in crate::factors) async fn was_wrong(self) -> Result<()> {
        let (account, now, warn) = (self.account, self.now, self.limits.warn);
        if self.purpose == Purpose::Change {
            return Ok(());
        }
        self.door
            .upkeep(move |tx| {
                Box::pin(async move { Ok(store::ask_to_warn(tx, account, now, warn).await?) })
            })
            .await
    }

    /// It was right, so it is no failure. Failures before it go on counting: a day has twenty, whoever makes them.
    pub(in crate::factors) async fn was_right(self, factor: Factor) -> Result<()> {
        let (id, purpose) = (self.id, self.purpose);
        self.door
            .upkeep(move |tx| {
                Box::pin(async move {
                    store::uncount_failure(tx, id).await?;
                    match purpose {
                        Purpose::SignIn(before) => {
                            attempts::accept_after(tx, before, id, factor).await?;
                        }
                        Purpose::Change => attempts::take_back(tx, id).await?,
                    }
                    Ok(())
                })
            })
            .await
    }
}

/// The confirmed apps of an account, each with its key if this installation can read it.
async fn apps(
    door: &Door,
    reader: &mut Reader,
    account: AccountId,
) -> Result<Vec<(store::App, Option<Key>)>, Fault> {
    let mut all = Vec::new();
    for app in store::confirmed(reader, account).await? {
        let key = open(&door.derived(PURPOSE, app.id), account, app.id, &app.sealed)?;
        if key.is_none() {
            tracing::warn!("an authenticator app cannot be read with the key of this installation");
        }
        all.push((app, key));
    }
    Ok(all)
}

/// Tries a code: counts it, and looks at it if it may be. Six digits where no app can be read are no guess: nothing is
/// counted, and the answer says so.
pub(in crate::factors) async fn attempt(
    gate: &Gate,
    tried: &Tried<'_>,
    typed: &str,
    now: Timestamp,
) -> Result<Proof> {
    if typed.trim().is_empty() {
        return Err(messages::NEEDED.at("code").into());
    }
    let door = gate.door()?;
    if matches!(Typed::of(typed), Typed::Digits(_)) {
        let apps = apps(door, &mut door.reader().await?, tried.account).await?;
        if !apps.is_empty() && apps.iter().all(|(_, key)| key.is_none()) {
            return Err(messages::UNREADABLE.at("code").into());
        }
    }
    let trial = Trial::begin(gate, tried, now).await?;
    // A recovery code cannot be guessed, and is the way in for whoever others keep from it by guessing.
    let proof = judge(door, tried.account, typed, now, trial.may_be_judged()).await?;
    let Some(proof) = proof else {
        trial.was_wrong().await?;
        return Err(messages::REFUSED.at("code").into());
    };
    trial.was_right(proof.factor()).await?;
    Ok(proof)
}

/// Which proof a typed code is. Every app and every recovery code is compared, wherever one fits.
async fn judge(
    door: &Door,
    account: AccountId,
    typed: &str,
    now: Timestamp,
    may_be_digits: bool,
) -> Result<Option<Proof>, Fault> {
    let mut reader = door.reader().await?;
    let mut found = None;
    match Typed::of(typed) {
        Typed::Digits(digits) if may_be_digits => {
            for (app, key) in apps(door, &mut reader, account).await? {
                let Some(key) = key else { continue };
                if let Some(step) = matching(&key.0, &digits, now, app.last_step) {
                    found = Some(Proof::Code { authenticator: app.id, step });
                }
            }
        }
        Typed::Digits(_) => {}
        Typed::Recovery(hash) => {
            for code in store::unused_codes(&mut reader, account).await? {
                if keys::same(&code.hash, &hash) {
                    found = Some(Proof::Recovery { code: code.id });
                }
            }
        }
    }
    Ok(found)
}

/// Spends a proof inside an act: says no if somebody else did meanwhile.
pub(crate) async fn spend(
    tx: &mut WriteTx,
    account: AccountId,
    proof: Proof,
    call: &Call,
) -> Result<bool, Fault> {
    match proof {
        Proof::Code { authenticator, step } => {
            store::use_step(tx, account, authenticator, step, call).await
        }
        Proof::Recovery { code } => store::use_code(tx, account, code, call).await,
        Proof::Passkey(used) => used.spend(tx, account, call).await,
    }
}

/// The person who changes their own second step, in a session: a token that leaked must not lead to more than it covers.
pub(crate) fn by_hand(call: &Call) -> Result<AccountId> {
    if call.scope.is_some() {
        return Err(messages::BY_HAND.refuse().into());
    }
    Ok(call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?)
}
