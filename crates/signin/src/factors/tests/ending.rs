//! What a change of the second step ends, and what an erasure leaves.

use facts::directory::AccountErased;
use kernel::door::Actor;
use kernel::ids::OrganisationId;
use testkit::World;

use super::{begin, begun, confirm, draw, give, remove, waiting, with_app};
use crate::factors::ResetSecondFactor;
use crate::factors::store::looks;
use crate::testing::{asha, check, refusal};
use crate::tokens::{CreateToken, resolve};

async fn is_over(world: &World, step: &str, code: &str) -> bool {
    refusal(give(world, step, code).await).code == "second-factor.step-over"
}

#[test]
fn a_step_is_over_once_an_app_is_added() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let step = waiting(&world).await;
        let tablet = begun(&world, person, "Tablet", Some(&app.shows(&world))).await;
        world.done(Actor::Account(person), confirm(tablet.id, &tablet.shows(&world))).await;
        assert!(is_over(&world, &step, &app.recovery[0]).await);
    });
}

#[test]
fn a_step_is_over_once_an_app_is_removed() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let tablet = begun(&world, person, "Tablet", Some(&app.shows(&world))).await;
        world.done(Actor::Account(person), confirm(tablet.id, &tablet.shows(&world))).await;
        let step = waiting(&world).await;
        world.done(Actor::Account(person), remove(tablet.id, &app.recovery[0])).await;
        assert!(is_over(&world, &step, &app.recovery[1]).await);
    });
}

#[test]
fn a_step_is_over_once_recovery_codes_are_drawn() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let step = waiting(&world).await;
        let new = world.done(Actor::Account(person), draw(&app.shows(&world))).await;
        assert!(is_over(&world, &step, &new.recovery_codes[0]).await);
    });
}

#[test]
fn a_recovery_code_that_begins_another_app_is_told() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        assert_eq!(world.acts_that_tell("recovery-code.used").await, 0);
        world.done(Actor::Account(person), begin("Tablet", Some(&app.recovery[0]))).await;
        assert_eq!(world.acts_that_tell("recovery-code.used").await, 1);
    });
}

#[test]
fn tokens_end_with_the_first_app_and_with_a_reset() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let me = Actor::Account(person);
        let token =
            || CreateToken { name: "rota program".to_owned(), actions: None, expires_in_days: 30 };
        let before = world.done(me.clone(), token()).await.token;
        let app = with_app(&world, person).await;
        assert!(resolve(&world.door, &before).await.unwrap().is_none());
        let after = world.done(me.clone(), token()).await.token;
        let tablet = begun(&world, person, "Tablet", Some(&app.shows(&world))).await;
        world.done(me, confirm(tablet.id, &tablet.shows(&world))).await;
        assert!(resolve(&world.door, &after).await.unwrap().is_some(), "made after a code");
        crate::testing::helped(&world, &administrator, person, ResetSecondFactor { person }).await;
        assert!(resolve(&world.door, &after).await.unwrap().is_none());
    });
}

#[test]
fn an_erasure_leaves_nothing_and_writes_no_name_down() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        with_app(&world, person).await;
        waiting(&world).await;
        let before = world.acts_that_tell("authenticator").await;
        assert!(before > 0);
        let organisation = OrganisationId(uuid::Uuid::nil());
        world.note(AccountErased { account: person, organisation }).await;
        assert_eq!(world.acts_that_tell("authenticator").await, before);
        let mut reader = world.door.reader().await.unwrap();
        assert_eq!(looks::rows(&mut reader).await.unwrap(), 0);
    });
}
