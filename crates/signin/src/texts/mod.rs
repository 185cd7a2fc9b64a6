//! Codes by text message: a second step for people who have nothing but a telephone, of a weak kind.
//!
//! Used by `factors`, which takes such a code where it takes one of an app; by `recovery`; by people under *My account*.
//!
//! Invariants:
//! - a number is kept sealed under a key outside the database, and shown by its last three digits only; a code is kept nowhere;
//! - a code is good for what it was sent for, for ten minutes, for five tries, once; it counts with all other codes of the account;
//! - texts cost money and annoy: one in two minutes and five a day for one person, fewer of these for strangers, and so many a day
//!   for one organisation; whoever asks for nobody's is counted alike;
//! - whoever holds a role signs in with something else: a number can be taken over by whoever talks a carrier into it;
//! - a text names the service and what the code is for, and never holds a link;
//! - what was proved by text stands apart (`pwd sms`) and counts as a password alone where applications ask how sure it is;
//! - nothing is sent within a transaction: a job hands a text to the gateway and tries again until the code is over.

mod authority;
mod commands;
mod jobs;
pub(crate) mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
pub(crate) mod tests;

use facts::directory::AccountErased;
use kernel::db::Migration;
use kernel::door::{Guard, Manifest, Within};
use kernel::{commands as register, queries as ask};

pub use commands::{
    BeginTextNumber, BegunTextNumber, ConfirmTextNumber, RemoveTextNumber, SendOwnCode,
};
pub(crate) use jobs::forget_old;
pub use jobs::handlers;
pub use model::{
    A_DAY, APART_SECONDS, Carried, Carrier, Gateway, MINUTES, ORGANISATION_A_DAY, RECOVERING_A_DAY,
    TRIES, Text,
};
pub(crate) use model::{
    Asked, For, Whom, added_at, ask_for, confirmed_at, ending_for, matching, number_for,
    sent_or_refused, try_code, whom,
};
pub use queries::{MyTextNumber, TextNumber};
pub(crate) use store::{
    clear_unconfirmed, count_try, forget, has_number, has_unconfirmed_before, hold, owners_among,
    use_up,
};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/texts",
        commands: register![BeginTextNumber, ConfirmTextNumber, RemoveTextNumber, SendOwnCode],
        queries: ask![MyTextNumber],
        rules: authority::RULES,
        within: vec![Within::new(&[], |fact: AccountErased, _, tx| {
            Box::pin(async move { Ok(store::erase(tx, fact.account).await?) })
        })],
        dated: &[&APART_SECONDS, &A_DAY, &RECOVERING_A_DAY, &ORGANISATION_A_DAY, &MINUTES, &TRIES],
        guards: const {
            &[
                Guard::new("text_guard", "the account", "every text of a day counts"),
                Guard::new("text_budget", "the organisation", "every text of a day counts"),
                Guard::new("text_message", "the text", "a code is used once"),
                Guard::new("text_number", "the number", "no code lets in by one that is removed"),
            ]
        },
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 63,
            name: "0063_signin_texts",
            sql: include_str!("../../../../migrations/0063_signin_texts.sql"),
        }],
        ..Manifest::default()
    }
}
