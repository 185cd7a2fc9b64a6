//! The same for the pages: whatever address is typed, what lies out of sight answers as what does not exist.
//!
//! The list of addresses is compared with the routes in the sources, so that a new page cannot be forgotten.

use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Method, Request, header};
use kernel::authority::Role;
use kernel::config::Settings;
use serde_json::json;
use testkit::{Engine, World};
use tower::ServiceExt as _;

use super::Findings;
use super::nation::{Cast, Nation, PRODUCT, Reach, Relation, Target, session_key};
use crate::whole;

/// Pages of one organisation, and of what is in it.
const PLACES: &[&str] = &[
    "/history/{act}/undo",
    "/o/{code}",
    "/o/{code}/administrators",
    "/o/{code}/administrators.csv",
    "/o/{code}/administrators.xlsx",
    "/o/{code}/administrators/new",
    "/o/{code}/administrators/{grant}/end",
    "/o/{code}/closing",
    "/o/{code}/closing.csv",
    "/o/{code}/bulk",
    "/o/{code}/bulk/file",
    "/o/{code}/bulk/{bulk}",
    "/o/{code}/bulk/{bulk}/outcome.csv",
    "/o/{code}/held-deletions",
    "/o/{code}/held-deletions/{night}",
    "/o/{code}/history",
    "/o/{code}/looked",
    "/o/{code}/sign-ins",
    "/o/{code}/sign-ins.csv",
    "/o/{code}/looked.csv",
    "/o/{code}/history.csv",
    "/o/{code}/history/proof",
    "/o/{code}/history/proof.json",
    "/o/{code}/joining",
    "/o/{code}/administration",
    "/o/{code}/administration/request",
    "/o/{code}/licences",
    "/o/{code}/licences/{product}/waiting",
    "/o/{code}/letters",
    "/o/{code}/notices",
    "/o/{code}/notices/{notice}",
    "/o/{code}/on-the-way",
    "/o/{code}/on-the-way/retry",
    "/o/{code}/banners",
    "/o/{code}/banners/end",
    "/o/{code}/organisation",
    "/o/{code}/password-words",
    "/o/{code}/rules",
    "/o/{code}/rules/{name}",
    "/o/{code}/organisation/contacts",
    "/o/{code}/organisation/register",
    "/o/{code}/organisation/units",
    "/o/{code}/organisation/units/new",
    "/o/{code}/organisation/units/{unit}",
    "/o/{code}/organisation/units/{unit}/remove",
    "/o/{code}/applications",
    "/o/{code}/applications/new",
    "/o/{code}/applications/{application}",
    "/o/{code}/applications/{application}/allow",
    "/o/{code}/applications/{application}/change",
    "/o/{code}/applications/{application}/retire",
    "/o/{code}/applications/{application}/secret",
    "/o/{code}/people",
    "/o/{code}/people.csv",
    "/o/{code}/people.xlsx",
    "/o/{code}/people/bulk",
    "/o/{code}/people/claim",
    "/o/{code}/people/coming",
    "/o/{code}/people/deleted",
    "/o/{code}/people/leavers",
    "/o/{code}/people/new",
    "/o/{code}/people/{id}",
    "/o/{code}/people/{id}/change",
    "/o/{code}/people/{id}/delete",
    "/o/{code}/people/{id}/disable",
    "/o/{code}/people/{id}/enable",
    "/o/{code}/people/{id}/end-sessions",
    "/o/{code}/people/{id}/first-day",
    "/o/{code}/people/{id}/hold",
    "/o/{code}/people/{id}/leave",
    "/o/{code}/people/{id}/mailbox",
    "/o/{code}/people/{id}/release",
    "/o/{code}/people/{id}/rename",
    "/o/{code}/people/{id}/reset",
    "/o/{code}/people/{id}/restore",
    "/o/{code}/people/{id}/identity",
    "/o/{code}/people/{id}/identity/text",
    "/o/{code}/people/{id}/sign-ins",
    "/o/{code}/compromised",
    "/o/{code}/people/{id}/compromised",
    "/o/{code}/people/{id}/compromised/release",
    "/o/{code}/people/{id}/compromised/lift",
    "/o/{code}/people/{id}/compromised/end-lift",
    "/o/{code}/people/{id}/compromised/devices",
    "/o/{code}/people/{id}/compromised/close",
    "/o/{code}/people/{id}/passkeys",
    "/o/{code}/people/{id}/code-sheet",
    "/o/{code}/people/{id}/reset-second-step",
    "/o/{code}/people/{id}/start-code",
    "/o/{code}/people/{id}/start-link",
    "/o/{code}/people/{id}/stay",
    "/o/{code}/people/{id}/transfer",
    "/o/{code}/people/{id}/unlock",
    "/o/{code}/people/{person}/access",
    "/o/{code}/people/{person}/history",
    "/o/{code}/people/{person}/policy",
    "/o/{code}/people/{person}/policy/cancel",
    "/o/{code}/policies",
    "/o/{code}/policies/new",
    "/o/{code}/policies/planned",
    "/o/{code}/policies/{policy}",
    "/o/{code}/policies/{policy}/default",
    "/o/{code}/policies/{policy}/edit",
    "/o/{code}/policies/{policy}/remove",
    "/o/{code}/reports",
    "/o/{code}/reports/licences",
    "/o/{code}/reports/licences.csv",
    "/o/{code}/reports/licences.xlsx",
    "/o/{code}/reports/policies",
    "/o/{code}/reports/policies.csv",
    "/o/{code}/reports/policies.xlsx",
    "/requests/{request}",
    "/requests/{request}/files/{attachment}",
    "/o/{code}/people/{id}/second-step",
    "/o/{code}/people/{id}/second-step/ask",
    "/o/{code}/people/{id}/second-step/end",
    "/o/{code}/people/{id}/second-step/except",
    "/o/{code}/second-step",
    "/o/{code}/second-step.csv",
    "/o/{code}/second-step/networks",
    "/o/{code}/second-step/networks/remove",
    "/o/{code}/second-step/policy",
    "/o/{code}/second-step/remind",
    "/o/{code}/second-step/report",
    "/o/{code}/second-step/report.csv",
    "/o/{code}/terms",
    "/o/{code}/terms.csv",
    "/o/{code}/terms/discard",
    "/o/{code}/terms/draft",
    "/o/{code}/terms/own",
    "/o/{code}/terms/preview",
    "/o/{code}/terms/remind",
    "/o/{code}/transfers",
    "/o/{code}/transfers/ask/{id}",
    "/o/{code}/transfers/{transfer}",
];

