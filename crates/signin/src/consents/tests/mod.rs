//! What is asked, what is remembered, and what counts no more once it is taken back.

mod claims;
mod devices;

use facts::directory::AccountOf;
use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::http::Caller;
use kernel::ids::AccountId;
use serde_json::{Value, json};
use testkit::World;
use uuid::Uuid;
use wire::graph::query::{encode, pairs};

use super::{AllowApplication, AllowForAll, AllowedForAll, Answer, MyApplications};
use super::{LeaveApplication, WithdrawApplication};
use crate::applications::{
    Application, ApplicationRegistered, Asks, BY_ORGANISATIONS, ChangeApplication, Hold,
    HoldApplication, RegisterApplication, RetireApplication, by_id, scope_words,
};
use crate::attempts::RecentSignIns;
use crate::keys;
use crate::testing::{
    PASSWORD, Shown, USERNAME, asha, browser, check, enter, open, post, send_with_cookie, signed_in,
};

const BACK: &str = "https://rota.example/cb";

struct Scene {
    world: World,
    person: AccountId,
    primary: Actor,
    platform: Actor,
    caller: Caller,
    made: ApplicationRegistered,
}

fn registration(organisation: Option<&str>, scopes: &str) -> RegisterApplication {
    let scopes: Vec<&str> = scopes.split(' ').collect();
    let body = json!({ "name": "Rota", "organisation": organisation, "redirect_uris": [BACK], "open_to": "everybody", "scopes": scopes });
    serde_json::from_value(body).expect("a command")
}

impl Scene {
    async fn of(world: World, registration: RegisterApplication) -> Self {
        world.set_rule(&BY_ORGANISATIONS, 1).await;
        let (person, _) = asha(&world).await;
        let view = world.door.reader().await.expect("a reader").ask(AccountOf(person)).await;
        let organisation = view.expect("an answer").expect("she is there").organisation;
        let primary = world.person("Prim Lee", organisation);
        let span = GrantSpan::Organisation(organisation);
        world.grant(primary, Role::PrimaryLocalAdministrator, span).await;
        let keeper = world.person("Pat Lee", organisation);
        world.grant(keeper, Role::PlatformAdministrator, GrantSpan::Nation).await;
        let platform = Actor::Account(keeper);
        let made = world.done(platform.clone(), registration).await;
        let session = enter(&world, USERNAME, PASSWORD).await.expect("a session");
        let caller = Caller {
            actor: Actor::Account(session.account),
            session: Some(keys::hash(&session.session_key)),
            ..browser(&world)
        };
        Self { world, person, primary: Actor::Account(primary), platform, caller, made }
    }

    /// One of the person's organisation.
    async fn new(world: World) -> Self {
        Self::of(world, registration(Some("RX1"), "openid profile email offline_access")).await
    }

    async fn authorize(&self, scope: &str, more: &str) -> Shown {
        let address = format!(
            "/oidc/authorize?client_id={}&redirect_uri={}&response_type=code&scope={}{more}",
            self.made.client_id,
            encode(BACK),
            encode(scope)
        );
        open(&self.world, &self.caller, &address).await
    }

    /// The question, and the cookie of the browser in which it is asked.
    async fn question(&self, scope: &str) -> (Shown, String, String) {
        let led = self.authorize(scope, "").await;
        let place = led.location().to_owned();
        assert!(place.starts_with("/oidc/resume?key="), "{place}");
        let cookie = led.headers["set-cookie"].to_str().expect("letters");
        let cookie = cookie.split(';').next().unwrap_or_default().to_owned();
        let shown = send_with_cookie(&self.world, &self.caller, &place, &cookie, None).await;
        let key = place.split_once("key=").expect("a key").1.to_owned();
        (shown, cookie, key)
    }

    async fn choose(&self, cookie: &str, key: &str, choice: &str) -> Shown {
        let form = format!("key={key}&choice={choice}");
        send_with_cookie(&self.world, &self.caller, "/oidc/resume", cookie, Some(&form)).await
    }

