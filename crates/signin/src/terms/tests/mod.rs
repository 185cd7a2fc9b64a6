//! Terms of use, on both engines: what the tests of them have in common.

use testkit::World;
use uuid::Uuid;

use kernel::authority::Role;
use kernel::door::Actor;
use kernel::ids::OrganisationId;
use ui::when::Zone;

use super::{DraftTerms, PublishTerms};

mod campaign;
mod gate;
mod writing;

/// A day so many days from today, as commands take it.
pub(crate) fn day(world: &World, from_now: i64) -> String {
    let at = world.clock.now().plus_days(from_now);
    Zone::default().date(at.micros()).expect("a day of the calendar").to_string()
}

/// A draft that counts from today and can be put off for a week.
pub(crate) fn draft(world: &World, organisation: Option<&str>) -> DraftTerms {
    DraftTerms {
        organisation: organisation.map(str::to_owned),
        over: None,
        title: "Using the service".to_owned(),
        sentences: vec!["Use your own account.".to_owned(), "Keep your password.".to_owned()],
        text: "# Who\n\nThese terms are for\neverybody.\n\n- one\n- two".to_owned(),
        changes: "The second sentence is new.".to_owned(),
        counts_from: day(world, 0),
        put_off_until: day(world, 7),
    }
}

/// Publishes terms; their key.
pub(crate) async fn publish(world: &World, by: &Actor, draft: DraftTerms) -> Uuid {
    let organisation = draft.organisation.clone();
    let revision = world.done(by.clone(), draft).await.revision;
    world.done(by.clone(), PublishTerms { organisation, revision }).await.terms
}

/// Who writes the nation's terms.
pub(crate) async fn platform(world: &World, at: OrganisationId) -> Actor {
    world.administrator(Role::PlatformAdministrator, at).await
}
