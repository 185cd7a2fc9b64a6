//! How much an act can harm, and what is asked for before it.
//!
//! A command names its level where it is declared, and may raise or lower it for what it is about (ten people, ten
//! thousand). The door asks, in every face and again inside the transaction, so that no page can forget it. Whether
//! somebody proved lately that it is them is for the context of signing in to say.
//!
//! Outside are those who have no session to leave open: programs by their tokens, which are made with a fresh proof; the
//! operator on the host; the service itself; and what runs for somebody who was asked when they began it.

use super::{Actor, Call, Door, Face, Question};
use crate::clock::Timestamp;
use crate::db::Reader;
use crate::ids::AccountId;
use crate::refusal::{Result, messages};

/// How much an act can harm. Looking, which harms least, is below all of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// What everybody does all day.
    Everyday,
    /// What would serve somebody well who found a browser open: whoever has a second factor proves it again.
    FreshProof,
    /// What one person alone must not be able to do: a second one looks at it, and the proof is fresh too.
    TwoPeople,
}

impl Level {
    /// Its number, as in the documents.
    pub const fn number(self) -> u8 {
        match self {
            Self::Everyday => 1,
            Self::FreshProof => 2,
            Self::TwoPeople => 3,
        }
    }
}

/// Asked by the door before an act of level 2 or more: did this account prove lately, in this session, that it is them?
/// Answered by sign-in; where nobody answers, nobody has anything to prove it with.
#[derive(Clone, Copy, Debug)]
pub struct FreshProofOf {
    /// Who asks for the act.
    pub account: AccountId,
    /// The hash of the session's key; without a session nothing was proved.
    pub session: Option<[u8; 32]>,
    /// When.
    pub at: Timestamp,
    /// How much the act can harm.
    pub level: Level,
}

/// The answer to [`FreshProofOf`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FreshProof {
    /// They did, or have nothing to prove it with and need not have.
    Given,
    /// They have to do it again.
    Needed,
    /// They have to do it with a passkey, which they have.
    PasskeyNeeded,
    /// They have nothing to prove it with, and that is asked for.
    NoFactor,
}

impl Question for FreshProofOf {
    type Answer = FreshProof;
}

/// Whether a call comes from somebody in front of a browser. The API knows no sessions: an account comes there by a token.
fn is_by_hand(call: &Call) -> bool {
    call.face == Face::Portal && call.scope.is_none() && call.proposal.is_none()
}

/// Refuses an act of level 2 or more to whoever has not proved lately that it is them.
pub(super) async fn ask_proof(call: &Call, level: Level, reader: &mut Reader) -> Result<()> {
    let Actor::Account(account) = call.actor else { return Ok(()) };
    if level < Level::FreshProof || !is_by_hand(call) || !reader.is_answered::<FreshProofOf>() {
        return Ok(());
    }
    let asked = FreshProofOf { account, session: call.session, at: call.now, level };
    match reader.ask(asked).await? {
        FreshProof::Given => Ok(()),
        FreshProof::Needed => Err(messages::STEP_UP.refuse().into()),
        FreshProof::PasskeyNeeded => Err(messages::PASSKEY_NEEDED.refuse().into()),
        FreshProof::NoFactor => Err(messages::FACTOR_NEEDED.refuse().into()),
    }
}

impl Door {
    /// Asks whoever is in front of a browser for a fresh proof before something that is no act and would serve somebody well who
    /// found it open, as a file of everybody in an organisation.
    pub async fn ask_for_proof(&self, call: &Call) -> Result<()> {
        ask_proof(call, Level::FreshProof, &mut self.reader().await?).await
    }
}
