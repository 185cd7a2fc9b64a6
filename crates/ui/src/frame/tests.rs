use axum::{
    Extension, Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode},
    response::IntoResponse,
    routing::get,
};
use maud::html;
use tower::ServiceExt;

use super::{Brand, Frame, NavGroup, NavItem, Page, Section, Who};
use crate::{
    components::{Heading, heading},
    link::Link,
    tests::page::faults,
};

fn signed_in() -> Frame {
    Frame {
        brand: Brand { product: "Northvale Connect".to_owned(), ..Brand::default() }.into(),
        nav: [
            NavItem { text: "Home".to_owned(), href: "/home".to_owned(), current: true },
            NavItem::new("Find people", "/people"),
        ]
        .into(),
        who: Some(
            Who {
                name: "Asha Rao".to_owned(),
                organisation: "Northvale Hospitals".to_owned(),
                sign_out_href: "/sign-out".to_owned(),
            }
            .into(),
        ),
        csrf: "token".into(),
        request_id: "r1".into(),
        ..Frame::default()
    }
}

fn page() -> Page {
    Page {
        title: "People".to_owned(),
        section: Some(Section {
            title: "Northvale Hospitals".to_owned(),
            groups: vec![
                NavGroup {
                    text: "People".to_owned(),
                    items: vec![
                        NavItem {
                            text: "All people".to_owned(),
                            href: "/p".to_owned(),
                            current: true,
                        },
                        NavItem::new("Deleted", "/p/deleted"),
                    ],
                },
                NavGroup {
                    text: "Administrators".to_owned(),
                    items: vec![NavItem::new("Who looked", "/looked")],
                },
                NavGroup {
                    text: "Reports".to_owned(),
                    items: vec![
                        NavItem::new("All reports", "/reports"),
                        NavItem::new("Unused licences", "/reports/licences"),
                    ],
                },
            ],
        }),
        breadcrumbs: Vec::new(),
        body: heading(&Heading::page("People")),
        ..Page::default()
    }
}

#[test]
fn a_page_has_one_main_a_language_and_a_skip_link_that_lands() {
    for frame in [Frame::default(), signed_in()] {
        let document = frame.document(&page()).0;
        assert_eq!(faults(&document), Vec::<String>::new());
        assert!(document.starts_with("<!DOCTYPE html>"));
        assert!(document.contains("href=\"#maincontent\""));
        let skip = document.find("nhsuk-skip-link").unwrap();
        assert!(skip < document.find("<header").unwrap(), "the skip link is first");
    }
}

#[test]
fn the_title_names_error_page_and_product() {
    let title = |page: Page| {
        let document = signed_in().document(&page).0;
        let (_, rest) = document.split_once("<title>").unwrap();
        rest.split("</title>").next().unwrap().to_owned()
    };
    assert_eq!(title(page()), "People – Northvale Connect");
    assert_eq!(title(Page { error: true, ..page() }), "Error: People – Northvale Connect");
    assert_eq!(
        title(Page { caption: "RX1".to_owned(), ..page() }),
        "People – RX1 – Northvale Connect"
    );
}

#[test]
fn signing_out_is_a_post_with_the_token_and_only_for_somebody() {
    let document = signed_in().document(&page()).0;
    let (_, form) = document.split_once("action=\"/sign-out\"").unwrap();
    let form = form.split("</form>").next().unwrap();
    assert!(form.contains("method=\"post\""));
    assert!(form.contains("name=\"csrf\" value=\"token\""));
    assert!(document.contains("Asha Rao") && document.contains("Northvale Hospitals"));

    let document = Frame::default().document(&page()).0;
    assert!(!document.contains("<form") && !document.contains("csrf"));
}

#[test]
fn the_product_leads_home_and_the_footer_always_offers_help() {
    assert!(signed_in().document(&page()).0.contains("href=\"/home\">Northvale Connect<"));
    let document = Frame::default().document(&page()).0;
    assert!(document.contains("href=\"/\">Guildhall<"));
    for href in ["/help", "/accessibility", "/terms", "/privacy"] {
        assert!(document.contains(&format!("href=\"{href}\"")), "{href}");
    }
}

