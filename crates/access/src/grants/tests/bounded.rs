//! Nobody hands out more than they hold.

use facts::directory::AdministratorInvited;
use kernel::authority::{GrantSpan, Role, ServedSector, Span};
use kernel::door::Actor;
use kernel::refusal::Error;
use testkit::{check, check_races};

use super::super::GrantsOfPerson;
use super::super::model::{Bounds, LOCAL, Reach};
use super::{end, give, tried};

#[test]
fn each_role_hands_out_exactly_what_the_table_says() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        // That some of these take two people is told elsewhere.
        world.set_rule(&kernel::door::SECOND_PERSON, 0).await;
        for giver in Role::ALL {
            let actor = world.administrator(*giver, rx1).await;
            for role in Role::ALL {
                let person = world.person("Asha Rao", rx1);
                let mut command = give(person, *role, "RX1");
                if role.span() != Span::Organisation {
                    command.organisation = None;
                }
                command.sector = (role.span() == Span::Sector).then_some(ServedSector::Pharmacy);
                if *role == Role::SupplierEngineer {
                    command.ends_at = Some(world.clock.now().plus_seconds(8 * 3600));
                    command.ticket = Some("INC4711".to_owned());
                }
                let may = match giver {
                    Role::PlatformAdministrator => true,
                    Role::PrimaryLocalAdministrator => LOCAL.has(*role),
                    _ => false,
                };
                match tried(&world, &actor, command).await {
                    Ok(_) => assert!(may, "{giver:?} gave {role:?}"),
                    Err(Error::Refused(_)) => assert!(!may, "{giver:?} could not give {role:?}"),
                    Err(fault) => panic!("{giver:?} giving {role:?}: {fault}"),
                }
            }
        }
    });
}

#[test]
fn nobody_gives_a_role_to_themselves() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        for role in [Role::PlatformAdministrator, Role::PrimaryLocalAdministrator] {
            let actor = world.administrator(role, rx1).await;
            let oneself = actor.account().expect("an administrator is an account");
            let command = give(oneself, Role::Auditor, "RX1");
            assert_eq!(world.refused(actor.clone(), command).await, "grant.to-oneself");
            let other = world.person("Asha Rao", rx1);
            world.done(actor, give(other, Role::Auditor, "RX1")).await;
        }
    });
}

#[test]
fn a_primary_administrator_reaches_as_far_as_their_own_grant() {
    check(crate::manifests, |world| async move {
        let above = world.organisation("QAB").await;
        let below = world.organisation_below("P81", Some(above)).await;
        let elsewhere = world.organisation("RX9").await;
        let alone = world.person("Lin Alone", above);
        world.grant(alone, Role::PrimaryLocalAdministrator, GrantSpan::Organisation(above)).await;
        let wide = world.person("Wil Wide", above);
        world.grant(wide, Role::PrimaryLocalAdministrator, GrantSpan::Descendants(above)).await;
        let (alone, wide) = (Actor::Account(alone), Actor::Account(wide));
        let own = world.person("Asha Rao", above);
        let theirs = world.person("Ben Below", below);
        let foreign = world.person("Fay Foreign", elsewhere);
        let unknown = kernel::ids::AccountId(kernel::ids::new_at(world.clock.now()));
        let auditor = |person, code: &str| give(person, Role::Auditor, code);

        // Without descendants: here only, and for here only.
        world.done(alone.clone(), auditor(own, "QAB")).await;
        assert_eq!(world.refused(alone.clone(), auditor(theirs, "P81")).await, "not-found");
        assert_eq!(world.refused(alone.clone(), auditor(theirs, "QAB")).await, "not-found");
        let mut reaching = give(own, Role::LocalAdministrator, "QAB");
        reaching.with_descendants = true;
        let code = world.refused(alone, reaching.clone()).await;
        assert_eq!(code, "grant.scope-beyond-own");

        // With descendants: below too, also to people of above, and with the same reach.
        world.done(wide.clone(), auditor(theirs, "P81")).await;
        world.done(wide.clone(), auditor(own, "P81")).await;
        let given = world.done(wide.clone(), reaching).await;
        world.done(wide.clone(), end(given.grant)).await;

        // A foreign person answers as an unknown one, a foreign organisation as well.
        assert_eq!(world.refused(wide.clone(), auditor(foreign, "QAB")).await, "not-found");
        assert_eq!(world.refused(wide.clone(), auditor(unknown, "QAB")).await, "not-found");
        assert_eq!(world.refused(wide.clone(), auditor(own, "RX9")).await, "not-found");
        assert_eq!(world.refused(wide, auditor(own, "NO1")).await, "not-found");
    });
}

