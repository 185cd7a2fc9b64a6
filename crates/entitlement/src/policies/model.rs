//! What a user policy is: names, kinds, and which Microsoft 365 applications it can switch off.

use kernel::clock::Timestamp;
use kernel::dated::NumberRule;
use kernel::ids::{AccountId, OrganisationId};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::keys::{PolicyId, ProductId};

/// Microsoft 365 F3: what the nation gives people of organisations of the standard tier.
pub(crate) const MICROSOFT_365_F3: ProductId =
    ProductId(Uuid::from_u128(0x66b5_5226_6b4f_492c_910c_a3b7_a3c9_d993));
/// Microsoft 365 E3: what the nation gives people of organisations of the enhanced tier.
pub(crate) const MICROSOFT_365_E3: ProductId =
    ProductId(Uuid::from_u128(0x05e9_a617_0261_4cee_bb44_138d_3ef5_d965));
/// Microsoft 365 Apps for Enterprise: as an add-on it switches every desktop application on.
pub(crate) const APPS_FOR_ENTERPRISE: ProductId =
    ProductId(Uuid::from_u128(0xc227_3bd0_dff7_4215_9ef5_2c7b_cfb0_6425));

/// The name of the user policy that every organisation has.
pub(crate) const NATIONAL_NAME: &str = "National";
/// The most characters of a name.
pub(crate) const NAME_CHARACTERS: usize = 60;
/// The most characters of a description.
pub(crate) const DESCRIPTION_CHARACTERS: usize = 500;
/// The most add-ons of a user policy.
pub(crate) const MOST_ADDONS: usize = 20;
/// The most people moved by one command: what the writer can do without making others wait (4 ms as measured, 12 when
/// most of them have to queue, where 200 took up to 47).
pub(crate) const MOST_MOVED: usize = 50;

/// Days ahead of which a move can be planned.
pub const MOVE_AHEAD_DAYS: NumberRule =
    NumberRule::new("policy.move-ahead-days", 366, 1..=3650, "days", "product: effective dates");

/// The base licence the nation gives an organisation of a tier.
pub(crate) fn national_product(tier: Option<&str>) -> ProductId {
    match tier {
        Some("enhanced") => MICROSOFT_365_E3,
        _ => MICROSOFT_365_F3,
    }
}

/// Who made a user policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The service, one per organisation; nobody edits it.
    National,
    /// The organisation.
    Local,
}

impl Kind {
    /// As stored.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::National => "national",
            Self::Local => "local",
        }
    }
}

/// A user policy.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub(crate) id: PolicyId,
    pub(crate) organisation: OrganisationId,
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) base_product: ProductId,
    pub(crate) description: String,
    /// Keys of applications that are switched off, in order.
    pub(crate) switched_off: Vec<String>,
    /// Where its members go while it is being removed.
    pub(crate) successor: Option<PolicyId>,
    /// Rises when its licences change.
    pub(crate) revision: i64,
    pub(crate) version: i64,
}

/// One account in a user policy.
#[derive(Clone, Debug)]
pub(crate) struct Membership {
    pub(crate) account: AccountId,
    pub(crate) policy: PolicyId,
    pub(crate) organisation: OrganisationId,
    /// Not deleted.
    pub(crate) present: bool,
    /// The revision of the policy that the account's licences follow.
    pub(crate) applied: i64,
    pub(crate) version: i64,
}

/// A day to come of an organisation's calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Day {
    /// As people name it, such as 2027-03-31.
    pub(crate) text: String,
    /// When it begins where the organisation is.
    pub(crate) begins_at: Timestamp,
}

/// A move to another user policy that waits for its day.
#[derive(Clone, Debug)]
pub(crate) struct Planned {
    pub(crate) account: AccountId,
    /// Where to.
    pub(crate) policy: PolicyId,
    pub(crate) organisation: OrganisationId,
    pub(crate) day: Day,
    /// In whose name it happens.
    pub(crate) asked_by: AccountId,
    /// What carries it out on its day.
    pub(crate) proposal: Uuid,
}

/// The name that programs and the tenant's people know a user policy by: code, licence, name.
pub(crate) fn stored_name(code: &str, licence: &str, name: &str) -> String {
    format!("{code}.{licence}.{name}")
}

/// A name in the form in which two are compared: no two of an organisation may differ in case only.
pub(crate) fn name_key(name: &str) -> String {
    name.trim().to_lowercase()
}

/// A Microsoft 365 application that a user policy can switch off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Application {
    /// As stored and as used in commands.
    pub(crate) key: &'static str,
    /// As people know it.
    pub(crate) name: &'static str,
    /// Beginnings of the short names of the service plans that carry it.
    pub(crate) plans: &'static [&'static str],
    /// The application without which it cannot work.
    pub(crate) needs: Option<&'static str>,
}

