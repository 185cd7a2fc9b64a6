//! The frame of each page: who is signed in, and the menus with what they may open.

use std::sync::Arc;

use casework::banners;
use casework::requests::{CountRequests, RequestCount};
use directory::joining::{Insight, closing_notice};
use facts::directory::{AccountOf, OrganisationCoded, OrganisationOf};
use kernel::authority::{Action, Grant, GrantSpan, Place, StandingOf, grants_of};
use kernel::db::Reader;
use kernel::door::Actor;
use kernel::http::Caller;
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::frame::{Frame, NavItem, Section, Who};

use super::Site;

/// A page in a menu: its name, its address, and the action that whoever sees it must be allowed somewhere.
type Offered = (&'static str, &'static str, &'static str);

/// The menu of an organisation; addresses follow that of the organisation.
pub(super) const OF_ORGANISATION: &[Offered] = &[
    ("People", "/people", "person.list"),
    ("Bulk changes", "/bulk", "bulk.begin"),
    ("Transfers", "/transfers", "transfer.read"),
    ("User policies", "/policies", "policy.read"),
    ("Licences", "/licences", "licence.read"),
    ("Administrators", "/administrators", "grant.in-organisation"),
    ("Organisation", "/organisation", "organisation.read"),
    ("Own rules", "/rules", "rule.own"),
    ("Joining and checks", "/joining", "joining.read"),
    ("On the way", "/on-the-way", "tenant.on-the-way"),
    ("Reports", "/reports", "person.list"),
    ("Notices", "/notices", "notice.additions"),
    ("Banners", "/banners", "banner.list"),
    ("Letters", "/letters", "notice.log"),
    ("History", "/history", "history.of-organisation"),
    ("Who looked", "/looked", "look.in-organisation"),
];

/// Where the organisations are that are administered nationally.
pub(super) const SERVED: &str = "/national/administration";

/// Where the steps of setting the service up are.
pub(super) const SET_UP: &str = "/national/set-up";

/// The menu of the whole service.
pub(super) const OF_NATION: &[Offered] = &[
    ("Set-up", SET_UP, "register.import"),
    ("Organisations", "/national/organisations", "organisation.search"),
    ("Joining and leaving", "/national/joining", "joining.list"),
    ("Register", "/national/register", "register.import"),
    ("Administered nationally", SERVED, "served.list"),
    ("Licences", "/national/licences", "licence.read-national"),
    ("Deletions that wait", "/national/held-deletions", "night.read"),
    ("Policies and rules", "/national/rules", "rule.list"),
    ("National roles", "/national/administrators", "grant.national"),
    ("Too few administrators", "/national/few-administrators", "administrator.few"),
    ("What roles may do", "/national/roles", "role.matrix"),
    ("Microsoft 365", "/national/tenant", "tenant.overview"),
    ("Notices", "/national/notices", "notice.catalogue"),
    ("Letters", "/national/letters", "notice.log"),
    ("Banners", "/national/banners", "banner.list"),
];

/// The action of those who read the records of organisations.
pub(super) const RECORDS: &str = "organisation.read";

/// The action of those who are told, on every page, that a restore holds Microsoft 365 back.
pub(super) const RELEASES: &str = "tenant.release-restored";

/// The action of those who see who is inside an organisation that closes.
pub(super) const INSIDE: &str = "closing.read";

/// The frame of a page outside any session.
pub(super) fn plain(site: &Site, caller: &Caller) -> Frame {
    Frame {
        brand: Arc::clone(&site.brand),
        request_id: caller.request.to_string().into(),
        ..Frame::default()
    }
}

/// The frame of a page of this caller at this address.
pub(super) async fn frame(site: &Site, caller: &Caller, csrf: String, path: &str) -> Result<Frame> {
    let plain = plain(site, caller);
    let Actor::Account(account) = caller.actor else { return Ok(outside(site, plain).await) };
    let mut reader = site.door.reader().await?;
    if !reader.ask(StandingOf(account)).await?.is_some_and(|standing| standing.may_act) {
        return Ok(plain);
    }
    let Some(view) = reader.ask(AccountOf(account)).await? else { return Ok(plain) };
    let now = site.door.clock().now();
    let grants: Vec<Grant> = grants_of(&mut reader, account, now)
        .await?
        .into_iter()
        .filter(|grant| grant.is_live(now))
        .collect();
    let to_do = site.door.ask(&caller.call(&site.door), &CountRequests {}).await?;
    let nav = main_menu(site, &grants, to_do, path, &mut reader).await?;
    let section = second_menu(site, &grants, path, &mut reader).await?;
    // What waits for two people is told to those who are some of them.
    let held = if may(site, &grants, RELEASES) {
        tenant::release_notice(&mut reader).await?
    } else {
        None
    };
    let place = match (&section, organisation_in(path)) {
        // The section is there only for those whose grants reach the organisation.
        (Some(_), Some(code)) => {
            let insight =
                if may(site, &grants, INSIDE) { Insight::Inside } else { Insight::Banner };
            closing_notice(&mut reader, code, insight).await?
        }
        _ => None,
    };
    let up = banners::live(&mut reader, Some(view.organisation), false, now).await?;
    let said: Vec<Markup> = [held, place, banners::above(&up)].into_iter().flatten().collect();
    let notice = (!said.is_empty()).then(|| html! { @for one in &said { (one) } });
    let who = Who {
        name: view.display_name,
        organisation: view.organisation_name,
        sign_out_href: "/sign-out".to_owned(),
    };
    Ok(Frame {
        nav: nav.into(),
        section: section.map(Arc::new),
        who: Some(Arc::new(who)),
        csrf: csrf.into(),
        notice,
        ..plain
    })
}

/// The frame of a page before signing in. What is up is shown if it can be read; if not, the page says nothing of it.
async fn outside(site: &Site, plain: Frame) -> Frame {
    let now = site.door.clock().now();
    let read = async {
        let mut reader = site.door.reader().await?;
        banners::live(&mut reader, None, true, now).await
    };
    match read.await {
        Ok(up) => Frame { notice: banners::above(&up), status: banners::status(&up), ..plain },
        Err(_) => plain,
    }
}

fn item(text: &str, href: impl Into<String>, path: &str) -> NavItem {
    let href = href.into();
    let current =
        path == href || path.strip_prefix(href.as_str()).is_some_and(|rest| rest.starts_with('/'));
    NavItem { text: text.to_owned(), href, current }
}

fn is_national(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| grant.span == GrantSpan::Nation)
}

