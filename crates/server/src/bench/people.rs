//! The people of a benchmark: the same on both sides.

use crate::nation::{PlannedPerson, plan};

/// So many people, drawn from the fictional nation.
pub(super) fn people(number: usize) -> impl Iterator<Item = PlannedPerson> {
    let nation = plan(number.max(30), 1);
    (0..nation.organisations.len())
        .flat_map(move |organisation| nation.people_of(organisation))
        .take(number)
}
