//! Who sees who holds what.

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use testkit::check;

use super::super::{
    AdministratorCard, CandidateFor, GrantState, GrantsInOrganisation, GrantsOfPerson, MyGrants,
};
use super::{end, give};

fn in_organisation(code: &str) -> GrantsInOrganisation {
    GrantsInOrganisation { organisation: code.to_owned(), after: None, limit: None }
}

#[test]
fn an_organisation_lists_its_own_and_those_from_above_and_nobody_elses() {
    check(crate::manifests, |world| async move {
        let above = world.organisation("QAB").await;
        let below = world.organisation_below("P81", Some(above)).await;
        let other = world.organisation("RX9").await;
        let wide = world.person("Wil Wide", above);
        world.grant(wide, Role::PrimaryLocalAdministrator, GrantSpan::Descendants(above)).await;
        let narrow = world.person("Nia Narrow", above);
        world.grant(narrow, Role::LocalAdministrator, GrantSpan::Organisation(above)).await;
        let local = world.administrator(Role::LocalAdministrator, below).await;
        let foreign = world.administrator(Role::LocalAdministrator, other).await;

        let found = world.asked(local.clone(), &in_organisation("P81")).await;
        let roles: Vec<Role> = found.items.iter().map(|line| line.role).collect();
        assert_eq!(roles, [Role::PrimaryLocalAdministrator, Role::LocalAdministrator]);
        assert_eq!((found.working_administrators, found.too_few), (2, false));
        world.change_person(wide, |view| view.state = "disabled".to_owned());
        let found = world.asked(local.clone(), &in_organisation("P81")).await;
        assert_eq!(found.items[0].state, GrantState::Resting);
        assert_eq!((found.working_administrators, found.too_few), (1, true));

        for query in ["QAB", "RX9", "NO1"] {
            let code = world.not_asked(local.clone(), &in_organisation(query)).await;
            assert_eq!(code, "not-found", "{query}");
        }
        let theirs = local.account().expect("an account");
        let code = world.not_asked(foreign.clone(), &GrantsOfPerson { person: theirs }).await;
        assert_eq!(code, "not-found");
        assert_eq!(world.asked(foreign, &MyGrants {}).await.len(), 1);
        let own = world.asked(local, &GrantsOfPerson { person: theirs }).await;
        assert_eq!(own.items.len(), 1);
    });
}

#[test]
fn a_list_goes_on_where_the_page_before_ended() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        for _ in 0..3 {
            world.administrator(Role::Auditor, rx1).await;
        }
        let mut query = GrantsInOrganisation { limit: Some(2), ..in_organisation("RX1") };
        let first = world.asked(world.operator(), &query).await;
        query.after = first.next.clone();
        let second = world.asked(world.operator(), &query).await;
        assert_eq!((first.items.len(), second.items.len(), second.next), (2, 1, None));
    });
}

#[test]
fn everyone_sees_who_administers_their_own_organisation_only() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        world.organisation("RX2").await;
        let ann = world.person("Ann First", rx1);
        world.change_person(ann, |view| view.telephone = Some("0113 496 0000".to_owned()));
        world.grant(ann, Role::LocalAdministrator, GrantSpan::Organisation(rx1)).await;
        world.grant(ann, Role::LocalHelpDesk, GrantSpan::Organisation(rx1)).await;
        let hidden = world.person("Hal Hidden", rx1);
        world.change_person(hidden, |view| view.listed = false);
        world.grant(hidden, Role::LocalAdministrator, GrantSpan::Organisation(rx1)).await;
        world.administrator(Role::Auditor, rx1).await;
        let asha = Actor::Account(world.person("Asha Rao", rx1));
        let card = world.asked(asha.clone(), &AdministratorCard::default()).await;
        assert_eq!(card.administrators.len(), 1);
        assert_eq!(card.administrators[0].name, "Ann First");
        assert_eq!(card.administrators[0].telephone.as_deref(), Some("0113 496 0000"));
        for code in ["RX2", "NO1"] {
            let query = AdministratorCard { organisation: Some(code.to_owned()) };
            assert_eq!(world.not_asked(asha.clone(), &query).await, "not-found");
        }
    });
}

#[test]
fn a_candidate_of_elsewhere_is_unknown() {
    check(crate::manifests, |world| async move {
        let (rx1, rx2) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let asha = world.person("Asha Rao", rx1);
        world.person("Fay Foreign", rx2);
        let candidate = |person: &str| CandidateFor {
            organisation: Some("RX1".to_owned()),
            person: person.to_owned(),
        };
        let found = world.asked(ann.clone(), &candidate(" Asha.Rao@guildhall.example ")).await;
        assert_eq!(found.person, asha);
        for person in ["fay.foreign@guildhall.example", "nobody@guildhall.example", ""] {
            assert_eq!(world.not_asked(ann.clone(), &candidate(person)).await, "not-found");
        }
        let whole = CandidateFor { organisation: None, person: asha.to_string() };
        assert_eq!(world.not_asked(ann.clone(), &whole).await, "not-found");
        let given = world.done(ann.clone(), give(asha, Role::Auditor, "RX1")).await;
        let stranger = world.administrator(Role::PrimaryLocalAdministrator, rx2).await;
        assert_eq!(world.refused(stranger, end(given.grant)).await, "not-found");
    });
}

#[test]
fn a_role_of_the_whole_service_is_unknown_to_those_who_hold_none() {
    check(crate::manifests, |world| async move {
        let rx1 = world.organisation("RX1").await;
        let ann = world.administrator(Role::PrimaryLocalAdministrator, rx1).await;
        let desk = world.person("Des Desk", rx1);
        let grant = world.grant(desk, Role::NationalServiceDesk, GrantSpan::Nation).await;
        assert_eq!(world.refused(ann, end(grant)).await, "not-found");
        assert_eq!(world.refused(Actor::Account(desk), end(grant)).await, "not-allowed");
    });
}
