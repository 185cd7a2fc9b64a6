//! What takes an act done to a person back, from the effects it left.

use kernel::audit::HistoryRow;
use kernel::door::Proposed;
use kernel::ids::AccountId;
use serde_json::{Value, json};

use super::{
    CancelLeaver, ChangePerson, ChangeStart, DeletePerson, DisablePerson, EnablePerson,
    RenamePerson, RestorePerson,
};
use crate::people::model::Move;

/// Details that `person.change` can put back; flags stand in the record as 0 and 1.
const DETAILS: [(&str, bool); 9] = [
    ("display_name", false),
    ("job_title", false),
    ("department", false),
    ("unit", false),
    ("telephone", false),
    ("mobile", false),
    ("mobile_hidden", true),
    ("staff_number", false),
    ("listed", true),
];

/// The move back.
pub(super) fn of_move(step: Move, act: &HistoryRow) -> Option<Proposed> {
    let person = AccountId(act.row.subject?);
    let back = match step {
        Move::Disable => Proposed::new(&EnablePerson { person }),
        Move::Enable => {
            // The reason for which the person was disabled before, if it is still kept.
            let reason = act.of_subject().find(|effect| effect.attribute == "state_reason");
            let reason = reason.and_then(|effect| effect.before.kept());
            let reason = reason.and_then(|reason| reason.as_str().map(str::to_owned));
            Proposed::new(&DisablePerson { person, reason })
        }
        Move::Delete => Proposed::new(&RestorePerson { person }),
        Move::Restore => Proposed::new(&DeletePerson { person }),
        Move::Start | Move::Erase => return None,
    };
    back.ok()
}

/// Whoever was created is deleted again, which can be taken back for a while.
pub(super) fn of_creation(act: &HistoryRow) -> Option<Proposed> {
    Proposed::new(&DeletePerson { person: AccountId(act.row.subject?) }).ok()
}

/// The details as they were before; none if one of them is no longer kept.
pub(super) fn of_change(act: &HistoryRow) -> Option<Proposed> {
    let mut body = json!({ "person": act.row.subject? });
    for effect in act.of_subject() {
        let (name, is_flag) = DETAILS.iter().find(|(name, _)| *name == effect.attribute)?;
        let before = effect.before.kept()?;
        body[*name] = if *is_flag { Value::Bool(before == json!(1)) } else { before };
    }
    let back: ChangePerson = serde_json::from_value(body).ok()?;
    Proposed::new(&back).ok()
}

/// The name and the address as they were before; none if one of them is no longer kept, or if the name that others see was
/// one of its own and stayed: it is not in the entry, and would be formed anew.
pub(super) fn of_rename(act: &HistoryRow) -> Option<Proposed> {
    let person = AccountId(act.row.subject?);
    let mut back = RenamePerson {
        person,
        given_name: None,
        family_name: None,
        display_name: None,
        address: None,
    };
    for effect in act.of_subject() {
        let before = Some(effect.before.kept()?.as_str()?.to_owned());
        match effect.attribute.as_str() {
            "given_name" => back.given_name = before,
            "family_name" => back.family_name = before,
            "display_name" => back.display_name = before,
            "address" => back.address = before,
            _ => return None,
        }
    }
    let is_named = back.given_name.is_some() || back.family_name.is_some();
    if is_named && back.display_name.is_none() {
        return None;
    }
    Proposed::new(&back).ok()
}

/// The first day that was named before; none for somebody who has started by it.
pub(super) fn of_start(act: &HistoryRow) -> Option<Proposed> {
    let person = AccountId(act.row.subject?);
    if act.of_subject().any(|effect| effect.attribute == "state") {
        return None;
    }
    let before = act.of_subject().find(|effect| effect.attribute == "starts_on")?.before.kept()?;
    let first_day = before.as_str()?.to_owned();
    Proposed::new(&ChangeStart { person, first_day }).ok()
}

/// A mark is taken off again; who left at once is restored.
pub(super) fn of_leaver(act: &HistoryRow) -> Option<Proposed> {
    let person = AccountId(act.row.subject?);
    let is_deleted = act.of_subject().any(|effect| effect.attribute == "state");
    let back = if is_deleted {
        Proposed::new(&RestorePerson { person })
    } else {
        Proposed::new(&CancelLeaver { person })
    };
    back.ok()
}
