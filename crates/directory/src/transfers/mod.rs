//! Transfers: somebody moves from one organisation to another, and both agree.
//!
//! The organisation that has a person offers them, or the one that wants the person asks for them; the other side accepts
//! or declines, either may name a day or withdraw, and the person moves with the last act, in its transaction. Other
//! contexts hear `transfer.changed`; the move itself is `account.moved`, as for a leaver who is claimed.
//!
//! What always holds:
//! * One row stands for a transfer, and every act of a side is a command on it. A person has one open transfer at most.
//! * Nobody is moved unless both sides have agreed to the same day. Whoever names another day takes back what was agreed
//!   and leaves the other side to decide.
//! * What has to hold is asked again when the person moves: the account is still there, the receiving organisation is
//!   open, no organisation is left without an administrator, whoever let the person go still may.
//! * The organisation that asks learns what stands on the directory card. What happens to the person meanwhile is its
//!   organisation's affair: the row only says that it ended. A row keeps the name as it was when somebody last wrote it.
//! * The clocks remind, lapse and move; each is an act of its own, and what cannot be done is tried again after a day.
//!
//! It sends no letters, and decides nothing about licences: the user policy of newcomers applies by a listener.
//!
//! Whoever takes rows takes the account's first and the transfer's last.

pub(crate) mod authority;
mod commands;
pub mod jobs;
pub mod messages;
mod model;
pub mod portal;
mod queries;
mod store;

#[cfg(test)]
mod tests;

pub(crate) use authority::RULES;
pub use commands::{
    AcceptTransfer, AskTransfer, ChangeTransferDate, DeclineTransfer, EndTransfer, LapseTransfer,
    MoveDue, OfferTransfer, Placed, PostponeTransfer, RemindTransfer, TransferPerson,
    TransferVersion, WithdrawTransfer,
};
pub use model::{
    AHEAD_DAYS, Begun, LAPSE_DAYS, REMIND_AGAIN_DAYS, REMIND_DAYS, Side, Step, TransferId,
    TransferState,
};
pub use portal::{HomeCard, OrganisationCard, cards, organisation_cards};
pub use queries::{
    TransferAct, TransferById, TransferLine, TransferList, TransferOfPerson, TransferPage,
    TransferView, TransfersAgreedBy,
};

use facts::directory::{AccountDeleted, AccountErased, AccountMoved, PersonOfTransfer};
use kernel::db::Migration;
use kernel::door::{Guard, Manifest, Within};

/// What closing an organisation needs of transfers: who is on the way out of it, and where to.
pub(crate) mod leaving {
    pub(crate) use super::store::{moving_clause, open_of};
}

/// What this slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "directory/transfers",
        commands: kernel::commands![
            OfferTransfer,
            AskTransfer,
            AcceptTransfer,
            DeclineTransfer,
            WithdrawTransfer,
            ChangeTransferDate,
            TransferPerson,
            RemindTransfer,
            LapseTransfer,
            MoveDue,
            EndTransfer,
            PostponeTransfer
        ],
        queries: kernel::queries![TransferById, TransferList, TransferOfPerson, TransfersAgreedBy],
        rules: authority::RULES,
        within: vec![
            Within::new(&[], |fact: AccountDeleted, call, tx| {
                Box::pin(store::wake(tx, call, fact.account))
            }),
            Within::new(&[], |fact: AccountMoved, call, tx| {
                Box::pin(store::wake(tx, call, fact.account))
            }),
            Within::new(&[], |fact: AccountErased, call, tx| {
                Box::pin(store::forget(tx, call, fact.account))
            }),
        ],
        answers: vec![|answers| {
            answers.add(|PersonOfTransfer(transfer), reader| {
                Box::pin(async move {
                    let found = store::find(reader, TransferId(transfer)).await?;
                    Ok(found.map(|found| found.account))
                })
            })
        }],
        dated: &[&REMIND_DAYS, &REMIND_AGAIN_DAYS, &LAPSE_DAYS, &AHEAD_DAYS],
        guards: const {
            &[Guard::new("transfer", "the open one of a person", "a person has one open transfer")]
        },
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 23,
            name: "0023_directory_transfers",
            sql: include_str!("../../../../migrations/0023_directory_transfers.sql"),
        }],
        ..Manifest::default()
    }
}
