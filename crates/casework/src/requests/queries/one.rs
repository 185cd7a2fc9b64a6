//! One request with everything about it, for its asker, whom it is for, and those who look after requests there.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Aspect, Call, Query, View};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::kinds::PlaceView;
use super::{FileView, FilesAllowed, Line, Party, Shown, readable};
use crate::requests::commands::{allowed, may_decide};
use crate::requests::model::{Asked, Move, Request, State};
use crate::requests::{authority, store};

/// One request: what was asked, what was written about it, how far it is, and what the caller may do with it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestById {
    /// The request.
    pub request: Uuid,
}

/// A question with its answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Answered {
    /// The question.
    pub question: String,
    /// The answer, as people read it.
    pub answer: String,
}

/// A message.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    /// Who wrote it.
    pub author: Party,
    /// Whether they asked, or it was asked for them; otherwise they decide.
    pub of_asker: bool,
    /// When, in microseconds since 1970.
    pub at: Timestamp,
    /// What.
    pub text: String,
    /// What came with it.
    pub files: Vec<FileView>,
}

/// What the caller may do with a request as things are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct May {
    /// Write a message.
    pub answer: bool,
    /// Approve it, or decline it while nobody has decided.
    pub decide: bool,
    /// Say that it has been done.
    pub finish: bool,
    /// Say who works on it.
    pub assign: bool,
    /// Take it back.
    pub withdraw: bool,
}

/// The answer to `request.by-id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RequestView {
    /// What stands in lists.
    pub line: Line,
    /// What was entered.
    pub answers: Vec<Answered>,
    /// What came with it.
    pub files: Vec<FileView>,
    /// What was written about it, oldest first.
    pub thread: Vec<Said>,
    /// Who decided it.
    pub decided_by: Option<Party>,
    /// When, in microseconds since 1970.
    pub decided_at: Option<Timestamp>,
    /// Why it was decided so.
    pub reason: Option<String>,
    /// The command that does it, or did: once it was approved, or if approving it would be enough.
    pub command: Option<String>,
    /// The act that did it.
    pub ran_act: Option<Uuid>,
    /// Why the command could not do it, when it was tried.
    pub problem: Option<String>,
    /// Where it is done by hand, for those who decide.
    pub place: Option<PlaceView>,
    /// How often whomever it waits for was reminded.
    pub reminders: i64,
    /// When they were reminded last, in microseconds since 1970.
    pub reminded_at: Option<Timestamp>,
    /// What the caller may do.
    pub may: May,
    /// What can be sent with the next message.
    pub allowed: FilesAllowed,
    /// The version, for the next act to expect.
    pub version: i64,
}

impl Query for RequestById {
    const NAME: &'static str = "request.by-id";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    const ASPECT: Aspect = Aspect::Requests;
    type Output = RequestView;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<RequestView> {
        let (request, is_own) = readable(sight, reader, self.request).await?;
        let decides = match call.actor.account() {
            Some(account) => may_decide(reader, call, account, &request).await?,
            None => false,
        };
        let mut shown = Shown::of(call, reader).await?;
        let line = shown.line(reader, &request).await?;
        let kind = shown.kind(&request.kind);
        let files = store::files(reader, request.id).await?;
        let mut thread = Vec::new();
        for (number, message) in (1..).zip(store::messages(reader, request.id).await?) {
            let author = shown.party(reader, message.author).await?;
            let (of_asker, at, text) = (message.of_asker, message.at, message.body);
            let files = FileView::with(&files, number);
            thread.push(Said { author, of_asker, at, text, files });
        }
        let decided_by = match request.decided_by {
            Some(decider) => Some(shown.party(reader, decider).await?),
            None => None,
        };
        // What approving would run is for those who decide to know.
        let asked = Asked { person: request.asked_for, answers: &request.answers };
        let is_undecided = matches!(request.state, State::Open | State::Waiting);
        let command = match kind {
            Some(kind) if is_undecided && decides => {
                kind.command(asked)?.map(|proposed| proposed.command.to_owned())
            }
            _ => request.command.clone(),
        };
        let place = kind.and_then(|kind| kind.place).filter(|_| decides).map(|place| PlaceView {
            text: place.text.to_owned(),
            href: (place.href)(&line.organisation, request.asked_for),
        });
        let answers = kind.map(|kind| kind.fields).unwrap_or_default().iter();
        let answers = answers.filter_map(|field| {
            let answer = field.shown(request.answers.get(field.name)?);
            Some(Answered { question: field.label.to_owned(), answer })
        });
        Ok(RequestView {
            answers: answers.collect(),
            files: FileView::with(&files, 0),
            thread,
            decided_by,
            decided_at: request.decided_at,
            reason: request.reason.clone(),
            command,
            ran_act: request.ran_act.map(|act| act.0),
            problem: request.problem.clone(),
            place,
            reminders: request.reminders,
            reminded_at: request.reminded_at,
            may: may(call, &request, is_own, decides),
            allowed: allowed(reader, Some(request.id), call.now).await?,
            version: request.version,
            line,
        })
    }
}

fn may(call: &Call, request: &Request, is_own: bool, decides: bool) -> May {
    let can = |next| request.state.after(next).is_some();
    May {
        answer: (is_own && can(Move::AskerWrites)) || (decides && can(Move::DeciderAsks)),
        decide: decides && can(Move::Approve),
        finish: decides && can(Move::Finish),
        assign: decides && can(Move::DeciderAsks),
        withdraw: call.actor.account() == Some(request.asked_by) && can(Move::Withdraw),
    }
}
