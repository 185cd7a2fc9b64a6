//! The record of one organisation.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids::OrganisationId;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::organisations::model::{
    Confidence, OrganisationKind, OrganisationState, RegisterStatus, RelationKind, Succession,
    Tier, display_name,
};
use crate::organisations::store::Side;
use crate::organisations::{authority, store};

/// The record of an organisation by its code: what the register says, and what it is as a member.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationByCode {
    /// Its code in the register.
    pub organisation: String,
}

/// The record of one organisation. Days are numbers written yyyymmdd.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OrganisationRecord {
    /// Its key.
    pub id: OrganisationId,
    /// Its code in the register.
    pub code: String,
    /// Its legal name, as the register writes it.
    pub name: String,
    /// What kind of organisation it is.
    pub kind: OrganisationKind,
    /// What the register says of it.
    pub status: RegisterStatus,
    /// Address, one line below the other.
    pub address: Option<String>,
    /// Postcode.
    pub postcode: Option<String>,
    /// Telephone number in the register.
    pub telephone: Option<String>,
    /// Region code.
    pub region: Option<String>,
    /// Code of the board whose geography it lies in.
    pub geography: Option<String>,
    /// The register's role codes.
    pub role_codes: Vec<String>,
    /// First day of operation.
    pub opened_on: Option<i64>,
    /// Last day of operation.
    pub closed_on: Option<i64>,
    /// First day in law; only where a source says so.
    pub legal_opened_on: Option<i64>,
    /// Last day in law; only where a source says so.
    pub legal_closed_on: Option<i64>,
    /// The day of the youngest register file that speaks of it.
    pub register_as_of: i64,
    /// What the register says it has to do with others.
    pub related: Vec<RelatedOrganisation>,
    /// What the register says took its place.
    pub followed_by: Vec<RelatedSuccession>,
    /// What the register says it took the place of.
    pub came_from: Vec<RelatedSuccession>,
    /// Where it stands with the service.
    pub state: OrganisationState,
    /// Its short name, once opened.
    pub short_name: Option<String>,
    /// Its service tier, once opened.
    pub tier: Option<Tier>,
    /// Code of the organisation that administers it from above, if any.
    pub parent: Option<String>,
    /// Name of that organisation.
    pub parent_name: Option<String>,
    /// When it was opened.
    pub opened_at: Option<Timestamp>,
    /// When it was closed.
    pub closed_at: Option<Timestamp>,
    /// Its time zone.
    pub time_zone: Option<String>,
    /// The country in which its people use the service.
    pub usage_location: Option<String>,
    /// The telephone number of its local support.
    pub support_telephone: Option<String>,
    /// When local support answers.
    pub support_hours: Option<String>,
    /// Its version, to be sent back with a change.
    pub version: i64,
}

impl OrganisationRecord {
    /// Its name as it is shown.
    pub fn shown_name(&self) -> String {
        display_name(&self.name)
    }
}

/// Another organisation, in the register's eyes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RelatedOrganisation {
    /// What the organisation has to do with it.
    pub kind: RelationKind,
    /// Its code, which may be unknown here.
    pub code: String,
    /// Its name, if it is known.
    pub name: Option<String>,
    /// First day.
    pub started_on: Option<i64>,
    /// Last day.
    pub ended_on: Option<i64>,
    /// The day of the youngest file that says so.
    pub as_of: i64,
}

/// The organisation on the other side of a succession.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RelatedSuccession {
    /// Its code, which may be unknown here.
    pub code: String,
    /// Its name, if it is known.
    pub name: Option<String>,
    /// First day of the new one in the old one's place.
    pub effective_on: i64,
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it is said.
    pub source: String,
    /// What kind of change it is.
    pub note: Option<String>,
    /// The day of the file that says so.
    pub as_of: i64,
}

