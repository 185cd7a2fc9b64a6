//! An organisation and a unit as they are stored.

use facts::directory::{OrganisationView, UnitView};
use kernel::clock::Timestamp;
use kernel::ids::OrganisationId;
use uuid::Uuid;

use super::{OrganisationKind, OrganisationState, RegisterRow, RegisterStatus, Said, Tier};

/// One organisation, with what the register says and what it is as a member.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Organisation {
    pub(crate) id: OrganisationId,
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) kind: OrganisationKind,
    pub(crate) status: RegisterStatus,
    pub(crate) address: Option<String>,
    pub(crate) postcode: Option<String>,
    pub(crate) telephone: Option<String>,
    pub(crate) region: Option<String>,
    pub(crate) geography: Option<String>,
    pub(crate) parent_code: Option<String>,
    pub(crate) role_codes: Option<String>,
    pub(crate) opened_on: Option<i64>,
    pub(crate) closed_on: Option<i64>,
    pub(crate) legal_opened_on: Option<i64>,
    pub(crate) legal_closed_on: Option<i64>,
    pub(crate) register_as_of: i64,
    pub(crate) said: Said,
    pub(crate) state: OrganisationState,
    pub(crate) short_name: Option<String>,
    pub(crate) tier: Option<Tier>,
    pub(crate) parent: Option<OrganisationId>,
    pub(crate) opened_at: Option<Timestamp>,
    pub(crate) closed_at: Option<Timestamp>,
    pub(crate) time_zone: Option<String>,
    pub(crate) usage_location: Option<String>,
    pub(crate) support_telephone: Option<String>,
    pub(crate) support_hours: Option<String>,
    pub(crate) version: i64,
}

impl Organisation {
    /// A record that no file has spoken of yet; the first word makes it complete.
    pub(crate) fn unheard(id: OrganisationId, row: &RegisterRow) -> Self {
        Self {
            id,
            code: row.code.clone(),
            name: row.name.clone(),
            kind: OrganisationKind::Other,
            status: RegisterStatus::Active,
            address: None,
            postcode: None,
            telephone: None,
            region: None,
            geography: None,
            parent_code: None,
            role_codes: None,
            opened_on: None,
            closed_on: None,
            legal_opened_on: None,
            legal_closed_on: None,
            register_as_of: 0,
            said: Said::default(),
            state: OrganisationState::Listed,
            short_name: None,
            tier: None,
            parent: None,
            opened_at: None,
            closed_at: None,
            time_zone: None,
            usage_location: None,
            support_telephone: None,
            support_hours: None,
            version: 0,
        }
    }
}

impl From<Organisation> for OrganisationView {
    fn from(organisation: Organisation) -> Self {
        Self {
            organisation: organisation.id,
            code: organisation.code,
            name: super::display_name(&organisation.name),
            short_name: organisation.short_name,
            tier: organisation.tier.map(|tier| tier.name().to_owned()),
            is_open: organisation.state == OrganisationState::Open,
            is_closing: organisation.state == OrganisationState::Closing,
        }
    }
}

/// A part of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unit {
    pub(crate) id: Uuid,
    pub(crate) organisation: OrganisationId,
    /// Another unit, or the organisation itself at the top.
    pub(crate) parent: Uuid,
    pub(crate) name: String,
    pub(crate) name_key: String,
    pub(crate) version: i64,
}

impl From<Unit> for UnitView {
    fn from(unit: Unit) -> Self {
        Self { unit: unit.id, organisation: unit.organisation, name: unit.name }
    }
}
