use std::sync::atomic::{AtomicBool, Ordering};

use facts::directory::{AccountChanged, AccountCreated, AccountsAfter};
use facts::entitlement::{LicencesOf, MembersOf};
use kernel::authority::Role;
use kernel::door::{Actor, Answers, Manifest};
use kernel::followers::follow_once;
use kernel::ids::AccountId;
use kernel::refusal::Fault;
use parking_lot::Mutex;
use testkit::World;

use super::catch_up;
use crate::shadow::{OnTheWay, Stage, StateOf};

/// Every account of the directory that is stood in for, in order of their keys.
static LISTED: Mutex<Vec<AccountId>> = Mutex::new(Vec::new());
/// Whether entitlement answers.
static IS_BROKEN: AtomicBool = AtomicBool::new(false);

fn manifests() -> Vec<Manifest> {
    fn stand_ins(answers: &mut Answers) -> Result<(), Fault> {
        answers.add(|AccountsAfter { after, limit }, _| {
            let most = usize::try_from(limit).unwrap_or(0);
            let listed = LISTED.lock();
            let page = listed.iter().copied().filter(|key| after.is_none_or(|after| *key > after));
            let page: Vec<AccountId> = page.take(most).collect();
            Box::pin(async { Ok(page) })
        })?;
        answers.add(|LicencesOf(_), _| {
            Box::pin(async {
                if IS_BROKEN.load(Ordering::SeqCst) {
                    Err(Fault::defect("asking for licences").into())
                } else {
                    Ok(Vec::new())
                }
            })
        })?;
        answers.add(|_: MembersOf, _| Box::pin(async { Ok(Vec::new()) }))
    }
    let mut manifests = crate::manifests();
    manifests.push(Manifest {
        name: "test/neighbours",
        answers: vec![stand_ins],
        ..Manifest::default()
    });
    manifests
}

/// Follows until nothing is left to be told, because it was told or because it failed so often that it was parked.
/// Says how often it failed.
async fn follow(world: &World) -> usize {
    world.seal().await;
    let mut failures = 0;
    for after in world.door.after().to_vec() {
        while follow_once(&world.door, &after).await.is_err() {
            failures += 1;
        }
    }
    failures
}

async fn waiting(world: &World, administrator: &Actor) -> Vec<AccountId> {
    let way = OnTheWay { organisation: "RX1".to_owned(), after: None, limit: None };
    let items = world.asked(administrator.clone(), &way).await.items;
    items.into_iter().map(|item| item.person).collect()
}

#[test]
fn accounts_whose_facts_were_parked_are_found_and_wait_for_the_tenant() {
    testkit::check(manifests, |world| async move {
        IS_BROKEN.store(false, Ordering::SeqCst);
        let organisation = world.organisation("RX1").await;
        let administrator = world.administrator(Role::LocalAdministrator, organisation).await;
        let created = |account| AccountCreated {
            account,
            organisation,
            kind: "user".to_owned(),
            policy: None,
        };
        let told = world.person("Asha Rao", organisation);
        world.note(created(told)).await;
        assert_eq!(follow(&world).await, 0);
        let gone = world.person("Cara Lund", organisation);
        world.change_person(gone, |view| view.state = "erased".to_owned());

        IS_BROKEN.store(true, Ordering::SeqCst);
        let missed = world.person("Ben Okoro", organisation);
        world.note(created(missed)).await;
        world.change_person(told, |view| view.display_name = "Asha Rao-Lund".to_owned());
        world.note(AccountChanged { account: told, organisation }).await;
        assert!(follow(&world).await > 0);
        assert_eq!(waiting(&world, &administrator).await, [told]);

        IS_BROKEN.store(false, Ordering::SeqCst);
        assert_eq!(follow(&world).await, 0);
        assert_eq!(waiting(&world, &administrator).await, [told], "nobody tells it again");
        *LISTED.lock() = vec![told, gone, missed];
        assert_eq!(catch_up(&world.door).await.unwrap(), 2);
        assert_eq!(waiting(&world, &administrator).await, [told, missed]);
        let state = world.asked(administrator.clone(), &StateOf { person: missed }).await;
        assert_eq!(state.stage, Stage::Saved);
        // What waits is left alone.
        assert_eq!(catch_up(&world.door).await.unwrap(), 0);
    });
}
