//! One code that somebody tries: counted in a committed row before it is looked at, over every session and every node.

use std::sync::Arc;

use kernel::authority::grants_of;
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Door};
use kernel::ids::{self, AccountId};
use kernel::refusal::{Fault, Result, messages as common};
use uuid::Uuid;

use super::{Key, Limits, PURPOSE, Typed, Whence, matching, open};
use crate::attempts::{self, Factor, Line};
use crate::factors::{messages, store};
use crate::gate::{Gate, Turn, Whose};
use crate::keys;
use crate::origin::Origin;
use crate::{passkeys, people, sheets, texts};

/// What a code is tried for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::factors) enum Purpose {
    /// To sign in, after the password, whose line in the log this is.
    SignIn(Uuid),
    /// To change what signing in asks for.
    Change,
    /// To show that a telephone number is one's own, which has this key.
    Number(Uuid),
    /// To choose a new password without the one before; or for a reason, for which nothing is judged.
    Recover(Option<&'static str>, Whence),
}

impl Purpose {
    const fn reason(self) -> &'static str {
        match self {
            Self::SignIn(_) => "wrong code after the password",
            Self::Change => "wrong code on changing what signing in asks for",
            Self::Number(_) => "wrong code on adding a telephone number",
            Self::Recover(None, _) => "wrong code on resetting the password",
            Self::Recover(Some(barred), _) => barred,
        }
    }
}

/// What somebody tries.
pub(in crate::factors) struct Tried<'a> {
    pub(in crate::factors) account: AccountId,
    pub(in crate::factors) purpose: Purpose,
    pub(in crate::factors) origin: &'a Origin,
}

/// A code that was right: of which app and step, or which recovery code, on paper that was handed over or not; or a passkey. It is spent inside the act.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Proof {
    Code {
        authenticator: Uuid,
        step: i64,
    },
    Paper {
        code: Uuid,
    },
    Recovery {
        code: Uuid,
    },
    Passkey(passkeys::Used),
    /// A code that was sent by text; it is used up already, and its number is held inside the act.
    Text {
        message: Uuid,
    },
}

