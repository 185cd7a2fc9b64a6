//! The pages: asked as a browser without script asks them.

use axum::http::StatusCode;

use super::*;
use crate::joining::{Insight, closing_notice};
use crate::organisations::{ChangeOrganisation, OrganisationByCode, OrganisationState};
use crate::people::tests::pages::{hidden, visit};

/// An open organisation with somebody who runs the service.
async fn platform(world: &World) -> Actor {
    let (organisation, _) = opened(world, "RX0").await;
    holder(world, "RX0", organisation, Role::PlatformAdministrator).await
}

#[test]
fn an_application_is_recorded_checked_and_declined_on_the_pages() {
    check_pages(|world| async move {
        let actor = platform(&world).await;
        listed(&world, &["RJ1"]).await;
        let (_, page) = visit(&world, &actor, "/national/organisations/RJ1", None).await;
        assert!(page.contains("/national/joining/RJ1/apply"), "{page}");
        let apply = "/national/joining/RJ1/apply";
        let (_, page) = visit(&world, &actor, apply, None).await;
        let version = hidden(&page, "version");
        let (status, page) =
            visit(&world, &actor, apply, Some(&format!("version={version}&sector=trust"))).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Choose a tier."), "{page}");
        let form = format!(
            "version={version}&sector=trust&tier=standard&asked_by=A+letter&contact_name=Rosa+Alvarez&contact_email=rosa%40example.org&contact_telephone=01632+960001&people=12&day-day=1&day-month=4&day-year=2027"
        );
        let (_, wrong) = visit(&world, &actor, apply, Some(&form.replace("rosa%40", "rosa"))).await;
        assert!(wrong.contains("href=\"#contact_email\"") && wrong.contains("Rosa Alvarez"));
        let (status, place) = visit(&world, &actor, apply, Some(&form)).await;
        assert_eq!(
            (status, place.as_str()),
            (StatusCode::SEE_OTHER, "/national/joining/RJ1?done=applied")
        );
        let (_, page) = visit(&world, &actor, &place, None).await;
        for words in
            ["The national team acts next", "Rosa Alvarez", "Not looked at", "1 April 2027"]
        {
            assert!(page.contains(words), "{words}: {page}");
        }
        assert!(page.contains("Every check has to hold or be waived first."));
        let (_, list) = visit(&world, &actor, "/national/joining?turn=ours&text=rj1", None).await;
        assert!(list.contains("Has applied") && list.contains("1 organisation"), "{list}");
        let (_, list) = visit(&world, &actor, "/national/joining?sector=pharmacy", None).await;
        assert!(list.contains("No organisation matches."));
        let (_, file) = visit(&world, &actor, "/national/joining.csv", None).await;
        assert!(file.contains("\r\nRJ1,Rj1 Trust,trust,applied,ours,"), "{file}");
        // Checks.
        let check = "/national/joining/RJ1/checks/data-security";
        let (_, page) = visit(&world, &actor, check, None).await;
        let version = hidden(&page, "version");
        let form = format!("act=record&version={version}&outcome=holds&evidence=Looked+up");
        let (_, page) = visit(&world, &actor, check, Some(&form)).await;
        assert!(page.contains("Choose the standing in data security."), "{page}");
        let (status, _) = visit(&world, &actor, check, Some(&format!("{form}&level=met"))).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let check = "/national/joining/RJ1/checks/access-form";
        let (_, page) = visit(&world, &actor, check, None).await;
        let version = hidden(&page, "version");
        let form = format!(
            "act=waive&version={version}&reason=On+its+way&until-day=1&until-month=2&until-year=2027"
        );
        let (status, place) = visit(&world, &actor, check, Some(&form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{place}");
        let (_, page) = visit(&world, &actor, &place, None).await;
        assert!(page.contains("The check is waived") && page.contains("Begin to open"), "{page}");
        let (stale, _) = visit(&world, &actor, check, Some(&form)).await;
        assert_eq!(stale, StatusCode::UNPROCESSABLE_ENTITY, "the form is stale");
        let at = "/national/joining/RJ1";
        let form = format!("act=begin-opening&version={}", hidden(&page, "version"));
        let (_, place) = visit(&world, &actor, at, Some(&form)).await;
        let (_, page) = visit(&world, &actor, &place, None).await;
        assert!(page.contains("/national/organisations/RJ1/open"), "{page}");
        let (_, form) = visit(&world, &actor, "/national/organisations/RJ1/open", None).await;
        assert!(!form.contains("Why it may open although a check is missing"));
        let decline = format!("act=decline&version={}&reason=", hidden(&page, "version"));
        let (_, page) = visit(&world, &actor, at, Some(&decline)).await;
        assert!(page.contains("Enter why the application is declined."), "{page}");
        let (_, place) = visit(&world, &actor, at, Some(&format!("{decline}Private"))).await;
        let (_, page) = visit(&world, &actor, &place, None).await;
        assert!(page.contains("The application was declined: Private"), "{page}");
        // Who only looks after an organisation sees its own, and nothing to change.
        let (_, local) = opened(&world, "RX1").await;
        let (status, _) = visit(&world, &local, at, None).await;
        assert_eq!(status, StatusCode::NOT_FOUND);
        let (_, own) = visit(&world, &local, "/o/RX1/joining", None).await;
        assert!(own.contains("Steps") && !own.contains("Record or waive"), "{own}");
    });
}

#[test]
fn others_open_like_one_and_bad_lines_hold_up_nobody() {
    check_pages(|world| async move {
        let actor = platform(&world).await;
        let contacts = ChangeOrganisation {
            organisation: "RX0".to_owned(),
            support_telephone: Some("01632 960009".to_owned()),
            ..ChangeOrganisation::default()
        };
        world.done(world.operator(), contacts).await;
        listed(&world, &["RJ1", "RJ2", "RJ3", "RJ4"]).await;
        world.done(world.operator(), application("RJ4")).await;
        for check in [Check::DataSecurity, Check::AccessForm] {
            world.done(world.operator(), waive("RJ2", check, "2027-02-01")).await;
        }
        let at = "/national/organisations/RX0/alike";
        let (_, page) = visit(&world, &actor, at, Some("codes=&waiver=")).await;
        assert!(page.contains("Enter 1 to 200 codes"), "{page}");
        let codes = "codes=rj1%0D%0ARJ2%0D%0AQQ9%0D%0ARJ4%0D%0ARX0%0D%0ARJ1&waiver=";
        let (_, page) = visit(&world, &actor, at, Some(codes)).await;
        assert!(page.contains("1 of 6 would be opened"), "{page}");
        for words in [
            "The register does not have this code",
            "This code stands above already",
            "open already",
            "has applied",
            "standing in data security",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let with = format!("{codes}First+wave");
        let (_, page) = visit(&world, &actor, at, Some(&with)).await;
        assert!(page.contains("2 of 6 would be opened"), "{page}");
        let (_, page) = visit(&world, &actor, at, Some(&format!("{with}&open=yes"))).await;
        assert!(page.contains("2 of 6 done."), "{page}");
        for (code, state) in [
            ("RJ1", OrganisationState::Open),
            ("RJ2", OrganisationState::Open),
            ("RJ3", OrganisationState::Listed),
        ] {
            let query = OrganisationByCode { organisation: code.to_owned() };
            let record = world.asked(world.operator(), &query).await;
            assert_eq!(record.state, state, "{code}");
            if state == OrganisationState::Open {
                assert_eq!(record.support_telephone.as_deref(), Some("01632 960009"));
                assert_eq!(record.tier, Some(Tier::Enhanced));
            }
        }
        assert_eq!(
            view(&world, "RJ2").await.checks[2].expires_on,
            Some(20_270_201),
            "its own waiver"
        );
        let file = format!("{at}.csv?codes=RJ1,QQ9,RJ3");
        let (_, file) = visit(&world, &actor, &file, None).await;
        let lines: Vec<&str> = file.lines().collect();
        assert!(lines[1].starts_with("RJ1,Rj1 Trust,open,") && lines[1].ends_with("Z,,"), "{file}");
        assert!(
            lines[2].starts_with("QQ9,,,,,,") && lines[3].contains("signed access form"),
            "{file}"
        );
    });
}

#[test]
fn people_are_agreed_for_several_at_once_on_the_page() {
    check_pages(|world| async move {
        let (one, _) = opened(&world, "RX1").await;
        opened(&world, "RX2").await;
        let lead = holder(&world, "RX1", one, Role::PrimaryLocalAdministrator).await;
        let asha = person(&world, "RX1", "Asha", "Rao").await.id;
        let ben = person(&world, "RX1", "Ben", "Okafor").await.id;
        let own = lead.account().unwrap();
        let at = "/o/RX1/closing";
        let (_, page) = visit(&world, &lead, at, None).await;
        assert!(page.contains("Begin to close") && page.contains("Asha Rao"), "{page}");
        let version = hidden(&page, "version");
        let (_, wrong) =
            visit(&world, &lead, at, Some(&format!("act=begin&version={version}&reason="))).await;
        assert!(
            wrong.contains("Enter why it closes.") && wrong.contains("Enter the day"),
            "{wrong}"
        );
        let form = format!(
            "act=begin&version={version}&reason=It+merges&day-day=31&day-month=3&day-year=2027&successor=RX2"
        );
        let (status, place) = visit(&world, &lead, at, Some(&form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{place}");
        let (_, page) = visit(&world, &lead, &place, None).await;
        for words in [
            "31 March 2027",
            "Rx2 Hospital (RX2)",
            "Agree for these people",
            "Call the closing off",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let (_, page) = visit(&world, &lead, at, Some("act=agree&agreed=moves")).await;
        assert!(
            page.contains("Choose the people you have agreed with")
                && page.contains("Enter the code"),
            "{page}"
        );
        // Oneself cannot be let go by oneself: that line is not done, and holds up nobody.
        let form = format!("act=agree&agreed=moves&to=rx2&people={asha}&people={own}");
        let (_, page) = visit(&world, &lead, at, Some(&form)).await;
        assert!(page.contains("1 of 2 done.") && page.contains("Offered to RX2"), "{page}");
        let form =
            format!("act=agree&agreed=leaves&on-day=31&on-month=3&on-year=2027&people={ben}");
        let (_, page) = visit(&world, &lead, at, Some(&form)).await;
        assert!(page.contains("Marked as a leaver."), "{page}");
        let (_, page) = visit(&world, &lead, &format!("{at}?agreed=moves"), None).await;
        assert!(page.contains("Moves to Rx2 Hospital") && !page.contains("Ben Okafor"), "{page}");
        let (_, file) = visit(&world, &lead, &format!("{at}.csv?agreed=leaves"), None).await;
        assert!(file.contains("Ben Okafor,") && file.contains(",leaves,"), "{file}");
        assert!(!file.contains("Asha"), "{file}");
        // The banner and the cards say it.
        let mut reader = world.door.reader().await.unwrap();
        let banner = closing_notice(&mut reader, "RX1", Insight::Inside).await.unwrap().unwrap();
        let banner = banner.into_string();
        assert!(banner.contains("31 March 2027") && banner.contains("/o/RX1/closing"), "{banner}");
        let plain = closing_notice(&mut reader, "RX1", Insight::Banner).await.unwrap().unwrap();
        assert!(
            !plain.into_string().contains("/closing"),
            "whoever may not go there is not led there"
        );
        assert!(closing_notice(&mut reader, "RX2", Insight::Inside).await.unwrap().is_none());
        drop(reader);
        let call = world.call(lead.clone());
        let card = crate::joining::organisation_cards()[0];
        let card = card(world.door.clone(), call.clone(), "RX1".to_owned()).await.unwrap().unwrap();
        assert!(card.body.into_string().contains("2 accounts have"));
        let home = crate::joining::cards()[0];
        let home = home(world.door.clone(), call).await.unwrap().expect("a card");
        assert!(home.body.into_string().contains("is closing"));
        let platform = platform(&world).await;
        let national = crate::joining::cards()[1];
        let national = national(world.door.clone(), world.call(platform)).await.unwrap().unwrap();
        let words = national.body.into_string();
        assert!(
            words.contains("1 organisation waits") && words.contains("1 organisation closes"),
            "{words}"
        );
        let (_, page) = visit(&world, &lead, at, None).await;
        let form = format!("act=cancel&version={}", hidden(&page, "version"));
        let (_, place) = visit(&world, &lead, at, Some(&form)).await;
        let (_, page) = visit(&world, &lead, &place, None).await;
        assert!(
            page.contains("The closing was called off.") && page.contains("Begin to close"),
            "{page}"
        );
    });
}

#[test]
fn the_first_administrator_is_invited_as_it_opens_and_the_link_sent_again_on_the_pages() {
    check_pages(|world| async move {
        let actor = platform(&world).await;
        listed(&world, &["RJ1", "RJ2"]).await;
        let open = "/national/organisations/RJ1/open";
        let (_, page) = visit(&world, &actor, open, None).await;
        assert!(page.contains("First primary local administrator"), "{page}");
        let version = hidden(&page, "version");
        let form = format!(
            "version={version}&short_name=rj&tier=standard&time_zone=Europe%2FLondon&usage_location=GB&waiver=First+wave\
             &given_name=Rosa&family_name=Alvarez&job_title=Manager&address=rosa%40x.example"
        );
        let (_, page) = visit(&world, &actor, open, Some(&form)).await;
        for words in ["Check before opening", "Rosa Alvarez", "rosa@x.example", "Manager"] {
            assert!(page.contains(words), "{words}: {page}");
        }
        // What is wrong is said at its field, with everything that was typed, and nothing is done.
        let wrong = format!("{}&open=yes", form.replace("rosa%40x.example", "rosa"));
        let (status, page) = visit(&world, &actor, open, Some(&wrong)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("href=\"#address\"") && page.contains("value=\"Alvarez\""), "{page}");
        let wrong = format!("{}&open=yes", form.replace("family_name=Alvarez", "family_name="));
        let (_, page) = visit(&world, &actor, open, Some(&wrong)).await;
        assert!(page.contains("href=\"#family_name\"") && page.contains("Enter a family name."));
        let (status, place) = visit(&world, &actor, open, Some(&format!("{form}&open=yes"))).await;
        assert_eq!(
            (status, place.as_str()),
            (StatusCode::SEE_OTHER, "/national/joining/RJ1?done=opened")
        );
        let (_, page) = visit(&world, &actor, &place, None).await;
        for words in [
            "its first administrator was invited",
            "Rosa Alvarez, invited on",
            "Send the link again",
        ] {
            assert!(page.contains(words), "{words}: {page}");
        }
        let again = "/national/joining/RJ1/administrator";
        let (_, page) = visit(&world, &actor, again, None).await;
        assert!(
            page.contains("value=\"rosa@x.example\"") && page.contains("has not signed in yet")
        );
        let version = hidden(&page, "version");
        let (status, page) =
            visit(&world, &actor, again, Some(&format!("version={version}&address=rosa"))).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("value=\"rosa\""), "{page}");
        let form = format!("version={version}&address=rosa%40y.example");
        let (status, place) = visit(&world, &actor, again, Some(&form)).await;
        assert_eq!(
            (status, place.as_str()),
            (StatusCode::SEE_OTHER, "/national/joining/RJ1?done=sent")
        );
        // Opened without anybody: invited afterwards.
        world.done(world.operator(), opening("RJ2", Some("First wave"))).await;
        let (_, page) = visit(&world, &actor, "/national/joining/RJ2", None).await;
        assert!(
            page.contains("Nobody was invited") && page.contains("Invite the first administrator")
        );
        let invite = "/national/joining/RJ2/administrator";
        let (_, page) = visit(&world, &actor, invite, None).await;
        let version = hidden(&page, "version");
        let (_, page) = visit(&world, &actor, invite, Some(&format!("version={version}"))).await;
        for field in ["given_name", "family_name", "address"] {
            assert!(page.contains(&format!("href=\"#{field}\"")), "{field}: {page}");
        }
        let form =
            format!("version={version}&given_name=Sam&family_name=Lee&address=sam%40x.example");
        let (_, place) = visit(&world, &actor, invite, Some(&form)).await;
        assert_eq!(place, "/national/joining/RJ2?done=invited");
    });
}
