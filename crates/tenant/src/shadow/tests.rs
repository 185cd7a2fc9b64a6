use facts::directory::AccountCreated;
use facts::entitlement::{LicencesOf, MembersOf};
use kernel::authority::Role;
use kernel::door::{Actor, Answers, Manifest};
use kernel::followers::follow_once;
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use testkit::World;

use super::queries::Stage;
use super::{OnTheWay, Overview, Pause, Resume, Retry, StateOf};

/// The slices, and an entitlement in which nobody holds anything.
fn manifests() -> Vec<Manifest> {
    fn nobody_holds_anything(answers: &mut Answers) -> Result<(), Fault> {
        answers.add(|LicencesOf(_), _| Box::pin(async { Ok(Vec::new()) }))?;
        answers.add(|_: MembersOf, _| Box::pin(async { Ok(Vec::new()) }))
    }
    let mut manifests = crate::manifests();
    manifests.push(Manifest {
        name: "test/entitlement",
        answers: vec![nobody_holds_anything],
        ..Manifest::default()
    });
    manifests
}

async fn created(world: &World, name: &str, organisation: OrganisationId) -> AccountId {
    let account = world.person(name, organisation);
    let fact = AccountCreated { account, organisation, kind: "user".to_owned(), policy: None };
    world.note(fact).await;
    account
}

async fn follow(world: &World) {
    world.seal().await;
    for after in world.door.after().to_vec() {
        follow_once(&world.door, &after).await.expect("the follower follows");
    }
}

async fn stage(world: &World, actor: &Actor, person: AccountId) -> Stage {
    world.asked(actor.clone(), &StateOf { person }).await.stage
}

fn way(code: &str) -> OnTheWay {
    OnTheWay { organisation: code.to_owned(), after: None, limit: None }
}

#[test]
fn without_a_connection_everything_is_saved_here_and_waits() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, organisation).await;
        let asha = created(&world, "Asha Rao", organisation).await;
        assert_eq!(stage(&world, &admin, asha).await, Stage::Saved);
        assert!(world.asked(admin.clone(), &way("RX1")).await.items.is_empty());
        follow(&world).await;
        assert_eq!(stage(&world, &admin, asha).await, Stage::Saved);
        let page = world.asked(admin.clone(), &way("RX1")).await;
        assert_eq!(page.items.iter().map(|item| item.person).collect::<Vec<_>>(), [asha]);
        assert_eq!((page.waiting, page.sent, page.refused), (1, 0, 0));
        assert_eq!(page.items[0].name, "Asha Rao");
    });
}

#[test]
fn accounts_of_other_kinds_are_kept_here_only() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, organisation).await;
        let room = world.person("Blue Room", organisation);
        world.change_person(room, |view| view.kind = "resource".to_owned());
        let fact = AccountCreated {
            account: room,
            organisation,
            kind: "resource".to_owned(),
            policy: None,
        };
        world.note(fact).await;
        follow(&world).await;
        assert_eq!(stage(&world, &admin, room).await, Stage::NotInMicrosoft365);
        assert!(world.asked(admin.clone(), &way("RX1")).await.items.is_empty());
        assert_eq!(
            world.refused(admin, Retry { person: room }).await,
            "tenant.not-in-microsoft-365"
        );
    });
}

#[test]
fn nobody_sees_what_is_on_the_way_elsewhere() {
    testkit::check(manifests, |world| async move {
        let (here, there) = (world.organisation("RX1").await, world.organisation("RX2").await);
        let admin = world.administrator(Role::LocalAdministrator, there).await;
        let asha = created(&world, "Asha Rao", here).await;
        follow(&world).await;
        let unknown = AccountId(OrganisationId(here.0).0);
        for person in [asha, unknown] {
            assert_eq!(world.not_asked(admin.clone(), &StateOf { person }).await, "not-found");
            assert_eq!(world.refused(admin.clone(), Retry { person }).await, "not-found");
        }
        for code in ["RX1", "NOBODY"] {
            assert_eq!(world.not_asked(admin.clone(), &way(code)).await, "not-found");
        }
        assert_eq!(world.not_asked(admin.clone(), &Overview {}).await, "not-allowed");
        // One's own line is one's own.
        assert_eq!(stage(&world, &Actor::Account(asha), asha).await, Stage::Saved);
    });
}

