//! Start codes: the one way to a first password, and to a new one when the old is lost.
//!
//! An administrator makes a code and hands it over, on paper or by telephone. With it the person sets a password and
//! is signed in. There is no password that an administrator ever knows. Somebody without a password can be sent a link
//! to an address outside the service instead; it is a start code that fills itself in. So does an invitation to administer
//! an organisation, within the act that invites.
//!
//! Invariants:
//! - a code has 68 random bits, is shown once, and only its SHA-256 is kept;
//! - an account has one code at most: each new one voids the last, and each sets one password;
//! - a code that is wrong, used, voided or too old answers like an account that does not exist;
//! - the code in a link is in no table and in no letter that waits: it is made again when the letter is handed over;
//! - nobody makes a code for somebody whose rights go beyond their own, which would hand them those rights.

mod authority;
mod commands;
mod jobs;
mod messages;
mod model;
pub(crate) mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

use facts::directory::{AccountErased, InvitationSent};
use facts::signin::StartLinkSent;
use kernel::commands as register;
use kernel::db::Migration;
use kernel::door::{Fact as _, Guard, Manifest, Within};

pub(crate) use authority::covers;
pub(crate) use commands::issue;
pub use commands::{
    IssueStartCode, IssuedCode, RedeemStartCode, ResetPassword, SendStartLink, SentLink, redeem,
};
pub use jobs::unwritten;
pub use model::{CODE_DAYS, LINK_DAYS};
pub(crate) use model::{draw, folded};
pub(crate) use store::{link_waiting, void_all, void_of, waiting_until, was_issued_by};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/codes",
        commands: register![IssueStartCode, RedeemStartCode, ResetPassword, SendStartLink],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: AccountErased, _, tx| {
                Box::pin(async move { Ok(store::forget(tx, fact.account).await?) })
            }),
            Within::new(&[StartLinkSent::NAME], |fact: InvitationSent, call, tx| {
                Box::pin(commands::send_invited(fact, call, tx))
            }),
        ],
        dated: &[&CODE_DAYS, &LINK_DAYS],
        guards: const { &[Guard::new("start_code", "the account", "a start code works once")] },
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 25,
            name: "0025_signin_start_link",
            sql: include_str!("../../../../migrations/0025_signin_start_link.sql"),
        }],
        answers: vec![queries::answer],
        ..Manifest::default()
    }
}
