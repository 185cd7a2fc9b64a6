//! What is asked of somebody's own password.

use facts::directory::AccountOf;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{HISTORY, Policy, Style};
use super::{authority, store};

/// One's own password: since when it is in force, and what is asked of the next one.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyPassword {}

/// What is known of one's own password, and asked of the next one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OwnPassword {
    /// Since when it is in force, in microseconds since 1970; none if there is none.
    pub set_at: Option<Timestamp>,
    /// Whether it was set when fewer characters were asked for than are now. It goes on working.
    pub may_be_short: bool,
    /// Fewest characters of the next one.
    pub least_characters: i64,
    /// Whether the next one may hold blanks.
    pub may_hold_blanks: bool,
    /// How many of the last ones are not taken again.
    pub history: i64,
}

impl Query for MyPassword {
    const NAME: &'static str = "password.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = OwnPassword;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<OwnPassword> {
        let account = sight.own().ok_or_else(|| messages::SIGN_IN.refuse())?;
        let view = reader.ask(AccountOf(account)).await?;
        let view = view.ok_or_else(|| messages::NOT_FOUND.refuse())?;
        let policy = Policy::of(reader, &view, call.now).await?;
        let kept = store::credential(reader, account).await?;
        Ok(OwnPassword {
            set_at: kept.as_ref().map(|kept| kept.set_at),
            may_be_short: kept.is_some_and(|kept| kept.characters_asked < policy.least),
            least_characters: policy.least,
            may_hold_blanks: policy.style == Style::Modern,
            history: reader.dated(&HISTORY, Some(view.organisation), call.now).await?,
        })
    }
}
