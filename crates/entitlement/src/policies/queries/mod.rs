//! What can be asked about user policies: the policies themselves here, the people in them in `people`, moves that wait
//! for their day in `planned`, what one can use oneself in `applications`.

mod applications;
mod people;
mod planned;
mod report;

use std::collections::BTreeMap;

use kernel::authority::{Action, Resource, Sight};
use kernel::db::Reader;
use kernel::door::{Call, MayDo, Query, View};
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::authority;
use super::model::{APPLICATIONS, Kind, Policy, name_key, national_product, stored_name};
use super::store::{members, planned as store_planned, policies};
use crate::keys::{PolicyId, ProductId};
use crate::licences;
use crate::licences::queries::{ProductFigures, figures_of};
use crate::{organisations, pages};

pub use applications::{Applications, MyApplication, MyApplications, Standing};
pub(super) use people::open_in;
pub use people::{
    HomePolicies, HomePoliciesFound, HomePolicy, MemberLine, Members, PersonLicence, PersonPolicy,
    PolicyMembers, PolicyOfPerson,
};
pub(super) use planned::plan_of;
pub use planned::{PersonPlan, PlannedLine, PlannedMoves, PlannedPage};
pub use report::{PolicyReport, Report, ReportLine};

/// The user policies of an organisation, in order of name.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyList {
    /// The organisation's code.
    pub organisation: String,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows of a page; 50 if not said, 200 at most.
    pub limit: Option<u32>,
}

/// One user policy.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PolicyLine {
    /// Its key.
    pub id: PolicyId,
    /// What people call it.
    pub name: String,
    /// Code, licence and name, as the tenant's people know it.
    pub stored_name: String,
    /// Who made it.
    pub kind: Kind,
    /// Its base licence.
    pub base_product: ProductId,
    /// That licence's name.
    pub base_name: String,
    /// Whether new people get it.
    pub is_default: bool,
    /// Whether it is being removed.
    pub is_closing: bool,
    /// Accounts in it.
    pub members: i64,
    /// Members who hold the base licence.
    pub holding: i64,
    /// Members who wait for it.
    pub waiting: i64,
    /// Base licences the organisation can give out now, to members of any of its user policies.
    pub free: i64,
    /// Its version.
    pub version: i64,
}

/// A page of user policies.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Policies {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// The user policies.
    pub items: Vec<PolicyLine>,
    /// What to send as `after` for the next page.
    pub next: Option<String>,
}

/// What several lines of one organisation share.
struct Surroundings {
    code: String,
    default: Option<PolicyId>,
    names: BTreeMap<ProductId, String>,
    figures: Vec<ProductFigures>,
}

impl Surroundings {
    fn name(&self, product: ProductId) -> String {
        self.names.get(&product).cloned().unwrap_or_else(|| product.to_string())
    }

    fn free(&self, product: ProductId) -> i64 {
        let figures = self.figures.iter().find(|figures| figures.product == product);
        // While somebody waits, what looks free is on its way to them.
        figures.map_or(0, |figures| (figures.free - figures.waiting).max(0))
    }

    async fn line(&self, reader: &mut Reader, policy: &Policy) -> Result<PolicyLine> {
        let (holding, waiting) =
            licences::under_policy(reader, policy.id, policy.base_product).await?;
        let base_name = self.name(policy.base_product);
        Ok(PolicyLine {
            id: policy.id,
            name: policy.name.clone(),
            stored_name: stored_name(&self.code, &base_name, &policy.name),
            kind: policy.kind,
            base_product: policy.base_product,
            base_name,
            is_default: self.default == Some(policy.id),
            is_closing: policy.successor.is_some(),
            members: members::count(reader, policy.id).await?,
            holding,
            waiting,
            free: self.free(policy.base_product),
            version: policy.version,
        })
    }
}

async fn surroundings(
    call: &Call,
    sight: &Sight,
    reader: &mut Reader,
    code: String,
    organisation: OrganisationId,
) -> Result<Surroundings> {
    Ok(Surroundings {
        code,
        default: policies::default_of(reader, organisation).await?,
        names: licences::product_names(reader).await?,
        figures: figures_of(call, sight, reader, organisation).await?,
    })
}

impl Query for PolicyList {
    const NAME: &'static str = "policy.list";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = Policies;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Policies> {
        let organisation = organisations::seen(reader, sight, &self.organisation).await?;
        let rows = pages::rows(self.limit);
        let after = self.after.as_deref().unwrap_or_default();
        let mut found =
            policies::list(reader, sight, organisation.organisation, after, rows as i64 + 1)
                .await?;
        let next = pages::cut(&mut found, rows, |policy| name_key(&policy.name));
        let around =
            surroundings(call, sight, reader, organisation.code.clone(), organisation.organisation)
                .await?;
        let mut items = Vec::new();
        for policy in &found {
            items.push(around.line(reader, policy).await?);
        }
        Ok(Policies {
            organisation: organisation.code,
            organisation_name: organisation.name,
            items,
            next,
        })
    }
}

/// One user policy with its licences and applications.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyById {
    /// Which one.
    pub policy: PolicyId,
}