/// Pages of an organisation about somebody whom everybody finds in the directory, wherever they belong.
const CARDS: &[&str] = &["/o/{code}/transfers/ask/{id}"];

/// Pages of an organisation for those who look after it from outside; they are not asked here.
const FROM_OUTSIDE: &[&str] = &["/o/{code}/administration/request"];

/// Addresses of an organisation that forms are sent to and that are no pages.
const FORMS_ONLY: &[&str] = &[
    "/o/{code}/people/{id}/compromised/close",
    "/o/{code}/people/{id}/compromised/devices",
    "/o/{code}/people/{id}/compromised/release",
    "/o/{code}/people/{id}/compromised/lift",
    "/o/{code}/people/{id}/compromised/end-lift",
    "/o/{code}/banners/end",
    "/o/{code}/bulk/file",
    "/o/{code}/on-the-way/retry",
    "/o/{code}/organisation/register",
    "/o/{code}/organisation/units/{unit}/remove",
    "/o/{code}/people/{person}/policy/cancel",
    "/o/{code}/policies/{policy}/default",
    "/o/{code}/people/{id}/identity/text",
    "/o/{code}/people/{id}/second-step/end",
    "/o/{code}/second-step/networks/remove",
    "/o/{code}/second-step/remind",
    "/o/{code}/terms/discard",
    "/o/{code}/terms/remind",
];

