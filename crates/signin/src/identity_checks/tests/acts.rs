//! Nothing about how somebody signs in is changed by a helper who has not made sure who is asking.

use std::time::Duration;

use kernel::authority::Role;
use kernel::door::Actor;

use super::{check as record, desk};
use crate::attempts::UnlockAccount;
use crate::codes::{IssueStartCode, ResetPassword, SendStartLink};
use crate::factors::ResetSecondFactor;
use crate::factors::tests::with_app;
use crate::identity_checks::Method;
use crate::testing::{PASSWORD, USERNAME, asha, check, enter, refusal, sees, set_password};

const NEEDED: &str = "identity-check.needed";

#[test]
fn every_act_that_lets_somebody_in_needs_a_check() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        with_app(&world, person).await;
        for _ in 0..10 {
            refusal(enter(&world, USERNAME, "not this one").await);
        }
        let refused = |outcome: &'static str| assert_eq!(outcome, NEEDED);
        let by = || administrator.clone();
        refused(world.refused(by(), UnlockAccount { person }).await);
        refused(world.refused(by(), ResetSecondFactor { person }).await);
        refused(world.refused(by(), IssueStartCode { person }).await);
        refused(world.refused(by(), ResetPassword { person }).await);
        sees(&world, &administrator, person).await;
        world.done(by(), UnlockAccount { person }).await;
        world.done(by(), ResetPassword { person }).await;
        // There is no password in use any more, and it is still somebody who has had one.
        world.advance(Duration::from_secs(15 * 60));
        let address = "asha@example.org".to_owned();
        refused(world.refused(by(), SendStartLink { person, address }).await);
        world.done(world.operator(), ResetSecondFactor { person }).await;
    });
}

#[test]
fn what_one_made_sure_of_counts_for_fifteen_minutes_and_for_nobody_else() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let colleague = desk(&world, person).await;
        sees(&world, &administrator, person).await;
        assert_eq!(world.refused(colleague, IssueStartCode { person }).await, NEEDED);
        world.advance(Duration::from_secs(15 * 60 - 1));
        world.done(administrator.clone(), IssueStartCode { person }).await;
        world.advance(Duration::from_secs(1));
        assert_eq!(world.refused(administrator.clone(), IssueStartCode { person }).await, NEEDED);
        world.done(administrator.clone(), record(person, Method::NotSure)).await;
        assert_eq!(world.refused(administrator, IssueStartCode { person }).await, NEEDED);
    });
}

#[test]
fn somebody_who_never_had_a_password_is_given_a_start_code_without_one() {
    check(|world| async move {
        let organisation = world.organisation("RX1").await;
        let person = world.person("Asha Rao", organisation);
        let administrator = world.administrator(Role::LocalAdministrator, organisation).await;
        world.done(administrator.clone(), IssueStartCode { person }).await;
        set_password(&world, person, PASSWORD).await;
        assert_eq!(world.refused(administrator, IssueStartCode { person }).await, NEEDED);
        let own = world.refused(Actor::Account(person), IssueStartCode { person }).await;
        assert_eq!(own, "not-allowed");
    });
}
