//! What the second step is made of: numbers, names, codes, and who has come how far.

mod caller;
mod change;
mod claim;
mod entry;
mod key;
mod limits;
mod oneself;
mod recovery;
mod registering;
mod seal;
mod terms;
mod totp;
mod trial;
mod typed;
mod wanted;

use kernel::dated::NumberRule;

pub(crate) use caller::{ReadOut, use_read_out};
pub(crate) use change::{
    Before, Owners, added, has_app, has_strong, is_asked, owners_among, put_codes, removed,
};
pub(crate) use claim::{Claim, Whence, attempt_claim};
pub use entry::{Asks, Entered, Waiting};
pub(crate) use entry::{Fresh, ask, enter, let_in};
pub(super) use entry::{admit, cookie, no_cookie, step_key_of};
pub(super) use key::{Key, address};
pub use limits::{AT_ONCE_MINUTES, FAILURES_A_DAY, FAILURES_AT_ONCE, WARN_FAILURES};
pub(super) use limits::{DAY_SECONDS, Limits, Span};
pub(crate) use oneself::{Own, Shown};
#[cfg(test)]
pub(super) use recovery::CODES;
pub(crate) use recovery::draw;
pub use registering::RegisteredAtSignIn;
pub(crate) use registering::{Registering, registering};
pub use seal::Readable;
pub(super) use seal::{PURPOSE, open, seal};
pub(crate) use terms::{TermsStep, finish_terms_step, terms_step};
pub(super) use totp::{at_step, matching, step_at};
#[cfg(test)]
pub(super) use totp::{code, number};
pub(crate) use trial::{Proof, attempt_sent, by_hand, spend};
pub(super) use trial::{Purpose, Settlement, Trial, Tried, attempt, judged};
pub(super) use typed::Typed;
pub(crate) use typed::digits_of;
pub(super) use wanted::{Codes, Wanted, send_text, wanted};

/// How long somebody who has given their password may take to give the code.
pub const STEP_MINUTES: NumberRule = NumberRule::new(
    "second-factor.step-minutes",
    10,
    2..=60,
    "minutes",
    "Product decision on the second step of signing in",
)
.of_the_nation();

/// How long somebody who has to add a second step before they are in may take for it.
pub const REGISTER_MINUTES: NumberRule = NumberRule::new(
    "second-factor.register-minutes",
    30,
    5..=120,
    "minutes",
    "Product decision on the second step of signing in",
)
.of_the_nation();

/// How long an authenticator app that was not confirmed is kept.
pub const UNCONFIRMED_HOURS: NumberRule = NumberRule::new(
    "second-factor.unconfirmed-hours",
    24,
    1..=720,
    "hours",
    "Product decision on the second step of signing in",
)
.of_the_nation();

/// Authenticator apps that one person may have.
pub(super) const MOST: usize = 5;
/// The longest name of one, in characters.
pub(super) const LONGEST_NAME: usize = 60;