/// Pages of the service as a whole; what they name is nobody's business outside it.
const NATIONAL: &[&str] = &[
    "/national",
    "/national/applications",
    "/national/applications/new",
    "/national/applications/{application}",
    "/national/applications/{application}/change",
    "/national/applications/{application}/hold",
    "/national/applications/{application}/retire",
    "/national/applications/{application}/secret",
    "/national/break-glass",
    "/national/break-glass/alarms/{alarm}",
    "/national/break-glass/end",
    "/national/signing-keys",
    "/national/signing-keys/withdraw",
    "/national/applications/{application}/test",
    "/national/banners",
    "/national/banners/end",
    "/national/held-deletions",
    "/national/administrators",
    "/national/administrators/new",
    "/national/administrators/{grant}/end",
    "/national/administration",
    "/national/administration.csv",
    "/national/joining",
    "/national/joining.csv",
    "/national/organisations.csv",
    "/national/organisations.xlsx",
    "/national/joining/{code}",
    "/national/joining/{code}/administrator",
    "/national/joining/{code}/apply",
    "/national/joining/{code}/checks/{check}",
    "/national/few-administrators",
    "/national/few-administrators.csv",
    "/national/licences",
    "/national/licences/new",
    "/national/licences/products",
    "/national/licences/{subscription}",
    "/national/licences/{subscription}/part",
    "/national/licences/{subscription}/quantity",
    "/national/letters",
    "/national/letters/retry",
    "/national/notices",
    "/national/notices/{notice}",
    "/national/organisations",
    "/national/organisations/{code}",
    "/national/organisations/{code}/alike",
    "/national/organisations/{code}/alike.csv",
    "/national/organisations/{code}/close",
    "/national/organisations/{code}/open",
    "/national/organisations/{code}/place",
    "/national/register",
    "/national/register/changes",
    "/national/roles",
    "/national/compromised",
    "/national/password-words",
    "/national/rules",
    "/national/rules/{name}",
    "/national/set-up",
    "/national/tenant",
    "/national/second-step",
    "/national/second-step/decisions",
    "/national/second-step/decisions/exception",
    "/national/second-step/decisions/network",
    "/national/second-step/missed",
    "/national/terms",
    "/national/terms/applications",
    "/national/terms/applications/end",
    "/national/terms/discard",
    "/national/terms/organisations",
    "/national/terms/draft",
    "/national/terms/preview",
    "/national/tenant/pause",
    "/national/tenant/release",
    "/national/tenant/resume",
];

