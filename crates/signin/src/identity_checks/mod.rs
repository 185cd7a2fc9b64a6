//! Making sure who is asking: before somebody who helps changes how a person signs in, they make sure that it is that person
//! who asks, and the record says how.
//!
//! Used by whoever resets a password or the second step, gives a start code to somebody who has had a password, or unlocks an
//! account: their commands call [`require`]. People choose the telephone word under *My account*.
//!
//! Invariants:
//! - nobody but the operator on the host gives somebody who has had a password another way in, or takes away what kept others
//!   out, unless they made sure of that person within the last minutes that the rule allows; what a colleague made sure of
//!   does not count;
//! - the telephone word is kept sealed under a key outside the database and is shown to nobody again, its owner included;
//! - the service chooses which letters are asked for, and asks for the same ones until they were given rightly; it answers
//!   with right or wrong only, and to an answer to other letters not at all;
//! - a wrong answer is counted in the act that judges it, over all helpers and nodes; after so many in a day neither letters
//!   nor codes are looked at, and after so many in all the word is not asked for until its owner chooses another;
//! - nobody is called back on a number, nor shown to be themselves by a code sent to one, that was recorded days ago only;
//! - a wrong answer also ends what the helper had made sure of before, and the person is told by letter.

mod authority;
mod commands;
mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

use facts::directory::{AccountErased, AccountNumbersChanged, AccountView};
use kernel::db::{Migration, Reader, WriteTx};
use kernel::door::{Actor, Call, Guard, Manifest, Within};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use kernel::{commands as register, queries as ask};

pub use commands::{IdentityChecked, RecordIdentityCheck, SendIdentityCode, SetTelephoneWord};
pub use model::{
    LEAST_LETTERS, MINUTES, Method, NOT_AGAIN, NUMBER_DAYS, RecordedNumber, WRONG_A_DAY,
    WRONG_IN_ALL,
};
pub(crate) use queries::has_word;
pub use queries::{IdentityCheck, IdentityCheckOf, MyTelephoneWord, Passed, TelephoneWord};
pub(crate) use store::void_passes;

use crate::{passwords, people};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/identity_checks",
        commands: register![SetTelephoneWord, RecordIdentityCheck, SendIdentityCode],
        queries: ask![MyTelephoneWord, IdentityCheckOf],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: AccountErased, _, tx| {
                Box::pin(async move { Ok(store::erase(tx, fact.account).await?) })
            }),
            Within::new(&[], |fact: AccountNumbersChanged, call, tx| {
                let AccountNumbersChanged { account, telephone, mobile } = fact;
                Box::pin(async move {
                    Ok(store::number_changed(tx, account, (telephone, mobile), call).await?)
                })
            }),
        ],
        dated: &[&MINUTES, &WRONG_A_DAY, &WRONG_IN_ALL, &LEAST_LETTERS, &NOT_AGAIN, &NUMBER_DAYS],
        guards: const {
            &[Guard::new("identity_check", "the account", "every wrong answer of a day counts")]
        },
        refusals: messages::ALL,
        migrations: &[
            Migration {
                number: 43,
                name: "0043_signin_identity_checks",
                sql: include_str!("../../../../migrations/0043_signin_identity_checks.sql"),
            },
            Migration {
                number: 70,
                name: "0070_signin_recorded_numbers",
                sql: include_str!("../../../../migrations/0070_signin_recorded_numbers.sql"),
            },
        ],
        ..Manifest::default()
    }
}

/// Whether somebody has to make sure of a person before they change how that person signs in: of whoever has had a password.
/// Somebody who never had one has nothing yet that another could take, and nobody asks for help in the name of an application.
async fn is_asked(reader: &mut Reader, view: &AccountView) -> Result<bool> {
    Ok(view.kind == "user" && passwords::was_ever_set(reader, view.account).await?)
}

/// Takes the telephone word of an account away that somebody else may have got into, and what helpers had made sure of.
pub(crate) async fn take_away(tx: &mut WriteTx, account: AccountId, call: &Call) -> Result<()> {
    store::take(tx, account, call).await?;
    Ok(store::take_away(tx, account).await?)
}

/// Refuses whoever has not made sure of the person.
pub(crate) async fn require(reader: &mut Reader, person: AccountId, call: &Call) -> Result<()> {
    let Actor::Account(helper) = call.actor else { return Ok(()) };
    let view = people::person(reader, person).await?;
    if !is_asked(reader, &view).await? {
        return Ok(());
    }
    if helper == person {
        return Err(messages::OWN.refuse().into());
    }
    let label = call.actor.label();
    if store::pass(reader, person, &label, call.now).await?.is_some() {
        return Ok(());
    }
    let minutes = reader.dated(&MINUTES, Some(view.organisation), call.now).await?;
    Err(messages::NEEDED.at("how").with("limit", minutes).into())
}