impl Proof {
    /// How the log of sign-ins calls it.
    pub(super) const fn factor(&self) -> Factor {
        match self {
            Self::Code { .. } => Factor::Code,
            Self::Recovery { .. } | Self::Paper { .. } => Factor::RecoveryCode,
            Self::Passkey(_) => Factor::Passkey,
            Self::Text { .. } => Factor::Text,
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
    turn: Turn,
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
        let turn = gate.turn(Whose::Account(account), &tried.origin.network()).await?;
        let (limits, view) = {
            let mut reader = door.glance().await?;
            let view = people::address(&mut reader, account).await?;
            (Limits::read(&mut reader, view.organisation, now).await?, view)
        };
        let whose = (account, view.organisation);
        let line = Line::of(door, (ids::new_at(now), now), whose, &view.address, tried.origin);
        Self::count((door, turn), account, purpose, limits, line, now).await
    }

    /// The same where limits and line are known.
    pub(super) async fn count(
        (door, turn): (&'a Door, Turn),
        account: AccountId,
        purpose: Purpose,
        limits: Limits,
        line: Line,
        now: Timestamp,
    ) -> Result<Self> {
        let id = line.id();
        let may_be_judged = door
            .upkeep(move |tx| {
                let line = line.clone();
                Box::pin(async move {
                    let counted =
                        store::count_failure(tx, account, id, purpose, now, &limits).await?;
                    // A code that is not looked at uses up no try, and never one of a code that was sent for something else:
                    // nobody voids the code of somebody who signs in by guessing elsewhere.
                    if counted && !matches!(purpose, Purpose::Recover(Some(_), _)) {
                        texts::count_try(tx, account, sent_for(purpose), now).await?;
                    }
                    let reason = if counted { purpose.reason() } else { "too many wrong codes" };
                    attempts::log(tx, &line, reason).await?;
                    Ok(counted)
                })
            })
            .await?;
        Ok(Self { door, id, account, purpose, now, limits, may_be_judged, turn })
    }

    /// Whether the code may be looked at at all.
    pub(in crate::factors) const fn may_be_judged(&self) -> bool {
        self.may_be_judged
    }

    /// It was wrong, as it was counted. Where the right password came before it, and it is one of several, its owner is to be
    /// told: they were somebody who knows the password.
    pub(in crate::factors) async fn was_wrong(self) -> Result<()> {
        let (account, now, warn) = (self.account, self.now, self.limits.warn);
        if !matches!(self.purpose, Purpose::SignIn(_)) {
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
        let door = self.door;
        self.right(factor).settle(door).await
    }

    /// The same, where that is still to be written.
    fn right(self, factor: Factor) -> Settlement {
        Settlement { id: self.id, purpose: self.purpose, factor, _turn: self.turn }
    }
}

/// What is to be written of a code that was right. Until it is, it counts as a failure, and no other one of the account is judged
/// in this process.
pub(in crate::factors) struct Settlement {
    id: Uuid,
    purpose: Purpose,
    factor: Factor,
    _turn: Turn,
}

impl Settlement {
    /// Writes it at once.
    async fn settle(self, door: &Door) -> Result<()> {
        let own = Arc::new(self);
        door.upkeep(move |tx| {
            let own = Arc::clone(&own);
            Box::pin(async move { Ok(own.write(tx).await?) })
        })
        .await
    }

    /// Writes it, as upkeep.
    pub(in crate::factors) async fn write(&self, tx: &mut WriteTx) -> Result<(), Fault> {
        store::uncount_failure(tx, self.id).await?;
        match self.purpose {
            Purpose::SignIn(before) => {
                attempts::accept_after(tx, before, self.id, self.factor).await
            }
            Purpose::Change | Purpose::Number(_) => attempts::take_back(tx, self.id).await,
            Purpose::Recover(..) => attempts::on_the_way(tx, self.id).await,
        }
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
    let (proof, settlement) = judged(gate, tried, typed, now).await?;
    settlement.settle(gate.door()?).await?;
    Ok(proof)
}

/// The same, where it is settled with the act that the code was for.
pub(in crate::factors) async fn judged(
    gate: &Gate,
    tried: &Tried<'_>,
    typed: &str,
    now: Timestamp,
) -> Result<(Proof, Settlement)> {
    if typed.trim().is_empty() {
        return Err(messages::NEEDED.at("code").into());
    }
    let door = gate.door()?;
    if matches!(Typed::of(typed), Typed::Digits(_))
        && !matches!(tried.purpose, Purpose::Number(_))
        && !texts::has_number(&mut door.reader().await?, tried.account).await?
    {
        let apps = apps(door, &mut door.reader().await?, tried.account).await?;
        if !apps.is_empty() && apps.iter().all(|(_, key)| key.is_none()) {
            return Err(messages::UNREADABLE.at("code").into());
        }
    }
    let trial = Trial::begin(gate, tried, now).await?;
    // A recovery code cannot be guessed, and is the way in for whoever others keep from it by guessing.
    let whose = (tried.account, tried.purpose);
    let proof = judge(door, whose, typed, now, trial.may_be_judged()).await?;
    let Some(proof) = proof else {
        trial.was_wrong().await?;
        return Err(messages::REFUSED.at("code").into());
    };
    Ok((proof, trial.right(proof.factor())))
}

/// What codes sent by text have to be for.
const fn sent_for(purpose: Purpose) -> (texts::For, Uuid) {
    match purpose {
        Purpose::SignIn(line) => (texts::For::SignIn, line),
        Purpose::Change => (texts::For::Change, Uuid::nil()),
        Purpose::Number(number) => (texts::For::Number, number),
        Purpose::Recover(..) => (texts::For::Recovery, Uuid::nil()),
    }
}

/// Which proof a typed code is. One that was sent is used up by that. Every app and every recovery code is compared, wherever one fits.
pub(super) async fn judge(
    door: &Door,
    (account, purpose): (AccountId, Purpose),
    typed: &str,
    now: Timestamp,
    may_be_digits: bool,
) -> Result<Option<Proof>> {
    let mut reader = door.reader().await?;
    let mut found = None;
    match Typed::of(typed) {
        Typed::Digits(digits) if may_be_digits => {
            let good_for = sent_for(purpose);
            let sent = texts::matching(door, &mut reader, account, good_for, &digits, now).await?;
            if matches!(purpose, Purpose::Number(_)) {
                drop(reader);
                return used_up(door, sent, now).await;
            }
            for (app, key) in apps(door, &mut reader, account).await? {
                let Some(key) = key else { continue };
                if let Some(step) = matching(&key.0, &digits, now, app.last_step) {
                    found = Some(Proof::Code { authenticator: app.id, step });
                }
            }
            if found.is_none() {
                drop(reader);
                return used_up(door, sent, now).await;
            }
        }
        Typed::Digits(_) => {}
        // A number is confirmed by what was sent to it only.
        Typed::Recovery(_) if matches!(purpose, Purpose::Number(_)) => {}
        Typed::Recovery(hash) => {
            let is_on_paper = sheets::has_sheet(&mut reader, account).await?;
            for code in store::unused_codes(&mut reader, account).await? {
                if keys::same(&code.hash, &hash) {
                    found = Some(match is_on_paper {
                        true => Proof::Paper { code: code.id },
                        false => Proof::Recovery { code: code.id },
                    });
                }
            }
            // Whoever handed over codes on paper has seen them: they lead to no new password, and to no role.
            let is_too_weak = matches!(purpose, Purpose::Recover(..))
                || !grants_of(&mut reader, account, now).await?.is_empty();
            found = found.filter(|_| !(is_on_paper && is_too_weak));
        }
    }
    Ok(found)
}

/// A code that was sent, if nobody used it before.
async fn used_up(door: &Door, sent: Option<Uuid>, now: Timestamp) -> Result<Option<Proof>> {
    let Some(message) = sent else { return Ok(None) };
    let is_first = door
        .upkeep(move |tx| Box::pin(async move { Ok(texts::use_up(tx, message, now).await?) }))
        .await?;
    Ok(is_first.then_some(Proof::Text { message }))
}

/// Tries the code that was sent to a number which is being added.
pub(crate) async fn attempt_sent(
    gate: &Gate,
    account: AccountId,
    number: Uuid,
    origin: &Origin,
    typed: &str,
    now: Timestamp,
) -> Result<Proof> {
    attempt(gate, &Tried { account, purpose: Purpose::Number(number), origin }, typed, now).await
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
        Proof::Recovery { code } | Proof::Paper { code } => {
            store::use_code(tx, account, code, call).await
        }
        Proof::Passkey(used) => used.spend(tx, account, call).await,
        Proof::Text { message } => texts::hold(tx, account, message, call).await,
    }
}

/// The person who changes their own second step, in a session: a token that leaked must not lead to more than it covers.
pub(crate) fn by_hand(call: &Call) -> Result<AccountId> {
    if call.scope.is_some() {
        return Err(messages::BY_HAND.refuse().into());
    }
    Ok(call.actor.account().ok_or_else(|| common::SIGN_IN.refuse())?)
}
