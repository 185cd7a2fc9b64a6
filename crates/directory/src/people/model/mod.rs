//! What an account is, how it moves through its life, and what its details may be. Pure rules.

mod account;
mod clocks;
mod details;
mod order;
mod search;
mod state;

pub use account::AccountKind;
pub(crate) use account::{Account, FirstDay};
pub use clocks::{
    Cause, DISABLED_DAYS, FEED_COVERAGE, FEED_FRESH_DAYS, HOLD_REST_HOURS, INACTIVE_DAYS,
    INACTIVE_DELETE_DAYS, LEAVE_AHEAD_DAYS, LEAVER_DAYS, Leaver, LeaverKind, NIGHT_FLOOR,
    NIGHT_PERCENT, START_AHEAD_DAYS,
};
pub(crate) use clocks::{ERASE, LAPSE, Listed, allowance, day_of, span_of};
pub(crate) use details::{Checked, Country, is_process_name, trimmed};
pub(crate) use order::Order;
pub(crate) use search::{Needle, sort_key, words, words_of};
pub use state::{AccountState, Move};

use kernel::dated::NumberRule;

/// Days in which a deleted account can be restored.
pub const RESTORE_DAYS: NumberRule = NumberRule::new(
    "account.restore-days",
    30,
    1..=3650,
    "days",
    "domain rules, account states and retention",
);
/// Days for which the addresses of an erased account are given to nobody else.
pub const ADDRESS_WITHHOLD_DAYS: NumberRule = NumberRule::new(
    "address.withhold-days",
    730,
    0..=36500,
    "days",
    "domain rules, retention of addresses",
);
/// Whether a mobile number has to be a UK one (1) or may be of any country (0). Nobody is ever disabled by it.
pub const MOBILE_UK_ONLY: NumberRule = NumberRule::new(
    "person.mobile-uk-only",
    1,
    0..=1,
    "1 for UK only, 0 for any country",
    "domain rules, profile",
);
