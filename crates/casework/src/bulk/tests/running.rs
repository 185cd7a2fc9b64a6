//! What becomes of a bulk change and of each of its entries.

use testkit::{check, check_races};

use super::super::model::Move;
use super::*;

#[test]
fn each_entry_is_told_before_and_after() {
    check(manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let asha = world.person("Asha Rao", rx1);
        for name in ["Red Rose", "Ghost Grey", "Stone Wall", "Gone Girl"] {
            world.person(name, rx1);
        }
        let gone = world.person("Late Leaver", rx1);
        world.change_person(gone, |view| view.state = "deleted".to_owned());
        let foreign = world.person("Foreign Body", rx2);
        let list = format!(
            "{asha}\nAsha Rao <asha.rao@guildhall.example>; red.rose@guildhall.example\nghost.grey, stone.wall\n\
             late.leaver@guildhall.example\nforeign.body@guildhall.example\n{foreign}\nnobody@guildhall.example\nmany"
        );
        let bulk = prepared(&world, &ann, "many", &list).await;
        let before = seen(&world, &ann, bulk).await;
        use ItemState::{Barred, Same, Several, Twice, Unknown, Waiting};
        let expected =
            [Waiting, Twice, Same, Barred, Waiting, Barred, Unknown, Unknown, Unknown, Several];
        assert_eq!(states(&before), expected);
        // What is foreign answers in the very words of what is not there, and names nobody.
        let words: Vec<&str> = before.items[6..9].iter().map(|item| item.words.as_str()).collect();
        assert!(words.iter().all(|said| *said == words[2]));
        assert!(
            before.items[6..9].iter().all(|item| item.account.is_none() && item.name.is_empty())
        );
        assert_eq!((before.line.counts.waiting, before.line.counts.left_out), (2, 7));
        assert_eq!(painted(&world).await, 0, "nothing happens before it is said so");

        world.done(ann.clone(), RunBulk { bulk }).await;
        all_done(&world).await;
        let after = seen(&world, &ann, bulk).await;
        assert_eq!(after.line.state, State::Done);
        assert_eq!(
            (after.items[0].state, after.items[0].words.as_str()),
            (ItemState::Done, "Is red")
        );
        assert_eq!(
            (after.items[4].state, after.items[4].words.as_str()),
            (ItemState::Refused, "Stone")
        );
        assert_eq!(states(&after)[5..], expected[5..]);
        assert_eq!(painted(&world).await, 1);
        let only = BulkById { bulk, state: Some("refused".to_owned()), ..BulkById::default() };
        assert_eq!(world.asked(ann.clone(), &only).await.items.len(), 1);
        let none = BulkById { bulk, state: Some("odd".to_owned()), ..BulkById::default() };
        assert_eq!(world.not_asked(ann, &none).await, "bulk.filter");
    });
}

#[test]
fn what_is_begun_anew_is_done_once() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        for act in ["one", "many"] {
            let done_before = painted(&world).await;
            let list = crowd(&world, rx1, &format!("Person{act}"), 10);
            let bulk = prepared(&world, &ann, act, &list).await;
            world.done(ann.clone(), RunBulk { bulk }).await;
            // The process died after the acts and before it noted what came of them.
            let mut reader = world.door.reader().await.expect("a reader");
            let found =
                store::find(&mut reader, bulk).await.expect("an answer").expect("it is there");
            let items = store::next_waiting(&mut reader, bulk, 100).await.expect("entries");
            drop(reader);
            let part: Vec<(i64, AccountId)> =
                items.iter().filter_map(|item| Some((item.number, item.account?))).collect();
            assert_eq!(part.len(), 10);
            let kind = if act == "one" { &ONE } else { &MANY };
            for part in part.chunks(kind.at_once) {
                jobs::try_part(&world.door, &found, kind, part).await.expect("it is tried");
            }
            let first = painted(&world).await;
            assert_eq!(first - done_before, if act == "one" { 10 } else { 3 });
            assert_eq!(seen(&world, &ann, bulk).await.line.counts.waiting, 10);
            all_done(&world).await;
            assert_eq!(painted(&world).await, first, "{act}: no act was done twice");
            let view = seen(&world, &ann, bulk).await;
            assert_eq!(view.line.state, State::Done);
            assert!(view.items.iter().all(|item| item.state == ItemState::Done));
        }
    });
}

#[test]
fn two_workers_at_once_do_nothing_twice() {
    check_races(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let list = crowd(&world, rx1, "Person", 60);
        let bulk = world.done(ann.clone(), begin("one", &list)).await.bulk;
        let all = |world: World| async move { all_done(&world).await };
        let work = || {
            let one = tokio::spawn(all(world.clone()));
            let other = tokio::spawn(all(world.clone()));
            async move {
                one.await.expect("one");
                other.await.expect("the other");
            }
        };
        work().await;
        let view = seen(&world, &ann, bulk).await;
        assert_eq!((view.items.len(), view.line.counts.waiting), (60, 60));
        world.done(ann.clone(), RunBulk { bulk }).await;
        work().await;
        assert_eq!(painted(&world).await, 60);
        let view = seen(&world, &ann, bulk).await;
        assert_eq!((view.line.state, view.line.counts.done), (State::Done, 60));
    });
}

