use jiff::civil::date;

use super::Zone;

/// 2 July 2027, 12:04 UTC.
const JULY: i64 = 1_814_529_840_000_000;
/// 1 January 2027, 12:00 UTC.
const NEW_YEAR: i64 = 1_798_804_800_000_000;
const SECOND: i64 = 1_000_000;
const HOUR: i64 = 3600 * SECOND;

fn zone(name: &str) -> Zone {
    Zone::named(name).expect("the zone is in the database")
}

#[test]
fn a_moment_of_today_is_a_time_and_any_other_has_its_day() {
    let utc = Zone::default();
    assert_eq!(utc.in_words(NEW_YEAR, NEW_YEAR + 60 * SECOND), "12:00 UTC");
    assert_eq!(utc.in_words(NEW_YEAR, NEW_YEAR + 72 * HOUR), "1 January 2027 at 12:00 UTC");
}

#[test]
fn summer_time_is_the_installations_own() {
    assert_eq!(Zone::default().in_words(JULY, JULY), "12:04 UTC");
    assert_eq!(zone("Europe/London").in_words(JULY, JULY), "13:04");
}

#[test]
fn far_from_greenwich_it_is_another_day() {
    let auckland = zone("Pacific/Auckland");
    assert_eq!(auckland.minute(JULY), "3 July 2027, 00:04");
    assert_eq!(auckland.day(JULY), "3 July 2027");
    assert_eq!(auckland.clock(JULY), "00:04");
    assert_eq!(
        auckland.day_element(JULY).0,
        "<time datetime=\"2027-07-02T12:04:00Z\">3 July 2027</time>"
    );
}

#[test]
fn a_day_begins_when_its_zone_says() {
    let day = date(2027, 7, 3);
    let utc = Zone::default().start_of(day).expect("the day begins");
    for (name, earlier) in [("Pacific/Auckland", 12), ("Europe/London", 1), ("America/Halifax", -3)]
    {
        let zone = zone(name);
        let start = zone.start_of(day).expect("the day begins");
        assert_eq!(start, utc - earlier * HOUR, "{name}");
        assert_eq!(zone.day(start), "3 July 2027", "{name}");
        assert_eq!(zone.day(start - SECOND), "2 July 2027", "{name}");
    }
}

#[test]
fn a_zone_that_is_in_no_database_is_none() {
    assert_eq!(Zone::named("Europe/Nowhere"), None);
}

#[test]
fn a_day_ends_when_the_next_one_begins_whatever_its_length() {
    let london = zone("Europe/London");
    let hours = |day| (london.end_of(day)? - london.start_of(day)?).checked_div(HOUR);
    assert_eq!(hours(date(2027, 3, 27)), Some(24));
    assert_eq!(hours(date(2027, 3, 28)), Some(23));
    assert_eq!(hours(date(2027, 10, 31)), Some(25));
}
