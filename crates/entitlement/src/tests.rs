//! Journeys through the pages, as a browser without script would make them.

use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use facts::directory::{AccountCreated, OrganisationOpened};
use kernel::authority::Role;
use kernel::door::{Actor, Face};
use kernel::http::{App, Caller};
use kernel::ids::AccountId;
use testkit::{World, check};
use tower::ServiceExt;
use uuid::Uuid;

use crate::licences::{LicenceOverview, NationalLicences, ensure};
use crate::policies::{PolicyLine, PolicyList, PolicyOfPerson};

const E3: &str = "05e9a617-0261-4cee-bb44-138d3ef5d965";
const E5: &str = "06ebc4ee-1bb5-47dd-8120-11324bc54e06";

struct Browser<'a> {
    world: &'a World,
    actor: Actor,
}

impl Browser<'_> {
    async fn send(&self, request: Request<Body>) -> (StatusCode, String, String) {
        let caller = Caller {
            actor: self.actor.clone(),
            scope: None,
            face: Face::Portal,
            request: Uuid::nil(),
            peer: String::new(),
            session: None,
            key: None,
            expected: None,
        };
        let mut request = request;
        request.extensions_mut().insert(caller);
        let router = crate::portal().with_state(App { door: self.world.door.clone() });
        let response = router.oneshot(request).await.unwrap();
        let status = response.status();
        let onward =
            response.headers().get(header::LOCATION).map(|to| to.to_str().unwrap().to_owned());
        let body = to_bytes(response.into_body(), 4 << 20).await.unwrap();
        (status, onward.unwrap_or_default(), String::from_utf8(body.to_vec()).unwrap())
    }

    async fn sees(&self, address: &str, words: &str) {
        let (status, _, page) = self.send(Request::get(address).body(Body::empty()).unwrap()).await;
        assert_eq!(status, StatusCode::OK, "{address}");
        assert!(page.contains(words), "{address} does not say {words:?}: {page}");
        assert_eq!(page.matches("<h1").count(), 1, "{address} has one title");
    }

    async fn status(&self, address: &str) -> StatusCode {
        self.send(Request::get(address).body(Body::empty()).unwrap()).await.0
    }

    async fn posts(&self, address: &str, fields: &[(&str, &str)]) -> (StatusCode, String, String) {
        let fields: Vec<String> = fields
            .iter()
            .map(|(field, value)| format!("{field}={}", ui::link::part(value)))
            .collect();
        let request = Request::post(address)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(fields.join("&")))
            .unwrap();
        self.send(request).await
    }
}

async fn lines(world: &World) -> Vec<PolicyLine> {
    let list = PolicyList { organisation: "RX1".to_owned(), after: None, limit: None };
    world.asked(world.operator(), &list).await.items
}

async fn newcomer(world: &World, name: &str) -> AccountId {
    let organisation =
        world.asked(world.operator(), &LicenceOverview { organisation: "RX1".to_owned() }).await;
    assert_eq!(organisation.organisation, "RX1");
    let found = world
        .door
        .reader()
        .await
        .unwrap()
        .ask(facts::directory::OrganisationCoded("RX1".to_owned()))
        .await
        .unwrap();
    let organisation = found.unwrap().organisation;
    let account = world.person(name, organisation);
    let kind = "user".to_owned();
    world.note(AccountCreated { account, organisation, kind, policy: None }).await;
    account
}