#[test]
fn the_second_menu_shows_every_group_and_the_pages_of_the_one_shown() {
    let document = signed_in().document(&page()).0;
    let (_, menu) = document.split_once("<nav class=\"app-section\"").unwrap();
    let menu = menu.split("</nav>").next().unwrap();
    let (groups, pages) = menu.split_once("app-section__pages").unwrap();
    for entry in [
        "href=\"/p\" aria-current=\"true\">People<",
        "href=\"/looked\">Who looked<",
        "href=\"/reports\">Reports<",
    ] {
        assert!(groups.contains(entry), "{entry}: {groups}");
    }
    assert!(!menu.contains("Administrators"), "a group of one is its page");
    assert!(!menu.contains("Unused licences"), "pages of other groups are one step away");
    assert!(pages.contains("aria-label=\"People\""));
    assert!(pages.contains("href=\"/p\" aria-current=\"page\">All people<"));
    assert!(pages.contains("href=\"/p/deleted\">Deleted<"));
}

#[test]
fn a_page_with_a_way_back_has_no_breadcrumbs() {
    let document = signed_in().document(&Page { back: Some(Link::new("Back", "/o")), ..page() }).0;
    assert!(document.contains("nhsuk-back-link") && !document.contains("nhsuk-breadcrumb"));
}

#[test]
fn the_default_brand_is_neutral() {
    let document = Frame::default().document(&page()).0;
    assert!(!document.contains("NHS"), "no national name");
    assert!(!document.contains("<svg"), "no logo");
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).unwrap().to_str().unwrap()
}

#[test]
fn an_answer_is_protected_and_never_stored() {
    let answer = signed_in().page(page()).into_response();
    assert_eq!(answer.status(), StatusCode::OK);
    let headers = answer.headers();
    assert_eq!(header(headers, "content-type"), "text/html; charset=utf-8");
    assert_eq!(
        header(headers, "content-security-policy"),
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
         font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    );
    assert_eq!(header(headers, "x-content-type-options"), "nosniff");
    assert_eq!(header(headers, "referrer-policy"), "same-origin");
    assert_eq!(header(headers, "cross-origin-opener-policy"), "same-origin");
    assert_eq!(header(headers, "cache-control"), "no-store");
}

#[test]
fn a_page_that_shows_problems_is_answered_as_such() {
    let answer = signed_in().page(Page { error: true, ..page() });
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.with_status(StatusCode::CONFLICT).status(), StatusCode::CONFLICT);
}

async fn shown(router: Router) -> String {
    let answer = router.oneshot(Request::get("/").body(Body::empty()).unwrap()).await.unwrap();
    String::from_utf8(to_bytes(answer.into_body(), 1_000_000).await.unwrap().to_vec()).unwrap()
}

#[tokio::test]
async fn a_handler_takes_the_frame_of_its_request_or_a_plain_one() {
    async fn handler(first: Frame, second: Frame) -> String {
        format!("{} {}", first.brand.product, second.csrf)
    }
    let router = Router::new().route("/", get(handler));
    assert_eq!(shown(router.clone()).await, "Guildhall ");
    assert_eq!(shown(router.layer(Extension(signed_in()))).await, "Northvale Connect token");
}

#[test]
fn hostile_words_in_the_frame_stay_words() {
    let hostile = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(1)>";
    let build = |text: &str| {
        let text = text.to_owned();
        let frame = Frame {
            brand: Brand {
                product: text.clone(),
                service: text.clone(),
                help_href: text.clone(),
                ..Brand::default()
            }
            .into(),
            nav: [NavItem { text: text.clone(), href: text.clone(), current: false }].into(),
            who: Some(
                Who { name: text.clone(), organisation: text.clone(), sign_out_href: text.clone() }
                    .into(),
            ),
            csrf: text.as_str().into(),
            request_id: text.as_str().into(),
            ..Frame::default()
        };
        let item = || NavItem::new(text.clone(), text.clone());
        let page = Page {
            title: text.clone(),
            caption: text.clone(),
            section: Some(Section {
                title: text.clone(),
                groups: vec![NavGroup {
                    text: text.clone(),
                    items: vec![NavItem { current: true, ..item() }, item()],
                }],
            }),
            breadcrumbs: vec![Link::new(text.clone(), text.clone())],
            body: html! { h1 { (text) } },
            ..Page::default()
        };
        frame.document(&page).0
    };
    assert_eq!(faults(&build(hostile)), faults(&build("x")));
    assert!(!build(hostile).contains("<script>alert"));
}