#[test]
fn what_is_given_lasts_no_longer_than_what_the_giver_holds() {
    let at = kernel::clock::Timestamp::from_micros;
    let grant = kernel::ids::GrantId(uuid::Uuid::nil());
    let reach = |with_descendants, ends_at| Reach { grant, with_descendants, ends_at };
    let bounds = Bounds::Within(vec![reach(false, None), reach(true, Some(at(100)))]);
    assert!(bounds.allow_until(false, None).is_ok());
    assert!(bounds.allow_until(true, Some(at(100))).is_ok());
    assert!(bounds.allow_until(true, Some(at(101))).is_err());
    assert!(bounds.allow_until(true, None).is_err());
    assert!(Bounds::Everything.allow_until(true, None).is_ok());
    assert!(Bounds::Within(Vec::new()).allow(Role::Auditor, false).is_err());
}

#[test]
fn a_stand_in_gives_for_their_own_time_and_ends_only_what_they_could_give() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let platform = world.administrator(Role::PlatformAdministrator, rx1).await;
        let bea = world.person("Bea Cover", rx1);
        let until = Some(world.clock.now().plus_days(14));
        let cover = give(bea, Role::PrimaryLocalAdministrator, "RX1");
        let cover = super::GiveGrant { ends_at: until, ..cover };
        world.done(platform.clone(), cover).await;
        let bea = Actor::Account(bea);
        let asha = world.person("Asha Rao", rx1);
        let auditor = give(asha, Role::Auditor, "RX1");
        let refused = world.refused(bea.clone(), auditor.clone()).await;
        assert_eq!(refused, "grant.outlasts-own");
        world.done(bea.clone(), super::GiveGrant { ends_at: until, ..auditor }).await;

        let feed = world.done(platform.clone(), give(asha, Role::DirectoryFeed, "RX1")).await;
        let wide = give(asha, Role::LocalAdministrator, "RX1");
        let wide = super::GiveGrant { with_descendants: true, ..wide };
        let wide = world.done(platform, wide).await;
        let refused = world.refused(bea.clone(), end(feed.grant)).await;
        assert_eq!(refused, "grant.role-beyond-own");
        assert_eq!(world.refused(bea, end(wide.grant)).await, "grant.scope-beyond-own");
    });
}

