//! What is registered, who looks after it, and its pages.

mod own;
mod published;

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use testkit::World;
use uuid::Uuid;

use super::{
    ApplicationOf, Applications, ChangeApplication, Hindrance, Kind, OpenTo, RegisterApplication,
    RetireApplication, RotateApplicationSecret, ToldOfMe, by_client, may_use,
};
use crate::testing::{asha, check, open, post, refusal, signed_in};

pub(super) fn rota() -> RegisterApplication {
    let body = serde_json::json!({ "name": "Rota", "redirect_uris": ["https://rota.example/cb"], "open_to": "everybody" });
    serde_json::from_value(body).unwrap()
}

pub(super) fn changed(application: Uuid) -> ChangeApplication {
    let body = serde_json::json!({ "application": application, "name": "Rota", "redirect_uris": ["https://rota.example/cb"], "scopes": ["openid"], "open_to": "everybody" });
    serde_json::from_value(body).unwrap()
}

pub(super) async fn platform(world: &World) -> Actor {
    let organisation = world.organisation("RX9").await;
    let person = world.person("Pat Lee", organisation);
    world.grant(person, Role::PlatformAdministrator, GrantSpan::Nation).await;
    Actor::Account(person)
}

#[test]
fn platform_administrators_look_after_applications_and_nobody_else() {
    check(|world| async move {
        let (person, local) = asha(&world).await;
        let platform = platform(&world).await;
        let made = world.done(platform.clone(), rota()).await;
        for actor in [Actor::Account(person), local] {
            assert_eq!(world.refused(actor.clone(), rota()).await, "not-allowed");
            let retire = RetireApplication { application: made.application };
            assert_eq!(world.refused(actor.clone(), retire).await, "not-allowed");
            assert_eq!(world.not_asked(actor, &Applications::default()).await, "not-allowed");
        }
        assert_eq!(world.asked(platform, &Applications::default()).await.items.len(), 1);
    });
}

#[test]
fn what_cannot_be_taken_is_said_of_its_field() {
    check(|world| async move {
        let platform = platform(&world).await;
        let uris = |text: &str| vec![text.to_owned()];
        let service = |audience: &str| RegisterApplication {
            kind: Kind::Service,
            redirect_uris: Vec::new(),
            audience: audience.to_owned(),
            ..rota()
        };
        let api = "https://api.example/";
        for (command, field) in [
            (RegisterApplication { name: " ".to_owned(), ..rota() }, "name"),
            (RegisterApplication { name: "a".repeat(101), ..rota() }, "name"),
            (RegisterApplication { redirect_uris: Vec::new(), ..rota() }, "redirect_uris"),
            (
                RegisterApplication { redirect_uris: uris("https://a.example/#b"), ..rota() },
                "redirect_uris",
            ),
            (
                RegisterApplication { redirect_uris: uris("https://*.example/"), ..rota() },
                "redirect_uris",
            ),
            (
                RegisterApplication { redirect_uris: uris("http://a.example/"), ..rota() },
                "redirect_uris",
            ),
            (
                RegisterApplication { post_logout_redirect_uris: uris("/"), ..rota() },
                "post_logout_redirect_uris",
            ),
            (RegisterApplication { scopes: Some(uris("email")), ..rota() }, "scopes"),
            (RegisterApplication { scopes: Some(uris("openid everything")), ..rota() }, "scopes"),
            (RegisterApplication { audience: api.to_owned(), ..rota() }, "audience"),
            (
                RegisterApplication { id_token_algorithm: "none".to_owned(), ..rota() },
                "id_token_algorithm",
            ),
            (RegisterApplication { open_to: OpenTo::Organisations, ..rota() }, "organisations"),
            (RegisterApplication { organisations: uris("RX1"), ..rota() }, "organisations"),
            (
                RegisterApplication {
                    open_to: OpenTo::Organisations,
                    organisations: uris("NONE"),
                    ..rota()
                },
                "organisations",
            ),
            (service("api"), "audience"),
            (
                RegisterApplication { redirect_uris: uris("https://a.example/"), ..service(api) },
                "redirect_uris",
            ),
            (RegisterApplication { scopes: Some(uris("openid")), ..service(api) }, "scopes"),
        ] {
            let refused = refusal(world.door.perform(world.call(platform.clone()), command).await);
            assert_eq!(refused.fields[0].field, field, "{}", refused.text);
        }
        world.done(platform, service(api)).await;
    });
}

