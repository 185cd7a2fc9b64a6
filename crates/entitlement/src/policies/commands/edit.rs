//! Making a user policy, and what making and changing one have in common.

use facts::entitlement::PolicyChanged;
use kernel::audit::HistoryRow;
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports, Proposed};
use kernel::ids::{self, OrganisationId};
use kernel::refusal::{Refusal, Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::super::model::{
    DESCRIPTION_CHARACTERS, Kind, MOST_ADDONS, NAME_CHARACTERS, Policy, Switching,
    national_product, switch_off,
};
use super::super::store::policies;
use super::super::{authority, messages};
use super::default::RemovePolicy;
use super::members::{self, APPLY_JOBS};
use crate::keys::{PolicyId, ProductId};
use crate::licences::{self, commands::desk};
use crate::organisations;

/// Makes a user policy of an organisation.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CreatePolicy {
    /// The organisation's code.
    pub organisation: String,
    /// What people call it.
    pub name: String,
    /// The licence every member gets.
    pub base_product: ProductId,
    /// Further licences every member gets.
    #[serde(default)]
    pub addons: Vec<ProductId>,
    /// What it is for.
    #[serde(default)]
    pub description: String,
    /// Keys of Microsoft 365 applications that members do not get, such as `teams`.
    #[serde(default)]
    pub switched_off: Vec<String>,
}

/// A user policy after a change.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, JsonSchema)]
pub struct PolicyChangedTo {
    /// Which one.
    pub id: PolicyId,
    /// Its version.
    pub version: i64,
}

impl Command for CreatePolicy {
    const NAME: &'static str = "policy.create";
    const ACTION: Action = authority::CREATE;
    type Prepared = ();
    type Output = PolicyChangedTo;

    async fn prepare(&self, _: &Call, _: &Ports) -> Result<()> {
        check(&self.name, &self.description, &self.switched_off, self.base_product, &self.addons)
    }

    async fn resource(&self, _: &Call, reader: &mut Reader) -> Result<Resource> {
        Ok(Resource::Organisation(
            organisations::coded(reader, &self.organisation).await?.organisation,
        ))
    }

    async fn run(
        &self,
        _: &(),
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<PolicyChangedTo> {
        let organisation = organisations::coded(tx, &self.organisation).await?;
        if !organisation.is_running() {
            return Err(common::NOT_FOUND.refuse().into());
        }
        let organisation = organisation.organisation;
        desk::lock(tx, call, organisation).await?;
        members::ensure_national(tx, call, organisation).await?;
        offered(tx, organisation, &[], self.base_product, &self.addons).await?;
        let new = Policy {
            id: PolicyId(ids::new_at(call.now)),
            organisation,
            name: self.name.trim().to_owned(),
            kind: Kind::Local,
            base_product: self.base_product,
            description: self.description.trim().to_owned(),
            switched_off: switch_off(&self.switched_off, &self.addons).map_err(switching)?,
            successor: None,
            revision: 1,
            version: 1,
        };
        if !policies::insert(tx, call, &new).await? {
            return Err(messages::NAME_TAKEN.at("name").into());
        }
        policies::set_addons(tx, call, new.id, &self.addons).await?;
        tx.subject("user_policy", new.id.0, 1);
        tx.effect("user_policy", new.id.0, "name", None::<&str>, &new.name);
        tx.effect("user_policy", new.id.0, "base_product", None::<&str>, new.base_product.0);
        tx.effect("user_policy", new.id.0, "switched_off", "", new.switched_off.join(" "));
        addon_effects(tx, new.id, &[], &self.addons);
        tx.note(&PolicyChanged { policy: new.id.0, organisation })?;
        Ok(PolicyChangedTo { id: new.id, version: 1 })
    }

    fn inverse(act: &HistoryRow) -> Option<Proposed> {
        let policy = PolicyId(act.row.subject?);
        Proposed::new(&RemovePolicy { policy, target: None }).ok()
    }
}

/// Asks for the job that brings members up, or out.
pub(super) async fn enqueue_apply(tx: &mut WriteTx, call: &Call, policy: PolicyId) -> Result<()> {
    let subject = policy.to_string();
    tx.enqueue(APPLY_JOBS, &subject, &subject, call.now).await?;
    Ok(())
}

/// The user policy of that key, whoever asks.
pub(super) async fn known(reader: &mut Reader, policy: PolicyId) -> Result<Policy> {
    policies::find(reader, policy).await?.ok_or_else(|| common::NOT_FOUND.refuse().into())
}

/// One effect with the whole list before and after, so that the entry says all that undoing it takes.
pub(super) fn addon_effects(
    tx: &mut WriteTx,
    policy: PolicyId,
    before: &[ProductId],
    after: &[ProductId],
) {
    let list = |products: &[ProductId]| {
        let mut keys: Vec<String> = products.iter().map(ToString::to_string).collect();
        keys.sort_unstable();
        (!keys.is_empty()).then(|| keys.join(" "))
    };
    tx.effect("policy_addon", policy.0, "product", list(before), list(after));
}

/// The licences must be ones the organisation has, the nation's base licence of its tier, or what the user policy
/// gave before: an expired purchase must not keep anybody from correcting a name.
pub(super) async fn offered(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    had: &[ProductId],
    base: ProductId,
    addons: &[ProductId],
) -> Result<()> {
    let view = organisations::keyed(tx, organisation).await?;
    let national = national_product(view.tier.as_deref());
    let owned = licences::products_of(tx, organisation).await?;
    let may = |product: ProductId| {
        product == national || owned.contains(&product) || had.contains(&product)
    };
    if !may(base) {
        return Err(messages::BASE.at("base_product").into());
    }
    if !addons.iter().all(|addon| may(*addon)) {
        return Err(messages::ADDONS.at("addons").into());
    }
    Ok(())
}

/// What can be said of the form alone.
pub(super) fn check(
    name: &str,
    description: &str,
    switched_off: &[String],
    base: ProductId,
    addons: &[ProductId],
) -> Result<()> {
    let mut problems: Vec<Refusal> = Vec::new();
    let (name, description) = (name.trim(), description.trim());
    if name.is_empty() || name.chars().count() > NAME_CHARACTERS || name.contains('.') {
        problems.push(messages::NAME.at("name"));
    } else if name.chars().any(char::is_control) {
        problems.push(common::TEXT_CONTROL.at("name"));
    }
    if description.chars().count() > DESCRIPTION_CHARACTERS {
        problems.push(messages::DESCRIPTION.at("description"));
    } else if description
        .chars()
        .any(|character| character.is_control() && !matches!(character, '\n' | '\r'))
    {
        problems.push(common::TEXT_CONTROL.at("description"));
    }
    let mut once = addons.to_vec();
    once.sort_unstable();
    once.dedup();
    if once.len() != addons.len() || addons.len() > MOST_ADDONS || addons.contains(&base) {
        problems.push(messages::ADDONS.at("addons"));
    }
    if let Err(problem) = switch_off(switched_off, addons) {
        problems.push(switching(problem));
    }
    let mut problems = problems.into_iter();
    let Some(mut first) = problems.next() else { return Ok(()) };
    for further in problems {
        first.fields.extend(further.fields);
    }
    Err(first.into())
}

pub(super) fn switching(problem: Switching) -> Refusal {
    match problem {
        Switching::Unknown => messages::UNKNOWN_APPLICATION.at("switched_off"),
        Switching::Needs(application, needed) => messages::APPLICATION_NEEDS
            .at("switched_off")
            .with("application", application)
            .with("needed", needed),
        Switching::DesktopIsBought => messages::DESKTOP.at("switched_off"),
    }
}
