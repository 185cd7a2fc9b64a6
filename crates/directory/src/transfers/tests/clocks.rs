//! Reminders, the day, and the end of what nobody decided.

use super::*;
use crate::people::{DeletePerson, RestorePerson};
use crate::transfers::jobs::run_due;

#[test]
fn who_does_not_answer_is_reminded_twice_and_then_it_lapses() {
    check(|world| async move {
        let Scene { asha, from, to, .. } = scene(&world).await;
        let id = world.done(from, offer(asha, "RX2", None)).await.transfer;
        for (days, done, reminded, state) in [
            (2, 0, 0, TransferState::Offered),
            (1, 1, 1, TransferState::Offered),
            (3, 0, 1, TransferState::Offered),
            (1, 1, 2, TransferState::Offered),
            (22, 0, 2, TransferState::Offered),
            (1, 1, 2, TransferState::Lapsed),
            (90, 0, 2, TransferState::Lapsed),
        ] {
            world.advance_days(days);
            assert_eq!(run_due(&world.door).await.unwrap(), done);
            let seen = view(&world, id).await;
            assert_eq!((seen.reminded, seen.state), (reminded, state));
        }
        assert_eq!(world.refused(to, accept(id)).await, "transfer.over");
        assert_eq!(record(&world, asha).await.organisation, "RX1");
    });
}

#[test]
fn the_day_begins_where_the_receiving_organisation_lies() {
    check(|world| async move {
        let Scene { asha, from, to, .. } = scene(&world).await;
        // 31 March 2027 begins at 23:00 UTC of the day before, because clocks have gone forward.
        let id = world.done(to, ask(asha, "RX2", Some("2027-03-31"))).await.transfer;
        world.done(from, accept(id)).await;
        let begins_at: jiff::Timestamp = "2027-03-30T23:00:00Z".parse().unwrap();
        let ahead = begins_at.as_microsecond() - world.clock.now().micros();
        world.advance(std::time::Duration::from_micros(u64::try_from(ahead).unwrap() - 1));
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        assert_eq!(record(&world, asha).await.organisation, "RX1");
        world.advance(std::time::Duration::from_micros(1));
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        assert_eq!(record(&world, asha).await.organisation, "RX2");
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
    });
}

#[test]
fn what_cannot_be_done_on_its_day_is_tried_again_and_holds_up_nobody() {
    check(|world| async move {
        let Scene { asha, from, to, .. } = scene(&world).await;
        let ben = person(&world, "RX1", "Ben", "Okoro").await.id;
        let mut ids = Vec::new();
        for person in [asha, ben] {
            let day = Some("2027-02-01");
            let id = world.done(from.clone(), offer(person, "RX2", day)).await.transfer;
            world.done(to.clone(), accept(id)).await;
            ids.push(id);
        }
        // Asha is given a role that reaches further than that of who let her go.
        world
            .grant(asha, Role::PrimaryLocalAdministrator, GrantSpan::Organisation(org("RX1")))
            .await;
        world.advance_days(31);
        assert_eq!(run_due(&world.door).await.unwrap(), 2);
        assert_eq!(record(&world, ben).await.organisation, "RX2");
        assert_eq!(record(&world, asha).await.organisation, "RX1");
        let held_up = view(&world, ids[0]).await;
        assert!(held_up.is_held_up && held_up.state == TransferState::Dated);
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        world.advance_days(30);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        assert_eq!(view(&world, ids[0]).await.state, TransferState::Lapsed);
    });
}

#[test]
fn who_is_deleted_and_restored_before_the_clocks_look_moves_all_the_same() {
    check(|world| async move {
        let Scene { asha, from, to, .. } = scene(&world).await;
        let id = world.done(from, offer(asha, "RX2", Some("2027-02-01"))).await.transfer;
        world.done(to, accept(id)).await;
        world.done(world.operator(), DeletePerson { person: asha }).await;
        world.done(world.operator(), RestorePerson { person: asha }).await;
        assert_eq!(run_due(&world.door).await.unwrap(), 1, "it is put off to its day");
        assert_eq!(run_due(&world.door).await.unwrap(), 0);
        world.advance_days(31);
        assert_eq!(run_due(&world.door).await.unwrap(), 1);
        assert_eq!(record(&world, asha).await.organisation, "RX2");
    });
}
