//! The table of actions and who may do them, collected from the slices.

use std::collections::BTreeMap;

use super::{Role, RoleSet};
use crate::refusal::Fault;

/// What is being done, by its stable name (`person.create`). Commands and queries name theirs; several may share one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Action(pub &'static str);

/// Who may do an action.
#[derive(Clone, Copy, Debug)]
pub struct Who {
    /// Holders of these roles, where their grants reach.
    pub roles: RoleSet,
    /// The person themself, on what is their own.
    pub oneself: bool,
    /// Every account that may act.
    pub everyone: bool,
    /// Nobody needs to be signed in.
    pub anyone: bool,
    /// The operator on the host, through the command line.
    pub operator: bool,
    /// The service's own reconcilers.
    pub service: bool,
    /// Nobody has to have asked for it: whoever looks after organisations nationally does it without a record of how
    /// the asker was checked.
    pub unasked: bool,
}

impl Who {
    /// Holders of these roles, and the operator on the host.
    pub const fn roles(roles: &[Role]) -> Self {
        Self {
            roles: RoleSet::of(roles),
            oneself: false,
            everyone: false,
            anyone: false,
            operator: true,
            service: false,
            unasked: false,
        }
    }

    /// Every account that may act, and the operator on the host.
    pub const EVERYONE: Self = Self { everyone: true, ..Self::roles(&[]) };

    /// Nobody needs to be signed in.
    pub const ANYONE: Self = Self { anyone: true, everyone: true, ..Self::roles(&[]) };

    /// The service's own reconcilers only.
    pub const SERVICE: Self = Self { service: true, operator: false, ..Self::roles(&[]) };

    /// The person themself only.
    pub const ONESELF: Self = Self { oneself: true, operator: false, ..Self::roles(&[]) };

    /// And the person themself.
    pub const fn or_oneself(self) -> Self {
        Self { oneself: true, ..self }
    }

    /// And the service's own reconcilers.
    pub const fn or_service(self) -> Self {
        Self { service: true, ..self }
    }

    /// And nobody has to have asked for it.
    pub const fn unasked(self) -> Self {
        Self { unasked: true, ..self }
    }

    /// But not the operator on the host.
    pub const fn not_operator(self) -> Self {
        Self { operator: false, ..self }
    }
}

/// One line of a slice's table.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    /// The action.
    pub action: Action,
    /// Who may do it.
    pub who: Who,
}

impl Rule {
    /// One line of the table.
    pub const fn new(action: Action, who: Who) -> Self {
        Self { action, who }
    }
}

/// The whole table.
#[derive(Clone, Debug, Default)]
pub struct RuleBook(BTreeMap<Action, Who>);

impl RuleBook {
    /// Collects the slices' tables; an action stands in one of them only.
    pub fn collect<'a>(rules: impl IntoIterator<Item = &'a Rule>) -> Result<Self, Fault> {
        let mut book = BTreeMap::new();
        for rule in rules {
            if book.insert(rule.action, rule.who).is_some() {
                return Err(Fault::defect(format!(
                    "reading the authority tables, where {} stands twice",
                    rule.action.0
                )));
            }
        }
        Ok(Self(book))
    }

    /// Who may do it; an action without a line is nobody's.
    pub fn who(&self, action: Action) -> Option<&Who> {
        self.0.get(&action)
    }

    /// All lines.
    pub fn iter(&self) -> impl Iterator<Item = (&Action, &Who)> {
        self.0.iter()
    }
}
