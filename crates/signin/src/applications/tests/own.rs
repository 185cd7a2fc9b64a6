//! Applications that an organisation registers for its own people.

use kernel::authority::{GrantSpan, Role};
use kernel::door::Actor;
use kernel::ids::OrganisationId;
use testkit::World;

use super::{platform, rota};
use crate::applications::{
    ApplicationOfOrganisation, Applications, ApplicationsOfOrganisation, BY_ORGANISATIONS,
    ChangeApplication, Hold, HoldApplication, Kind, OWN_MOST, OpenTo, Protocol,
    RegisterApplication, RetireApplication, RotateApplicationSecret, by_id, may_use,
};
use crate::testing::{check, check_races, open, post, refusal, signed_in};

fn own(code: &str) -> RegisterApplication {
    RegisterApplication { organisation: Some(code.to_owned()), ..rota() }
}

fn list(code: &str) -> ApplicationsOfOrganisation {
    ApplicationsOfOrganisation { organisation: code.to_owned(), after: None }
}

/// The primary administrator of an organisation.
async fn primary(world: &World, code: &str) -> Actor {
    let organisation = world.organisation(code).await;
    primary_of(world, code, organisation).await
}

async fn primary_of(world: &World, code: &str, organisation: OrganisationId) -> Actor {
    let person = world.person(&format!("Prim Of{code}"), organisation);
    let span = GrantSpan::Organisation(organisation);
    world.grant(person, Role::PrimaryLocalAdministrator, span).await;
    Actor::Account(person)
}

#[test]
fn an_organisation_registers_none_unless_a_rule_lets_it() {
    check(|world| async move {
        let actor = primary(&world, "RX1").await;
        let code = "application.not-by-organisations";
        assert_eq!(world.refused(actor.clone(), own("RX1")).await, code);
        assert!(!world.asked(actor.clone(), &list("RX1")).await.may_register);
        world.set_rule(&BY_ORGANISATIONS, 1).await;
        world.done(actor.clone(), own("RX1")).await;
        // Taking it back stops new ones, and nothing else.
        world.advance_days(1);
        world.set_rule(&BY_ORGANISATIONS, 0).await;
        assert_eq!(world.refused(actor.clone(), own("RX1")).await, code);
        assert_eq!(world.asked(actor, &list("RX1")).await.items.len(), 1);
    });
}

#[test]
fn its_primary_administrator_looks_after_it_and_to_others_it_is_not_there() {
    check(|world| async move {
        world.set_rule(&BY_ORGANISATIONS, 1).await;
        let (actor, other) = (primary(&world, "RX1").await, primary(&world, "RX2").await);
        let platform = platform(&world).await;
        let application = world.done(actor.clone(), own("RX1")).await.application;
        let unknown = kernel::ids::new_at(world.clock.now());
        for key in [application, unknown] {
            let change = super::changed(key);
            assert_eq!(world.refused(other.clone(), change).await, "not-found");
            let rotate = RotateApplicationSecret { application: key, old_for_days: 0 };
            assert_eq!(world.refused(other.clone(), rotate).await, "not-found");
            let retire = RetireApplication { application: key };
            assert_eq!(world.refused(other.clone(), retire).await, "not-found");
            for organisation in ["RX1", "RX2"] {
                let one = ApplicationOfOrganisation {
                    organisation: organisation.to_owned(),
                    application: key,
                };
                assert_eq!(world.not_asked(other.clone(), &one).await, "not-found");
            }
        }
        assert_eq!(world.refused(other.clone(), own("RX1")).await, "not-found");
        assert_eq!(world.not_asked(other.clone(), &list("RX1")).await, "not-found");
        assert!(world.asked(other, &list("RX2")).await.items.is_empty());
        // Those of the whole service are not theirs.
        let national = world.done(platform.clone(), rota()).await.application;
        let retire = RetireApplication { application: national };
        assert_eq!(world.refused(actor.clone(), retire).await, "not-allowed");
        assert_eq!(world.not_asked(actor.clone(), &Applications::default()).await, "not-allowed");
        assert_eq!(world.refused(actor.clone(), rota()).await, "not-allowed");
        // Those who run the service see all.
        let all = world.asked(platform, &Applications::default()).await.items;
        let whose: Vec<_> = all.iter().map(|one| one.organisation.as_deref()).collect();
        assert_eq!(whose, [Some("RX1"), None]);
        world.done(actor.clone(), RotateApplicationSecret { application, old_for_days: 0 }).await;
        world.done(actor.clone(), super::changed(application)).await;
        world.done(actor.clone(), RetireApplication { application }).await;
        let one = ApplicationOfOrganisation { organisation: "RX1".to_owned(), application };
        assert!(world.asked(actor, &one).await.retired_at.is_some());
    });
}