/// What is everybody's or one's own, and shows a card at most.
const COMMON: &[&str] = &[
    "/",
    "/accessibility",
    "/ask",
    "/ask/{kind}",
    "/cannot-sign-in",
    "/device",
    "/device/confirm",
    "/health/live",
    "/health/ready",
    "/help",
    "/help/{guide}",
    "/home",
    "/me",
    "/me/cover",
    "/me/cover/end",
    "/me/cover/new",
    "/me/details",
    "/me/mailbox",
    "/me/history",
    "/me/letters",
    "/me/looked",
    "/me/password",
    "/me/allowed",
    "/me/allowed/leave",
    "/me/allowed/withdraw",
    "/me/applications",
    "/me/passkeys",
    "/me/passkeys/add",
    "/me/passkeys/confirm",
    "/me/passkeys/remove",
    "/me/passkeys/rename",
    "/me/requests",
    "/me/second-step",
    "/me/second-step/add",
    "/me/second-step/codes",
    "/me/second-step/confirm",
    "/me/second-step/remove",
    "/me/compromised",
    "/me/telephone-word",
    "/me/text-messages",
    "/me/text-messages/add",
    "/me/text-messages/confirm",
    "/me/text-messages/remove",
    "/me/text-messages/send",
    "/me/terms",
    "/me/terms/accept",
    "/me/terms/one/{terms}",
    "/me/sessions",
    "/me/sessions/end-all",
    "/me/tokens",
    "/me/tokens/revoke",
    "/me/reports",
    "/me/reports/new",
    "/me/reports/{schedule}",
    "/me/reports/{schedule}/{file}/report.csv",
    "/me/views",
    "/me/views/{view}",
    "/my-organisation",
    "/o",
    "/oidc/authorize",
    "/oidc/logout",
    "/oidc/logout/confirm",
    "/oidc/resume",
    "/saml/logout",
    "/saml/logout/resume",
    "/saml/resume",
    "/saml/sso",
    "/saml/start/{application}",
    "/o/search",
    "/people",
    "/people/card/{id}",
    "/privacy",
    "/recover",
    "/recover/password",
    "/recover/prove",
    "/recover/text",
    "/second-person",
    "/second-person/{proposal}",
    "/second-person/{proposal}/approve",
    "/second-person/{proposal}/decline",
    "/second-person/{proposal}/withdraw",
    "/sign-in",
    "/sign-in/code",
    "/sign-in/code/text",
    "/sign-in/new-password",
    "/sign-in/second-step",
    "/sign-in/second-step/confirm",
    "/sign-in/second-step/passkey",
    "/sign-in/second-step/passkey/confirm",
    "/sign-in/terms",
    "/sign-in/terms/declined",
    "/sign-in/passkey",
    "/sign-out",
    "/start",
    "/terms",
    "/to-do",
    "/welcome",
    "/welcome/details",
    "/welcome/finish",
    "/welcome/put-off",
];

/// The command API, whose commands and queries are tried one by one elsewhere, what applications call without any cookie, files without secrets, the figures,
/// which the portal does not serve (`operations/watching.rs`), and the letters of the demonstration, which it alone
/// serves.
const MACHINE: &[&str] = &[
    "/.well-known/openid-configuration",
    "/assets/{digest}/{*name}",
    "/commands/{name}",
    "/demo/mail",
    "/demo/texts",
    "/metrics",
    "/oidc/device",
    "/oidc/introspect",
    "/oidc/jwks",
    "/oidc/par",
    "/oidc/revoke",
    "/oidc/token",
    "/oidc/userinfo",
    "/openapi.json",
    "/saml/metadata",
    "/queries/{name}",
];

/// The addresses in the sources.
fn routes_in(folder: &Path, found: &mut BTreeSet<String>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() && name != "tests" {
            routes_in(&path, found);
        } else if name.ends_with(".rs") && name != "tests.rs" {
            let text = std::fs::read_to_string(&path).expect("a source");
            for after in text.split(".route(").skip(1) {
                let after = after.trim_start();
                if let Some(address) = after.strip_prefix('"').and_then(|a| a.split('"').next()) {
                    found.insert(address.to_owned());
                }
            }
        }
    }
}

#[test]
fn every_page_is_listed() {
    let crates = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = BTreeSet::new();
    for context in
        ["access", "casework", "directory", "entitlement", "server", "signin", "tenant", "ui"]
    {
        routes_in(&crates.join(context).join("src"), &mut found);
    }
    let listed: BTreeSet<String> =
        [PLACES, NATIONAL, COMMON, MACHINE].concat().into_iter().map(str::to_owned).collect();
    let missing: Vec<_> = found.difference(&listed).collect();
    let gone: Vec<_> = listed.difference(&found).collect();
    assert!(missing.is_empty() && gone.is_empty(), "not listed: {missing:?}; gone: {gone:?}");
}

/// A browser in which somebody is signed in.
struct Browser {
    routes: Router,
    key: String,
    csrf: String,
}

