//! An organisation closes with people inside.

use super::*;
use crate::joining::{ClosingPage, ClosingPeople, Inside, JoiningAct};
use crate::organisations::{ChangeOrganisation, CloseOrganisation, CreateUnit, OrganisationState};
use crate::people::tests::create;
use crate::people::{AcceptJoiner, ChangePerson, DeletePerson, Leaving, MarkLeaver, RestorePerson};
use crate::transfers::{AcceptTransfer, OfferTransfer, TransferState};

fn close(code: &str) -> CloseOrganisation {
    CloseOrganisation { organisation: code.to_owned() }
}

async fn inside(world: &World, actor: &Actor, code: &str, agreed: Option<Inside>) -> ClosingPage {
    let query = ClosingPeople { organisation: code.to_owned(), agreed, ..ClosingPeople::default() };
    world.asked(actor.clone(), &query).await
}

#[test]
fn nobody_comes_into_an_organisation_that_closes_and_everything_else_goes_on() {
    check_pages(|world| async move {
        let (one, local) = opened(&world, "RX1").await;
        opened(&world, "RX2").await;
        let lead = holder(&world, "RX1", one, Role::PrimaryLocalAdministrator).await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let gone = person(&world, "RX1", "Ben", "Okafor").await.id;
        world.done(world.operator(), DeletePerson { person: gone }).await;
        let comer = person(&world, "RX2", "Carla", "Silva").await.id;
        let leaving = MarkLeaver { person: comer, leaving: Leaving::Moves, last_day: None };
        world.done(world.operator(), leaving).await;

        let plan = leave("RX1", "2027-03-31", Some("rx2"));
        assert_eq!(world.refused(local.clone(), plan.clone()).await, "not-allowed");
        let past = leave("RX1", "2026-12-31", None);
        assert_eq!(world.refused(lead.clone(), past).await, "joining.fields");
        for successor in ["RX1", "RX9"] {
            let wrong = leave("RX1", "2027-03-31", Some(successor));
            assert_eq!(world.refused(lead.clone(), wrong).await, "joining.successor");
        }
        world.done(lead.clone(), plan.clone()).await;
        let seen = view(&world, "RX1").await;
        assert_eq!((seen.state, seen.turn), (OrganisationState::Closing, Turn::Theirs));
        let closing = seen.closing.expect("it closes");
        assert_eq!(
            (closing.day.as_str(), closing.successor.as_deref()),
            ("2027-03-31", Some("RX2"))
        );
        assert_eq!(world.refused(lead.clone(), plan).await, "organisation.not-from-here");

        // Nobody comes in, in whatever way.
        let created = world.refused(local.clone(), create("RX1", "New", "Comer")).await;
        assert_eq!(created, "person.organisation-not-open");
        let accept = AcceptJoiner { organisation: "RX1".to_owned(), person: comer, unit: None };
        assert_eq!(world.refused(local.clone(), accept).await, "person.organisation-not-open");
        let restored = world.refused(local.clone(), RestorePerson { person: gone }).await;
        assert_eq!(restored, "organisation.closing");
        let two =
            holder(&world, "RX2", organisation(&world, "RX2").await, Role::LocalAdministrator)
                .await;
        let stays = person(&world, "RX2", "Dev", "Patel").await.id;
        let offer =
            OfferTransfer { person: stays, organisation: "RX1".to_owned(), day: None, note: None };
        assert_eq!(world.refused(two.clone(), offer).await, "transfer.organisation-not-open");
        let unit =
            CreateUnit { organisation: "RX1".to_owned(), name: "Ward 9".to_owned(), parent: None };
        assert_eq!(world.refused(local.clone(), unit).await, "organisation.closing");

        // Everything else goes on.
        let change =
            ChangePerson { job_title: Some(Some("Nurse".to_owned())), ..ChangePerson::of(asha) };
        world.done(local.clone(), change).await;
        let contacts = ChangeOrganisation {
            organisation: "RX1".to_owned(),
            support_hours: Some("9 to 5".to_owned()),
            ..ChangeOrganisation::default()
        };
        world.done(local.clone(), contacts).await;

        // Called off, it is as before.
        assert_eq!(world.refused(local.clone(), stay("RX1")).await, "not-allowed");
        world.done(lead.clone(), stay("RX1")).await;
        assert_eq!(view(&world, "RX1").await.closing, None);
        world.done(local.clone(), RestorePerson { person: gone }).await;
        world.done(local, create("RX1", "New", "Comer")).await;
        assert_eq!(world.refused(lead, stay("RX1")).await, "joining.not-closing");
    });
}

