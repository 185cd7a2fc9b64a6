//! The clocks of the lifecycle over more than a year, beside a second reckoning; `script/bench/clocks` does the same
//! with many people over years.

use kernel::config::Settings;
use server::bench::{Plan, clocks};
use testkit::{Engine, Stand, World, check_on, engines};

use crate::whole;

/// A few organisations with few people: everything that can meet meets often. On SQLite long enough for 18 months
/// disabled and two years of withheld addresses; on PostgreSQL, where the same rules run on the same code, shorter.
fn plan(world: &World, seed: u64) -> Plan {
    match world.engine {
        Engine::Sqlite => Plan { people: 150, organisations: 6, days: 860, runs_a_day: 1, seed },
        _ => Plan { people: 80, organisations: 4, days: 130, runs_a_day: 2, seed },
    }
}

fn agrees(seed: u64) {
    let settings = Settings { time_zone: "Europe/London".to_owned(), ..Settings::default() };
    let ports = || whole::ports_of(&settings);
    check_on(&engines(), whole::manifests, ports, Stand::Aside, |world| async move {
        server::compose::settle(&world.door).await.expect("the installation is ready");
        let simulated = clocks(&world.door, &world.clock, plan(&world, seed)).await;
        let simulated = simulated.unwrap_or_else(|difference| panic!("{difference}"));
        // What never happens proves nothing.
        assert!(simulated.by_clock > 30, "{simulated:?}");
        assert!(world.engine != Engine::Sqlite || simulated.nights > 0, "{simulated:?}");
        assert!(simulated.done > 50 && simulated.refused > 5, "{simulated:?}");
    });
}

#[test]
fn every_transition_is_on_its_day_with_seed_1() {
    agrees(1);
}

#[test]
fn every_transition_is_on_its_day_with_seed_2() {
    agrees(2);
}

#[test]
fn every_transition_is_on_its_day_with_seed_3() {
    agrees(3);
}
