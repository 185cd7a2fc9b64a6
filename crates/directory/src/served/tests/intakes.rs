//! What is done for an organisation that is administered nationally was asked for.

use super::*;
use crate::organisations::ChangeOrganisation;
use crate::people::{ChangePerson, CreateSystemAccount, DeletePerson};

#[test]
fn nothing_is_changed_before_it_is_recorded_who_asked_and_everything_may_be_read() {
    check_pages(|world| async move {
        let (_, somebody) = pharmacy(&world, "FA1").await;
        pharmacy(&world, "FA2").await;
        let agent = agent(&world).await;
        let new = || create("FA1", "Tessa", "Technician");
        assert_eq!(world.refused(agent.clone(), new()).await, "not-found");
        for code in ["FA1", "FA2"] {
            world.done(world.operator(), begin(code)).await;
        }
        assert_eq!(world.refused(agent.clone(), new()).await, "intake.missing");
        let view = served(&world, &agent, "FA1").await;
        assert!(view.may_record && !view.may_mark && view.ticket.is_none());
        let list = world.asked(agent.clone(), &ServedList::default()).await;
        assert_eq!(list.count, 2);

        world.done(agent.clone(), asked("FA1", "NAS17")).await;
        let view = served(&world, &agent, "FA1").await;
        assert_eq!(view.ticket.as_deref(), Some("NAS17"));
        assert_eq!(
            (view.intakes[0].by.as_str(), view.intakes[0].way),
            ("Noor Agent", Way::SiteMail)
        );
        world.done(agent.clone(), new()).await;
        let elsewhere = create("FA2", "Tessa", "Technician");
        assert_eq!(world.refused(agent.clone(), elsewhere).await, "intake.missing");
        let change = || ChangePerson {
            job_title: Some(Some("Manager".to_owned())),
            ..ChangePerson::of(somebody)
        };
        world.done(agent.clone(), change()).await;
        world.advance(std::time::Duration::from_secs(8 * 3600));
        assert_eq!(world.refused(agent.clone(), change()).await, "intake.missing");
        world.done(agent.clone(), asked("FA1", "NAS18")).await;
        world.done(agent.clone(), DeletePerson { person: somebody }).await;
    });
}

#[test]
fn a_record_is_made_by_the_one_who_acts_and_names_who_asked() {
    check_pages(|world| async move {
        let (_, somebody) = pharmacy(&world, "FA1").await;
        let agent = agent(&world).await;
        world.done(world.operator(), begin("FA1")).await;
        let fellow = person(&world, "NAS", "Olu", "Agent").await.id;
        let role = Role::NationalAdministrationService;
        world.grant(fellow, role, GrantSpan::Sector(ServedSector::Pharmacy)).await;
        world.done(agent.clone(), asked("FA1", "NAS17")).await;
        let fellow = Actor::Account(fellow);
        let delete = DeletePerson { person: somebody };
        assert_eq!(world.refused(fellow, delete).await, "intake.missing");
        let unnamed =
            OpenIntake { asked_by: String::new(), ticket: "1".repeat(41), ..asked("FA1", "") };
        match world.door.perform(world.call(agent.clone()), unnamed).await {
            Err(kernel::refusal::Error::Refused(refusal)) => {
                let fields: Vec<_> = refusal.fields.iter().map(|field| &*field.field).collect();
                assert_eq!(fields, ["asked_by", "ticket"]);
            }
            _ => panic!("who asked has to be named"),
        }
        assert_eq!(world.refused(world.operator(), asked("FA1", "1")).await, "not-allowed");
        assert_eq!(world.refused(agent, asked("NAS", "1")).await, "not-found");
    });
}

#[test]
fn whoever_administers_nationally_keeps_off_contacts_systems_and_roles() {
    check_pages(|world| async move {
        pharmacy(&world, "FA1").await;
        let agent = agent(&world).await;
        world.done(world.operator(), begin("FA1")).await;
        world.done(agent.clone(), asked("FA1", "NAS17")).await;
        let contacts = ChangeOrganisation {
            organisation: "FA1".to_owned(),
            support_hours: Some("9 to 5".to_owned()),
            ..ChangeOrganisation::default()
        };
        assert_eq!(world.refused(agent.clone(), contacts).await, "not-allowed");
        let system = CreateSystemAccount {
            organisation: "FA1".to_owned(),
            process: "appointment reminder".to_owned(),
            policy: None,
        };
        assert_eq!(world.refused(agent.clone(), system).await, "not-allowed");
        assert_eq!(world.refused(agent, begin("FA1")).await, "not-allowed");
    });
}