    async fn tokens(&self, code: &str) -> Value {
        let form =
            format!("grant_type=authorization_code&code={code}&redirect_uri={}", encode(BACK));
        self.token(&form).await
    }

    async fn token(&self, form: &str) -> Value {
        let secret = self.made.client_secret.as_deref().unwrap_or_default();
        let form = format!("{form}&client_id={}&client_secret={secret}", self.made.client_id);
        let shown = post(&self.world, &browser(&self.world), "/oidc/token", &form).await;
        serde_json::from_str(&shown.html).expect("JSON")
    }

    async fn refreshed(&self, tokens: &Value) -> Value {
        let refresh = tokens["refresh_token"].as_str().unwrap_or_default();
        self.token(&format!("grant_type=refresh_token&refresh_token={refresh}")).await
    }

    async fn application(&self) -> Application {
        let mut reader = self.world.door.reader().await.expect("a reader");
        by_id(&mut reader, self.made.application).await.expect("an answer").expect("it is there")
    }

    async fn change(&self, scopes: &str) {
        let scopes: Vec<&str> = scopes.split(' ').collect();
        let body = json!({ "application": self.made.application, "name": "Rota", "redirect_uris": [BACK], "scopes": scopes, "open_to": "everybody" });
        let change: ChangeApplication = serde_json::from_value(body).expect("a command");
        self.world.done(self.platform.clone(), change).await;
    }
}

/// What the application is told through the browser: by a redirect, or by a page that leads on.
fn told(shown: &Shown, name: &str) -> String {
    let header = |of: &str| {
        shown.headers.get(of).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let refresh = header("refresh");
    let to = match refresh.strip_prefix("0;url=") {
        Some(to) => to.to_owned(),
        None => header("location"),
    };
    assert!(to.starts_with(BACK), "{} {to} {}", shown.status, shown.html);
    let query = to.split_once('?').map_or("", |(_, query)| query);
    let said = pairs(query).expect("a query").into_iter().find(|(known, _)| known == name);
    said.map(|(_, value)| value).unwrap_or_default()
}

#[test]
fn an_application_of_an_organisation_asks_once_and_again_when_it_wants_more() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        // Who signs in is no question.
        assert!(!told(&scene.authorize("openid", "").await, "code").is_empty());
        let (shown, cookie, key) = scene.question("openid profile").await;
        for words in
            ["Rota will see:", "(RX1) registered it", "your name and username", "Do not allow"]
        {
            assert!(shown.html.contains(words), "{words}: {}", shown.html);
        }
        let no = scene.choose(&cookie, &key, "stop").await;
        assert_eq!(told(&no, "error"), "access_denied");
        let (_, cookie, key) = scene.question("openid profile").await;
        let yes = scene.choose(&cookie, &key, "continue").await;
        assert!(scene.tokens(&told(&yes, "code")).await["id_token"].is_string());
        assert!(!told(&scene.authorize("openid profile", "").await, "code").is_empty());
        // Less is allowed with it, more is asked for.
        assert!(!told(&scene.authorize("openid", "").await, "code").is_empty());
        let (shown, cookie, key) = scene.question("openid profile email offline_access").await;
        assert!(shown.html.contains("It stays signed in"), "{}", shown.html);
        let yes = scene.choose(&cookie, &key, "continue").await;
        assert!(scene.tokens(&told(&yes, "code")).await["refresh_token"].is_string());
        assert_eq!(scene.world.acts("application.allow").await, 2);
    });
}

