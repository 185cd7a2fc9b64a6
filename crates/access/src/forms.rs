//! What the forms of this context have in common.

use kernel::clock::Timestamp;
use kernel::refusal::{Code, Error, Kind, Refusal, Result, messages};
use ui::form::{Problems, Values};

use crate::moments::{self, TypedDate};

/// The longest reason, in characters.
pub(crate) const REASON_CHARACTERS: usize = 500;

/// The reason as it is kept: trimmed, not empty, bounded, without control characters.
pub(crate) fn reason(typed: &str, missing: Code) -> Result<String, Refusal> {
    let reason = typed.trim();
    if reason.is_empty() {
        return Err(missing.at("reason"));
    }
    if reason.chars().count() > REASON_CHARACTERS {
        return Err(messages::TEXT_TOO_LONG.at("reason").with("limit", REASON_CHARACTERS));
    }
    if reason.chars().any(char::is_control) {
        return Err(messages::TEXT_CONTROL.at("reason"));
    }
    Ok(reason.to_owned())
}

/// A refusal that the form can show, as its problems; everything else goes on.
pub(crate) fn shown(error: Error) -> Result<Problems> {
    let refusal = match error {
        Error::Refused(refusal)
            if matches!(
                refusal.kind,
                Kind::Invalid | Kind::Conflict | Kind::Stale | Kind::Limited
            ) =>
        {
            refusal
        }
        other => return Err(other),
    };
    let mut problems = Problems::new();
    for field in &refusal.fields {
        problems.add(field.field.clone(), field.text.clone());
    }
    if refusal.fields.is_empty() {
        problems.add_general(refusal.text.clone());
    }
    Ok(problems)
}

/// The moment three fields say, if they say one; a day that does not exist is a problem.
pub(crate) fn moment(
    values: &Values,
    name: &str,
    wrong: Code,
    edge: impl Fn(jiff::civil::Date) -> Option<Timestamp>,
    problems: &mut Problems,
) -> Option<Timestamp> {
    let found = match moments::typed(values, name) {
        TypedDate::Empty => return None,
        TypedDate::Day(date) => edge(date),
        TypedDate::Wrong => None,
    };
    if found.is_none() {
        problems.add(name, wrong.text);
    }
    found
}
