//! Grants: which account holds which role where, and between which dates.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Role, ServedSector, ancestors, served_mark};
use crate::clock::Timestamp;
use crate::db::{Reader, Row, WriteTx};
use crate::ids::{AccountId, ActId, GrantId, OrganisationId};
use crate::refusal::Fault;
use crate::vals;

/// How far one grant reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GrantSpan {
    /// The whole service.
    Nation,
    /// This organisation only.
    Organisation(OrganisationId),
    /// This organisation and its descendants in the administrative tree, as it stands when asked.
    Descendants(OrganisationId),
    /// The organisations of a sector that are looked after nationally, as they are marked when asked.
    Sector(ServedSector),
}

/// Where an organisation stands, as far as grants go.
#[derive(Clone, Debug)]
pub struct Place {
    organisation: OrganisationId,
    above: Vec<OrganisationId>,
    sector: Option<ServedSector>,
}

impl Place {
    /// Where it stands now.
    pub async fn of(reader: &mut Reader, organisation: OrganisationId) -> Result<Self, Fault> {
        let above = ancestors(reader, organisation).await?;
        let sector = served_mark(reader, organisation).await?.map(|mark| mark.sector);
        Ok(Self { organisation, above, sector })
    }
}

impl GrantSpan {
    /// The organisation the grant names.
    pub const fn organisation(self) -> Option<OrganisationId> {
        match self {
            Self::Nation | Self::Sector(_) => None,
            Self::Organisation(organisation) | Self::Descendants(organisation) => {
                Some(organisation)
            }
        }
    }

    /// The sector the grant names.
    pub const fn sector(self) -> Option<ServedSector> {
        match self {
            Self::Sector(sector) => Some(sector),
            _ => None,
        }
    }

    /// Whether it reaches an organisation that stands there.
    pub fn reaches(self, place: &Place) -> bool {
        match self {
            Self::Nation => true,
            Self::Organisation(named) => named == place.organisation,
            Self::Descendants(named) => named == place.organisation || place.above.contains(&named),
            Self::Sector(sector) => place.sector == Some(sector),
        }
    }
}

/// One grant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Grant {
    /// Its key.
    pub id: GrantId,
    /// Who holds it.
    pub account: AccountId,
    /// Which role.
    pub role: Role,
    /// Where.
    pub span: GrantSpan,
    /// From when.
    pub starts_at: Timestamp,
    /// Until when, exclusive; for ever if none.
    pub ends_at: Option<Timestamp>,
    /// Why it was given.
    pub reason: String,
    /// The version of the row.
    pub version: i64,
}

impl Grant {
    /// Whether it counts at this moment.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.starts_at <= now && self.ends_at.is_none_or(|end| now < end)
    }
}

const COLUMNS: &str = "id, account, role, organisation, with_descendants, starts_at, ends_at, reason, version, sector";

fn read(row: &Row) -> Result<Grant, Fault> {
    let role = row.text(2)?;
    let role = Role::named(&role)
        .ok_or_else(|| Fault::defect(format!("reading a grant of the unknown role {role}")))?;
    let span = match (row.text_or_none(9)?, row.id_or_none(3)?, row.flag(4)?) {
        (Some(sector), _, _) => GrantSpan::Sector(ServedSector::stored(&sector)?),
        (None, None, _) => GrantSpan::Nation,
        (None, Some(organisation), false) => GrantSpan::Organisation(OrganisationId(organisation)),
        (None, Some(organisation), true) => GrantSpan::Descendants(OrganisationId(organisation)),
    };
    Ok(Grant {
        id: GrantId(row.id(0)?),
        account: AccountId(row.id(1)?),
        role,
        span,
        starts_at: row.time(5)?,
        ends_at: row.time_or_none(6)?,
        reason: row.text(7)?,
        version: row.int(8)?,
    })
}

/// The grants of one account that have not ended, live or still to come.
pub async fn grants_of(
    reader: &mut Reader,
    account: AccountId,
    now: Timestamp,
) -> Result<Vec<Grant>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM role_grant WHERE account = $1 AND (ends_at IS NULL OR ends_at > $2) ORDER BY id"
    );
    reader.rows(&sql, &vals![account, now]).await?.iter().map(read).collect()
}

/// One grant, ended or not.
pub async fn find_grant(reader: &mut Reader, id: GrantId) -> Result<Option<Grant>, Fault> {
    let sql = format!("SELECT {COLUMNS} FROM role_grant WHERE id = $1");
    reader.row(&sql, &vals![id]).await?.as_ref().map(read).transpose()
}

/// The grants that reach an organisation and have not ended, whether they name it, one above it, or the sector in which
/// it is looked after nationally: a page of them by key, after a key.
pub async fn grants_reaching(
    reader: &mut Reader,
    organisation: OrganisationId,
    after: Option<GrantId>,
    limit: i64,
    now: Timestamp,
) -> Result<Vec<Grant>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM role_grant WHERE (organisation = $1 OR (with_descendants = 1 AND organisation IN \
         (SELECT c.ancestor FROM organisation_closure c WHERE c.descendant = $1)) \
         OR sector IN (SELECT s.sector FROM served_organisation s WHERE s.organisation = $1)) \
         AND (ends_at IS NULL OR ends_at > $2) AND id > $3 ORDER BY id LIMIT $4"
    );
    let after = after.map_or(uuid::Uuid::nil(), |after| after.0);
    reader.rows(&sql, &vals![organisation, now, after, limit]).await?.iter().map(read).collect()
}

