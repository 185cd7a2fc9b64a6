//! How far somebody is, read from what there is.

use facts::directory::AccountOf;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Door, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::model::{Kept, SECOND_STEP_MAY_WAIT};
use super::{authority, store};
use crate::{factors, identity_checks, terms};

/// What is to be done before one begins to work, and how far one is.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MyWelcome {}

/// One's own first sign-in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Welcome {
    /// The steps before the last, which is to begin to work; none for whoever has no such list.
    pub steps: Vec<Step>,
    /// Whether the home page leads here.
    pub leads: bool,
    /// Until when it was put off, in microseconds since 1970.
    pub put_off_until: Option<Timestamp>,
    /// When it was finished.
    pub finished_at: Option<Timestamp>,
    /// Whether the second step of signing in may wait.
    pub second_step_may_wait: bool,
    /// The name by which others see one.
    pub name: String,
    /// The address.
    pub address: String,
    /// The organisation.
    pub organisation: String,
    /// The job title, if any.
    pub job_title: Option<String>,
    /// The department, if any.
    pub department: Option<String>,
    /// The telephone, if any.
    pub telephone: Option<String>,
    /// The mobile telephone, if any and shown.
    pub mobile: Option<String>,
}

/// One step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Step {
    /// Which one.
    pub name: StepName,
    /// Whether it is done.
    pub is_done: bool,
}

/// The steps, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StepName {
    /// Accepting the terms of use.
    Terms,
    /// Looking over one's details.
    Details,
    /// Adding a second step of signing in.
    SecondStep,
    /// Choosing a telephone word.
    TelephoneWord,
}

impl Welcome {
    /// Whether a step is done.
    pub fn is_done(&self, name: StepName) -> bool {
        self.steps.iter().any(|step| step.name == name && step.is_done)
    }

    /// How many are.
    pub fn done(&self) -> usize {
        self.steps.iter().filter(|step| step.is_done).count()
    }
}

/// What is done of the steps of whoever has such a list.
pub(super) async fn steps(
    reader: &mut Reader,
    account: AccountId,
    kept: &Kept,
    now: Timestamp,
) -> Result<Vec<Step>> {
    let step = |name, is_done| Step { name, is_done };
    Ok(vec![
        step(StepName::Terms, !terms::wait_for(reader, account, now).await?),
        step(StepName::Details, kept.details_at.is_some()),
        step(StepName::SecondStep, factors::is_asked(reader, account).await?),
        step(StepName::TelephoneWord, identity_checks::has_word(reader, account).await?),
    ])
}

impl Query for MyWelcome {
    const NAME: &'static str = "welcome.mine";
    const ACTION: Action = authority::MINE;
    const VIEW: View = View::Own;
    type Output = Welcome;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Welcome> {
        let account = sight.own().ok_or_else(|| messages::SIGN_IN.refuse())?;
        let view = reader.ask(AccountOf(account)).await?;
        let view = view.ok_or_else(|| messages::NOT_FOUND.refuse())?;
        let kept = store::kept(reader, account).await?;
        let steps = match &kept {
            Some(kept) => steps(reader, account, kept, call.now).await?,
            None => Vec::new(),
        };
        let may_wait = reader.dated(&SECOND_STEP_MAY_WAIT, None, call.now).await? == 1;
        Ok(Welcome {
            steps,
            leads: kept.is_some_and(|kept| kept.leads(call.now)),
            put_off_until: kept.and_then(|kept| kept.put_off_until),
            finished_at: kept.and_then(|kept| kept.finished_at),
            second_step_may_wait: may_wait,
            name: view.display_name,
            address: view.address,
            organisation: view.organisation_name,
            job_title: view.job_title,
            department: view.department,
            telephone: view.telephone,
            mobile: view.mobile,
        })
    }
}

/// Whether the home page leads an account to the list: one indexed read.
pub async fn leads(door: &Door, account: AccountId) -> Result<bool> {
    let now = door.clock().now();
    let kept = store::kept(&mut door.reader().await?, account).await?;
    Ok(kept.is_some_and(|kept| kept.leads(now)))
}
