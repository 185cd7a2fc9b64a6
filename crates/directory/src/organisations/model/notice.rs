//! What the register changed of a member that somebody has to deal with.
//!
//! The register closes and renames organisations without asking the service. Accounts must sit in an organisation
//! that is open in law (domain rules, "Closed organisations"), and what carries a name has to be told of a new one.
//! So each member has one notice of each kind, which is open while the register says something nobody has dealt with.

use kernel::clock::Timestamp;
use kernel::ids::OrganisationId;

use super::{NoticeKind, NoticeState, Organisation, OrganisationState, RegisterStatus};

/// One notice, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Notice {
    pub(crate) organisation: OrganisationId,
    pub(crate) kind: NoticeKind,
    pub(crate) state: NoticeState,
    /// What somebody dealt with last: the name, or the words of the closing; empty where it works.
    pub(crate) known: String,
    /// What the register says while the notice is open.
    pub(crate) says: String,
    /// The day of the change, as far as the register tells.
    pub(crate) day: i64,
    /// Codes of those that take over, the earliest first.
    pub(crate) successors: Vec<String>,
    pub(crate) noticed_at: Timestamp,
    pub(crate) settled_at: Option<Timestamp>,
    pub(crate) version: i64,
}

impl Organisation {
    fn is_member(&self) -> bool {
        matches!(self.state, OrganisationState::Open | OrganisationState::Closing)
    }

    /// Whether the register has closed it, in law or in operation. A last day is a day of work still.
    pub(crate) fn is_closed_by_register(&self, today: i64) -> bool {
        self.status == RegisterStatus::Inactive
            || [self.closed_on, self.legal_closed_on].into_iter().flatten().any(|day| day < today)
    }

    /// What the register says of its closing, for comparison; empty where it works or is no member.
    fn closing_words(&self, today: i64) -> String {
        if !self.is_member() || !self.is_closed_by_register(today) {
            return String::new();
        }
        let day = |day: Option<i64>| day.map_or_else(|| "-".to_owned(), |day| day.to_string());
        format!("{} {} {}", self.status.name(), day(self.closed_on), day(self.legal_closed_on))
    }

    /// The day on which the register closed it.
    fn closing_day(&self, today: i64) -> i64 {
        let passed = [self.closed_on, self.legal_closed_on].into_iter().flatten();
        passed.filter(|day| *day < today).min().unwrap_or(self.register_as_of)
    }

    /// The notice of an organisation that has just been opened: everything is known.
    pub(crate) fn unnoticed(
        &self,
        kind: NoticeKind,
        held: Option<&Notice>,
        now: Timestamp,
    ) -> Notice {
        Notice {
            organisation: self.id,
            kind,
            state: NoticeState::Quiet,
            known: match kind {
                NoticeKind::Closed => String::new(),
                NoticeKind::Renamed => self.name.clone(),
            },
            says: String::new(),
            day: self.register_as_of,
            successors: Vec::new(),
            noticed_at: now,
            settled_at: None,
            version: held.map_or(0, |held| held.version),
        }
    }

    /// What its notice of that kind has to become, if that differs from what it is.
    pub(crate) fn noticed(
        &self,
        kind: NoticeKind,
        held: Option<&Notice>,
        successors: &[String],
        today: i64,
        now: Timestamp,
    ) -> Option<Notice> {
        let quiet = self.unnoticed(kind, held, now);
        let known = held.map_or(&quiet.known, |held| &held.known);
        let (says, day) = match kind {
            NoticeKind::Closed => (self.closing_words(today), self.closing_day(today)),
            NoticeKind::Renamed if self.is_member() => (self.name.clone(), self.register_as_of),
            NoticeKind::Renamed => (known.clone(), self.register_as_of),
        };
        // A register that takes a closing back also takes back that it was dealt with.
        let is_withdrawn = kind == NoticeKind::Closed && says.is_empty();
        if says == *known || is_withdrawn {
            let known = if is_withdrawn { String::new() } else { known.clone() };
            return match held {
                // A member from before the notices: its name is the one it is known by.
                None => (kind == NoticeKind::Renamed && self.is_member()).then_some(quiet),
                Some(held) if held.state == NoticeState::Open || held.known != known => {
                    Some(Notice { known, ..quiet })
                }
                Some(_) => None,
            };
        }
        match held {
            Some(held)
                if held.state == NoticeState::Open
                    && held.says == says
                    && held.successors == successors =>
            {
                None
            }
            _ => {
                let is_open = held.filter(|held| held.state == NoticeState::Open);
                Some(Notice {
                    state: NoticeState::Open,
                    known: known.clone(),
                    day: is_open.filter(|held| held.says == says).map_or(day, |held| held.day),
                    says,
                    successors: successors.to_vec(),
                    noticed_at: is_open.map_or(now, |held| held.noticed_at),
                    ..quiet
                })
            }
        }
    }
}
