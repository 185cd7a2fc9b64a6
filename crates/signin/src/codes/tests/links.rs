//! Start links: where they go, how long they work, and that nothing written down holds their code.

use facts::directory::InvitationSent;
use facts::signin::{StartLinkOf, WaysInGiven};
use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::ids::AccountId;
use testkit::World;

use crate::attempts::SignInStateOf;
use crate::codes::{IssueStartCode, SendStartLink, jobs};
use crate::testing::{
    OTHER, asha, browser, check, code, open, post, refusal, set_password, signed_in,
};

const HOME: &str = "jo@home.example";

/// Jo Bell of RX1, who has no password yet, and a local administrator of RX1.
async fn jo(world: &World) -> (AccountId, Actor) {
    let (asha, administrator) = asha(world).await;
    let mut reader = world.door.reader().await.unwrap();
    let organisation = crate::people::person(&mut reader, asha).await.unwrap().organisation;
    (world.person("Jo Bell", organisation), administrator)
}

fn to(person: AccountId, address: &str) -> SendStartLink {
    SendStartLink { person, address: address.to_owned() }
}

/// What the letter would hold.
async fn filled(world: &World, person: AccountId, address: &str) -> Option<String> {
    (jobs::unwritten().0)(world.door.clone(), person, address.to_owned()).await.unwrap()
}

fn code_in(path: &str) -> &str {
    path.split_once("&code=").unwrap().1
}

#[test]
fn a_link_sets_the_first_password_once_and_opening_it_uses_nothing_up() {
    check(|world| async move {
        let (jo, administrator) = jo(&world).await;
        let sent = world.done(administrator.clone(), to(jo, " jo@home.example ")).await;
        assert_eq!(sent.address, HOME);
        assert_eq!(sent.expires_at, world.clock.now().plus_days(7));
        let path = filled(&world, jo, HOME).await.unwrap();
        assert!(path.starts_with("/start?username=jo.bell%40guildhall.example&code="), "{path}");
        assert_eq!(code_in(&path).len(), 40);
        assert_eq!(filled(&world, jo, HOME).await.unwrap(), path, "it is the same each time");
        let nobody = browser(&world);
        for _ in 0..2 {
            let page = open(&world, &nobody, &path).await;
            assert!(page.html.contains(code_in(&path)) && page.html.contains("has filled this in"));
        }
        let form =
            format!("{}&password=copper+meadow+17+saddle", path.trim_start_matches("/start?"));
        let started = post(&world, &nobody, "/start", &form).await;
        assert_eq!(started.location(), "/home");
        let again = post(&world, &nobody, "/start", &form).await;
        assert_eq!(again.status, 422);
        assert_eq!(filled(&world, jo, HOME).await, None);
        let refused = world.refused(administrator, to(jo, HOME)).await;
        assert_eq!(refused, "start-link.has-password");
    });
}

#[test]
fn each_way_in_voids_the_one_before() {
    check(|world| async move {
        let (jo, administrator) = jo(&world).await;
        let paper = code(&world, &administrator, jo).await;
        world.done(administrator.clone(), to(jo, HOME)).await;
        let first = filled(&world, jo, HOME).await.unwrap();
        world.done(administrator.clone(), to(jo, "jo@other.example")).await;
        assert_eq!(filled(&world, jo, HOME).await, None, "the letter that waits is of no use");
        let second = filled(&world, jo, "jo@other.example").await.unwrap();
        assert_ne!(code_in(&first), code_in(&second));
        let start = async |code: &str| {
            let nobody = browser(&world);
            let name = "jo.bell@guildhall.example";
            crate::codes::redeem(&world.door, &nobody, "", name, code, OTHER).await
        };
        refusal(start(&paper).await);
        refusal(start(code_in(&first)).await);
        let paper = code(&world, &administrator, jo).await;
        refusal(start(code_in(&second)).await);
        assert_eq!(filled(&world, jo, "jo@other.example").await, None);
        let state = world.asked(administrator.clone(), &SignInStateOf { person: jo }).await;
        assert_eq!((state.start_link_to, state.start_code_until.is_some()), (None, true));
        start(&paper).await.unwrap();
    });
}

#[test]
fn a_link_ends_with_its_days() {
    check(|world| async move {
        let (jo, administrator) = jo(&world).await;
        world.done(administrator, to(jo, HOME)).await;
        let asked = |at| StartLinkOf { account: jo, at };
        let until = world.clock.now().plus_days(7);
        let mut reader = world.door.reader().await.unwrap();
        let open = reader.ask(asked(until.plus_seconds(-1))).await.unwrap().unwrap();
        assert_eq!((open.address.as_str(), open.until), (HOME, until));
        assert_eq!(reader.ask(asked(until)).await.unwrap(), None);
        drop(reader);
        let path = filled(&world, jo, HOME).await.unwrap();
        world.advance_days(7);
        assert_eq!(filled(&world, jo, HOME).await, None);
        let name = "jo.bell@guildhall.example";
        let nobody = browser(&world);
        let late =
            crate::codes::redeem(&world.door, &nobody, "", name, code_in(&path), OTHER).await;
        assert_eq!(refusal(late).code, "start-code.refused");
    });
}

