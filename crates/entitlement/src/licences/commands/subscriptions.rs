//! Purchases, their quantity, and what organisations get of them. All of it is the platform administrators' business.

use facts::entitlement::AllotmentChanged;
use kernel::authority::{Action, Resource};
use kernel::clock::Timestamp;
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids::{self, OrganisationId};
use kernel::refusal::{Error, Fault, Refusal, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use ui::when::Zone;

use super::super::model::{AccountKind, LABEL_CHARACTERS, MOST_LICENCES};
use super::super::store::products;
use super::super::store::subscriptions::{self, Movement, Subscription};
use super::super::{authority, messages};
use super::desk::{self, Pool, RECLAIM_JOBS, SERVE_JOBS};
use crate::dates::parse_day;
use crate::keys::{ProductId, SubscriptionId};
use crate::organisations;

/// Adds a purchase of one product: a national one, or an organisation's own.
///
/// An organisation's own purchase is allotted to it at once. A national one is shared out, by hand or in blocks as
/// organisations need.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AddSubscription {
    /// What was bought.
    pub product: ProductId,
    /// A name to know it by, such as the number of the contract.
    pub label: String,
    /// How many licences.
    pub quantity: i64,
    /// The code of the organisation that bought it; the nation if none.
    pub organisation: Option<String>,
    /// The first day on which it counts, such as `2027-03-05`; today if none.
    pub starts_on: Option<String>,
    /// The day on which it no longer counts; never if none.
    pub ends_on: Option<String>,
    /// The purchase that it follows.
    pub predecessor: Option<SubscriptionId>,
    /// For a national purchase: whether organisations get further licences in blocks as they need them. Yes if not said.
    pub tops_up: Option<bool>,
}

/// A purchase after a change.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct SubscriptionChanged {
    /// Which one.
    pub id: SubscriptionId,
    /// Its version.
    pub version: i64,
}

/// The days of a purchase.
pub struct Days {
    starts_at: Option<Timestamp>,
    ends_at: Option<Timestamp>,
}

impl Command for AddSubscription {
    const NAME: &'static str = "subscription.add";
    const ACTION: Action = authority::SUBSCRIPTION_ADD;
    type Prepared = Days;
    type Output = SubscriptionChanged;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Days> {
        let zone = ports.port::<Zone>().unwrap_or_default();
        let mut problems: Vec<Refusal> = Vec::new();
        let label = self.label.trim();
        if label.is_empty() || label.chars().count() > LABEL_CHARACTERS {
            problems.push(messages::LABEL.at("label"));
        } else if label.chars().any(char::is_control) {
            problems.push(common::TEXT_CONTROL.at("label"));
        }
        if !(0..=MOST_LICENCES).contains(&self.quantity) {
            problems.push(messages::QUANTITY.at("quantity"));
        }
        let mut day =
            |text: &Option<String>, field| match text.as_deref().map(|text| parse_day(&zone, text))
            {
                Some(None) => {
                    problems.push(messages::DAY.at(field));
                    None
                }
                Some(day) => day,
                None => None,
            };
        let days = Days {
            starts_at: day(&self.starts_on, "starts_on"),
            ends_at: day(&self.ends_on, "ends_on"),
        };
        if days.ends_at.is_some_and(|end| end <= days.starts_at.unwrap_or(call.now)) {
            problems.push(messages::ENDS_FIRST.at("ends_on"));
        }
        together(problems)?;
        Ok(days)
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        days: &Days,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<SubscriptionChanged> {
        if products::find(tx, self.product).await?.is_none() {
            return Err(messages::UNKNOWN_PRODUCT.at("product").into());
        }
        let owner = match &self.organisation {
            None => None,
            Some(code) => {
                let organisation = organisations::coded(tx, code).await?;
                if !organisation.is_running() {
                    return Err(messages::NOT_OPEN.at("organisation").into());
                }
                Some(organisation.organisation)
            }
        };
        if let Some(predecessor) = self.predecessor {
            let found = subscriptions::find(tx, predecessor).await?;
            if found.is_none_or(|found| found.product != self.product || found.owner != owner) {
                return Err(messages::PREDECESSOR.at("predecessor").into());
            }
        }
        if let Some(owner) = owner {
            desk::lock(tx, call, owner).await?;
            tx.concerns(owner);
        }
        let new = Subscription {
            id: SubscriptionId(ids::new_at(call.now)),
            owner,
            product: self.product,
            label: self.label.trim().to_owned(),
            quantity: self.quantity,
            reserved: 0,
            tops_up: owner.is_none() && self.tops_up.unwrap_or(true),
            starts_at: days.starts_at.unwrap_or(call.now),
            ends_at: days.ends_at,
            predecessor: self.predecessor,
            version: 1,
        };
        subscriptions::insert(tx, call, &new).await?;
        book_purchase(tx, call, new.id, new.quantity).await?;
        tx.effect("subscription", new.id.0, "label", None::<&str>, &new.label);
        tx.effect("subscription", new.id.0, "product", None::<&str>, new.product.0);
        tx.effect("subscription", new.id.0, "quantity", None::<&str>, new.quantity);
        if let Some(owner) = owner {
            allot(tx, call, &new, owner, new.quantity).await?;
        }
        tx.subject("subscription", new.id.0, 1);
        Ok(SubscriptionChanged { id: new.id, version: 1 })
    }
}

/// Changes how many licences a purchase has. Fewer than are in use takes nothing away from anybody: nobody new gets
/// one until the numbers fit again.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeQuantity {
    /// Which purchase.
    pub subscription: SubscriptionId,
    /// How many licences it has now.
    pub quantity: i64,
}

