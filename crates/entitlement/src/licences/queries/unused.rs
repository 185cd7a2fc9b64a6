//! Licences that people hold and have not used for a while.

use std::collections::BTreeMap;

use facts::directory::{QuietPeople, QuietPerson};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Result;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::authority;
use super::super::model::UNUSED;
use super::super::store::people::{self, Assignment};
use super::super::store::subscriptions;
use crate::keys::ProductId;
use crate::licences::product_names;
use crate::{organisations, pages};

/// People who have been quiet that are read at a time.
const READ: i64 = 200;
/// Reads for one page: of people who hold nothing that is asked for there can be many in a row.
const READS: usize = 10;

/// Who holds a licence of an organisation and has not used the account for the days of the rule `licence.unused-days`;
/// longest unused first. Use is what counts as activity of the account: signing in, and what the activity feed reports.
/// A page can be short although there are more.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnusedLicences {
    /// The organisation's code.
    pub organisation: String,
    /// Only licences of this product.
    #[serde(default)]
    pub product: Option<ProductId>,
    /// `next` of the page before.
    #[serde(default)]
    pub after: Option<String>,
    /// Rows of a page; 50 if not said, 200 at most, and those of one person are never parted.
    #[serde(default)]
    pub limit: Option<u32>,
}

/// One licence that somebody does not use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnusedLine {
    /// Who holds it.
    pub account: AccountId,
    /// The name people see.
    pub name: String,
    /// The primary address.
    pub address: String,
    /// The product.
    pub product: ProductId,
    /// Its name.
    pub product_name: String,
    /// When the account was last used, in microseconds since 1970; none if it never was.
    pub used_at: Option<Timestamp>,
    /// When the account was created.
    pub created_at: Timestamp,
}

/// A page of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct UnusedPage {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub organisation_name: String,
    /// Days without use from which a licence counts as unused.
    pub days: i64,
    /// The products of the organisation, by name.
    pub products: Vec<(ProductId, String)>,
    /// The licences.
    pub items: Vec<UnusedLine>,
    /// What to send as `after` for the next page.
    pub next: Option<String>,
}

impl Query for UnusedLicences {
    const NAME: &'static str = "licence.unused";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = UnusedPage;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<UnusedPage> {
        let place = organisations::seen(reader, sight, &self.organisation).await?;
        let days = reader.dated(&UNUSED, Some(place.organisation), call.now).await?;
        let names = product_names(reader).await?;
        let mut products: Vec<(ProductId, String)> =
            subscriptions::products_of(reader, place.organisation)
                .await?
                .into_iter()
                .map(|product| (product, name_of(&names, product)))
                .collect();
        products.sort_by(|one, other| one.1.cmp(&other.1));
        let rows = pages::rows(self.limit);
        let mut after = self.after.as_deref().and_then(read_place);
        let (mut items, mut next) = (Vec::new(), None);
        for _ in 0..READS {
            let asked = QuietPeople {
                organisation: place.organisation,
                since: call.now.plus_days(-days),
                after,
                limit: READ,
            };
            let quiet = reader.ask(asked).await?;
            let is_last = (quiet.len() as i64) < READ;
            let held = self.held(reader, place.organisation, &quiet).await?;
            let mut is_full = false;
            for person in quiet {
                after = Some((person.quiet_since, person.account));
                for licence in held.get(&person.account).into_iter().flatten() {
                    items.push(line(&person, licence.product, &names));
                }
                is_full = items.len() >= rows;
                if is_full {
                    break;
                }
            }
            next = after.filter(|_| is_full || !is_last);
            if next.is_none() || is_full {
                break;
            }
        }
        Ok(UnusedPage {
            organisation: place.code,
            organisation_name: place.name,
            days,
            products,
            items,
            next: next.map(|(since, account)| format!("{}.{account}", since.micros())),
        })
    }
}

impl UnusedLicences {
    /// What these people hold of what is asked for.
    async fn held(
        &self,
        reader: &mut Reader,
        organisation: OrganisationId,
        quiet: &[QuietPerson],
    ) -> Result<BTreeMap<AccountId, Vec<Assignment>>> {
        let accounts: Vec<AccountId> = quiet.iter().map(|person| person.account).collect();
        let mut held: BTreeMap<AccountId, Vec<Assignment>> = BTreeMap::new();
        for licence in people::held_by(reader, organisation, &accounts).await? {
            if self.product.is_none_or(|product| product == licence.product) {
                held.entry(licence.account).or_default().push(licence);
            }
        }
        Ok(held)
    }
}

fn line(
    person: &QuietPerson,
    product: ProductId,
    names: &BTreeMap<ProductId, String>,
) -> UnusedLine {
    UnusedLine {
        account: person.account,
        name: person.name.clone(),
        address: person.address.clone(),
        product,
        product_name: name_of(names, product),
        used_at: person.used_at,
        created_at: person.created_at,
    }
}

fn name_of(names: &BTreeMap<ProductId, String>, product: ProductId) -> String {
    names.get(&product).cloned().unwrap_or_else(|| product.to_string())
}

/// The place that the next page goes on from; one that is none is the beginning.
fn read_place(text: &str) -> Option<(Timestamp, AccountId)> {
    let (since, account) = text.split_once('.')?;
    Some((Timestamp::from_micros(since.parse().ok()?), account.parse().ok()?))
}
