//! Days as people write them.

use jiff::civil::Date;
use kernel::clock::Timestamp;
use ui::when::Zone;

/// The beginning of a day written `2027-03-05`, in the installation's time zone; none if it is no day.
pub fn parse_day(zone: &Zone, text: &str) -> Option<Timestamp> {
    let date: Date = text.parse().ok()?;
    zone.start_of(date).map(Timestamp::from_micros)
}
