//! Who administers an organisation first: invited as it opens, or later, and sent the way in again.

use facts::directory::{AccountErased, INVITING, InvitationOf};
use facts::signin::PasswordSet;
use kernel::door::Command as _;
use kernel::refusal::Error;

use super::*;
use crate::joining::{
    FirstAdministrator, InviteAdministrator, InviteAgain, JoiningAct, JoiningList, JoiningSummary,
};
use crate::organisations::{OrganisationByCode, OrganisationState};
use crate::people::DeletePerson;

pub(super) fn rosa(address: &str) -> FirstAdministrator {
    FirstAdministrator {
        given_name: "Rosa".to_owned(),
        family_name: "Alvarez".to_owned(),
        job_title: Some("Practice manager".to_owned()),
        telephone: Some("01632 960001".to_owned()),
        address: address.to_owned(),
    }
}

pub(super) fn invite(code: &str, address: &str) -> InviteAdministrator {
    InviteAdministrator { organisation: code.to_owned(), administrator: rosa(address) }
}

pub(super) fn again(code: &str, address: Option<&str>) -> InviteAgain {
    InviteAgain { organisation: code.to_owned(), address: address.map(str::to_owned) }
}

/// How many people of an organisation there are.
async fn people(world: &World, code: &str) -> usize {
    let query =
        crate::joining::ClosingPeople { organisation: code.to_owned(), ..Default::default() };
    world.asked(world.operator(), &query).await.items.len()
}

#[test]
fn an_organisation_opens_with_its_first_administrator_or_not_at_all() {
    check_pages(|world| async move {
        listed(&world, &["RJ1", "RJ2"]).await;
        let (_, _) = opened(&world, "RX1").await;
        let inside = person(&world, "RX1", "Asha", "Rao").await.address;
        let with = |address: &str| OpenOrganisation {
            administrator: Some(rosa(address)),
            ..opening("RJ1", Some("In a hurry"))
        };
        for (address, code) in [
            ("rosa", "person.details"),
            ("new@guildhall.example", "person.details"),
            (inside.as_str(), "person.details"),
        ] {
            let call = world.call(world.operator());
            let Err(Error::Refused(refusal)) = world.door.perform(call, with(address)).await else {
                panic!("{address}")
            };
            assert_eq!(refusal.code, code, "{address}");
            assert_eq!(refusal.fields[0].field, "address");
        }
        let nameless = FirstAdministrator { given_name: " ".to_owned(), ..rosa("rosa@x.example") };
        let nameless = OpenOrganisation { administrator: Some(nameless), ..with("") };
        let call = world.call(world.operator());
        let Err(Error::Refused(refusal)) = world.door.perform(call, nameless).await else {
            panic!()
        };
        assert_eq!(refusal.fields[0].field, "given_name");
        let query = OrganisationByCode { organisation: "RJ1".to_owned() };
        let state = world.asked(world.operator(), &query).await.state;
        assert_eq!(state, OrganisationState::Listed, "nothing is half done");

        let opened = world.done(world.operator(), with("rosa@x.example")).await;
        let invited = opened.administrator.expect("somebody was invited");
        assert_eq!(people(&world, "RJ1").await, 1);
        let seen = view(&world, "RJ1").await;
        let first = seen.first_administrator.expect("the first administrator");
        assert_eq!((first.person, first.name.as_str()), (invited, "Rosa Alvarez"));
        assert_eq!(first.address.as_deref(), Some("rosa@x.example"));
        assert!(seen.acts.contains(&JoiningAct::InviteAgain));
        assert!(!seen.acts.contains(&JoiningAct::Invite));
        let mut reader = world.door.reader().await.unwrap();
        let told = reader.ask(InvitationOf(invited)).await.unwrap().expect("an invitation");
        assert_eq!(
            (told.address.as_str(), told.invited_by),
            ("rosa@x.example", world.operator().label())
        );
        drop(reader);
        // Whoever reads that address has an account now.
        let second = OpenOrganisation {
            administrator: Some(rosa("Rosa@X.example")),
            ..opening("RJ2", Some("Too"))
        };
        assert_eq!(world.refused(world.operator(), second).await, "joining.invited-elsewhere");
        // Whose address it is, is nobody's business in the organisation.
        let local = holder(&world, "RJ1", opened.id, Role::LocalAdministrator).await;
        let own = JoiningByCode { organisation: "RJ1".to_owned() };
        let seen = world.asked(local.clone(), &own).await.first_administrator.expect("somebody");
        assert_eq!(seen.address, None);
        assert_eq!(world.refused(local, again("RJ1", None)).await, "not-allowed");
    });
}

