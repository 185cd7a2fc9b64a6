//! What can be asked about licences.

mod unused;

pub use unused::{UnusedLicences, UnusedLine, UnusedPage};

use std::collections::BTreeMap;

use facts::directory::{AccountOf, OrganisationOf};
use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::{Result, messages};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::authority;
use super::model::{EXPIRING, SubscriptionState};
use super::store::subscriptions::{self, Subscription};
use super::store::{figures, products};
use crate::keys::{PolicyId, ProductId, SubscriptionId};
use crate::{organisations, pages};

/// Products, in order of name.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductList {
    /// Part of the name or of the short name.
    pub search: Option<String>,
    /// The name of the last product of the page before.
    pub after: Option<String>,
    /// Rows of a page; 50 if not said, 200 at most.
    pub limit: Option<u32>,
}

/// One product.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProductLine {
    /// Its key.
    pub id: ProductId,
    /// Microsoft's short name.
    pub string_id: String,
    /// Microsoft's name.
    pub name: String,
}

/// A page of products.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Products {
    /// The products.
    pub items: Vec<ProductLine>,
    /// What to send as `after` for the next page.
    pub next: Option<String>,
    /// All products in the table, whatever was searched for.
    pub known: i64,
    /// All service plans in the table.
    pub plans: i64,
}

impl Query for ProductList {
    const NAME: &'static str = "product.list";
    const ACTION: Action = authority::PRODUCT_LIST;
    const VIEW: View = View::Card;
    type Output = Products;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<Products> {
        let (known, plans, _) = products::counts(reader).await?;
        let wanted = self.search.as_deref().unwrap_or_default().trim().to_lowercase();
        let key = |line: &ProductLine| format!("{}|{}", line.name, line.id);
        // The whole table is small; only so can a search look inside of names.
        let mut items: Vec<ProductLine> = products::all(reader)
            .await?
            .into_iter()
            .map(|product| ProductLine {
                id: product.id,
                string_id: product.string_id,
                name: product.name,
            })
            .filter(|line| {
                line.name.to_lowercase().contains(&wanted)
                    || line.string_id.to_lowercase().contains(&wanted)
            })
            .filter(|line| self.after.as_ref().is_none_or(|after| key(line) > *after))
            .collect();
        items.sort_by_key(key);
        let next = pages::cut(&mut items, pages::rows(self.limit), key);
        Ok(Products { items, next, known, plans })
    }
}

/// What an organisation owns, uses and waits for, by product.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LicenceOverview {
    /// The organisation's code.
    pub organisation: String,
}

/// One product an organisation has or waits for.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct ProductFigures {
    /// Which one.
    pub product: ProductId,
    /// Its name.
    pub name: String,
    /// Licences the organisation may use now.
    pub owned: i64,
    /// Licences its people hold.
    pub used: i64,
    /// Licences that can be given out now.
    pub free: i64,
    /// People who wait for one.
    pub waiting: i64,
    /// Licences in use beyond what it owns.
    pub over: i64,
    /// When the first of its purchases ends, in microseconds since 1970; none if none does.
    pub ends_at: Option<Timestamp>,
    /// The purchases behind it.
    pub parts: Vec<PartLine>,
}

/// An organisation's part of one purchase.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PartLine {
    /// The purchase.
    pub subscription: SubscriptionId,
    /// Its name.
    pub label: String,
    /// Whether it was bought for the whole nation.
    pub national: bool,
    /// How it stands.
    pub state: SubscriptionState,
    /// Licences the organisation may use of it.
    pub owned: i64,
    /// Licences of it that its people hold.
    pub used: i64,
    /// When it starts.
    pub starts_at: Timestamp,
    /// When it ends, if it does.
    pub ends_at: Option<Timestamp>,
}

/// The figures of an organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Overview {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// By product, in order of name.
    pub items: Vec<ProductFigures>,
}

impl Query for LicenceOverview {
    const NAME: &'static str = "licence.overview";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = Overview;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<Overview> {
        let organisation = organisations::seen(reader, sight, &self.organisation).await?;
        let items = figures_of(call, sight, reader, organisation.organisation).await?;
        Ok(Overview { organisation: organisation.code, name: organisation.name, items })
    }
}