#[test]
fn what_cannot_be_meant_is_refused_with_the_field_it_stands_in() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let actor = world.administrator(Role::PlatformAdministrator, rx1).await;
        let asha = world.person("Asha Rao", rx1);
        let now = world.clock.now();
        let base = give(asha, Role::LocalAdministrator, "RX1");
        let with = |change: &dyn Fn(&mut super::GiveGrant)| {
            let mut command = base.clone();
            change(&mut command);
            command
        };
        for (code, command) in [
            ("grant.reason-missing", with(&|it| it.reason = "  ".to_owned())),
            ("text.too-long", with(&|it| it.reason = "x".repeat(501))),
            ("text.control-character", with(&|it| it.reason = "a\u{7}b".to_owned())),
            ("grant.end-in-past", with(&|it| it.ends_at = Some(now.plus_days(-1)))),
            (
                "grant.ends-before-start",
                with(&|it| {
                    it.starts_at = Some(now.plus_days(9));
                    it.ends_at = Some(now.plus_days(8));
                }),
            ),
            ("grant.organisation-needed", with(&|it| it.organisation = None)),
            ("grant.national-role", with(&|it| it.role = Role::NationalServiceDesk)),
        ] {
            assert_eq!(world.refused(actor.clone(), command).await, code);
        }
        for kind in ["shared", "resource", "application"] {
            let account = world.person("Ward Seven", rx1);
            world.change_person(account, |view| view.kind = kind.to_owned());
            let command = give(account, Role::LocalAdministrator, "RX1");
            assert_eq!(world.refused(actor.clone(), command).await, "grant.kind-of-account");
        }
        let machine = world.person("Feed Machine", rx1);
        world.change_person(machine, |view| view.kind = "application".to_owned());
        world.done(actor.clone(), give(machine, Role::DirectoryFeed, "RX1")).await;
        let gone = world.person("Gus Gone", rx1);
        world.change_person(gone, |view| view.state = "disabled".to_owned());
        let command = give(gone, Role::LocalAdministrator, "RX1");
        assert_eq!(world.refused(actor.clone(), command).await, "grant.account-not-active");
        world.done(actor.clone(), base.clone()).await;
        assert_eq!(world.refused(actor.clone(), base.clone()).await, "grant.duplicate");
        // The wider one is not the same, and covers the narrower one afterwards.
        world.done(actor.clone(), with(&|it| it.with_descendants = true)).await;
        assert_eq!(world.refused(actor, base).await, "grant.duplicate");
    });
}

#[test]
fn ten_people_hold_the_telephony_and_each_of_them_one_of_its_roles() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let actor = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let first = world.person("Asha Rao", rx1);
        let primary = Role::PrimaryTelephonyAdministrator;
        let given = world.done(actor.clone(), give(first, primary, "RX1")).await;
        let both = give(first, Role::TelephonyAdministrator, "RX1");
        assert_eq!(world.refused(actor.clone(), both.clone()).await, "grant.telephony-both");
        for place in 2..=10 {
            let person = world.person(&format!("Tel {place}"), rx1);
            let command = give(person, Role::TelephonyAdministrator, "RX1");
            world.done(actor.clone(), command).await;
        }
        let eleventh = world.person("Eli Eleven", rx1);
        let command = give(eleventh, Role::TelephonyAdministrator, "RX1");
        assert_eq!(world.refused(actor.clone(), command.clone()).await, "grant.telephony-full");
        world.done(actor.clone(), end(given.grant)).await;
        world.done(actor, command).await;
    });
}

#[test]
fn a_suppliers_engineer_comes_for_hours_and_for_a_ticket() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let platform = world.administrator(Role::PlatformAdministrator, rx1).await;
        let sam = world.person("Sam Supplier", rx1);
        let now = world.clock.now();
        let with = |hours: Option<i64>, ticket: &str| super::GiveGrant {
            organisation: None,
            ends_at: hours.map(|hours| now.plus_seconds(hours * 3600)),
            ticket: Some(ticket.to_owned()),
            ..give(sam, Role::SupplierEngineer, "")
        };
        for (code, command) in [
            ("grant.supplier-too-long", with(None, "INC4711")),
            ("grant.supplier-too-long", with(Some(9), "INC4711")),
            ("grant.ticket-missing", with(Some(8), " ")),
            ("text.too-long", with(Some(8), &"x".repeat(41))),
            ("text.control-character", with(Some(8), "a\u{7}b")),
        ] {
            assert_eq!(world.refused(platform.clone(), command).await, code);
        }
        world.done(platform.clone(), with(Some(8), " INC4711 ")).await;
        let query = super::super::NationalGrants {};
        let held = world.asked(platform.clone(), &query).await.items;
        let line = held.iter().find(|line| line.person == sam).expect("it is listed");
        assert_eq!(line.reason, "Ticket INC4711: Leads the ward");
        world.advance(std::time::Duration::from_secs(8 * 3600));
        let held = world.asked(platform, &query).await.items;
        assert!(held.iter().all(|line| line.person != sam), "the time is over");
    });
}

