//! Who is written to about an organisation on its way, at each step and as days come.

use facts::directory::{JoiningMoved, JoiningTold};
use kernel::authority::Role;
use kernel::clock::Timestamp;
use kernel::ids::OrganisationId;
use testkit::World;

use super::{WAYS, follow, letters, manifests};
use crate::notices::jobs::warn;

const CONTACT: &str = "rosa@riverside.example";

/// An organisation that has applied, with a contact outside.
async fn applied(world: &World) -> OrganisationId {
    let organisation = world.organisation("RX1").await;
    let told = JoiningTold {
        code: "RX1".to_owned(),
        name: "RX1 Hospital".to_owned(),
        stage: "applied".to_owned(),
        turn: "nobody".to_owned(),
        since: world.clock.now(),
        waits_for: None,
        contact: Some(("Rosa Alvarez".to_owned(), CONTACT.to_owned())),
        reason: None,
        closes_at: None,
        lapses_at: None,
        lapsing: Vec::new(),
    };
    let mut ways = WAYS.lock();
    ways.clear();
    ways.insert(organisation, told);
    drop(ways);
    organisation
}

fn now(organisation: OrganisationId, change: impl FnOnce(&mut JoiningTold)) {
    change(WAYS.lock().get_mut(&organisation).expect("it is on its way"));
}

/// Everything written since, as notice and address, the oldest first.
async fn new(world: &World, seen: &mut usize) -> Vec<(String, String)> {
    follow(world).await;
    let mut all: Vec<_> =
        letters(world).await.into_iter().map(|one| (one.notice, one.address)).collect();
    all.reverse();
    let new = all.split_off(*seen);
    *seen += new.len();
    new
}

fn expected(lines: &[(&str, &str)]) -> Vec<(String, String)> {
    lines.iter().map(|(notice, to)| ((*notice).to_owned(), (*to).to_owned())).collect()
}

/// A day at its beginning.
fn day(world: &World, ahead: i64) -> Timestamp {
    let now = world.clock.now().plus_days(ahead).micros();
    Timestamp::from_micros(now - now.rem_euclid(86_400_000_000))
}

#[test]
fn the_contact_hears_of_each_step_and_the_administrators_once_it_is_a_member() {
    testkit::check(manifests, |world| async move {
        let organisation = applied(&world).await;
        let mut seen = 0;
        let moved = |step: &str| JoiningMoved { organisation, step: step.to_owned() };
        world.note(moved("applied")).await;
        assert_eq!(new(&world, &mut seen).await, expected(&[("joining.received", CONTACT)]));
        let long = format!("Send the form. {}", "It is needed. ".repeat(20));
        now(organisation, |of| {
            (of.turn, of.waits_for) = ("theirs".to_owned(), Some(long.trim().to_owned()));
        });
        world.note(moved("turn")).await;
        assert_eq!(new(&world, &mut seen).await, expected(&[("joining.your-turn", CONTACT)]));
        let body = letters(&world).await.remove(0).body;
        assert!(body.starts_with("Dear Rosa Alvarez,") && body.contains(long.trim()), "{body}");
        // What is ours to do is no letter, and what changed before it was heard is none either.
        now(organisation, |of| of.turn = "ours".to_owned());
        world.note(moved("turn")).await;
        world.note(moved("declined")).await;
        assert_eq!(new(&world, &mut seen).await, expected(&[]));

        // Open without anybody; then with somebody.
        now(organisation, |of| of.stage = "open".to_owned());
        world.note(moved("open")).await;
        assert_eq!(new(&world, &mut seen).await, expected(&[("joining.opened", CONTACT)]));
        assert!(letters(&world).await.remove(0).body.contains("nobody yet"));
        let lead = world.administrator(Role::PrimaryLocalAdministrator, organisation).await;
        world.administrator(Role::LocalAdministrator, organisation).await;
        let lead = lead.account().unwrap();
        let mut names = (String::new(), String::new());
        world.change_person(lead, |view| {
            names = (view.display_name.clone(), view.address.clone());
        });
        world.note(moved("open")).await;
        let both = [("joining.opened", CONTACT), ("joining.opened", names.1.as_str())];
        assert_eq!(new(&world, &mut seen).await, expected(&both));
        assert!(letters(&world).await.remove(0).body.contains(&names.0));
        now(organisation, |of| {
            (of.stage, of.closes_at) = ("closing".to_owned(), Some(day(&world, 40)));
            of.reason = Some("It merges".to_owned());
        });
        world.note(moved("closing")).await;
        assert_eq!(new(&world, &mut seen).await, expected(&[("closing.begun", names.1.as_str())]));
        let letter = letters(&world).await.remove(0);
        assert!(letter.subject.contains("11 February 2027"), "{}", letter.subject);
        // Whoever calls it off knows it.
        now(organisation, |of| of.stage = "open".to_owned());
        world.note_as(kernel::door::Actor::Account(lead), moved("stays")).await;
        assert_eq!(new(&world, &mut seen).await, expected(&[]));
        world.note(moved("stays")).await;
        assert_eq!(
            new(&world, &mut seen).await,
            expected(&[("closing.called-off", names.1.as_str())])
        );
        now(organisation, |of| of.stage = "declined".to_owned());
        world.note(moved("declined")).await;
        assert_eq!(new(&world, &mut seen).await, expected(&[("joining.declined", CONTACT)]));
    });
}