#[test]
fn without_a_page_it_is_told_that_somebody_has_to_be_asked() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let shown = scene.authorize("openid profile", "&prompt=none").await;
        assert_eq!(told(&shown, "error"), "consent_required");
        let allow = AllowApplication {
            application: scene.made.application,
            scopes: vec!["openid".to_owned(), "profile".to_owned()],
        };
        scene.world.done(scene.caller.actor.clone(), allow).await;
        let shown = scene.authorize("openid profile", "&prompt=none").await;
        assert!(!told(&shown, "code").is_empty());
        // Asked for, the question comes although it was answered.
        let shown = scene.authorize("openid profile", "&prompt=consent").await;
        assert!(shown.location().starts_with("/oidc/resume?key="));
    });
}

#[test]
fn whoever_may_not_use_it_is_not_asked() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let outside = scene.world.organisation("RX2").await;
        scene.world.change_person(scene.person, |view| view.organisation = outside);
        for more in ["", "&prompt=consent", "&prompt=select_account", "&prompt=none"] {
            let shown = scene.authorize("openid profile", more).await;
            assert_eq!(told(&shown, "error"), "access_denied", "{more}");
        }
        let allow = AllowApplication {
            application: scene.made.application,
            scopes: vec!["profile".to_owned()],
        };
        let refused = scene.world.refused(scene.caller.actor.clone(), allow).await;
        assert_eq!(refused, "application.gone", "as one that is not there");
    });
}

#[test]
fn what_is_taken_back_counts_at_once_and_is_asked_again() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let all = "openid profile offline_access";
        let (_, cookie, key) = scene.question(all).await;
        let yes = scene.choose(&cookie, &key, "continue").await;
        let tokens = scene.tokens(&told(&yes, "code")).await;
        let tokens = scene.refreshed(&tokens).await;
        assert!(tokens["access_token"].is_string(), "{tokens}");
        let mine = scene.world.asked(scene.caller.actor.clone(), &MyApplications {}).await.items;
        assert_eq!(mine.len(), 1);
        assert!(mine[0].stays && mine[0].since.is_some() && mine[0].last_used_at.is_some());
        let shown = open(&scene.world, &scene.caller, super::portal::HERE).await;
        for words in ["Rota", "Sign out of it", "Do not allow it any more"] {
            assert!(shown.html.contains(words), "{words}: {}", shown.html);
        }
        let form = format!("application={}", scene.made.application);
        let shown = post(&scene.world, &scene.caller, "/me/allowed/withdraw", &form).await;
        assert_eq!(shown.location(), "/me/allowed?ended=yes");
        assert_eq!(scene.refreshed(&tokens).await["error"], "invalid_grant");
        assert!(
            scene
                .world
                .asked(scene.caller.actor.clone(), &MyApplications {})
                .await
                .items
                .is_empty()
        );
        let (shown, ..) = scene.question(all).await;
        assert!(shown.html.contains("Rota will see:"));
        let shown = post(&scene.world, &scene.caller, "/me/allowed/withdraw", &form).await;
        assert!(shown.html.contains("There is nothing left to do"), "{}", shown.html);
    });
}

#[test]
fn leaving_ends_the_tokens_and_keeps_what_was_allowed() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let all = "openid profile offline_access";
        let (_, cookie, key) = scene.question(all).await;
        let yes = scene.choose(&cookie, &key, "continue").await;
        let tokens = scene.tokens(&told(&yes, "code")).await;
        let leave = LeaveApplication { application: scene.made.application };
        // Somebody else ends nothing of it.
        let refused = scene.world.refused(scene.primary.clone(), leave.clone()).await;
        assert_eq!(refused, "application.nothing-to-end");
        let withdraw = WithdrawApplication { application: scene.made.application };
        let refused = scene.world.refused(scene.primary.clone(), withdraw).await;
        assert_eq!(refused, "application.nothing-to-end");
        scene.world.done(scene.caller.actor.clone(), leave).await;
        assert_eq!(scene.refreshed(&tokens).await["error"], "invalid_grant");
        assert!(!told(&scene.authorize(all, "").await, "code").is_empty());
    });
}

