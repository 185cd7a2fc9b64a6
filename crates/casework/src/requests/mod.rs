//! Requests and decisions: one way to ask for something, one list of what waits for whom.
//!
//! Whoever needs what they may not do themselves asks for it. A request waits for those who decide at its *desk*:
//! administrators or the help desk of the organisation, or the national service desk. They ask back, decide, and say
//! why. What can be asked for is data: each slice declares its [`Kind`]s, and the composition root answers [`KnownKinds`]
//! with all of them, so that a question of any slice is asked, followed and decided on the same pages.
//!
//! Who decides is worked out anew each time from the roles held at that moment. So whoever stands in for a while decides
//! meanwhile, whoever lost the role does not, and somebody who took a request and then left holds it back from nobody.
//! Where nobody of the organisation is left who could decide, the service desk does.
//!
//! What was approved is done by a command of the kind, if the answers are enough for one. It is the decider's act and
//! not the asker's: an asker may not do it, and that the decider may is asked again when it runs. It is kept in the
//! transaction of the decision as a proposal of the decider, due at once; what came of it is noted by `jobs::run_due`.
//!
//! What always holds: nobody decides what they asked for or what was asked for them; a request moves only along
//! [`State`]'s table; whatever waits, waits for somebody, since a moment, until a day; a foreign request answers as an
//! unknown one. Every act changes the request's row over the version it has read, so two at once follow each other.
//!
//! What is asked and what is written about it can carry files. They are of few kinds, decided by name and content
//! together, are shown inside no page, and are read by whoever may read the request, and by nobody else. Text is needed
//! all the same, so that nobody has to open a file to learn what it is.
//!
//! It sends nothing: letters are written by `notices`, which hears the facts `request.*`, and facts carry no files.

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
    AnswerRequest, AskRequest, AssignRequest, DecideRequest, LapseRequest, Placed, RemindRequest,
    SettleRequest, Standing, Verdict, WithdrawRequest,
};
pub use messages::kinds;
pub use model::{
    Answers, Asked, Askers, Check, Content, DECIDE_DAYS, Desk, Entry, FILE_MEGABYTES, Field, Kind,
    LAPSE_DAYS, LIVE_AT_MOST, MESSAGE_FILES, NewFile, Place, REMIND_AGAIN_DAYS, REMIND_DAYS,
    REQUEST_FILES, Runs, SUPPORT_DAYS, State, is_address,
};
pub use queries::{
    Answered, Chooser, CountRequests, FileView, FilesAllowed, KindView, May, MyKinds, MyRequests,
    Party, PlaceView, QuestionView, RequestById, RequestCount, RequestFile, RequestLine,
    RequestPage, RequestView, RequestsTakenBy, Said, SentFile, ToDo, ToDoPage,
};

use kernel::db::Migration;
use kernel::door::{Guard, Manifest, Question};

/// Asks what can be asked for: the kinds of all slices, in the order in which they are offered. Answered by the
/// composition root, which knows them all.
#[derive(Clone, Copy, Debug)]
pub struct KnownKinds;

impl Question for KnownKinds {
    type Answer = Vec<&'static Kind>;
}

/// What this slice brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "casework/requests",
        commands: kernel::commands![
            AskRequest,
            AnswerRequest,
            DecideRequest,
            AssignRequest,
            WithdrawRequest,
            RemindRequest,
            LapseRequest,
            SettleRequest
        ],
        queries: kernel::queries![
            RequestById,
            RequestFile,
            ToDo,
            MyRequests,
            CountRequests,
            MyKinds,
            RequestsTakenBy
        ],
        rules: authority::RULES,
        within: jobs::within(),
        dated: &[
            &DECIDE_DAYS,
            &SUPPORT_DAYS,
            &REMIND_DAYS,
            &REMIND_AGAIN_DAYS,
            &LAPSE_DAYS,
            &LIVE_AT_MOST,
            &FILE_MEGABYTES,
            &MESSAGE_FILES,
            &REQUEST_FILES,
        ],
        guards: const {
            &[Guard::new(
                "request",
                "the request",
                "two who act on a request at once follow each other, and its messages have numbers without a gap",
            )]
        },
        refusals: messages::ALL,
        answers: vec![queries::answer],
        migrations: &[
            Migration {
                number: 22,
                name: "0022_casework_requests",
                sql: include_str!("../../../../migrations/0022_casework_requests.sql"),
            },
            Migration {
                number: 40,
                name: "0040_casework_request_files",
                sql: include_str!("../../../../migrations/0040_casework_request_files.sql"),
            },
        ],
        ..Manifest::default()
    }
}