#[test]
fn only_people_at_work_there_and_below_may_use_it() {
    check(|world| async move {
        world.set_rule(&BY_ORGANISATIONS, 1).await;
        let above = world.organisation("RX1").await;
        let actor = primary_of(&world, "RX1", above).await;
        let below = world.organisation_below("RX3", Some(above)).await;
        let outside = world.organisation("RX2").await;
        let people = [
            (world.person("Own Person", above), true),
            (world.person("Below Person", below), true),
            (world.person("Other Person", outside), false),
        ];
        let application = world.done(actor.clone(), own("RX1")).await.application;
        let may = async |account| {
            let mut reader = world.door.reader().await.unwrap();
            let one = by_id(&mut reader, application).await.unwrap().unwrap();
            may_use(&mut reader, &one, account).await.unwrap()
        };
        for (account, is_for) in people {
            assert_eq!(may(account).await, is_for);
        }
        // Nobody outside is let in by naming them, and whether they are there is not said.
        let named = |code: &str| ChangeApplication {
            open_to: OpenTo::Organisations,
            organisations: vec![code.to_owned()],
            ..super::changed(application)
        };
        for code in ["RX2", "NONE"] {
            let call = world.call(actor.clone());
            let refused = refusal(world.door.perform(call, named(code)).await);
            assert_eq!(refused.code, "application.own-organisation");
        }
        world.done(actor.clone(), named("RX3")).await;
        assert!(!may(people[0].0).await && may(people[1].0).await);
        // Whoever moves away is out.
        world.change_person(people[1].0, |view| view.organisation = outside);
        assert!(!may(people[1].0).await);
    });
}

#[test]
fn it_gets_no_more_than_its_organisation_may_know() {
    check(|world| async move {
        world.set_rule(&BY_ORGANISATIONS, 1).await;
        let actor = primary(&world, "RX1").await;
        let of = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
        for (command, code) in [
            (
                RegisterApplication { scopes: of(&["openid", "roles"]), ..own("RX1") },
                "application.own-scope",
            ),
            (RegisterApplication { kind: Kind::Service, ..own("RX1") }, "application.own-kind"),
            (
                RegisterApplication { protocol: Protocol::Saml, ..own("RX1") },
                "application.entity-id",
            ),
        ] {
            assert_eq!(world.refused(actor.clone(), command).await, code);
        }
        let saml = serde_json::json!({ "entity_id": "https://rota.example" });
        let command = RegisterApplication {
            protocol: Protocol::Saml,
            scopes: of(&["profile"]),
            saml: serde_json::from_value(saml).unwrap(),
            ..own("RX1")
        };
        assert_eq!(world.refused(actor.clone(), command).await, "application.own-protocol");
        let application = world.done(actor.clone(), own("RX1")).await.application;
        let more = ChangeApplication {
            scopes: vec!["openid".to_owned(), "roles".to_owned()],
            ..super::changed(application)
        };
        assert_eq!(world.refused(actor, more).await, "application.own-scope");
    });
}

#[test]
fn those_who_run_the_service_hold_one_and_nobody_else_releases_it() {
    check(|world| async move {
        world.set_rule(&BY_ORGANISATIONS, 1).await;
        let actor = primary(&world, "RX1").await;
        let platform = platform(&world).await;
        let application = world.done(actor.clone(), own("RX1")).await.application;
        let command =
            |hold, reason: &str| HoldApplication { application, hold, reason: reason.to_owned() };
        let wrong = command(Hold::Hold, " ");
        assert_eq!(world.refused(platform.clone(), wrong).await, "application.hold-reason");
        world.done(platform.clone(), command(Hold::Hold, "It is looked into")).await;
        let is_there = async || {
            let mut reader = world.door.reader().await.unwrap();
            by_id(&mut reader, application).await.unwrap().is_some()
        };
        assert!(!is_there().await);
        let release = command(Hold::Release, "No");
        assert_eq!(world.refused(actor.clone(), release.clone()).await, "not-allowed");
        let again = command(Hold::Hold, "Once more");
        assert_eq!(world.refused(platform.clone(), again).await, "application.as-it-is");
        // It can be changed meanwhile, and stays held.
        world.done(actor.clone(), super::changed(application)).await;
        assert!(!is_there().await);
        let caller = signed_in(&world, &actor);
        let shown = open(&world, &caller, &format!("/o/RX1/applications/{application}")).await;
        assert!(shown.html.contains("have held it since"), "{}", shown.html);
        assert!(shown.html.contains("It is looked into"), "{}", shown.html);
        world.done(platform, release).await;
        assert!(is_there().await);
    });
}

