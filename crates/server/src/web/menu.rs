//! The frame of each page: who is signed in, what they have to know, and the main menu.

use std::sync::Arc;

use casework::banners;
use casework::requests::{CountRequests, RequestCount};
use directory::joining::{Insight, closing_notice};
use facts::directory::{AccountOf, OrganisationOf};
use kernel::authority::{Grant, GrantSpan, StandingOf, grants_of};
use kernel::db::Reader;
use kernel::door::Actor;
use kernel::http::Caller;
use kernel::refusal::Result;
use maud::{Markup, html};
use ui::frame::{Frame, NavItem, Who};

use super::sections::{
    SERVED, is_for_sector, is_national, may, organisation_in, second_menu, stands_under,
};
use super::{Site, guide};

/// The action of those who read the records of organisations.
pub(super) const RECORDS: &str = "organisation.read";

/// The action of those who are told, on every page, that a restore holds Microsoft 365 back.
pub(super) const RELEASES: &str = "tenant.release-restored";

/// The action of those who are told, on every page, that an emergency account was used.
pub(super) const ALARMS: &str = "break-glass.state";

/// The action of those who see who is inside an organisation that closes.
pub(super) const INSIDE: &str = "closing.read";

/// What stands between an application and somebody who is signed in. It mostly answers by sending the browser on, and its
/// few pages ask one thing, for the application: neither has a menu, and nothing is read for one.
const ON_THE_WAY: [&str; 4] = ["/oidc/authorize", "/oidc/resume", "/saml/resume", "/saml/sso"];

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
    let guide = guide::address_for(path).map(Into::into);
    let plain = Frame { guide, ..plain(site, caller) };
    let Actor::Account(account) = caller.actor else { return Ok(outside(site, plain).await) };
    if ON_THE_WAY.iter().any(|way| stands_under(way, path)) {
        return Ok(Frame { csrf: csrf.into(), ..plain });
    }
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
    let alarm = if is_national(&grants) && may(site, &grants, ALARMS) {
        signin::break_glass::notice(&mut reader, now).await?
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
    let beginning = signin::welcome::strip(&mut reader, account, path, now).await?;
    let said: Vec<Markup> =
        [alarm, held, place, banners::above(&up), beginning].into_iter().flatten().collect();
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
    let current = stands_under(&href, path);
    NavItem { text: text.to_owned(), href, current }
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
