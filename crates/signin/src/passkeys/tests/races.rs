//! However many come with one challenge at the same moment, one is let in.

use kernel::door::{Actor, Command};
use testkit::World;

use super::device::Device;
use super::{
    added, alone_with, asked_after, begin, begun, confirm, invited, mine, prove, remove, waiting,
    with_passkey,
};
use crate::sessions::MySessions;
use crate::testing::{asha, at_once, check_races};

async fn performed<C: Command>(world: &World, actor: &Actor, commands: Vec<C>) -> usize {
    at_once(commands.into_iter().map(|command| {
        let (world, call) = (world.clone(), world.call(actor.clone()));
        async move { world.door.perform(call, command).await.is_ok() }
    }))
    .await
}

#[test]
fn of_sixty_four_who_use_a_challenge_at_once_exactly_one_is_let_in() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let mut device = Device::new(b"one that does not count");
        device.count = 0;
        let (mut device, _) = added(&world, person, device).await;
        let assertion = device.answer(&invited(&world).await);
        let commands = (0..64).map(|_| alone_with(assertion.clone())).collect();
        assert_eq!(performed(&world, &Actor::Anonymous, commands).await, 1);
        let step = waiting(&world).await;
        let assertion = device.answer(&asked_after(&world, person, &step).await);
        let commands = (0..64).map(|_| prove(&step, assertion.clone())).collect();
        assert_eq!(performed(&world, &Actor::Anonymous, commands).await, 1);
        let sessions = world.asked(Actor::Account(person), &MySessions::default()).await;
        assert_eq!(sessions.items.len(), 2);
    });
}

#[test]
fn of_sixty_four_who_add_one_passkey_at_once_one_adds_it() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let new = begun(&world, person, begin("My telephone")).await;
        let registration = Device::new(b"a credential").make(&new);
        let commands = (0..64).map(|_| confirm("My telephone", registration.clone())).collect();
        assert_eq!(performed(&world, &Actor::Account(person), commands).await, 1);
        assert_eq!(mine(&world, person).await.len(), 1);
    });
}

#[test]
fn of_copies_that_count_alike_one_is_let_in() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let (device, _) = with_passkey(&world, person).await;
        let mut commands = Vec::new();
        for _ in 0..16 {
            let asked = invited(&world).await;
            let mut says = device.says("webauthn.get", &asked.challenge);
            says.count = 7;
            commands.push(alone_with(device.signed(&asked.ticket, &says)));
        }
        assert_eq!(performed(&world, &Actor::Anonymous, commands).await, 1);
    });
}

#[test]
fn nobody_is_let_in_by_a_passkey_beside_its_removal() {
    check_races(|world| async move {
        let (person, _) = asha(&world).await;
        let (mut device, _) = with_passkey(&world, person).await;
        let mut commands = Vec::new();
        for _ in 0..8 {
            commands.push(alone_with(device.answer(&invited(&world).await)));
        }
        let removal = remove(&world, person, &mut device).await;
        let visits = performed(&world, &Actor::Anonymous, commands);
        let call = world.call(Actor::Account(person));
        let (_, removed) = tokio::join!(visits, world.door.perform(call, removal));
        removed.unwrap();
        assert!(mine(&world, person).await.is_empty());
        let late = device.answer(&invited(&world).await);
        assert_eq!(world.refused(Actor::Anonymous, alone_with(late)).await, "passkey.refused");
    });
}