#[test]
fn its_pages_are_those_of_the_whole_service_without_what_is_not_for_it() {
    check(|world| async move {
        let actor = primary(&world, "RX1").await;
        let caller = signed_in(&world, &actor);
        let shown = open(&world, &caller, "/o/RX1/applications").await;
        assert!(shown.html.contains("do not register") && !shown.html.contains("/new\""));
        world.set_rule(&BY_ORGANISATIONS, 1).await;
        let shown = open(&world, &caller, "/o/RX1/applications").await;
        assert!(shown.html.contains("/o/RX1/applications/new"));
        let shown = open(&world, &caller, "/o/RX1/applications/new").await;
        for absent in ["value=\"roles\"", "value=\"service\"", "value=\"saml\"", "metadata"] {
            assert!(!shown.html.contains(absent), "{absent}: {}", shown.html);
        }
        // Everything that is missing is said at once, and leads to its field.
        let nothing = "name=&kind=web&subject=pairwise&scopes=openid&id_token_algorithm=ES256";
        let wrong = post(&world, &caller, "/o/RX1/applications/new", nothing).await.html;
        for field in ["name", "open_to", "redirect_uris"] {
            assert!(wrong.contains(&format!("href=\"#{field}")), "{field}: {wrong}");
        }
        assert!(!wrong.contains("href=\"#organisations"), "{wrong}");
        let name = world.asked(actor.clone(), &list("RX1")).await.organisation_name;
        for place in ["/o/RX1/applications", "/o/RX1/applications/new"] {
            let shown = open(&world, &caller, place).await.html;
            assert!(shown.contains(&format!(">{name}<")), "{name}: {shown}");
        }
        let form = "name=Rota&kind=web&open_to=everybody&subject=pairwise&scopes=openid&scopes=email&id_token_algorithm=ES256&redirect_uris=https%3A%2F%2Fa.example%2F";
        let made = post(&world, &caller, "/o/RX1/applications/new", form).await;
        assert!(made.html.contains("ghs_"), "{}", made.html);
        let one = world.asked(actor.clone(), &list("RX1")).await.items[0].application;
        let place = format!("/o/RX1/applications/{one}");
        let shown = open(&world, &caller, &place).await;
        for present in ["(RX1)", "/change\"", "/secret\"", "/retire\"", "/allow\""] {
            assert!(shown.html.contains(present), "{present}: {}", shown.html);
        }
        assert!(!shown.html.contains("/hold\""));
        let change = open(&world, &caller, &format!("{place}/change")).await;
        assert!(change.html.contains("name=\"version\" value=\"1\""), "{}", change.html);
        // The service desk sees, and is offered nothing that it may not do.
        let organisation = world.organisation("RX9").await;
        let desk = world.person("Desk Lee", organisation);
        world.grant(desk, Role::NationalServiceDesk, GrantSpan::Nation).await;
        let desk = signed_in(&world, &Actor::Account(desk));
        let shown = open(&world, &desk, "/national/applications").await;
        assert!(shown.html.contains("Rota") && !shown.html.contains("applications/new"));
        let place = format!("/national/applications/{one}");
        let shown = open(&world, &desk, &place).await;
        assert!(!shown.html.contains("/change\"") && !shown.html.contains("/retire\""));
        for closed in ["/national/applications/new".to_owned(), format!("{place}/secret")] {
            assert_eq!(open(&world, &desk, &closed).await.status, 403, "{closed}");
        }
    });
}

#[test]
fn of_many_registered_at_once_no_more_are_in_use_than_may_be() {
    check_races(|world| async move {
        world.set_rule(&BY_ORGANISATIONS, 1).await;
        world.set_rule(&OWN_MOST, 5).await;
        let actor = primary(&world, "RX1").await;
        let tries = (0..64).map(|_| {
            let (door, call) = (world.door.clone(), world.call(actor.clone()));
            tokio::spawn(async move { door.perform(call, own("RX1")).await.is_ok() })
        });
        let mut made = 0;
        for one in tries.collect::<Vec<_>>() {
            made += usize::from(one.await.unwrap());
        }
        assert_eq!(made, 5);
        let items = world.asked(actor.clone(), &list("RX1")).await.items;
        assert_eq!(items.len(), 5);
        assert_eq!(world.refused(actor.clone(), own("RX1")).await, "application.own-most");
        let application = items[0].application;
        world.done(actor.clone(), RetireApplication { application }).await;
        world.done(actor, own("RX1")).await;
    });
}
