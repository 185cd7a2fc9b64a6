//! Everybody of an organisation with their user policy and how they stand with its licence.

use facts::directory::AccountOf;
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::AccountId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::super::authority;
use super::super::model::Policy;
use super::super::store::members::{self, Listed, Wanted};
use super::super::store::policies;
use super::people::base_of;
use crate::keys::PolicyId;
use crate::licences;
use crate::licences::model::Holding;
use crate::{organisations, pages};

/// The most user policies of an organisation that are looked at.
const POLICIES: i64 = 1_000;

/// The people of an organisation by user policy and name, with the licence that it gives.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyReport {
    /// The organisation's code.
    pub organisation: String,
    /// Only those in this user policy.
    #[serde(default)]
    pub policy: Option<PolicyId>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows of a page; 50 if not said, 200 at most.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// One person.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ReportLine {
    /// Who.
    pub account: AccountId,
    /// The name people see.
    pub name: String,
    /// The primary address.
    pub address: String,
    /// The user policy.
    pub policy: String,
    /// Since when they have been in it.
    pub since: Timestamp,
    /// The base licence that it gives.
    pub licence: String,
    /// How they stand with it; none while a change of the user policy is still on its way to them.
    pub holding: Option<Holding>,
}

/// A page of them.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// Its user policies, by name.
    pub policies: Vec<(PolicyId, String)>,
    /// The people.
    pub items: Vec<ReportLine>,
    /// What to send as `after` for the next page.
    pub next: Option<String>,
}

impl Query for PolicyReport {
    const NAME: &'static str = "policy.report";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = Report;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<Report> {
        let place = organisations::seen(reader, sight, &self.organisation).await?;
        let all = policies::list(reader, sight, place.organisation, "", POLICIES).await?;
        if self.policy.is_some_and(|wanted| all.iter().all(|policy| policy.id != wanted)) {
            return Err(messages::NOT_FOUND.refuse().into());
        }
        let rows = pages::rows(self.limit);
        let from = self.after.as_deref().and_then(Place::read);
        // Where the page before ended is gone on in its user policy; one that was removed meanwhile has nobody left.
        let first = from.as_ref().and_then(|from| all.iter().position(|one| one.id == from.policy));
        let mut found: Vec<(&Policy, Listed)> = Vec::new();
        for policy in all.iter().skip(first.unwrap_or(0)) {
            if self.policy.is_some_and(|wanted| wanted != policy.id) || found.len() > rows {
                continue;
            }
            let here = from.as_ref().filter(|from| from.policy == policy.id);
            let (name, account) = here
                .map_or(("", AccountId(Uuid::nil())), |from| (from.name.as_str(), from.account));
            let wanted = Wanted {
                policy: policy.id,
                beginning: "",
                after: (name, account),
                limit: (rows + 1 - found.len()) as i64,
            };
            let members = members::by_name(reader, sight, &wanted).await?;
            found.extend(members.into_iter().map(|listed| (policy, listed)));
        }
        let next = pages::cut(&mut found, rows, |(policy, listed)| {
            Place {
                policy: policy.id,
                account: listed.membership.account,
                name: listed.name_key.clone(),
            }
            .write()
        });
        let names = licences::product_names(reader).await?;
        let mut items = Vec::with_capacity(found.len());
        for (policy, listed) in found {
            let account = listed.membership.account;
            let view = reader.ask(AccountOf(account)).await?;
            let (name, address) =
                view.map(|view| (view.display_name, view.address)).unwrap_or_default();
            let standing = licences::standing_of(reader, account).await?;
            let base = policy.base_product;
            items.push(ReportLine {
                account,
                name,
                address,
                policy: policy.name.clone(),
                since: listed.since,
                licence: names.get(&base).cloned().unwrap_or_else(|| base.to_string()),
                holding: base_of(&standing, base),
            });
        }
        Ok(Report {
            organisation: place.code,
            organisation_name: place.name,
            policies: all.iter().map(|policy| (policy.id, policy.name.clone())).collect(),
            items,
            next,
        })
    }
}

/// Where a page ended. The name stands last: it may hold any character.
struct Place {
    policy: PolicyId,
    account: AccountId,
    name: String,
}

impl Place {
    fn read(text: &str) -> Option<Self> {
        let (policy, rest) = text.split_once(' ')?;
        let (account, name) = rest.split_once(' ')?;
        Some(Self {
            policy: policy.parse().ok()?,
            account: account.parse().ok()?,
            name: name.to_owned(),
        })
    }

    fn write(&self) -> String {
        format!("{} {} {}", self.policy, self.account, self.name)
    }
}