#[test]
fn the_way_in_is_sent_again_until_it_was_used() {
    check_pages(|world| async move {
        listed(&world, &["RJ1"]).await;
        let operator = || world.operator();
        assert_eq!(
            world.refused(operator(), invite("RJ1", "r@x.example")).await,
            "joining.not-open"
        );
        world.done(operator(), opening("RJ1", Some("First wave"))).await;
        assert_eq!(world.refused(operator(), again("RJ1", None)).await, "joining.not-invited");
        let invited = world.done(operator(), invite("RJ1", " r@x.example ")).await;
        assert_eq!(invited.username, "rosa.alvarez@guildhall.example");
        assert_eq!(invited.address, "r@x.example");
        assert_eq!(
            world.refused(operator(), invite("RJ1", "s@x.example")).await,
            "joining.invited"
        );
        let waiting = JoiningList { state: Some("invited".to_owned()), ..JoiningList::default() };
        assert_eq!(world.asked(operator(), &waiting).await.count, 1);
        assert_eq!(world.asked(operator(), &JoiningSummary {}).await.invited, 1);
        world.advance_days(8);
        assert!(view(&world, "RJ1").await.first_administrator.unwrap().is_over());
        world.done(operator(), again("RJ1", None)).await;
        let seen = view(&world, "RJ1").await.first_administrator.unwrap();
        assert!(seen.sent_at > seen.invited_at, "{seen:?}");
        assert_eq!(world.refused(operator(), again("RJ1", Some("r"))).await, "joining.email");
        let own = again("RJ1", Some("r@guildhall.example"));
        assert_eq!(world.refused(operator(), own).await, "joining.email-inside");
        world.done(operator(), again("RJ1", Some("rosa@x.example"))).await;
        let seen = view(&world, "RJ1").await.first_administrator.unwrap();
        assert_eq!(seen.address.as_deref(), Some("rosa@x.example"));
        world.note(PasswordSet { account: invited.person }).await;
        let seen = view(&world, "RJ1").await;
        let started = seen.first_administrator.unwrap().started_at.expect("has started");
        assert_eq!(world.asked(operator(), &waiting).await.count, 0);
        world.advance_days(1);
        world.note(PasswordSet { account: invited.person }).await;
        let seen = view(&world, "RJ1").await;
        assert_eq!(
            seen.first_administrator.unwrap().started_at.unwrap(),
            started,
            "the first time"
        );
        assert!(!seen.acts.contains(&JoiningAct::InviteAgain));
        assert_eq!(world.refused(operator(), again("RJ1", None)).await, "joining.has-started");
        // One who is gone leaves room for another, and one who is erased leaves nothing.
        world.done(operator(), DeletePerson { person: invited.person }).await;
        assert!(view(&world, "RJ1").await.acts.contains(&JoiningAct::Invite));
        let other = world.done(operator(), invite("RJ1", "t@x.example")).await;
        let organisation = {
            let mut reader = world.door.reader().await.unwrap();
            let view = reader.ask(facts::directory::AccountOf(other.person)).await.unwrap();
            view.unwrap().organisation
        };
        world.note(AccountErased { account: other.person, organisation }).await;
        let mut reader = world.door.reader().await.unwrap();
        assert_eq!(reader.ask(InvitationOf(other.person)).await.unwrap(), None);
        assert_eq!(INVITING, [InviteAdministrator::NAME, InviteAgain::NAME]);
    });
}
