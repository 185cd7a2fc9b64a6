//! User policies: what an organisation gives whom.
//!
//! A user policy names one base licence, add-ons, and Microsoft 365 applications that are switched off. Used by local
//! administrators (making, changing, moving people), licence administrators (moving people only), and by the tenant's
//! planner, which asks what an account holds.
//!
//! What always holds:
//! - every account of kind user or application is in exactly one user policy, from the act that creates it until it is
//!   erased: one row per account, changed in one statement;
//! - every open organisation has one national user policy, which nobody edits, and exactly one default;
//! - whoever changes user policies, members or licences of an organisation takes its row first;
//! - being in a user policy and holding its licence are two facts: a full pool refuses nobody, who comes too late waits;
//! - at most one move is planned for an account, done on its day in the name of whoever planned it; it ends with the
//!   account's place in the organisation, and never leads to a user policy that is not there.
//!
//! It does not count licences: `licences` does. It does not know names of people beyond what sorts its lists.

mod authority;
pub(crate) mod commands;
mod jobs;
pub mod load;
mod messages;
mod model;
mod portal;
mod queries;
mod store;

use facts::entitlement::{
    HeldLicence, LicencesOf, MembersOf, PolicyNamed, PolicyOf, PolicyView, ProductNamed,
};
use kernel::db::{BoxFuture, Migration, Reader};
use kernel::door::{Answers, Manifest};
use kernel::ids::AccountId;
use kernel::refusal::{Fault, Result};
use kernel::{commands, queries};
use uuid::Uuid;

pub use commands::{
    Applied, ApplyPolicy, CancelMove, ChangePolicy, CreatePolicy, MakeDefault, MoveOutcome,
    MovePeople, MovePlanned, MoveResult, PeopleMoved, PolicyChangedTo, RemovePolicy, Replaced,
};
pub use jobs::{handlers, sweep};
pub use model::MOVE_AHEAD_DAYS;
pub use portal::{
    QUERIES_ELSEWHERE, applications_card, bulk_acts, card, coming, organisation_card, ready_lines,
    routes,
};
pub use queries::{
    Applications, Choices, HomePolicies, HomePoliciesFound, HomePolicy, MemberLine, Members,
    MyApplication, MyApplications, OfferedProduct, PersonLicence, PersonPlan, PersonPolicy,
    PlannedLine, PlannedMoves, PlannedPage, Policies, PolicyApplication, PolicyById, PolicyChoices,
    PolicyDetails, PolicyLicence, PolicyLine, PolicyList, PolicyMembers, PolicyOfPerson,
    PolicyReport, Report, ReportLine, Standing,
};

use crate::keys::{PolicyId, ProductId};
use crate::licences;
use crate::licences::model::Holding;
use store::{members, policies};

#[cfg(test)]
mod tests;

/// What this capability brings.
pub fn manifest() -> Manifest {
    Manifest {
        name: "entitlement/policies",
        commands: commands![
            CreatePolicy,
            ChangePolicy,
            MakeDefault,
            RemovePolicy,
            MovePeople,
            MovePlanned,
            CancelMove,
            ApplyPolicy
        ],
        queries: queries![
            PolicyList,
            PolicyById,
            PolicyChoices,
            PolicyMembers,
            PolicyOfPerson,
            MyApplications,
            PlannedMoves,
            HomePolicies,
            PolicyReport
        ],
        rules: authority::RULES,
        within: jobs::within(),
        answers: vec![answer],
        dated: &[&MOVE_AHEAD_DAYS],
        refusals: messages::ALL,
        migrations: &[
            Migration {
                number: 7,
                name: "0007_entitlement_policies",
                sql: include_str!("../../../../migrations/0007_entitlement_policies.sql"),
            },
            Migration {
                number: 16,
                name: "0016_entitlement_applied",
                sql: include_str!("../../../../migrations/0016_entitlement_applied.sql"),
            },
            Migration {
                number: 41,
                name: "0041_entitlement_moves",
                sql: include_str!("../../../../migrations/0041_entitlement_moves.sql"),
            },
        ],
        ..Manifest::default()
    }
}

fn answer(answers: &mut Answers) -> Result<(), Fault> {
    answers.add(|LicencesOf(account), reader| boxed(licences_of(account, reader)))?;
    answers.add(|wanted: MembersOf, reader| boxed(members_of(wanted, reader)))?;
    answers.add(|PolicyOf(account), reader| boxed(policy_of(account, reader)))?;
    answers.add(|PolicyNamed(policy), reader| {
        boxed(async move {
            let found = policies::find(reader, PolicyId(policy)).await?;
            Ok(found.map(|policy| policy.name))
        })
    })?;
    answers.add(|ProductNamed(product), reader| {
        boxed(async move { Ok(licences::product_names(reader).await?.remove(&ProductId(product))) })
    })
}

fn boxed<'a, T: 'a>(work: impl Future<Output = Result<T>> + Send + 'a) -> BoxFuture<'a, Result<T>> {
    Box::pin(work)
}

async fn licences_of(account: AccountId, reader: &mut Reader) -> Result<Vec<HeldLicence>> {
    let Some(membership) = members::find(reader, account).await? else { return Ok(Vec::new()) };
    let switched_off = policies::find(reader, membership.policy)
        .await?
        .map(|policy| policy.switched_off)
        .unwrap_or_default();
    let mut held = Vec::new();
    for (product, holding, _) in licences::standing_of(reader, account).await? {
        if holding == Holding::Held {
            let plans = licences::plans_of(reader, product).await?;
            held.push(HeldLicence {
                sku: product.0,
                disabled_plans: model::disabled_plans(&switched_off, &plans),
            });
        }
    }
    Ok(held)
}

async fn members_of(wanted: MembersOf, reader: &mut Reader) -> Result<Vec<AccountId>> {
    let after = wanted.after.unwrap_or(AccountId(Uuid::nil()));
    let found = members::by_key(reader, PolicyId(wanted.policy), 1, after, wanted.limit).await?;
    Ok(found.into_iter().map(|membership| membership.account).collect())
}

async fn policy_of(account: AccountId, reader: &mut Reader) -> Result<Option<PolicyView>> {
    let Some(membership) = members::find(reader, account).await? else { return Ok(None) };
    let Some(policy) = policies::find(reader, membership.policy).await? else { return Ok(None) };
    let standing = licences::standing_of(reader, account).await?;
    let base = standing
        .iter()
        .find(|(product, ..)| *product == policy.base_product)
        .map(|(_, holding, _)| *holding);
    Ok(Some(PolicyView {
        policy: policy.id.0,
        organisation: membership.organisation,
        name: policy.name,
        holds_licence: base == Some(Holding::Held),
        waiting_ahead: match base {
            Some(Holding::Waiting { ahead }) => Some(ahead),
            _ => None,
        },
    }))
}
