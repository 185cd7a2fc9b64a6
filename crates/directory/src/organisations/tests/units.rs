use facts::directory::UnitOf;
use kernel::authority::{GrantSpan, Role};

use super::{check, holder, opened, set_people};
use crate::organisations::commands::{CreateUnit, RemoveUnit, RenameUnit};
use crate::organisations::queries::{ListUnits, UnitById};

fn create(code: &str, parent: Option<uuid::Uuid>, name: &str) -> CreateUnit {
    CreateUnit { organisation: code.to_owned(), parent, name: name.to_owned() }
}

#[test]
fn units_have_names_of_their_own_within_their_parent() {
    check(|world| async move {
        let rx1 = opened(&world, "RX1", None).await;
        opened(&world, "RX2", None).await;
        let local = holder(&world, Role::LocalAdministrator, GrantSpan::Organisation(rx1.id)).await;
        let wards = world.done(local.clone(), create("RX1", None, "Wards")).await;
        assert_eq!(
            world.refused(local.clone(), create("RX1", None, " WARDS ")).await,
            "unit.exists"
        );
        let below = world.done(local.clone(), create("RX1", Some(wards.unit), "Wards")).await;
        assert_eq!(
            world.refused(local.clone(), create("RX1", None, " ")).await,
            "organisation.fields"
        );
        assert_eq!(world.refused(local.clone(), create("RX2", None, "Wards")).await, "not-found");
        world.done(world.operator(), create("RX2", None, "Wards")).await;
        let elsewhere = create("RX2", Some(wards.unit), "Beds");
        assert_eq!(world.refused(world.operator(), elsewhere).await, "unit.parent-unknown");

        let theatre = world.done(local.clone(), create("RX1", None, "Theatre")).await;
        let rename = |name: &str| RenameUnit { unit: theatre.unit, name: name.to_owned() };
        assert_eq!(world.refused(local.clone(), rename("wards")).await, "unit.exists");
        world.done(local.clone(), rename("THEATRE")).await;
        world.done(local.clone(), rename("Theatres")).await;
        world.done(local.clone(), create("RX1", None, "Theatre")).await;
        let listed = world
            .asked(
                local.clone(),
                &ListUnits { organisation: "RX1".to_owned(), after: None, limit: Some(2) },
            )
            .await;
        let names: Vec<&str> = listed.items.iter().map(|unit| unit.name.as_str()).collect();
        assert_eq!(names, ["Theatre", "Theatres"]);
        let rest = ListUnits { organisation: "RX1".to_owned(), after: listed.next, limit: None };
        assert_eq!(world.asked(local, &rest).await.items.len(), 2);
        let mut reader = world.door.reader().await.unwrap();
        let view = reader.ask(UnitOf(below.unit)).await.unwrap().unwrap();
        assert_eq!((view.organisation, view.name.as_str()), (rx1.id, "Wards"));
    });
}

#[test]
fn a_unit_goes_only_without_people_and_without_units_below() {
    check(|world| async move {
        let rx1 = opened(&world, "RX1", None).await;
        let rx2 = opened(&world, "RX2", None).await;
        let local = holder(&world, Role::LocalAdministrator, GrantSpan::Organisation(rx1.id)).await;
        let foreign =
            holder(&world, Role::LocalAdministrator, GrantSpan::Organisation(rx2.id)).await;
        let wards = world.done(local.clone(), create("RX1", None, "Wards")).await.unit;
        let beds = world.done(local.clone(), create("RX1", Some(wards), "Beds")).await.unit;
        assert_eq!(
            world.refused(local.clone(), RemoveUnit { unit: wards }).await,
            "unit.has-units"
        );
        set_people(beds, 2);
        assert_eq!(
            world.refused(local.clone(), RemoveUnit { unit: beds }).await,
            "unit.has-people"
        );
        set_people(beds, 0);
        assert_eq!(world.refused(foreign.clone(), RemoveUnit { unit: beds }).await, "not-found");
        assert_eq!(world.not_asked(foreign, &UnitById { unit: beds }).await, "not-found");
        world.done(local.clone(), RemoveUnit { unit: beds }).await;
        world.done(local.clone(), RemoveUnit { unit: wards }).await;
        assert_eq!(world.refused(local.clone(), RemoveUnit { unit: wards }).await, "not-found");
        world.done(local, create("RX1", None, "Wards")).await;
    });
}
