//! What the two sides do, and what neither learns of the other.

use kernel::audit::{HistoryFilter, history_of_organisation};

use super::*;
use crate::people::{
    AcceptJoiner, ChangePerson, DeletePerson, DisablePerson, Leaving, MarkLeaver, PersonById,
    RenamePerson,
};
use crate::transfers::{TransferList, TransferOfPerson, TransferPerson};

#[test]
fn an_offer_that_is_accepted_moves_the_person_in_that_act() {
    check(|world| async move {
        let Scene { asha, from, to, third } = scene(&world).await;
        let address = record(&world, asha).await.address;
        let offered = world.done(from.clone(), offer(asha, "RX2", None)).await;
        assert_eq!(offered.state, TransferState::Offered);
        assert_eq!(record(&world, asha).await.organisation, "RX1");
        let id = offered.transfer;
        // Neither the side that offered nor anybody else accepts.
        assert_eq!(world.refused(from.clone(), accept(id)).await, "transfer.not-your-turn");
        assert_eq!(world.refused(third.clone(), accept(id)).await, "not-found");
        assert_eq!(
            world.not_asked(third.clone(), &TransferById { transfer: id }).await,
            "not-found"
        );
        assert_eq!(world.refused(to.clone(), withdraw(id)).await, "transfer.decline-instead");
        let done = world.done(to.clone(), accept(id)).await;
        assert_eq!(done.state, TransferState::Done);
        let moved = record(&world, asha).await;
        assert_eq!((moved.organisation.as_str(), moved.address), ("RX2", address));
        assert_eq!(world.refused(to.clone(), accept(id)).await, "transfer.over");
        assert_eq!(world.refused(from.clone(), withdraw(id)).await, "transfer.over");
        // Both have both acts in their history.
        world.seal().await;
        let mut reader = world.door.reader().await.unwrap();
        for code in ["RX1", "RX2"] {
            for command in ["transfer.offer", "transfer.accept"] {
                let filter =
                    HistoryFilter { command: Some(command.to_owned()), ..HistoryFilter::default() };
                let page = history_of_organisation(&mut reader, org(code), &filter, None, 10).await;
                let done = page.unwrap().rows.into_iter().filter(|row| row.row.outcome == "done");
                assert_eq!(done.count(), 1, "{code} {command}");
            }
        }
    });
}

#[test]
fn who_asks_learns_what_stands_on_the_card_and_nothing_else() {
    check(|world| async move {
        let Scene { asha, from, to, third } = scene(&world).await;
        let nobody = AccountId(kernel::ids::new_at(world.clock.now()));
        let unknown = world.refused(to.clone(), ask(nobody, "RX2", None)).await;
        assert_eq!(unknown, "not-found");
        let hide = |listed| ChangePerson { listed: Some(listed), ..ChangePerson::of(asha) };
        world.done(from.clone(), hide(false)).await;
        assert_eq!(world.refused(to.clone(), ask(asha, "RX2", None)).await, unknown);
        world.done(from.clone(), hide(true)).await;
        // For one's own organisation only, and not for a closed one.
        assert_eq!(world.refused(to.clone(), ask(asha, "RX3", None)).await, "not-found");
        assert_eq!(
            world.refused(from.clone(), ask(asha, "RX1", None)).await,
            "person.already-here"
        );
        let closed = world.refused(world.operator(), ask(asha, "CX1", None)).await;
        assert_eq!(closed, "transfer.organisation-not-open");
        let asked = world.done(to.clone(), ask(asha, "RX2", None)).await.transfer;
        assert_eq!(
            world.refused(to.clone(), ask(asha, "RX2", None)).await,
            "transfer.open-already"
        );
        // A third one is not told who else asked; the one that has the person is.
        assert_eq!(world.refused(third.clone(), ask(asha, "RX3", None)).await, "transfer.not-now");
        let own = world.refused(from.clone(), offer(asha, "RX3", None)).await;
        assert_eq!(own, "transfer.open-already");
        // What the asker sees stays what it was.
        let rename = RenamePerson {
            person: asha,
            given_name: Some("Asha".to_owned()),
            family_name: Some("Patel".to_owned()),
            display_name: None,
            address: None,
        };
        world.done(from.clone(), rename).await;
        world.done(from.clone(), DisablePerson { person: asha, reason: None }).await;
        let seen = world.asked(to.clone(), &TransferById { transfer: asked }).await;
        assert_eq!(seen.name, "Asha Rao");
        assert_eq!(world.not_asked(to.clone(), &PersonById { person: asha }).await, "not-found");
        let of_person = TransferOfPerson { person: asha };
        assert_eq!(world.not_asked(to.clone(), &of_person).await, "not-found");
        let line = world.asked(from.clone(), &of_person).await.expect("it is open");
        assert!(line.is_turn && line.other == "RX2");
        world.done(from.clone(), decline(asked)).await;
        let seen = world.asked(to, &TransferById { transfer: asked }).await;
        assert_eq!(seen.reason.as_deref(), Some("Not agreed"));
        assert_eq!(world.asked(from, &of_person).await, None);
    });
}

