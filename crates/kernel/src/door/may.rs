//! Asks the authority tables whether somebody may do something, for answers that show more to those who may.

use std::sync::Arc;

use super::{Answers, Call, Question};
use crate::authority::{Action, Resource, RuleBook, Sight, decide, sight_for};
use crate::refusal::{Error, Fault, Result, messages};

/// Whether the call may do the action to the resource as things are. What no table has, nobody may.
pub struct MayDo {
    /// Who would do it.
    pub call: Call,
    /// What.
    pub action: Action,
    /// To what.
    pub resource: Resource,
}

impl Question for MayDo {
    type Answer = bool;
}

/// What the call may see for an action other than that of its query: for lists whose rows are not all for the same
/// roles. What no table has, nobody sees.
pub struct SeenFor {
    /// Who would look.
    pub call: Call,
    /// For what.
    pub action: Action,
}

impl Question for SeenFor {
    type Answer = Sight;
}

pub(super) fn answer(answers: &mut Answers, rules: &RuleBook) -> Result<(), Fault> {
    let rules = Arc::new(rules.clone());
    let seen_by = Arc::clone(&rules);
    answers.add(move |SeenFor { call, action }, reader| {
        let rules = Arc::clone(&seen_by);
        Box::pin(async move {
            if rules.who(action).is_none() {
                return Ok(Sight::NOTHING);
            }
            match sight_for(&rules, &call, action, reader).await {
                Ok(sight) => Ok(sight),
                Err(Error::Refused(_)) => Ok(Sight::NOTHING),
                Err(fault) => Err(fault),
            }
        })
    })?;
    answers.add(move |MayDo { call, action, resource }, reader| {
        let rules = Arc::clone(&rules);
        Box::pin(async move {
            if rules.who(action).is_none() {
                return Ok(false);
            }
            match decide(&rules, &call, action, resource, reader).await {
                Ok(()) => Ok(true),
                Err(error) => is_offered(error),
            }
        })
    })
}

/// Whether something that was refused is still offered: what only needs a record first of how the asker was checked is,
/// and its refusal says so.
pub(super) fn is_offered(error: Error) -> Result<bool> {
    match error {
        Error::Refused(refusal) => Ok(refusal.code == messages::INTAKE_MISSING.code),
        fault => Err(fault),
    }
}
