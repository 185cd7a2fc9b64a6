//! Showing again that it is oneself, on both engines.

use std::time::Duration;

use kernel::authority::{GrantSpan, Role};
use kernel::door::{Actor, Call, Command, CommandEntry, Face, Level};
use kernel::ids::AccountId;
use kernel::refusal::Result;
use kernel::secret::Secret;
use testkit::World;

use super::{FACTOR_NEEDED, FRESH_MINUTES, ProveAgain};
use crate::Origin;
use crate::break_glass::EnrolBreakGlass;
use crate::codes::IssueStartCode;
use crate::factors::tests::{App, with_second_step};
use crate::factors::{Entered, ResetSecondFactor, prove};
use crate::keys;
use crate::passkeys::tests::Signer;
use crate::sessions::{EndAllSessions, SignedIn, resolve, sign_in};
use crate::testing::{
    PASSWORD, admitted, asha, browser, check, check_races, refusal, sees, set_password,
};
use crate::tokens::CreateToken;

const HELPER: &str = "ben.okafor@guildhall.example";

/// Half a minute: the next code.
const STEP: Duration = Duration::from_secs(30);

fn code(app: &App, world: &World) -> ProveAgain {
    typed(&app.shows(world))
}

fn typed(code: &str) -> ProveAgain {
    let code = Some(Secret::new(code.to_owned()));
    ProveAgain { code, assertion: None, origin: Origin::default() }
}

fn token() -> CreateToken {
    CreateToken { name: "a program".to_owned(), actions: None, expires_in_days: 30 }
}

/// A browser with this session.
fn with(world: &World, session: &SignedIn) -> Call {
    let call = world.door.call(Actor::Account(session.account), Face::Portal);
    Call { session: Some(keys::hash(&session.session_key)), ..call }
}

async fn done<C: Command>(world: &World, session: &SignedIn, command: C) -> Result<C::Output> {
    Ok(world.door.perform(with(world, session), command).await?.output)
}

/// The session goes on under another key once its owner proved again that it is them.
async fn proved(world: &World, session: &mut SignedIn, command: ProveAgain) {
    session.session_key = done(world, session, command).await.unwrap().session_key;
}

/// Asha, and Ben who helps her, has an app, and is signed in with it.
async fn ben(world: &World) -> (AccountId, Actor, App, SignedIn) {
    let (asha, ben) = asha(world).await;
    let account = ben.account().expect("an account");
    set_password(world, account, PASSWORD).await;
    let app = with_second_step(world, account, PASSWORD).await;
    let session = signed_in(world, &app).await;
    (asha, ben, app, session)
}

