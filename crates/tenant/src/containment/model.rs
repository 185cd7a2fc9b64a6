//! What was done, and how names of rules are kept.

use facts::tenant::TenantShut;
use kernel::clock::Timestamp;
use kernel::ids::AccountId;
use uuid::Uuid;

/// Names that are kept at most, and the longest of them, in characters.
const NAMES: (usize, usize) = (200, 100);

/// What was done about one time that an account was shut, as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Containment {
    pub(super) id: Uuid,
    pub(super) account: AccountId,
    pub(super) is_there: bool,
    pub(super) blocked_at: Option<Timestamp>,
    pub(super) sessions_ended_at: Option<Timestamp>,
    pub(super) rules_off_at: Option<Timestamp>,
    pub(super) rules: Vec<String>,
    pub(super) left: Vec<String>,
    pub(super) version: i64,
}

impl Containment {
    /// That of an account that was shut just now: nothing is done yet.
    pub(super) const fn begun(id: Uuid, account: AccountId) -> Self {
        Self {
            id,
            account,
            is_there: false,
            blocked_at: None,
            sessions_ended_at: None,
            rules_off_at: None,
            rules: Vec::new(),
            left: Vec::new(),
            version: 0,
        }
    }

    /// As others are told.
    pub(super) fn told(self) -> TenantShut {
        TenantShut {
            is_there: self.is_there,
            blocked_at: self.blocked_at,
            sessions_ended_at: self.sessions_ended_at,
            rules_off_at: self.rules_off_at,
            rules: self.rules,
            left: self.left,
        }
    }
}

/// Names as they are kept: one line each, short, and each once.
pub(super) fn names(before: &[String], new: &[String]) -> Vec<String> {
    let mut all: Vec<String> = before.to_vec();
    for name in new {
        let plain = |letter: char| if letter.is_control() { ' ' } else { letter };
        let name: String = name.chars().map(plain).take(NAMES.1).collect();
        let name = match name.trim() {
            "" => "a rule without a name".to_owned(),
            name => name.to_owned(),
        };
        if all.len() < NAMES.0 && !all.contains(&name) {
            all.push(name);
        }
    }
    all
}
