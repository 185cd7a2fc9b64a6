//! The states against a model, exhaustively and along random lives.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::people::model::{Needle, sort_key, words};
use crate::people::{AccountState, DeletePerson, DisablePerson, EnablePerson, Move, RestorePerson};

#[test]
fn exactly_the_moves_of_the_domain_rules_are_allowed() {
    use AccountState::{Active, Deleted, Disabled, Erased, Starting};
    let befores = [None, Some(Starting), Some(Active), Some(Disabled)];
    let mut allowed = BTreeSet::new();
    for from in AccountState::ALL {
        for step in Move::ALL {
            for before in befores {
                if let Some(to) = from.after(step, before) {
                    allowed.insert((
                        from.name(),
                        step.done(),
                        before.map_or("-", AccountState::name),
                        to.name(),
                    ));
                }
            }
        }
    }
    let mut expected = BTreeSet::new();
    for before in befores {
        let name = before.map_or("-", AccountState::name);
        let restored = before.unwrap_or(Active);
        for (from, step, to) in [
            (Starting, Move::Start, Active),
            (Starting, Move::Delete, Deleted),
            (Active, Move::Disable, Disabled),
            (Disabled, Move::Enable, Active),
            (Active, Move::Delete, Deleted),
            (Disabled, Move::Delete, Deleted),
            (Deleted, Move::Restore, restored),
            (Deleted, Move::Erase, Erased),
        ] {
            expected.insert((from.name(), step.done(), name, to.name()));
        }
    }
    assert_eq!(allowed, expected);
    for state in AccountState::ALL {
        assert_eq!(AccountState::named(state.name()), Some(state));
    }
}

fn steps() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(0_u8..6, 1..25)
}

/// A life as the model sees it: the state, the one before deletion, and the day on which it was deleted.
struct Life {
    state: AccountState,
    before: Option<AccountState>,
    deleted_on: i64,
    day: i64,
}

impl Life {
    fn step(&mut self, step: Move) -> bool {
        if step == Move::Restore && self.day >= self.deleted_on + 30 {
            return false;
        }
        let Some(to) = self.state.after(step, self.before) else { return false };
        self.before = (step == Move::Delete).then_some(self.state);
        if step == Move::Delete {
            self.deleted_on = self.day;
        }
        self.state = to;
        true
    }

    /// Ten days go by, and what is due is done.
    fn wait(&mut self) {
        self.day += 10;
        if self.state == AccountState::Deleted && self.day >= self.deleted_on + 30 {
            self.state = AccountState::Erased;
        }
    }
}

#[test]
fn every_life_goes_as_the_model_says() {
    let lives = std::sync::Mutex::new(Vec::new());
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    for _ in 0..24 {
        let tree = steps().new_tree(&mut runner).unwrap();
        lives.lock().unwrap().push(proptest::strategy::ValueTree::current(&tree));
    }
    let lives = lives.into_inner().unwrap();
    check(|world| {
        let lives = lives.clone();
        async move {
            for life in lives {
                let id = person(&world, "RX1", "Asha", "Rao").await.id;
                let mut model =
                    Life { state: AccountState::Active, before: None, deleted_on: 0, day: 0 };
                for step in &life {
                    let call = world.call(world.operator());
                    let door = &world.door;
                    let (was_done, should_be) = match step {
                        0 => (
                            door.perform(call, DisablePerson { person: id, reason: None })
                                .await
                                .is_ok(),
                            model.step(Move::Disable),
                        ),
                        1 => (
                            door.perform(call, EnablePerson { person: id }).await.is_ok(),
                            model.step(Move::Enable),
                        ),
                        2 => (
                            door.perform(call, DeletePerson { person: id }).await.is_ok(),
                            model.step(Move::Delete),
                        ),
                        3 => (
                            door.perform(call, RestorePerson { person: id }).await.is_ok(),
                            model.step(Move::Restore),
                        ),
                        _ => {
                            world.advance_days(10);
                            crate::people::jobs::run_due(door).await.unwrap();
                            model.wait();
                            (true, true)
                        }
                    };
                    assert_eq!(was_done, should_be, "{life:?}");
                    assert_eq!(record(&world, id).await.state, model.state, "{life:?}");
                }
            }
        }
    });
}

proptest! {
    #[test]
    fn any_text_can_be_looked_for(text in any::<String>()) {
        if let Some(Needle::Words(words)) = Needle::of(&text) {
            prop_assert!(words.iter().all(|word| !word.is_empty() && word.chars().count() <= 64));
        }
        prop_assert!(sort_key(&text).chars().count() <= 64);
    }

    #[test]
    fn a_name_is_found_by_each_of_its_words(given in "[a-zA-Zà-öа-яα-ω]{2,20}", family in "[a-zA-ZÀ-Ö]{2,20}[ -][a-z]{2,9}") {
        let kept = words(&format!("{given} {family}"));
        let Some(Needle::Words(looked_for)) = Needle::of(&format!("{family} {given}")) else { panic!("words") };
        for word in looked_for {
            prop_assert!(kept.contains(&word), "{word} in {kept:?}");
        }
    }
}