/// Whether somebody looks after organisations of a sector nationally.
fn is_for_sector(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| grant.span.sector().is_some())
}

/// "To do (3)": what waits, where anything does.
fn to_do_words(count: RequestCount) -> String {
    match count {
        RequestCount { waiting: 0, .. } => "To do".to_owned(),
        RequestCount { waiting, is_more: true } => format!("To do ({waiting}+)"),
        RequestCount { waiting, is_more: false } => format!("To do ({waiting})"),
    }
}

async fn main_menu(
    site: &Site,
    grants: &[Grant],
    to_do: RequestCount,
    path: &str,
    reader: &mut Reader,
) -> Result<Vec<NavItem>> {
    let mut items = vec![
        item("Home", "/home", path),
        item("Find people", "/people", path),
        item(&to_do_words(to_do), "/to-do", path),
    ];
    let mut organisations: Vec<_> =
        grants.iter().filter_map(|grant| grant.span.organisation()).collect();
    organisations.sort_unstable();
    organisations.dedup();
    let several = organisations.len() > 1
        || is_national(grants)
        || is_for_sector(grants)
        || grants.iter().any(|grant| matches!(grant.span, GrantSpan::Descendants(_)));
    // A role of the whole service need not be one that reads the records of organisations.
    let is_reader = may(site, grants, RECORDS);
    match organisations.first() {
        Some(only) if !several => {
            if let Some(view) = reader.ask(OrganisationOf(*only)).await? {
                items.push(item("Manage", format!("/o/{}", view.code), path));
            }
        }
        Some(_) => items.push(item("Manage", "/o", path)),
        None if (is_national(grants) || is_for_sector(grants)) && is_reader => {
            items.push(item("Manage", "/o", path));
        }
        None => {}
    }
    if is_for_sector(grants) {
        items.push(item("Administered nationally", SERVED, path));
    }
    if is_national(grants) {
        items.push(item("National", "/national", path));
    }
    items.push(item("My account", "/me", path));
    Ok(items)
}

/// Whether any of the grants allows the action somewhere; what exactly, the door says.
fn may(site: &Site, grants: &[Grant], action: &'static str) -> bool {
    site.door
        .rules()
        .who(Action(action))
        .is_some_and(|who| grants.iter().any(|grant| who.roles.has(grant.role)))
}

/// The code of the organisation that an address names.
fn organisation_in(path: &str) -> Option<&str> {
    path.strip_prefix("/o/").map(|rest| rest.split('/').next().unwrap_or_default())
}

async fn second_menu(
    site: &Site,
    grants: &[Grant],
    path: &str,
    reader: &mut Reader,
) -> Result<Option<Section>> {
    if path == "/national" || path.starts_with("/national/") {
        return Ok(is_national(grants).then(|| national(site, grants, path)));
    }
    let Some(code) = organisation_in(path) else { return Ok(None) };
    if code.is_empty() || grants.is_empty() {
        return Ok(None);
    }
    let Some(view) = reader.ask(OrganisationCoded(code.to_owned())).await? else { return Ok(None) };
    if !reaches(grants, view.organisation, reader).await? {
        return Ok(None);
    }
    let at = |part: &str| format!("/o/{code}{part}");
    let overview = NavItem { text: "Overview".to_owned(), href: at(""), current: path == at("") };
    let mut items = vec![overview];
    for (text, part, action) in OF_ORGANISATION.iter().copied() {
        if may(site, grants, action) {
            items.push(item(text, at(part), path));
        }
    }
    Ok(Some(Section { title: format!("{} ({})", view.name, view.code), items }))
}

/// Whether any grant reaches the organisation, so that its name may be shown.
async fn reaches(
    grants: &[Grant],
    organisation: kernel::ids::OrganisationId,
    reader: &mut Reader,
) -> Result<bool> {
    let place = Place::of(reader, organisation).await?;
    Ok(grants.iter().any(|grant| grant.span.reaches(&place)))
}

fn national(site: &Site, grants: &[Grant], path: &str) -> Section {
    let mut items = vec![NavItem {
        text: "Overview".to_owned(),
        href: "/national".to_owned(),
        current: path == "/national",
    }];
    for (text, href, action) in OF_NATION.iter().copied() {
        if may(site, grants, action) {
            items.push(item(text, href, path));
        }
    }
    Section { title: site.settings.brand.operator.clone(), items }
}
