//! What can be done to many: an act as data.
//!
//! A slice that has a command worth doing to many people declares an act as a static beside its pages, and the
//! composition root answers [`KnownActs`](crate::bulk::KnownActs) with those of all slices.

use facts::directory::AccountView;
use jiff::civil::Date;
use kernel::authority::Action;
use kernel::clock::Timestamp;
use kernel::db::{BoxFuture, Reader};
use kernel::door::{Call, Door, Proposed};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Refusal, Result, messages as common};
use serde_json::Value;

use crate::bulk::messages;

/// The answers to choose from in an organisation: value, and what the reader sees.
pub type Options = fn(Door, Call, String) -> BoxFuture<'static, Result<Vec<(String, String)>>>;

/// What form the answer has.
#[derive(Clone, Copy, Debug)]
pub enum Entry {
    /// One of those that the organisation has.
    Choice(Options),
    /// The same and, if it is not to be now, a day: "KEY" or "KEY 2027-03-31".
    ChoiceOnDay(Options, DayQuestion),
    /// A day, such as 2027-03-31.
    Day,
    /// A line of at most so many characters.
    Line(usize),
}

/// What is asked about the day.
#[derive(Clone, Copy, Debug)]
pub struct DayQuestion {
    /// The question.
    pub label: &'static str,
    /// Help under it: that it may be left empty.
    pub hint: &'static str,
}

/// The parts of an answer to [`Entry::ChoiceOnDay`]: what was chosen, and the day if there is one.
pub fn choice_and_day(answer: &str) -> (&str, Option<&str>) {
    match answer.split_once(' ') {
        Some((choice, day)) => (choice, Some(day)),
        None => (answer, None),
    }
}

/// The one question that an act asks.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// The question.
    pub label: &'static str,
    /// Help under the question; empty for none.
    pub hint: &'static str,
    /// The form of the answer.
    pub entry: Entry,
    /// What is said if there is no answer; none where an answer is not needed.
    pub missing: Option<&'static str>,
}

impl Question {
    /// The answer as it is kept.
    ///
    /// # Errors
    /// A refusal at the field `answer`.
    pub(crate) fn read(&self, typed: &str) -> Result<String, Refusal> {
        let text = typed.trim();
        let at = |words: &'static str| messages::ANSWER.refuse().field("answer", words);
        if text.is_empty() {
            return self.missing.map_or(Ok(String::new()), |missing| Err(at(missing)));
        }
        if text.chars().any(char::is_control) {
            return Err(common::TEXT_CONTROL.at("answer"));
        }
        let most = match self.entry {
            Entry::Line(most) => most,
            Entry::Choice(_) | Entry::ChoiceOnDay(..) | Entry::Day => 64,
        };
        if text.chars().count() > most {
            return Err(common::TEXT_TOO_LONG.at("answer").with("limit", most));
        }
        match self.entry {
            Entry::Day if text.parse::<Date>().is_err() => Err(at(messages::DAY)),
            Entry::ChoiceOnDay(..)
                if choice_and_day(text).1.is_some_and(|day| day.parse::<Date>().is_err()) =>
            {
                Err(messages::ANSWER.refuse().field("day", messages::DAY))
            }
            _ => Ok(text.to_owned()),
        }
    }
}

/// One person for whom something is wanted.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// The organisation in which it is done.
    pub organisation: OrganisationId,
    /// What was answered.
    pub answer: &'a str,
    /// In whose name.
    pub asker: AccountId,
    /// To whom.
    pub account: &'a AccountView,
    /// When it is looked at.
    pub now: Timestamp,
}

/// What would come of it, as far as can be said without doing it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Foreseen {
    /// It would change this.
    Change(String),
    /// It is so already.
    Same(String),
    /// It would be refused.
    Refused(String),
}

/// What came of it for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Came {
    /// It was done; words where there is more to say.
    Done(String),
    /// It was so already.
    Same(String),
    /// It was refused.
    Refused(String),
}

/// Says what an answer is called in an organisation; none if it is no answer there.
pub type Says =
    for<'a> fn(&'a mut Reader, OrganisationId, &'a str) -> BoxFuture<'a, Result<Option<String>>>;
/// Says what would come of it for one person.
pub type Foresee = for<'a> fn(&'a mut Reader, Wanted<'a>) -> BoxFuture<'a, Result<Foreseen>>;
/// Makes the command that does it to these.
pub type Make = fn(&[AccountId], &str) -> Result<Proposed>;
/// Reads from the command's answer what came of it for each of these, in their order.
pub type ReadOutcome = fn(&Value, &[AccountId]) -> Vec<Came>;

/// Something that can be done to many.
#[derive(Clone, Copy, Debug)]
pub struct Act {
    /// Its name in commands and addresses; stable for ever.
    pub key: &'static str,
    /// What it is called: "Move to another user policy".
    pub title: &'static str,
    /// What it does, in a sentence or two.
    pub about: &'static str,
    /// What whoever has it done must be allowed in the organisation.
    pub action: Action,
    /// What it asks.
    pub question: Question,
    /// How many people one command takes.
    pub at_once: usize,
    /// What an answer is called.
    pub says: Says,
    /// What would come of it.
    pub foresee: Foresee,
    /// The command.
    pub make: Make,
    /// What came of it.
    pub outcome: ReadOutcome,
}

/// What came of a command that either does it or is refused as a whole.
pub fn each_done(_: &Value, accounts: &[AccountId]) -> Vec<Came> {
    accounts.iter().map(|_| Came::Done(String::new())).collect()
}
