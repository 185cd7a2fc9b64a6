//! Which rules hold for whom: the modern ones, or the older ones of the real service, from a day on.
//!
//! The modern rules are those of NIST SP 800-63B-4, 3.1.1.2: length instead of mixtures, no end. How long depends on what
//! else signing in asks for: 15 characters where the password is all there is, 12 beside a code of an authenticator app.
//! The older rules are shorter, refuse blanks, and want a mixture of system accounts.
//!
//! Neither set is the stricter one in every respect, so the choice is one for everybody; of the numbers of either an
//! organisation may have stricter ones. A rule never shuts out a password that is there: it is asked for when the
//! password is next chosen, and until then its owner is told.

use facts::directory::AccountView;
use kernel::clock::Timestamp;
use kernel::dated::{NumberRule, Stricter};
use kernel::db::Reader;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;

use crate::factors;

/// Which set of rules holds: 0 for the modern ones, 1 for the older ones.
pub const POLICY: NumberRule = NumberRule::new(
    "password.policy",
    MODERN,
    MODERN..=OLDER,
    "password policy",
    "NIST SP 800-63B-4, 3.1.1.2; the older rules are those of the real service since May 2019",
)
.of_the_nation();
const MODERN: i64 = 0;
const OLDER: i64 = 1;

/// Fewest characters of a password beside which signing in asks for a code.
pub const LEAST_CHARACTERS: NumberRule = NumberRule::new(
    "password.least-characters",
    12,
    8..=64,
    "characters",
    "Security decisions, passwords; NIST SP 800-63B-4 wants 8 or more beside a second factor",
)
.may_be(Stricter::Higher);

/// Fewest characters of a password that is all that signing in asks for.
pub const LEAST_ALONE: NumberRule = NumberRule::new(
    "password.least-characters-alone",
    15,
    8..=64,
    "characters",
    "NIST SP 800-63B-4, 3.1.1.2: a password that is the only factor",
)
.not_below(&LEAST_CHARACTERS)
.may_be(Stricter::Higher);

/// Fewest characters under the older rules.
pub const LEAST_OLDER: NumberRule = NumberRule::new(
    "password.older-least-characters",
    10,
    8..=64,
    "characters",
    "Domain rules, password policy of users",
)
.may_be(Stricter::Higher);

/// Fewest characters of the password of a system account, under either set of rules: nobody types it, and nothing else
/// is asked for beside it.
pub const LEAST_OF_SYSTEMS: NumberRule = NumberRule::new(
    "password.system-least-characters",
    20,
    15..=64,
    "characters",
    "Domain rules, password policy of application accounts",
)
.may_be(Stricter::Higher);

/// Most characters of a password; beyond it nothing is gained and hashing costs more.
pub const MOST_CHARACTERS: NumberRule = NumberRule::new(
    "password.most-characters",
    128,
    64..=512,
    "characters",
    "OWASP Application Security Verification Standard 5, 6.2",
);

/// What system accounts are called among accounts.
const SYSTEM: &str = "application";

/// A set of rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// Length, and nothing about signs.
    Modern,
    /// Shorter, without blanks.
    Older,
}

/// The set of rules that a value of [`POLICY`] stands for.
pub(super) const fn style_of(value: i64) -> Style {
    match value {
        OLDER => Style::Older,
        _ => Style::Modern,
    }
}

/// Who chooses a password, as far as it matters for the rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Chooser {
    /// Somebody of whom nothing is known: what everybody has to do at the least.
    Anybody,
    /// Somebody of whom nothing more is asked to sign in.
    Alone,
    /// Somebody with an authenticator app.
    WithSecondStep,
    /// A piece of software.
    System,
}

/// What is asked of a password that is chosen now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Policy {
    /// Which set of rules.
    pub(crate) style: Style,
    /// Fewest characters.
    pub(crate) least: i64,
    /// Most characters.
    pub(crate) most: i64,
    chooser: Chooser,
}

impl Policy {
    /// For somebody of whom nothing is known yet: no more than is asked of everybody.
    pub(crate) async fn of_anybody(reader: &mut Reader, now: Timestamp) -> Result<Self, Fault> {
        Self::read(reader, None, Chooser::Anybody, now).await
    }

    /// For somebody new, who has no second step yet: what a page says before it knows who reads it.
    pub(crate) async fn of_newcomers(reader: &mut Reader, now: Timestamp) -> Result<Self, Fault> {
        Self::read(reader, None, Chooser::Alone, now).await
    }

    /// For an account.
    pub(crate) async fn of(
        reader: &mut Reader,
        view: &AccountView,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let chooser = if view.kind == SYSTEM {
            Chooser::System
        } else if factors::is_asked(reader, view.account).await? {
            Chooser::WithSecondStep
        } else {
            Chooser::Alone
        };
        Self::read(reader, Some(view.organisation), chooser, now).await
    }

    async fn read(
        reader: &mut Reader,
        place: Option<OrganisationId>,
        chooser: Chooser,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        let style = style_of(reader.dated(&POLICY, None, now).await?);
        let beside = reader.dated(&LEAST_CHARACTERS, place, now).await?;
        let least = match (chooser, style) {
            (Chooser::System, _) => reader.dated(&LEAST_OF_SYSTEMS, place, now).await?,
            (_, Style::Older) => reader.dated(&LEAST_OLDER, place, now).await?,
            (Chooser::Alone, Style::Modern) => {
                // A value for both that was set before the two were told apart counts for both.
                reader.dated(&LEAST_ALONE, place, now).await?.max(beside)
            }
            (Chooser::Anybody | Chooser::WithSecondStep, Style::Modern) => beside,
        };
        let most = reader.dated(&MOST_CHARACTERS, place, now).await?;
        Ok(Self { style, least, most, chooser })
    }

    /// Whether letters of both cases and a digit or sign are asked for.
    pub(super) const fn wants_mixture(self) -> bool {
        matches!((self.style, self.chooser), (Style::Older, Chooser::System))
    }

    /// Whether blanks are refused.
    pub(super) const fn wants_no_blanks(self) -> bool {
        matches!(self.style, Style::Older)
    }
}
