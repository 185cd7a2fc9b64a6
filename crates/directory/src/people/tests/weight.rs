//! Nobody takes an account out of the hands of somebody whose roles reach further.

use super::leaving::mark;
use super::*;
use crate::people::{DeletePerson, DisablePerson, Leaving, PersonAct, PersonActs};
use crate::transfers::TransferPerson;

#[test]
fn an_account_is_stopped_only_by_those_whose_roles_cover_its_own() {
    check(|world| async move {
        for code in ["RX1", "RX2"] {
            place(&world, code, None).await;
        }
        let desk = holder(&world, "RX1", Role::LocalHelpDesk).await;
        let local = holder(&world, "RX1", Role::LocalAdministrator).await;
        let both = local.account().unwrap();
        world.grant(both, Role::LocalAdministrator, GrantSpan::Organisation(org("RX2"))).await;
        let platform = holder(&world, "RX1", Role::PlatformAdministrator).await.account().unwrap();
        let primary = holder(&world, "RX1", Role::PrimaryLocalAdministrator).await;
        let own = primary.account().unwrap();
        let elsewhere = holder(&world, "RX1", Role::LocalHelpDesk).await.account().unwrap();
        world.grant(elsewhere, Role::LocalHelpDesk, GrantSpan::Organisation(org("RX3"))).await;
        let disable = |person| DisablePerson { person, reason: None };
        let transfer = |person| TransferPerson {
            person,
            organisation: "RX2".to_owned(),
            unit: None,
            day: None,
        };
        for above in [platform, own, both] {
            assert_eq!(world.refused(desk.clone(), disable(above)).await, "person.outweighed");
        }
        for above in [platform, own, elsewhere] {
            let outweighed = "person.outweighed";
            assert_eq!(world.refused(local.clone(), disable(above)).await, outweighed);
            let delete = DeletePerson { person: above };
            assert_eq!(world.refused(local.clone(), delete).await, outweighed);
            for leaving in [Leaving::Moves, Leaving::Now] {
                let mark = mark(above, leaving);
                assert_eq!(world.refused(local.clone(), mark).await, outweighed);
            }
            assert_eq!(world.refused(local.clone(), transfer(above)).await, outweighed);
        }
        // The page offers none of them.
        let acts = world.asked(local.clone(), &PersonActs { person: platform }).await;
        let taken = [PersonAct::Disable, PersonAct::Delete, PersonAct::Leave, PersonAct::Transfer];
        assert!(acts.contains(&PersonAct::Change));
        assert!(taken.iter().all(|act| !acts.contains(act)), "{acts:?}");
        // Who weighs as much may, and so does the operator.
        let help = desk.account().unwrap();
        let acts = world.asked(local.clone(), &PersonActs { person: help }).await;
        assert!(taken.iter().all(|act| acts.contains(act)), "{acts:?}");
        world.done(local, disable(help)).await;
        world.done(world.operator(), disable(platform)).await;
    });
}
