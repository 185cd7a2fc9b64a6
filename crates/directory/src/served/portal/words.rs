//! Values in words.

use kernel::authority::ServedSector;
use maud::Markup;
use ui::components::SelectOption;
use ui::when::Zone;

use crate::served::Way;

/// How somebody was checked.
pub(super) const fn way(way: Way) -> &'static str {
    match way {
        Way::SiteMail => "Mail from the mailbox of the organisation",
        Way::Owner => "An owner of the mailbox asked while signed in",
        Way::Link => "They opened a one-time link that was mailed to them",
        Way::Call => "They were called at the registered number of the organisation",
    }
}

/// A moment that stands in a record.
pub(super) fn moment(at: &str, zone: &Zone) -> Markup {
    let at = at.parse::<jiff::Timestamp>().ok();
    at.map(|at| zone.minute_element(at.as_microsecond())).unwrap_or_default()
}

/// The sectors to choose from, with words for none.
pub(super) fn sectors(none: &str) -> Vec<SelectOption> {
    let all = ServedSector::ALL.iter().map(|one| SelectOption::new(one.name(), one.title()));
    std::iter::once(SelectOption::new("", none)).chain(all).collect()
}
