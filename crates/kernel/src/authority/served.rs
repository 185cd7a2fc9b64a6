//! Organisations that the national administration service looks after: each is marked with one sector, and a grant for a
//! sector reaches those that bear its mark at that moment.
//!
//! `directory` is the only context that marks. A mark that is taken off takes the right away at once: nothing of it is
//! kept anywhere else.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::db::{Reader, Val, WriteTx};
use crate::door::Question;
use crate::ids::{AccountId, ActId, OrganisationId};
use crate::refusal::Fault;
use crate::vals;

/// A sector of small organisations that are looked after nationally (domain rules, "National administration service").
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum ServedSector {
    /// Care homes and other adult social care.
    SocialCare,
    /// Community pharmacies.
    Pharmacy,
    /// Opticians.
    Optometry,
    /// Dental practices.
    Dentistry,
    /// General practitioners who work as locums.
    Locums,
    /// Midwives who work for themselves.
    Midwives,
    /// Contractors that dispense appliances.
    Appliances,
}

impl ServedSector {
    /// Every sector, in the order of the domain rules.
    pub const ALL: &'static [Self] = &[
        Self::SocialCare,
        Self::Pharmacy,
        Self::Optometry,
        Self::Dentistry,
        Self::Locums,
        Self::Midwives,
        Self::Appliances,
    ];

    /// As stored and as used on the wire.
    pub const fn name(self) -> &'static str {
        match self {
            Self::SocialCare => "social-care",
            Self::Pharmacy => "pharmacy",
            Self::Optometry => "optometry",
            Self::Dentistry => "dentistry",
            Self::Locums => "locums",
            Self::Midwives => "midwives",
            Self::Appliances => "appliances",
        }
    }

    /// As people read it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::SocialCare => "Social care",
            Self::Pharmacy => "Community pharmacy",
            Self::Optometry => "Optometry",
            Self::Dentistry => "Dentistry",
            Self::Locums => "GP locums",
            Self::Midwives => "Independent midwives",
            Self::Appliances => "Appliance contractors",
        }
    }

    /// The sector of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|sector| sector.name() == name)
    }

    /// The sector of a stored name; another one cannot have been written by us.
    pub(super) fn stored(name: &str) -> Result<Self, Fault> {
        Self::named(name).ok_or_else(|| Fault::defect(format!("reading the unknown sector {name}")))
    }
}

/// Asked by the door before somebody acts by a grant for a sector: the ticket under which they recorded how the asker
/// was checked, if they did and it counts at that moment. Answered by the directory.
#[derive(Clone, Copy, Debug)]
pub struct IntakeOf {
    /// Who acts.
    pub account: AccountId,
    /// For which organisation.
    pub organisation: OrganisationId,
    /// When.
    pub at: Timestamp,
}

impl Question for IntakeOf {
    type Answer = Option<String>;
}

/// The mark of an organisation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServedMark {
    /// Its sector.
    pub sector: ServedSector,
    /// Since when.
    pub since: Timestamp,
    /// Why.
    pub reason: String,
}

/// The mark of an organisation, if it is looked after nationally.
pub async fn served_mark(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Option<ServedMark>, Fault> {
    let sql = "SELECT sector, since_at, reason FROM served_organisation WHERE organisation = $1";
    let Some(row) = reader.row(sql, &vals![organisation]).await? else { return Ok(None) };
    let sector = ServedSector::stored(&row.text(0)?)?;
    Ok(Some(ServedMark { sector, since: row.time(1)?, reason: row.text(2)? }))
}

/// Whether the organisation bears the mark of that sector.
pub(super) async fn is_served(
    reader: &mut Reader,
    sector: ServedSector,
    organisation: OrganisationId,
) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM served_organisation WHERE organisation = $1 AND sector = $2";
    Ok(reader.row(sql, &vals![organisation, sector.name()]).await?.is_some())
}

/// A condition on a column that holds an organisation's key: it is looked after nationally, in the sector if one is
/// given. Parameters are added to `params`.
pub fn served_clause(column: &str, sector: Option<ServedSector>, params: &mut Vec<Val>) -> String {
    let all = format!("{column} IN (SELECT served.organisation FROM served_organisation served");
    match sector {
        None => format!("{all})"),
        Some(sector) => {
            params.push(sector.name().into());
            format!("{all} WHERE served.sector = ${})", params.len())
        }
    }
}

/// Marks an organisation. Says `false`, and changes nothing, if it bears a mark already.
pub async fn mark_served(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    mark: &ServedMark,
    act: ActId,
) -> Result<bool, Fault> {
    tx.in_act()?;
    let sql = "INSERT INTO served_organisation (organisation, sector, since_at, reason, act) VALUES ($1, $2, $3, $4, $5) \
               ON CONFLICT (organisation) DO NOTHING";
    let params = vals![organisation, mark.sector.name(), mark.since, mark.reason.as_str(), act];
    Ok(tx.exec_spine(sql, &params).await? == 1)
}

/// Takes the mark off. Says `false` if there is none.
pub async fn unmark_served(tx: &mut WriteTx, organisation: OrganisationId) -> Result<bool, Fault> {
    tx.in_act()?;
    let sql = "DELETE FROM served_organisation WHERE organisation = $1";
    Ok(tx.exec_spine(sql, &vals![organisation]).await? == 1)
}
