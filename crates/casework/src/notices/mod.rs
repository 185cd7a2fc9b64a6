//! Notices: what people are told by email, on paper and above their pages, and what became of it.
//!
//! The catalogue says of each notice when it goes, to whom, how, and with which words. A follower of the sealed order
//! hears what happened and writes the letters into an outbox, one an occasion and addressee however often it is told;
//! clocks write those that are about a day to come; a job hands each to the relay of the settings and notes its answer.
//! Without a relay letters wait, and show what would have been sent.
//!
//! Used by everybody: people read their own letters, administrators those to their organisation and what it adds to
//! the words, platform administrators the catalogue and the whole log. What always holds:
//! - an act never waits for a mail server, and nothing is sent inside a transaction;
//! - a letter that was taken is not sent again; where an answer is lost it may arrive twice, with the same
//!   `Message-ID`, and no more than that;
//! - no letter that waits holds a start code or a password, and nobody is told of a legal hold;
//! - values fill one line each, so that nothing anybody is called can add a header or an addressee;
//! - what one addressee gets in a day, and what is written in a day, has an end;
//! - the one secret that goes by letter, a start link to an address outside the service, is filled in when the letter is
//!   handed over, and stands in no table, page or backup.
//!
//! An organisation that is no member yet is written to at the address outside the service that its application names.
//!
//! Deliberately absent: HTML.

mod authority;
mod commands;
pub mod jobs;
pub(crate) mod messages;
pub mod model;
mod portal;
mod queries;
mod store;

#[cfg(test)]
mod tests;

use axum::Router;
use kernel::db::Migration;
use kernel::door::Manifest;
use kernel::http::App;
use kernel::{commands, queries};

pub use commands::{AddWords, NoticeCameBack, RetryNotice};
pub(crate) use jobs::tell_of_report;
pub use jobs::{Relay, RelaySettings, Security, Unwritten, handlers, run};
pub use messages::catalogue::CATALOGUE;
pub use queries::{
    Additions, AdditionsOf, Catalogue, CatalogueEntry, Letter, LetterPage, MyLetters, NoticeLog,
};

/// Who runs the service, for the words of every notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct House {
    /// What the service is called.
    pub service: String,
    /// Who runs it.
    pub operator: String,
    /// The telephone of the service desk.
    pub desk: String,
    /// The address people use.
    pub portal: String,
}

impl Default for House {
    fn default() -> Self {
        Self {
            service: "Guildhall".to_owned(),
            operator: "National collaboration service".to_owned(),
            desk: "0300 000 0000".to_owned(),
            portal: "http://localhost:8400".to_owned(),
        }
    }
}

/// What the slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "casework/notices",
        commands: commands![AddWords, RetryNotice, NoticeCameBack],
        queries: queries![Catalogue, NoticeLog, MyLetters, AdditionsOf],
        rules: authority::RULES,
        after: vec![jobs::follower()],
        dated: model::NUMBERS,
        refusals: messages::ALL,
        migrations: &[Migration {
            number: 24,
            name: "0024_casework_notices",
            sql: include_str!("../../../../migrations/0024_casework_notices.sql"),
        }],
        ..Manifest::default()
    }
}

/// The pages of the slice.
pub(crate) fn portal() -> Router<App> {
    portal::routes()
}
