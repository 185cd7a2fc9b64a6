//! The second menus: what there is to look after in one organisation, and in the service as a whole, in groups.
//!
//! A page is in a menu if one of the grants that reach the place allows its action; what exactly, the door says. A group
//! without such a page is left out.

use facts::directory::OrganisationCoded;
use kernel::authority::{Action, Grant, GrantSpan, Place};
use kernel::db::Reader;
use kernel::ids::OrganisationId;
use kernel::refusal::Result;
use ui::frame::{NavGroup, NavItem, Section};

use super::Site;
use super::set_up::SET_UP;

/// A page in a menu: its name, its address, and the action that whoever sees it must be allowed there.
type Offered = (&'static str, &'static str, &'static str);
/// Pages that belong together.
type Group = (&'static str, &'static [Offered]);

/// The menu of an organisation; addresses follow that of the organisation.
pub(super) const OF_ORGANISATION: &[Group] = &[
    (
        "People",
        &[
            ("All people", "/people", "person.list"),
            ("Coming up", "/people/coming", "transfer.read"),
            ("Transfers", "/transfers", "transfer.read"),
            ("Leavers", "/people/leavers", "person.list"),
            ("Deleted people", "/people/deleted", "person.list"),
            ("Bulk changes", "/bulk", "bulk.begin"),
            ("Terms of use", "/terms", "terms.campaign"),
            ("Second step", "/second-step", "second-step.read"),
        ],
    ),
    ("User policies", &[("User policies", "/policies", "policy.read")]),
    ("Licences", &[("Licences", "/licences", "licence.read")]),
    (
        "Administrators",
        &[
            ("Who administers", "/administrators", "grant.in-organisation"),
            ("Who looked", "/looked", "look.in-organisation"),
            ("Sign-ins", "/sign-ins", "signin.log"),
            ("Applications", "/applications", "application.read-own"),
            ("Compromised accounts", "/compromised", "compromise.cases"),
        ],
    ),
    (
        "Organisation",
        &[
            ("Names and contacts", "/organisation", "organisation.read"),
            ("Units", "/organisation/units", "organisation.read"),
            ("Joining and checks", "/joining", "joining.read"),
            ("Own rules", "/rules", "rule.own"),
            ("Words in passwords", "/password-words", "password-words.own"),
            ("Notices", "/notices", "notice.additions"),
            ("Banners", "/banners", "banner.list"),
            ("Letters", "/letters", "notice.log"),
        ],
    ),
    ("On the way", &[("On the way", "/on-the-way", "tenant.on-the-way")]),
    (
        "Reports",
        &[
            ("All reports", "/reports", "person.list"),
            ("Unused licences", "/reports/licences", "licence.read"),
            ("People and licences", "/reports/policies", "policy.read"),
        ],
    ),
    (
        "History",
        &[
            ("Who did what", "/history", "history.of-organisation"),
            ("Proof file", "/history/proof", "audit.receipt"),
        ],
    ),
];

/// Where the organisations are that are administered nationally.
pub(super) const SERVED: &str = "/national/administration";

/// The menu of the whole service.
pub(super) const OF_NATION: &[Group] = &[
    ("Set-up", &[("Set-up", SET_UP, "register.import")]),
    (
        "Organisations",
        &[
            ("All organisations", "/national/organisations", "organisation.search"),
            ("Joining and leaving", "/national/joining", "joining.list"),
            ("Administered nationally", SERVED, "served.list"),
            ("Too few administrators", "/national/few-administrators", "administrator.few"),
            ("Deletions that wait", "/national/held-deletions", "night.read"),
        ],
    ),
    (
        "Register",
        &[
            ("Import the register", "/national/register", "register.import"),
            ("Changes in the register", "/national/register/changes", "register.notices"),
        ],
    ),
    (
        "Licences",
        &[
            ("Purchases", "/national/licences", "licence.read-national"),
            ("Products", "/national/licences/products", "licence.read-national"),
        ],
    ),
    (
        "Rules",
        &[
            ("Policies and rules", "/national/rules", "rule.list"),
            ("Words in passwords", "/national/password-words", "password-words.national"),
            ("Terms of use", "/national/terms", "terms.national"),
        ],
    ),
    (
        "Signing in",
        &[
            ("Applications", "/national/applications", "application.read"),
            ("Compromised accounts", "/national/compromised", "compromise.cases"),
            ("Emergency accounts", "/national/break-glass", "break-glass.state"),
            ("Keys of signatures", "/national/signing-keys", "signing-key.read"),
            ("Second step", "/national/second-step", "second-step.national"),
        ],
    ),
    (
        "Roles",
        &[
            ("National roles", "/national/administrators", "grant.national"),
            ("What roles may do", "/national/roles", "role.matrix"),
        ],
    ),
    ("Microsoft 365", &[("Microsoft 365", "/national/tenant", "tenant.overview")]),
    (
        "Messages",
        &[
            ("Notices", "/national/notices", "notice.catalogue"),
            ("Letters", "/national/letters", "notice.log"),
            ("Banners", "/national/banners", "banner.list"),
        ],
    ),
];

/// Whether any of the grants allows the action somewhere; what exactly, the door says.
pub(super) fn may(site: &Site, grants: &[Grant], action: &'static str) -> bool {
    site.door
        .rules()
        .who(Action(action))
        .is_some_and(|who| grants.iter().any(|grant| who.roles.has(grant.role)))
}

pub(super) fn is_national(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| grant.span == GrantSpan::Nation)
}