const fn application(
    key: &'static str,
    name: &'static str,
    plans: &'static [&'static str],
    needs: Option<&'static str>,
) -> Application {
    Application { key, name, plans, needs }
}

/// Every application that can be switched, in the order of pages.
pub(crate) const APPLICATIONS: &[Application] = &[
    application("teams", "Teams", &["TEAMS1"], None),
    application(
        "sharepoint",
        "SharePoint Online",
        &["SHAREPOINTENTERPRISE", "SHAREPOINTSTANDARD", "SHAREPOINTDESKLESS"],
        None,
    ),
    application("onedrive", "OneDrive", &["ONEDRIVE"], None),
    application("office-online", "Office Online", &["SHAREPOINTWAC"], Some("sharepoint")),
    application("desktop", "Desktop applications", &["OFFICESUBSCRIPTION"], None),
    application("mobile-office", "Office for mobile devices", &["OFFICEMOBILE_SUBSCRIPTION"], None),
    application("planner", "Planner", &["PROJECTWORKMANAGEMENT"], Some("sharepoint")),
    application("forms", "Forms", &["FORMS_PLAN"], None),
    application("to-do", "To Do", &["BPOS_S_TODO"], None),
    application("shifts", "Shifts", &["Deskless"], Some("teams")),
    application("stream", "Stream", &["STREAM_O365"], Some("sharepoint")),
    application("whiteboard", "Whiteboard", &["WHITEBOARD"], None),
    application("bookings", "Bookings", &["MICROSOFTBOOKINGS"], None),
    application("viva-engage", "Viva Engage", &["YAMMER_ENTERPRISE", "VIVAENGAGE_CORE"], None),
    application("sway", "Sway", &["SWAY"], None),
    application("power-apps", "Power Apps", &["POWERAPPS_O365"], None),
    application("power-automate", "Power Automate", &["FLOW_O365"], None),
    application("power-bi", "Power BI", &["BI_AZURE"], None),
];

/// Mail and calendar, which no user policy switches off.
pub(crate) const MAIL: Application =
    application("mail", "Email and calendar", &["EXCHANGE_S_"], None);

/// Everything that a licence can bring, in the order of pages.
pub(crate) fn offered() -> impl Iterator<Item = &'static Application> {
    std::iter::once(&MAIL).chain(APPLICATIONS)
}

impl Application {
    /// The application of that key.
    pub(crate) fn keyed(key: &str) -> Option<&'static Self> {
        APPLICATIONS.iter().find(|application| application.key == key)
    }

    /// Whether people get it with the service plan of that short name. OneDrive comes with SharePoint, also where it is no
    /// plan of its own that could be switched off.
    pub(crate) fn comes_with(&self, plan: &str) -> bool {
        let with_sharepoint = self.key == "onedrive"
            && Self::keyed("sharepoint").is_some_and(|other| other.is_carried_by(plan));
        with_sharepoint || self.is_carried_by(plan)
    }

    /// Whether it is carried by the service plan of that short name.
    pub(crate) fn is_carried_by(&self, plan: &str) -> bool {
        self.plans.iter().any(|beginning| plan.starts_with(beginning))
    }
}

/// Why applications cannot be switched as asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Switching {
    /// No such application.
    Unknown,
    /// The first needs the second, which would be off.
    Needs(&'static str, &'static str),
    /// The add-on with the desktop applications switches them all on.
    DesktopIsBought,
}

/// Checks what would be switched off, and puts it in order without repeats.
pub(crate) fn switch_off(keys: &[String], addons: &[ProductId]) -> Result<Vec<String>, Switching> {
    let mut off = Vec::new();
    for application in APPLICATIONS {
        if keys.iter().any(|key| key == application.key) {
            off.push(application.key.to_owned());
        }
    }
    if keys.iter().any(|key| Application::keyed(key).is_none()) {
        return Err(Switching::Unknown);
    }
    let is_off = |key: &str| off.iter().any(|off| off == key);
    for application in APPLICATIONS.iter().filter(|application| !is_off(application.key)) {
        if let Some(needed) =
            application.needs.filter(|needed| is_off(needed)).and_then(Application::keyed)
        {
            return Err(Switching::Needs(application.name, needed.name));
        }
    }
    if addons.contains(&APPS_FOR_ENTERPRISE) && is_off("desktop") {
        return Err(Switching::DesktopIsBought);
    }
    Ok(off)
}

/// The service plans that are switched off in a product, in order of their keys.
pub(crate) fn disabled_plans(switched_off: &[String], plans: &[(String, Uuid)]) -> Vec<Uuid> {
    let off: Vec<&Application> =
        switched_off.iter().filter_map(|key| Application::keyed(key)).collect();
    let mut disabled: Vec<Uuid> = plans
        .iter()
        .filter(|(name, _)| off.iter().any(|application| application.is_carried_by(name)))
        .map(|(_, plan)| *plan)
        .collect();
    disabled.sort_unstable();
    disabled.dedup();
    disabled
}