#[test]
fn a_day_is_agreed_on_by_both_and_changing_it_hands_the_turn_over() {
    check(|world| async move {
        let Scene { asha, from, to, .. } = scene(&world).await;
        for wrong in ["2027-01-01", "2028-12-31", "31 March", "2027-02-30", ""] {
            let refused = world.refused(from.clone(), offer(asha, "RX2", Some(wrong))).await;
            assert_eq!(refused, "transfer.day", "{wrong}");
        }
        let id = world.done(from.clone(), offer(asha, "RX2", Some("2027-03-31"))).await.transfer;
        let other = world.done(to.clone(), redate(id, "2027-04-30")).await;
        assert_eq!(other.state, TransferState::Asked);
        assert_eq!(world.refused(to.clone(), accept(id)).await, "transfer.not-your-turn");
        let agreed = world.done(from.clone(), accept(id)).await;
        assert_eq!(agreed.state, TransferState::Dated);
        assert_eq!(world.refused(to.clone(), accept(id)).await, "transfer.agreed");
        assert_eq!(record(&world, asha).await.organisation, "RX1");
        // What was agreed does not outlive another day, and who has a stale page is told.
        let stale = world.call(to.clone()).expecting(Some(agreed.version - 1));
        let stale = world.door.perform(stale, redate(id, "2027-05-01")).await.unwrap_err();
        assert!(stale.to_string().contains("(stale)"), "{stale}");
        let again = world.done(from.clone(), redate(id, "2027-05-01")).await;
        assert_eq!(again.state, TransferState::Offered);
        world.advance_days(180);
        assert_eq!(record(&world, asha).await.organisation, "RX1");
        // The day is over by now, so accepting moves at once.
        world.done(to.clone(), accept(id)).await;
        assert_eq!(record(&world, asha).await.organisation, "RX2");
    });
}

#[test]
fn either_side_withdraws_what_both_agreed_on() {
    check(|world| async move {
        let Scene { asha, from, to, .. } = scene(&world).await;
        for side in [from.clone(), to.clone()] {
            let day = Some("2027-03-31");
            let id = world.done(to.clone(), ask(asha, "RX2", day)).await.transfer;
            world.done(from.clone(), accept(id)).await;
            let over = world.done(side, withdraw(id)).await;
            assert_eq!(over.state, TransferState::Withdrawn);
        }
        assert_eq!(record(&world, asha).await.organisation, "RX1");
        assert_eq!(world.refused(to.clone(), decline_without()).await, "not-found");
        let id = world.done(to, ask(asha, "RX2", None)).await.transfer;
        let silent = DeclineTransfer { transfer: id, reason: " ".to_owned() };
        assert_eq!(world.refused(from, silent).await, "transfer.reason");
    });
}