impl Browser {
    async fn of(world: &World, cast: &Cast) -> Self {
        let routes = server::web::router(world.door.clone(), Settings::default());
        let call = world.call(cast.actor.clone());
        let me = world.door.ask_by_name(call, "person.me", json!({})).await.expect("a record");
        let address = me["address"].as_str().expect("an address");
        let account = cast.actor.account().expect("somebody");
        let key = session_key(world, account.0, address).await;
        let session = signin::sessions::resolve(&world.door, &key).await.expect("it is read");
        let csrf = session.expect("a session").csrf;
        Self { routes, key, csrf }
    }

    /// The status, where it leads and the page, without what differs from request to request.
    async fn page(&self, method: &Method, address: &str) -> (u16, String) {
        let cookie = format!("{}={}", signin::sessions::cookie_name(false), self.key);
        let request = Request::builder().method(method).uri(address).header(header::COOKIE, cookie);
        let request = if *method == Method::POST {
            let form = format!("csrf={}&version=1&reason=none&step=save", self.csrf);
            request
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header("sec-fetch-site", "same-origin")
                .body(Body::from(form))
        } else {
            request.body(Body::empty())
        };
        let response = self.routes.clone().oneshot(request.expect("a request")).await;
        let response = response.expect("an answer");
        let status = response.status().as_u16();
        let header = |name: &str| {
            let value = response.headers().get(name).and_then(|value| value.to_str().ok());
            value.unwrap_or_default().to_owned()
        };
        let (request_key, leads_to) = (header("x-request-id"), header("location"));
        let body = to_bytes(response.into_body(), 4 << 20).await.expect("a body");
        let body = format!("{leads_to}\n{}", String::from_utf8_lossy(&body));
        (status, body.replace(&request_key, "").replace(&self.csrf, ""))
    }
}

/// The address, with the organisation of one target and the thing of another.
fn fill(template: &str, place: &Target, thing: &Target) -> String {
    template
        .replace("{code}", &place.code)
        .replace("{id}", &thing.person.to_string())
        .replace("{person}", &thing.person.to_string())
        .replace("{unit}", &thing.unit.to_string())
        .replace("{grant}", &thing.grant.to_string())
        .replace("{policy}", &thing.policy.to_string())
        .replace("{subscription}", &thing.subscription.to_string())
        .replace("{act}", &thing.act.to_string())
        .replace("{application}", &thing.application.to_string())
        .replace("{alarm}", &thing.act.to_string())
        .replace("{proposal}", &thing.act.to_string())
        .replace("{night}", &thing.night.to_string())
        .replace("{request}", &thing.request.to_string())
        .replace("{attachment}", &thing.attachment.to_string())
        .replace("{kind}", "something-else")
        .replace("{bulk}", &thing.bulk.to_string())
        .replace("{view}", &thing.view.to_string())
        .replace("{schedule}", &thing.schedule.to_string())
        .replace("{file}", &thing.file.to_string())
        .replace("{transfer}", &thing.transfer.to_string())
        .replace("{product}", PRODUCT)
        .replace("{guide}", "people")
        .replace("{name}", "sign-in.lock-failures")
        .replace("{notice}", "person.welcome")
        .replace("{check}", "access-form")
}

/// The page without what stood in the address.
fn without(page: &str, place: &Target, thing: &Target) -> String {
    let mut page = page.replace(&place.code, "");
    let others = [
        thing.subscription,
        thing.act,
        thing.night,
        thing.request,
        thing.attachment,
        thing.bulk,
        thing.transfer,
        thing.banner,
    ];
    for key in [thing.person, thing.unit, thing.grant, thing.policy].into_iter().chain(others) {
        page = page.replace(&key.to_string(), "");
    }
    page
}

const ELSEWHERE: &[Relation] =
    &[Relation::Child, Relation::Parent, Relation::Sibling, Relation::Closed];

