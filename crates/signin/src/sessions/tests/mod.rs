//! Sessions through the door: how they begin, are found and end.

mod administrators;
mod notes;
mod queue;

use std::time::Duration;

use facts::directory::{AccountDeleted, AccountDisabled};
use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Actor, Call, Command, Permit, Ports};
use kernel::ids::OrganisationId;
use kernel::refusal::Result;
use kernel::secret::Secret;

use super::queries::note_use;
use crate::factors::Entered;
use crate::passwords::SetPasswordByOperator;
use crate::people;
use crate::sessions::{
    EndAllSessions, EndSession, MySessions, SignIn, SignedIn, cookie_name, key_of, resolve, sign_in,
};
use crate::testing::{
    OTHER, PASSWORD, USERNAME, asha, browser, check, enter, open, post, refusal, signed_in,
};

const MINUTE: Duration = Duration::from_secs(60);

#[test]
fn a_session_is_found_by_its_key_and_by_nothing_else() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let signed_in = enter(&world, "  Asha.Rao@Guildhall.Example ", PASSWORD).await.unwrap();
        let session = resolve(&world.door, &signed_in.session_key).await.unwrap().unwrap();
        assert_eq!((session.account, &session.csrf), (person, &signed_in.csrf));
        assert!(resolve(&world.door, &signed_in.csrf).await.unwrap().is_none());
        assert!(resolve(&world.door, "").await.unwrap().is_none());
    });
}

#[test]
fn a_session_ends_when_it_is_idle_for_an_hour() {
    check(|world| async move {
        asha(&world).await;
        let key = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        world.advance(59 * MINUTE);
        assert!(resolve(&world.door, &key).await.unwrap().is_some());
        let session = resolve(&world.door, &key).await.unwrap().unwrap();
        note_use(&world.door, session.id, world.clock.now()).await.unwrap();
        world.advance(59 * MINUTE);
        assert!(resolve(&world.door, &key).await.unwrap().is_some());
        note_use(&world.door, session.id, world.clock.now()).await.unwrap();
        world.advance(61 * MINUTE);
        assert!(resolve(&world.door, &key).await.unwrap().is_none());
    });
}

#[test]
fn a_session_ends_after_a_day_however_much_it_is_used() {
    check(|world| async move {
        asha(&world).await;
        let key = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let session = resolve(&world.door, &key).await.unwrap().unwrap();
        for _ in 0..28 {
            world.advance(50 * MINUTE);
            note_use(&world.door, session.id, world.clock.now()).await.unwrap();
        }
        assert!(resolve(&world.door, &key).await.unwrap().is_some());
        world.advance(40 * MINUTE);
        assert!(resolve(&world.door, &key).await.unwrap().is_none());
    });
}

#[test]
fn disabling_and_deleting_an_account_ends_its_sessions() {
    check(|world| async move {
        let (account, _) = asha(&world).await;
        let organisation = OrganisationId(account.0);
        let first = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        world.note(AccountDisabled { account, organisation }).await;
        assert!(resolve(&world.door, &first).await.unwrap().is_none());
        let second = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        world.note(AccountDeleted { account, organisation }).await;
        assert!(resolve(&world.door, &second).await.unwrap().is_none());
    });
}

#[test]
fn a_new_session_takes_the_place_of_the_browsers_last_one() {
    check(|world| async move {
        asha(&world).await;
        let first = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let session = resolve(&world.door, &first).await.unwrap().unwrap();
        let mut caller = browser(&world);
        caller.session = Some(session.key_hash);
        let entered = sign_in(&world.door, &caller, "a browser", USERNAME, PASSWORD).await;
        let Ok(Entered::SignedIn(SignedIn { session_key: second, .. })) = entered else {
            panic!("not signed in")
        };
        assert!(resolve(&world.door, &first).await.unwrap().is_none());
        assert!(resolve(&world.door, &second).await.unwrap().is_some());
    });
}