/// The figures by product, for the query above and for the user policies' pages.
pub(crate) async fn figures_of(
    call: &Call,
    sight: &Sight,
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Vec<ProductFigures>> {
    let expiring = reader.dated(&EXPIRING, None, call.now).await?;
    let names = products::names(reader).await?;
    let waiting = figures::waiting(reader, sight, organisation).await?;
    let mut lines: BTreeMap<ProductId, ProductFigures> = BTreeMap::new();
    let empty = |product: ProductId| ProductFigures {
        product,
        name: names.get(&product).cloned().unwrap_or_else(|| product.to_string()),
        owned: 0,
        used: 0,
        free: 0,
        waiting: waiting.get(&product).copied().unwrap_or(0),
        over: 0,
        ends_at: None,
        parts: Vec::new(),
    };
    for product in waiting.keys() {
        lines.insert(*product, empty(*product));
    }
    for part in figures::parts(reader, sight, organisation).await? {
        let (purchase, line) = (&part.subscription, lines.entry(part.subscription.product));
        let line = line.or_insert_with(|| empty(purchase.product));
        let state = SubscriptionState::at(call.now, purchase.starts_at, purchase.ends_at, expiring);
        let counts = matches!(state, SubscriptionState::Active | SubscriptionState::Expiring);
        let owned = if counts { part.allotted } else { 0 };
        line.owned += owned;
        line.used += part.assigned;
        line.over += (part.assigned - owned).max(0);
        if counts && purchase.reserved <= purchase.quantity {
            line.free += (part.allotted - part.assigned).max(0);
        }
        if counts && let Some(end) = purchase.ends_at {
            line.ends_at = Some(line.ends_at.map_or(end, |first| first.min(end)));
        }
        line.parts.push(PartLine {
            subscription: purchase.id,
            label: purchase.label.clone(),
            national: purchase.owner.is_none(),
            state,
            owned: part.allotted,
            used: part.assigned,
            starts_at: purchase.starts_at,
            ends_at: purchase.ends_at,
        });
    }
    let mut items: Vec<ProductFigures> = lines.into_values().collect();
    items.sort_by(|one, other| (&one.name, one.product).cmp(&(&other.name, other.product)));
    Ok(items)
}

/// Who waits for a product in an organisation, in the order in which they will be served.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LicenceQueue {
    /// The organisation's code.
    pub organisation: String,
    /// The product.
    pub product: ProductId,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows of a page; 50 if not said, 200 at most.
    pub limit: Option<u32>,
}

/// One who waits.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct QueueLine {
    /// Who.
    pub account: AccountId,
    /// The name people see.
    pub name: String,
    /// The user policy that gives the licence.
    pub policy: PolicyId,
    /// Since when.
    pub since: Timestamp,
    /// The place number; smaller is earlier.
    pub place: i64,
}

/// A page of those who wait.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Queue {
    /// Who.
    pub items: Vec<QueueLine>,
    /// What to send as `after` for the next page.
    pub next: Option<String>,
}

impl Query for LicenceQueue {
    const NAME: &'static str = "licence.queue";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = Queue;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<Queue> {
        let organisation =
            organisations::seen(reader, sight, &self.organisation).await?.organisation;
        let rows = pages::rows(self.limit);
        let after = self.after.as_deref().and_then(|after| after.parse().ok()).unwrap_or(0);
        let mut waiting =
            figures::queue(reader, sight, organisation, self.product, after, rows as i64 + 1)
                .await?;
        let next = pages::cut(&mut waiting, rows, |line| line.place.to_string());
        let mut items = Vec::new();
        for line in waiting {
            let account = reader.ask(AccountOf(line.account)).await?;
            items.push(QueueLine {
                account: line.account,
                name: account.map(|account| account.display_name).unwrap_or_default(),
                policy: line.policy,
                since: line.since,
                place: line.place,
            });
        }
        Ok(Queue { items, next })
    }
}

/// Every purchase, with what was shared out and what is in use.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NationalLicences {
    /// `next` of the page before.
    pub after: Option<String>,
    /// Rows of a page; 50 if not said, 200 at most.
    pub limit: Option<u32>,
}

/// One purchase.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Purchase {
    /// Its key.
    pub id: SubscriptionId,
    /// The product.
    pub product: ProductId,
    /// The product's name.
    pub product_name: String,
    /// Its own name.
    pub label: String,
    /// The code of the organisation that owns it; none for the nation's.
    pub owner: Option<String>,
    /// Licences bought.
    pub quantity: i64,
    /// Licences kept back for organisations.
    pub allotted: i64,
    /// Licences in use.
    pub used: i64,
    /// Licences in use beyond what was bought.
    pub over: i64,
    /// Whether organisations get further licences in blocks as they need them.
    pub tops_up: bool,
    /// How it stands.
    pub state: SubscriptionState,
    /// When it starts.
    pub starts_at: Timestamp,
    /// When it ends, if it does.
    pub ends_at: Option<Timestamp>,
    /// The purchase it follows.
    pub predecessor: Option<SubscriptionId>,
    /// Its version.
    pub version: i64,
}

/// A page of purchases.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Purchases {
    /// The purchases, oldest first.
    pub items: Vec<Purchase>,
    /// What to send as `after` for the next page.
    pub next: Option<String>,
}