#[test]
fn a_secret_is_shown_once_and_the_one_before_stops_working() {
    check(|world| async move {
        let platform = platform(&world).await;
        let made = world.done(platform.clone(), rota()).await;
        let (application, first) = (made.application, made.client_secret.unwrap());
        let kept = async || {
            let mut reader = world.door.reader().await.unwrap();
            by_client(&mut reader, &made.client_id).await.unwrap()
        };
        assert!(kept().await.unwrap().has_secret(&first, world.clock.now()));
        let rotate = RotateApplicationSecret { application, old_for_days: 0 };
        let second = world.done(platform.clone(), rotate).await.client_secret;
        let now = kept().await.unwrap();
        assert!({
            let at = world.clock.now();
            now.has_secret(&second, at) && !now.has_secret(&first, at) && !now.has_secret("", at)
        });
        let public = RegisterApplication { kind: Kind::Public, ..rota() };
        let public = world.done(platform.clone(), public).await;
        assert!(public.client_secret.is_none());
        let rotate = RotateApplicationSecret { application: public.application, old_for_days: 0 };
        assert_eq!(world.refused(platform.clone(), rotate).await, "application.no-secret");
        world.done(platform.clone(), RetireApplication { application }).await;
        assert!(kept().await.is_none());
        let rotate = RotateApplicationSecret { application, old_for_days: 0 };
        assert_eq!(world.refused(platform.clone(), rotate).await, "application.retired");
        assert_eq!(world.refused(platform, changed(application)).await, "application.retired");
    });
}

#[test]
fn a_change_is_made_to_what_was_looked_at_and_says_who_may() {
    check(|world| async move {
        let (person, _) = asha(&world).await;
        let platform = platform(&world).await;
        let application = world.done(platform.clone(), rota()).await.application;
        let may = async || {
            let mut reader = world.door.reader().await.unwrap();
            let one = super::by_id(&mut reader, application).await.unwrap().unwrap();
            may_use(&mut reader, &one, person).await.unwrap()
        };
        assert!(may().await);
        let for_some = |code: &str| ChangeApplication {
            open_to: OpenTo::Organisations,
            organisations: vec![code.to_owned()],
            ..changed(application)
        };
        world.done(platform.clone(), for_some("RX9")).await;
        assert!(!may().await);
        world.done(platform.clone(), for_some("RX1")).await;
        assert!(may().await);
        let view = world.asked(platform.clone(), &ApplicationOf { application }).await;
        assert_eq!((view.version, &view.organisations[..]), (3, &["RX1".to_owned()][..]));
        let call = world.call(platform).expecting(Some(2));
        assert_eq!(refusal(world.door.perform(call, changed(application)).await).code, "stale");
    });
}

