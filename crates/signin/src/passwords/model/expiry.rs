//! When passwords end: never under the modern rules, and after a year under the older ones.
//!
//! It is looked at when somebody signs in, so a change of the rules counts for everybody at once, and nobody is thrown out
//! of a session. Whoever's password has ended is asked for a new one right then, with the old one as the proof.

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::db::Reader;
use kernel::refusal::Fault;

use super::policy::{POLICY, Style, style_of};

/// How long a password is good for under the older rules. One number for everybody: those that end soon are found by when
/// they were set.
pub const VALID_DAYS: NumberRule = NumberRule::new(
    "password.older-valid-days",
    365,
    30..=3650,
    "days",
    "Domain rules, password policy: validity",
)
.of_the_nation();

/// For how many days passwords are good at a moment; none if they do not end.
pub(crate) async fn valid_days(reader: &mut Reader, now: Timestamp) -> Result<Option<i64>, Fault> {
    match style_of(reader.dated(&POLICY, None, now).await?) {
        Style::Modern => Ok(None),
        Style::Older => Ok(Some(reader.dated(&VALID_DAYS, None, now).await?)),
    }
}
