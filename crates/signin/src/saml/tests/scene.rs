//! An application with keys of its own, somebody with a password, and their browser.

use std::sync::OnceLock;

use aws_lc_rs::digest::{SHA256, digest};
use axum::http::StatusCode;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use kernel::authority::{GrantSpan, Role};
use kernel::clock::Timestamp;
use kernel::door::Actor;
use kernel::http::Caller;
use kernel::ids::AccountId;
use rcgen::{CertificateParams, KeyPair, PKCS_RSA_SHA256, SigningKey as _};
use testkit::World;
use uuid::Uuid;
use wire::graph::query::encode;
use wire::saml::{
    Element, Kind, LONGEST_MESSAGE, address, canonical, parse, signed_info, to_form, with_signature,
};

use crate::applications::{OpenTo, Protocol, RegisterApplication, SamlDetails};
use crate::keys;
use crate::sessions::SignedIn;
use crate::testing::{PASSWORD, Shown, USERNAME, asha, browser, enter, send_with_cookie};

pub(super) const ENTITY: &str = "https://rota.example/saml";
pub(super) const REPLY: &str = "https://rota.example/saml/acs?tenant=1&x=2";
pub(super) const LOGOUT: &str = "https://rota.example/saml/logout";
pub(super) const SSO: &str = "http://localhost:8400/saml/sso";
pub(super) const ISSUER: &str = "http://localhost:8400/saml/metadata";

/// A key with its certificate, in base64.
pub(super) struct Key {
    pair: KeyPair,
    pub(super) certificate: String,
}

impl Key {
    fn draw() -> Self {
        let pair = KeyPair::generate_for(&PKCS_RSA_SHA256).expect("a key");
        let certificate = CertificateParams::default().self_signed(&pair).expect("a certificate");
        Self { pair, certificate: STANDARD.encode(certificate.der()) }
    }

    pub(super) fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.pair.sign(message).expect("a signature")
    }
}

/// The application's key.
pub(super) fn key() -> &'static Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(Key::draw)
}

/// Somebody else's.
pub(super) fn other_key() -> &'static Key {
    static KEY: OnceLock<Key> = OnceLock::new();
    KEY.get_or_init(Key::draw)
}

/// Metadata of an application of that name, which signs all it asks if `signs` says true.
pub(super) fn metadata(entity: &str, signs: &str) -> String {
    let place = entity.replace('&', "&amp;");
    let reply = if entity == ENTITY { REPLY.to_owned() } else { format!("{entity}/acs") };
    let logout = if entity == ENTITY { LOGOUT.to_owned() } else { format!("{entity}/logout") };
    let reply = reply.replace('&', "&amp;");
    let certificate = &key().certificate;
    format!(
        r#"<?xml version="1.0"?>
        <md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" xmlns:ds="http://www.w3.org/2000/09/xmldsig#" entityID="{place}">
          <md:SPSSODescriptor AuthnRequestsSigned="{signs}" protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
            <md:KeyDescriptor><ds:KeyInfo><ds:X509Data><ds:X509Certificate>{certificate}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
            <md:SingleLogoutService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="{logout}"/>
            <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Artifact" Location="https://rota.example/artifact" index="0"/>
            <md:AssertionConsumerService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST" Location="{reply}" index="1"/>
          </md:SPSSODescriptor>
        </md:EntityDescriptor>"#
    )
}

/// How an application is registered.
pub(super) fn registration(entity: &str, signs: &str) -> RegisterApplication {
    let body = serde_json::json!({ "name": "Rota", "protocol": "saml", "open_to": "everybody", "scopes": ["profile", "email", "organisation", "roles"] });
    let plain: RegisterApplication = serde_json::from_value(body).expect("a command");
    let saml = SamlDetails { metadata: metadata(entity, signs), ..SamlDetails::default() };
    RegisterApplication {
        protocol: Protocol::Saml,
        open_to: OpenTo::Everybody,
        saml: Some(saml),
        ..plain
    }
}

pub(super) struct Scene {
    pub(super) world: World,
    pub(super) platform: Actor,
    pub(super) application: Uuid,
    pub(super) person: AccountId,
    pub(super) caller: Caller,
    pub(super) session: SignedIn,
}

impl Scene {
    /// Somebody is signed in, and the application is registered like this.
    pub(super) async fn with(world: World, registration: RegisterApplication) -> Self {
        let organisation = world.organisation("RX9").await;
        let keeper = world.person("Pat Lee", organisation);
        world.grant(keeper, Role::PlatformAdministrator, GrantSpan::Nation).await;
        let platform = Actor::Account(keeper);
        let (person, _) = asha(&world).await;
        let application = world.done(platform.clone(), registration).await.application;
        let session = enter(&world, USERNAME, PASSWORD).await.expect("a session");
        let caller = Self::caller_of(&world, &session);
        Self { world, platform, application, person, caller, session }
    }

    pub(super) async fn new(world: World) -> Self {
        Self::with(world, registration(ENTITY, "false")).await
    }