/// A licence of a user policy.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PolicyLicence {
    /// The product.
    pub product: ProductId,
    /// Its name.
    pub name: String,
    /// Whether it is the base licence.
    pub is_base: bool,
    /// Members who hold it.
    pub holding: i64,
    /// Members who wait for it.
    pub waiting: i64,
    /// Licences the organisation can give out now.
    pub free: i64,
}

/// A Microsoft 365 application of a user policy.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PolicyApplication {
    /// Its key in commands.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Whether members get it, as far as their licences have it.
    pub is_on: bool,
}

/// A product that a user policy of the organisation may give.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct OfferedProduct {
    /// The product.
    pub product: ProductId,
    /// Its name.
    pub name: String,
    /// Licences the organisation can give out now.
    pub free: i64,
}

/// A user policy in full.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PolicyDetails {
    /// What the list shows of it.
    pub line: PolicyLine,
    /// The organisation's code.
    pub organisation: String,
    /// The organisation's name.
    pub organisation_name: String,
    /// What it is for.
    pub description: String,
    /// Its licences, the base licence in front.
    pub licences: Vec<PolicyLicence>,
    /// Every application that can be switched.
    pub applications: Vec<PolicyApplication>,
    /// Members whose licences are still those from before the last change.
    pub pending: i64,
    /// How many are to move into it on a day to come.
    pub planned: i64,
    /// Where its members move to while it is being removed.
    pub successor: Option<PolicyId>,
    /// Whether who asks may change it.
    pub may_change: bool,
}

impl Query for PolicyById {
    const NAME: &'static str = "policy.by-id";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = PolicyDetails;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<PolicyDetails> {
        let policy = policies::seen(reader, sight, self.policy)
            .await?
            .ok_or_else(|| messages::NOT_FOUND.refuse())?;
        let organisation = organisations::keyed(reader, policy.organisation).await?;
        let around =
            surroundings(call, sight, reader, organisation.code.clone(), policy.organisation)
                .await?;
        let mut given = vec![(policy.base_product, true)];
        given.extend(
            policies::addons(reader, policy.id).await?.into_iter().map(|addon| (addon, false)),
        );
        let mut licences_of = Vec::new();
        for (product, is_base) in given {
            let (holding, waiting) = licences::under_policy(reader, policy.id, product).await?;
            licences_of.push(PolicyLicence {
                product,
                name: around.name(product),
                is_base,
                holding,
                waiting,
                free: around.free(product),
            });
        }
        let is_on = |key: &str| !policy.switched_off.iter().any(|off| off == key);
        let applications = APPLICATIONS
            .iter()
            .map(|application| PolicyApplication {
                key: application.key.to_owned(),
                name: application.name.to_owned(),
                is_on: is_on(application.key),
            })
            .collect();
        let may_change = MayDo {
            call: call.clone(),
            action: authority::CHANGE,
            resource: Resource::Organisation(policy.organisation),
        };
        Ok(PolicyDetails {
            may_change: reader.ask(may_change).await?,
            line: around.line(reader, &policy).await?,
            organisation: organisation.code,
            organisation_name: organisation.name,
            pending: members::count_pending(reader, policy.id, policy.revision).await?,
            planned: store_planned::count_into(reader, policy.id).await?,
            licences: licences_of,
            applications,
            description: policy.description,
            successor: policy.successor,
        })
    }
}

/// What a user policy of an organisation may give: the nation's base licence, and what the organisation has.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PolicyChoices {
    /// The organisation's code.
    pub organisation: String,
}

/// The choices.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Choices {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// Products in order of name.
    pub products: Vec<OfferedProduct>,
    /// Applications that can be switched.
    pub applications: Vec<PolicyApplication>,
}

impl Query for PolicyChoices {
    const NAME: &'static str = "policy.choices";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = Choices;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Choices> {
        let organisation = organisations::seen(reader, sight, &self.organisation).await?;
        let around =
            surroundings(call, sight, reader, organisation.code.clone(), organisation.organisation)
                .await?;
        let mut products = licences::products_of(reader, organisation.organisation).await?;
        let national = national_product(organisation.tier.as_deref());
        if !products.contains(&national) {
            products.push(national);
        }
        let mut products: Vec<OfferedProduct> = products
            .into_iter()
            .map(|product| OfferedProduct {
                product,
                name: around.name(product),
                free: around.free(product),
            })
            .collect();
        products.sort_by(|one, other| (&one.name, one.product).cmp(&(&other.name, other.product)));
        let applications = APPLICATIONS
            .iter()
            .map(|application| PolicyApplication {
                key: application.key.to_owned(),
                name: application.name.to_owned(),
                is_on: true,
            })
            .collect();
        Ok(Choices {
            organisation: organisation.code,
            organisation_name: organisation.name,
            products,
            applications,
        })
    }
}

impl Policies {
    /// How many would be served before somebody who joined a user policy now; 0 when a licence is free.
    pub fn ahead_of(&self, policy: &PolicyLine) -> i64 {
        if policy.free > 0 {
            return 0;
        }
        self.items
            .iter()
            .filter(|other| other.base_product == policy.base_product)
            .map(|other| other.waiting)
            .sum()
    }
}
