//! Taking away everything that whoever got in may hold.

use facts::signin::AccountContained;
use kernel::db::WriteTx;
use kernel::door::Call;
use kernel::ids::AccountId;
use kernel::refusal::Result;
use uuid::Uuid;

use super::{CaseMoved, save};
use crate::compromise::messages;
use crate::compromise::model::{self, Found, State};
use crate::compromise::store::{self, Case, New, Taken};
use crate::{
    attempts, break_glass, codes, factors, identity_checks, mfa, passwords, people, sessions,
    terms, tokens,
};

/// Opens a case and shuts the account, in one act. Where they are just beginning again it is shut once more in the case that is
/// open: whoever got in may have been quicker than they. The rows that ways in hang on are taken first, in the order in which whoever
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
    let mut begun = None;
    if !store::take_place(tx, person, id, call).await? {
        let open = store::open_of(tx, person).await?;
        let open = open.filter(|case| case.state == State::Recovering);
        begun = Some(open.ok_or_else(|| messages::OPEN_ALREADY.refuse())?);
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
    mfa::end_exception(tx, person, call).await?;
    terms::ask_again(tx, person, call).await?;
    let moved = match begun {
        Some(before) => shut_again(tx, &before, taken, words, call).await?,
        None => {
            let new = New { id, account: person, organisation, found, words };
            store::insert(tx, &new, taken, call).await?;
            CaseMoved { case: id, state: State::Contained, version: 1 }
        }
    };
    tx.concerns(organisation);
    break_glass::shut(tx, person, call).await?;
    // Taken last of the rows of others: the directory disables the account.
    tx.note(&AccountContained { account: person, organisation })?;
    Ok(moved)
}

/// Goes back to the beginning of a case: nothing that was proved counts any more.
async fn shut_again(
    tx: &mut WriteTx,
    before: &Case,
    taken: Taken,
    words: &str,
    call: &Call,
) -> Result<CaseMoved> {
    let first = before.taken;
    let after = Case {
        state: State::Contained,
        words: model::and_again(&before.words, words),
        taken: Taken {
            could_sign_in: first.could_sign_in,
            sessions: first.sessions + taken.sessions,
            tokens: first.tokens + taken.tokens,
            factors: first.factors + taken.factors,
            password: first.password || taken.password,
        },
        released_at: None,
        checked_at: None,
        checked_words: String::new(),
        lifted_until: None,
        lift_ended_at: None,
        times_shut: before.times_shut + 1,
        ..before.clone()
    };
    save(tx, before, &after, call).await
}
