//! How long it is kept who looked.

use kernel::dated::NumberRule;

/// Days for which it is kept who looked at records.
pub(crate) const KEEP_DAYS: NumberRule = NumberRule::new(
    "look.keep-days",
    730,
    90..=3650,
    "days",
    "looks of national staff: two years, so that a complaint of last year can still be answered",
)
.of_the_nation();
