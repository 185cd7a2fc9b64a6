//! Asks the authority tables whether somebody may do something, for answers that show more to those who may.

use std::sync::Arc;

use super::{Answers, Call, Question};
use crate::authority::{Action, Resource, RuleBook, decide};
use crate::refusal::{Error, Fault};

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

pub(super) fn answer(answers: &mut Answers, rules: &RuleBook) -> Result<(), Fault> {
    let rules = Arc::new(rules.clone());
    answers.add(move |MayDo { call, action, resource }, reader| {
        let rules = Arc::clone(&rules);
        Box::pin(async move {
            if rules.who(action).is_none() {
                return Ok(false);
            }
            match decide(&rules, &call, action, resource, reader).await {
                Ok(()) => Ok(true),
                Err(Error::Refused(_)) => Ok(false),
                Err(fault) => Err(fault),
            }
        })
    })
}