#[test]
fn pages_of_the_list_hold_everybody_once() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, organisation).await;
        let mut people = Vec::new();
        for number in 0..5 {
            people.push(created(&world, &format!("Person N{number}"), organisation).await);
        }
        follow(&world).await;
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let query = OnTheWay { after, limit: Some(2), ..way("RX1") };
            let page = world.asked(admin.clone(), &query).await;
            seen.extend(page.items.iter().map(|item| item.person));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        people.sort_unstable();
        seen.sort_unstable();
        assert_eq!(seen, people);
        let query = OnTheWay { after: Some("nonsense".to_owned()), ..way("RX1") };
        assert_eq!(world.not_asked(admin, &query).await, "not-found");
    });
}

#[test]
fn a_pause_needs_a_reason_and_is_ended_by_resuming() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let local = world.administrator(Role::LocalAdministrator, organisation).await;
        let platform = world.administrator(Role::PlatformAdministrator, organisation).await;
        let pause = |reason: &str| Pause { reason: reason.to_owned() };
        assert_eq!(world.refused(local, pause("because")).await, "not-allowed");
        assert_eq!(world.refused(platform.clone(), pause("  ")).await, "tenant.reason-needed");
        assert_eq!(
            world.refused(platform.clone(), pause(&"x".repeat(201))).await,
            "tenant.reason-too-long"
        );
        assert_eq!(
            world.refused(platform.clone(), pause("a\tb")).await,
            "tenant.reason-control-character"
        );
        assert_eq!(world.refused(platform.clone(), Resume {}).await, "tenant.not-paused");
        world.done(platform.clone(), pause("Moving to another tenant")).await;
        assert_eq!(world.refused(platform.clone(), pause("again")).await, "tenant.already-paused");
        let view = world.asked(platform.clone(), &Overview {}).await;
        assert_eq!(
            (view.paused, view.pause_reason.as_deref()),
            (true, Some("Moving to another tenant"))
        );
        let stale = world.call(platform.clone()).expecting(Some(0));
        assert!(world.door.perform(stale, Resume {}).await.is_err());
        world.done(platform.clone(), Resume {}).await;
        assert!(!world.asked(platform.clone(), &Overview {}).await.paused);
        world.done(platform, pause("once more")).await;
    });
}

/// What a page says to an actor, and its status.
async fn page(
    world: &World,
    actor: &Actor,
    method: &str,
    address: &str,
    body: &str,
) -> (u16, String) {
    use axum::body::{Body, to_bytes};
    use axum::http::Request;
    use tower::ServiceExt as _;

    let caller = kernel::http::Caller {
        actor: actor.clone(),
        scope: None,
        face: kernel::door::Face::Portal,
        request: OrganisationId(kernel::ids::new_at(world.clock.now())).0,
        peer: String::new(),
        session: None,
        key: None,
        expected: None,
    };
    let request = Request::builder()
        .method(method)
        .uri(address)
        .header("Content-Type", "application/x-www-form-urlencoded")
        .extension(caller)
        .body(Body::from(body.to_owned()))
        .expect("a request");
    let router = crate::portal().with_state(kernel::http::App { door: world.door.clone() });
    let answer = router.oneshot(request).await.expect("an answer");
    let status = answer.status().as_u16();
    let bytes = to_bytes(answer.into_body(), 1 << 20).await.expect("a body");
    (status, String::from_utf8_lossy(&bytes).into_owned())
}