#[test]
fn days_that_come_and_long_waits_are_told_once_at_each_step() {
    testkit::check(manifests, |world| async move {
        let organisation = applied(&world).await;
        let desk = world.organisation("RX0").await;
        let platform = world.administrator(Role::PlatformAdministrator, desk).await;
        let mut operator = String::new();
        let of = platform.account().unwrap();
        world.change_person(of, |view| operator = view.address.clone());
        let mut seen = 0;
        // The days on which something was written, looked at twice a day as if the process began again.
        let days = async |seen: &mut usize, most: i64| {
            let mut found = Vec::new();
            for day in 0..most {
                for _ in 0..2 {
                    warn(&world.door).await.unwrap();
                }
                found.extend(new(&world, seen).await.into_iter().map(|(what, to)| (day, what, to)));
                world.advance_days(1);
            }
            found
        };
        let as_told = |lines: &[(i64, &str, &str)]| -> Vec<(i64, String, String)> {
            lines
                .iter()
                .map(|(day, what, to)| (*day, (*what).to_owned(), (*to).to_owned()))
                .collect()
        };
        let since = world.clock.now();
        now(organisation, |of| {
            (of.turn, of.since, of.waits_for) =
                ("ours".to_owned(), since, Some("Look at the checks".to_owned()));
        });
        let notice = "joining.our-turn-reminder";
        let waited = as_told(&[(3, notice, operator.as_str()), (7, notice, operator.as_str())]);
        assert_eq!(days(&mut seen, 12).await, waited);
        let since = world.clock.now();
        now(organisation, |of| (of.turn, of.since) = ("theirs".to_owned(), since));
        let notice = "joining.your-turn-reminder";
        let waited = as_told(&[(3, notice, CONTACT), (7, notice, CONTACT)]);
        assert_eq!(days(&mut seen, 12).await, waited);
        assert!(letters(&world).await.remove(0).subject.contains("for 7 days"));

        let closes_at = day(&world, 33);
        now(organisation, |of| {
            (of.stage, of.turn) = ("closing".to_owned(), "nobody".to_owned());
            of.closes_at = Some(closes_at);
        });
        let notice = "closing.ends-soon";
        let ends: Vec<_> = [3, 19, 26, 32].map(|day| (day, notice, CONTACT)).into();
        assert_eq!(days(&mut seen, 40).await, as_told(&ends));
        let lapses_at = day(&world, 10);
        now(organisation, |of| {
            (of.stage, of.closes_at) = ("open".to_owned(), None);
            of.lapses_at = Some(lapses_at);
            of.lapsing = vec!["standing in data security".to_owned()];
        });
        let notice = "check.ends-soon";
        let ends: Vec<_> = [0, 3, 9].map(|day| (day, notice, CONTACT)).into();
        assert_eq!(days(&mut seen, 14).await, as_told(&ends));
        let body = letters(&world).await.remove(0).body;
        assert!(body.contains("for 1 day: standing in data security."), "{body}");
    });
}