fn decline_without() -> DeclineTransfer {
    decline(TransferId(uuid::Uuid::from_u128(7)))
}

#[test]
fn who_looks_after_both_moves_somebody_with_one_act_or_on_a_day() {
    check(|world| async move {
        let Scene { asha, from, to, .. } = scene(&world).await;
        let both = from.account().unwrap();
        world.grant(both, Role::LocalAdministrator, GrantSpan::Organisation(org("RX2"))).await;
        let transfer = |day: Option<&str>| TransferPerson {
            person: asha,
            organisation: "RX2".to_owned(),
            unit: None,
            day: day.map(str::to_owned),
        };
        assert_eq!(world.refused(to.clone(), transfer(None)).await, "not-found");
        let dated = world.done(from.clone(), transfer(Some("2027-03-31"))).await;
        assert_eq!(dated.transfer_state, TransferState::Dated);
        assert_eq!(world.refused(from.clone(), transfer(None)).await, "transfer.open-already");
        world.done(to.clone(), withdraw(dated.transfer)).await;
        let done = world.done(from.clone(), transfer(None)).await;
        assert_eq!(done.transfer_state, TransferState::Done);
        assert_eq!(record(&world, asha).await.organisation, "RX2");
        let list = |code: &str, direction: &str| TransferList {
            organisation: code.to_owned(),
            direction: Some(direction.to_owned()),
            ..TransferList::default()
        };
        assert_eq!(world.asked(from.clone(), &list("RX1", "out")).await.items.len(), 2);
        assert_eq!(world.asked(to.clone(), &list("RX2", "in")).await.items.len(), 2);
        assert!(world.asked(to.clone(), &list("RX2", "out")).await.items.is_empty());
        assert_eq!(world.not_asked(to, &list("RX1", "out")).await, "not-found");
    });
}

#[test]
fn a_person_who_is_gone_is_neither_moved_nor_told_about() {
    check(|world| async move {
        let Scene { asha, from, to, third } = scene(&world).await;
        let asked = world.done(to.clone(), ask(asha, "RX2", None)).await.transfer;
        world.done(from.clone(), DeletePerson { person: asha }).await;
        assert_eq!(world.refused(from.clone(), accept(asked)).await, "transfer.gone");
        assert_eq!(crate::transfers::jobs::run_due(&world.door).await.unwrap(), 1);
        assert_eq!(view(&world, asked).await.state, TransferState::Ended);
        // The other side is told that it ended, by the service, and not what happened.
        world.seal().await;
        let mut reader = world.door.reader().await.unwrap();
        let page =
            history_of_organisation(&mut reader, org("RX2"), &HistoryFilter::default(), None, 50)
                .await
                .unwrap();
        drop(reader);
        let of_asha: Vec<&str> = page
            .rows
            .iter()
            .filter(|row| row.row.subject == Some(asked.0) || row.row.subject == Some(asha.0))
            .map(|row| row.row.command.as_str())
            .collect();
        assert_eq!(of_asha, ["transfer.end", "transfer.ask"]);
        // A leaver who was offered can still be claimed by anybody, which ends the offer.
        let ben = person(&world, "RX1", "Ben", "Okoro").await.id;
        let offered = world.done(from.clone(), offer(ben, "RX2", None)).await.transfer;
        let moves = MarkLeaver { person: ben, leaving: Leaving::Moves, last_day: None };
        world.done(from, moves).await;
        let claim = AcceptJoiner { organisation: "RX3".to_owned(), person: ben, unit: None };
        world.done(third.clone(), claim).await;
        assert_eq!(world.refused(to.clone(), accept(offered)).await, "transfer.gone");
        assert_eq!(world.refused(third.clone(), offer(ben, "RX1", None)).await, "transfer.not-now");
        assert_eq!(crate::transfers::jobs::run_due(&world.door).await.unwrap(), 1);
        world.done(third, offer(ben, "RX1", None)).await;
    });
}
