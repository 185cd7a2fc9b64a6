//! How far it has come: the figures, who has not accepted, reminders, and what waiting means for applications.

use facts::signin::TermsWaiting;
use kernel::authority::Role;
use kernel::door::Actor;
use kernel::ids::{AccountId, OrganisationId};
use testkit::World;

use super::{draft, platform, publish};
use crate::applications::RegisterApplication;
use crate::attempts::SignInStateOf;
use crate::sessions::resolve;
use crate::terms::{
    AcceptTerms, By, CampaignPage, EndExemption, ExemptApplication, ExemptApplications,
    NationalTerms, RemindOfTerms, TermsCampaign, TermsStanding, keep_out,
};
use crate::testing::{PASSWORD, USERNAME, asha, check, check_races, enter, open, post, signed_in};

async fn place_of(world: &World, person: AccountId) -> OrganisationId {
    let mut reader = world.door.reader().await.unwrap();
    let view = reader.ask(facts::directory::AccountOf(person)).await.unwrap();
    view.unwrap().organisation
}

/// The nation's terms, with Asha signed in before they counted.
async fn published(world: &World) -> (AccountId, Actor, Actor, By) {
    let (person, helper) = asha(world).await;
    let session = enter(world, USERNAME, PASSWORD).await.unwrap().session_key;
    let session = resolve(&world.door, &session).await.unwrap().unwrap();
    let platform = platform(world, place_of(world, person).await).await;
    publish(world, &platform, draft(world, None)).await;
    (person, helper, platform, By::of(&session))
}

async fn accept(world: &World, person: AccountId, platform: &Actor, by: By) {
    let versions = world.asked(platform.clone(), &NationalTerms {}).await.versions;
    let terms = versions.iter().map(|version| version.terms).collect();
    let origin = crate::Origin::default();
    let command = AcceptTerms { terms, step_key: None, origin, by: Some(by) };
    world.done(Actor::Account(person), command).await;
}

async fn campaign(world: &World, actor: &Actor) -> CampaignPage {
    let query = TermsCampaign { organisation: "RX1".to_owned(), ..TermsCampaign::default() };
    world.asked(actor.clone(), &query).await
}

fn names(page: &CampaignPage) -> Vec<&str> {
    page.items.iter().map(|one| one.name.as_str()).collect()
}

#[test]
fn the_figures_and_the_list_follow_every_acceptance() {
    check(|world| async move {
        let (person, helper, platform, by) = published(&world).await;
        let before = campaign(&world, &helper).await;
        let figures = before.figures.clone().unwrap();
        assert_eq!((figures.accepted, figures.people), (0, before.items.len() as i64));
        assert!(names(&before).contains(&"Asha Rao"));
        accept(&world, person, &platform, by).await;
        let after = campaign(&world, &helper).await;
        let figures = after.figures.clone().unwrap();
        assert_eq!((figures.accepted, figures.by_day.len()), (1, 1));
        assert_eq!(figures.by_day[0].accepted, 1);
        assert!(!names(&after).contains(&"Asha Rao"));
        // Page by page it is the same list.
        let mut seen = Vec::new();
        let mut query = TermsCampaign {
            organisation: "RX1".to_owned(),
            limit: Some(1),
            ..TermsCampaign::default()
        };
        loop {
            let page = world.asked(helper.clone(), &query).await;
            seen.extend(page.items.iter().map(|one| one.person));
            query.after = page.next;
            if query.after.is_none() {
                break;
            }
        }
        assert_eq!(seen, after.items.iter().map(|one| one.person).collect::<Vec<_>>());
        // What the organisation adds is asked for as well.
        publish(&world, &platform, draft(&world, Some("RX1"))).await;
        assert!(names(&campaign(&world, &helper).await).contains(&"Asha Rao"));
    });
}

#[test]
fn other_organisations_see_nothing_of_it() {
    check(|world| async move {
        let (person, ..) = published(&world).await;
        let rx2 = world.organisation("RX2").await;
        let elsewhere = world.administrator(Role::PrimaryLocalAdministrator, rx2).await;
        let query = TermsCampaign { organisation: "RX1".to_owned(), ..TermsCampaign::default() };
        assert_eq!(world.not_asked(elsewhere.clone(), &query).await, "not-found");
        assert_eq!(world.not_asked(Actor::Account(person), &query).await, "not-allowed");
        let remind = || RemindOfTerms { organisation: "RX1".to_owned() };
        assert_eq!(world.refused(elsewhere, remind()).await, "not-found");
        let desk = world.administrator(Role::LocalHelpDesk, place_of(&world, person).await).await;
        assert_eq!(world.refused(desk, remind()).await, "not-allowed");
    });
}

