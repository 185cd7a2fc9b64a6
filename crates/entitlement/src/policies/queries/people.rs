//! Who is in which user policy, and what the home page shows.

use facts::directory::{AccountOf, TimeZoneOf};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::when::Zone;
use uuid::Uuid;

use super::super::authority;
use super::super::model::{Policy, name_key};
use super::super::store::members::{self, Wanted};
use super::super::store::policies;
use super::planned::{PersonPlan, plan_of};
use super::{PolicyLine, surroundings};
use crate::keys::{PolicyId, ProductId};
use crate::licences::model::Holding;
use crate::licences::{self, Kept};
use crate::{organisations, pages};

/// The members of a user policy, in order of name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyMembers {
    /// Which one.
    pub policy: PolicyId,
    /// The beginning of their names.
    pub search: Option<String>,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows of a page; 50 if not said, 200 at most.
    pub limit: Option<u32>,
}

/// One member.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct MemberLine {
    /// Who.
    pub account: AccountId,
    /// The name people see.
    pub name: String,
    /// The primary address.
    pub address: String,
    /// Since when.
    pub since: Timestamp,
    /// How they stand with the base licence; none while a change of the user policy is still on its way to them.
    pub licence: Option<Holding>,
    /// Whether a change of the user policy is still on its way to them.
    pub is_pending: bool,
}

/// A page of members.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Members {
    /// The key of the organisation whose user policy it is.
    pub organisation: OrganisationId,
    /// The members.
    pub items: Vec<MemberLine>,
    /// What to send as `after` for the next page.
    pub next: Option<String>,
}

impl Query for PolicyMembers {
    const NAME: &'static str = "policy.members";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = Members;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<Members> {
        let policy = policies::seen(reader, sight, self.policy)
            .await?
            .ok_or_else(|| messages::NOT_FOUND.refuse())?;
        let rows = pages::rows(self.limit);
        let beginning = name_key(self.search.as_deref().unwrap_or_default());
        // The account's key stands in front: names may hold any character.
        let after = self.after.as_deref().and_then(|after| after.split_once(' '));
        let (after_account, after_name) = after.unwrap_or_default();
        let after_account = AccountId(after_account.parse().unwrap_or(Uuid::nil()));
        let wanted = Wanted {
            policy: policy.id,
            beginning: &beginning,
            after: (after_name, after_account),
            limit: rows as i64 + 1,
        };
        let mut found = members::by_name(reader, sight, &wanted).await?;
        let next = pages::cut(&mut found, rows, |listed| {
            format!("{} {}", listed.membership.account, listed.name_key)
        });
        let mut items = Vec::new();
        for listed in found {
            let account = listed.membership.account;
            let view = reader.ask(AccountOf(account)).await?;
            let (name, address) =
                view.map(|view| (view.display_name, view.address)).unwrap_or_default();
            let standing = licences::standing_of(reader, account).await?;
            items.push(MemberLine {
                account,
                name,
                address,
                since: listed.since,
                licence: base_of(&standing, policy.base_product),
                is_pending: listed.membership.applied < policy.revision,
            });
        }
        Ok(Members { organisation: policy.organisation, items, next })
    }
}

pub(super) fn base_of(standing: &[(ProductId, Holding, Kept)], base: ProductId) -> Option<Holding> {
    standing
        .iter()
        .find(|(product, _, kept)| *product == base && *kept == Kept::ForGood)
        .map(|(_, holding, _)| *holding)
}

/// The user policy a person is in, and how they stand with its licences.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyOfPerson {
    /// Who.
    pub person: AccountId,
}

/// How a person stands with one licence.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PersonLicence {
    /// The product.
    pub product: ProductId,
    /// Its name.
    pub name: String,
    /// Whether it is the base licence of their user policy.
    pub is_base: bool,
    /// Held or waiting.
    pub holding: Holding,
    /// Whether it is one they only keep until their new base licence is free.
    pub is_kept_meanwhile: bool,
}

