//! The machine of signing in, by all its paths: no session above its proofs.
//!
//! Every path of six steps is walked against the real door, and with it every shorter one: what the door answers is held
//! against a model that knows proofs only.

use std::time::Duration;

use super::{App, STEP, entered, give, with_app};
use crate::factors::Entered;
use crate::sessions::{resolve, sign_in};
use crate::testing::{OTHER, USERNAME, asha, browser, on, ports};
use testkit::World;

/// What somebody at one browser can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    RightPassword,
    WrongPassword,
    RightCode,
    WrongCode,
    UsedCode,
    NoCode,
}

const MOVES: [Move; 6] = [
    Move::RightPassword,
    Move::WrongPassword,
    Move::RightCode,
    Move::WrongCode,
    Move::UsedCode,
    Move::NoCode,
];
const LENGTH: u32 = 6;

/// What the model knows of a browser: whether a password was proved since the last session, nothing else.
#[derive(Default)]
struct Browser {
    step: String,
    has_password: bool,
}

impl Browser {
    /// Whether this move has to lead to a session.
    fn expects_session(&mut self, one: Move) -> bool {
        match one {
            Move::RightPassword => {
                self.has_password = true;
                false
            }
            Move::RightCode if self.has_password => {
                self.has_password = false;
                true
            }
            _ => false,
        }
    }
}

/// Does it at the door; gives the session's key, if there is one.
async fn done(world: &World, app: &App, used: &mut String, step: &mut String, one: Move) -> Option<String> {
    let typed = match one {
        Move::RightPassword => {
            match entered(world).await.expect("the password is right") {
                Entered::Waiting(waiting) => *step = waiting.step_key,
                Entered::SignedIn(signed_in) => return Some(signed_in.session_key),
            }
            return None;
        }
        Move::WrongPassword => {
            let tried = sign_in(&world.door, &browser(world), "a browser", USERNAME, OTHER).await;
            assert!(tried.is_err());
            return None;
        }
        Move::RightCode => {
            world.advance(STEP);
            app.shows(world)
        }
        Move::WrongCode => app.never_shows(world),
        Move::UsedCode => used.clone(),
        Move::NoCode => String::new(),
    };
    let signed_in = give(world, step, &typed).await.ok()?;
    *used = typed;
    Some(signed_in.session_key)
}

#[test]
fn no_path_leads_to_a_session_above_its_proofs() {
    // One engine is enough for the logic; what differs between engines is in the races.
    let engines = &testkit::engines()[..1];
    on(engines, ports, |world| async move {
        let (person, _) = asha(&world).await;
        let app = with_app(&world, person).await;
        let mut used = "000000".to_owned();
        let paths = (MOVES.len() as u32).pow(LENGTH);
        let mut sessions = 0_u32;
        for path in 0..paths {
            // Paths that differ in moves after the last password only, or that never give one, are walked once for all
            // without: most of the work is in those that get somewhere.
            let moves: Vec<Move> =
                (0..LENGTH).map(|at| MOVES[(path / 6_u32.pow(at) % 6) as usize]).collect();
            if !is_worth_walking(&moves) {
                continue;
            }
            let mut at_browser = Browser::default();
            for (at, one) in moves.iter().enumerate() {
                let expected = at_browser.expects_session(*one);
                let mut step = std::mem::take(&mut at_browser.step);
                let came = done(&world, &app, &mut used, &mut step, *one).await;
                at_browser.step = step;
                assert_eq!(came.is_some(), expected, "path {path}: {:?}, move {at}", moves);
                if let Some(key) = came {
                    assert!(resolve(&world.door, &key).await.unwrap().is_some());
                    sessions += 1;
                }
            }
            // The next path begins on another day: what one path guessed wrongly takes nothing from the next.
            world.advance(Duration::from_secs(90_000));
        }
        assert!(sessions > 1000, "only {sessions} paths led to a session");
    });
}

/// A path in which two moves without effect on each other stand in another order than the table's is walked in that order
/// only: wrong passwords and codes without a step change nothing that a browser has.
fn is_worth_walking(moves: &[Move]) -> bool {
    let is_idle = |one: Move| matches!(one, Move::WrongPassword | Move::NoCode);
    !moves.windows(2).any(|pair| {
        is_idle(pair[0]) && is_idle(pair[1]) && (pair[0] as u8) > (pair[1] as u8)
    })
}
