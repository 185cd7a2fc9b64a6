//! Undo: an act is taken back by a further act, worked out from the effects that the first one left in the audit.
//!
//! It is offered while what the act was about still has the version the act gave it. Whoever undoes needs the same
//! authority as for any other way of issuing that command, and it goes through the same door with that version as the
//! one expected, so nothing that happened since is overwritten.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Answers, Call, CommandEntry, Proposed, Question};
use crate::audit::{HistoryRow, newest_version};
use crate::authority::RuleBook;
use crate::refusal::{Error, Fault, Refusal, messages};

/// What takes this act back, if the caller may do that? Answered by the door from the registrations.
pub struct InverseOf {
    /// The act.
    pub act: HistoryRow,
    /// Who would take it back.
    pub call: Call,
}

impl Question for InverseOf {
    type Answer = Result<Inverse, Refusal>;
}

/// The act that takes another one back.
#[derive(Clone, Debug)]
pub struct Inverse {
    /// The command.
    pub proposed: Proposed,
    /// The version that its subject must still have.
    pub version: i64,
}

pub(super) fn answer(
    answers: &mut Answers,
    commands: &BTreeMap<&'static str, CommandEntry>,
    rules: &RuleBook,
) -> Result<(), Fault> {
    let (commands, rules) = (Arc::new(commands.clone()), Arc::new(rules.clone()));
    answers.add(move |InverseOf { act, call }, reader| {
        let (commands, rules) = (Arc::clone(&commands), Arc::clone(&rules));
        Box::pin(async move {
            let entry = commands.get(act.row.command.as_str());
            let inverse = entry.filter(|_| act.row.outcome == "done");
            let inverse = inverse.and_then(|entry| (entry.inverse)(&act));
            let (Some(proposed), Some(subject)) = (inverse, act.row.subject) else {
                return Ok(Err(messages::NO_INVERSE.refuse()));
            };
            let Some(back) = commands.get(proposed.command) else {
                return Err(Fault::defect("taking an act back with an unknown command").into());
            };
            match (back.may)(&rules, &call, proposed.body.clone(), reader).await {
                Ok(()) => {}
                Err(Error::Refused(refusal)) => return Ok(Err(*refusal)),
                Err(fault) => return Err(fault),
            }
            let version = act.row.subject_version;
            let kind = act.row.subject_kind.as_deref().unwrap_or_default();
            if newest_version(reader, kind, subject).await? > version {
                return Ok(Err(messages::CHANGED_SINCE.refuse()));
            }
            Ok(Ok(Inverse { proposed, version }))
        })
    })
}