impl Query for NationalLicences {
    const NAME: &'static str = "licence.national";
    const ACTION: Action = authority::READ_NATIONAL;
    const VIEW: View = View::Nation;
    type Output = Purchases;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<Purchases> {
        let rows = pages::rows(self.limit);
        let after = SubscriptionId(key_after(&self.after));
        let mut found = figures::purchases(reader, after, rows as i64 + 1).await?;
        let next = pages::cut(&mut found, rows, |(purchase, _)| purchase.id.to_string());
        let names = products::names(reader).await?;
        let mut items = Vec::new();
        for (purchase, used) in found {
            items.push(shown(call, reader, &names, purchase, used).await?);
        }
        Ok(Purchases { items, next })
    }
}

/// One purchase with the organisations that have a part of it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubscriptionById {
    /// Which one.
    pub subscription: SubscriptionId,
    /// `next` of the page before.
    pub after: Option<String>,
    /// Parts of a page; 50 if not said, 200 at most.
    pub limit: Option<u32>,
}

/// One organisation's part.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct AllotmentLine {
    /// The organisation's code.
    pub organisation: String,
    /// Its name.
    pub name: String,
    /// Licences it may use.
    pub allotted: i64,
    /// Licences its people hold.
    pub assigned: i64,
}

/// A purchase and a page of its parts.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PurchaseParts {
    /// The purchase.
    pub purchase: Purchase,
    /// The parts.
    pub items: Vec<AllotmentLine>,
    /// What to send as `after` for the next page.
    pub next: Option<String>,
}

impl Query for SubscriptionById {
    const NAME: &'static str = "subscription.by-id";
    const ACTION: Action = authority::READ_NATIONAL;
    const VIEW: View = View::Nation;
    type Output = PurchaseParts;

    async fn run(&self, call: &Call, sight: &Sight, reader: &mut Reader) -> Result<PurchaseParts> {
        let purchase = subscriptions::find(reader, self.subscription)
            .await?
            .ok_or_else(|| messages::NOT_FOUND.refuse())?;
        let used = figures::used_of(reader, purchase.id).await?;
        let rows = pages::rows(self.limit);
        let after = OrganisationId(key_after(&self.after));
        let mut parts =
            figures::parts_of(reader, sight, purchase.id, after, rows as i64 + 1).await?;
        let next = pages::cut(&mut parts, rows, |part| part.organisation.to_string());
        let mut items = Vec::new();
        for part in parts {
            let organisation = reader.ask(OrganisationOf(part.organisation)).await?;
            let (code, name) =
                organisation.map(|found| (found.code, found.name)).unwrap_or_default();
            items.push(AllotmentLine {
                organisation: code,
                name,
                allotted: part.allotted,
                assigned: part.assigned,
            });
        }
        let names = products::names(reader).await?;
        let purchase = shown(call, reader, &names, purchase, used).await?;
        Ok(PurchaseParts { purchase, items, next })
    }
}

/// Looks for anything in the books of licences that must never be.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CheckLicences {}

/// What was found.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Checked {
    /// Each kind of disagreement with how often it was found; empty when the books are in order.
    pub broken: BTreeMap<String, i64>,
    /// Licences in use beyond what organisations were allotted: possible after a purchase was made smaller.
    pub over: i64,
}

impl Query for CheckLicences {
    const NAME: &'static str = "licence.check";
    const ACTION: Action = authority::READ_NATIONAL;
    const VIEW: View = View::Nation;
    type Output = Checked;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<Checked> {
        let (broken, over) = figures::broken_promises(reader).await?;
        let broken = broken.into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
        Ok(Checked { broken, over })
    }
}

fn key_after(after: &Option<String>) -> Uuid {
    after.as_deref().and_then(|after| after.parse().ok()).unwrap_or(Uuid::nil())
}

async fn shown(
    call: &Call,
    reader: &mut Reader,
    names: &BTreeMap<ProductId, String>,
    purchase: Subscription,
    used: i64,
) -> Result<Purchase> {
    let expiring = reader.dated(&EXPIRING, None, call.now).await?;
    let owner = match purchase.owner {
        Some(owner) => reader.ask(OrganisationOf(owner)).await?.map(|found| found.code),
        None => None,
    };
    Ok(Purchase {
        id: purchase.id,
        product: purchase.product,
        product_name: names.get(&purchase.product).cloned().unwrap_or_default(),
        label: purchase.label,
        owner,
        quantity: purchase.quantity,
        allotted: purchase.reserved,
        used,
        over: (used - purchase.quantity).max(0),
        tops_up: purchase.tops_up,
        state: SubscriptionState::at(call.now, purchase.starts_at, purchase.ends_at, expiring),
        starts_at: purchase.starts_at,
        ends_at: purchase.ends_at,
        predecessor: purchase.predecessor,
        version: purchase.version,
    })
}