#[test]
fn of_many_who_remind_at_once_one_does_and_again_after_a_week() {
    check_races(|world| async move {
        let (person, helper, platform, by) = published(&world).await;
        let remind = || RemindOfTerms { organisation: "RX1".to_owned() };
        let mut at_once = tokio::task::JoinSet::new();
        for _ in 0..64 {
            let (door, call) = (world.door.clone(), world.call(helper.clone()));
            at_once.spawn(async move { door.perform(call, remind()).await.is_ok() });
        }
        let mut done = 0;
        while let Some(one) = at_once.join_next().await {
            done += u32::from(one.unwrap());
        }
        assert_eq!(done, 1);
        world.advance_days(6);
        assert_eq!(world.refused(helper.clone(), remind()).await, "terms.reminded");
        world.advance_days(1);
        world.done(helper, remind()).await;
        // The letters go to those for whom something waits when they are written.
        let organisation = place_of(&world, person).await;
        let told = async || {
            let at = world.clock.now();
            let asked = TermsWaiting { organisation, at, after: None };
            world.door.reader().await.unwrap().ask(asked).await.unwrap().accounts
        };
        assert!(told().await.contains(&person));
        accept(&world, person, &platform, by).await;
        assert!(!told().await.contains(&person));
    });
}

#[test]
fn an_application_waits_for_the_terms_unless_it_is_exempt() {
    check(|world| async move {
        let (person, helper, platform, by) = published(&world).await;
        let body =
            serde_json::json!({ "name": "Rota", "redirect_uris": ["https://rota.example/"] });
        let register: RegisterApplication = serde_json::from_value(body).unwrap();
        let made = serde_json::to_value(world.done(platform.clone(), register).await).unwrap();
        let application = serde_json::from_value(made["application"].clone()).unwrap();
        let client_id = made["client_id"].as_str().unwrap().to_owned();
        let waits = async || {
            let (now, mut reader) = (world.clock.now(), world.door.reader().await.unwrap());
            keep_out(&mut reader, person, application, now).await.unwrap()
        };
        let state = async || world.asked(helper.clone(), &SignInStateOf { person }).await.terms;
        assert!(waits().await);
        assert_eq!(state().await, Some(TermsStanding::Waiting));
        let exempt = |client_id: &str| ExemptApplication { client_id: client_id.to_owned() };
        assert_eq!(world.refused(helper.clone(), exempt(&client_id)).await, "not-allowed");
        assert_eq!(world.refused(platform.clone(), exempt("no")).await, "terms.no-application");
        world.done(platform.clone(), exempt(&client_id)).await;
        assert_eq!(world.refused(platform.clone(), exempt(&client_id)).await, "terms.exempt");
        assert!(!waits().await);
        assert_eq!(world.asked(platform.clone(), &ExemptApplications {}).await.items.len(), 1);
        world.done(platform.clone(), EndExemption { application }).await;
        let again = EndExemption { application };
        assert_eq!(world.refused(platform.clone(), again).await, "terms.not-exempt");
        assert!(waits().await);
        accept(&world, person, &platform, by).await;
        assert!(!waits().await, "it counts at once");
        assert_eq!(state().await, Some(TermsStanding::Accepted));
    });
}

#[test]
fn the_pages_of_the_campaign_say_who_waits_and_remind_once() {
    check(|world| async move {
        let (_, helper, platform, _) = published(&world).await;
        let caller = signed_in(&world, &helper);
        let page = open(&world, &caller, "/o/RX1/terms").await.html;
        assert!(page.contains("Asha Rao") && page.contains("Remind everybody"), "{page}");
        let file = open(&world, &caller, "/o/RX1/terms.csv?search=Asha").await.html;
        assert!(file.contains(USERNAME), "{file}");
        let done = post(&world, &caller, "/o/RX1/terms/remind", "").await;
        assert_eq!(done.location(), "/o/RX1/terms?done=reminded");
        let late = post(&world, &caller, "/o/RX1/terms/remind", "").await;
        assert_eq!(late.status, 422);
        assert!(late.html.contains("less than 7 days ago"));
        let caller = signed_in(&world, &platform);
        for (address, words) in [
            ("/national/terms/applications", "Every application waits"),
            ("/o/RX1/terms/own", "What your organisation adds"),
        ] {
            assert!(open(&world, &caller, address).await.html.contains(words), "{address}");
        }
    });
}
