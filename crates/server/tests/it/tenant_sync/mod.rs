//! The tenant kept in step, against the emulator: what is lost, refused, slow or changed by others on the way.
//!
//! The directory is stood in for by memory and entitlement by a table; door, followers, jobs, the Graph client and
//! the emulator are the real ones, over http.

mod containment;
mod release;
pub(crate) mod scene;

use std::sync::Arc;
use std::time::Duration;

use emulator::{Effect, FaultPlan, Rule};
use facts::directory::{AccountDeleted, AccountRestored};
use facts::entitlement::PolicyChanged;
use kernel::authority::Role;
use kernel::clock::Clock;
use kernel::http::{Shutdown, serve};
use kernel::secret::Secret;
use serde_json::json;
use tenant::shadow::{OnTheWay, Overview, Pause, Resume, Retry, Stage};
use tenant::{Connection, Settings, confirm_by_delta, reconcile};
use tokio::net::TcpListener;

use scene::{PRODUCT, check};

fn later(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

#[test]
fn a_person_with_a_licence_arrives_and_is_live() {
    check(|stage| async move {
        let asha = stage.person("Asha Rao").await;
        stage.licence(asha, true).await;
        assert_eq!(stage.stage(asha).await, Stage::Saved);
        stage.work().await;
        let state = stage.state(asha).await;
        assert_eq!((state.stage, state.problem), (Stage::Live, None));
        assert!(state.since.is_some());
        let users = stage.users().await;
        assert_eq!(users.len(), 1);
        assert_eq!(users[0]["userPrincipalName"], "asha.rao@guildhall.example");
        assert_eq!(users[0]["usageLocation"], "GB");
        assert_eq!(users[0]["assignedLicenses"][0]["skuId"], PRODUCT);
        let way = OnTheWay { organisation: "RX1".to_owned(), after: None, limit: None };
        assert!(stage.world.asked(stage.admin.clone(), &way).await.items.is_empty());
    });
}

#[test]
fn a_lost_answer_makes_no_twin() {
    check(|stage| async move {
        for effect in [Effect::LoseAnswer, Effect::LoseRequest] {
            stage.fault(vec![Rule::of(effect).on("POST", "/v1.0/users").times(1)]);
            let before = stage.users().await.len();
            let person = stage.person(&format!("Person N{before}")).await;
            stage.work().await;
            let state = stage.state(person).await;
            assert_eq!(
                (state.stage, state.problem_code.as_deref()),
                (Stage::OnItsWay, Some("not-answering"))
            );
            stage.world.advance(later(5));
            stage.work().await;
            assert_eq!(stage.stage(person).await, Stage::Live);
            assert_eq!(stage.users().await.len(), before + 1);
        }
    });
}

#[test]
fn readers_that_lag_behind_make_no_twin() {
    check(|stage| async move {
        let tenant = stage
            .tenant
            .lock()
            .expect("nobody panicked")
            .as_ref()
            .map(|running| Arc::clone(&running.emulator));
        let emulator = tenant.expect("it runs");
        emulator
            .faults()
            .set(FaultPlan { replication_delay_milliseconds: 3_600_000, ..FaultPlan::default() });
        let asha = stage.person("Asha Rao").await;
        for attempt in 1..=4 {
            stage.work().await;
            assert_eq!(stage.state(asha).await.problem_code.as_deref(), Some("not-shown-yet"));
            assert_eq!(stage.writes(), attempt);
            stage.world.advance(later(400));
        }
        emulator.faults().clear();
        drop(emulator);
        stage.work().await;
        assert_eq!(stage.stage(asha).await, Stage::Live);
        assert_eq!(stage.users().await.len(), 1);
    });
}

#[test]
fn a_change_taken_back_while_it_is_sent_is_taken_back_there_too() {
    check(|stage| async move {
        let asha = stage.person("Asha Rao").await;
        stage.work().await;
        // The change is done there, but nobody hears of it.
        stage.fault(vec![Rule::of(Effect::LoseAnswer).on("PATCH", "/v1.0/users").times(1)]);
        stage.world.change_person(asha, |view| view.department = Some("Wards".to_owned()));
        stage.changed(asha).await;
        stage.work().await;
        assert_eq!(stage.users().await[0]["department"], "Wards");
        stage.world.change_person(asha, |view| view.department = None);
        stage.changed(asha).await;
        stage.work().await;
        assert_eq!(stage.stage(asha).await, Stage::Live);
        assert!(stage.users().await[0]["department"].is_null());
    });
}

#[test]
fn an_address_that_somebody_else_has_is_refused_in_words() {
    check(|stage| async move {
        let one = stage.person("Asha Rao").await;
        stage.work().await;
        let two = stage.person("Asha Rao").await;
        stage.work().await;
        assert_eq!(stage.stage(one).await, Stage::Live);
        let state = stage.state(two).await;
        assert_eq!(
            (state.stage, state.problem_code.as_deref()),
            (Stage::Refused, Some("address-taken"))
        );
        assert!(
            state.problem.is_some_and(|words| words.contains("Give the person another address"))
        );
        stage
            .world
            .change_person(two, |view| view.address = "asha.rao2@guildhall.example".to_owned());
        stage.changed(two).await;
        stage.work().await;
        assert_eq!(stage.stage(two).await, Stage::Live);
        assert_eq!(stage.users().await.len(), 2);
    });
}

#[test]
fn whoever_finds_no_free_licence_gets_it_when_one_is_free() {
    check(|stage| async move {
        let (one, two) = (stage.person("Asha Rao").await, stage.person("Ben Okoro").await);
        stage.licence(one, true).await;
        stage.work().await;
        stage.licence(two, true).await;
        stage.work().await;
        let state = stage.state(two).await;
        assert_eq!(
            (state.stage, state.problem_code.as_deref()),
            (Stage::Refused, Some("no-seats"))
        );
        stage.licence(one, false).await;
        stage.work().await;
        assert_eq!(stage.stage(one).await, Stage::Live);
        // Nobody has to do anything: it is tried again by itself. Whoever does not want to wait presses a button.
        stage.world.done(stage.admin.clone(), Retry { person: two }).await;
        stage.work().await;
        assert_eq!(stage.stage(two).await, Stage::Live);
        assert_eq!(
            stage.world.refused(stage.admin.clone(), Retry { person: two }).await,
            "tenant.nothing-to-retry"
        );
        stage.world.advance(later(7200));
        let before = stage.writes();
        stage.work().await;
        assert_eq!(stage.writes(), before);
    });
}

#[test]
fn a_refusal_is_tried_again_by_itself() {
    check(|stage| async move {
        let (one, two) = (stage.person("Asha Rao").await, stage.person("Ben Okoro").await);
        stage.licence(one, true).await;
        stage.work().await;
        stage.licence(two, true).await;
        stage.work().await;
        stage.licence(one, false).await;
        stage.work().await;
        assert_eq!(stage.stage(two).await, Stage::Refused);
        stage.world.advance(later(3600));
        stage.work().await;
        assert_eq!(stage.stage(two).await, Stage::Live);
    });
}

#[test]
fn a_tenant_that_restarts_forgets_tokens_and_nobody() {
    check(|stage| async move {
        let one = stage.person("Asha Rao").await;
        stage.work().await;
        stage.restart().await;
        let two = stage.person("Ben Okoro").await;
        stage.work().await;
        assert_eq!((stage.stage(one).await, stage.stage(two).await), (Stage::Live, Stage::Live));
        assert_eq!(stage.users().await.len(), 2);
    });
}

#[test]
fn two_idle_runs_write_nothing() {
    check(|stage| async move {
        let mut people = Vec::new();
        for number in 0..25 {
            people.push(stage.person(&format!("Person N{number}")).await);
        }
        stage.licence(people[0], true).await;
        stage.world.change_person(people[1], |view| view.state = "disabled".to_owned());
        stage.changed(people[1]).await;
        stage.work().await;
        stage.world.change_person(people[2], |view| view.state = "deleted".to_owned());
        stage
            .world
            .note(AccountDeleted { account: people[2], organisation: stage.organisation })
            .await;
        stage.work().await;
        let since = stage.state(people[0]).await.since;
        let before = stage.writes();
        for _ in 0..2 {
            stage.world.advance(later(60));
            let report = reconcile(&stage.world.door).await.expect("everybody is looked at");
            assert_eq!((report.looked, report.wrote), (25, 0));
            stage
                .world
                .note(PolicyChanged {
                    policy: stage.organisation.0,
                    organisation: stage.organisation,
                })
                .await;
            assert_eq!(stage.work().await, 0);
        }
        assert_eq!(stage.writes(), before);
        assert_eq!(stage.state(people[0]).await.since, since);
    });
}

#[test]
fn looking_at_everybody_puts_right_what_differs() {
    check(|stage| async move {
        let (one, two) = (stage.person("Asha Rao").await, stage.person("Ben Okoro").await);
        stage.work().await;
        stage
            .graph(
                "PATCH",
                "/users/asha.rao@guildhall.example",
                Some(json!({ "department": "Elsewhere" })),
            )
            .await;
        stage.graph("DELETE", "/users/ben.okoro@guildhall.example", None).await;
        let report = reconcile(&stage.world.door).await.expect("everybody is looked at");
        assert_eq!((report.looked, report.wrote), (2, 2));
        assert_eq!((stage.stage(one).await, stage.stage(two).await), (Stage::Live, Stage::Live));
        let users = stage.users().await;
        assert_eq!(users.len(), 2);
        assert!(users.iter().all(|user| user["department"].is_null()));
        assert_eq!(reconcile(&stage.world.door).await.expect("everybody is looked at").wrote, 0);
    });
}

#[test]
fn what_others_change_in_the_tenant_is_noticed_and_put_back() {
    check(|stage| async move {
        let asha = stage.person("Asha Rao").await;
        stage.work().await;
        let door = &stage.world.door;
        confirm_by_delta(door).await.expect("the first round ends");
        assert_eq!(confirm_by_delta(door).await.expect("a quiet round ends").changed_outside, 0);
        stage
            .graph(
                "PATCH",
                "/users/asha.rao@guildhall.example",
                Some(json!({ "displayName": "Somebody Else" })),
            )
            .await;
        assert_eq!(confirm_by_delta(door).await.expect("a round ends").changed_outside, 1);
        let state = stage.state(asha).await;
        assert_eq!(
            (state.stage, state.problem_code.as_deref()),
            (Stage::Saved, Some("changed-outside"))
        );
        stage.work().await;
        assert_eq!(stage.stage(asha).await, Stage::Live);
        assert_eq!(stage.users().await[0]["displayName"], "Asha Rao");
        assert_eq!(
            confirm_by_delta(door).await.expect("our own change is no news").changed_outside,
            0
        );
    });
}

#[test]
fn a_place_that_the_tenant_has_forgotten_means_looking_at_everybody() {
    check(|stage| async move {
        stage.person("Asha Rao").await;
        stage.work().await;
        let door = &stage.world.door;
        confirm_by_delta(door).await.expect("the first round ends");
        let gone = Effect::Fail {
            status: 410,
            code: Some("syncStateNotFound".to_owned()),
            retry_after: None,
        };
        stage.fault(vec![Rule::of(gone).on("GET", "/v1.0/users/delta").times(1)]);
        let imported = confirm_by_delta(door).await.expect("it begins anew");
        assert!(imported.from_the_start);
        assert_eq!((imported.seen, imported.changed_outside), (1, 0));
    });
}

#[test]
fn the_tenant_is_left_alone_for_as_long_as_it_asks() {
    check(|stage| async move {
        let throttled =
            Effect::Fail { status: 429, code: None, retry_after: Some("2.5".to_owned()) };
        stage.fault(vec![Rule::of(throttled).on("GET", "/v1.0/users").times(1)]);
        let asha = stage.person("Asha Rao").await;
        stage.work().await;
        assert_eq!(stage.stage(asha).await, Stage::OnItsWay);
        stage.world.advance(Duration::from_millis(2400));
        assert_eq!(stage.work().await, 0);
        stage.world.advance(Duration::from_millis(100));
        assert_eq!(stage.work().await, 1);
        assert_eq!(stage.stage(asha).await, Stage::Live);
    });
}

#[test]
fn an_outage_may_last_longer_than_a_job_may_fail() {
    check(|stage| async move {
        stage.fault(vec![Rule::of(Effect::Fail { status: 503, code: None, retry_after: None })]);
        let asha = stage.person("Asha Rao").await;
        let platform =
            stage.world.administrator(Role::PlatformAdministrator, stage.organisation).await;
        for _ in 0..15 {
            stage.work().await;
            assert_eq!(stage.state(asha).await.problem_code.as_deref(), Some("not-answering"));
            stage.world.advance(later(400));
        }
        assert!(stage.world.asked(platform.clone(), &Overview {}).await.trouble.is_some());
        stage.fault(Vec::new());
        // Even if nobody's change comes by, the next look says that the connection works again.
        confirm_by_delta(&stage.world.door).await.expect("the tenant answers");
        assert_eq!(stage.world.asked(platform, &Overview {}).await.trouble, None);
        stage.work().await;
        assert_eq!(stage.stage(asha).await, Stage::Live);
    });
}

#[test]
fn a_person_is_blocked_deleted_and_brought_back() {
    check(|stage| async move {
        let asha = stage.person("Asha Rao").await;
        stage.licence(asha, true).await;
        stage.work().await;
        let id = stage.users().await[0]["id"].clone();
        stage.world.change_person(asha, |view| view.state = "disabled".to_owned());
        stage.changed(asha).await;
        stage.work().await;
        assert_eq!(stage.users().await[0]["accountEnabled"], false);
        stage.world.change_person(asha, |view| view.state = "deleted".to_owned());
        stage.world.note(AccountDeleted { account: asha, organisation: stage.organisation }).await;
        stage.work().await;
        assert_eq!(stage.stage(asha).await, Stage::Removed);
        assert!(stage.users().await.is_empty());
        stage.world.change_person(asha, |view| view.state = "active".to_owned());
        stage.world.note(AccountRestored { account: asha, organisation: stage.organisation }).await;
        stage.work().await;
        assert_eq!(stage.stage(asha).await, Stage::Live);
        let users = stage.users().await;
        assert_eq!((&users[0]["id"], &users[0]["accountEnabled"]), (&id, &json!(true)));
        assert_eq!(users[0]["assignedLicenses"][0]["skuId"], PRODUCT);
    });
}

#[test]
fn a_pause_holds_everything_back_and_loses_nothing() {
    check(|stage| async move {
        let platform =
            stage.world.administrator(Role::PlatformAdministrator, stage.organisation).await;
        stage.world.done(platform.clone(), Pause { reason: "moving house".to_owned() }).await;
        let asha = stage.person("Asha Rao").await;
        stage.work().await;
        assert_eq!((stage.stage(asha).await, stage.writes()), (Stage::Saved, 0));
        assert!(stage.line(asha).await.contains("have paused sending"));
        stage.world.advance(later(86_400));
        stage.work().await;
        assert_eq!(stage.writes(), 0);
        stage.world.done(platform, Resume {}).await;
        stage.work().await;
        assert_eq!(stage.stage(asha).await, Stage::Live);
        assert!(stage.line(asha).await.starts_with("Live in Microsoft 365 since "));
    });
}

#[test]
fn over_https_only_a_known_certificate_is_trusted() {
    check(|stage| async move {
        let (acceptor, certificate) = {
            let tenant = stage.tenant.lock().expect("nobody panicked");
            tenant.as_ref().expect("it runs").emulator.tls()
        };
        let router = {
            let tenant = stage.tenant.lock().expect("nobody panicked");
            tenant.as_ref().expect("it runs").emulator.router()
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let url =
            format!("https://localhost:{}", listener.local_addr().expect("it is bound").port());
        let shutdown = Shutdown::default();
        let serving = tokio::spawn(serve(listener, router, Some(acceptor), shutdown.clone()));
        let file = stage.folder.join("known.pem");
        std::fs::write(&file, certificate).expect("the certificate is kept");
        let settings = Settings {
            token_url: format!("{url}/oauth2/v2.0/token"),
            url,
            client_id: "demo".to_owned(),
            client_secret: Secret::new("demo".to_owned()),
            ca_file: Some(file),
            usage_location: "GB".to_owned(),
            writes_per_second: 20,
        };
        let unknown = Settings { ca_file: None, ..settings.clone() };
        let known = Connection::open(settings, Clock::machine()).expect("a connection");
        assert_eq!(known.check().await.expect("it is trusted"), "A tenant for tests");
        let unknown = Connection::open(unknown, Clock::machine()).expect("a connection");
        assert!(unknown.check().await.is_err());
        drop((known, unknown));
        shutdown.begin();
        serving.await.expect("the listener ends");
    });
}

#[test]
fn the_connection_says_what_is_wrong_with_it() {
    check(|stage| async move {
        assert_eq!(stage.connection.check().await.expect("it answers"), "A tenant for tests");
        let url = format!("http://127.0.0.1:{}", stage.port);
        let settings = Settings {
            token_url: format!("{url}/oauth2/v2.0/token"),
            url,
            client_id: "demo".to_owned(),
            client_secret: Secret::new("wrong".to_owned()),
            ca_file: None,
            usage_location: "GB".to_owned(),
            writes_per_second: 20,
        };
        let wrong = Connection::open(settings, Clock::machine()).expect("a connection");
        let trouble = wrong.check().await.expect_err("the secret is wrong");
        assert!(trouble.why().starts_with("AADSTS7000215"), "{}", trouble.why());
    });
}
