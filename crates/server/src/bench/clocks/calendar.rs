//! Days of the calendar and the clocks of London, worked out without a library: the oracle's own.

use super::model::{At, DAY};

/// When the last day ends in London, by the rule of its clocks: an hour ahead from the last Sunday of March to that of
/// October, 01:00 UTC each.
pub(super) fn end_of_day_in_london(day: At) -> At {
    let midnight = (day + 1) * DAY;
    let ahead = midnight - DAY / 24;
    if is_summer(ahead) { ahead } else { midnight }
}

fn is_summer(at: At) -> bool {
    let (year, _, _) = civil(at.div_euclid(DAY));
    let change = |month: i64| last_sunday(year, month) * DAY + DAY / 24;
    (change(3)..change(10)).contains(&at)
}

fn last_sunday(year: i64, month: i64) -> i64 {
    let last = day_number(year, month, 31);
    // 1 January 1970 was a Thursday.
    last - (last + 4).rem_euclid(7)
}

/// The number of a day, counted from 1970 (Hinnant's algorithm).
pub(super) const fn day_number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a number.
pub(super) const fn civil(day: i64) -> (i64, i64, i64) {
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted - era * 146_097;
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + if month <= 2 { 1 } else { 0 };
    (year, month, of_year - (153 * shifted_month + 2) / 5 + 1)
}
