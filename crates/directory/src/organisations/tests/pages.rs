use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use kernel::authority::{GrantSpan, Role};
use kernel::door::{Actor, Face};
use kernel::http::{App, Caller};
use testkit::World;
use tower::ServiceExt as _;

use super::{check, holder, import, opened, row};
use crate::organisations::jobs::notice_changes;
use crate::organisations::model::{Confidence, RegisterRow, SuccessionRow};
use crate::organisations::portal;

/// A browser of one person, as far as it matters here.
struct Browser {
    routes: Router,
    caller: Caller,
}

impl Browser {
    fn of(world: &World, actor: Actor) -> Self {
        let caller = Caller {
            actor,
            scope: None,
            face: Face::Portal,
            request: kernel::ids::new_at(world.clock.now()),
            peer: String::new(),
            session: None,
            key: None,
            expected: None,
        };
        Self { routes: portal::routes().with_state(App { door: world.door.clone() }), caller }
    }

    async fn send(
        &self,
        request: axum::http::request::Builder,
        body: impl Into<Body>,
    ) -> (StatusCode, String) {
        let mut request = request.body(body.into()).unwrap();
        request.extensions_mut().insert(self.caller.clone());
        let response: Response = self.routes.clone().oneshot(request).await.unwrap();
        let status = response.status();
        if let Some(to) = response.headers().get(header::LOCATION) {
            return (status, to.to_str().unwrap().to_owned());
        }
        let bytes = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
        (status, String::from_utf8(bytes.to_vec()).unwrap())
    }

    async fn get(&self, address: &str) -> String {
        let (status, page) = self.send(Request::get(address), Body::empty()).await;
        assert_eq!(status, StatusCode::OK, "{address}");
        assert_eq!(page.matches("<h1").count(), 1, "{address}");
        page
    }

    async fn status(&self, address: &str) -> StatusCode {
        self.send(Request::get(address), Body::empty()).await.0
    }

    async fn post(&self, address: &str, fields: &str) -> (StatusCode, String) {
        let request =
            Request::post(address).header("content-type", "application/x-www-form-urlencoded");
        self.send(request, fields.to_owned()).await
    }

    async fn upload(
        &self,
        fields: &[(&str, &str)],
        name: &str,
        bytes: &str,
    ) -> (StatusCode, String) {
        let mut body = String::new();
        for (field, value) in fields {
            body += &format!(
                "--edge\r\ncontent-disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
            );
        }
        body += &format!(
            "--edge\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{bytes}\r\n--edge--\r\n"
        );
        let request = Request::post("/national/register")
            .header("content-type", "multipart/form-data; boundary=edge");
        self.send(request, body).await
    }
}

#[test]
fn a_platform_administrator_finds_checks_and_opens_an_organisation() {
    check(|world| async move {
        world
            .done(
                world.operator(),
                import("etr", 20251201, vec![row("RX1", "Northvale <Hospitals>")]),
            )
            .await;
        let platform = holder(&world, Role::PlatformAdministrator, GrantSpan::Nation).await;
        let browser = Browser::of(&world, platform);
        let list = browser.get("/national/organisations?text=north&state=&kind=").await;
        assert!(list.contains("Northvale &lt;Hospitals&gt;") && list.contains("1 organisation"));
        let record = browser.get("/national/organisations/RX1").await;
        assert!(record.contains("Open this organisation") && record.contains("First day in law"));
        let form = browser.get("/national/organisations/RX1/open").await;
        assert!(form.contains("value=\"nh\""), "the short name is suggested");
        let address = "/national/organisations/RX1/open";
        let (status, page) =
            browser.post(address, "short_name=nh&version=1&time_zone=&usage_location=GB").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Choose a tier.") && page.contains("#time_zone"));
        let typed = "short_name=nh&version=1&tier=standard&parent=&time_zone=Europe%2FLondon&usage_location=gb&waiver=A+test";
        let (status, page) = browser.post(address, typed).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("Check before opening") && page.contains("Standard"));
        let (status, to) = browser.post(address, &format!("{typed}&open=yes")).await;
        assert_eq!(
            (status, to.as_str()),
            (StatusCode::SEE_OTHER, "/national/organisations/RX1?done=opened")
        );
        assert!(browser.get(&to).await.contains("The organisation is open."));
        let (status, page) = browser.post(address, &format!("{typed}&open=yes")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            page.contains("Somebody changed this"),
            "the form is stale and keeps what was typed"
        );
        let place = browser.get("/national/organisations/RX1/place").await;
        assert!(place.contains("Administered from above by"));
        let (status, to) = browser.post("/national/organisations/RX1/close", "version=2").await;
        assert_eq!(
            (status, to.as_str()),
            (StatusCode::SEE_OTHER, "/national/organisations/RX1?done=closed")
        );
    });
}

