//! A passkey that somebody signs with: looked at, its challenge used up, and in the log of sign-ins.
//!
//! Nobody guesses a signature, so nothing is counted and nobody is kept out by others' tries. What is not right about a passkey
//! that an account has stands in its log; one that nobody has leaves no line there, because anybody could write thousands.

use facts::directory::AccountOf;
use kernel::clock::Timestamp;
use kernel::db::WriteTx;
use kernel::door::{Call, Door};
use kernel::ids::{self, AccountId};
use kernel::refusal::{Fault, Result};
use uuid::Uuid;

use super::given::Signed;
use super::ticket::Ticket;
use super::verify::{Expected, KnownKey, Verdict, assertion};
use super::{Assertion, Bound, Party, take_back};
use crate::attempts::{self, Factor, Line, Risk};
use crate::gate::Gate;
use crate::keys;
use crate::origin::Origin;
use crate::passkeys::{messages, store};
use crate::people;
use crate::sessions::Held;

/// What a passkey follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    /// A right password, whose line in the log this is.
    Password(Uuid),
    /// A session: it shows that its owner is there.
    Session,
    /// Nothing.
    Nothing,
    /// Nothing but a username: to choose a new password.
    Username,
}

impl After {
    const fn reason(self) -> &'static str {
        match self {
            Self::Password(_) => "passkey not right after the password",
            Self::Session => "passkey not right on changing what signing in asks for",
            Self::Nothing => "passkey not right",
            Self::Username => "passkey not right on resetting the password",
        }
    }
}

/// What somebody tries with a passkey of an account that is known.
pub(crate) struct Tried<'a> {
    pub(crate) account: AccountId,
    pub(crate) act: &'static str,
    pub(crate) browser: Option<keys::KeyHash>,
    pub(crate) after: After,
    pub(crate) origin: &'a Origin,
}

/// A passkey that signed rightly. It counts from inside the act on, see [`Used::spend`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Used {
    passkey: Uuid,
    count: i64,
    held: Held,
}

impl Used {
    /// What holds the key.
    pub(crate) const fn held(&self) -> Held {
        self.held
    }

    /// Counts it inside an act; says no if the passkey is gone or was used meanwhile with a counter that is further.
    pub(crate) async fn spend(
        &self,
        tx: &mut WriteTx,
        account: AccountId,
        call: &Call,
    ) -> Result<bool, Fault> {
        store::mark_used(tx, account, self.passkey, self.count, call).await
    }
}

/// Looks at a passkey of an account that is known.
pub(crate) async fn attempt(
    gate: &Gate,
    tried: &Tried<'_>,
    given: &Assertion,
    now: Timestamp,
) -> Result<Used> {
    let door = gate.door()?;
    let bound = Bound { act: tried.act, account: Some(tried.account), browser: tried.browser };
    let (ticket, found) = {
        let mut reader = door.glance().await?;
        let ticket = take_back(door, &mut reader, &bound, given.ticket.reveal(), now).await?;
        let all = store::of_account(&mut reader, tried.account).await?;
        (ticket.ok_or_else(|| messages::OVER.refuse())?, all)
    };
    let signed = given.bytes();
    let found = signed.as_ref().and_then(|signed| {
        found.into_iter().find(|passkey| passkey.credential_id == signed.credential)
    });
    let (Some(signed), Some(passkey)) = (signed, found) else {
        return Err(messages::REFUSED.refuse().into());
    };
    judged(gate, &ticket, &passkey, &signed, tried.after, tried.origin, now).await
}

/// Somebody who came with a passkey alone.
pub(in crate::passkeys) struct Alone {
    pub(in crate::passkeys) account: AccountId,
    pub(in crate::passkeys) used: Used,
}

/// Looks at a passkey of somebody of whom nothing else is known. It has to say whose it is, and be theirs.
pub(in crate::passkeys) async fn alone(
    gate: &Gate,
    bound: &Bound,
    given: &Assertion,
    origin: &Origin,
    now: Timestamp,
) -> Result<Alone> {
    let door = gate.door()?;
    let refused = || messages::REFUSED.refuse();
    let (ticket, signed, passkey) = {
        let mut reader = door.reader().await?;
        let ticket = take_back(door, &mut reader, bound, given.ticket.reveal(), now).await?;
        let ticket = ticket.ok_or_else(|| messages::OVER.refuse())?;
        let signed = given.bytes().ok_or_else(refused)?;
        let found = store::by_credential(&mut reader, &signed.credential).await?;
        let passkey = found.ok_or_else(refused)?;
        if signed.user_handle.is_none() {
            return Err(refused().into());
        }
        (ticket, signed, passkey)
    };
    let used = judged(gate, &ticket, &passkey, &signed, After::Nothing, origin, now).await?;
    Ok(Alone { account: passkey.account, used })
}

