//! Who is marked, and how many people they have.

use super::*;
use crate::organisations::CloseOrganisation;
use crate::people::{DeletePerson, RestorePerson};
use crate::transfers::{AcceptTransfer, OfferTransfer};

/// Somebody who runs the service.
async fn platform(world: &World) -> Actor {
    let somebody = person(world, "FA1", "Piet", "Platform").await.id;
    world.grant(somebody, Role::PlatformAdministrator, GrantSpan::Nation).await;
    Actor::Account(somebody)
}

#[test]
fn a_mark_is_put_on_once_and_comes_off_when_somebody_can_take_over_or_for_a_reason() {
    check_pages(|world| async move {
        let (organisation, somebody) = pharmacy(&world, "FA1").await;
        let platform = platform(&world).await;
        assert_eq!(world.refused(platform.clone(), end("FA1", None)).await, "served.not-served");
        world.done(platform.clone(), begin("FA1")).await;
        assert_eq!(world.refused(platform.clone(), begin("FA1")).await, "served.already");
        let view = served(&world, &platform, "FA1").await;
        assert_eq!((view.sector, view.people, view.limit), (Some(ServedSector::Pharmacy), 2, 10));
        assert_eq!(view.reason.as_deref(), Some("It has no staff for it"));
        assert_eq!(world.refused(platform.clone(), end("FA1", None)).await, "served.nobody-left");
        world.done(platform.clone(), end("FA1", Some("The new owner comes on Monday"))).await;
        assert_eq!(served(&world, &platform, "FA1").await.sector, None);
        world.done(platform.clone(), begin("FA1")).await;
        let own = GrantSpan::Organisation(organisation);
        world.grant(somebody, Role::LocalAdministrator, own).await;
        world.done(platform.clone(), end("FA1", None)).await;
        let unnamed = AdministerNationally { reason: " ".to_owned(), ..begin("FA1") };
        assert_eq!(world.refused(platform, unnamed).await, "served.fields");
    });
}

#[test]
fn only_those_who_run_the_service_mark_and_only_what_is_open_is_marked() {
    check_pages(|world| async move {
        let (_, local) = opened(&world, "FA1").await;
        assert_eq!(world.refused(local.clone(), begin("FA1")).await, "not-allowed");
        assert_eq!(world.refused(world.operator(), begin("FA9")).await, "not-found");
        let closing = CloseOrganisation { organisation: "FA2".to_owned() };
        let (_, somebody) = pharmacy(&world, "FA2").await;
        world.done(world.operator(), begin("FA2")).await;
        world.done(world.operator(), DeletePerson { person: somebody }).await;
        world.done(world.operator(), closing).await;
        let view = served(&world, &world.operator(), "FA2").await;
        assert_eq!(view.sector, None, "a mark ends with the organisation");
        let code = world.refused(world.operator(), begin("FA2")).await;
        assert_eq!(code, "served.organisation-not-open");
    });
}

#[test]
fn an_organisation_that_is_full_takes_nobody_whoever_brings_them() {
    check_pages(|world| async move {
        pharmacy(&world, "FA1").await;
        let (_, other) = opened(&world, "RX1").await;
        for letter in ["a", "b", "c", "d", "e", "f", "g", "h"] {
            person(&world, "FA1", "Given", letter).await;
        }
        let last = person(&world, "FA1", "Given", "last").await.id;
        let beyond = person(&world, "FA1", "Given", "beyond").await.id;
        let refused = world.refused(world.operator(), begin("FA1")).await;
        assert_eq!(refused, "served.too-many-people");
        world.done(world.operator(), DeletePerson { person: beyond }).await;
        world.done(world.operator(), begin("FA1")).await;
        let restore = || RestorePerson { person: beyond };
        assert_eq!(world.refused(world.operator(), restore()).await, "served.full");
        let new = || create("FA1", "Given", "New");
        assert_eq!(world.refused(world.operator(), new()).await, "served.full");
        let moving = person(&world, "RX1", "Mo", "Ving").await.id;
        let offer =
            OfferTransfer { person: moving, organisation: "FA1".to_owned(), day: None, note: None };
        let offered = world.done(other, offer).await;
        let accept = || AcceptTransfer { transfer: offered.transfer, unit: None };
        assert_eq!(world.refused(world.operator(), accept()).await, "served.full");
        world.done(world.operator(), DeletePerson { person: last }).await;
        world.done(world.operator(), accept()).await;
        assert_eq!(world.refused(world.operator(), new()).await, "served.full");
        world.done(world.operator(), end("FA1", Some("A test"))).await;
        world.done(world.operator(), new()).await;
    });
}

#[test]
fn two_who_come_at_once_do_not_pass_the_most_there_can_be() {
    check_pages(|world| async move {
        pharmacy(&world, "FA1").await;
        world.done(world.operator(), begin("FA1")).await;
        let mut coming = tokio::task::JoinSet::new();
        for letter in ('a'..='n').map(String::from) {
            let (door, call) = (world.door.clone(), world.call(world.operator()));
            let command = create("FA1", "Given", &letter);
            coming.spawn(async move { door.perform(call, command).await.is_ok() });
        }
        let came = coming.join_all().await.into_iter().filter(|came| *came).count();
        assert_eq!(came, 9, "with the one who was there, ten");
        assert_eq!(served(&world, &world.operator(), "FA1").await.people, 10);
    });
}
