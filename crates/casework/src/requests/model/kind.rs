//! What can be asked for: a kind of request as data.
//!
//! A slice that has something to be asked for declares its kinds as statics beside its pages, and the composition root
//! answers [`KnownKinds`](crate::requests::KnownKinds) with those of all slices. A kind says what its form asks, who may
//! ask, who decides, within how many days, and, if what was entered is enough to do it, which command does it.

use std::collections::BTreeMap;

use kernel::authority::{Role, RoleSet};
use kernel::dated::NumberRule;
use kernel::door::Proposed;
use kernel::ids::AccountId;
use kernel::refusal::{Refusal, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::TEXT_CHARACTERS;
use crate::requests::messages;

/// What was entered, by the names of the fields.
pub type Answers = BTreeMap<String, String>;

/// The longest line that stands for a request in lists, in characters.
const SUMMARY_CHARACTERS: usize = 100;

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Desk {
    /// Administrators and the local help desk of the organisation.
    HelpDesk,
    /// Administrators of the organisation.
    Administrators,
    /// The national service desk.
    ServiceDesk,
}

impl Desk {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::HelpDesk, Self::Administrators, Self::ServiceDesk];

    /// As stored and as used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::HelpDesk => "help-desk",
            Self::Administrators => "administrators",
            Self::ServiceDesk => "service-desk",
        }
    }

    /// The desk of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|desk| desk.name() == name)
    }

    /// Whether it is one of an organisation.
    pub const fn is_local(self) -> bool {
        !matches!(self, Self::ServiceDesk)
    }

    /// The roles of an organisation whose holders decide here. Those of the whole service may too, but look after
    /// everybody: a request that has none of these waits for nobody in particular.
    pub(crate) const fn local_roles(self) -> RoleSet {
        // For organisations that are looked after nationally, those who do that.
        const ADMINISTRATORS: RoleSet = RoleSet::of(&[
            Role::NationalAdministrationService,
            Role::PrimaryLocalAdministrator,
            Role::LocalAdministrator,
        ]);
        match self {
            Self::HelpDesk => ADMINISTRATORS.and(&[Role::LocalHelpDesk]),
            Self::Administrators => ADMINISTRATORS,
            Self::ServiceDesk => RoleSet::NONE,
        }
    }
}

/// Who may ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Askers {
    /// Everybody, in their own organisation; for themselves or a colleague there.
    Everyone,
    /// Those who look after an organisation, in its name.
    Administrators,
}

/// What form an answer has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entry {
    /// A line of at most so many characters.
    Line(usize),
    /// Several lines, of 4,000 characters at most.
    Text,
    /// An email address.
    Email,
    /// A telephone number.
    Telephone,
    /// A whole number within bounds.
    Count(i64, i64),
    /// Email addresses, one on a line, so many at most.
    Emails(usize),
    /// One of a few: the value, and what the reader sees.
    Choice(&'static [(&'static str, &'static str)]),
}

/// One question of a kind's form.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its name in the command and in the form; stable for ever.
    pub name: &'static str,
    /// The question.
    pub label: &'static str,
    /// Help under the question; empty for none.
    pub hint: &'static str,
    /// The form of the answer.
    pub entry: Entry,
    /// What is said if there is no answer; none where an answer is not needed.
    pub missing: Option<&'static str>,
}

/// Where somebody does by hand what was asked for.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The words of the link.
    pub text: &'static str,
    /// Its address: of the organisation's code and the person it is for.
    pub href: fn(&str, AccountId) -> String,
}

/// What a command is made from.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Whom it is for.
    pub person: AccountId,
    /// What was entered.
    pub answers: &'a Answers,
}

/// Says what of the answers cannot be, as a refusal with the fields to put right.
pub type Check = fn(&Answers) -> Result<(), Refusal>;
/// Makes the command that does what was asked for; none where the answers are not enough for one.
pub type Runs = fn(Asked<'_>) -> Result<Option<Proposed>>;

/// One kind of request.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// Its name in commands and addresses; stable for ever.
    pub key: &'static str,
    /// What it is called, as the subject of a list: "Change of name".
    pub title: &'static str,
    /// What it is for, in one or two sentences, for whoever chooses a kind.
    pub about: &'static str,
    /// Who may ask.
    pub askers: Askers,
    /// Who decides, as long as there is somebody who can.
    pub desk: Desk,
    /// The rule with the number of days in which a decision is due.
    pub due: &'static NumberRule,
    /// What the form asks, in its order.
    pub fields: &'static [Field],
    /// What the slice itself says of the answers, once each has the form of its field.
    pub check: Option<Check>,
    /// The fields whose answers stand for the request in lists.
    pub summary: &'static [&'static str],
    /// The command that does it once it is approved, if the answers are enough. It runs in the name of whoever decides.
    pub runs: Option<Runs>,
    /// Where it is done by hand.
    pub place: Option<Place>,
}

