//! What stands in whose list, in what order, page by page; and what nobody sees.

use kernel::authority::GrantSpan;
use testkit::check;

use super::*;

#[test]
fn lists_are_paged_without_gap_or_double_and_overdue_comes_first() {
    check(manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let ann = world.person("Ann Both", rx1);
        for organisation in [rx1, rx2] {
            let span = GrantSpan::Organisation(organisation);
            world.grant(ann, Role::LocalAdministrator, span).await;
        }
        let ann = Actor::Account(ann);
        let mut asked = Vec::new();
        for number in 0..4 {
            for (place, name) in [(rx1, "Asha Rao"), (rx2, "Ben Bo")] {
                let asker = Actor::Account(world.person(name, place));
                asked.push(world.done(asker, chair(&format!("oak {number}"))).await.request);
            }
            if number == 1 {
                world.advance_days(4);
            }
        }
        world.advance_days(2);
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let query = ToDo { after, limit: Some(3), ..ToDo::default() };
            let page = world.asked(ann.clone(), &query).await;
            found.extend(page.items);
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        let keys: Vec<Uuid> = found.iter().map(|line| line.request).collect();
        assert_eq!(keys, asked, "by the day it is due, which is the order in which it was asked");
        let overdue: Vec<bool> = found.iter().map(|line| line.is_overdue).collect();
        assert_eq!(overdue, [true, true, true, true, false, false, false, false]);
        let count = world.asked(ann.clone(), &CountRequests {}).await;
        assert_eq!(count, RequestCount { waiting: 8, is_more: false });
        let of = ToDo { organisation: Some("RX2".to_owned()), ..ToDo::default() };
        let page = world.asked(ann.clone(), &of).await;
        assert!(page.items.len() == 4 && page.items.iter().all(|l| l.organisation == "RX2"));
        let of = ToDo { kind: Some("something-else".to_owned()), ..ToDo::default() };
        assert!(world.asked(ann.clone(), &of).await.items.is_empty());
        let wrong = ToDo { after: Some("nowhere".to_owned()), ..ToDo::default() };
        assert_eq!(world.not_asked(ann, &wrong).await, "input.malformed");
    });
}

#[test]
fn ones_own_requests_are_listed_newest_first_each_once() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = world.person("Asha Rao", rx1);
        let ben = Actor::Account(world.person("Ben Near", rx1));
        let decider = world.administrator(Role::LocalAdministrator, rx1).await;
        let asha_asks = Actor::Account(asha);
        let to_asha = |what: &str| AskRequest {
            asked_for: Some("asha.rao@guildhall.example".to_owned()),
            ..chair(what)
        };
        let mut asked = Vec::new();
        for number in 0..3 {
            asked.push(world.done(asha_asks.clone(), chair("oak")).await.request);
            asked.push(world.done(ben.clone(), to_asha("elm")).await.request);
            if number == 0 {
                world.done(decider.clone(), decide(asked[0], Verdict::Decline)).await;
            }
        }
        world.done(ben.clone(), chair("ash")).await;
        asked.reverse();
        let mut found = Vec::new();
        let mut after = None;
        loop {
            let query = MyRequests { after, limit: Some(4), state: None };
            let page = world.asked(asha_asks.clone(), &query).await;
            found.extend(page.items.iter().map(|line| line.request));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(found, asked);
        for (state, count) in [("live", 5), ("over", 1), ("declined", 1), ("done", 0)] {
            let query = MyRequests { state: Some(state.to_owned()), ..MyRequests::default() };
            assert_eq!(world.asked(asha_asks.clone(), &query).await.items.len(), count, "{state}");
        }
        let query = MyRequests { state: Some("lost".to_owned()), ..MyRequests::default() };
        assert_eq!(world.not_asked(asha_asks, &query).await, "request.state-unknown");
    });
}

#[test]
fn a_foreign_request_answers_as_an_unknown_one() {
    check(manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let bea = Actor::Account(world.person("Bea Plain", rx1));
        let local = world.administrator(Role::LocalAdministrator, rx1).await;
        let foreign = world.administrator(Role::LocalAdministrator, rx2).await;
        let request = world.done(asha, chair("oak")).await.request;
        let unknown = kernel::ids::new_at(world.clock.now());
        for actor in [&bea, &foreign] {
            for key in [request, unknown] {
                assert_eq!(
                    world.not_asked(actor.clone(), &RequestById { request: key }).await,
                    "not-found"
                );
                assert_eq!(world.refused(actor.clone(), say(key, "Me too")).await, "not-found");
                let withdraw = WithdrawRequest { request: key };
                assert_eq!(world.refused(actor.clone(), withdraw).await, "not-found");
            }
            assert!(to_do(&world, actor).await.is_empty());
        }
        let elsewhere = ToDo { organisation: Some("RX1".to_owned()), ..ToDo::default() };
        assert_eq!(world.not_asked(foreign, &elsewhere).await, "not-found");
        assert_eq!(world.refused(local, WithdrawRequest { request }).await, "not-allowed");
    });
}

#[test]
fn a_role_of_the_whole_service_sees_the_list_of_an_organisation_that_it_names() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        world.administrator(Role::LocalAdministrator, rx1).await;
        let platform = world.administrator(Role::PlatformAdministrator, rx1).await;
        let request = world.done(asha, chair("oak")).await.request;
        assert!(to_do(&world, &platform).await.is_empty(), "others look after it");
        let count = world.asked(platform.clone(), &CountRequests {}).await;
        assert_eq!(count.waiting, 0);
        let of = ToDo { organisation: Some("RX1".to_owned()), ..ToDo::default() };
        let page = world.asked(platform.clone(), &of).await;
        assert_eq!(page.items.len(), 1);
        world.done(platform, decide(request, Verdict::Decline)).await;
    });
}

#[test]
fn nobody_has_more_requests_than_the_rule_says_nor_a_request_more_messages() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let first = world.done(asha.clone(), chair("oak")).await.request;
        for _ in 1..LIVE_AT_MOST.default {
            world.done(asha.clone(), chair("oak")).await;
        }
        assert_eq!(world.refused(asha.clone(), chair("oak")).await, "request.too-many");
        world.done(asha.clone(), WithdrawRequest { request: first }).await;
        let last = world.done(asha.clone(), chair("oak")).await.request;
        for _ in 0..super::super::model::MESSAGES_AT_MOST {
            world.done(asha.clone(), say(last, "More")).await;
        }
        let code = world.refused(asha, say(last, "And more")).await;
        assert_eq!(code, "request.too-many-messages");
    });
}
