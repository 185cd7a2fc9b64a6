//! No order of the two organisations' acts loses or doubles a person, a licence or an address.
//!
//! On every engine all runs of acts of both sides, the clocks and the account's own life are gone through to a length, each
//! beside a model: what the model says is refused is refused with that code and changes nothing, and what it says is done
//! has its outcome and no other. Since a refused act changes nothing, runs go on from done acts only. Beyond that length
//! every state that the model can reach is visited once. Then many act truly side by side, and what always has to hold is
//! looked at after each round.

mod model;
mod stage;

use std::collections::{HashSet, VecDeque};

use testkit::{Engine, Stand, check_on, engines, racing_engines};

use crate::whole;
use model::{Act, Deed, Model, Place, START};
use stage::Stage;

/// Done acts after which every further run is tried, whatever state it leads to.
const LENGTH: usize = 2;
/// Done acts of the longest run to a state not met before.
const LONGEST: usize = 7;

/// The runs to try: of done acts, all to the length, and beyond it one to each state.
fn runs(length: usize) -> Vec<(Vec<Act>, Model)> {
    let (mut runs, mut met) = (Vec::new(), HashSet::new());
    let mut next = VecDeque::from([(Vec::new(), START)]);
    while let Some((run, model)) = next.pop_front() {
        let is_new = met.insert(model);
        if run.len() > length && !is_new {
            continue;
        }
        if run.len() < LONGEST {
            for act in Act::all().into_iter().filter(|act| model.can_try(*act)) {
                if let Ok(after) = model.after(act) {
                    let further: Vec<Act> = run.iter().copied().chain([act]).collect();
                    next.push_back((further, after));
                }
            }
        }
        runs.push((run, model));
    }
    runs
}

#[test]
fn every_run_of_acts_ends_as_the_model_says() {
    check_on(&engines(), whole::manifests, whole::ports, Stand::Aside, |world| async move {
        server::compose::settle(&world.door).await.expect("the installation is ready");
        // The rules are the same on both engines; on PostgreSQL the states alone are visited.
        let length = if world.engine == Engine::Sqlite { LENGTH } else { 0 };
        let stage = Stage::open(&world, 100_000).await;
        let runs = runs(length);
        assert!(runs.len() > 80, "there are more states than {}", runs.len());
        for (run, end) in &runs {
            let mut person = stage.person().await;
            let mut model = START;
            for act in run {
                model = model.after(*act).expect("the run is of done acts");
                let outcome = stage.perform(&mut person, *act).await;
                assert_eq!(outcome, Ok(()), "{act:?} in {run:?}");
            }
            assert_eq!(model, *end);
            stage.compare(&person, &model, run).await;
            // At the end of the run everything that the model refuses is tried, one after the other.
            for act in Act::all().into_iter().filter(|act| model.can_try(*act)) {
                if let Err(code) = model.after(act) {
                    let outcome = stage.perform(&mut person, act).await;
                    assert_eq!(outcome, Err(code), "{act:?} after {run:?}");
                }
            }
            stage.compare(&person, &model, run).await;
            stage.put_away(&person).await;
        }
        stage.balanced().await;
        stage.told_to_both().await;
    });
}

fn side_by_side(seed: u64) {
    check_on(&racing_engines(), whole::manifests, whole::ports, Stand::Aside, |world| async move {
        server::compose::settle(&world.door).await.expect("the installation is ready");
        // Fewer licences than people on either side, so that they compete for those too.
        let stage = Stage::open(&world, 3).await;
        let mut draw = seed;
        let mut people = Vec::new();
        for _ in 0..6 {
            people.push(stage.person().await);
        }
        let mut done = 0;
        for _ in 0..12 {
            let mut round = Vec::new();
            for person in &people {
                for _ in 0..3 {
                    let acts = Act::all();
                    // A third of the acts are those that move somebody.
                    let (kind, side) = (next(&mut draw) % 3, next(&mut draw) % 2);
                    let by = Place::BOTH[side as usize];
                    let act = match kind {
                        0 => Act::By(by, Deed::Accept),
                        _ => acts[next(&mut draw) as usize % (acts.len() - 2)],
                    };
                    round.push((person.clone(), act));
                }
            }
            done += stage.side_by_side(round).await;
            for person in &people {
                stage.holds(person).await;
            }
            stage.pass(1).await;
        }
        assert!(done > 15, "only {done} acts were done with seed {seed}");
        stage.balanced().await;
        stage.told_to_both().await;
    });
}

#[test]
fn acts_side_by_side_lose_and_double_nothing_with_seed_1() {
    side_by_side(1);
}

#[test]
fn acts_side_by_side_lose_and_double_nothing_with_seed_2() {
    side_by_side(2);
}

/// The next number of a sequence (SplitMix64).
fn next(state: &mut u64) -> u64 {
    *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}
