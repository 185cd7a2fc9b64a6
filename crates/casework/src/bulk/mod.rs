//! Bulk changes: one act done to many people, with an outcome for each.
//!
//! Somebody who looks after an organisation pastes who is meant, says what should happen, sees for each entry what would
//! change or why it would not, and then has it done. What can be done so is data: each slice declares its [`Act`]s, and
//! the composition root answers [`KnownActs`] with all of them.
//!
//! Each change is an act of the one who asked, through the same command as if they had done it by hand, and authority is
//! asked again every time. So whoever loses a role halfway changes nobody from then on, and what one person is refused
//! keeps nobody else.
//!
//! What always holds: an entry is tried once, however often the work is begun anew: the command carries a key made of
//! the bulk and the entry, and what came of it is noted only where nothing was noted before. Somebody of another
//! organisation answers exactly as nobody. Nothing happens before the one who asked has said so.
//!
//! What was written, and what came of it, is kept for a time and then dropped. It sends nothing.

mod authority;
mod commands;
pub mod jobs;
mod messages;
mod model;
pub mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

pub use commands::{
    BeginBulk, Begun, BulkStands, DropBulk, EndBulk, ForgetBulk, RunBulk, StopBulk,
};
pub use model::{
    ALONE_AT_MOST, Act, Came, DayQuestion, ENTRIES_AT_MOST, Entry, Foresee, Foreseen, ItemState,
    KEEP_DAYS, Make, Options, Question, ReadOutcome, Says, State, Wanted, choice_and_day,
    each_done,
};
pub use queries::{
    ActView, BulkActs, BulkById, BulkLine, BulkList, BulkPage, BulkView, CanDo, Counts, ItemView,
    MyBulk,
};

use kernel::db::Migration;
use kernel::door::{Guard, Manifest};

/// Asks what can be done to many: the acts of all slices, in the order in which they are offered. Answered by the
/// composition root, which knows them all.
#[derive(Clone, Copy, Debug)]
pub struct KnownActs;

impl kernel::door::Question for KnownActs {
    type Answer = Vec<&'static Act>;
}

/// What this slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "casework/bulk",
        commands: kernel::commands![BeginBulk, RunBulk, StopBulk, DropBulk, EndBulk, ForgetBulk],
        queries: kernel::queries![BulkActs, BulkById, BulkList, MyBulk],
        rules: authority::RULES,
        dated: &[&ENTRIES_AT_MOST, &ALONE_AT_MOST, &KEEP_DAYS],
        guards: const {
            &[Guard::new(
                "bulk",
                "the bulk change",
                "a bulk change is run, stopped and ended by acts that follow each other",
            )]
        },
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 28,
            name: "0028_casework_bulk",
            sql: include_str!("../../../../migrations/0028_casework_bulk.sql"),
        }],
        ..Manifest::default()
    }
}
