//! Break-glass accounts on both engines.

use std::time::Duration;

use kernel::authority::{GrantSpan, Role};
use kernel::door::{Actor, SECOND_PERSON};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use kernel::secret::Secret;
use testkit::World;

use super::{
    BreakGlassState, CloseAlarm, EndBreakGlass, EnrolBreakGlass, Outcome, Readiness, RecoverAccess,
    readiness,
};
use crate::codes::IssueStartCode;
use crate::factors::{Entered, ResetSecondFactor};
use crate::passkeys::tests::Carried;
use crate::passwords::SetPasswordByOperator;
use crate::sessions::SignedIn;
use crate::testing::{PASSWORD, check, enter, helped, refusal, set_password, start};

struct Cast {
    ann: Actor,
    bea: Actor,
    glass: AccountId,
    key: Carried,
}

/// Two platform administrators, and an account of a third one with a key. That enrolling takes two is told elsewhere.
async fn cast(world: &World) -> Cast {
    world.set_rule(&SECOND_PERSON, 0).await;
    let organisation = world.organisation("OPERATOR").await;
    let mut accounts = Vec::new();
    for name in ["Ann Hay", "Bea Law", "Asha Rao"] {
        let account = world.person(name, organisation);
        world.grant(account, Role::PlatformAdministrator, GrantSpan::Nation).await;
        set_password(world, account, PASSWORD).await;
        accounts.push(account);
    }
    let [ann, bea, glass] = accounts[..] else { panic!("three") };
    let key = Carried::added(world, glass).await;
    Cast { ann: Actor::Account(ann), bea: Actor::Account(bea), glass, key }
}

fn session(entered: Result<Entered>) -> SignedIn {
    crate::testing::admitted(entered).expect("the key lets in")
}

async fn stands(world: &World) -> Readiness {
    let mut reader = world.door.reader().await.unwrap();
    readiness(&mut reader, world.clock.now()).await.unwrap()
}

#[test]
fn such_an_account_signs_in_with_its_key_only_and_every_time_that_is_an_alarm() {
    check(|world| async move {
        let mut cast = cast(&world).await;
        let (ann, person) = (cast.ann.clone(), cast.glass);
        world.done(ann.clone(), EnrolBreakGlass { person }).await;
        let again = EnrolBreakGlass { person };
        assert_eq!(world.refused(ann.clone(), again).await, "break-glass.enrolled");
        assert!(enter(&world, "asha.rao@guildhall.example", PASSWORD).await.is_err());
        let only = "break-glass.key-only";
        assert_eq!(
            refusal(world.door.perform(world.call(ann.clone()), IssueStartCode { person }).await)
                .code,
            only
        );
        assert_eq!(world.refused(ann.clone(), ResetSecondFactor { person }).await, only);
        let password = SetPasswordByOperator { person, password: Secret::new(PASSWORD.to_owned()) };
        assert_eq!(world.refused(world.operator(), password).await, only);
        assert_eq!(stands(&world).await, Readiness { ready: 1, wanted: 2, overdue: 0, alarms: 0 });
        world.advance(Duration::from_secs(60));
        let signed_in = session(cast.key.sign_in(&world).await);
        assert_eq!(signed_in.account, person);
        assert_eq!(stands(&world).await.alarms, 1);
        assert_eq!(world.acts_that_tell("break-glass.alarm").await, 1);
        let state = world.asked(cast.bea.clone(), &BreakGlassState {}).await;
        let alarm = state.alarms[0].alarm;
        let close =
            |reason: &str| CloseAlarm { alarm, outcome: Outcome::Drill, reason: reason.to_owned() };
        let own = Actor::Account(person);
        assert_eq!(world.refused(own, close("a drill")).await, "break-glass.own-alarm");
        assert_eq!(world.refused(cast.bea.clone(), close("  ")).await, "break-glass.reason");
        assert_eq!(world.refused(world.operator(), close("a drill")).await, "not-allowed");
        world.done(cast.bea.clone(), close("a drill")).await;
        assert_eq!(world.refused(cast.bea.clone(), close("a drill")).await, "break-glass.closed");
        assert_eq!(stands(&world).await.alarms, 0);
        world.advance_days(92);
        assert_eq!(stands(&world).await.overdue, 1);
        session(cast.key.sign_in(&world).await);
        let state = world.asked(cast.bea.clone(), &BreakGlassState {}).await;
        let alarm = state.alarms[0].alarm;
        let drill = CloseAlarm { alarm, outcome: Outcome::Drill, reason: "a drill".to_owned() };
        world.done(cast.bea, drill).await;
        assert_eq!(stands(&world).await.overdue, 0);
        world.done(ann.clone(), EndBreakGlass { person }).await;
        helped(&world, &ann, person, IssueStartCode { person }).await;
        assert_eq!(stands(&world).await.ready, 0);
    });
}

#[test]
fn an_account_that_somebody_works_with_or_without_a_key_is_none() {
    check(|world| async move {
        let cast = cast(&world).await;
        let Actor::Account(ann) = cast.ann else { panic!("an account") };
        let Actor::Account(bea) = cast.bea else { panic!("an account") };
        let enrol = |person| EnrolBreakGlass { person };
        assert_eq!(world.refused(cast.ann.clone(), enrol(ann)).await, "break-glass.oneself");
        assert_eq!(world.refused(cast.ann.clone(), enrol(bea)).await, "break-glass.no-key");
        let other = world.person("Cay Lind", world.organisation("RX1").await);
        assert_eq!(world.refused(cast.ann.clone(), enrol(other)).await, "break-glass.not-platform");
        assert_eq!(world.refused(Actor::Account(other), enrol(bea)).await, "not-allowed");
        assert_eq!(
            world.refused(cast.ann.clone(), EndBreakGlass { person: bea }).await,
            "break-glass.none"
        );
        let recover = RecoverAccess { person: bea, reason: "mine now".to_owned() };
        assert_eq!(world.refused(cast.ann, recover).await, "not-allowed", "on the host only");
    });
}

#[test]
fn the_operator_lets_somebody_in_again_and_everybody_hears_of_it() {
    check(|world| async move {
        let mut cast = cast(&world).await;
        let person = cast.glass;
        world.done(cast.ann.clone(), EnrolBreakGlass { person }).await;
        let recover = |reason: &str| RecoverAccess { person, reason: reason.to_owned() };
        assert_eq!(world.refused(world.operator(), recover("")).await, "break-glass.reason");
        assert_eq!(stands(&world).await.alarms, 0);
        let issued = world.done(world.operator(), recover("both keys are lost")).await;
        assert!(cast.key.sign_in(&world).await.is_err(), "whoever has the key is out");
        assert_eq!(stands(&world).await, Readiness { ready: 0, wanted: 2, overdue: 0, alarms: 1 });
        start(&world, &issued.code, "copper meadow 17 saddle").await.unwrap();
        let state = world.asked(cast.bea.clone(), &BreakGlassState {}).await;
        assert_eq!(state.alarms[0].reason, "both keys are lost");
        let close = |outcome| CloseAlarm {
            alarm: state.alarms[0].alarm,
            outcome,
            reason: "Ann was called".to_owned(),
        };
        assert_eq!(
            world.refused(cast.bea.clone(), close(Outcome::Drill)).await,
            "break-glass.no-drill"
        );
        world.done(cast.bea, close(Outcome::Use)).await;
    });
}