#[test]
fn authority_is_asked_again_for_each() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let list = crowd(&world, rx1, "Person", 60);
        let bulk = prepared(&world, &ann, "one", &list).await;
        world.done(ann.clone(), RunBulk { bulk }).await;
        jobs::run_due(&world.door).await.expect("a first part runs");
        let account = ann.account().expect("somebody");
        world.change_person(account, |view| view.state = "disabled".to_owned());
        all_done(&world).await;
        world.change_person(account, |view| view.state = "active".to_owned());
        let view = seen(&world, &ann, bulk).await;
        assert_eq!((view.line.counts.done, view.line.counts.refused), (50, 10));
        assert_eq!(painted(&world).await, 50);
    });
}

#[test]
fn it_stops_at_a_word_and_goes_on_at_another() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let ben = world.administrator(Role::LocalAdministrator, rx1).await;
        let list = crowd(&world, rx1, "Person", 120);
        let bulk = prepared(&world, &ann, "many", &list).await;
        let code = world.refused(ben.clone(), RunBulk { bulk }).await;
        assert_eq!(code, "bulk.not-yours", "it would run in another's name");
        assert_eq!(world.refused(ben.clone(), DropBulk { bulk }).await, "bulk.not-yours");
        assert_eq!(world.refused(ann.clone(), StopBulk { bulk }).await, "bulk.state");
        world.done(ann.clone(), RunBulk { bulk }).await;
        assert_eq!(jobs::run_due(&world.door).await.expect("it runs"), 50);
        world.done(ben, StopBulk { bulk }).await;
        all_done(&world).await;
        let view = seen(&world, &ann, bulk).await;
        assert_eq!((view.line.state, view.line.counts.done), (State::Stopped, 50));
        world.done(ann.clone(), RunBulk { bulk }).await;
        all_done(&world).await;
        let view = seen(&world, &ann, bulk).await;
        assert_eq!((view.line.state, view.line.counts.done), (State::Done, 120));
        assert_eq!(world.refused(ann, RunBulk { bulk }).await, "bulk.state");
    });
}

#[test]
fn one_that_breaks_holds_up_no_other() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        world.person("Glass House", rx1);
        let list = format!("{}\nglass.house", crowd(&world, rx1, "Person", 3));
        for act in ["many", "one"] {
            let bulk = prepared(&world, &ann, act, &list).await;
            world.done(ann.clone(), RunBulk { bulk }).await;
            all_done(&world).await;
            let view = seen(&world, &ann, bulk).await;
            assert_eq!((view.line.state, view.line.counts.done), (State::Done, 3), "{act}");
            assert_eq!(view.items[3].state, ItemState::Refused);
            assert!(view.items[3].words.contains("went wrong on our side"));
        }
    });
}

#[test]
fn who_has_moved_meanwhile_is_nobody_here() {
    check(manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let asha = world.person("Asha Rao", rx1);
        let bulk = prepared(&world, &ann, "one", "asha.rao").await;
        // Even somebody who looks after both does not reach beyond the organisation that the list is of.
        let account = ann.account().expect("somebody");
        world
            .grant(
                account,
                Role::LocalAdministrator,
                kernel::authority::GrantSpan::Organisation(rx2),
            )
            .await;
        world.change_person(asha, |view| view.organisation = rx2);
        world.done(ann.clone(), RunBulk { bulk }).await;
        all_done(&world).await;
        let view = seen(&world, &ann, bulk).await;
        assert_eq!(view.items[0].state, ItemState::Refused);
        assert!(view.items[0].name.is_empty() && view.items[0].account.is_none());
        assert_eq!(painted(&world).await, 0);
    });
}