#[test]
fn the_list_says_who_waits_and_offers_mending_to_those_who_may() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, organisation).await;
        let desk = world.administrator(Role::LocalHelpDesk, organisation).await;
        let (status, text) = page(&world, &admin, "GET", "/o/RX1/on-the-way", "").await;
        assert_eq!(status, 200);
        assert!(text.contains("Everything is live in Microsoft 365."));
        let asha = created(&world, "Asha <Rao>", organisation).await;
        follow(&world).await;
        let (_, text) = page(&world, &admin, "GET", "/o/RX1/on-the-way", "").await;
        assert!(text.contains("Asha &lt;Rao&gt;") && text.contains("Saved here"));
        assert!(world.asked(admin.clone(), &way("RX1")).await.can_retry);
        assert!(!world.asked(desk.clone(), &way("RX1")).await.can_retry);
        let (status, _) = page(&world, &admin, "GET", "/o/RX2/on-the-way", "").await;
        assert_eq!(status, 404);
        let again = format!("person={asha}");
        let (status, _) = page(&world, &admin, "POST", "/o/RX1/on-the-way/retry", &again).await;
        assert_eq!(status, 303);
        let (status, _) = page(&world, &desk, "POST", "/o/RX1/on-the-way/retry", &again).await;
        assert_eq!(status, 403);
    });
}

#[test]
fn the_operators_page_pauses_resumes_and_keeps_what_was_typed() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let platform = world.administrator(Role::PlatformAdministrator, organisation).await;
        let local = world.administrator(Role::LocalAdministrator, organisation).await;
        let (status, _) = page(&world, &local, "GET", "/national/tenant", "").await;
        assert_eq!(status, 403);
        let (_, text) = page(&world, &platform, "GET", "/national/tenant?check=yes", "").await;
        assert!(text.contains("Not connected") && text.contains("There is no connection"));
        let (status, text) =
            page(&world, &platform, "POST", "/national/tenant/pause", "version=0&reason=a%09b")
                .await;
        assert_eq!(status, 422);
        assert!(text.contains("a\tb") && text.contains("on one line"));
        let (status, _) =
            page(&world, &platform, "POST", "/national/tenant/pause", "version=0&reason=Moving")
                .await;
        assert_eq!(status, 303);
        let (_, text) = page(&world, &platform, "GET", "/national/tenant", "").await;
        assert!(text.contains("Moving") && text.contains("Resume sending"));
        let (status, _) =
            page(&world, &platform, "POST", "/national/tenant/resume", "version=0").await;
        assert_eq!(status, 422);
        let (status, _) =
            page(&world, &platform, "POST", "/national/tenant/resume", "version=1").await;
        assert_eq!(status, 303);
    });
}

#[test]
fn the_line_and_the_cards_say_how_far_it_is() {
    testkit::check(manifests, |world| async move {
        let organisation = world.organisation("RX1").await;
        let admin = world.administrator(Role::LocalAdministrator, organisation).await;
        let platform = world.administrator(Role::PlatformAdministrator, organisation).await;
        let asha = created(&world, "Asha Rao", organisation).await;
        follow(&world).await;
        let lines =
            crate::ready_lines()[0](world.door.clone(), world.call(admin.clone()), asha).await;
        let lines = lines.expect("the line is made");
        assert_eq!(lines[0].topic, "Microsoft 365");
        assert!(lines[0].text.starts_with("Saved here. This service is not connected"));
        let stranger = world.organisation("RX2").await;
        let stranger = world.administrator(Role::LocalAdministrator, stranger).await;
        let lines = crate::ready_lines()[0](world.door.clone(), world.call(stranger), asha).await;
        assert!(lines.expect("nothing to see is no error").is_empty());
        let mut cards = Vec::new();
        for (actor, number) in [(&admin, 0), (&admin, 1), (&platform, 0), (&platform, 1)] {
            let card = crate::cards()[number](world.door.clone(), world.call(actor.clone())).await;
            cards.push(card.expect("the card is made").map(|card| card.body.into_string()));
        }
        assert!(
            cards[0].as_ref().is_some_and(|body| body.contains("1 on the way, 0 not accepted"))
        );
        assert_eq!((&cards[1], &cards[2]), (&None, &None));
        assert!(
            cards[3].as_ref().is_some_and(|body| body.contains("1 on the way, 0 not accepted."))
        );
    });
}