/// The grants of one role that name exactly this organisation, or none at all, and have not ended.
pub async fn grants_of_role(
    reader: &mut Reader,
    role: Role,
    organisation: Option<OrganisationId>,
    now: Timestamp,
) -> Result<Vec<Grant>, Fault> {
    let start = format!(
        "SELECT {COLUMNS} FROM role_grant WHERE role = $1 AND (ends_at IS NULL OR ends_at > $2)"
    );
    let rows = match organisation {
        Some(organisation) => {
            let sql = format!("{start} AND organisation = $3 ORDER BY id");
            reader.rows(&sql, &vals![role.name(), now, organisation]).await?
        }
        None => {
            let sql = format!("{start} AND organisation IS NULL ORDER BY id");
            reader.rows(&sql, &vals![role.name(), now]).await?
        }
    };
    rows.iter().map(read).collect()
}

/// Some of those who hold the role at an organisation at this moment, that one left out; the earliest named first.
pub async fn holders_besides(
    reader: &mut Reader,
    role: Role,
    besides: Option<OrganisationId>,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<AccountId>, Fault> {
    let besides = besides.map_or(uuid::Uuid::nil(), |besides| besides.0);
    let sql = "SELECT account FROM role_grant WHERE role = $1 AND organisation <> $2 AND starts_at <= $3 \
               AND (ends_at IS NULL OR ends_at > $3) ORDER BY id LIMIT $4";
    let rows = reader.rows(sql, &vals![role.name(), besides, now, limit]).await?;
    rows.iter().map(|row| row.id(0).map(AccountId)).collect()
}

/// The keys of the grants an account ever had, newest first, at most so many; for its history.
pub async fn grants_ever_of(
    reader: &mut Reader,
    account: AccountId,
    limit: i64,
) -> Result<Vec<GrantId>, Fault> {
    let sql = "SELECT id FROM role_grant WHERE account = $1 ORDER BY id DESC LIMIT $2";
    let rows = reader.rows(sql, &vals![account, limit]).await?;
    rows.iter().map(|row| row.id(0).map(GrantId)).collect()
}

/// Drops the reasons for which an account was given roles, once it is erased. Only the slice `access/grants` calls
/// this.
pub async fn forget_reasons(tx: &mut WriteTx, account: AccountId, act: ActId) -> Result<(), Fault> {
    tx.in_act()?;
    let sql = "UPDATE role_grant SET reason = '', version = version + 1, act = $2 WHERE account = $1 AND reason <> ''";
    tx.exec_spine(sql, &vals![account, act]).await?;
    Ok(())
}

/// Drops why one grant was given. Only the slice `access/grants` calls this.
pub async fn forget_reason(tx: &mut WriteTx, grant: GrantId, act: ActId) -> Result<(), Fault> {
    tx.in_act()?;
    let sql = "UPDATE role_grant SET reason = '', version = version + 1, act = $2 WHERE id = $1 AND reason <> ''";
    tx.exec_spine(sql, &vals![grant, act]).await?;
    Ok(())
}

/// Whether the account holds any grant, for those who ask without a time of their own.
///
/// The time is that of the last recorded act, so an answer errs towards "yes": a grant still to come counts
/// already, and one that has just run out counts until anybody does anything. What hangs on it is how strictly a
/// sign-in is checked, never what may be done.
pub async fn holds_any_grant(reader: &mut Reader, account: AccountId) -> Result<bool, Fault> {
    let sql = "SELECT 1 FROM role_grant WHERE account = $1 AND (ends_at IS NULL OR ends_at > \
               COALESCE((SELECT a.at FROM audit a ORDER BY a.id DESC LIMIT 1), 0)) LIMIT 1";
    Ok(reader.row(sql, &vals![account]).await?.is_some())
}

/// Adds a grant. Only the slice `access/grants` calls this, from its commands.
pub async fn insert_grant(tx: &mut WriteTx, grant: &Grant, act: ActId) -> Result<(), Fault> {
    tx.in_act()?;
    let (organisation, with_descendants) = match grant.span {
        GrantSpan::Nation | GrantSpan::Sector(_) => (None, false),
        GrantSpan::Organisation(organisation) => (Some(organisation), false),
        GrantSpan::Descendants(organisation) => (Some(organisation), true),
    };
    let params = vals![
        grant.id,
        grant.account,
        grant.role.name(),
        organisation,
        with_descendants,
        grant.starts_at,
        grant.ends_at,
        grant.reason.as_str(),
        grant.version,
        act,
        grant.span.sector().map(ServedSector::name)
    ];
    tx.exec_spine(
        "INSERT INTO role_grant (id, account, role, organisation, with_descendants, starts_at, ends_at, reason, version, act, sector) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        &params,
    )
    .await?;
    Ok(())
}

/// Ends a grant at a moment, if it still has this version. Only the slice `access/grants` calls this.
pub async fn end_grant(
    tx: &mut WriteTx,
    grant: &Grant,
    at: Timestamp,
    act: ActId,
) -> Result<bool, Fault> {
    tx.in_act()?;
    let params = vals![grant.id, at, act, grant.version];
    let changed = tx.exec_spine("UPDATE role_grant SET ends_at = $2, version = version + 1, act = $3 WHERE id = $1 AND version = $4", &params).await?;
    Ok(changed == 1)
}