#[test]
fn a_purchase_a_user_policy_and_a_move_are_made_on_the_pages() {
    check(crate::manifests, |world| async move {
        ensure(&world.door).await.unwrap();
        let organisation = world.organisation("RX1").await;
        let foreign = world.organisation("RX2").await;
        for organisation in [organisation, foreign] {
            world.note(OrganisationOpened { organisation }).await;
        }
        let platform = world.administrator(Role::PlatformAdministrator, organisation).await;
        let platform = Browser { world: &world, actor: platform };
        platform.sees("/national/licences", "No purchases yet").await;
        platform.sees("/national/licences/products?search=visio", "Visio Plan 2").await;
        platform.sees("/national/licences/new", "Add a purchase").await;
        let mut purchase = vec![
            ("product", E5),
            ("label", "Contract 7"),
            ("quantity", "x"),
            ("organisation", "RX1"),
            ("step", "check"),
        ];
        let (status, _, page) = platform.posts("/national/licences/new", &purchase).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.contains("Enter a whole number of licences") && page.contains("Contract 7"),
            "what was typed is kept"
        );
        purchase[2].1 = "1";
        assert!(
            platform
                .posts("/national/licences/new", &purchase)
                .await
                .2
                .contains("Check the purchase")
        );
        purchase[4].1 = "save";
        let (status, onward, _) = platform.posts("/national/licences/new", &purchase).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        platform.sees(&onward, "Purchase added").await;
        let national = [
            ("product", E3),
            ("label", "National"),
            ("quantity", "100"),
            ("tops_up", "no"),
            ("step", "save"),
        ];
        let (_, onward, _) = platform.posts("/national/licences/new", &national).await;
        let own = onward.trim_end_matches("?done=added").to_owned();
        let (_, onward, _) = platform
            .posts(&format!("{own}/part"), &[("organisation", "RX1"), ("amount", "5")])
            .await;
        platform.sees(&onward, "Licences shared out").await;
        let (status, _, page) = platform
            .posts(&format!("{own}/part"), &[("organisation", "NONE"), ("amount", "5")])
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("does not use the service"));
        let (status, _, _) = platform
            .posts(&format!("{own}/quantity"), &[("quantity", "3"), ("version", "7")])
            .await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "somebody changed it meanwhile");
        let (_, onward, _) = platform
            .posts(&format!("{own}/quantity"), &[("quantity", "30"), ("version", "1")])
            .await;
        platform.sees(&onward, "Number of licences changed").await;
        assert_eq!(
            world.asked(world.operator(), &NationalLicences::default()).await.items.len(),
            2
        );

        let asha = newcomer(&world, "Asha Rao").await;
        let ben = newcomer(&world, "Ben Cole").await;
        let local = world.administrator(Role::LocalAdministrator, organisation).await;
        let local = Browser { world: &world, actor: local };
        local.sees("/o/RX1/licences", "Contract 7").await;
        local.sees("/o/RX1/policies", "New people get this").await;
        local.sees("/o/RX1/policies/new", "Create a user policy").await;
        assert_eq!(local.status("/o/RX2/policies").await, StatusCode::NOT_FOUND);
        assert_eq!(local.status("/o/NONE/policies").await, StatusCode::NOT_FOUND);
        assert_eq!(local.status("/o/RX1/policies/nonsense").await, StatusCode::NOT_FOUND);
        assert_eq!(local.status("/national/licences").await, StatusCode::FORBIDDEN);

        let mut research =
            vec![("name", ""), ("base_product", E5), ("applications", "teams"), ("step", "save")];
        let (status, _, page) = local.posts("/o/RX1/policies/new", &research).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Enter a name of 60 characters or fewer"));
        research[0].1 = "Research";
        let (status, onward, _) = local.posts("/o/RX1/policies/new", &research).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        local.sees(&onward, "User policy created").await;
        let line = lines(&world).await.into_iter().find(|line| line.name == "Research").unwrap();
        let own = format!("/o/RX1/policies/{}", line.id);

        for person in [asha, ben] {
            let address = format!("/o/RX1/people/{person}/policy");
            let words = if person == asha {
                "Microsoft 365 E5: 1 free"
            } else {
                "none free, they wait and are next in turn"
            };
            local.sees(&address, words).await;
            let version =
                world.asked(world.operator(), &PolicyOfPerson { person }).await.version.to_string();
            let policy = line.id.to_string();
            assert_eq!(
                local.posts(&address, &[("policy", ""), ("version", &version)]).await.0,
                StatusCode::UNPROCESSABLE_ENTITY
            );
            let (_, onward, _) =
                local.posts(&address, &[("policy", &policy), ("version", &version)]).await;
            local.sees(&onward, "is now in Research").await;
        }
        let at = format!("/o/RX1/people/{asha}/policy");
        let national =
            lines(&world).await.into_iter().find(|line| line.name == "National").unwrap();
        let national = national.id.to_string();
        let version = async || {
            let now = world.asked(world.operator(), &PolicyOfPerson { person: asha }).await;
            now.version.to_string()
        };
        let plan = async |day: &str, month: &str, year: &str| {
            let version = version().await;
            let fields = [
                ("policy", &*national),
                ("version", &version),
                ("day-day", day),
                ("day-month", month),
                ("day-year", year),
            ];
            local.posts(&at, &fields).await
        };
        let (status, _, page) = plan("1", "x", "2027").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Enter a day from tomorrow on"), "{page}");
        let (_, onward, _) = plan("5", "3", "2027").await;
        local.sees(&onward, "moves to National on 5 March 2027").await;
        let (_, onward, _) = plan("6", "3", "2027").await;
        local.sees(&onward, "What was planned before is replaced").await;
        local.sees(&at, "A day that you enter here replaces the move that is planned").await;
        local.sees("/o/RX1/policies/planned", "6 March 2027").await;
        local
            .sees(&format!("/o/RX1/policies/{national}"), "1 person moves here on a day to come")
            .await;
        let call = world.call(local.actor.clone());
        let ready =
            (crate::ready_lines()[0])(world.door.clone(), call.clone(), asha).await.unwrap();
        assert_eq!(ready[0].text, "Research. Moves to National on 6 March 2027");
        let part = (crate::coming()[0])(world.door.clone(), call, "RX1".to_owned()).await.unwrap();
        assert_eq!(part.unwrap().lines[0].what, "moves from Research to National");
        let (status, _, page) = local.posts(&format!("{at}/cancel"), &[("version", "1")]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Somebody changed this after you opened it"));
        let fields = version().await;
        let (_, onward, _) = local.posts(&format!("{at}/cancel"), &[("version", &fields)]).await;
        local.sees(&onward, "Asha Rao stays in Research").await;
        local.sees("/o/RX1/policies/planned", "No move is planned").await;
        local.sees(&own, "Waiting, next in turn").await;
        local.sees(&format!("{own}?search=zz"), "No people to show").await;
        local.sees(&format!("/o/RX1/licences/{E5}/waiting"), "Ben Cole").await;
        let call = world.call(local.actor.clone());
        let card = (crate::cards()[0])(world.door.clone(), call.clone()).await.unwrap().unwrap();
        assert!(card.body.0.contains("0 free, 1 person waiting"), "{}", card.body.0);
        let ready = (crate::ready_lines()[0])(world.door.clone(), call, ben).await.unwrap();
        assert_eq!(ready[1].text, "Microsoft 365 E3 until Microsoft 365 E5 is free");

        local.sees(&format!("{own}/edit"), "Research").await;
        let version = line.version.to_string();
        let mut change = vec![
            ("name", "Research"),
            ("base_product", E3),
            ("applications", "teams"),
            ("version", &version),
            ("step", "check"),
        ];
        let (_, _, page) = local.posts(&format!("{own}/edit"), &change).await;
        assert!(
            page.contains("2 people in this user policy") && page.contains("Their licences change"),
            "{page}"
        );
        change[4].1 = "save";
        let (_, onward, _) = local.posts(&format!("{own}/edit"), &change).await;
        local.sees(&onward, "User policy changed").await;
        let version = (line.version + 1).to_string();
        let (_, onward, _) = local.posts(&format!("{own}/default"), &[("version", &version)]).await;
        local.sees(&onward, "New people now get this user policy").await;
        let (status, _, page) =
            local.posts(&format!("{own}/remove"), &[("version", &version)]).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Make another one the default first"));
        local.sees(&format!("{own}/remove"), "Remove this user policy").await;
    });
}