async fn organisation(world: &World, code: &str) -> OrganisationId {
    let query = crate::organisations::OrganisationByCode { organisation: code.to_owned() };
    world.asked(world.operator(), &query).await.id
}

#[test]
fn everybody_inside_is_agreed_for_before_it_is_closed() {
    check_pages(|world| async move {
        let (one, local) = opened(&world, "RX1").await;
        let (_, other) = opened(&world, "RX2").await;
        let lead = holder(&world, "RX1", one, Role::PrimaryLocalAdministrator).await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let ben = person(&world, "RX1", "Ben", "Okafor").await.id;
        world.done(lead.clone(), leave("RX1", "2027-03-31", Some("RX2"))).await;
        let counts = |page: &ClosingPage| (page.inside, page.moving, page.leaving, page.not_agreed);
        let page = inside(&world, &local, "RX1", None).await;
        assert_eq!(counts(&page), (4, 0, 0, 4), "the two administrators, too");
        let offer =
            OfferTransfer { person: asha, organisation: "RX2".to_owned(), day: None, note: None };
        let transfer = world.done(local.clone(), offer).await.transfer;
        let mark = MarkLeaver {
            person: ben,
            leaving: Leaving::Leaves,
            last_day: Some("2027-03-31".to_owned()),
        };
        world.done(local.clone(), mark).await;
        let page = inside(&world, &local, "RX1", Some(Inside::Moves)).await;
        assert_eq!(counts(&page), (4, 1, 1, 2));
        let line = &page.items[0];
        assert_eq!((line.id, line.to.as_deref()), (asha, Some("RX2")));
        assert_eq!(line.transfer_state, Some(TransferState::Offered));
        let page = inside(&world, &local, "RX1", Some(Inside::Leaves)).await;
        assert_eq!((page.items.len(), page.items[0].id), (1, ben));
        assert!(page.items[0].leaves_at.is_some());
        let page = inside(&world, &local, "RX1", Some(Inside::NotAgreed)).await;
        assert_eq!((page.items.len(), page.count), (2, 2));
        let found = ClosingPeople {
            organisation: "RX1".to_owned(),
            search: Some("rao".to_owned()),
            ..ClosingPeople::default()
        };
        assert_eq!(world.asked(local.clone(), &found).await.items.len(), 1);
        assert_eq!(world.not_asked(other.clone(), &found).await, "not-found");
        // A declined transfer leaves nothing agreed.
        let declined = crate::transfers::DeclineTransfer { transfer, reason: "No post".to_owned() };
        world.done(other.clone(), declined).await;
        assert_eq!(counts(&inside(&world, &local, "RX1", None).await), (4, 0, 1, 3));
        let again =
            OfferTransfer { person: asha, organisation: "RX2".to_owned(), day: None, note: None };
        let transfer = world.done(local.clone(), again).await.transfer;
        world.done(other, AcceptTransfer { transfer, unit: None }).await;
        assert_eq!(counts(&inside(&world, &local, "RX1", None).await), (3, 0, 1, 2));
        // Nobody is deleted because it closes: only without accounts is it closed.
        assert_eq!(
            world.refused(world.operator(), close("RX1")).await,
            "organisation.has-accounts"
        );
        let acts = view(&world, "RX1").await.acts;
        assert!(acts.contains(&JoiningAct::Close) && acts.contains(&JoiningAct::CancelClosing));
        for line in inside(&world, &world.operator(), "RX1", None).await.items {
            let delete = DeletePerson { person: line.id };
            world.done(world.operator(), delete).await;
        }
        world.done(world.operator(), close("RX1")).await;
        let seen = view(&world, "RX1").await;
        assert_eq!((seen.stage, seen.turn), (Some(Stage::Closed), Turn::Nobody));
        assert!(seen.closed_at.is_some() && seen.closing.is_none());
        assert_eq!(world.refused(world.operator(), stay("RX1")).await, "joining.not-closing");
    });
}
