//! What an account should look like: a pure function of our records.

use std::collections::{BTreeMap, BTreeSet};

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use facts::directory::AccountView;
use facts::entitlement::HeldLicence;
use kernel::ids::AccountId;
use serde::Serialize;
use uuid::Uuid;
use wire::graph::{Kind, Property, User};

/// What is the same for everybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shape {
    /// ISO 3166 code of the country in which licences are used; Graph refuses licences without one.
    pub usage_location: String,
}

/// Whether an account should be there at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Presence {
    /// It should exist.
    Live,
    /// It should be deleted in a way that can be undone.
    Deleted,
    /// It was erased here; the tenant forgets it by itself thirty days after the deletion.
    Erased,
    /// Accounts of its kind do not go to Microsoft 365 in this cut.
    Outside,
}

/// What an account should look like in the tenant.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Desired {
    /// Whether it should be there.
    pub presence: Presence,
    /// By which it is found again whatever else changes: its key in base64, as `onPremisesImmutableId`.
    pub anchor: String,
    /// Every property this service looks after; the others are left as they are.
    pub user: User,
    /// Products with the service plans that are switched off.
    pub licences: BTreeMap<Uuid, BTreeSet<Uuid>>,
}

/// The properties this service looks after.
pub(crate) const MANAGED: [Property; 15] = [
    Property::AccountEnabled,
    Property::BusinessPhones,
    Property::CompanyName,
    Property::Department,
    Property::DisplayName,
    Property::GivenName,
    Property::JobTitle,
    Property::MailNickname,
    Property::MobilePhone,
    Property::OnPremisesImmutableId,
    Property::OtherMails,
    Property::ShowInAddressList,
    Property::Surname,
    Property::UsageLocation,
    Property::UserPrincipalName,
];

/// The anchor of an account.
pub(crate) fn anchor(account: AccountId) -> String {
    STANDARD.encode(account.0.as_bytes())
}

/// What the account should look like. Every alphabet, order and length is settled here, so that equal records give
/// equal hashes.
pub fn desired(account: &AccountView, licences: &[HeldLicence], shape: &Shape) -> Desired {
    let presence = match (account.kind.as_str(), account.state.as_str()) {
        ("user" | "application", "deleted") => Presence::Deleted,
        ("user" | "application", "erased") => Presence::Erased,
        ("user" | "application", _) => Presence::Live,
        _ => Presence::Outside,
    };
    let anchor = anchor(account.account);
    let is_live = presence == Presence::Live;
    let user = if is_live { user(account, &anchor, shape) } else { User::default() };
    let held = licences.iter().filter(|_| is_live);
    let licences =
        held.map(|held| (held.sku, held.disabled_plans.iter().copied().collect())).collect();
    Desired { presence, anchor, user, licences }
}

fn user(account: &AccountView, anchor: &str, shape: &Shape) -> User {
    let (local, _) = account.address.split_once('@').unwrap_or((&account.address, ""));
    let mut aliases = account.aliases.clone();
    aliases.sort_unstable();
    aliases.dedup();
    let some = |text: &Option<String>| text.as_deref().unwrap_or_default().to_owned();
    let telephone = fitting(Property::BusinessPhones, &some(&account.telephone));
    User {
        // Whoever is neither active nor known to be anything else must not get in.
        account_enabled: Some(account.state == "active"),
        business_phones: Some(telephone.into_iter().collect()),
        company_name: fitting(Property::CompanyName, &account.organisation_name),
        department: fitting(Property::Department, &some(&account.department)),
        display_name: fitting(Property::DisplayName, &account.display_name),
        given_name: fitting(Property::GivenName, &account.given_name),
        job_title: fitting(Property::JobTitle, &some(&account.job_title)),
        mail_nickname: fitting(Property::MailNickname, local),
        mobile_phone: fitting(Property::MobilePhone, &some(&account.mobile)),
        on_premises_immutable_id: Some(anchor.to_owned()),
        other_mails: Some(aliases),
        show_in_address_list: Some(account.listed),
        surname: fitting(Property::Surname, &account.family_name),
        usage_location: fitting(Property::UsageLocation, &shape.usage_location),
        user_principal_name: Some(account.address.clone()),
        ..User::default()
    }
}

/// The text as the tenant takes it: never empty, never longer than allowed. A job title that is too long there is
/// no reason to hold a person up here.
fn fitting(property: Property, text: &str) -> Option<String> {
    let longest = match property.kind() {
        Kind::Text(longest) | Kind::Texts(_, longest) => longest,
        _ => usize::MAX,
    };
    let text: String = text.trim().chars().take(longest).collect();
    let text = text.trim_end();
    (!text.is_empty()).then(|| text.to_owned())
}

impl Desired {
    /// Tells two wishes apart. The form that is hashed begins with a number that changes with its meaning, so that
    /// a new release looks at everybody once.
    pub fn hash(&self) -> Vec<u8> {
        let form = serde_json::to_vec(&(1, self)).unwrap_or_default();
        digest(&SHA256, &form).as_ref().to_vec()
    }
}
