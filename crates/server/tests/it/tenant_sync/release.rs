//! After a restore: what would be sent is planned, and nothing is sent until two different people release it.

use kernel::authority::Role;
use kernel::epoch::{Outside, settle};
use tenant::release::{ReleaseRestored, ReleaseState};
use tenant::shadow::{OnTheWay, Stage};
use tenant::{confirm_by_delta, reconcile};
use uuid::Uuid;

use super::later;
use super::scene::check;

#[test]
fn after_a_restore_nothing_is_sent_until_two_different_people_release_it() {
    check(|stage| async move {
        let before = stage.person("Asha Rao").await;
        stage.work().await;
        assert_eq!(stage.stage(before).await, Stage::Live);
        let administrator = async || {
            let world = &stage.world;
            world.administrator(Role::PlatformAdministrator, stage.organisation).await
        };
        let (one, other) = (administrator().await, administrator().await);
        let settled = async |remembered: Uuid| {
            let outside = Outside { remembered: Some(remembered), witnessed: 0 };
            let now = stage.world.clock.now();
            settle(stage.world.door.database(), outside, now).await.expect("it settles")
        };
        let first = settled(Uuid::from_bytes([1; 16])).await;
        assert!(!first.is_restored());
        let view = stage.world.asked(one.clone(), &ReleaseState {}).await;
        assert!(!view.held);
        let code = stage.world.refused(one.clone(), ReleaseRestored {}).await;
        assert_eq!(code, "tenant.not-held");

        // The folder remembers a life that this database does not know.
        assert!(settled(Uuid::from_bytes([2; 16])).await.is_restored());
        let writes = stage.writes();
        let person = stage.person("Ben Ode").await;
        stage.world.change_person(before, |view| view.department = Some("Wards".to_owned()));
        stage.changed(before).await;
        let hears_and_looks = async || {
            stage.work().await;
            stage.world.advance(later(400));
            stage.work().await;
            reconcile(&stage.world.door).await.expect("it looks");
            confirm_by_delta(&stage.world.door).await.expect("it hears");
            stage.world.advance(later(400));
            stage.work().await;
        };
        hears_and_looks().await;
        assert_eq!(stage.writes(), writes, "something was sent while it was held");
        let way = OnTheWay { organisation: "RX1".to_owned(), after: None, limit: None };
        let way = stage.world.asked(stage.admin.clone(), &way).await;
        assert_eq!(way.items.len(), 2, "what would be sent is planned");

        let said = stage.world.done(one.clone(), ReleaseRestored {}).await;
        assert!(!said.released, "one person is not enough");
        let code = stage.world.refused(one.clone(), ReleaseRestored {}).await;
        assert_eq!(code, "tenant.already-released-by-you");
        let view = stage.world.asked(other.clone(), &ReleaseState {}).await;
        assert!(view.held && view.released_by.len() == 1 && !view.released_by_caller);
        for nobody in [stage.admin.clone(), stage.world.operator()] {
            stage.world.refused(nobody, ReleaseRestored {}).await;
        }
        hears_and_looks().await;
        assert_eq!(stage.writes(), writes, "something was sent after one person released it");

        // Whoever may not act any more counts no more.
        let account = one.account().expect("a person");
        stage.world.change_person(account, |view| view.state = "disabled".to_owned());
        let third = administrator().await;
        assert!(!stage.world.done(other, ReleaseRestored {}).await.released);
        assert!(stage.world.done(third, ReleaseRestored {}).await.released);
        stage.work().await;
        assert!(stage.writes() > writes);
        for person in [person, before] {
            assert_eq!(stage.stage(person).await, Stage::Live);
        }
        assert!(!stage.world.asked(stage.world.operator(), &ReleaseState {}).await.held);
    });
}