#[test]
fn what_cannot_be_sent_is_said_at_the_field() {
    check(|world| async move {
        let (jo, administrator) = jo(&world).await;
        let long = format!("{}@home.example", "j".repeat(250));
        for wrong in
            ["", "jo", "jo@", "jo@home", "jo bell@home.example", "a\r\nb@home.example", &long]
        {
            let refused = world.refused(administrator.clone(), to(jo, wrong)).await;
            assert_eq!(refused, "start-link.address", "{wrong:?}");
        }
        let inside =
            world.refused(administrator.clone(), to(jo, "Asha.Rao@guildhall.example")).await;
        assert_eq!(inside, "start-link.inside");
        let helper = signed_in(&world, &administrator);
        let address = format!("/o/RX1/people/{jo}/start-link");
        let wrong = post(&world, &helper, &address, "address=jo").await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.html.contains("href=\"#address\"") && wrong.html.contains("value=\"jo\""));
        let sent = post(&world, &helper, &address, "address=jo%40home.example").await;
        assert!(sent.html.contains("A start link goes to Jo Bell"), "{}", sent.html);
        let path = filled(&world, jo, HOME).await.unwrap();
        assert!(!sent.html.contains(code_in(&path)), "whoever sends it does not see it");
        set_password(&world, jo, OTHER).await;
        let late = open(&world, &helper, &address).await;
        assert!(
            late.html.contains("Reset the password") && !late.html.contains("name=\"address\"")
        );
    });
}

#[test]
fn a_link_is_a_way_in_that_its_sender_may_know() {
    check(|world| async move {
        let (jo, administrator) = jo(&world).await;
        let since = world.clock.now();
        world.done(administrator.clone(), to(jo, HOME)).await;
        let mut reader = world.door.reader().await.unwrap();
        let given = reader.ask(WaysInGiven { account: jo, since }).await.unwrap();
        assert_eq!(given, [administrator.label()]);
        drop(reader);
        let organisation = world.organisation("RX2").await;
        let foreign = world.administrator(Role::LocalAdministrator, organisation).await;
        assert_eq!(world.refused(foreign, to(jo, HOME)).await, "not-found");
        assert_eq!(world.refused(Actor::Account(jo), to(jo, HOME)).await, "not-allowed");
        world.grant(jo, Role::Auditor, GrantSpan::Organisation(organisation)).await;
        assert_eq!(world.refused(administrator.clone(), to(jo, HOME)).await, "account.above-you");
        assert_eq!(
            world.refused(administrator, IssueStartCode { person: jo }).await,
            "account.above-you"
        );
    });
}

#[test]
fn whoever_is_invited_is_sent_a_link_in_the_same_act_or_nothing_is_done() {
    check(|world| async move {
        let (jo, administrator) = jo(&world).await;
        let since = world.clock.now();
        world.invite(jo, HOME);
        world.note(InvitationSent { account: jo }).await;
        let path = filled(&world, jo, HOME).await.expect("a link waits");
        let state = world.asked(administrator.clone(), &SignInStateOf { person: jo }).await;
        assert_eq!(state.start_link_to.as_deref(), Some(HOME));
        let mut reader = world.door.reader().await.unwrap();
        let given = reader.ask(WaysInGiven { account: jo, since }).await.unwrap();
        assert_eq!(given, [world.operator().label()], "whoever invites may know the way in");
        drop(reader);
        // Sent again, the first one is void; sent to nowhere, nothing happens.
        world.note(InvitationSent { account: jo }).await;
        let second = filled(&world, jo, HOME).await.expect("another link waits");
        assert_ne!(code_in(&path), code_in(&second));
        world.invite(jo, "asha.rao@guildhall.example");
        let refused = world.note_refused(InvitationSent { account: jo }).await;
        assert_eq!(refused, "start-link.inside");
        world.invite(jo, "jo");
        let refused = world.note_refused(InvitationSent { account: jo }).await;
        assert_eq!(refused, "start-link.address");
        assert_eq!(filled(&world, jo, HOME).await.as_deref(), Some(second.as_str()));
        // Whose rights do not cover those of whom they invite sends nothing.
        let organisation = world.organisation("RX2").await;
        world.grant(jo, Role::Auditor, GrantSpan::Organisation(organisation)).await;
        world.invite(jo, HOME);
        let note = world
            .door
            .perform(world.call(administrator), testkit::Note::of(InvitationSent { account: jo }));
        assert_eq!(refusal(note.await).code, "account.above-you");
        set_password(&world, jo, OTHER).await;
        let late = world.note_refused(InvitationSent { account: jo }).await;
        assert_eq!(late, "start-link.has-password");
    });
}
