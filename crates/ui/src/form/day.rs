//! A day that is typed into three fields, `NAME-day`, `NAME-month` and `NAME-year`.

use maud::Markup;

use super::{Problems, Values};
use crate::components::{DateInput, Legend, date_input};
use crate::content::Content;

/// The day as commands take it, such as 2027-03-31. Three empty fields are none; what is no day becomes `none`, which every
/// command refuses with its own words.
pub fn typed_day(values: &Values, name: &str) -> Option<String> {
    let parts = ["year", "month", "day"].map(|part| values.one(&format!("{name}-{part}")).trim());
    if parts.iter().all(|part| part.is_empty()) {
        return None;
    }
    Some(match parts.map(str::parse::<u32>) {
        [Ok(year), Ok(month), Ok(day)] => format!("{year:04}-{month:02}-{day:02}"),
        _ => "none".to_owned(),
    })
}

/// The three fields, as they were typed. An empty hint is none.
pub fn day_input(
    values: &Values,
    problems: &Problems,
    name: &str,
    legend: &str,
    hint: impl Into<Content>,
) -> Markup {
    let part = |part: &str| values.one(&format!("{name}-{part}")).to_owned();
    date_input(&DateInput {
        name: name.to_owned(),
        legend: Legend { text: legend.to_owned(), ..Legend::default() },
        hint: Some(hint.into()).filter(|hint| !hint.is_empty()),
        error: problems.of(name),
        day: part("day"),
        month: part("month"),
        year: part("year"),
        ..DateInput::default()
    })
}

#[cfg(test)]
mod tests {
    //! What three fields say.

    use super::*;

    fn typed(day: &str, month: &str, year: &str) -> Option<String> {
        let values =
            Values::default().with("on-day", day).with("on-month", month).with("on-year", year);
        typed_day(&values, "on")
    }

    #[test]
    fn a_day_is_written_as_commands_take_it_and_no_day_is_not_lost() {
        assert_eq!(typed(" 3", "2", "2027 "), Some("2027-02-03".to_owned()));
        assert_eq!(typed("", " ", ""), None);
        for (day, month, year) in [("3", "", "2027"), ("-3", "2", "2027"), ("third", "2", "2027")] {
            assert_eq!(typed(day, month, year), Some("none".to_owned()), "{day} {month} {year}");
        }
    }
}