#[test]
fn people_end_their_own_sessions_and_nobody_elses() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let here = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let there = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let session = resolve(&world.door, &there).await.unwrap().unwrap().id;
        assert_eq!(
            world
                .refused(administrator.clone(), EndSession { session, leaves_lasting: false })
                .await,
            "not-found"
        );
        world.done(Actor::Account(person), EndSession { session, leaves_lasting: false }).await;
        assert!(resolve(&world.door, &there).await.unwrap().is_none());
        let current = resolve(&world.door, &here).await.unwrap().unwrap().key_hash;
        let mine =
            world.asked(Actor::Account(person), &MySessions { current: Some(current) }).await.items;
        assert_eq!(mine.len(), 1);
        assert!(mine[0].is_current);
        world.done(administrator, EndAllSessions { person }).await;
        assert!(resolve(&world.door, &here).await.unwrap().is_none());
    });
}

#[test]
fn an_account_has_fifty_sessions_at_most() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let first = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        for _ in 0..50 {
            enter(&world, USERNAME, PASSWORD).await.unwrap();
        }
        assert_eq!(
            world.asked(Actor::Account(person), &MySessions::default()).await.items.len(),
            50
        );
        assert!(resolve(&world.door, &first).await.unwrap().is_none());
    });
}

/// The same command, in between whose check and act something else happens.
#[derive(Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
struct Late(SignIn);

impl Command for Late {
    const NAME: &'static str = "test.late";
    const ACTION: Action = super::authority::SIGN_IN;
    type Prepared = <SignIn as Command>::Prepared;
    type Output = Entered;

    async fn prepare(&self, call: &Call, ports: &Ports) -> Result<Self::Prepared> {
        let ready = self.0.prepare(call, ports).await?;
        let gate = ports.port::<crate::Gate>()?;
        let door = gate.door()?;
        let person =
            people::known(&mut door.reader().await?, USERNAME).await?.unwrap().view.account;
        let command = SetPasswordByOperator { person, password: Secret::new(OTHER.to_owned()) };
        let operator = door.call(Actor::Operator("test".to_owned()), call.face);
        door.perform(operator, command).await?;
        Ok(ready)
    }

    async fn resource(&self, call: &Call, reader: &mut Reader) -> Result<Resource> {
        self.0.resource(call, reader).await
    }

    async fn run(
        &self,
        ready: &Self::Prepared,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Entered> {
        self.0.admit(ready, call, tx).await
    }
}

#[test]
fn a_password_changed_between_the_check_and_the_act_lets_nobody_in() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let command = || SignIn {
            username: USERNAME.to_owned(),
            password: Secret::new(PASSWORD.to_owned()),
            origin: crate::Origin::default(),
        };
        let late = world.door.perform(world.call(Actor::Anonymous), Late(command())).await;
        assert_eq!(refusal(late).code, "signin.refused");
        let mine = world.asked(Actor::Account(person), &MySessions::default()).await;
        assert!(mine.items.is_empty());
    });
}

#[test]
fn the_api_signs_in_by_the_same_command() {
    check(|world| async move {
        asha(&world).await;
        let body = serde_json::json!({ "username": USERNAME, "password": PASSWORD });
        let done = world
            .door
            .perform_by_name(world.call(Actor::Anonymous), "signin.admit", body)
            .await
            .unwrap();
        let key = done.output["session_key"].as_str().unwrap().to_owned();
        assert!(resolve(&world.door, &key).await.unwrap().is_some());
        let forged =
            serde_json::json!({ "username": USERNAME, "password": PASSWORD, "origin": {} });
        let refused = refusal(
            world.door.perform_by_name(world.call(Actor::Anonymous), "signin.admit", forged).await,
        );
        assert_eq!(refused.code, "input.malformed");
    });
}

#[test]
fn the_cookie_is_read_under_its_exact_name() {
    assert_eq!(key_of("a=1; guildhall_session=key; b=2", false), Some("key"));
    assert_eq!(key_of("xguildhall_session=key", false), None);
    assert_eq!(key_of("guildhall_session=key", true), None);
    assert_eq!(cookie_name(true), "__Host-guildhall_session");
}

