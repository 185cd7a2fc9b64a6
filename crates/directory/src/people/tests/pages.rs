//! The pages: asked as a browser without script asks them, with the real organisations.

use axum::http::StatusCode;

use super::*;

/// Runs a test with all slices of the directory.
pub(crate) fn check_pages<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    let place = crate::organisations::Defaults {
        time_zone: "Europe/London".to_owned(),
        usage_location: "GB".to_owned(),
    };
    let ports =
        || Ports::default().with(Domain("guildhall.example".to_owned())).with(place.clone());
    let slices =
        || [crate::manifests(), vec![nobody_is_last(), nobody_is_shut()], casework()].concat();
    check_on(&engines(), slices, ports, Stand::Aside, test);
}

/// An open organisation with a local administrator.
pub(crate) async fn opened(world: &World, code: &str) -> (OrganisationId, Actor) {
    let door = &world.door;
    let call = || world.call(world.operator());
    let import = serde_json::json!({
        "file": { "digest": "0".repeat(64), "name": format!("{code}.csv"), "as_of": 20_261_201 },
        "rows": [{ "code": code, "name": format!("{code} HOSPITAL"), "kind": "trust", "status": "active" }]
    });
    door.perform_by_name(call(), "register.import", import).await.unwrap();
    let open = serde_json::json!({
        "organisation": code, "tier": "enhanced", "time_zone": "Europe/London", "usage_location": "GB", "waiver": "Opened by a test"
    });
    let opened = door.perform_by_name(call(), "organisation.open", open).await.unwrap();
    let organisation: OrganisationId = serde_json::from_value(opened.output["id"].clone()).unwrap();
    let administrator = person(world, code, "Admin", code).await.id;
    world
        .grant(administrator, Role::LocalAdministrator, GrantSpan::Organisation(organisation))
        .await;
    (organisation, Actor::Account(administrator))
}

/// Sends a form, or asks for a page if there is none. Gives the address it leads to, or the page.
pub(crate) async fn visit(
    world: &World,
    actor: &Actor,
    at: &str,
    form: Option<&str>,
) -> (StatusCode, String) {
    testkit::visit(world, crate::portal(), actor, at, form).await
}

/// The value of a hidden field of a page.
pub(crate) fn hidden(page: &str, name: &str) -> String {
    let start = format!("name=\"{name}\" value=\"");
    let (_, rest) = page.split_once(&start).unwrap_or_else(|| panic!("no field {name}"));
    rest.split('"').next().unwrap().to_owned()
}

#[test]
fn a_person_is_created_step_by_step_without_script() {
    check_pages(|world| async move {
        let (_, actor) = opened(&world, "RX1").await;
        let new = "/o/RX1/people/new";
        let (status, page) = visit(&world, &actor, new, None).await;
        assert!(status.is_success() && page.contains("Find person"));

        let (status, page) =
            visit(&world, &actor, new, Some("step=find&given_name=+&family_name=Rao")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Enter a given name.") && page.contains("value=\"Rao\""));

        let (_, page) =
            visit(&world, &actor, new, Some("step=find&given_name=Asha&family_name=Rao")).await;
        assert!(
            page.contains("Details of the person") && page.contains("asha.rao@guildhall.example")
        );

        let wrong = "step=check&given_name=Asha&family_name=Rao&mobile=12&job_title=Nurse";
        let (status, page) = visit(&world, &actor, new, Some(wrong)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#mobile\"") && page.contains("value=\"Nurse\""));

        let right = "given_name=Asha&family_name=Rao&mobile=07700900982&job_title=Nurse&listed=yes";
        let (_, page) = visit(&world, &actor, new, Some(&format!("step=check&{right}"))).await;
        assert!(page.contains("Check the details") && page.contains("+447700900982"));
        let create = format!("step=create&key={}&{right}", hidden(&page, "key"));
        let (status, place) = visit(&world, &actor, new, Some(&create)).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        // Pressed twice, created once.
        assert_eq!(visit(&world, &actor, new, Some(&create)).await.1, place);

        let (_, page) = visit(&world, &actor, &place, None).await;
        assert!(page.contains("Asha Rao was created.") && page.contains("Can they work?"));
        assert!(page.contains(&format!("{}/delete", place.split('?').next().unwrap())));
        let (_, page) = visit(&world, &actor, "/o/RX1/people?search=rao", None).await;
        assert!(page.contains("1 person") && page.contains("Create person"));
        let (_, page) =
            visit(&world, &actor, new, Some("step=find&given_name=asha&family_name=rao")).await;
        assert!(page.contains("Is it one of these people?") && page.contains("None of these"));
    });
}