#[test]
fn whoever_looks_after_one_sees_what_it_would_be_told_of_them_and_nothing_is_made() {
    check(|world| async move {
        let actor = platform(&world).await;
        let caller = signed_in(&world, &actor);
        let made = world.done(actor.clone(), rota()).await;
        let ask = |application| ToldOfMe { application, issuer: String::new(), session: None };
        let told = world.asked(actor.clone(), &ask(made.application)).await;
        assert_eq!(told.hindrance, None);
        let account = actor.account().unwrap().to_string();
        assert_eq!(
            (&told.userinfo["sub"], &told.userinfo["name"]),
            (&account.as_str().into(), &"Pat Lee".into())
        );
        assert_eq!(told.id_token["aud"], made.client_id.as_str());
        assert!(told.userinfo.get("roles").is_none(), "it may not be told");
        let place = format!("/national/applications/{}/test", made.application);
        let shown = open(&world, &caller, &place).await;
        assert!(
            shown.html.contains("Pat Lee") && shown.html.contains("Nothing was sent"),
            "{}",
            shown.html
        );
        assert_eq!(world.acts("application.enter").await, 0);
        let closed = ChangeApplication { open_to: OpenTo::Nobody, ..changed(made.application) };
        world.done(actor.clone(), closed).await;
        let told = world.asked(actor.clone(), &ask(made.application)).await;
        assert_eq!(told.hindrance, Some(Hindrance::NotForYou));
        let shown = open(&world, &caller, &place).await;
        assert!(shown.html.contains("the application is not for you"), "{}", shown.html);
        world.done(actor.clone(), RetireApplication { application: made.application }).await;
        let told = world.asked(actor.clone(), &ask(made.application)).await;
        assert!(told.hindrance == Some(Hindrance::Retired) && told.userinfo.is_empty());
        let (person, local) = asha(&world).await;
        for actor in [Actor::Account(person), local] {
            assert_eq!(world.not_asked(actor, &ask(made.application)).await, "not-allowed");
        }
        // With SAML: the name, and the attributes.
        let body = serde_json::json!({ "name": "Library", "protocol": "saml", "open_to": "everybody", "redirect_uris": ["https://library.example/acs"], "scopes": ["profile"], "saml": { "entity_id": "https://library.example" } });
        let library: RegisterApplication = serde_json::from_value(body).unwrap();
        let made = world.done(actor.clone(), library).await;
        let told = world.asked(actor, &ask(made.application)).await;
        assert_eq!(told.name_id, account);
        assert!(
            told.attributes
                .iter()
                .any(|(name, values)| name.starts_with("displayName") && values == &["Pat Lee"])
        );
        let place = format!("/national/applications/{}/test", made.application);
        assert!(open(&world, &caller, &place).await.html.contains("displayName"));
    });
}

#[test]
fn pages_register_show_once_and_give_back_what_was_typed() {
    check(|world| async move {
        let caller = signed_in(&world, &platform(&world).await);
        let form = "name=Rota&kind=web&open_to=everybody&scopes=openid&id_token_algorithm=ES256&redirect_uris=";
        let wrong = post(
            &world,
            &caller,
            "/national/applications/new",
            &format!("{form}http%3A%2F%2Fa.example%2F"),
        )
        .await;
        assert_eq!(wrong.status, 422);
        assert!(wrong.html.contains("http://a.example/") && wrong.html.contains("value=\"Rota\""));
        let right = format!("{form}https%3A%2F%2Fa.example%2F");
        let made = post(&world, &caller, "/national/applications/new", &right).await;
        assert!(made.html.contains("ghs_"), "{}", made.html);
        let list = open(&world, &caller, "/national/applications").await;
        let place = list.html.find("/national/applications/0").unwrap();
        let address = &list.html[place..place + "/national/applications/".len() + 36];
        let one = open(&world, &caller, address).await;
        assert!(one.html.contains("https://a.example/") && !one.html.contains("ghs_"));
        let change = open(&world, &caller, &format!("{address}/change")).await;
        assert!(change.html.contains("name=\"version\" value=\"1\""));
    });
}