#[test]
fn a_role_for_a_sector_is_given_for_one_at_a_time_by_a_platform_administrator() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let platform = world.administrator(Role::PlatformAdministrator, rx1).await;
        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let noor = world.person("Noor Agent", rx1);
        let role = Role::NationalAdministrationService;
        let with = |sector: Option<ServedSector>| super::GiveGrant {
            organisation: None,
            sector,
            ..give(noor, role, "")
        };
        let of_one = super::GiveGrant { organisation: Some("RX1".to_owned()), ..with(None) };
        assert_eq!(world.refused(platform.clone(), of_one).await, "grant.national-role");
        assert_eq!(world.refused(platform.clone(), with(None)).await, "grant.sector-missing");
        let desk = super::GiveGrant {
            role: Role::NationalServiceDesk,
            ..with(Some(ServedSector::Pharmacy))
        };
        assert_eq!(world.refused(platform.clone(), desk).await, "grant.sector-of-others");
        let pharmacy = || with(Some(ServedSector::Pharmacy));
        assert_eq!(world.refused(ann.clone(), pharmacy()).await, "not-allowed");
        let given = world.done(platform.clone(), pharmacy()).await;
        assert_eq!(world.refused(platform.clone(), pharmacy()).await, "grant.duplicate");
        world.done(platform.clone(), with(Some(ServedSector::Dentistry))).await;
        let held = world.asked(platform.clone(), &super::super::NationalGrants {}).await.items;
        let sectors: Vec<_> = held.iter().filter_map(|line| line.sector).collect();
        assert_eq!(sectors, [ServedSector::Pharmacy, ServedSector::Dentistry]);
        // It is nobody's to hand on, and only a platform administrator ends it.
        let cover = super::super::ArrangeCover {
            person: world.person("Olu Agent", rx1),
            grants: vec![given.grant],
            starts_at: None,
            ends_at: world.clock.now().plus_days(3),
            reason: "Leave".to_owned(),
        };
        assert_eq!(world.refused(Actor::Account(noor), cover).await, "cover.role-not-handed-on");
        assert_eq!(world.refused(ann, end(given.grant)).await, "not-found");
        world.done(platform, end(given.grant)).await;
    });
}

#[test]
fn two_who_give_the_same_role_at_once_give_it_once() {
    check_races(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let one = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let other = world.administrator(Role::PlatformAdministrator, rx1).await;
        for _ in 0..8 {
            let asha = world.person("Asha Rao", rx1);
            let command = give(asha, Role::LocalHelpDesk, "RX1");
            let (first, second) = tokio::join!(
                tried(&world, &one, command.clone()),
                tried(&world, &other, command.clone())
            );
            assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
        }
    });
}

#[test]
fn an_invitation_gives_the_role_only_by_the_right_of_whoever_invites() {
    check(crate::manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let invited = |account| AdministratorInvited { organisation, account };
        let new = world.person("Ann First", organisation);
        world.note(invited(new)).await;
        let query = GrantsOfPerson { person: new };
        let held = world.asked(world.operator(), &query).await.items;
        let held: Vec<_> =
            held.iter().map(|line| (line.role, line.organisation.as_deref())).collect();
        assert_eq!(held, [(Role::PrimaryLocalAdministrator, Some("RX1"))]);
        assert_eq!(world.note_refused(invited(new)).await, "grant.duplicate");
        // Whoever may not hand it out gives nothing by inviting, and nobody gets it who cannot act.
        let local = world.administrator(Role::LocalAdministrator, organisation).await;
        let other = world.person("Bo Second", organisation);
        let note = world.door.perform(world.call(local), testkit::Note::of(invited(other))).await;
        let Err(kernel::refusal::Error::Refused(refusal)) = note else { panic!("it was done") };
        assert_eq!(refusal.code, "not-allowed");
        world.change_person(other, |view| view.state = "disabled".to_owned());
        assert_eq!(world.note_refused(invited(other)).await, "grant.account-not-active");
        let query = GrantsOfPerson { person: other };
        assert!(world.asked(world.operator(), &query).await.items.is_empty());
    });
}
