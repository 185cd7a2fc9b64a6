//! The states against the table of moves, and along random lives.

use std::collections::BTreeSet;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use testkit::{World, check};

use super::super::model::{Move, Waits};
use super::*;

const MOVES: [Move; 10] = [
    Move::AskerWrites,
    Move::DeciderAsks,
    Move::Approve,
    Move::Run,
    Move::Decline,
    Move::Finish,
    Move::Withdraw,
    Move::Lapse,
    Move::Ran,
    Move::NotRun,
];

#[test]
fn exactly_the_moves_of_the_table_are_legal() {
    use State::{Approved, Declined, Done, Lapsed, Open, Running, Waiting, Withdrawn};
    let mut legal = BTreeSet::new();
    for from in State::ALL {
        for next in MOVES {
            if let Some(to) = from.after(next) {
                legal.insert((from.name(), format!("{next:?}"), to.name()));
            }
        }
        assert_eq!(State::named(from.name()), Some(from));
        assert_eq!(from.is_live() && from != Running, from.waits() != Waits::Nobody);
    }
    let mut expected = BTreeSet::new();
    for from in [Open, Waiting] {
        for (next, to) in [
            (Move::AskerWrites, Open),
            (Move::DeciderAsks, Waiting),
            (Move::Approve, Approved),
            (Move::Run, Running),
            (Move::Lapse, Lapsed),
        ] {
            expected.insert((from.name(), format!("{next:?}"), to.name()));
        }
    }
    for from in [Open, Waiting, Approved] {
        for (next, to) in
            [(Move::Decline, Declined), (Move::Finish, Done), (Move::Withdraw, Withdrawn)]
        {
            expected.insert((from.name(), format!("{next:?}"), to.name()));
        }
    }
    for (from, next, to) in [
        (Approved, Move::AskerWrites, Approved),
        (Approved, Move::DeciderAsks, Approved),
        (Running, Move::Ran, Done),
        (Running, Move::NotRun, Open),
    ] {
        expected.insert((from.name(), format!("{next:?}"), to.name()));
    }
    assert_eq!(legal, expected);
}

/// What somebody tries in a random life.
#[derive(Clone, Copy, Debug)]
enum Step {
    Write,
    AskBack,
    Approve,
    Finish,
    Decline,
    Withdraw,
    Work,
    Wait(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        Just(Step::Write),
        Just(Step::AskBack),
        Just(Step::Approve),
        Just(Step::Finish),
        Just(Step::Decline),
        Just(Step::Withdraw),
        Just(Step::Work),
        (1_u8..20).prop_map(Step::Wait),
    ];
    prop::collection::vec(step, 1..16)
}

/// The life as a model in plain words sees it.
struct Life {
    state: State,
    /// Since when it waits, in days.
    since: u64,
    day: u64,
    runs: bool,
    fails: bool,
}

impl Life {
    fn goes(&mut self, to: State) -> bool {
        if self.state != to {
            (self.state, self.since) = (to, self.day);
        }
        true
    }

    /// Whether the step is done, and what is so after it.
    fn step(&mut self, step: Step) -> bool {
        use State::{Approved, Declined, Done, Lapsed, Open, Running, Waiting, Withdrawn};
        let undecided = matches!(self.state, Open | Waiting);
        match step {
            Step::Write if undecided => self.goes(Open),
            Step::AskBack if undecided => self.goes(Waiting),
            Step::Write | Step::AskBack => self.state == Approved,
            Step::Approve if undecided => self.goes(if self.runs { Running } else { Approved }),
            Step::Finish if undecided || self.state == Approved => self.goes(Done),
            Step::Decline if undecided || self.state == Approved => self.goes(Declined),
            Step::Withdraw if undecided || self.state == Approved => self.goes(Withdrawn),
            Step::Wait(days) => {
                self.day += u64::from(days);
                true
            }
            Step::Work => {
                if self.state == Running {
                    self.goes(if self.fails { Open } else { Done });
                }
                if matches!(self.state, Open | Waiting) && self.day - self.since >= 30 {
                    self.goes(Lapsed);
                }
                true
            }
            _ => false,
        }
    }
}

