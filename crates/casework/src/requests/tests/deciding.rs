//! Who decides, and what comes of it.

use kernel::audit::{history_of_act, history_of_subjects};
use testkit::{check, check_races};

use super::*;

#[test]
fn what_is_approved_is_done_by_a_command_of_the_decider() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = world.person("Asha Rao", rx1);
        let asker = Actor::Account(asha);
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        let request = world.done(asker.clone(), chair("oak")).await.request;
        let before = seen(&world, &decider, request).await;
        assert_eq!(before.command.as_deref(), Some("sample.fetch"), "approving is enough");
        assert_eq!(seen(&world, &asker, request).await.command, None, "not for the asker to know");
        let standing = world.done(decider.clone(), decide(request, Verdict::Approve)).await;
        assert_eq!(standing.state, State::Running);
        assert!(to_do(&world, &decider).await.is_empty(), "nothing is left to do");
        carried_out(&world).await;
        let view = seen(&world, &asker, request).await;
        assert_eq!(view.line.state, State::Done);
        assert_eq!(view.command.as_deref(), Some("sample.fetch"));
        assert_eq!(view.decided_by.map(|by| by.account), decider.account());
        world.seal().await;
        let act = view.ran_act.expect("the act that did it");
        let mut reader = world.door.reader().await.expect("a reader");
        let history = history_of_subjects(&mut reader, &[request], None, 10).await.expect("acts");
        assert!(history.iter().any(|act| act.row.command == "request.settle"));
        let row = history_of_act(&mut reader, act).await.expect("a reader").expect("the act").row;
        assert_eq!(row.actor, decider.label(), "in the decider's name");
        assert_eq!(row.command, "sample.fetch");
    });
}

#[test]
fn what_cannot_be_done_is_open_again_and_says_why() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asker = Actor::Account(world.person("Asha Rao", rx1));
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        let request = world.done(asker.clone(), chair("nothing")).await.request;
        world.done(decider.clone(), decide(request, Verdict::Approve)).await;
        carried_out(&world).await;
        let view = seen(&world, &decider, request).await;
        assert_eq!(view.line.state, State::Open);
        assert_eq!(view.problem.as_deref(), Some(SOLD_OUT.text));
        assert_eq!((view.decided_by, view.decided_at), (None, None));
        assert_eq!(to_do(&world, &decider).await, [request]);
        world.done(decider.clone(), decide(request, Verdict::Decline)).await;
        let view = seen(&world, &asker, request).await;
        assert_eq!((view.line.state, view.problem), (State::Declined, None));
    });
}

#[test]
fn a_decider_who_may_not_do_it_themselves_approves_nothing_into_being() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asker = Actor::Account(world.person("Asha Rao", rx1));
        // Primary administrators decide, but the command is not theirs in these tests.
        let decider = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let request = world.done(asker, chair("oak")).await.request;
        world.done(decider.clone(), decide(request, Verdict::Approve)).await;
        carried_out(&world).await;
        let view = seen(&world, &decider, request).await;
        assert_eq!(view.line.state, State::Open);
        assert!(view.problem.is_some(), "authority was asked again");
    });
}

#[test]
fn nobody_decides_their_own_nor_what_is_asked_for_them() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let one = world.administrator(Role::LocalAdministrator, rx1).await;
        let two = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let own = world.done(one.clone(), chair("oak")).await.request;
        let for_two = AskRequest {
            asked_for: two.account().map(|account| account.to_string()),
            ..chair("elm")
        };
        let theirs = world.done(asha.clone(), for_two).await.request;
        for (actor, request) in [(&one, own), (&two, theirs)] {
            for verdict in [Verdict::Approve, Verdict::Done, Verdict::Decline] {
                assert_eq!(
                    world.refused(actor.clone(), decide(request, verdict)).await,
                    "request.own"
                );
            }
            let take = AssignRequest { request, to: None };
            assert_eq!(world.refused(actor.clone(), take).await, "request.own");
            assert!(!to_do(&world, actor).await.contains(&request));
            let may = seen(&world, actor, request).await.may;
            assert!(!may.decide && !may.finish && !may.assign);
        }
        // Somebody may not be made to decide their own either.
        let to = two.account().map(|account| account.to_string());
        let give = AssignRequest { request: theirs, to };
        assert_eq!(world.refused(one.clone(), give).await, "request.taker");
        world.done(two, decide(own, Verdict::Approve)).await;
        world.done(one, decide(theirs, Verdict::Decline)).await;
    });
}

#[test]
fn each_desk_decides_its_own_kinds_and_a_no_says_why() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let primary = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let desk = world.administrator(Role::LocalHelpDesk, rx1).await;
        let national = world.administrator(Role::NationalServiceDesk, rx1).await;
        let mailbox = world.done(asha.clone(), chair("oak")).await.request;
        let other = ask("something-else", &[("subject", "A key"), ("details", "Room 4")]);
        let other = world.done(asha.clone(), other).await.request;
        let help = support();
        assert_eq!(
            world.refused(asha.clone(), help.clone()).await,
            "request.kind-unknown",
            "the service desk is asked by those who look after an organisation"
        );
        let help = world.done(primary.clone(), help).await.request;
        assert_eq!(to_do(&world, &desk).await, [other]);
        assert_eq!(to_do(&world, &primary).await, [mailbox, other]);
        assert_eq!(to_do(&world, &national).await, [help]);
        let code = world.refused(desk.clone(), decide(mailbox, Verdict::Decline)).await;
        assert_eq!(code, "request.not-yours");
        let code = world.refused(primary.clone(), decide(help, Verdict::Decline)).await;
        assert_eq!(code, "request.own");
        let silent = DecideRequest { reason: None, ..decide(other, Verdict::Decline) };
        assert_eq!(world.refused(desk.clone(), silent).await, "request.reason-missing");
        world.done(desk, decide(other, Verdict::Decline)).await;
        world.done(national, decide(help, Verdict::Done)).await;
        let view = seen(&world, &asha, other).await;
        assert_eq!(view.reason.as_deref(), Some("Because"));
        let code = world.refused(primary, decide(other, Verdict::Approve)).await;
        assert_eq!(code, "request.over");
    });
}

#[test]
fn two_who_decide_at_once_follow_each_other() {
    check_races(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asker = Actor::Account(world.person("Asha Rao", rx1));
        let one = world.administrator(Role::LocalAdministrator, rx1).await;
        let two = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        for _ in 0..5 {
            let request = world.done(asker.clone(), chair("by hand")).await.request;
            let tries = tokio::join!(
                world.door.perform(world.call(one.clone()), decide(request, Verdict::Decline)),
                world.door.perform(world.call(two.clone()), decide(request, Verdict::Done)),
                world.door.perform(world.call(asker.clone()), say(request, "More")),
            );
            let decided = [tries.0.is_ok(), tries.1.is_ok()];
            assert_eq!(decided.iter().filter(|done| **done).count(), 1, "{decided:?}");
            let view = seen(&world, &asker, request).await;
            let state = if decided[0] { State::Declined } else { State::Done };
            assert_eq!(view.line.state, state);
            assert_eq!(view.thread.len(), usize::from(tries.2.is_ok()));
        }
    });
}

/// A request for help with the whole minimum data set.
pub(super) fn support() -> AskRequest {
    ask(
        "support",
        &[
            ("subject", "Mail is late"),
            ("requester_email", "ann@example.org"),
            ("requester_telephone", "0113 496 0000"),
            ("affected_people", "12"),
            ("affected_addresses", "a@example.org"),
            ("description", "It began at nine."),
        ],
    )
}
