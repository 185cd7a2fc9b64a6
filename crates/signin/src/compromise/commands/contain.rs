//! Taking away everything that whoever got in may hold.

use facts::signin::AccountContained;
use kernel::db::WriteTx;
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Result;
use uuid::Uuid;

use super::CaseMoved;
use crate::compromise::messages;
use crate::compromise::model::{Found, State};
use crate::compromise::store::{self, New, Taken};
use crate::{attempts, codes, factors, identity_checks, passwords, people, sessions, tokens};

/// Opens a case and shuts the account, in one act. The rows that ways in hang on are taken first, in the order in which whoever
/// uses a start code takes them: what just begins is either there and ended, or is not begun.
pub(super) async fn contain(
    tx: &mut WriteTx,
    person: AccountId,
    id: Uuid,
    found: Found,
    words: &str,
    call: &Call,
) -> Result<CaseMoved> {
    let kind = people::person(tx, person).await?.kind;
    if !matches!(kind.as_str(), "user" | "application") {
        return Err(passwords::messages::NO_SIGN_IN.refuse().into());
    }
    codes::void_of(tx, person, call).await?;
    passwords::hold_still(tx, person).await?;
    if !store::take_place(tx, person, id, call).await? {
        return Err(messages::OPEN_ALREADY.refuse().into());
    }
    // As it is now that a move to another organisation would wait for the place.
    let organisation = people::person(tx, person).await?.organisation;
    let taken = Taken {
        could_sign_in: people::may_act(tx, person).await?,
        sessions: sessions::count(tx, person, call.now).await?,
        tokens: tokens::count(tx, person, call.now).await?,
        password: passwords::credential(tx, person).await?.is_some(),
        factors: factors::take_off(tx, person, call).await?,
    };
    passwords::void(tx, person, call.now, call.act).await?;
    tokens::revoke_all(tx, person, call).await?;
    sessions::end_all(tx, person, None, call.now).await?;
    identity_checks::take_away(tx, person, call).await?;
    attempts::release(tx, person, call.now, call.act).await?;
    let new = New { id, account: person, organisation, found, words };
    store::insert(tx, &new, taken, call).await?;
    tx.concerns(organisation);
    // Taken last of the rows of others: the directory disables the account.
    tx.note(&AccountContained { account: person, organisation })?;
    Ok(CaseMoved { case: id, state: State::Contained, version: 1 })
}
