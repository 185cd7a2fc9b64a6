//! The pages: asked as a browser without script asks them.

use axum::http::StatusCode;

use super::*;
use crate::people::tests::pages::visit;

#[test]
fn a_request_is_recorded_and_the_organisation_reads_it() {
    check_pages(|world| async move {
        let (organisation, somebody) = pharmacy(&world, "FA1").await;
        let agent = agent(&world).await;
        let at = "/o/FA1/administration";
        assert_eq!(visit(&world, &agent, at, None).await.0, StatusCode::NOT_FOUND);
        world.grant(somebody, Role::PlatformAdministrator, GrantSpan::Nation).await;
        let platform = Actor::Account(somebody);
        let (_, page) = visit(&world, &platform, at, None).await;
        assert!(page.contains("Have it administered nationally"), "{page}");
        let form = "act=begin&sector=&reason=None+left";
        let (status, page) = visit(&world, &platform, at, Some(form)).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Choose a sector.") && page.contains("None left"), "{page}");
        let form = "act=begin&sector=pharmacy&reason=None+left";
        let (status, place) = visit(&world, &platform, at, Some(form)).await;
        assert_eq!(
            (status, place.as_str()),
            (StatusCode::SEE_OTHER, "/o/FA1/administration?done=begun")
        );

        let (_, page) = visit(&world, &agent, at, None).await;
        assert!(page.contains("Record a request") && !page.contains("End national"), "{page}");
        let request = "/o/FA1/administration/request";
        let (_, page) = visit(&world, &agent, request, None).await;
        assert!(page.contains("How did you check them?"), "{page}");
        let (status, page) = visit(&world, &agent, request, Some("asked_by=Priya&ticket=N1")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.contains("Choose how you checked who asked.") && page.contains("value=\"Priya\"")
        );
        let form = "asked_by=Priya&way=call&ticket=&note=x";
        let (_, page) = visit(&world, &agent, request, Some(form)).await;
        assert!(page.contains("Enter the reference of the ticket."), "{page}");
        let form = "asked_by=Priya&way=call&ticket=N1&note=A+technician";
        let (status, place) = visit(&world, &agent, request, Some(form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "{place}");
        let (_, page) = visit(&world, &agent, &place, None).await;
        assert!(page.contains("recorded under N1") && page.contains("Noor Agent"), "{page}");

        let local = person(&world, "FA1", "Lo", "Cal").await.id;
        world.grant(local, Role::LocalAdministrator, GrantSpan::Organisation(organisation)).await;
        let local = Actor::Account(local);
        let (_, page) = visit(&world, &local, at, None).await;
        assert!(page.contains("A technician") && !page.contains("Record a request"), "{page}");
        assert_eq!(visit(&world, &local, request, None).await.0, StatusCode::FORBIDDEN);

        let (_, list) = visit(&world, &agent, "/national/administration?text=fa1", None).await;
        assert!(list.contains("1 organisation") && list.contains("2 of 10"), "{list}");
        let filtered = "/national/administration?sector=dentistry";
        let (_, list) = visit(&world, &agent, filtered, None).await;
        assert!(list.contains("No organisation matches."), "{list}");
        let (_, file) = visit(&world, &platform, "/national/administration.csv", None).await;
        assert!(file.contains("\r\nFA1,Fa1 Hospital,pharmacy,"), "{file}");

        let form = "act=end&reason=Bought";
        let (status, place) = visit(&world, &platform, at, Some(form)).await;
        assert_eq!(status, StatusCode::SEE_OTHER, "it has an administrator: {place}");
        assert_eq!(visit(&world, &agent, at, None).await.0, StatusCode::NOT_FOUND);
    });
}
