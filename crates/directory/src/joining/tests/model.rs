//! Random runs of acts beside a model: no run puts somebody into an organisation that is not open, and states move by
//! the table only.

use std::collections::BTreeMap;

use kernel::ids::AccountId;
use kernel::refusal::Error;

use super::*;
use crate::joining::ClosingPeople;
use crate::organisations::{CloseOrganisation, OrganisationByCode, OrganisationState};
use crate::people::tests::create;
use crate::people::{AcceptJoiner, DeletePerson, Leaving, MarkLeaver, RestorePerson};
use crate::transfers::{AcceptTransfer, OfferTransfer};

const CODES: [&str; 3] = ["RJ1", "RJ2", "RJ3"];
const RUNS: u64 = 4;
const ACTS: usize = 70;

/// Chance that can be repeated: a seed gives the same run again.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % most
    }
}

/// What must be so.
#[derive(Default)]
struct Model {
    states: BTreeMap<&'static str, OrganisationState>,
    /// Where everybody is who was ever created, and whether they are deleted.
    people: Vec<(AccountId, &'static str, bool)>,
}

impl Model {
    fn inside(&self, code: &str) -> usize {
        self.people.iter().filter(|(_, at, is_deleted)| *at == code && !is_deleted).count()
    }
}

/// Performs it as the operator; whether it was done. A fault is never an answer.
async fn tried<C: kernel::door::Command>(world: &World, command: C) -> Option<C::Output> {
    match world.door.perform(world.call(world.operator()), command).await {
        Ok(done) => Some(done.output),
        Err(Error::Refused(_)) => None,
        Err(fault) => panic!("{}: {fault}", C::NAME),
    }
}

/// One act about the state of an organisation: whether it must be done, and where it leads.
async fn moves(world: &World, model: &mut Model, code: &'static str, which: usize) -> String {
    use OrganisationState::{Applied, Closed, Closing, Listed, Open, Opening};
    let before = model.states[code];
    let (to, is_done) = match which {
        0 => (Applied, tried(world, application(code)).await.is_some()),
        1 => {
            let is_done = tried(world, begin(code)).await.is_some();
            // It depends on the checks, too: they are asked below.
            let is_ready = view(world, code)
                .await
                .checks
                .iter()
                .all(|line| matches!(line.standing, Standing::Holds | Standing::Waived));
            assert!(!is_done || is_ready, "{code} was let on without its checks");
            assert_eq!(is_done, is_ready && before == Applied, "{code} from {before:?}");
            (Opening, is_done)
        }
        2 => {
            // With an address that is one or none, by turns; each is used once.
            let (before, number) = (model.inside(code), model.people.len());
            let address = match number % 3 {
                0 => None,
                1 => Some(format!("first.{number}@x.example")),
                _ => Some("nobody".to_owned()),
            };
            let administrator = address.as_deref().map(super::administrator::rosa);
            let is_wrong = address.as_deref() == Some("nobody");
            let open = OpenOrganisation { administrator, ..opening(code, Some("A run")) };
            let done = tried(world, open).await;
            assert!(done.is_none() || !is_wrong, "{code} opened with an address that is none");
            let invited = done.as_ref().and_then(|opened| opened.administrator);
            assert_eq!(done.is_some() && address.is_some(), invited.is_some(), "{code}: no half");
            model.people.extend(invited.map(|invited| (invited, code, false)));
            assert_eq!(model.inside(code), before + usize::from(invited.is_some()));
            (Open, done.is_some())
        }
        3 => {
            let back = if view(world, code).await.closed_at.is_some() { Closed } else { Listed };
            (back, tried(world, decline(code)).await.is_some())
        }
        4 => (Closing, tried(world, leave(code, "2027-06-30", None)).await.is_some()),
        5 => (Open, tried(world, stay(code)).await.is_some()),
        _ => {
            let close = CloseOrganisation { organisation: code.to_owned() };
            let is_done = tried(world, close).await.is_some();
            let is_empty = model.inside(code) == 0;
            assert_eq!(is_done, is_empty && matches!(before, Open | Closing), "closing {code}");
            (Closed, is_done)
        }
    };
    if is_done {
        assert!(before.may_become(to), "{code} went from {before:?} to {to:?}");
        model.states.insert(code, to);
    }
    format!("{which} of {code} from {before:?}: {is_done}")
}

/// One act about somebody: whoever comes in comes into an open organisation.
async fn lives(world: &World, model: &mut Model, chance: &mut Chance, which: usize) -> String {
    let to = CODES[chance.below(CODES.len())];
    let is_open = model.states[to] == OrganisationState::Open;
    if which == 0 || model.people.is_empty() {
        let created = tried(world, create(to, "Asha", "Rao")).await;
        assert_eq!(created.is_some(), is_open, "creating in {to}");
        model.people.extend(created.map(|created| (created.id, to, false)));
        return format!("create in {to}");
    }
    let place = chance.below(model.people.len());
    let (id, at, is_deleted) = model.people[place];
    match which {
        1 => {
            let offer =
                OfferTransfer { person: id, organisation: to.to_owned(), day: None, note: None };
            let offered = tried(world, offer).await;
            // Both sides may change before the other one accepts.
            let accepted = match &offered {
                Some(offered) => {
                    let accept = AcceptTransfer { transfer: offered.transfer, unit: None };
                    tried(world, accept).await.is_some()
                }
                None => false,
            };
            assert!(!accepted || is_open && !is_deleted && at != to, "{at} to {to}");
            if accepted {
                model.people[place].1 = to;
            }
        }
        2 => {
            let mark = MarkLeaver { person: id, leaving: Leaving::Moves, last_day: None };
            tried(world, mark).await;
            let accept = AcceptJoiner { organisation: to.to_owned(), person: id, unit: None };
            if tried(world, accept).await.is_some() {
                assert!(is_open && !is_deleted && at != to, "{at} to {to}");
                model.people[place].1 = to;
            }
        }
        3 => {
            if tried(world, DeletePerson { person: id }).await.is_some() {
                model.people[place].2 = true;
            }
        }
        _ => {
            let restored = tried(world, RestorePerson { person: id }).await.is_some();
            let may_come = model.states[at] == OrganisationState::Open;
            assert_eq!(restored, is_deleted && may_come, "restoring in {at}");
            model.people[place].2 &= !restored;
        }
    }
    format!("{which} of somebody in {at}, to {to}")
}

#[test]
fn no_run_of_acts_puts_anybody_into_an_organisation_that_is_not_open() {
    check_pages(|world| async move {
        listed(&world, &CODES).await;
        let mut model = Model::default();
        model.states.extend(CODES.map(|code| (code, OrganisationState::Listed)));
        let mut reached = std::collections::BTreeSet::new();
        for seed in 1..=RUNS {
            println!("seed {seed}");
            let mut chance = Chance(seed);
            for number in 0..ACTS {
                let code = CODES[chance.below(CODES.len())];
                let act = match chance.below(14) {
                    7 if chance.below(2) == 0 => {
                        let address = format!("later.{number}.{seed}@x.example");
                        let invited = tried(&world, super::administrator::invite(code, &address));
                        let invited = invited.await.map(|invited| invited.person);
                        let is_open = model.states[code] == OrganisationState::Open;
                        assert!(invited.is_none() || is_open, "invited to {code}");
                        model.people.extend(invited.map(|invited| (invited, code, false)));
                        tried(&world, super::administrator::again(code, None)).await;
                        format!("invite to {code}")
                    }
                    7 => {
                        let until = "2027-06-30";
                        for check in [Check::DataSecurity, Check::AccessForm] {
                            tried(&world, waive(code, check, until)).await;
                        }
                        format!("waive of {code}")
                    }
                    which @ 0..=6 => moves(&world, &mut model, code, which).await,
                    which => lives(&world, &mut model, &mut chance, which % 6 % 5).await,
                };
                for code in CODES {
                    let about = format!("seed {seed}, act {number}: {act}; {code}");
                    let query = OrganisationByCode { organisation: code.to_owned() };
                    let state = world.asked(world.operator(), &query).await.state;
                    assert_eq!(state, model.states[code], "{about}");
                    reached.insert(state);
                    let query =
                        ClosingPeople { organisation: code.to_owned(), ..ClosingPeople::default() };
                    let inside = world.asked(world.operator(), &query).await;
                    assert_eq!(inside.inside as usize, model.inside(code), "{about}");
                    assert_eq!(inside.items.len(), model.inside(code).min(50), "{about}");
                    assert!(
                        inside.inside == 0 || state.is_running(),
                        "{about}: people in {state:?}"
                    );
                    let seen = view(&world, code).await;
                    let is_there = seen.first_administrator.is_none_or(|first| {
                        model.people.iter().any(|(id, _, is_gone)| *id == first.person && !is_gone)
                    });
                    assert!(is_there, "{about}: a first administrator who is nobody");
                    let stage = seen.stage.map(Stage::name);
                    let told = match state {
                        OrganisationState::Listed => [None, Some("declined"), Some("listed")],
                        OrganisationState::Closed => {
                            [Some("closed"), Some("declined"), Some("closed")]
                        }
                        state => [Some(state.name()); 3],
                    };
                    assert!(told.contains(&stage), "{about}: {state:?} is told as {stage:?}");
                }
            }
        }
        assert_eq!(reached.len(), OrganisationState::ALL.len(), "every state was reached");
    });
}
