//! Codes on paper: the second step of somebody who has nothing to carry one. An administrator prints a sheet and hands it over.
//!
//! Used by `factors`, which keeps the codes as recovery codes and takes them where it takes those; by those who help people to sign in.
//!
//! Invariants:
//! - whoever was given a sheet is asked for a code after the password from then on, also when all of them are used up;
//! - a sheet is for somebody who has no app, no passkey and no number: as soon as they add one, the sheet and its codes are void;
//! - a sheet is of a weak kind, as a text message is, because whoever printed it has seen the codes: it lets nobody in who holds a
//!   role, leads to no new password, and counts as a password alone where applications ask how sure it is (`pwd paper`);
//! - no helper alone gets both halves: whoever gave a start code or a password in the last day hands over no sheet, and the other
//!   way round; nobody prints one for themselves, and nobody one of somebody whose rights go beyond theirs;
//! - who is asking is made sure of first, and the person is told by letter.

mod authority;
mod commands;
mod messages;
pub(crate) mod portal;
mod store;
#[cfg(test)]
mod tests;

use facts::directory::AccountErased;
use kernel::commands as register;
use kernel::db::Migration;
use kernel::door::{Guard, Manifest, Within};

pub use commands::{HandOverCodes, HandedOver};
pub(crate) use store::{forget, has_sheet, owners_among};

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "signin/sheets",
        commands: register![HandOverCodes],
        rules: authority::RULES,
        within: vec![Within::new(&[], |fact: AccountErased, _, tx| {
            Box::pin(async move { Ok(store::erase(tx, fact.account).await?) })
        })],
        guards: const { &[Guard::new("code_sheet", "the account", "one sheet counts at a time")] },
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 77,
            name: "0077_signin_sheets",
            sql: include_str!("../../../../migrations/0077_signin_sheets.sql"),
        }],
        ..Manifest::default()
    }
}