async fn signed_in(world: &World, app: &App) -> SignedIn {
    let entered = sign_in(&world.door, &browser(world), "a browser", HELPER, PASSWORD).await;
    let Entered::Waiting(step) = entered.unwrap() else { panic!("no code was asked for") };
    let entered =
        prove(&world.door, &browser(world), "a browser", &step.step_key, &app.shows(world)).await;
    world.advance(STEP);
    admitted(entered).unwrap()
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

#[test]
fn a_code_of_ten_minutes_ago_is_asked_for_again_and_only_before_what_can_harm() {
    check(|world| async move {
        let (asha, ben, app, mut session) = ben(&world).await;
        sees(&world, &ben, asha).await;
        done(&world, &session, IssueStartCode { person: asha }).await.unwrap();
        // The half minute of the code itself has gone by.
        world.advance(minutes(10) - STEP);
        let asked = refusal(done(&world, &session, IssueStartCode { person: asha }).await);
        assert_eq!(asked.code, "step-up");
        assert_eq!(refusal(done(&world, &session, token()).await).code, "step-up");
        done(&world, &session, EndAllSessions { person: asha }).await.unwrap();
        let wrong = typed(&app.never_shows(&world));
        assert_eq!(refusal(done(&world, &session, wrong).await).code, "second-factor.refused");
        assert_eq!(refusal(done(&world, &session, token()).await).code, "step-up");
        let before = session.clone();
        proved(&world, &mut session, code(&app, &world)).await;
        done(&world, &session, token()).await.unwrap();
        // What somebody copied of the browser before it opens nothing any more.
        assert!(resolve(&world.door, &before.session_key).await.unwrap().is_none());
        assert_eq!(refusal(done(&world, &before, token()).await).code, "step-up");
        done(&world, &session, IssueStartCode { person: asha }).await.unwrap();
        // Spent, as at signing in.
        let again = code(&app, &world);
        assert_eq!(refusal(done(&world, &session, again).await).code, "second-factor.refused");
        world.advance(minutes(9));
        done(&world, &session, token()).await.unwrap();
        world.advance(minutes(1));
        assert_eq!(refusal(done(&world, &session, token()).await).code, "step-up");
        proved(&world, &mut session, typed(&app.recovery_code(0))).await;
        done(&world, &session, token()).await.unwrap();
        assert_eq!(world.acts("session.prove").await, 2);
    });
}

#[test]
fn a_proof_is_good_in_its_own_session_and_a_password_is_none() {
    check(|world| async move {
        let (_, ben, app, first) = ben(&world).await;
        world.advance(minutes(10));
        let second = signed_in(&world, &app).await;
        done(&world, &second, token()).await.unwrap();
        assert_eq!(refusal(done(&world, &first, token()).await).code, "step-up");
        // Nobody's session, and that of somebody else, prove nothing of Ben.
        let mut nobody = with(&world, &first);
        nobody.session = None;
        assert_eq!(refusal(world.door.perform(nobody.clone(), token()).await).code, "step-up");
        let given = world.door.perform(nobody.again(), code(&app, &world)).await;
        assert_eq!(refusal(given).code, "sign-in-needed");
        let mut other = with(&world, &second);
        other.actor = Actor::Account(world.person("Cay Lind", world.organisation("RX2").await));
        assert_eq!(
            refusal(world.door.perform(other, typed("000000")).await).code,
            "authenticator.none"
        );
        // A session that has ended proves nothing any more.
        world.done(ben, EndAllSessions { person: first.account }).await;
        assert_eq!(refusal(done(&world, &second, token()).await).code, "step-up");
        let given = done(&world, &second, code(&app, &world)).await;
        assert_eq!(refusal(given).code, "sign-in-needed");
    });
}

#[test]
fn whoever_has_no_factor_goes_on_unless_a_rule_asks_everybody_for_one() {
    check(|world| async move {
        let (asha, ben) = asha(&world).await;
        sees(&world, &ben, asha).await;
        let call = || world.door.call(ben.clone(), Face::Portal);
        world.advance(minutes(14));
        world.door.perform(call(), IssueStartCode { person: asha }).await.unwrap();
        world.set_rule(&FACTOR_NEEDED, 1).await;
        let refused = world.door.perform(call(), IssueStartCode { person: asha }).await;
        assert_eq!(refusal(refused).code, "step-up.no-factor");
        // The operator on the host has none either, and is not in front of a browser.
        world.done(world.operator(), IssueStartCode { person: asha }).await;
    });
}

#[test]
fn adding_the_first_app_in_a_session_is_a_proof_in_it() {
    check(|world| async move {
        let (_, ben) = asha(&world).await;
        let account = ben.account().expect("an account");
        set_password(&world, account, PASSWORD).await;
        let entered = sign_in(&world.door, &browser(&world), "a browser", HELPER, PASSWORD).await;
        let mut session = admitted(entered).unwrap();
        let app = with_app_in(&world, &session).await;
        done(&world, &session, token()).await.unwrap();
        world.set_rule(&FRESH_MINUTES, 1).await;
        world.advance(minutes(1));
        assert_eq!(refusal(done(&world, &session, token()).await).code, "step-up");
        proved(&world, &mut session, code(&app, &world)).await;
        done(&world, &session, token()).await.unwrap();
    });
}

#[test]
fn what_takes_two_people_asks_whoever_has_a_passkey_for_it() {
    check(|world| async move {
        let (asha, ben) = asha(&world).await;
        let account = ben.account().expect("an account");
        set_password(&world, account, PASSWORD).await;
        world.grant(account, Role::PlatformAdministrator, GrantSpan::Nation).await;
        let (mut passkey, codes) = Signer::added(&world, account, PASSWORD).await;
        let entered = sign_in(&world.door, &browser(&world), "a browser", HELPER, PASSWORD).await;
        let Entered::Waiting(step) = entered.unwrap() else { panic!("no passkey was asked for") };
        let proof = passkey.after_password(&world, account, &step.step_key).await;
        let entered = world.done(Actor::Anonymous, proof).await;
        let mut session = admitted(Ok(entered)).unwrap();
        let enrol = || EnrolBreakGlass { person: asha };
        // The passkey of the sign-in is fresh.
        let tried = refusal(done(&world, &session, enrol()).await);
        assert_eq!(tried.code, "break-glass.not-platform");
        world.advance(minutes(11));
        assert_eq!(refusal(done(&world, &session, enrol()).await).code, "step-up.passkey");
        proved(&world, &mut session, typed(&codes[0])).await;
        done(&world, &session, token()).await.unwrap();
        let tried = refusal(done(&world, &session, enrol()).await);
        assert_eq!(tried.code, "step-up.passkey", "a code is not enough");
        let again = passkey.again(&world, account).await;
        proved(&world, &mut session, again).await;
        let tried = refusal(done(&world, &session, enrol()).await);
        assert_eq!(tried.code, "break-glass.not-platform");
    });
}

async fn with_app_in(world: &World, session: &SignedIn) -> App {
    crate::factors::tests::with_app_in(world, with(world, session)).await
}

#[test]
fn of_64_who_show_one_code_at_once_one_goes_on() {
    check_races(|world| async move {
        let (_, _, app, mut session) = ben(&world).await;
        world.advance(minutes(11));
        let tries = (0..64).map(|_| {
            let (world, session, command) = (world.clone(), session.clone(), code(&app, &world));
            tokio::spawn(async move { done(&world, &session, command).await.ok() })
        });
        let mut keys = Vec::new();
        for tried in tries.collect::<Vec<_>>() {
            keys.extend(tried.await.expect("no try panics"));
        }
        assert_eq!(keys.len(), 1);
        session.session_key = keys.remove(0).session_key;
        done(&world, &session, token()).await.unwrap();
    });
}

#[test]
fn what_can_harm_says_so_where_it_is_declared() {
    let level = |name: &str| {
        let all = crate::manifests();
        let mut entries = all.iter().flat_map(|manifest| manifest.commands.iter());
        entries.find(|entry: &&CommandEntry| entry.name == name).expect("a command").level
    };
    for name in [
        "start-code.issue",
        "start-link.send",
        "password.reset",
        ResetSecondFactor::NAME,
        "passkey.revoke",
        "token.create",
        "application.register",
        "application.change",
        "application.retire",
        "application.rotate-secret",
        "terms.publish",
        "password-words.change",
    ] {
        assert!(level(name) >= Level::FreshProof, "{name}");
    }
    // What shuts somebody out who should not be in must not wait for a telephone.
    for name in ["compromise.open", "session.end-all", "token.revoke", "session.prove"] {
        assert_eq!(level(name), Level::Everyday, "{name}");
    }
}
