//! Where somebody went with their account stands in the log of sign-ins, is found there, and is no sign-in of its own.

use kernel::authority::Role;
use kernel::door::Actor;

use super::leaving::entered;
use super::scene::{ENTITY, Scene, answer, registration, request_of, status};
use crate::applications::{OpenTo, RegisterApplication};
use crate::attempts::{ApplicationsInLog, Outcome, RecentSignIns, SignInLog};
use crate::testing::{check, open, signed_in};

const SHUT: &str = "https://shut.example/saml";

#[test]
fn going_to_an_application_is_a_line_of_the_log() {
    check(|world| async move {
        let scene = Scene::new(world).await;
        let (world, person) = (&scene.world, scene.person);
        let shut = RegisterApplication {
            name: "Stores".to_owned(),
            open_to: OpenTo::Nobody,
            ..registration(SHUT, "false")
        };
        let shut = world.done(scene.platform.clone(), shut).await.application;
        entered(&scene, ENTITY, "_one").await;
        let asked = request_of(SHUT, "_two", world.clock.now(), "", "");
        let said = answer(&scene.asks(&scene.caller, &asked, None).await);
        assert_eq!(status(&said), ["Responder", "RequestDenied"]);
        let own = world.asked(Actor::Account(person), &RecentSignIns::default()).await.items;
        let told: Vec<(&str, Outcome, &str)> = own
            .iter()
            .map(|line| (line.application_name.as_str(), line.outcome, line.reason.as_str()))
            .collect();
        let not_for_them = "the account may not use the application";
        let expected = [
            ("Stores", Outcome::Refused, not_for_them),
            ("Rota", Outcome::Accepted, ""),
            ("", Outcome::Accepted, ""),
        ];
        assert_eq!(told, expected);
        assert_eq!(own[1].device, "a browser", "as the browser in which they are signed in");

        let mut reader = world.door.reader().await.expect("a reader");
        let view = crate::people::person(&mut reader, person).await.expect("a person");
        drop(reader);
        let organisation = view.organisation;
        let administrator = world.administrator(Role::LocalAdministrator, organisation).await;
        let log = |application| SignInLog {
            organisation: "RX1".to_owned(),
            application,
            ..SignInLog::default()
        };
        let found = world.asked(administrator.clone(), &log(Some(scene.application))).await;
        assert_eq!(found.items.len(), 1);
        assert_eq!(found.items[0].attempt.application, Some(scene.application));
        let known = |code: &str| ApplicationsInLog { organisation: code.to_owned() };
        let choices = world.asked(administrator.clone(), &known("RX1")).await.items;
        let names: Vec<&str> = choices.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["Rota", "Stores"]);
        assert_eq!(world.asked(administrator.clone(), &log(Some(shut))).await.items.len(), 1);
        assert_eq!(world.asked(administrator.clone(), &log(None)).await.items.len(), 3);

        let helper = signed_in(world, &administrator);
        let address = format!("/o/RX1/sign-ins?application={}", scene.application);
        let page = open(world, &helper, &address).await.html;
        assert!(page.contains("Signed in to Rota") && !page.contains("Refused at"), "{page}");
        let selected = format!("value=\"{}\" selected", scene.application);
        assert!(page.contains(&selected), "{page}");
        let page = open(world, &helper, "/o/RX1/sign-ins").await.html;
        assert!(page.contains(&format!("Refused at Stores: {not_for_them}")));
        let address = format!("/o/RX1/sign-ins.csv?application={}", scene.application);
        let file = open(world, &helper, &address).await.html;
        assert!(file.ends_with(",Rota\r\n") && file.lines().count() == 2, "{file}");

        // Another organisation knows of none of it.
        let elsewhere = world.organisation("RX4").await;
        let foreign = world.administrator(Role::LocalAdministrator, elsewhere).await;
        let there = SignInLog { organisation: "RX4".to_owned(), ..log(Some(scene.application)) };
        assert!(world.asked(foreign.clone(), &there).await.items.is_empty());
        assert!(world.asked(foreign.clone(), &known("RX4")).await.items.is_empty());
        assert_eq!(world.not_asked(foreign, &known("RX1")).await, "not-found");

        // The card of one's own sign-ins counts signing in here.
        let call = world.call(Actor::Account(person));
        let card = (crate::cards()[0])(world.door.clone(), call).await.expect("a card");
        let card = card.expect("a card").body.0;
        assert!(card.contains("no earlier sign-in") && !card.contains("refused"), "{card}");
    });
}
