use facts::access::GrantGiven;
use kernel::authority::{GrantSpan, Role};
use kernel::ids::{AccountId, OrganisationId};
use testkit::World;

use super::MINUTE;
use crate::sessions::resolve;
use crate::testing::{PASSWORD, USERNAME, asha, check, enter, set_password};

async fn is_open(world: &World, key: &str) -> bool {
    resolve(&world.door, key).await.unwrap().is_some()
}

async fn give_role(world: &World, account: AccountId) {
    let organisation = OrganisationId(account.0);
    let span = GrantSpan::Organisation(organisation);
    let grant = world.grant(account, Role::LocalHelpDesk, span).await;
    world.note(GrantGiven { grant, account, organisation: Some(organisation) }).await;
}

#[test]
fn a_session_of_somebody_with_a_role_ends_when_it_is_idle_for_a_quarter_of_an_hour() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let without = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        world.advance(16 * MINUTE);
        assert!(is_open(&world, &without).await);
        give_role(&world, person).await;
        // Two of them, because looking at one is a use of it.
        let one = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let other = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        world.advance(14 * MINUTE);
        assert!(is_open(&world, &one).await);
        world.advance(2 * MINUTE);
        assert!(!is_open(&world, &other).await);
    });
}

#[test]
fn a_role_shortens_the_sessions_that_are_open() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let given = world.person("Cara Lund", OrganisationId(person.0));
        set_password(&world, given, PASSWORD).await;
        let theirs =
            enter(&world, "cara.lund@guildhall.example", PASSWORD).await.unwrap().session_key;
        let mine = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        give_role(&world, given).await;
        world.advance(16 * MINUTE);
        assert!(!is_open(&world, &theirs).await);
        assert!(is_open(&world, &mine).await);
    });
}
