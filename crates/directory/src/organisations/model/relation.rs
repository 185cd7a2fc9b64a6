//! What the register says that an organisation has to do with another one.

use kernel::ids::OrganisationId;

use super::RelationKind;

/// One relation, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Relation {
    pub(crate) organisation: OrganisationId,
    pub(crate) kind: RelationKind,
    pub(crate) other_code: String,
    pub(crate) started_on: Option<i64>,
    pub(crate) ended_on: Option<i64>,
    /// The day of the youngest file that says so.
    pub(crate) as_of: i64,
    /// The day of the youngest file that gives a first or last day; 0 where none does.
    pub(crate) dated_on: i64,
    pub(crate) version: i64,
}

impl Relation {
    /// What stands there after both have been heard: first and last day are one group, which only a file that gives
    /// one of them speaks of.
    pub(crate) fn hear(&self, said: &Self) -> Self {
        let days = |of: &Self| (of.dated_on, of.started_on, of.ended_on);
        let dated = if days(said) > days(self) { said } else { self };
        Self {
            as_of: self.as_of.max(said.as_of),
            started_on: dated.started_on,
            ended_on: dated.ended_on,
            dated_on: dated.dated_on,
            ..self.clone()
        }
    }

    /// Whether somebody sees a difference.
    pub(crate) fn shows_like(&self, other: &Self) -> bool {
        (self.started_on, self.ended_on) == (other.started_on, other.ended_on)
    }
}