    /// The browser in which a session began.
    pub(super) fn caller_of(world: &World, session: &SignedIn) -> Caller {
        Caller {
            actor: Actor::Account(session.account),
            session: Some(keys::hash(&session.session_key)),
            ..browser(world)
        }
    }

    /// A request of the application; more is said in attributes of the root, and within it.
    pub(super) fn request(&self, id: &str, attributes: &str, within: &str) -> String {
        request_of(ENTITY, id, self.world.clock.now(), attributes, within)
    }

    /// Sends a request in an address, signed by this key if there is one.
    pub(super) async fn asks(&self, caller: &Caller, xml: &str, key: Option<&Key>) -> Shown {
        open(&self.world, caller, &by_address(xml, key), "").await
    }

    /// Sends a request in a form, and goes on as the browser does.
    pub(super) async fn posts(&self, caller: &Caller, xml: &str) -> Shown {
        let form = format!("SAMLRequest={}&RelayState=back", encode(&to_form(xml)));
        let nobody = browser(&self.world);
        let shown = send_with_cookie(&self.world, &nobody, "/saml/sso", "", Some(&form)).await;
        if shown.status != StatusCode::SEE_OTHER {
            return shown;
        }
        open(&self.world, caller, shown.location(), &cookie_of(&shown)).await
    }
}

pub(super) fn request_of(
    entity: &str,
    id: &str,
    at: Timestamp,
    attributes: &str,
    within: &str,
) -> String {
    let at = at.rfc3339();
    format!(
        r#"<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" xmlns:saml="urn:oasis:names:tc:SAML:2.0:assertion" ID="{id}" Version="2.0" IssueInstant="{at}" Destination="{SSO}" {attributes}><saml:Issuer>{entity}</saml:Issuer>{within}</samlp:AuthnRequest>"#
    )
}

/// The path of an address of this service that carries a request.
pub(super) fn by_address(xml: &str, key: Option<&Key>) -> String {
    let sign =
        |text: &str| Ok::<_, ()>(key.map(|key| key.sign(text.as_bytes())).unwrap_or_default());
    let whole =
        address("/saml/sso", Kind::Request, xml, Some("back & forth"), sign).expect("an address");
    match key {
        Some(_) => whole,
        None => whole.split("&SigAlg=").next().expect("an address").to_owned(),
    }
}

/// The document with a signature by this key.
pub(super) fn signed(xml: &str, key: &Key) -> String {
    let root = parse(xml, LONGEST_MESSAGE).expect("a document");
    let id = root.attribute("ID").expect("an id").to_owned();
    let info = signed_info(&id, digest(&SHA256, canonical(&root).as_bytes()).as_ref());
    let value = key.sign(canonical(&info).as_bytes());
    canonical(&with_signature(root, info, &value, &key.certificate))
}

/// Opens an address of this service.
pub(super) async fn open(world: &World, caller: &Caller, address: &str, cookie: &str) -> Shown {
    send_with_cookie(world, caller, address, cookie, None).await
}

/// The cookie that an answer sets for what waits.
pub(super) fn cookie_of(shown: &Shown) -> String {
    let lines = shown.headers.get_all("set-cookie").iter();
    let mut lines = lines.filter_map(|line| line.to_str().ok());
    let line = lines.find(|line| line.contains("_saml_")).unwrap_or_default();
    line.split(';').next().unwrap_or_default().to_owned()
}

/// The value of a hidden field.
pub(super) fn field(shown: &Shown, name: &str) -> Option<String> {
    let mark = format!("name=\"{name}\" value=\"");
    let (_, rest) = shown.html.split_once(&mark)?;
    rest.split('"').next().map(|value| value.replace("&amp;", "&"))
}

/// The document of the answer on a page.
pub(super) fn answer(shown: &Shown) -> Element {
    let value =
        field(shown, "SAMLResponse").unwrap_or_else(|| panic!("{} {}", shown.status, shown.html));
    let xml = String::from_utf8(STANDARD.decode(value).expect("base64")).expect("text");
    parse(&xml, LONGEST_MESSAGE).expect("a document")
}

/// The codes of its status.
pub(super) fn status(answer: &Element) -> Vec<String> {
    let mut codes = Vec::new();
    let mut here = find(answer, "StatusCode");
    while let Some(code) = here {
        let value = code.attribute("Value").unwrap_or_default();
        codes.push(value.rsplit(':').next().unwrap_or_default().to_owned());
        here = code.elements().next();
    }
    codes
}

/// The first element of that name, however deep.
pub(super) fn find<'a>(root: &'a Element, name: &str) -> Option<&'a Element> {
    if root.name == name {
        return Some(root);
    }
    root.elements().find_map(|child| find(child, name))
}

/// The text of the first element of that name.
pub(super) fn text<'a>(root: &'a Element, name: &str) -> &'a str {
    find(root, name).and_then(Element::text).unwrap_or_default()
}

/// Whether the browser was told to go nowhere.
pub(super) fn is_stopped(shown: &Shown) -> bool {
    shown.status == StatusCode::BAD_REQUEST && field(shown, "SAMLResponse").is_none()
}
