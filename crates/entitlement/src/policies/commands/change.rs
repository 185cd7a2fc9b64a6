//! Changing a user policy, and the change back.

use facts::entitlement::PolicyChanged;
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::model::{Kind, Policy, switch_off};
use super::super::store::policies;
use super::super::{authority, messages};
use super::edit::{
    PolicyChangedTo, addon_effects, check, enqueue_apply, known, offered, switching,
};
use crate::keys::{PolicyId, ProductId};
use crate::licences::commands::desk;

/// Changes a user policy. What is absent stays as it is. Members whose licences change are brought up one after the other;
/// who cannot get the new base licence at once keeps the old one and waits.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePolicy {
    /// Which one.
    pub policy: PolicyId,
    /// What people call it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The licence every member gets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_product: Option<ProductId>,
    /// Further licences every member gets: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub addons: Option<Vec<ProductId>>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Keys of Microsoft 365 applications that members do not get, such as `teams`: all of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub switched_off: Option<Vec<String>>,
}

impl Command for ChangePolicy {
    const NAME: &'static str = "policy.change";
    const ACTION: Action = authority::CHANGE;
    type Prepared = ();
    type Output = PolicyChangedTo;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        Ok(())
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(known(reader, self.policy).await?.organisation))
    }

    async fn run(
        &self,
        _: &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<PolicyChangedTo> {
        let organisation = known(tx, self.policy).await?.organisation;
        desk::lock(tx, call, organisation).await?;
        let before = known(tx, self.policy).await?;
        call.expects(before.version)?;
        if before.kind == Kind::National {
            return Err(messages::NATIONAL.refuse().into());
        }
        if before.successor.is_some() {
            return Err(messages::CLOSING.refuse().into());
        }
        let addons_before = policies::addons(tx, before.id).await?;
        let wanted = self.over(&before, &addons_before);
        check(
            &wanted.name,
            &wanted.description,
            &wanted.switched_off,
            wanted.base,
            &wanted.addons,
        )?;
        let mut had = addons_before.clone();
        had.push(before.base_product);
        offered(tx, organisation, &had, wanted.base, &wanted.addons).await?;
        let mut addons_after = wanted.addons.clone();
        addons_after.sort_unstable();
        let licences_change = wanted.base != before.base_product || addons_after != addons_before;
        let after = Policy {
            name: wanted.name.trim().to_owned(),
            base_product: wanted.base,
            description: wanted.description.trim().to_owned(),
            switched_off: switch_off(&wanted.switched_off, &wanted.addons).map_err(switching)?,
            revision: before.revision + i64::from(licences_change),
            ..before.clone()
        };
        if policies::is_named(tx, &after).await? {
            return Err(messages::NAME_TAKEN.at("name").into());
        }
        if !policies::update(tx, call, &after).await? {
            return Err(common::STALE.refuse().into());
        }
        policies::set_addons(tx, call, after.id, &addons_after).await?;
        let version = before.version + 1;
        tx.subject("user_policy", after.id.0, version);
        tx.effect("user_policy", after.id.0, "name", &before.name, &after.name);
        tx.effect(
            "user_policy",
            after.id.0,
            "description",
            &before.description,
            &after.description,
        );
        tx.effect(
            "user_policy",
            after.id.0,
            "base_product",
            before.base_product.0,
            after.base_product.0,
        );
        tx.effect(
            "user_policy",
            after.id.0,
            "switched_off",
            before.switched_off.join(" "),
            after.switched_off.join(" "),
        );
        addon_effects(tx, after.id, &addons_before, &addons_after);
        tx.note(&PolicyChanged { policy: after.id.0, organisation })?;
        if licences_change {
            enqueue_apply(tx, call, after.id).await?;
        }
        Ok(PolicyChangedTo { id: after.id, version })
    }

    /// What was changed goes back, as long as the organisation still has the licences; members follow as with any change.
    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        undo(act).and_then(|back| Proposed::new(&back).ok())
    }
}

/// What a user policy is to be.
struct Wished {
    name: String,
    description: String,
    base: ProductId,
    addons: Vec<ProductId>,
    switched_off: Vec<String>,
}

impl ChangePolicy {
    /// What was said over what stands.
    fn over(&self, before: &Policy, addons: &[ProductId]) -> Wished {
        Wished {
            name: self.name.clone().unwrap_or_else(|| before.name.clone()),
            description: self.description.clone().unwrap_or_else(|| before.description.clone()),
            base: self.base_product.unwrap_or(before.base_product),
            addons: self.addons.clone().unwrap_or_else(|| addons.to_vec()),
            switched_off: self.switched_off.clone().unwrap_or_else(|| before.switched_off.clone()),
        }
    }
}

/// The change back to what the effects say was before; none if one of them is not kept or not known.
fn undo(act: &HistoryRow) -> Option<ChangePolicy> {
    let policy = PolicyId(act.row.subject?);
    let mut back = ChangePolicy {
        policy,
        name: None,
        base_product: None,
        addons: None,
        description: None,
        switched_off: None,
    };
    let mut is_changed = false;
    for effect in act.of_subject() {
        let before = effect.before.kept()?;
        is_changed = true;
        let text = before.as_str().unwrap_or_default();
        match effect.attribute.as_str() {
            "name" => back.name = Some(text.to_owned()),
            "description" => back.description = Some(text.to_owned()),
            "base_product" => back.base_product = Some(text.parse().ok()?),
            "switched_off" => back.switched_off = Some(words(text)),
            "product" => {
                let keys = text.split_whitespace().map(|key| key.parse().ok());
                back.addons = Some(keys.collect::<Option<_>>()?);
            }
            _ => return None,
        }
    }
    is_changed.then_some(back)
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}