#[test]
fn a_local_administrator_keeps_contacts_and_units_and_a_help_desk_only_looks() {
    check(|world| async move {
        let rx1 = opened(&world, "RX1", None).await;
        opened(&world, "RX2", None).await;
        let local = Browser::of(
            &world,
            holder(&world, Role::LocalAdministrator, GrantSpan::Organisation(rx1.id)).await,
        );
        let desk = Browser::of(
            &world,
            holder(&world, Role::LocalHelpDesk, GrantSpan::Organisation(rx1.id)).await,
        );
        let mine = local.get("/o").await;
        assert!(mine.contains("RX1 Hospital") && !mine.contains("RX2 Hospital"));
        assert!(local.get("/o/RX1/organisation").await.contains("/o/RX1/organisation/contacts"));
        assert!(!desk.get("/o/RX1/organisation").await.contains("/o/RX1/organisation/contacts"));
        for address in ["/o/RX2/organisation", "/o/RX9/organisation", "/o/RX2/organisation/units"] {
            assert_eq!(local.status(address).await, StatusCode::NOT_FOUND, "{address}");
        }
        assert_eq!(local.status("/national/organisations").await, StatusCode::FORBIDDEN);
        assert_eq!(local.status("/national/organisations/RX2").await, StatusCode::NOT_FOUND);
        assert_eq!(local.status("/national/register").await, StatusCode::FORBIDDEN);
        assert_eq!(desk.status("/o/RX1/organisation/contacts").await, StatusCode::FORBIDDEN);

        let form = local.get("/o/RX1/organisation/contacts").await;
        let version = form
            .split("name=\"version\" value=\"")
            .nth(1)
            .unwrap()
            .split('"')
            .next()
            .unwrap()
            .to_owned();
        let address = "/o/RX1/organisation/contacts";
        let fields = |zone: &str| {
            format!(
                "version={version}&support_telephone=01632+960003&support_hours=9+to+5&time_zone={zone}"
            )
        };
        let (status, page) = local.post(address, &fields("nowhere")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("There is no such time zone.") && page.contains("01632 960003"));
        let (status, to) = local.post(address, &fields("Europe%2FLondon")).await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let shown = local.get(&to).await;
        assert!(shown.contains("The contacts were changed.") && shown.contains("01632 960003"));

        let (status, to) = local.post("/o/RX1/organisation/units/new", "name=Wards&parent=").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let units = local.get(&to).await;
        let unit = units.split("/organisation/units/").find(|part| part.starts_with('0')).unwrap();
        let address = format!("/o/RX1/organisation/units/{}", unit.split('"').next().unwrap());
        assert!(local.get(&address).await.contains("Remove unit"));
        let (status, _) = local.post(&address, "name=Beds&version=1").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        let (status, page) = local.post(&format!("{address}/remove"), "version=1").await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Somebody changed this"));
        let (status, _) = local.post(&format!("{address}/remove"), "version=2").await;
        assert_eq!(status, StatusCode::SEE_OTHER);
        assert!(local.get("/o/RX1/organisation/units").await.contains("There are no units."));
    });
}