/// Whether somebody looks after organisations of a sector nationally.
pub(super) fn is_for_sector(grants: &[Grant]) -> bool {
    grants.iter().any(|grant| grant.span.sector().is_some())
}

/// The code of the organisation that an address names.
pub(super) fn organisation_in(path: &str) -> Option<&str> {
    path.strip_prefix("/o/").map(|rest| rest.split('/').next().unwrap_or_default())
}

/// The second menu that belongs to an address; none where there is none for the holder of these grants.
pub(super) async fn second_menu(
    site: &Site,
    grants: &[Grant],
    path: &str,
    reader: &mut Reader,
) -> Result<Option<Section>> {
    if path == "/national" || path.starts_with("/national/") {
        let national: Vec<Grant> =
            grants.iter().filter(|grant| grant.span == GrantSpan::Nation).cloned().collect();
        return Ok((!national.is_empty()).then(|| Section {
            title: site.settings.brand.operator.clone(),
            groups: groups(OF_NATION, "", "/national", path, |action| may(site, &national, action)),
        }));
    }
    let Some(code) = organisation_in(path).filter(|code| !code.is_empty()) else { return Ok(None) };
    if grants.is_empty() {
        return Ok(None);
    }
    let Some(view) = reader.ask(OrganisationCoded(code.to_owned())).await? else { return Ok(None) };
    let here = reaching(grants, view.organisation, reader).await?;
    let base = format!("/o/{code}");
    Ok((!here.is_empty()).then(|| Section {
        title: format!("{} ({})", view.name, view.code),
        groups: groups(OF_ORGANISATION, &base, &base, path, |action| may(site, &here, action)),
    }))
}

/// The grants that reach the organisation; without any, not even its name may be shown.
async fn reaching(
    grants: &[Grant],
    organisation: OrganisationId,
    reader: &mut Reader,
) -> Result<Vec<Grant>> {
    let place = Place::of(reader, organisation).await?;
    Ok(grants.iter().filter(|grant| grant.span.reaches(&place)).cloned().collect())
}

/// The overview, and every group with the pages that are allowed. The page whose address is the longest beginning of
/// the path is the current one.
pub(super) fn groups(
    menu: &[Group],
    base: &str,
    overview: &str,
    path: &str,
    is_allowed: impl Fn(&'static str) -> bool,
) -> Vec<NavGroup> {
    let current = menu
        .iter()
        .flat_map(|(_, pages)| pages.iter())
        .map(|(_, part, _)| format!("{base}{part}"))
        .filter(|href| stands_under(href, path))
        .max_by_key(String::len);
    let page = |(text, part, _): &Offered| {
        let href = format!("{base}{part}");
        let is_current = current.as_ref() == Some(&href);
        NavItem { text: (*text).to_owned(), href, current: is_current }
    };
    let first = NavItem {
        text: "Overview".to_owned(),
        href: overview.to_owned(),
        current: path == overview,
    };
    let mut found = vec![NavGroup { text: first.text.clone(), items: vec![first] }];
    for (text, pages) in menu {
        let items: Vec<NavItem> =
            pages.iter().filter(|(.., action)| is_allowed(action)).map(page).collect();
        if !items.is_empty() {
            found.push(NavGroup { text: (*text).to_owned(), items });
        }
    }
    found
}

/// Whether a page is this one or lies below it.
pub(super) fn stands_under(href: &str, path: &str) -> bool {
    path == href || path.strip_prefix(href).is_some_and(|rest| rest.starts_with('/'))
}