#[test]
fn an_application_that_speaks_saml_is_registered_and_changed_on_its_pages() {
    check(|world| async move {
        let platform = signed_in(&world, &platform(&world).await);
        let form = "name=Library&protocol=saml&kind=web&subject=pairwise&open_to=everybody&scopes=openid&scopes=email&id_token_algorithm=ES256\
                    &redirect_uris=https%3A%2F%2Flibrary.example%2Facs&encryption=never&entity_id=";
        let shown = post(&world, &platform, "/national/applications/new", form).await;
        assert!(
            shown.html.contains("or its entity id") && shown.html.contains("value=\"Library\"")
        );
        let form = format!("{form}https%3A%2F%2Flibrary.example");
        let shown = post(&world, &platform, "/national/applications/new", &form).await;
        assert!(shown.html.contains("http://localhost:8400/saml/metadata"), "{}", shown.html);
        let listed = world.asked(platform.actor.clone(), &Applications::default()).await;
        let place = format!("/national/applications/{}", listed.items[0].application);
        let shown = open(&world, &platform, &place).await;
        assert!(shown.html.contains("https://library.example") && shown.html.contains("SAML 2.0"));
        let shown = open(&world, &platform, &format!("{place}/change")).await;
        assert!(shown.html.contains("Metadata"));
        let form = "name=Books&version=1&open_to=nobody&scopes=email&encryption=always";
        let shown = post(&world, &platform, &format!("{place}/change"), form).await;
        assert!(shown.html.contains("Enter a certificate to encrypt for"), "{}", shown.html);
        let form = form.replace("always", "never");
        let shown = post(&world, &platform, &format!("{place}/change"), &form).await;
        assert_eq!(shown.location(), place);
        let view = world
            .asked(
                platform.actor.clone(),
                &ApplicationOf { application: listed.items[0].application },
            )
            .await;
        assert_eq!(
            (view.name.as_str(), view.entity_id.as_str()),
            ("Books", "https://library.example")
        );
        assert_eq!(view.redirect_uris, ["https://library.example/acs"]);
        // Its name is taken.
        let shown = post(&world, &platform, "/national/applications/new", &form.replace("name=Books", "name=Other&protocol=saml&kind=web&id_token_algorithm=ES256&redirect_uris=https%3A%2F%2Flibrary.example%2Facs&entity_id=https%3A%2F%2Flibrary.example")).await;
        assert!(shown.html.contains("is registered already"), "{}", shown.html);
    });
}

#[test]
fn two_secrets_work_until_the_day_that_was_named() {
    check(|world| async move {
        let platform = platform(&world).await;
        let made = world.done(platform.clone(), rota()).await;
        let (application, first) = (made.application, made.client_secret.unwrap());
        let rotate = |old_for_days| RotateApplicationSecret { application, old_for_days };
        let call = world.call(platform.clone());
        let refused = refusal(world.door.perform(call, rotate(91)).await);
        assert_eq!(refused.code, "application.old-for-days");
        assert_eq!(refused.fields[0].field, "old_for_days");
        let works = async |secret: &str| {
            let mut reader = world.door.reader().await.unwrap();
            let one = super::by_id(&mut reader, application).await.unwrap().unwrap();
            one.has_secret(secret, world.clock.now())
        };
        let second = world.done(platform.clone(), rotate(7)).await.client_secret;
        assert!(works(&first).await && works(&second).await);
        let view = world.asked(platform.clone(), &ApplicationOf { application }).await;
        assert_eq!(view.old_secret_until, Some(world.clock.now().plus_days(7)));
        let caller = signed_in(&world, &platform);
        let page = format!("/national/applications/{application}");
        let page = async || open(&world, &caller, &page).await.html;
        assert!(page().await.contains("The secret before works until"));
        // There are never more than two.
        world.advance(std::time::Duration::from_secs(1));
        let third = world.done(platform.clone(), rotate(7)).await.client_secret;
        assert!(!works(&first).await && works(&second).await && works(&third).await);
        world.advance_days(7);
        assert!(!works(&second).await && works(&third).await);
        assert!(!page().await.contains("The secret before works until"));
        // At once means both.
        let fourth = world.done(platform.clone(), rotate(7)).await.client_secret;
        let fifth = world.done(platform, rotate(0)).await.client_secret;
        assert!(!works(&third).await && !works(&fourth).await && works(&fifth).await);
        assert_eq!(world.acts_that_tell("secret_before_until").await, 4, "its end as well");
    });
}