#[test]
fn an_administrator_allows_it_for_all_until_it_wants_more() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let application = scene.made.application;
        let answer = |answer| AllowForAll { application, answer };
        let (_, other) = (scene.person, Actor::Account(scene.person));
        assert_eq!(scene.world.refused(other, answer(Answer::Allow)).await, "not-found");
        scene.world.done(scene.primary.clone(), answer(Answer::Allow)).await;
        let seen = AllowedForAll { organisation: "RX1".to_owned(), application };
        let seen = scene.world.asked(scene.primary.clone(), &seen).await;
        assert_eq!(seen.scopes, ["profile", "email", "offline_access"]);
        let shown = scene.authorize("openid profile offline_access", "").await;
        let tokens = scene.tokens(&told(&shown, "code")).await;
        assert!(tokens["refresh_token"].is_string());
        scene.change("openid profile email phone offline_access").await;
        let (shown, ..) = scene.question("openid phone").await;
        assert!(shown.html.contains("your telephone number"));
        // Each one is asked again, and what it was given counts no more.
        scene.world.done(scene.primary.clone(), answer(Answer::Ask)).await;
        assert_eq!(scene.refreshed(&tokens).await["error"], "invalid_grant");
        let (shown, ..) = scene.question("openid profile").await;
        assert!(shown.html.contains("Rota will see:"));
        let again = scene.world.refused(scene.primary.clone(), answer(Answer::Ask)).await;
        assert_eq!(again, "application.asked-already");
    });
}

#[test]
fn whoever_may_not_use_it_any_more_when_they_answer_is_sent_back_and_has_allowed_nothing() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let (_, cookie, key) = scene.question("openid profile").await;
        let outside = scene.world.organisation("RX2").await;
        scene.world.change_person(scene.person, |view| view.organisation = outside);
        let yes = scene.choose(&cookie, &key, "continue").await;
        assert_eq!(told(&yes, "error"), "access_denied");
        assert_eq!(scene.world.acts("application.allow").await, 0);
        let recent = RecentSignIns::default();
        let lines = scene.world.asked(scene.caller.actor.clone(), &recent).await.items;
        assert_eq!(lines[0].reason, "the account may not use the application");
    });
}

#[test]
fn what_is_new_can_be_allowed_for_all_and_all_of_it_taken_back() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let application = scene.made.application;
        let caller = signed_in(&scene.world, &scene.primary);
        let place = format!("/o/RX1/applications/{application}/allow");
        let shown = async || open(&scene.world, &caller, &place).await.html;
        assert!(shown().await.contains("Allow it for everybody"));
        post(&scene.world, &caller, &place, "answer=allow").await;
        let all = shown().await;
        assert!(all.contains("<h1") && all.contains("Have each person asked again"), "{all}");
        assert!(!all.contains("value=\"allow\""), "{all}");
        scene.change("openid profile email phone offline_access").await;
        let more = shown().await;
        for words in ["Allow that for everybody, too", "value=\"ask\"", "It is new"] {
            assert!(more.contains(words), "{words}: {more}");
        }
        assert!(more.contains(scope_words("phone")) && !more.contains(scope_words("email")));
        post(&scene.world, &caller, &place, "answer=allow").await;
        assert!(!told(&scene.authorize("openid phone", "").await, "code").is_empty());
        assert!(!shown().await.contains("It is new"));
    });
}

