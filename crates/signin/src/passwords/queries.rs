//! What is asked of somebody's own password.

use facts::directory::AccountOf;
use facts::signin::{EndingPassword, PasswordsEnding};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Answers, Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{HISTORY, Policy, Style, valid_days};
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
    /// When it ends, where passwords end: signing in asks for a new one then.
    pub ends_at: Option<Timestamp>,
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
            ends_at: match &kept {
                Some(kept) => ends_at(reader, kept.set_at, call.now).await?,
                None => None,
            },
            may_be_short: kept.is_some_and(|kept| kept.characters_asked < policy.least),
            least_characters: policy.least,
            may_hold_blanks: policy.style == Style::Modern,
            history: reader.dated(&HISTORY, Some(view.organisation), call.now).await?,
        })
    }
}

/// When a password that was set at a moment ends, if passwords end.
pub(crate) async fn ends_at(
    reader: &mut Reader,
    set_at: Timestamp,
    now: Timestamp,
) -> Result<Option<Timestamp>, Fault> {
    Ok(valid_days(reader, now).await?.map(|days| set_at.plus_days(days)))
}

/// Whether the password of an account has ended.
pub(crate) async fn has_ended(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<bool, Fault> {
    let Some(days) = valid_days(reader, now).await? else { return Ok(false) };
    let kept = store::credential(reader, account).await?;
    Ok(kept.is_some_and(|kept| kept.set_at.plus_days(days) <= now))
}

/// Says whose passwords end soon.
pub(super) fn answer(answers: &mut Answers) -> Result<(), Fault> {
    answers.add(|asked: PasswordsEnding, reader| Box::pin(ending(reader, asked)))
}

async fn ending(reader: &mut Reader, asked: PasswordsEnding) -> Result<Vec<EndingPassword>> {
    let Some(days) = valid_days(reader, asked.at).await? else { return Ok(Vec::new()) };
    let set = |ends_at: Timestamp| ends_at.plus_days(-days);
    let after = asked.after.map(|(ends_at, account)| (set(ends_at), account));
    let (from, by) = (set(asked.from), set(asked.by));
    let found = store::set_between(reader, from, by, after, asked.limit).await?;
    let ending = |(set_at, account): (Timestamp, AccountId)| EndingPassword {
        account,
        ends_at: set_at.plus_days(days),
    };
    Ok(found.into_iter().map(ending).collect())
}
