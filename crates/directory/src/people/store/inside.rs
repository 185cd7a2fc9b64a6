//! Everybody inside an organisation, of whatever kind, by what was agreed for them: for closing it.

use kernel::authority::Sight;
use kernel::db::{Reader, Val};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;

use super::accounts::{COLUMNS, read};
use super::lists::{found_by, mark};
use crate::people::model::{Account, Needle};
use crate::transfers::leaving::moving_clause;

/// What was agreed for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreed {
    /// An open transfer takes them to another organisation.
    Moves,
    /// They are marked as a leaver.
    Leaves,
    /// Nothing yet.
    Nothing,
}

/// Who is wanted.
#[derive(Clone, Debug)]
pub(crate) struct Inside {
    pub(crate) organisation: OrganisationId,
    pub(crate) needle: Option<Needle>,
    /// Everybody if absent.
    pub(crate) agreed: Option<Agreed>,
}

impl Inside {
    fn conditions(&self, sight: &Sight, params: &mut Vec<Val>) -> String {
        let mut parts = vec![
            format!("a.organisation = {}", mark(params, self.organisation)),
            sight.organisations_clause("a.organisation", params),
            "a.state IN ('starting', 'active', 'disabled')".to_owned(),
        ];
        if let Some(agreed) = self.agreed {
            let moving = moving_clause("a.id", self.organisation, params);
            parts.push(match agreed {
                Agreed::Moves => moving,
                Agreed::Leaves => format!("a.leaver IS NOT NULL AND NOT {moving}"),
                Agreed::Nothing => format!("a.leaver IS NULL AND NOT {moving}"),
            });
        }
        parts.extend(found_by(self.needle.as_ref(), self.organisation, params));
        parts.join(" AND ")
    }
}

/// A page of them by family name and given name, after a position.
pub(crate) async fn inside(
    reader: &mut Reader,
    sight: &Sight,
    wanted: &Inside,
    after: Option<(String, String, AccountId)>,
    limit: i64,
) -> Result<Vec<Account>, Fault> {
    let mut params = Vec::new();
    let mut conditions = wanted.conditions(sight, &mut params);
    if let Some((family, given, id)) = after {
        let (family, given, id) =
            (mark(&mut params, family), mark(&mut params, given), mark(&mut params, id));
        conditions.push_str(&format!(
            " AND (a.family_key, a.given_key, a.id) > ({family}, {given}, {id})"
        ));
    }
    let limit = mark(&mut params, limit);
    let sql = format!(
        "SELECT {COLUMNS} FROM account a WHERE {conditions} ORDER BY a.family_key, a.given_key, a.id LIMIT {limit}"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// How many there are, counted to one more than `at_most`.
pub(crate) async fn count_inside(
    reader: &mut Reader,
    sight: &Sight,
    wanted: &Inside,
    at_most: i64,
) -> Result<i64, Fault> {
    let mut params = Vec::new();
    let conditions = wanted.conditions(sight, &mut params);
    let limit = mark(&mut params, at_most + 1);
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM account a WHERE {conditions} LIMIT {limit}) counted"
    );
    reader.number(&sql, &params).await
}