impl Kind {
    /// The answers as they are kept: trimmed, bounded, in the form that each field has.
    ///
    /// # Errors
    /// One refusal with every field that has to be put right, in the order of the form.
    pub(crate) fn check(&self, entered: &Answers) -> Result<Answers, Refusal> {
        let mut problems: Option<Refusal> = None;
        let mut kept = Answers::new();
        for field in self.fields {
            let typed = entered.get(field.name).map_or("", String::as_str);
            match field.read(typed) {
                Ok(Some(answer)) => drop(kept.insert(field.name.to_owned(), answer)),
                Ok(None) => {}
                Err(problem) => {
                    let refusal = problems.take().unwrap_or_else(|| messages::ANSWERS.refuse());
                    problems = Some(refusal.field(field.name, problem));
                }
            }
        }
        let unknown = entered.keys().find(|name| !self.fields.iter().any(|f| f.name == **name));
        if let (None, Some(name)) = (&problems, unknown) {
            let refusal = messages::FIELD_UNKNOWN.refuse().with("name", name);
            let text = refusal.text.clone();
            problems = Some(refusal.field(name.clone(), text));
        }
        if let Some(problems) = problems {
            return Err(problems);
        }
        self.check.map_or(Ok(()), |check| check(&kept))?;
        Ok(kept)
    }

    /// The line that stands for the request in lists.
    pub(crate) fn line(&self, answers: &Answers) -> String {
        let words: Vec<String> = self
            .summary
            .iter()
            .filter_map(|name| {
                let field = self.fields.iter().find(|field| field.name == *name)?;
                answers.get(*name).map(|answer| field.shown(answer))
            })
            .collect();
        let line = words.join(" ").split_whitespace().collect::<Vec<_>>().join(" ");
        match line.char_indices().nth(SUMMARY_CHARACTERS) {
            Some((end, _)) => format!("{}…", &line[..end]),
            None => line,
        }
    }

    /// The command for these answers, if there is one.
    pub(crate) fn command(&self, asked: Asked<'_>) -> Result<Option<Proposed>> {
        self.runs.map_or(Ok(None), |runs| runs(asked))
    }
}

impl Field {
    /// An answer as it is kept, nothing if there is none, or what is wrong with it.
    fn read(&self, typed: &str) -> Result<Option<String>, String> {
        // Browsers send line breaks as two characters.
        let text = typed.replace("\r\n", "\n").trim().to_owned();
        if text.is_empty() {
            return self.missing.map_or(Ok(None), |missing| Err(missing.to_owned()));
        }
        let breaks = matches!(self.entry, Entry::Text | Entry::Emails(_));
        if text.chars().any(|c| c.is_control() && !(breaks && matches!(c, '\n' | '\t'))) {
            return Err(common::TEXT_CONTROL.text.to_owned());
        }
        let most = self.characters();
        if text.chars().count() > most {
            return Err(common::TEXT_TOO_LONG.text.replace("{limit}", &most.to_string()));
        }
        match self.entry {
            Entry::Line(_) | Entry::Text => Ok(Some(text)),
            Entry::Email if is_address(&text) => Ok(Some(text)),
            Entry::Email => Err(messages::EMAIL.to_owned()),
            Entry::Telephone if is_telephone(&text) => Ok(Some(text)),
            Entry::Telephone => Err(messages::TELEPHONE.to_owned()),
            Entry::Count(least, most) => match text.parse::<i64>() {
                Ok(number) if (least..=most).contains(&number) => Ok(Some(number.to_string())),
                _ => Err(messages::count(least, most)),
            },
            Entry::Choice(choices) if choices.iter().any(|(value, _)| *value == text) => {
                Ok(Some(text))
            }
            Entry::Choice(_) => Err(messages::CHOICE.to_owned()),
            Entry::Emails(most) => emails(&text, most).map(Some),
        }
    }

    const fn characters(&self) -> usize {
        match self.entry {
            Entry::Line(most) => most,
            Entry::Text | Entry::Emails(_) => TEXT_CHARACTERS,
            Entry::Email => 254,
            Entry::Telephone | Entry::Count(..) | Entry::Choice(_) => 64,
        }
    }

    /// An answer as people read it.
    pub(crate) fn shown(&self, answer: &str) -> String {
        let Entry::Choice(choices) = self.entry else { return answer.to_owned() };
        let chosen = choices.iter().find(|(value, _)| *value == answer);
        chosen.map_or_else(|| answer.to_owned(), |(_, text)| (*text).to_owned())
    }
}

/// Addresses on lines of their own, each once.
fn emails(text: &str, most: usize) -> Result<String, String> {
    let mut found: Vec<&str> = Vec::new();
    for address in text.split(['\n', ',', ';', ' ', '\t']).filter(|part| !part.is_empty()) {
        if !is_address(address) {
            return Err(messages::one_email(address));
        }
        if !found.contains(&address) {
            found.push(address);
        }
    }
    if found.len() > most { Err(messages::emails_at_most(most)) } else { Ok(found.join("\n")) }
}

/// Whether something looks like an email address; that it is somebody's is another question.
pub fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    !local.is_empty()
        && !text.chars().any(char::is_whitespace)
        && domain.split('.').count() > 1
        && domain.split('.').all(|label| !label.is_empty())
}

fn is_telephone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (3..=20).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " +()-.#x".contains(c))
}