/// Looks at a passkey of somebody who says whose account it is, before anything shows that: nobody's and somebody else's
/// answer alike.
pub(crate) async fn claimed(
    gate: &Gate,
    bound: &Bound,
    account: Option<AccountId>,
    given: &Assertion,
    origin: &Origin,
    now: Timestamp,
) -> Result<Used> {
    let door = gate.door()?;
    let (ticket, signed, passkey) = {
        let mut reader = door.reader().await?;
        let ticket = take_back(door, &mut reader, bound, given.ticket.reveal(), now).await?;
        let ticket = ticket.ok_or_else(|| messages::OVER.refuse())?;
        let signed = given.bytes().ok_or_else(|| messages::REFUSED.refuse())?;
        let found = store::by_credential(&mut reader, &signed.credential).await?;
        let theirs = found.filter(|passkey| Some(passkey.account) == account);
        (ticket, signed, theirs.ok_or_else(|| messages::REFUSED.refuse())?)
    };
    judged(gate, &ticket, &passkey, &signed, After::Username, origin, now).await
}

async fn judged(
    gate: &Gate,
    ticket: &Ticket,
    passkey: &store::Passkey,
    signed: &Signed,
    after: After,
    origin: &Origin,
    now: Timestamp,
) -> Result<Used> {
    let door = gate.door()?;
    let account = passkey.account;
    let (view, may_act, handle) = {
        let mut reader = door.reader().await?;
        let view = reader.ask(AccountOf(account)).await?;
        // Somebody who is gone answers as somebody unknown.
        let view = view.ok_or_else(|| messages::REFUSED.refuse())?;
        let may_act = people::may_act(&mut reader, account).await?;
        (view, may_act, store::handle(&mut reader, account).await?)
    };
    let party = Party::of(&gate.settings().portal);
    let expected = Expected { party: &party, challenge: &ticket.challenge };
    let key = KnownKey {
        public_key: &passkey.public_key,
        sign_count: passkey.sign_count,
        is_synced: passkey.held == Held::Synced,
    };
    // Whose device it is: only the owner's answers for the account.
    let is_owners = signed.user_handle.is_none() || signed.user_handle == handle;
    let verdict = if is_owners { assertion(signed, &key, &expected) } else { Verdict::Wrong };
    let whose = (account, view.organisation);
    let line = Line::of(door, (ids::new_at(now), now), whose, &view.address, origin);
    let settled = Settled { line, after, passkey: passkey.id, account, origin };
    match verdict {
        Verdict::Right(count) if may_act => {
            settled.right(door, ticket).await?;
            Ok(Used { passkey: passkey.id, count, held: passkey.held })
        }
        Verdict::Right(_) => settled.refused(door, "account not active").await,
        Verdict::WentBack => {
            settled.warn(door).await?;
            settled.refused(door, "passkey whose counter went back").await
        }
        Verdict::Wrong => settled.refused(door, after.reason()).await,
    }
}

/// What is written about a passkey that was looked at.
struct Settled<'a> {
    line: Line,
    after: After,
    passkey: Uuid,
    account: AccountId,
    origin: &'a Origin,
}

impl Settled<'_> {
    /// It was right: the challenge is used up, and the log says so. Of many who come with one, one goes on.
    async fn right(&self, door: &Door, ticket: &Ticket) -> Result<()> {
        let (line, after) = (self.line.clone(), self.after);
        let (id, expires_at) = (ticket.id, ticket.expires_at);
        let risk = match after {
            After::Nothing => {
                let at = line.at();
                attempts::look(door, line.id(), self.account, self.origin, at).await?
            }
            _ => Risk::default(),
        };
        let is_first = door
            .upkeep(move |tx| {
                let (line, risk) = (line.clone(), risk.clone());
                Box::pin(async move {
                    if !store::use_up(tx, id, expires_at).await? {
                        return Ok(false);
                    }
                    if after != After::Session {
                        attempts::log(tx, &line, "").await?;
                    }
                    match after {
                        After::Password(before) => {
                            attempts::accept_after(tx, before, line.id(), Factor::Passkey).await?;
                        }
                        After::Nothing => {
                            attempts::accept_as(tx, line.id(), Factor::Passkey, &risk).await?;
                        }
                        After::Username => attempts::on_the_way(tx, line.id()).await?,
                        After::Session => {}
                    }
                    Ok(true)
                })
            })
            .await?;
        if is_first { Ok(()) } else { Err(messages::OVER.refuse().into()) }
    }

    async fn refused(&self, door: &Door, reason: &'static str) -> Result<Used> {
        let line = self.line.clone();
        door.upkeep(move |tx| {
            let line = line.clone();
            Box::pin(async move { Ok(attempts::log(tx, &line, reason).await?) })
        })
        .await?;
        Err(messages::REFUSED.refuse().into())
    }

    /// Its owner is to be told.
    async fn warn(&self, door: &Door) -> Result<()> {
        let (passkey, account) = (self.passkey, self.account);
        door.upkeep(move |tx| {
            Box::pin(async move { Ok(store::ask_to_warn(tx, passkey, account).await?) })
        })
        .await
    }
}
