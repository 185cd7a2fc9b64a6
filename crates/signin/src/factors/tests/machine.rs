//! The machine of signing in, by all its paths: no session above its proofs.
//!
//! One walk at the real door holds every sequence of six moves (a de Bruijn sequence: each stands in it once), and what
//! the door answers to each move is held against a model that knows proofs only.

use std::time::Duration;

use kernel::door::Actor;
use testkit::World;

use super::{App, STEP, entered, give, with_app};
use crate::attempts::LOCK_FAILURES;
use crate::factors::{Entered, FAILURES_A_DAY, FAILURES_AT_ONCE};
use crate::sessions::{MySessions, resolve, sign_in};
use crate::testing::{OTHER, USERNAME, asha, browser, on, ports};

/// What somebody at one browser can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    RightPassword,
    WrongPassword,
    RightCode,
    /// Wrong digits, and every other time nothing at all.
    WrongCode,
    UsedCode,
}

const MOVES: [Move; 5] =
    [Move::RightPassword, Move::WrongPassword, Move::RightCode, Move::WrongCode, Move::UsedCode];
/// Moves of a path.
const LENGTH: usize = 6;
/// Moves after which another day begins, so that what was guessed wrongly takes nothing from the rest.
const A_DAY: usize = 80;

/// What the model knows of a browser: whether a password was proved since the last session, nothing else.
#[derive(Default)]
struct Model {
    has_password: bool,
}

impl Model {
    /// Whether this move has to lead to a session.
    fn expects_session(&mut self, one: Move) -> bool {
        match one {
            Move::RightPassword => {
                self.has_password = true;
                false
            }
            Move::RightCode => std::mem::take(&mut self.has_password),
            _ => false,
        }
    }
}

/// One browser and its person's app at the door.
struct Visitor {
    app: App,
    step: String,
    used: String,
    wrong: u64,
}

impl Visitor {
    /// Does it; gives the session's key, if there is one.
    async fn does(&mut self, world: &World, one: Move) -> Option<String> {
        let typed = match one {
            Move::RightPassword => {
                match entered(world).await.expect("the password is right") {
                    Entered::Waiting(waiting) => self.step = waiting.step_key,
                    Entered::SignedIn(signed_in) => return Some(signed_in.session_key),
                }
                return None;
            }
            Move::WrongPassword => {
                let nobody = browser(world);
                let tried = sign_in(&world.door, &nobody, "a browser", USERNAME, OTHER).await;
                assert!(tried.is_err());
                return None;
            }
            Move::RightCode => {
                world.advance(STEP);
                self.app.shows(world)
            }
            Move::WrongCode => {
                self.wrong += 1;
                if self.wrong.is_multiple_of(2) {
                    String::new()
                } else {
                    self.app.never_shows(world)
                }
            }
            Move::UsedCode => self.used.clone(),
        };
        let signed_in = give(world, &self.step, &typed).await.ok()?;
        self.used = typed;
        Some(signed_in.session_key)
    }
}

/// Every sequence of so many of so many signs, each once: the Lyndon words whose length divides theirs, in order.
fn all_paths(signs: usize, length: usize) -> Vec<usize> {
    let mut all = Vec::new();
    let mut word = vec![0];
    while !word.is_empty() {
        if length.is_multiple_of(word.len()) {
            all.extend(&word);
        }
        let own = word.len();
        word = (0..length).map(|at| word[at % own]).collect();
        while word.last().is_some_and(|last| *last == signs - 1) {
            word.pop();
        }
        if let Some(last) = word.last_mut() {
            *last += 1;
        }
    }
    all.extend_from_within(..length - 1);
    all
}

#[test]
fn the_walk_holds_every_path() {
    let walk = all_paths(MOVES.len(), LENGTH);
    let paths: std::collections::BTreeSet<&[usize]> = walk.windows(LENGTH).collect();
    assert_eq!(paths.len(), MOVES.len().pow(LENGTH as u32));
}

#[test]
fn no_path_leads_to_a_session_above_its_proofs() {
    // One engine is enough for the logic; what differs between engines is in the races.
    on(&testkit::engines()[..1], ports, |world| async move {
        world.set_rule(&FAILURES_A_DAY, 100).await;
        world.set_rule(&FAILURES_AT_ONCE, 100).await;
        world.set_rule(&LOCK_FAILURES, 100).await;
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let used = app.shows_at(&world, -1);
        let mut visitor = Visitor { app, step: String::new(), used, wrong: 0 };
        let walk = all_paths(MOVES.len(), LENGTH);
        let (mut at, mut sessions) = (0, 0);
        while at + LENGTH <= walk.len() {
            let mut model = Model::default();
            // The end of one day's moves is walked again at the beginning of the next, so that no path is cut in two.
            let day = &walk[at..walk.len().min(at + A_DAY)];
            for (place, sign) in day.iter().enumerate() {
                let one = MOVES[*sign];
                let expected = model.expects_session(one);
                let came = visitor.does(&world, one).await;
                let walked: Vec<Move> = day[..=place].iter().map(|sign| MOVES[*sign]).collect();
                assert_eq!(came.is_some(), expected, "after {walked:?}");
                if let Some(key) = came {
                    assert!(resolve(&world.door, &key).await.unwrap().is_some());
                    sessions += 1;
                }
            }
            at += A_DAY - (LENGTH - 1);
            world.advance(Duration::from_secs(90_000));
        }
        assert!(sessions > 1000, "only {sessions} moves led to a session");
        let mine = world.asked(Actor::Account(person), &MySessions::default()).await;
        assert!(mine.items.is_empty(), "all of them ended with their day");
    });
}