#[test]
fn what_cannot_be_prepared_says_what_to_do() {
    check(manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let desk = world.administrator(Role::LocalHelpDesk, rx1).await;
        let far = world.administrator(Role::LocalAdministrator, rx2).await;
        let plain = Actor::Account(world.person("Asha Rao", rx1));
        assert_eq!(world.refused(ann.clone(), begin("one", " \n;,")).await, "bulk.nobody");
        assert_eq!(world.refused(ann.clone(), begin("none", "a@b.c")).await, "bulk.act-unknown");
        assert_eq!(world.refused(desk.clone(), begin("one", "a@b.c")).await, "bulk.act-unknown");
        let green = BeginBulk { answer: "green".to_owned(), ..begin("one", "a@b.c") };
        assert_eq!(world.refused(ann.clone(), green).await, "bulk.answer");
        let without = BeginBulk { answer: " ".to_owned(), ..begin("one", "a@b.c") };
        assert_eq!(world.refused(ann.clone(), without).await, "bulk.answer");
        let many = "a@b.c\n".repeat(5_001);
        assert_eq!(world.refused(ann.clone(), begin("one", &many)).await, "bulk.too-many");
        assert_eq!(world.refused(far.clone(), begin("one", "a@b.c")).await, "not-found");
        assert_eq!(world.refused(plain.clone(), begin("one", "a@b.c")).await, "not-found");
        assert_eq!(world.refused(Actor::Anonymous, begin("one", "a@b.c")).await, "sign-in-needed");

        let first = prepared(&world, &ann, "one", "asha.rao@guildhall.example").await;
        let second = world.done(ann.clone(), begin("one", "nobody@guildhall.example")).await.bulk;
        assert_eq!(
            world.refused(ann.clone(), RunBulk { bulk: first }).await,
            "bulk.state",
            "there is one draft"
        );
        assert_eq!(world.refused(ann.clone(), RunBulk { bulk: second }).await, "bulk.not-ready");
        all_done(&world).await;
        assert_eq!(world.refused(ann.clone(), RunBulk { bulk: second }).await, "bulk.nothing");
        for actor in [&far, &plain] {
            let by_id = BulkById { bulk: second, ..BulkById::default() };
            let answer = world.not_asked(actor.clone(), &by_id).await;
            let none = BulkById { bulk: Uuid::nil(), ..BulkById::default() };
            assert_eq!(answer, world.not_asked(actor.clone(), &none).await);
            let stop = world.refused((*actor).clone(), StopBulk { bulk: second }).await;
            assert_eq!(stop, "not-found");
        }
        let list = |organisation: &str| BulkList {
            organisation: organisation.to_owned(),
            ..BulkList::default()
        };
        assert_eq!(
            world.not_asked(far.clone(), &list("RX1")).await,
            world.not_asked(far, &list("NONE")).await
        );
        assert_eq!(
            world.asked(desk, &list("RX1")).await.items.len(),
            1,
            "what was thrown away is not listed"
        );
        assert_eq!(world.asked(ann, &MyBulk {}).await.len(), 1);
    });
}

#[test]
fn nothing_about_people_is_kept_for_ever() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::LocalAdministrator, rx1).await;
        let list = crowd(&world, rx1, "Person", 250);
        let done = prepared(&world, &ann, "many", &list).await;
        world.done(ann.clone(), RunBulk { bulk: done }).await;
        all_done(&world).await;
        let draft = prepared(&world, &ann, "many", &list).await;
        world.advance_days(29);
        assert_eq!(jobs::forget_old(&world.door).await.expect("nothing is old"), 0);
        world.advance_days(1);
        let ben = world.administrator(Role::LocalAdministrator, rx1).await;
        let fresh = prepared(&world, &ben, "one", "nobody@guildhall.example").await;
        assert_eq!(jobs::forget_old(&world.door).await.expect("two are old"), 2);
        assert_eq!(jobs::forget_old(&world.door).await.expect("nothing is left"), 0);
        let mut reader = world.door.reader().await.expect("a reader");
        for bulk in [done, draft] {
            let found = store::find(&mut reader, bulk).await.expect("an answer").expect("its row");
            let entries = store::entries(&mut reader, bulk).await.expect("an answer");
            assert_eq!((entries + &found.says + &found.answer).as_str(), "");
        }
        drop(reader);
        for bulk in [done, draft] {
            let view = seen(&world, &ann, bulk).await;
            assert_eq!((view.line.state, view.items.len()), (State::Forgotten, 0));
        }
        let service = Actor::Service("test");
        assert_eq!(
            world.refused(service.clone(), ForgetBulk { bulk: fresh }).await,
            "bulk.not-due"
        );
        assert_eq!(world.refused(ann, ForgetBulk { bulk: fresh }).await, "not-allowed");
        assert_eq!(world.refused(service, EndBulk { bulk: fresh }).await, "bulk.state");
    });
}

#[test]
fn exactly_the_moves_of_the_table_are_legal() {
    let steps = [Move::Run, Move::Stop, Move::Drop, Move::End, Move::Forget];
    let legal: Vec<(State, Move, State)> = State::ALL
        .into_iter()
        .flat_map(|from| steps.into_iter().map(move |step| (from, step)))
        .filter_map(|(from, step)| from.after(step).map(|to| (from, step, to)))
        .collect();
    use State::{Done, Draft, Dropped, Forgotten, Running, Stopped};
    let expected = [
        (Draft, Move::Run, Running),
        (Draft, Move::Drop, Dropped),
        (Draft, Move::Forget, Forgotten),
        (Running, Move::Stop, Stopped),
        (Running, Move::End, Done),
        (Stopped, Move::Run, Running),
        (Stopped, Move::Forget, Forgotten),
        (Done, Move::Forget, Forgotten),
        (Dropped, Move::Forget, Forgotten),
    ];
    assert_eq!(legal, expected);
    assert!(State::ALL.into_iter().all(|state| State::named(state.name()) == Some(state)));
    assert!(ItemState::ALL.into_iter().all(|state| ItemState::named(state.name()) == Some(state)));
}