#[test]
fn acts_show_what_happens_first_and_say_what_happened_after() {
    check_pages(|world| async move {
        let (_, actor) = opened(&world, "RX1").await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let base = format!("/o/RX1/people/{asha}");
        for (act, said) in [
            ("disable", "Asha Rao can no longer sign in."),
            ("enable", "Asha Rao can sign in again."),
            ("delete", "Asha Rao was deleted. You can restore the account until 1 February 2027."),
            ("restore", "Asha Rao was restored."),
        ] {
            let (_, page) = visit(&world, &actor, &format!("{base}/{act}"), None).await;
            assert!(page.contains("What happens"), "{act}");
            let stale = visit(&world, &actor, &format!("{base}/{act}"), Some("")).await;
            assert!(
                stale.0.is_client_error() && stale.1.contains("Somebody changed this"),
                "{act}"
            );
            let form = format!("version={}", hidden(&page, "version"));
            let (status, place) =
                visit(&world, &actor, &format!("{base}/{act}"), Some(&form)).await;
            assert_eq!(status, StatusCode::SEE_OTHER, "{act}");
            let (_, page) = visit(&world, &actor, &place, None).await;
            assert!(page.contains(said), "{act}");
        }
        let (_, page) = visit(&world, &actor, "/o/RX1/people/deleted", None).await;
        assert!(page.contains("Nobody to restore"));
    });
}

#[test]
fn a_name_and_its_address_are_changed_in_two_steps() {
    check_pages(|world| async move {
        let (_, actor) = opened(&world, "RX1").await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let at = format!("/o/RX1/people/{asha}/rename");
        let (_, page) = visit(&world, &actor, &at, None).await;
        let version = hidden(&page, "version");
        let name = format!("version={version}&given_name=Asha&family_name=Okafor-Smith");
        let (_, page) = visit(&world, &actor, &at, Some(&name)).await;
        for address in ["asha.okafor-smith@", "asha.okafor@", "asha.smith@", "asha.rao@"] {
            assert!(page.contains(&format!("value=\"{address}guildhall.example\"")), "{address}");
        }
        let (status, page) =
            visit(&world, &actor, &at, Some(&format!("{name}&step=save&address=a%40b.uk"))).await;
        assert!(status.is_client_error() && page.contains("can no longer be chosen"));
        let save = format!("{name}&step=save&address=asha.okafor%40guildhall.example");
        let (status, place) = visit(&world, &actor, &at, Some(&save)).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (_, page) = visit(&world, &actor, &place, None).await;
        assert!(page.contains("Asha Okafor-Smith") && page.contains("asha.rao@guildhall.example"));
    });
}

#[test]
fn details_are_changed_by_administrators_and_by_oneself() {
    check_pages(|world| async move {
        let (_, actor) = opened(&world, "RX1").await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let at = format!("/o/RX1/people/{asha}/change");
        let (_, page) = visit(&world, &actor, &at, None).await;
        let form = format!(
            "version={}&display_name=Asha+Rao&job_title=Nurse&listed=yes",
            hidden(&page, "version")
        );
        assert_eq!(visit(&world, &actor, &at, Some(&form)).await.0, StatusCode::SEE_OTHER);
        let (status, page) = visit(&world, &actor, &at, Some(&form)).await;
        assert!(
            status.is_client_error() && page.contains("Somebody changed this after you opened it")
        );

        let own = Actor::Account(asha);
        let (_, page) = visit(&world, &own, "/me", None).await;
        assert!(page.contains("Nurse") && page.contains("Can you work?"));
        let (_, page) = visit(&world, &own, "/me/details", None).await;
        let form = format!(
            "version={}&telephone=0113+496+0000&mobile_hidden=yes",
            hidden(&page, "version")
        );
        let (status, place) = visit(&world, &own, "/me/details", Some(&form)).await;
        assert_eq!((status, place.as_str()), (StatusCode::SEE_OTHER, "/me?done=changed"));
        assert_eq!(record(&world, asha).await.telephone.as_deref(), Some("0113 496 0000"));
        assert_eq!(visit(&world, &own, "/o/RX1/people", None).await.0, StatusCode::FORBIDDEN);
    });
}