/// The user policy of a person.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PersonPolicy {
    /// Who.
    pub person: AccountId,
    /// The name people see.
    pub person_name: String,
    /// The organisation's code.
    pub organisation: String,
    /// The organisation's name.
    pub organisation_name: String,
    /// The user policy.
    pub policy: PolicyId,
    /// Its name.
    pub name: String,
    /// Their licences, held and waited for.
    pub licences: Vec<PersonLicence>,
    /// Their first day, if it is still to come, such as 2027-03-31; they draw their licences on it.
    pub starts_on: Option<String>,
    /// The move that is planned for them.
    pub planned: Option<PersonPlan>,
    /// The version of the person's place in the user policy, to send with a move.
    pub version: i64,
}

impl Query for PolicyOfPerson {
    const NAME: &'static str = "policy.of-person";
    const ACTION: Action = authority::OF_PERSON;
    const VIEW: View = View::Record;
    type Output = PersonPolicy;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<PersonPolicy> {
        let not_found = || messages::NOT_FOUND.refuse();
        let membership = members::seen(reader, sight, self.person).await?.ok_or_else(not_found)?;
        let policy = policies::find(reader, membership.policy).await?.ok_or_else(not_found)?;
        let organisation = organisations::keyed(reader, membership.organisation).await?;
        let names = licences::product_names(reader).await?;
        let licences = licences::standing_of(reader, self.person)
            .await?
            .into_iter()
            .map(|(product, holding, kept)| PersonLicence {
                product,
                name: names.get(&product).cloned().unwrap_or_else(|| product.to_string()),
                is_base: product == policy.base_product,
                holding,
                is_kept_meanwhile: kept == Kept::UntilTheNewOne,
            })
            .collect();
        let person = reader.ask(AccountOf(self.person)).await?;
        let starts_on = match person.as_ref().and_then(|person| person.starts_at) {
            None => None,
            Some(starts_at) => {
                let zone = reader.ask(TimeZoneOf(membership.organisation)).await?;
                let zone = zone.and_then(|name| Zone::named(&name)).unwrap_or_default();
                zone.date(starts_at.micros()).map(|day| day.to_string())
            }
        };
        Ok(PersonPolicy {
            person: self.person,
            person_name: person.map(|person| person.display_name).unwrap_or_default(),
            organisation: organisation.code,
            organisation_name: organisation.name,
            policy: policy.id,
            name: policy.name,
            licences,
            starts_on,
            planned: plan_of(reader, self.person).await?,
            version: membership.version,
        })
    }
}

/// The user policies of the organisations that the asker's roles name, for the home page; a bounded number of them.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HomePolicies {}

/// One user policy with its organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HomePolicy {
    /// The organisation's code.
    pub organisation: String,
    /// The user policy.
    pub line: PolicyLine,
}

/// The user policies, those with the most people waiting in front.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct HomePoliciesFound {
    /// The user policies.
    pub items: Vec<HomePolicy>,
}

/// Organisations looked at for the home page.
const HOME_ORGANISATIONS: usize = 5;
/// User policies looked at in each, and shown in all.
const HOME_POLICIES: i64 = 10;

impl Query for HomePolicies {
    const NAME: &'static str = "policy.home";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = HomePoliciesFound;

    async fn run(
        &self,
        call: &Call,
        sight: &Sight,
        reader: &mut Reader,
    ) -> Result<HomePoliciesFound> {
        let named: Vec<_> = sight.named_organisations().take(HOME_ORGANISATIONS).collect();
        let mut items = Vec::new();
        for organisation in named {
            let view = organisations::keyed(reader, organisation).await?;
            let around = surroundings(call, sight, reader, view.code.clone(), organisation).await?;
            for policy in policies::list(reader, sight, organisation, "", HOME_POLICIES).await? {
                items.push(HomePolicy {
                    organisation: view.code.clone(),
                    line: around.line(reader, &policy).await?,
                });
            }
        }
        items.sort_by_key(|item| std::cmp::Reverse(item.line.waiting));
        items.truncate(HOME_POLICIES as usize);
        Ok(HomePoliciesFound { items })
    }
}

/// A user policy of an organisation, if people can be moved to it; a foreign one is as good as none.
pub(in crate::policies) async fn open_in(
    reader: &mut Reader,
    organisation: OrganisationId,
    policy: PolicyId,
) -> Result<Option<Policy>> {
    let found = policies::find(reader, policy).await?;
    Ok(found.filter(|found| found.organisation == organisation && found.successor.is_none()))
}
