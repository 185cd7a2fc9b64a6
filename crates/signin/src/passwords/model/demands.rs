//! Everything that is asked of a password that is chosen now, put together for one account, or for somebody of whom
//! nothing is known yet.

use facts::directory::AccountView;
use kernel::clock::Timestamp;
use kernel::dated::{NumberRule, Stricter};
use kernel::db::Reader;
use kernel::refusal::{Fault, Refusal};

use super::Policy;
use super::rules::Around;
use crate::gate::Gate;
use crate::words::{self, Denied};

/// How many of the last passwords are not taken again, the one in use among them.
pub const HISTORY: NumberRule = NumberRule::new(
    "password.history",
    4,
    1..=24,
    "passwords",
    "Domain rules, password policy: not equal to the last 4",
)
.may_be(Stricter::Higher);

/// What is asked of a password.
#[derive(Clone, Debug)]
pub(crate) struct Demands {
    /// Lengths and the set of rules.
    pub(crate) policy: Policy,
    /// How many of the last ones are not taken again.
    pub(crate) history: i64,
    around: Around,
    denied: Denied,
}

impl Demands {
    /// No more than is asked of everybody: what may be said before anything is looked up.
    pub(crate) async fn of_anybody(
        gate: &Gate,
        reader: &mut Reader,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        Ok(Self {
            policy: Policy::of_anybody(reader, now).await?,
            history: reader.dated(&HISTORY, None, now).await?,
            around: Around::product(&gate.settings().product),
            denied: words::denied(reader, None).await?,
        })
    }

    /// What is asked of one account.
    pub(crate) async fn of(
        gate: &Gate,
        reader: &mut Reader,
        view: &AccountView,
        now: Timestamp,
    ) -> Result<Self, Fault> {
        Ok(Self {
            policy: Policy::of(reader, view, now).await?,
            history: reader.dated(&HISTORY, Some(view.organisation), now).await?,
            around: Around::product(&gate.settings().product).and_person(view),
            denied: words::denied(reader, Some(view.organisation)).await?,
        })
    }

    /// Whether the password, in the form in which it is hashed, is taken; the field is the one it was typed into.
    pub(crate) fn check(&self, password: &str, field: &'static str) -> Result<(), Refusal> {
        self.around.check(password, self.policy, field)?;
        self.denied.check(password, field)
    }

    /// The password as it is kept, once it is hashed.
    pub(crate) const fn chosen(&self, hash: String) -> Chosen {
        Chosen { hash, characters_asked: self.policy.least, remembered: self.history }
    }
}

/// A new password that was taken.
#[derive(Clone, Debug)]
pub struct Chosen {
    /// Its hash in PHC form.
    pub(crate) hash: String,
    /// The fewest characters that were asked for.
    pub(crate) characters_asked: i64,
    /// How many of those before it are remembered.
    pub(crate) remembered: i64,
}
