//! A code of somebody who says whose account it is and has proved nothing before: it is counted and written down alike for
//! an account, for one that may not go this way, and for none.

use kernel::clock::Timestamp;
use kernel::ids::{self, AccountId, OrganisationId};
use kernel::refusal::Result;

use super::trial::judge;
use super::{Limits, Proof, Purpose, Trial};
use crate::attempts::Line;
use crate::gate::{Gate, Whose};
use crate::origin::Origin;

/// Where somebody comes from who says whose account it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Whence {
    /// A network from which that account was let in before.
    Familiar,
    /// Anywhere else, where strangers are.
    Elsewhere,
}

/// What somebody says.
pub(crate) struct Claim<'a> {
    /// Whose account it is, if there is one.
    pub(crate) known: Option<(AccountId, OrganisationId)>,
    /// For whom it counts: the account, or one that stands for all that there are not.
    pub(crate) counted_for: AccountId,
    /// The username as it was typed.
    pub(crate) username: &'a str,
    /// Why nothing is judged, in words for the log.
    pub(crate) barred: Option<&'static str>,
    /// Why no digits are looked at, which can be guessed; a recovery code still is.
    pub(crate) digits_barred: Option<&'static str>,
    /// Whether the account knows that network.
    pub(crate) whence: Whence,
    /// Where it comes from.
    pub(crate) origin: &'a Origin,
}

/// Tries a code of somebody who claims an account; nothing if it is not right, or was not looked at.
pub(crate) async fn attempt_claim(
    gate: &Gate,
    claim: &Claim<'_>,
    typed: &str,
    now: Timestamp,
) -> Result<Option<Proof>> {
    let door = gate.door()?;
    let account = claim.counted_for;
    let turn = gate
        .turn(
            match claim.known {
                Some((account, _)) => Whose::Account(account),
                None => Whose::Nobody(claim.username),
            },
            &claim.origin.network(),
        )
        .await?;
    let organisation = claim.known.map(|(_, organisation)| organisation);
    let limits = Limits::read(&mut door.reader().await?, organisation, now).await?;
    let id = ids::new_at(now);
    let line = match claim.known {
        Some(whose) => Line::of(door, (id, now), whose, claim.username, claim.origin),
        None => Line::of_nobody(door, (id, now), claim.username, claim.origin),
    };
    let purpose = Purpose::Recover(claim.barred.or(claim.digits_barred), claim.whence);
    let trial = Trial::count((door, turn), account, purpose, limits, line, now).await?;
    let may_be_digits = trial.may_be_judged() && claim.digits_barred.is_none();
    let proof = judge(door, (account, purpose), typed, now, may_be_digits).await?;
    match proof.filter(|_| claim.barred.is_none()) {
        Some(proof) => {
            trial.was_right(proof.factor()).await?;
            Ok(Some(proof))
        }
        None => {
            trial.was_wrong().await?;
            Ok(None)
        }
    }
}