/// The successions of a code on one side.
pub(super) async fn successions(
    reader: &mut Reader,
    code: &str,
    side: Side,
) -> Result<Vec<RelatedSuccession>> {
    let found = store::successions_at(reader, code, side).await?;
    let related = |(found, name): (Succession, Option<String>)| RelatedSuccession {
        code: match side {
            Side::Old => found.said.new_code,
            Side::New => found.said.old_code,
        },
        name,
        effective_on: found.said.effective_on,
        confidence: found.said.confidence,
        source: found.said.source,
        note: found.said.note,
        as_of: found.as_of,
    };
    Ok(found.into_iter().map(related).collect())
}

impl Query for OrganisationByCode {
    const NAME: &'static str = "organisation.by-code";
    const ACTION: Action = authority::READ;
    const VIEW: View = View::Record;
    type Output = OrganisationRecord;

    async fn run(
        &self,
        _: &Call,
        sight: &Sight,
        reader: &mut Reader,
    ) -> Result<OrganisationRecord> {
        let found = store::by_code_in_sight(reader, sight, &self.organisation)
            .await?
            .ok_or_else(|| common::NOT_FOUND.refuse())?;
        // That it is administered from above, and by whom, is part of its own record.
        let parent = match found.parent {
            Some(parent) => store::by_id(reader, parent).await?,
            None => None,
        };
        let related = store::relations(reader, found.id).await?;
        let followed_by = successions(reader, &found.code, Side::Old).await?;
        let came_from = successions(reader, &found.code, Side::New).await?;
        let roles = found.role_codes.as_deref().unwrap_or_default();
        Ok(OrganisationRecord {
            id: found.id,
            kind: found.kind,
            status: found.status,
            address: found.address,
            postcode: found.postcode,
            telephone: found.telephone,
            region: found.region,
            geography: found.geography,
            role_codes: roles
                .split(' ')
                .filter(|role| !role.is_empty())
                .map(str::to_owned)
                .collect(),
            opened_on: found.opened_on,
            closed_on: found.closed_on,
            legal_opened_on: found.legal_opened_on,
            legal_closed_on: found.legal_closed_on,
            register_as_of: found.register_as_of,
            related: related
                .into_iter()
                .map(|(relation, name)| RelatedOrganisation {
                    kind: relation.kind,
                    code: relation.other_code,
                    name,
                    started_on: relation.started_on,
                    ended_on: relation.ended_on,
                    as_of: relation.as_of,
                })
                .collect(),
            followed_by,
            came_from,
            state: found.state,
            short_name: found.short_name,
            tier: found.tier,
            parent_name: parent.as_ref().map(|parent| parent.name.clone()),
            parent: parent.map(|parent| parent.code),
            opened_at: found.opened_at,
            closed_at: found.closed_at,
            time_zone: found.time_zone,
            usage_location: found.usage_location,
            support_telephone: found.support_telephone,
            support_hours: found.support_hours,
            version: found.version,
            code: found.code,
            name: found.name,
        })
    }
}

/// What the administrators of an organisation may change of it. Who may not change it has no answer.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganisationDetails {
    /// Its code in the register.
    pub organisation: String,
}

/// The details that can be changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Details {
    /// Its name as it is shown.
    pub name: String,
    /// Whether it is open, so that something can be changed.
    pub is_open: bool,
    /// Its time zone.
    pub time_zone: Option<String>,
    /// The telephone number of its local support.
    pub support_telephone: Option<String>,
    /// When local support answers.
    pub support_hours: Option<String>,
    /// Its version, to be sent back with a change.
    pub version: i64,
}

impl Query for OrganisationDetails {
    const NAME: &'static str = "organisation.details";
    const ACTION: Action = authority::CHANGE;
    const VIEW: View = View::Record;
    type Output = Details;

    async fn run(&self, _: &Call, sight: &Sight, reader: &mut Reader) -> Result<Details> {
        let found = store::by_code_in_sight(reader, sight, &self.organisation)
            .await?
            .ok_or_else(|| common::NOT_FOUND.refuse())?;
        Ok(Details {
            name: display_name(&found.name),
            is_open: found.state.is_running(),
            time_zone: found.time_zone,
            support_telephone: found.support_telephone,
            support_hours: found.support_hours,
            version: found.version,
        })
    }
}
