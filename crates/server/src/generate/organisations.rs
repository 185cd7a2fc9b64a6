//! The organisations of the nation, through the door: register, opening, purchases, units, user policies.

use std::sync::Arc;

use entitlement::keys::ProductId;
use entitlement::licences::load::Desk;
use entitlement::policies::load::{Joined, plain};
use facts::directory::OrganisationCoded;
use kernel::door::Door;
use kernel::ids::OrganisationId;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{open, side_by_side};
use crate::data_dir::DataDir;
use crate::demo;
use crate::nation::{NationPlan, PlannedOrganisation};

/// From this many people on an organisation has user policies of its own.
const POLICIES_FROM: usize = 300;
/// Their names and what they are for.
const POLICIES: [(&str, &str); 2] = [
    ("Clinical", "People who see patients"),
    ("Corporate", "People in offices: finance, human resources, estates"),
];
/// One organisation in this many has fewer licences than people.
const SHORT_ONE_IN: usize = 50;
/// Licences beyond the people of an organisation, where it is not short.
const SPARE: usize = 20;
/// A purchase is shared by about this many organisations …
const SHARE_ONE_PURCHASE: usize = 500;
/// … and a product has at most this many purchases. Acts on one purchase wait for each other, so neighbours in the
/// plan draw on different ones.
const MOST_PURCHASES: usize = 16;
/// Organisations are read by this many at the same time.
const READERS: usize = 8;

/// Where people are loaded to.
pub(super) struct Home {
    /// Place in the plan.
    pub(super) place: usize,
    pub(super) organisation: OrganisationId,
    pub(super) name: String,
    pub(super) units: Vec<Uuid>,
    pub(super) policies: Vec<Joined>,
    pub(super) desk: Desk,
}

/// Makes the organisations and gives where people belong, in the order of the plan.
pub(super) async fn found(
    door: &Door,
    data: &DataDir,
    plan: &Arc<NationPlan>,
) -> anyhow::Result<Vec<Home>> {
    demo::import(door, data, plan).await?;
    // Parents first: whoever is opened names the parent by its code.
    for is_below in [false, true] {
        let some = open(plan)
            .filter(|(_, organisation)| organisation.parent.is_some() == is_below)
            .map(|(_, organisation)| opening(plan, organisation));
        side_by_side(door, "Opening organisations", "organisation.open", some).await?;
    }
    licences(door, plan).await?;
    let units = units(door, plan).await?;
    let policies = open(plan)
        .filter(|(_, organisation)| organisation.people >= POLICIES_FROM)
        .flat_map(|(_, organisation)| POLICIES.map(|policy| policy_of(organisation, policy)));
    side_by_side(door, "Making user policies", "policy.create", policies).await?;
    homes(door, plan, units).await
}

fn opening(plan: &NationPlan, organisation: &PlannedOrganisation) -> Value {
    let tier = if demo::is_enhanced(organisation) { "enhanced" } else { "standard" };
    let mut body =
        json!({ "organisation": organisation.code, "tier": tier, "waiver": demo::WAIVER });
    if let Some(parent) = organisation.parent.and_then(|parent| plan.organisations.get(parent)) {
        body["parent"] = json!(parent.code);
    }
    body
}

fn product_of(organisation: &PlannedOrganisation) -> &'static str {
    demo::PRODUCTS[usize::from(!demo::is_enhanced(organisation))]
}

fn policy_of(organisation: &PlannedOrganisation, (name, description): (&str, &str)) -> Value {
    json!({ "organisation": organisation.code, "name": name, "base_product": product_of(organisation), "description": description })
}

