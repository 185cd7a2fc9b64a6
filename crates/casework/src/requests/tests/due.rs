//! Reminders, lapses, and what is dropped of somebody who is erased.

use facts::directory::AccountErased;
use testkit::check;

use super::*;

async fn work(world: &World) {
    jobs::run_due(&world.door).await.expect("the reconciler runs");
}

#[test]
fn whoever_a_request_waits_for_is_reminded_twice_and_then_it_lapses() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        let request = world.done(asha.clone(), chair("oak")).await.request;
        let asked = seen(&world, &asha, request).await;
        assert_eq!(asked.line.due_at, world.clock.now().plus_days(DECIDE_DAYS.default));
        for (days, reminders) in [(2, 0), (1, 1), (3, 1), (1, 2), (5, 2)] {
            world.advance_days(days);
            work(&world).await;
            work(&world).await;
            let view = seen(&world, &asha, request).await;
            assert_eq!(view.reminders, reminders, "after {days} more days");
        }
        assert!(seen(&world, &decider, request).await.line.is_overdue);
        // The turn goes to the asker: the days are counted from here on.
        world.done(decider.clone(), say(request, "Which one?")).await;
        let view = seen(&world, &asha, request).await;
        assert_eq!((view.line.state, view.reminders), (State::Waiting, 0));
        assert_eq!(view.line.due_at, world.clock.now().plus_days(LAPSE_DAYS.default));
        world.advance_days(29);
        work(&world).await;
        assert_eq!(seen(&world, &asha, request).await.line.state, State::Waiting);
        world.advance_days(1);
        work(&world).await;
        assert_eq!(seen(&world, &asha, request).await.line.state, State::Lapsed);
        assert!(to_do(&world, &decider).await.is_empty() && to_do(&world, &asha).await.is_empty());
        assert_eq!(world.refused(asha, say(request, "Still here")).await, "request.over");
    });
}

#[test]
fn what_was_approved_is_reminded_of_and_never_lapses() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        let request = world.done(asha.clone(), chair("by hand")).await.request;
        world.done(decider.clone(), decide(request, Verdict::Approve)).await;
        world.advance_days(3);
        work(&world).await;
        world.advance_days(60);
        work(&world).await;
        let view = seen(&world, &decider, request).await;
        assert_eq!((view.line.state, view.reminders), (State::Approved, 2));
        assert!(view.may.finish && !view.may.decide);
        world.done(decider, decide(request, Verdict::Done)).await;
        assert_eq!(seen(&world, &asha, request).await.line.state, State::Done);
    });
}

#[test]
fn what_is_not_due_is_not_done_by_the_service_and_by_nobody_else_at_all() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        let request = world.done(asha, chair("oak")).await.request;
        let service = Actor::Service("requests");
        let remind = RemindRequest { request };
        assert_eq!(world.refused(service.clone(), remind).await, "request.not-due");
        assert_eq!(
            world.refused(service.clone(), LapseRequest { request }).await,
            "request.not-due"
        );
        assert_eq!(world.refused(service, SettleRequest { request }).await, "request.not-due");
        assert_eq!(world.refused(decider, LapseRequest { request }).await, "not-allowed");
        let before = world.refusals("request.settle").await;
        work(&world).await;
        assert_eq!(world.refusals("request.settle").await, before, "a quiet run leaves no line");
    });
}

#[test]
fn of_an_erased_person_the_decisions_stay_and_the_words_go() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = world.person("Asha Rao", rx1);
        let ben = Actor::Account(world.person("Ben Near", rx1));
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        let asked = world.done(Actor::Account(asha), chair("oak")).await.request;
        world.done(Actor::Account(asha), say(asked, "For my back")).await;
        world.done(decider.clone(), decide(asked, Verdict::Decline)).await;
        let for_her =
            AskRequest { asked_for: Some("asha.rao@guildhall.example".to_owned()), ..chair("elm") };
        let for_her = world.done(ben.clone(), for_her).await.request;
        let other = world.done(ben, chair("ash")).await.request;
        world.note(AccountErased { account: asha, organisation: rx1 }).await;
        for request in [asked, for_her] {
            let view = seen(&world, &decider, request).await;
            assert!(view.answers.is_empty() && view.line.summary.is_empty());
            assert!(view.thread.iter().all(|said| said.text.is_empty()));
        }
        let view = seen(&world, &decider, asked).await;
        assert_eq!((view.line.state, view.reason), (State::Declined, None));
        assert_eq!(seen(&world, &decider, other).await.line.summary, "ash");
    });
}