#[test]
fn what_was_allowed_is_seen_and_taken_back_while_the_application_is_held() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let application = scene.made.application;
        let all = AllowForAll { application, answer: Answer::Allow };
        scene.world.done(scene.primary.clone(), all).await;
        let allow = AllowApplication { application, scopes: vec!["profile".to_owned()] };
        scene.world.done(scene.caller.actor.clone(), allow).await;
        let reason = "It is looked into".to_owned();
        let hold = HoldApplication { application, hold: Hold::Hold, reason };
        scene.world.done(scene.platform.clone(), hold).await;
        let mine = scene.world.asked(scene.caller.actor.clone(), &MyApplications {}).await.items;
        assert!(mine.len() == 1 && mine[0].is_held && mine[0].allowed_at.is_some());
        let shown = open(&scene.world, &scene.caller, super::portal::HERE).await;
        assert!(shown.html.contains("Until they release it"), "{}", shown.html);
        let withdraw = WithdrawApplication { application };
        scene.world.done(scene.caller.actor.clone(), withdraw).await;
        let seen = AllowedForAll { organisation: "RX1".to_owned(), application };
        assert!(scene.world.asked(scene.primary.clone(), &seen).await.since.is_some());
        let ask = AllowForAll { application, answer: Answer::Ask };
        scene.world.done(scene.primary.clone(), ask).await;
    });
}

#[test]
fn one_of_the_whole_service_asks_before_it_stays_if_it_is_somebody_elses() {
    check(|world| async move {
        let all = "openid profile offline_access";
        let plain = registration(None, all);
        let scene = Scene::of(world, RegisterApplication { asks: Asks::ToStay, ..plain }).await;
        assert!(!told(&scene.authorize("openid profile", "").await, "code").is_empty());
        let (shown, cookie, key) = scene.question(all).await;
        assert!(shown.html.contains("Those who run this service registered it"));
        let yes = scene.choose(&cookie, &key, "continue").await;
        let tokens = scene.tokens(&told(&yes, "code")).await;
        assert!(tokens["refresh_token"].is_string());
        let for_all = AllowForAll { application: scene.made.application, answer: Answer::Allow };
        let refused = scene.world.refused(scene.platform.clone(), for_all).await;
        assert_eq!(refused, "application.not-own");
        // What those who run the service answer for is not asked.
        scene.change(all).await;
        assert_eq!(scene.application().await.asks, Asks::No);
        let withdraw = WithdrawApplication { application: scene.made.application };
        scene.world.done(scene.caller.actor.clone(), withdraw).await;
        assert!(!told(&scene.authorize(all, "").await, "code").is_empty());
    });
}

#[test]
fn nothing_is_allowed_that_is_not_there_and_a_program_allows_nothing() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let of = |application: Uuid, scope: &str| AllowApplication {
            application,
            scopes: vec![scope.to_owned()],
        };
        let actor = scene.caller.actor.clone();
        let application = scene.made.application;
        let unknown = kernel::ids::new_at(scene.world.clock.now());
        for command in [of(unknown, "profile"), of(application, "roles")] {
            assert_eq!(scene.world.refused(actor.clone(), command).await, "application.gone");
        }
        let mut call = scene.world.call(actor.clone());
        call.scope = Some(kernel::door::TokenScope::All);
        let outcome = scene.world.door.perform(call, of(application, "profile")).await;
        assert_eq!(crate::testing::refusal(outcome).code, "application.in-browser");
        scene.world.done(scene.platform.clone(), RetireApplication { application }).await;
        assert_eq!(
            scene.world.refused(actor, of(application, "profile")).await,
            "application.gone"
        );
    });
}

#[test]
fn an_application_refreshes_no_more_often_than_it_may() {
    check(|world| async move {
        let scene = Scene::of(world, registration(None, "openid offline_access")).await;
        scene.world.set_rule(&crate::oidc::REFRESHES_A_MINUTE, 60).await;
        let shown = scene.authorize("openid offline_access", "").await;
        let mut tokens = scene.tokens(&told(&shown, "code")).await;
        for _ in 0..60 {
            tokens = scene.refreshed(&tokens).await;
            assert!(tokens["refresh_token"].is_string(), "{tokens}");
        }
        // What was not taken is not used up: in the next minute it counts.
        assert_eq!(scene.refreshed(&tokens).await["error"], "temporarily_unavailable");
        scene.world.advance(std::time::Duration::from_secs(60));
        assert!(scene.refreshed(&tokens).await["refresh_token"].is_string());
    });
}
