//! Scheduled reports: a list that is made as a file again and again, for the person who asked for it.
//!
//! A schedule is an address, the days on which the file is made, and no right: each time the list is asked for in its
//! owner's name, and what they may see at that moment is what stands in it. Somebody who has lost a role gets no file and
//! is told so. The file waits in the portal; the letter that announces it holds nothing of it.
//!
//! What always holds: schedules and files are their owner's alone, and answer everybody else as ones that do not exist; a
//! file is made once for each day it is due, whichever process does it and however often that one is ended; size,
//! number and age of files have an end. Schedules and files go with the account that is erased.

mod authority;
mod commands;
mod jobs;
mod messages;
mod model;
pub mod portal;
mod queries;
mod store;
#[cfg(test)]
mod tests;

pub use commands::{ChangeSchedule, EndSchedule, Schedule, Scheduled};
pub use jobs::{Render, Rendered, handlers};
pub use model::Every;
pub use queries::{FileOf, MySchedules, ReportFile, ScheduleLine};

use facts::directory::AccountErased;
use kernel::db::Migration;
use kernel::door::{Manifest, Within};

/// What this slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "casework/schedules",
        commands: kernel::commands![Schedule, ChangeSchedule, EndSchedule],
        queries: kernel::queries![MySchedules, FileOf],
        rules: authority::RULES,
        within: vec![Within::new(&[], |fact: AccountErased, call, tx| {
            Box::pin(async move { Ok(store::forget(tx, fact.account, call.now).await?) })
        })],
        dated: model::NUMBERS,
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 34,
            name: "0034_casework_schedules",
            sql: include_str!("../../../../migrations/0034_casework_schedules.sql"),
        }],
        ..Manifest::default()
    }
}