#[test]
fn the_sign_in_page_lets_in_and_goes_on_within_the_site_only() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let nobody = browser(&world);
        let page = open(&world, &nobody, "/").await;
        assert_eq!(page.status, 200);
        assert!(page.html.contains("name=\"username\"") && page.html.contains("name=\"password\""));
        let credentials =
            "username=asha.rao%40guildhall.example&password=lantern+orchard+42+velvet";
        let entered = post(&world, &nobody, "/sign-in", credentials).await;
        assert_eq!((entered.status.as_u16(), entered.location()), (303, "/home"));
        let cookie = entered.headers["set-cookie"].to_str().unwrap();
        assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Lax"));
        let key = key_of(cookie.split(';').next().unwrap(), false).unwrap();
        assert_eq!(resolve(&world.door, key).await.unwrap().unwrap().account, person);
        for (next, to) in [
            ("%2Fo%2FRX1%2Fpeople%3Fstate%3Dactive", "/o/RX1/people?state=active"),
            ("https%3A%2F%2Fevil.example", "/home"),
            ("%2F%2Fevil.example", "/home"),
            ("%2F%5Cevil.example", "/home"),
            ("%2F%0D%0ASet-Cookie%3Aa%3Db", "/home"),
            ("%2Fsign-out", "/home"),
        ] {
            let entered =
                post(&world, &nobody, "/sign-in", &format!("{credentials}&next={next}")).await;
            assert_eq!(entered.location(), to);
        }
        let again = open(&world, &signed_in(&world, &Actor::Account(person)), "/sign-in").await;
        assert_eq!(again.location(), "/home");
    });
}

#[test]
fn a_refused_sign_in_keeps_the_username_and_never_the_password() {
    check(|world| async move {
        asha(&world).await;
        let nobody = browser(&world);
        let refused = post(
            &world,
            &nobody,
            "/sign-in",
            "username=asha.rao%40guildhall.example&password=wrong+lantern+99&next=%2Fpeople",
        )
        .await;
        assert_eq!(refused.status, 422);
        assert!(refused.html.contains("<title>Error: Sign in"));
        assert!(refused.html.contains("value=\"asha.rao@guildhall.example\""));
        assert!(refused.html.contains("name=\"next\" value=\"/people\""));
        assert!(!refused.html.contains("wrong lantern"));
        let empty = post(&world, &nobody, "/sign-in", "username=&password=").await;
        assert!(
            empty.html.contains("href=\"#username\"") && empty.html.contains("href=\"#password\"")
        );
    });
}

#[test]
fn signing_out_ends_the_session_and_takes_the_key_away() {
    check(|world| async move {
        let (person, administrator) = asha(&world).await;
        let key = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let mut caller = signed_in(&world, &Actor::Account(person));
        caller.session = Some(resolve(&world.door, &key).await.unwrap().unwrap().key_hash);
        let list = open(&world, &caller, "/me/sessions").await;
        assert!(list.html.contains("This browser") && list.html.contains("192.0.2.7"));
        let out = post(&world, &caller, "/sign-out", "").await;
        assert_eq!(out.location(), "/sign-in");
        assert!(out.headers["set-cookie"].to_str().unwrap().contains("Max-Age=0"));
        assert!(resolve(&world.door, &key).await.unwrap().is_none());
        let key = enter(&world, USERNAME, PASSWORD).await.unwrap().session_key;
        let helper = signed_in(&world, &administrator);
        let address = format!("/o/RX1/people/{person}/end-sessions");
        assert!(open(&world, &helper, &address).await.html.contains("Asha Rao"));
        assert_eq!(
            post(&world, &helper, &address, "").await.location(),
            format!("/o/RX1/people/{person}")
        );
        assert!(resolve(&world.door, &key).await.unwrap().is_none());
    });
}
