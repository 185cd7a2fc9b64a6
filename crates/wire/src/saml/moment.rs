//! Moments as XML writes them (`xs:dateTime`): in UTC, as SAML demands (Core, 1.3.3).

/// The seconds since 1970 of a moment in UTC; none if it is written in any other way. Parts of a second are left out.
pub fn seconds(text: &str) -> Option<i64> {
    let text = text.strip_suffix('Z')?;
    let (day, time) = text.split_once('T')?;
    let time = match time.split_once('.') {
        Some((whole, part)) => {
            (!part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())).then_some(whole)?
        }
        None => time,
    };
    let (year, rest) = day.split_once('-')?;
    let (month, day) = rest.split_once('-')?;
    let (hour, rest) = time.split_once(':')?;
    let (minute, second) = rest.split_once(':')?;
    let (year, month, day) = (number(year, 4)?, number(month, 2)?, number(day, 2)?);
    let (hour, minute, second) = (number(hour, 2)?, number(minute, 2)?, number(second, 2)?);
    let fits = year >= 1970
        && (1..=12).contains(&month)
        && (1..=days_of(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    fits.then(|| ((days_before(year, month) + day - 1) * 24 + hour) * 3600 + minute * 60 + second)
}

fn number(text: &str, digits: usize) -> Option<i64> {
    let is_number = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    if is_number { text.parse().ok() } else { None }
}

const fn is_leap(year: i64) -> bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
}

const fn days_of(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if is_leap(year) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days from the beginning of 1970 to the beginning of a month.
fn days_before(year: i64, month: i64) -> i64 {
    let last = year - 1;
    let leaps = |year: i64| year / 4 - year / 100 + year / 400;
    let years = (year - 1970) * 365 + leaps(last) - leaps(1969);
    years + (1..month).map(|month| days_of(year, month)).sum::<i64>()
}
