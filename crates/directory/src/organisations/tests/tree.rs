//! Organisations that come into the tree while those above them move.

use kernel::authority::ancestors;
use testkit::{Stand, check_on, racing_engines};

use super::{import, manifests, opened, opening, ports, row};
use crate::organisations::commands::{OpenOrganisation, PlaceOrganisation};

/// Organisations that come.
const COMING: usize = 60;
/// Moves of the one above them meanwhile.
const MOVES: usize = 61;

#[test]
fn whoever_comes_below_one_that_moves_lies_where_it_ends() {
    check_on(&racing_engines(), manifests, ports, Stand::Aside, |world| async move {
        let tops = [opened(&world, "TA", None).await.id, opened(&world, "TB", None).await.id];
        let moving = opened(&world, "TM", None).await.id;
        let codes: Vec<String> = (0..COMING).map(|number| format!("C{number}")).collect();
        let rows = codes.iter().map(|code| row(code, &format!("{code} Hospital"))).collect();
        world.done(world.operator(), import("coming", 20260101, rows)).await;

        let mut acts = tokio::task::JoinSet::new();
        for code in &codes {
            let open = OpenOrganisation { parent: Some("TM".to_owned()), ..opening(code) };
            let (door, call) = (world.door.clone(), world.call(world.operator()));
            acts.spawn(
                async move { door.perform(call, open).await.map(|done| Some(done.output.id)) },
            );
        }
        let calls: Vec<_> = (0..MOVES).map(|_| world.call(world.operator())).collect();
        let door = world.door.clone();
        acts.spawn(async move {
            for (number, call) in calls.into_iter().enumerate() {
                let parent = Some(["TA", "TB"][number % 2].to_owned());
                let place = PlaceOrganisation { organisation: "TM".to_owned(), parent };
                door.perform(call, place).await?;
            }
            Ok(None)
        });
        let done: Result<Vec<_>, _> = acts.join_all().await.into_iter().collect();
        let coming = done.expect("nobody is refused");

        let mut reader = world.door.reader().await.unwrap();
        for id in coming.into_iter().flatten() {
            let above = ancestors(&mut reader, id).await.unwrap();
            assert_eq!(above, [moving, tops[(MOVES - 1) % 2]]);
        }
    });
}
