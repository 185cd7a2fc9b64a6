//! The numbers that bound texts.

use kernel::dated::{NumberRule, Stricter};

const COST: &str = "Security decisions, cost of texts: 1 in 2 minutes and 5 a day for one person, a budget for organisations";

/// Seconds between two texts to one person.
pub const APART_SECONDS: NumberRule =
    NumberRule::new("text.apart-seconds", 120, 30..=3600, "seconds", COST).may_be(Stricter::Higher);

/// Texts to one person in a day.
pub const A_DAY: NumberRule =
    NumberRule::new("text.a-day", 5, 1..=50, "texts in 24 hours", COST).may_be(Stricter::Lower);

/// Those of them that anybody can have sent who knows the address.
pub const RECOVERING_A_DAY: NumberRule =
    NumberRule::new("text.recovering-a-day", 2, 0..=50, "texts in 24 hours", COST)
        .may_be(Stricter::Lower);

/// Texts to all of an organisation in a day.
pub const ORGANISATION_A_DAY: NumberRule =
    NumberRule::new("text.organisation-a-day", 2000, 0..=1_000_000, "texts in 24 hours", COST)
        .may_be(Stricter::Lower);

/// How long a code is good.
pub const MINUTES: NumberRule = NumberRule::new(
    "text.minutes",
    10,
    2..=10,
    "minutes",
    "NIST SP 800-63B-4, 3.1.3.2: out-of-band codes are good for 10 minutes at most",
)
.of_the_nation();

/// Tries that a code is good for.
pub const TRIES: NumberRule = NumberRule::new(
    "text.tries",
    5,
    1..=10,
    "tries",
    "Security decisions, guessing of codes: 5 tries of a code",
)
.of_the_nation();
