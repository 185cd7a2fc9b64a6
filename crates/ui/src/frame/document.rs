//! The HTML document around a page.

use maud::{DOCTYPE, Markup, html};

use super::{Frame, NavGroup, NavItem, Page, Section, Who, Width};
use crate::{
    assets,
    components::{
        back_link, breadcrumb, classes, given,
        icon::{Icon, icon},
        skip_link,
    },
    form::csrf_field,
    link::{Link, address},
};

/// The id of the content, which the skip link names.
const MAIN: &str = "maincontent";

/// The whole document.
pub(super) fn document(frame: &Frame, page: &Page) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                title { (title(frame, page)) }
                meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover";
                meta name="theme-color" content="#005eb8";
                link rel="icon" href=(assets::href("favicon.svg")) type="image/svg+xml";
                link rel="stylesheet" href=(assets::href("nhsuk-frontend/nhsuk-frontend.min.css"));
                link rel="stylesheet" href=(assets::href("guildhall.css"));
                script type="module" src=(assets::href("guildhall.js")) {}
            }
            body {
                (skip_link(&Link::new("Skip to main content", format!("#{MAIN}"))))
                (header(frame))
                @if let Some(section) = page.section.as_ref().or(frame.section.as_deref()) { (second_menu(section)) }
                div.nhsuk-width-container {
                    @if let Some(back) = &page.back { nav aria-label="Back" { (back_link(back)) } }
                    @else { (breadcrumb(&page.breadcrumbs)) }
                    main.nhsuk-main-wrapper id=(MAIN) {
                        div.nhsuk-grid-row {
                            div class=(column(page.width)) {
                                @if let Some(notice) = &frame.notice { (notice) }
                                @if let Some(notices) = &page.notices { (notices) }
                                (page.body)
                            }
                        }
                    }
                }
                (footer(frame))
            }
        }
    }
}

/// "Error: TITLE – CAPTION – PRODUCT", the parts that there are.
fn title(frame: &Frame, page: &Page) -> String {
    let mut parts = vec![page.title.as_str()];
    parts.extend(given(&page.caption));
    parts.extend(given(&frame.brand.product));
    let joined = parts.join(" – ");
    if page.error { format!("Error: {joined}") } else { joined }
}

/// The class of the column.
fn column(width: Width) -> &'static str {
    match width {
        Width::TwoThirds => "nhsuk-grid-column-two-thirds",
        Width::Full => "nhsuk-grid-column-full",
    }
}

/// Product name, who is signed in, menu.
fn header(frame: &Frame) -> Markup {
    // Before sign-in there is no home to lead to.
    let home = if frame.who.is_some() { "/home" } else { "/" };
    html! {
        header.nhsuk-header role="banner" data-module="nhsuk-header" {
            div class="nhsuk-header__container nhsuk-width-container" {
                div.nhsuk-header__service {
                    a.nhsuk-header__service-name href=(home) { (frame.brand.product) }
                }
                @if let Some(who) = &frame.who { (account(frame, who)) }
            }
            @if !frame.nav.is_empty() { (menu(&frame.nav)) }
        }
    }
}

/// Who is signed in, and the way out.
fn account(frame: &Frame, who: &Who) -> Markup {
    html! {
        nav.nhsuk-header__account aria-label="Account" {
            ul.nhsuk-header__account-list {
                li.nhsuk-header__account-item {
                    a.nhsuk-header__account-link href="/me" {
                        (icon(Icon::User))
                        // One box: the link is a flex row, which would set a gap before the comma.
                        span {
                            (who.name)
                            @if !who.organisation.is_empty() { ", " (who.organisation) }
                        }
                    }
                }
                li.nhsuk-header__account-item {
                    form.nhsuk-header__account-form action=(address(&who.sign_out_href))
                        method="post" novalidate {
                        (csrf_field(frame))
                        button.nhsuk-header__account-button type="submit" { "Sign out" }
                    }
                }
            }
        }
    }
}

/// The menu. The last item is the release's own toggle; its script fills it with what
/// does not fit, and without script the menu wraps.
fn menu(items: &[NavItem]) -> Markup {
    html! {
        nav.nhsuk-header__navigation aria-label="Menu" {
            div class="nhsuk-header__navigation-container nhsuk-width-container" {
                ul.nhsuk-header__navigation-list {
                    @for item in items {
                        @let current =
                            if item.current { "nhsuk-header__navigation-item--current" } else { "" };
                        li class=(classes(&["nhsuk-header__navigation-item", current])) {
                            a.nhsuk-header__navigation-link href=(address(&item.href))
                                aria-current=[item.current.then_some("true")] {
                                @if item.current {
                                    strong.nhsuk-header__navigation-item-current-fallback {
                                        (item.text)
                                    }
                                } @else {
                                    (item.text)
                                }
                            }
                        }
                    }
                    li.nhsuk-header__menu hidden {
                        button class="nhsuk-header__menu-toggle nhsuk-header__navigation-link"
                            id="toggle-menu" type="button" aria-expanded="false" {
                            span.nhsuk-u-visually-hidden { "Browse " } "More"
                        }
                    }
                }
            }
        }
    }
}

/// The menu of one organisation or area: the groups, and below them the pages of the group one is in.
fn second_menu(section: &Section) -> Markup {
    let pages = section.current().filter(|group| group.only().is_none());
    html! {
        nav.app-section aria-label=(section.title) {
            div.nhsuk-width-container {
                p.app-section__title { (section.title) }
                ul.app-section__list { @for group in &section.groups { (group_entry(group)) } }
            }
            @if let Some(group) = pages {
                div.app-section__pages {
                    div.nhsuk-width-container {
                        ul.app-section__list aria-label=(group.text) {
                            @for item in &group.items { (page_entry(item)) }
                        }
                    }
                }
            }
        }
    }
}

/// A group leads to the first of its pages; a group of one is that page.
fn group_entry(group: &NavGroup) -> Markup {
    match (group.only(), group.items.first()) {
        (Some(only), _) => page_entry(only),
        (None, Some(first)) => html! {
            li.app-section__item {
                a.app-section__link href=(address(&first.href))
                    aria-current=[group.is_current().then_some("true")] { (group.text) }
            }
        },
        (None, None) => html! {},
    }
}

fn page_entry(item: &NavItem) -> Markup {
    html! {
        li.app-section__item {
            a.app-section__link href=(address(&item.href))
                aria-current=[item.current.then_some("page")] { (item.text) }
        }
    }
}

/// Standing links and who runs the service.
fn footer(frame: &Frame) -> Markup {
    html! {
        footer.nhsuk-footer role="contentinfo" {
            div.nhsuk-width-container {
                div.nhsuk-footer__meta {
                    h2.nhsuk-u-visually-hidden { "Support links" }
                    ul.nhsuk-footer__list {
                        @for link in frame.brand.footer(frame.guide.as_deref()) {
                            li.nhsuk-footer__list-item {
                                a.nhsuk-footer__list-item-link href=(address(&link.href)) {
                                    (link.text)
                                }
                            }
                        }
                    }
                    @if !frame.brand.service.is_empty() {
                        p.nhsuk-body-s { (frame.brand.service) }
                    }
                }
            }
        }
    }
}