/// National purchases of each product, allotted to the organisations.
async fn licences(door: &Door, plan: &NationPlan) -> anyhow::Result<()> {
    for product in demo::PRODUCTS {
        let allotted: Vec<(&str, usize)> = open(plan)
            .filter(|(_, organisation)| product_of(organisation) == product)
            .map(|(place, organisation)| {
                let is_short = place % SHORT_ONE_IN == SHORT_ONE_IN - 1;
                let people = organisation.people;
                let amount = if is_short { people * 9 / 10 } else { people + SPARE };
                (organisation.code.as_str(), amount)
            })
            .collect();
        let many = (allotted.len() / SHARE_ONE_PURCHASE).clamp(1, MOST_PURCHASES);
        let mut purchases = Vec::with_capacity(many);
        for number in 0..many {
            let total: usize = allotted.iter().skip(number).step_by(many).map(|(_, n)| n).sum();
            let label = format!("National {}", number + 1);
            let bought =
                json!({ "product": product, "quantity": total, "label": label, "tops_up": false });
            let added =
                demo::perform_as(door, crate::local::operator(), "subscription.add", bought)
                    .await?;
            purchases.push(added["id"].clone());
        }
        let bodies = allotted.into_iter().zip(purchases.into_iter().cycle()).map(
            |((code, amount), purchase)| {
                json!({ "subscription": purchase, "organisation": code, "amount": amount })
            },
        );
        side_by_side(door, "Allotting licences", "allotment.set", bodies).await?;
    }
    Ok(())
}

/// The units of each open organisation, in the order of the plan; those below others after them.
async fn units(door: &Door, plan: &NationPlan) -> anyhow::Result<Vec<Vec<Uuid>>> {
    let mut made: Vec<Vec<Option<Uuid>>> = open(plan)
        .map(|(_, organisation)| vec![None; demo::units_of(organisation).len()])
        .collect();
    for is_below in [false, true] {
        let (mut places, mut bodies) = (Vec::new(), Vec::new());
        for (at, (_, organisation)) in open(plan).enumerate() {
            for (number, (name, above)) in demo::units_of(organisation).iter().enumerate() {
                if above.is_some() == is_below {
                    let parent = above.and_then(|above| made[at][above]);
                    places.push((at, number));
                    bodies.push(json!({ "organisation": organisation.code, "name": name, "parent": parent }));
                }
            }
        }
        let outputs = side_by_side(door, "Making units", "unit.create", bodies).await?;
        for ((at, number), output) in places.into_iter().zip(outputs) {
            made[at][number] = Some(serde_json::from_value(output["unit"].clone())?);
        }
    }
    Ok(made.into_iter().map(|units| units.into_iter().flatten().collect()).collect())
}

/// What people are put into, read while the door is open, by several readers side by side.
async fn homes(
    door: &Door,
    plan: &Arc<NationPlan>,
    units: Vec<Vec<Uuid>>,
) -> anyhow::Result<Vec<Home>> {
    let mut places: Vec<(usize, Vec<Uuid>)> =
        open(plan).map(|(place, _)| place).zip(units).collect();
    let share = places.len().div_ceil(READERS);
    let mut running = Vec::with_capacity(READERS);
    while !places.is_empty() {
        let rest = places.split_off(share.min(places.len()));
        let share = std::mem::replace(&mut places, rest);
        running.push(tokio::spawn(read(door.clone(), Arc::clone(plan), share)));
    }
    let mut homes = Vec::new();
    for share in running {
        homes.extend(share.await??);
    }
    Ok(homes)
}

async fn read(
    door: Door,
    plan: Arc<NationPlan>,
    places: Vec<(usize, Vec<Uuid>)>,
) -> anyhow::Result<Vec<Home>> {
    let words = |error: &dyn std::fmt::Display| anyhow::anyhow!("reading organisations: {error}");
    let mut reader = door.reader().await.map_err(|fault| words(&fault.chain()))?;
    let now = door.clock().now();
    let mut homes = Vec::with_capacity(places.len());
    for (place, units) in places {
        let code = &plan.organisations[place].code;
        let view = reader.ask(OrganisationCoded(code.clone())).await;
        let view = view.map_err(|error| words(&error))?;
        let view = view.ok_or_else(|| words(&format!("{code} is not there")))?;
        let policies =
            plain(&mut reader, view.organisation).await.map_err(|fault| words(&fault.chain()))?;
        let products: Vec<ProductId> = policies.iter().map(|policy| policy.product).collect();
        let desk = Desk::read(&mut reader, view.organisation, &products, now)
            .await
            .map_err(|fault| words(&fault.chain()))?;
        homes.push(Home {
            place,
            organisation: view.organisation,
            name: view.name,
            units,
            policies,
            desk,
        });
    }
    Ok(homes)
}