#[test]
fn a_register_file_is_looked_at_and_then_the_same_file_is_imported() {
    check(|world| async move {
        let platform = Browser::of(
            &world,
            holder(&world, Role::PlatformAdministrator, GrantSpan::Nation).await,
        );
        assert!(platform.get("/national/register").await.contains("Show what would change"));
        let line = |code: &str| format!("\"{code}\",\"TRUST {code}\"{}\r\n", ",\"\"".repeat(25));
        let csv = line("RX1") + &line("RX2") + "\"RX3\",\"NO COLUMNS\"\r\n";
        let (status, page) = platform.upload(&[], "etr.csv", &csv).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("Say the day on which"), "the name does not say the day");
        let (status, page) = platform.upload(&[("as_of", "2025-12-29")], "etr.csv", &csv).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("What would change") && page.contains("Refused rows"));
        let digest = crate::organisations::jobs::digest_of(csv.as_bytes());
        assert!(page.contains(&digest));
        let (status, ahead) = platform.upload(&[("as_of", "2062-02-01")], "etr.csv", &csv).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(
            ahead.contains("2062-02-01, is more than 31 days ahead") && ahead.contains("#as_of")
        );
        // The second form carries what was looked at, not what was typed.
        let (_, named) = platform.upload(&[], "etr_2025-12-29.csv", &csv).await;
        assert!(named.contains("name=\"as_of\" value=\"2025-12-29\""), "{named}");
        assert!(named.contains("name=\"name\" value=\"etr_2025-12-29.csv\""), "{named}");
        let successions = "trust_code_old,trust_code_new,from_date\nRX1,RX2,2025-04-01\n";
        let fields = [
            ("as_of", "2025-12-29"),
            ("digest", &crate::organisations::jobs::digest_of(successions.as_bytes())),
        ];
        let (_, page) = platform.upload(&fields, "mergers.csv", successions).await;
        assert!(page.contains("The file was imported."), "a succession is something new");
        let fields = [("as_of", "2025-12-29"), ("digest", digest.as_str())];
        let (status, page) = platform.upload(&fields, "etr.csv", &line("RX1")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(page.contains("This is not the file you looked at."));
        let (status, page) = platform.upload(&fields, "etr.csv", &csv).await;
        assert_eq!(status, StatusCode::OK);
        assert!(page.contains("The file was imported."));
        let (_, page) = platform.upload(&fields, "etr.csv", &csv).await;
        assert!(page.contains("Nothing had to be changed."));
        assert!(platform.get("/national/register").await.contains("29 December 2025"));
    });
}

#[test]
fn register_changes_are_listed_and_marked_as_dealt_with() {
    check(|world| async move {
        let one = opened(&world, "RX1", None).await;
        opened(&world, "RX2", None).await;
        let platform = holder(&world, Role::PlatformAdministrator, GrantSpan::Nation).await;
        let browser = Browser::of(&world, platform);
        let list = "/national/register/changes";
        assert!(
            browser.get(list).await.contains("Every change of the register has been dealt with")
        );
        let closed = RegisterRow {
            legal_closed_on: Some(20250331),
            closed_on: Some(21000630),
            ..row("RX1", "RX1 Hospital")
        };
        let renamed = row("RX2", "RX2 <Infirmary>");
        let mut told = import("etr", 20260201, vec![closed, renamed]);
        told.successions.push(SuccessionRow {
            old_code: "RX1".to_owned(),
            new_code: "RX9".to_owned(),
            effective_on: 20250401,
            source: "report".to_owned(),
            confidence: Confidence::Inferred,
            note: None,
        });
        world.done(world.operator(), told).await;
        notice_changes(&world.door).await.unwrap();
        let page = browser.get(list).await;
        assert!(page.contains("RX2 &lt;Infirmary&gt;") && page.contains("it was RX2 Hospital"));
        assert!(page.contains("Not in this register (RX9)"), "an unknown successor is its code");
        let record = browser.get("/national/organisations/RX1").await;
        assert!(
            record.contains("Closed (legally 31/03/2025, operationally open until 30/06/2100)")
        );
        assert!(record.contains("Followed by") && record.contains("Inferred, to be verified"));

        let settle = "organisation=RX2&kind=renamed&version=";
        let (status, page) = browser.post(list, &format!("{settle}1")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "an old page settles nothing");
        assert!(page.contains("RX2 &lt;Infirmary&gt;"));
        let (status, to) = browser.post(list, &format!("{settle}2")).await;
        assert_eq!(
            (status, to.as_str()),
            (StatusCode::SEE_OTHER, "/national/register/changes?done=settled")
        );
        assert!(!browser.get(&to).await.contains("RX2 &lt;Infirmary&gt;"));

        let at = GrantSpan::Organisation(one.id);
        let primary = holder(&world, Role::PrimaryLocalAdministrator, at).await;
        let primary = Browser::of(&world, primary);
        let own = primary.get("/o/RX1/organisation").await;
        assert!(own.contains("Register changes") && own.contains("31 March 2025"));
        let local = holder(&world, Role::LocalAdministrator, at).await;
        let local = Browser::of(&world, local).get("/o/RX1/organisation").await;
        assert!(!local.contains("Register changes"), "other administrators have no say in it");
        let (status, to) =
            primary.post("/o/RX1/organisation/register", "kind=closed&version=2").await;
        assert_eq!(
            (status, to.as_str()),
            (StatusCode::SEE_OTHER, "/o/RX1/organisation?done=settled")
        );
        assert!(!primary.get("/o/RX1/organisation").await.contains("Register changes"));
    });
}
