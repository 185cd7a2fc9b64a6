//! What somebody can use themselves: ready, waited for, or switched off.

use super::*;
use crate::policies::{Applications, MyApplications, Standing};

async fn mine(world: &World, account: AccountId) -> Applications {
    world.asked(Actor::Account(account), &MyApplications {}).await
}

fn standing(found: &Applications, key: &str) -> Option<(Standing, Option<i64>)> {
    let item = found.items.iter().find(|item| item.key == key)?;
    Some((item.standing, item.ahead))
}

#[test]
fn applications_come_with_a_licence_and_wait_with_it() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        bought(&world, "RX1", MICROSOFT_365_E3, 1).await;
        let [first, second, third] = [
            newcomer(&world, "Asha Rao", organisation).await,
            newcomer(&world, "Ben Cole", organisation).await,
            newcomer(&world, "Cai Dunn", organisation).await,
        ];
        for key in ["mail", "teams", "onedrive", "sway"] {
            assert_eq!(
                standing(&mine(&world, first).await, key),
                Some((Standing::Licensed, None)),
                "{key}"
            );
            let waiting = Some((Standing::Waiting, Some(0)));
            assert_eq!(standing(&mine(&world, second).await, key), waiting, "{key}");
            let behind = Some((Standing::Waiting, Some(1)));
            assert_eq!(standing(&mine(&world, third).await, key), behind, "{key}");
        }
        let found = mine(&world, first).await;
        assert_eq!(found.policy.as_deref(), Some("National"));
        assert_eq!(found.items[0].key, "mail");
        assert!(found.items.iter().all(|item| item.licence == "Microsoft 365 E3"), "{found:?}");
    });
}

#[test]
fn what_the_user_policy_switches_off_is_said_and_who_has_none_has_nothing() {
    check(crate::manifests, |world| async move {
        let organisation = opened(&world, "RX1").await;
        bought(&world, "RX1", MICROSOFT_365_E3, 2).await;
        let asha = newcomer(&world, "Asha Rao", organisation).await;
        let quiet = CreatePolicy {
            switched_off: vec!["sway".to_owned()],
            ..policy("Quiet", MICROSOFT_365_E3)
        };
        let quiet = world.done(world.operator(), quiet).await.id;
        world.done(world.operator(), move_to(quiet, &[asha])).await;
        let found = mine(&world, asha).await;
        assert_eq!(standing(&found, "sway"), Some((Standing::Off, None)));
        assert_eq!(standing(&found, "mail"), Some((Standing::Licensed, None)));

        let nobody = world.person("Nobody", organisation);
        let nothing = Applications { policy: None, items: Vec::new() };
        assert_eq!(mine(&world, nobody).await, nothing);
        assert_eq!(world.not_asked(Actor::Anonymous, &MyApplications {}).await, "sign-in-needed");
    });
}
