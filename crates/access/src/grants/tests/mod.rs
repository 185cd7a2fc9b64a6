//! Grants, told as stories at the door: what may be handed out, who must stay, who sees what.

mod bounded;
mod cover;
mod kept;
mod pages;
mod seen;

use kernel::authority::Role;
use kernel::door::Actor;
use kernel::ids::{AccountId, GrantId};
use kernel::refusal::Result;
use testkit::World;

use super::{EndGrant, GiveGrant, Given};

pub(super) fn give(person: AccountId, role: Role, organisation: &str) -> GiveGrant {
    GiveGrant {
        person,
        role,
        organisation: Some(organisation.to_owned()),
        with_descendants: false,
        sector: None,
        starts_at: None,
        ends_at: None,
        covering_for: None,
        ticket: None,
        reason: "Leads the ward".to_owned(),
    }
}

pub(super) fn end(grant: GrantId) -> EndGrant {
    EndGrant { grant, reason: "Moved to another job".to_owned() }
}

pub(super) async fn tried(world: &World, actor: &Actor, command: GiveGrant) -> Result<Given> {
    world.door.perform(world.call(actor.clone()), command).await.map(|done| done.output)
}
