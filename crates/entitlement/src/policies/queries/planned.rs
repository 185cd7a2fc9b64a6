//! Moves that wait for their day, and those that could not be done on it.

use facts::directory::AccountOf;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, ProposalState, Query, View, find_proposal};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::model::Planned;
use super::super::store::{members, planned, policies};
use super::super::{authority, messages};
use crate::keys::PolicyId;
use crate::{organisations, pages};

/// The moves to another user policy that are planned in an organisation, those that come first in front. One that could
/// not be done on its day stands here until somebody cancels it, moves the person there or plans anew.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PlannedMoves {
    /// The organisation's code.
    pub organisation: String,
    /// Only those into this user policy.
    #[serde(default)]
    pub policy: Option<PolicyId>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows of a page; 50 if not said, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// A move that is planned for somebody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PersonPlan {
    /// Where to.
    pub policy: PolicyId,
    /// What that user policy is called.
    pub name: String,
    /// On which day, such as 2027-03-31.
    pub day: String,
    /// The name of whoever planned it, in whose name it happens; empty if they are not there any more.
    pub asked_by: String,
    /// Why it could not be done, if its day has come and it was not.
    pub problem: Option<String>,
}

/// One planned move.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct PlannedLine {
    /// Who.
    pub person: AccountId,
    /// The name people see.
    pub person_name: String,
    /// The primary address.
    pub address: String,
    /// The user policy they are in now.
    pub from: String,
    /// What is planned.
    pub plan: PersonPlan,
}

/// A page of planned moves.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PlannedPage {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// The moves.
    pub items: Vec<PlannedLine>,
    /// What to send as `after` for the next page.
    pub next: Option<String>,
}

impl Query for PlannedMoves {
    const NAME: &'static str = "policy.planned";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = PlannedPage;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<PlannedPage> {
        let organisation = organisations::seen(reader, sight, &self.organisation).await?;
        let rows = pages::rows(self.limit);
        let after = place(self.after.as_deref());
        let key = organisation.organisation;
        let mut found =
            planned::list(reader, sight, key, self.policy, after, rows as i64 + 1).await?;
        let next = pages::cut(&mut found, rows, |planned| {
            format!("{}.{}", planned.day.begins_at.micros(), planned.account)
        });
        let mut items = Vec::with_capacity(found.len());
        for planned in &found {
            items.push(line(reader, planned).await?);
        }
        Ok(PlannedPage {
            organisation: organisation.code,
            organisation_name: organisation.name,
            items,
            next,
        })
    }
}

/// Where a page begins; at the beginning, if what was sent is no place.
fn place(after: Option<&str>) -> planned::Place {
    let parts = after.and_then(|after| after.split_once('.'));
    let parts = parts.and_then(|(at, account)| Some((at.parse().ok()?, account.parse().ok()?)));
    let (at, account) = parts.unwrap_or((i64::MIN, Uuid::nil()));
    (Timestamp::from_micros(at), AccountId(account))
}

async fn line(reader: &mut Reader, planned: &Planned) -> Result<PlannedLine> {
    let view = reader.ask(AccountOf(planned.account)).await?;
    let (person_name, address) =
        view.map(|view| (view.display_name, view.address)).unwrap_or_default();
    let from = match members::find(reader, planned.account).await? {
        Some(membership) => policies::find(reader, membership.policy).await?,
        None => None,
    };
    Ok(PlannedLine {
        person: planned.account,
        person_name,
        address,
        from: from.map(|policy| policy.name).unwrap_or_default(),
        plan: plan(reader, planned).await?,
    })
}

/// What is planned for an account that the asker may see.
pub(in crate::policies) async fn plan_of(
    reader: &mut Reader,
    account: AccountId,
) -> Result<Option<PersonPlan>> {
    match planned::find(reader, account).await? {
        Some(planned) => plan(reader, &planned).await.map(Some),
        None => Ok(None),
    }
}

async fn plan(reader: &mut Reader, planned: &Planned) -> Result<PersonPlan> {
    let policy = policies::find(reader, planned.policy).await?;
    let asker = reader.ask(AccountOf(planned.asked_by)).await?;
    Ok(PersonPlan {
        policy: planned.policy,
        name: policy.map(|policy| policy.name).unwrap_or_default(),
        day: planned.day.text.clone(),
        asked_by: asker.map(|asker| asker.display_name).unwrap_or_default(),
        problem: problem(reader, planned).await?,
    })
}

/// Why a move could not be done. A refusal speaks to whoever asked; where they lost the right to it, somebody else reads
/// of it.
async fn problem(reader: &mut Reader, planned: &Planned) -> Result<Option<String>> {
    let proposal = find_proposal(reader, planned.proposal).await?;
    let refused = proposal.filter(|proposal| proposal.state == ProposalState::Refused);
    Ok(refused.and_then(|refused| refused.outcome).map(|words| {
        let rights = [common::NOT_ALLOWED, common::NOT_FOUND, common::SIGN_IN];
        if rights.iter().any(|code| code.text == words) {
            messages::ASKER_MAY_NOT.to_owned()
        } else {
            words
        }
    }))
}
