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

/// Opens a case and shuts the account, in one act. The row of the password is taken first, as does whoever signs in: a session
/// that just begins is either there and ended, or is not begun.
pub(super) async fn contain(
    tx: &mut WriteTx,
    person: AccountId,
    id: Uuid,
    found: Found,
    words: &str,
    call: &Call,
) -> Result<CaseMoved> {
    let view = people::person(tx, person).await?;
    let new = New { id, account: person, organisation: view.organisation, found, words };
    passwords::hold_still(tx, person).await?;
    if !store::take_place(tx, &new, call).await? {
        return Err(messages::OPEN_ALREADY.refuse().into());
    }
    let taken = Taken {
        sessions: sessions::count(tx, person, call.now).await?,
        tokens: tokens::count(tx, person, call.now).await?,
        password: passwords::credential(tx, person).await?.is_some(),
        factors: factors::take_off(tx, person, call).await?,
    };
    passwords::void(tx, person, call.now, call.act).await?;
    codes::void_of(tx, person, call).await?;
    tokens::revoke_all(tx, person, call).await?;
    sessions::end_all(tx, person, None, call.now).await?;
    identity_checks::take_away(tx, person, call).await?;
    attempts::release(tx, person, call.now, call.act).await?;
    store::insert(tx, &new, taken, call).await?;
    tx.concerns(view.organisation);
    // Taken last of the rows of others: the directory disables the account.
    tx.note(&AccountContained { account: person, organisation: view.organisation })?;
    Ok(CaseMoved { case: id, state: State::Contained, version: 1 })
}