#[test]
fn a_foreign_person_and_a_wrong_organisation_are_not_found() {
    check_pages(|world| async move {
        let (_, actor) = opened(&world, "RX1").await;
        opened(&world, "RX2").await;
        let own = person(&world, "RX1", "Asha", "Rao").await.id;
        let foreign = person(&world, "RX2", "Asha", "Rao").await.id;
        let unknown = AccountId(key("nobody"));
        for act in [
            "",
            "/change",
            "/rename",
            "/disable",
            "/enable",
            "/delete",
            "/restore",
            "/leave",
            "/stay",
            "/transfer",
            "/hold",
            "/release",
        ] {
            for at in [
                format!("/o/RX2/people/{foreign}{act}"),
                format!("/o/RX1/people/{foreign}{act}"),
                format!("/o/RX2/people/{own}{act}"),
                format!("/o/RX1/people/{unknown}{act}"),
                format!("/o/RX1/people/nonsense{act}"),
            ] {
                let answer = visit(&world, &actor, &at, None).await;
                assert_eq!(answer, (StatusCode::NOT_FOUND, String::new()), "{at}");
            }
        }
        for at in [
            "/o/RX2/people",
            "/o/RX2/people.csv",
            "/o/RX2/people/new",
            "/o/RX2/people/deleted",
            "/o/XX9/people",
        ] {
            assert_eq!(visit(&world, &actor, at, None).await.0, StatusCode::NOT_FOUND, "{at}");
        }
        let card = format!("/people/card/{foreign}");
        let (status, page) = visit(&world, &actor, &card, None).await;
        assert!(status.is_success() && page.contains("asha.rao2@guildhall.example"));
        let (_, page) = visit(&world, &actor, "/people?search=asha", None).await;
        assert!(page.contains(&card));
    });
}

#[test]
fn the_file_of_people_runs_no_formula() {
    check_pages(|world| async move {
        let (_, actor) = opened(&world, "RX1").await;
        let evil = CreatePerson {
            job_title: Some("=1+1".to_owned()),
            ..create("RX1", "@Sum", "Ráo, \"Dr\"")
        };
        world.done(world.operator(), evil).await;
        let (_, file) = visit(&world, &actor, "/o/RX1/people.csv?search=sum", None).await;
        let line = file.lines().nth(1).unwrap();
        assert!(
            line.starts_with("'@Sum,\"Ráo, \"\"Dr\"\"\",'@Sum") || line.starts_with("'@Sum,"),
            "{line}"
        );
        assert!(line.contains(",'=1+1,"), "{line}");
        assert_eq!(file.lines().count(), 2);
    });
}

#[test]
fn home_offers_a_colleague_to_everyone_and_people_to_administrators() {
    check_pages(|world| async move {
        let (_, actor) = opened(&world, "RX1").await;
        let plain = Actor::Account(person(&world, "RX1", "Asha", "Rao").await.id);
        let titles = |actor: Actor| {
            let world = world.clone();
            async move {
                let mut titles = Vec::new();
                for card in crate::people::cards() {
                    let card = card(world.door.clone(), world.call(actor.clone())).await.unwrap();
                    titles.extend(card.map(|card| card.title));
                }
                titles
            }
        };
        assert_eq!(titles(actor).await, ["People", "Find a colleague"]);
        assert_eq!(titles(plain).await, ["Find a colleague"]);
    });
}