async fn live(world: &World, what: &str, steps: &[Step]) {
    let rx1 = world.organisation("RX1").await;
    let asker = Actor::Account(world.person("Asha Rao", rx1));
    let decider = world.administrator(Role::LocalAdministrator, rx1).await;
    let request = world.done(asker.clone(), chair(what)).await.request;
    let (runs, fails) = (what != "by hand", what == "nothing");
    let mut life = Life { state: State::Open, since: 0, day: 0, runs, fails };
    for step in steps {
        let call = |actor: &Actor| world.call(actor.clone());
        let door = &world.door;
        let was_done = match step {
            Step::Write => door.perform(call(&asker), say(request, "More")).await.is_ok(),
            Step::AskBack => door.perform(call(&decider), say(request, "Why?")).await.is_ok(),
            Step::Approve => {
                door.perform(call(&decider), decide(request, Verdict::Approve)).await.is_ok()
            }
            Step::Finish => {
                door.perform(call(&decider), decide(request, Verdict::Done)).await.is_ok()
            }
            Step::Decline => {
                door.perform(call(&decider), decide(request, Verdict::Decline)).await.is_ok()
            }
            Step::Withdraw => door.perform(call(&asker), WithdrawRequest { request }).await.is_ok(),
            Step::Work => {
                carried_out(world).await;
                true
            }
            Step::Wait(days) => {
                world.advance_days(u64::from(*days));
                true
            }
        };
        assert_eq!(was_done, life.step(*step), "{step:?} in {steps:?} of {what}");
        let view = seen(world, &asker, request).await;
        assert_eq!(view.line.state, life.state, "after {step:?} in {steps:?} of {what}");
        let waits = to_do(world, &decider).await.contains(&request);
        assert_eq!(waits, life.state.waits() == Waits::Deciders, "{step:?} in {steps:?}");
        let own = to_do(world, &asker).await.contains(&request);
        assert_eq!(own, life.state.waits() == Waits::Asker, "{step:?} in {steps:?}");
    }
}

#[test]
fn whatever_happens_a_request_stands_as_the_model_says_and_waits_for_who_it_says() {
    let seed: [u8; 32] = kernel::random::bytes();
    eprintln!("seed {seed:?}");
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let lives = prop::collection::vec(steps(), 9).new_tree(&mut runner).expect("lives").current();
    for (number, steps) in lives.iter().enumerate() {
        let what = ["oak", "by hand", "nothing"][number % 3];
        check(manifests, |world| async move { live(&world, what, steps).await });
    }
}

#[test]
fn answers_are_kept_in_the_form_of_their_fields_or_refused_each_with_its_problem() {
    let kind = kinds().into_iter().find(|kind| kind.key == "support").expect("it is there");
    let refused = kind.check(&Answers::new()).expect_err("nothing was entered");
    let named: Vec<&str> = refused.fields.iter().map(|field| field.field.as_ref()).collect();
    let needed: Vec<&str> =
        kind.fields.iter().filter(|f| f.missing.is_some()).map(|f| f.name).collect();
    assert_eq!(named, needed);
    assert_eq!(needed.len(), 6, "the minimum data set");
    let entered = [
        ("subject", " Mail is late "),
        ("requester_email", "ann@example.org"),
        ("requester_telephone", "0113 496 0000"),
        ("affected_people", " 012 "),
        ("affected_addresses", "a@example.org, b@example.org\r\na@example.org"),
        ("description", "It began\r\nat nine."),
    ];
    let mut answers: Answers =
        entered.map(|(name, answer)| (name.to_owned(), answer.to_owned())).into();
    let kept = kind.check(&answers).expect("all is well");
    assert_eq!(kept["affected_people"], "12");
    assert_eq!(kept["affected_addresses"], "a@example.org\nb@example.org");
    assert_eq!(kept["description"], "It began\nat nine.");
    assert_eq!(kind.line(&kept), "Mail is late");
    for (name, wrong) in [
        ("requester_email", "ann at example"),
        ("requester_telephone", "call me"),
        ("affected_people", "0"),
        ("affected_addresses", "a@example.org nobody"),
        ("subject", "a\u{7}b"),
    ] {
        let mut wrongly = answers.clone();
        wrongly.insert(name.to_owned(), wrong.to_owned());
        let refused = kind.check(&wrongly).expect_err(name);
        assert_eq!(refused.fields.len(), 1, "{name}");
        assert_eq!(refused.fields[0].field, name);
    }
    answers.insert("colour".to_owned(), "red".to_owned());
    assert_eq!(kind.check(&answers).expect_err("unknown").code, "request.field-unknown");
}

#[test]
fn no_kind_has_a_field_that_a_form_of_ours_uses_or_does_not_give_back() {
    for kind in all_kinds() {
        for field in kind.fields {
            for taken in ["asked_for", "organisation", "version", "act", "csrf", "kind"] {
                assert_ne!(field.name, taken, "{}", kind.key);
            }
            for part in ["password", "current", "code", "token", "step", "key", "next"] {
                assert!(!field.name.contains(part), "{} of {}", field.name, kind.key);
            }
        }
        for name in kind.summary {
            assert!(kind.fields.iter().any(|field| field.name == *name), "{name}");
        }
    }
}