#[test]
fn every_page_out_of_sight_answers_as_one_that_does_not_exist() {
    whole::check(async |world| {
        let nation = Nation::build(&world).await;
        let mut findings = Findings::default();
        let own = nation.plain(Relation::Own);
        let unknown = nation.plain(Relation::Unknown);
        let mut opened = BTreeSet::new();
        for cast in nation.cast.iter().filter(|cast| is_asked(&world, cast)) {
            let browser = Browser::of(&world, cast).await;
            // What does not exist is asked for once.
            let mut nowhere = HashMap::new();
            for template in PLACES.iter().chain(NATIONAL) {
                for method in [Method::GET, Method::POST] {
                    if method == Method::GET {
                        let (status, page) = browser.page(&method, &fill(template, own, own)).await;
                        if status == 200 {
                            opened.insert(*template);
                        }
                        words(&mut findings, cast, template, &page);
                        if status >= 500 {
                            findings.add(format!("{template} fails for {}", cast.name));
                        }
                    }
                    for relation in ELSEWHERE {
                        let there = nation.plain(*relation);
                        // All of it elsewhere; the thing only; the organisation only.
                        for (place, thing, no_place, no_thing) in [
                            (there, there, unknown, unknown),
                            (own, there, own, unknown),
                            (there, own, unknown, own),
                        ] {
                            // Who is on a card is found from everywhere.
                            if CARDS.contains(template) && place.relation == Relation::Own {
                                continue;
                            }
                            let (address, none) =
                                (fill(template, place, thing), fill(template, no_place, no_thing));
                            if address == none {
                                continue;
                            }
                            let (status, page) = browser.page(&method, &address).await;
                            let key = (method.clone(), none.clone());
                            if !nowhere.contains_key(&key) {
                                let answer = browser.page(&method, &none).await;
                                nowhere.insert(key.clone(), answer);
                            }
                            let (none_status, none_page) = &nowhere[&key];
                            if status < 400 && place.relation != Relation::Own {
                                findings.add(format!(
                                    "{template} {method} of {relation:?} for {}: {address} answers {status}",
                                    cast.name
                                ));
                            }
                            let page = without(&page, place, thing);
                            if (status, &page)
                                != (*none_status, &without(none_page, no_place, no_thing))
                            {
                                findings.add(format!(
                                    "{template} {method} of {relation:?} for {}: {address} answers {status}, {none} {none_status}",
                                    cast.name
                                ));
                            }
                        }
                    }
                }
            }
            for template in COMMON {
                let (_, page) = browser.page(&Method::GET, &fill(template, own, own)).await;
                words(&mut findings, cast, template, &page);
            }
        }
        // Equal answers prove nothing where there is no page at all.
        for template in PLACES.iter().filter(|template| !FORMS_ONLY.contains(template)) {
            if !opened.contains(template) && !FROM_OUTSIDE.contains(template) {
                findings.add(format!("{template} was never opened"));
            }
        }
        findings.end();
    });
}

/// Nothing private of an organisation elsewhere.
fn words(findings: &mut Findings, cast: &Cast, template: &str, page: &str) {
    let page = page.to_lowercase();
    for relation in ELSEWHERE {
        if page.contains(relation.canary()) {
            findings.add(format!("{template} tells {} of {relation:?}", cast.name));
        }
    }
}

/// Those who see one organisation only, each of another kind; and somebody who sees none. On PostgreSQL one of them:
/// the pages are the same.
fn is_asked(world: &World, cast: &Cast) -> bool {
    if world.engine == Engine::Postgres {
        return cast.role == Some((Role::PrimaryLocalAdministrator, Reach::Own));
    }
    let roles = [
        Role::PrimaryLocalAdministrator,
        Role::LocalHelpDesk,
        Role::LicenceAdministrator,
        Role::ThreatApprover,
    ];
    match cast.role {
        Some((role, reach)) => reach == Reach::Own && roles.contains(&role),
        None => cast.name == "person without a role",
    }
}
