//! What an actor may see for one action, compiled into the query.

use std::fmt::Write as _;

use super::ServedSector;
use super::served::is_served;
use super::tree::is_within;
use crate::db::{Reader, Val};
use crate::ids::{AccountId, OrganisationId};
use crate::refusal::Fault;

/// What an actor may see. Every read of business rows takes one; only the door makes them.
#[derive(Clone, Debug)]
pub struct Sight {
    pub(super) nation: bool,
    pub(super) organisations: Vec<OrganisationId>,
    pub(super) subtrees: Vec<OrganisationId>,
    pub(super) sectors: Vec<ServedSector>,
    pub(super) own: Option<AccountId>,
    pub(super) public: bool,
}

impl Sight {
    pub(crate) const NOTHING: Self = Self {
        nation: false,
        organisations: Vec::new(),
        subtrees: Vec::new(),
        sectors: Vec::new(),
        own: None,
        public: false,
    };

    /// Whether there is nothing at all to see.
    pub fn is_empty(&self) -> bool {
        !self.nation
            && !self.public
            && self.organisations.is_empty()
            && self.subtrees.is_empty()
            && self.sectors.is_empty()
            && self.own.is_none()
    }

    /// Whether everything in the nation is seen.
    pub const fn is_national(&self) -> bool {
        self.nation
    }

    /// Whether something is seen by a role that is not one in the organisation itself: everything in the nation, or what
    /// is looked after nationally.
    pub const fn is_from_outside(&self) -> bool {
        self.nation || !self.sectors.is_empty()
    }

    /// The account that asks, if an account asks and may see its own affairs.
    pub const fn own(&self) -> Option<AccountId> {
        self.own
    }

    /// Whether public things are seen: the directory card and what else everyone signed in may know.
    pub const fn is_public(&self) -> bool {
        self.public
    }

    /// A condition on a column that holds the organisation's key. Parameters are added to `params`.
    pub fn organisations_clause(&self, column: &str, params: &mut Vec<Val>) -> String {
        if self.nation {
            return "1 = 1".to_owned();
        }
        let mut parts = Vec::new();
        if !self.organisations.is_empty() {
            parts.push(format!(
                "{column} IN ({})",
                list(self.organisations.iter().copied(), params)
            ));
        }
        if !self.subtrees.is_empty() {
            parts.push(format!("{column} IN (SELECT seen.descendant FROM organisation_closure seen WHERE seen.ancestor IN ({}))", list(self.subtrees.iter().copied(), params)));
        }
        if !self.sectors.is_empty() {
            let sectors = list(self.sectors.iter().map(|sector| sector.name()), params);
            parts.push(format!("{column} IN (SELECT served.organisation FROM served_organisation served WHERE served.sector IN ({sectors}))"));
        }
        if parts.is_empty() { "1 = 0".to_owned() } else { format!("({})", parts.join(" OR ")) }
    }

    /// A condition on an account's key and its organisation: what [`Self::organisations_clause`] shows, and oneself.
    pub fn accounts_clause(
        &self,
        account: &str,
        organisation: &str,
        params: &mut Vec<Val>,
    ) -> String {
        let organisations = self.organisations_clause(organisation, params);
        match self.own {
            Some(own) if !self.nation => {
                params.push(own.into());
                format!("({organisations} OR {account} = ${})", params.len())
            }
            _ => organisations,
        }
    }

    /// Whether the organisation is seen.
    pub async fn sees_organisation(
        &self,
        reader: &mut Reader,
        organisation: OrganisationId,
    ) -> Result<bool, Fault> {
        if self.nation || self.organisations.contains(&organisation) {
            return Ok(true);
        }
        for above in &self.subtrees {
            if is_within(reader, *above, organisation).await? {
                return Ok(true);
            }
        }
        for sector in &self.sectors {
            if is_served(reader, *sector, organisation).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// The part of it that is not the whole nation: what is somebody's to look after, by a role in the organisation or for
    /// its sector.
    #[must_use]
    pub fn without_nation(&self) -> Self {
        Self { nation: false, ..self.clone() }
    }

    /// The part of it that comes from roles in organisations themselves.
    #[must_use]
    pub fn from_inside(&self) -> Self {
        Self { nation: false, sectors: Vec::new(), ..self.clone() }
    }

    /// The organisations seen by name in a grant, without descendants; empty for national sight.
    pub fn named_organisations(&self) -> impl Iterator<Item = OrganisationId> {
        self.organisations.iter().chain(&self.subtrees).copied()
    }
}

fn list(values: impl Iterator<Item = impl Into<Val>>, params: &mut Vec<Val>) -> String {
    let mut marks = String::new();
    for value in values {
        params.push(value.into());
        let _ = write!(marks, "{}${}", if marks.is_empty() { "" } else { ", " }, params.len());
    }
    marks
}
