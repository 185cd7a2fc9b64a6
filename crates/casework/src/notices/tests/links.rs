//! Letters to an address outside about the way to a first password.

use std::sync::Arc;

use facts::signin::EndingLink;
use testkit::World;

use super::{Ends, letters, manifests_with};
use crate::notices::jobs::warn;

const HOME: &str = "jo@home.example";

/// Looks for days that come, twice, and says how many letters there are now.
async fn written(world: &World) -> usize {
    for _ in 0..2 {
        warn(&world.door).await.expect("letters are written");
    }
    letters(world).await.len()
}

#[test]
fn whoever_has_not_opened_their_start_link_is_reminded_once_before_it_ends() {
    let ends = Arc::new(Ends::default());
    let manifests = || manifests_with(&ends);
    testkit::check(manifests, |world| {
        let ends = Arc::clone(&ends);
        async move {
            let organisation = world.organisation("RX1").await;
            let jo = world.person("Jo Bell", organisation);
            // Nobody reads a mailbox inside before the first day.
            world.change_person(jo, |view| view.state = "starting".to_owned());
            let sent_at = world.clock.now();
            let until = sent_at.plus_days(7);
            let ending = EndingLink { account: jo, address: HOME.to_owned(), sent_at, until };
            *ends.links.lock() = vec![ending.clone()];
            world.advance_days(4);
            assert_eq!(written(&world).await, 0);
            world.advance_days(1);
            assert_eq!(written(&world).await, 1);
            world.advance_days(1);
            assert_eq!(written(&world).await, 1, "once");
            let letter = letters(&world).await.remove(0);
            assert_eq!(letter.notice, "person.start-link-reminder");
            assert_eq!(letter.address, HOME);
            assert_eq!(letter.subject, "Your link to set up your account ends in 2 days");
            assert!(!letter.body.contains("code="), "{}", letter.body);
            // A link that lives two days only is no reason to write twice in one.
            let sent_at = world.clock.now();
            *ends.links.lock() =
                vec![EndingLink { sent_at, until: sent_at.plus_days(2), ..ending }];
            assert_eq!(written(&world).await, 1);
            world.advance_days(1);
            assert_eq!(written(&world).await, 2);
            world.advance_days(2);
            assert_eq!(written(&world).await, 2, "what is over is not brought to mind");
        }
    });
}
