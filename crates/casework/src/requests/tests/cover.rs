//! When those who decide are away, leave, or were never there.

use kernel::authority::{GrantSpan, grants_of};
use testkit::check;

use super::deciding::support;
use super::*;

#[test]
fn where_nobody_could_decide_the_service_desk_does() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let national = world.administrator(Role::NationalServiceDesk, rx1).await;
        let alone = world.done(asha.clone(), chair("oak")).await;
        assert_eq!(alone.desk, Desk::ServiceDesk);
        assert_eq!(to_do(&world, &national).await, [alone.request]);
        let only = world.administrator(Role::LocalAdministrator, rx1).await;
        assert_eq!(world.done(asha.clone(), chair("elm")).await.desk, Desk::Administrators);
        // What the only administrator asks cannot wait for themselves.
        assert_eq!(world.done(only.clone(), chair("ash")).await.desk, Desk::ServiceDesk);
        let for_only = AskRequest {
            asked_for: only.account().map(|account| account.to_string()),
            ..chair("fir")
        };
        assert_eq!(world.done(asha, for_only).await.desk, Desk::ServiceDesk);
    });
}

#[test]
fn a_request_whose_deciders_are_gone_goes_to_the_service_desk_when_it_is_brought_to_mind() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let until = world.clock.now().plus_days(1);
        let only = world.person("Ben Cover", rx1);
        give_until(&world, only, rx1, until).await;
        let request = world.done(asha.clone(), chair("oak")).await.request;
        assert_eq!(seen(&world, &asha, request).await.line.desk, Desk::Administrators);
        world.advance_days(3);
        carried_out(&world).await;
        let view = seen(&world, &asha, request).await;
        assert_eq!((view.line.desk, view.reminders), (Desk::ServiceDesk, 1));
    });
}

#[test]
fn what_somebody_took_goes_back_to_all_once_they_cannot_decide_it() {
    check(manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let one = world.administrator(Role::LocalAdministrator, rx1).await;
        let ben = world.person("Ben Cover", rx1);
        give_until(&world, ben, rx1, world.clock.now().plus_days(1)).await;
        let request = world.done(asha.clone(), chair("by hand")).await.request;
        world.done(Actor::Account(ben), AssignRequest { request, to: None }).await;
        let taken = seen(&world, &one, request).await.line.taken_by;
        assert_eq!(taken.map(|taker| taker.account), Some(ben));
        // A stand-in whose time is over.
        world.advance_days(1);
        assert_eq!(seen(&world, &one, request).await.line.taken_by, None);
        assert_eq!(to_do(&world, &one).await, [request]);
        // Somebody who cannot sign in any more.
        let two = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let account = two.account().expect("an account");
        let give = AssignRequest { request, to: Some(account.to_string()) };
        world.done(one.clone(), give).await;
        assert!(seen(&world, &one, request).await.line.taken_by.is_some());
        world.change_person(account, |view| view.state = "disabled".to_owned());
        assert_eq!(seen(&world, &one, request).await.line.taken_by, None);
        world.done(one, decide(request, Verdict::Done)).await;
    });
}

#[test]
fn a_request_is_taken_only_by_somebody_who_decides_it() {
    check(manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let asha = world.person("Asha Rao", rx1);
        let one = world.administrator(Role::LocalAdministrator, rx1).await;
        let desk = world.administrator(Role::LocalHelpDesk, rx1).await;
        let foreign = world.administrator(Role::LocalAdministrator, rx2).await;
        let bea = world.person("Bea Plain", rx1);
        let request = world.done(Actor::Account(asha), chair("oak")).await.request;
        let accounts = [Some(asha), desk.account(), foreign.account(), Some(bea)];
        let unfit = accounts.into_iter().flatten().map(|account| account.to_string());
        for to in unfit.chain(["nobody@guildhall.example".to_owned()]) {
            let give = AssignRequest { request, to: Some(to.clone()) };
            assert_eq!(world.refused(one.clone(), give).await, "request.taker", "{to}");
        }
        let take = AssignRequest { request, to: None };
        assert_eq!(world.refused(desk, take.clone()).await, "request.not-yours");
        assert_eq!(world.refused(foreign, take).await, "not-found");
    });
}

#[test]
fn whoever_looks_after_several_organisations_asks_in_the_name_of_each() {
    check(manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        world.organisation("RX3").await;
        let ann = world.person("Ann Both", rx1);
        for organisation in [rx1, rx2] {
            let span = GrantSpan::Organisation(organisation);
            world.grant(ann, Role::LocalAdministrator, span).await;
        }
        let ann = Actor::Account(ann);
        let chooser = world.asked(ann.clone(), &MyKinds {}).await;
        assert_eq!(chooser.organisations.keys().collect::<Vec<_>>(), ["RX1", "RX2"]);
        let of = |code: &str| AskRequest { organisation: Some(code.to_owned()), ..support() };
        let request = world.done(ann.clone(), of("RX2")).await.request;
        assert_eq!(seen(&world, &ann, request).await.line.organisation, "RX2");
        for code in ["RX3", "NO1"] {
            let code = world.refused(ann.clone(), of(code)).await;
            assert_eq!(code, "request.organisation-unknown");
        }
        let elsewhere = AskRequest { organisation: Some("RX2".to_owned()), ..chair("oak") };
        let code = world.refused(ann, elsewhere).await;
        assert_eq!(code, "request.organisation-unknown", "what is everybody's is asked at home");
    });
}

#[test]
fn a_colleague_is_of_the_same_organisation_and_can_be_found() {
    check(manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        world.administrator(Role::LocalAdministrator, rx1).await;
        let ben = world.person("Ben Near", rx1);
        let hidden = world.person("Hid Den", rx1);
        world.change_person(hidden, |view| view.listed = false);
        world.person("Far Away", rx2);
        let of = |address: &str| AskRequest {
            asked_for: Some(format!("{address}@guildhall.example")),
            ..chair("oak")
        };
        let request = world.done(asha.clone(), of("ben.near")).await.request;
        let view = seen(&world, &Actor::Account(ben), request).await;
        assert!(view.may.answer && !view.may.withdraw && !view.may.decide);
        for address in ["hid.den", "far.away", "not.there"] {
            let code = world.refused(asha.clone(), of(address)).await;
            assert_eq!(code, "request.person-unknown", "{address}");
        }
    });
}

/// Makes somebody a local administrator until then.
async fn give_until(
    world: &World,
    account: AccountId,
    organisation: kernel::ids::OrganisationId,
    until: kernel::clock::Timestamp,
) {
    use kernel::authority::{Grant, Role};
    let now = world.clock.now();
    let grant = Grant {
        id: kernel::ids::GrantId(kernel::ids::new_at(now)),
        account,
        role: Role::LocalAdministrator,
        span: GrantSpan::Organisation(organisation),
        starts_at: now,
        ends_at: Some(until),
        reason: "Stands in".to_owned(),
        version: 1,
    };
    world.done(world.operator(), testkit::GiveRole(grant)).await;
    let mut reader = world.door.reader().await.expect("a reader");
    assert_eq!(grants_of(&mut reader, account, now).await.expect("grants").len(), 1);
}
