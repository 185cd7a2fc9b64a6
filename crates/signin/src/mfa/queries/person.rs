//! How one person stands, for those who help them and for themselves.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::mfa::model::{Judged, Policy, standing_of};
use crate::mfa::store::ExceptionState;
use crate::mfa::{authority, store};
use crate::people;

/// Exceptions that are listed.
const LISTED: i64 = 20;

/// Whether a person has to have a second step of signing in, why, and which exceptions there were.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecondStepOf {
    /// Who.
    pub person: AccountId,
}

/// How a person stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StandsWith {
    /// Why, what they have, and until when; none for what is no person.
    pub stands: Option<Judged>,
    /// What an administrator asks of them by themselves.
    pub policy: Policy,
    /// Exceptions, the latest first, at most 20.
    pub exceptions: Vec<ExceptionItem>,
}

/// An exception.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExceptionItem {
    /// Its key.
    pub exception: Uuid,
    /// Why, as a word of a list.
    pub reason: String,
    /// Why, in words.
    pub words: String,
    /// Where it stands.
    pub state: ExceptionState,
    /// When it was asked for or granted, in microseconds since 1970.
    pub asked_at: Timestamp,
    /// Until when it counts or counted.
    pub until: Option<Timestamp>,
}

impl Query for SecondStepOf {
    const NAME: &'static str = "second-step.of-person";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = StandsWith;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<StandsWith> {
        let view = people::person(reader, self.person).await?;
        if !sight.sees_organisation(reader, view.organisation).await? {
            return Err(messages::NOT_FOUND.refuse().into());
        }
        let kept = store::memberships(reader, &[self.person]).await?.remove(&self.person);
        let item = |kept: store::Exception| ExceptionItem {
            exception: kept.id,
            reason: kept.reason,
            words: kept.words,
            state: kept.state,
            asked_at: kept.asked_at,
            until: kept.until,
        };
        let exceptions = store::history(reader, self.person, LISTED).await?;
        Ok(StandsWith {
            stands: standing_of(reader, &view, "", call.now).await?,
            policy: kept.map_or(Policy::None, |(policy, _)| policy),
            exceptions: exceptions.into_iter().map(item).collect(),
        })
    }
}

/// Whether one has to have a second step of signing in, and until when one adds it.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MySecondStep {}

impl Query for MySecondStep {
    const NAME: &'static str = "second-step.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = Option<Judged>;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Option<Judged>> {
        let account = sight.own().ok_or_else(|| messages::SIGN_IN.refuse())?;
        let view = people::person(reader, account).await?;
        standing_of(reader, &view, "", call.now).await
    }
}