impl Command for ChangeQuantity {
    const NAME: &'static str = "subscription.change-quantity";
    const ACTION: Action = authority::SUBSCRIPTION_CHANGE;
    type Prepared = ();
    type Output = SubscriptionChanged;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        check_quantity(self.quantity, "quantity")
    }

    // Whether there is such a purchase is only for those to know who may change it; `run` looks.
    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        _: &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<SubscriptionChanged> {
        let before = known(tx, self.subscription).await?;
        call.expects(before.version)?;
        if let Some(owner) = before.owner {
            desk::lock(tx, call, owner).await?;
            tx.concerns(owner);
        }
        if !subscriptions::set_quantity(tx, call, &before, self.quantity).await? {
            return Err(common::STALE.refuse().into());
        }
        book_purchase(tx, call, before.id, self.quantity - before.quantity).await?;
        tx.effect("subscription", before.id.0, "quantity", before.quantity, self.quantity);
        let after = Subscription { quantity: self.quantity, ..before };
        if let Some(owner) = after.owner {
            allot(tx, call, &after, owner, self.quantity).await?;
        } else if self.quantity < after.reserved {
            let subscription = after.id.to_string();
            tx.enqueue(RECLAIM_JOBS, &subscription, &subscription, call.now).await?;
        }
        let version = after.version + 1;
        tx.subject("subscription", after.id.0, version);
        Ok(SubscriptionChanged { id: after.id, version })
    }
}

/// Sets how many licences of a national purchase an organisation may use. Fewer than are in use takes nothing away.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SetAllotment {
    /// Which purchase.
    pub subscription: SubscriptionId,
    /// The code of the organisation.
    pub organisation: String,
    /// How many it may use.
    pub amount: i64,
}

impl Command for SetAllotment {
    const NAME: &'static str = "allotment.set";
    const ACTION: Action = authority::ALLOTMENT_SET;
    type Prepared = ();
    type Output = ();

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        check_quantity(self.amount, "amount")
    }

    // Whether there is such a purchase or organisation is only for those to know who may change it; `run` looks.
    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(&self, _: &(), call: &Call, tx: &mut WriteTx, _: Permit<Self>) -> Result<()> {
        let subscription = known(tx, self.subscription).await?;
        let organisation = organisations::coded(tx, &self.organisation).await?;
        if subscription.owner.is_some() {
            return Err(messages::OWN_PURCHASE.refuse().into());
        }
        if !organisation.is_running() && self.amount > 0 {
            return Err(messages::NOT_OPEN.at("organisation").into());
        }
        desk::lock(tx, call, organisation.organisation).await?;
        tx.concerns(organisation.organisation);
        allot(tx, call, &subscription, organisation.organisation, self.amount).await
    }
}

/// Makes an organisation's part of a purchase this large. The organisation's row is taken; then comes the purchase's,
/// whose conditional statement decides whether so many are left, then the allotment's.
pub(super) async fn allot(
    tx: &mut WriteTx,
    call: &Call,
    subscription: &Subscription,
    organisation: OrganisationId,
    amount: i64,
) -> Result<()> {
    let before = subscriptions::open_allotment(tx, call, subscription, organisation).await?;
    let more = before.reserved(amount) - before.reserved(before.allotted);
    if more <= 0 {
        subscriptions::unreserve(tx, call, subscription.id, -more).await?;
    } else if !subscriptions::reserve(tx, call, subscription.id, more).await? {
        let left = known(tx, subscription.id).await?;
        return Err(messages::NOT_ENOUGH
            .at("amount")
            .with("left", (left.quantity - left.reserved).max(0))
            .into());
    }
    if !subscriptions::set_allotted(tx, call, &before, amount).await? {
        return Err(Fault::again("changing an allotment that changed meanwhile").into());
    }
    let movement = Movement {
        subscription: subscription.id,
        from: AccountKind::Purchased,
        to: AccountKind::Allotted,
        organisation: Some(organisation),
        amount: amount - before.allotted,
        holder: None,
        place: None,
    };
    subscriptions::post(tx, call, movement).await?;
    tx.subject("allotment", before.id, before.version + 1);
    tx.effect("allotment", before.id, "allotted", before.allotted, amount);
    if amount != before.allotted {
        tx.note(&AllotmentChanged { subscription: subscription.id.0, organisation })?;
    }
    if amount > before.allotted {
        desk::enqueue(tx, call, SERVE_JOBS, Pool { organisation, product: subscription.product })
            .await?;
    }
    Ok(())
}

async fn book_purchase(
    tx: &mut WriteTx,
    call: &Call,
    subscription: SubscriptionId,
    more: i64,
) -> Result<()> {
    let (from, to) = (AccountKind::Supplier, AccountKind::Purchased);
    let movement = Movement {
        subscription,
        from,
        to,
        organisation: None,
        amount: more,
        holder: None,
        place: None,
    };
    Ok(subscriptions::post(tx, call, movement).await?)
}

async fn known(reader: &mut Reader, id: SubscriptionId) -> Result<Subscription> {
    subscriptions::find(reader, id).await?.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

fn check_quantity(quantity: i64, field: &'static str) -> Result<()> {
    if (0..=MOST_LICENCES).contains(&quantity) {
        Ok(())
    } else {
        Err(messages::QUANTITY.at(field).into())
    }
}

/// One refusal out of several: the first one's code, and everybody's fields.
fn together(problems: Vec<Refusal>) -> Result<(), Error> {
    let mut problems = problems.into_iter();
    let Some(mut first) = problems.next() else { return Ok(()) };
    for further in problems {
        first.fields.extend(further.fields);
    }
    Err(first.into())
}
