//! Undo: an act is taken back by a further act, worked out from the effects that the first one left in the audit.
//!
//! It is offered while what the act was about still has the version the act gave it. Whoever undoes needs the same
//! authority as for any other way of issuing that command, and it goes through the same door with that version as the
//! one expected, so nothing that happened since is overwritten.

use std::collections::BTreeMap;

use super::{Answers, CommandEntry, Proposed, Question};
use crate::audit::{HistoryRow, newest_version};
use crate::refusal::{Fault, Refusal, messages};

/// What takes this act back? Answered by the door from the registrations.
pub struct InverseOf(pub HistoryRow);

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
) -> Result<(), Fault> {
    let inverses: BTreeMap<_, _> =
        commands.values().map(|entry| (entry.name, entry.inverse)).collect();
    answers.add(move |InverseOf(act), reader| {
        let inverse = inverses
            .get(act.row.command.as_str())
            .and_then(|inverse| if act.row.outcome == "done" { inverse(&act) } else { None });
        Box::pin(async move {
            let (Some(proposed), Some(subject)) = (inverse, act.row.subject) else {
                return Ok(Err(messages::NO_INVERSE.refuse()));
            };
            let version = act.row.subject_version;
            if newest_version(reader, subject).await? > version {
                return Ok(Err(messages::CHANGED_SINCE.refuse()));
            }
            Ok(Ok(Inverse { proposed, version }))
        })
    })
}
