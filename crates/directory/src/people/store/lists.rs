//! Lists and searches of accounts.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Val};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::accounts::{COLUMNS, read};
use super::clocks::Place;
use super::counts::accounts;
use crate::people::model::{Account, AccountKind, AccountState, Needle, Order};

/// Most cards that one search gives.
const CARDS_AT_MOST: usize = 20;
/// Rows looked at for them: one account may be found by several of its words.
const ROWS_FOR_CARDS: i64 = 120;

/// Which accounts of an organisation are wanted.
#[derive(Clone, Debug)]
pub(crate) struct ListFilter {
    pub(crate) organisation: OrganisationId,
    pub(crate) needle: Option<Needle>,
    pub(crate) states: Vec<AccountState>,
    pub(crate) kind: AccountKind,
    pub(crate) unit: Option<Uuid>,
    pub(crate) clock: Option<ClockFilter>,
}

/// Only those on whom a clock runs.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ClockFilter {
    /// Marked as leavers.
    Leaving,
    /// Without activity since then.
    QuietSince(Timestamp),
    /// Never used since they were created.
    Never,
}

/// The end of a range of texts that begin alike.
pub(super) fn beyond(word: &str) -> String {
    format!("{word}\u{10ffff}")
}

pub(super) fn mark(params: &mut Vec<Val>, value: impl Into<Val>) -> String {
    params.push(value.into());
    format!("${}", params.len())
}

impl ListFilter {
    fn conditions(&self, sight: &Sight, params: &mut Vec<Val>) -> String {
        let mut parts = vec![
            format!("a.organisation = {}", mark(params, self.organisation)),
            sight.organisations_clause("a.organisation", params),
            format!("a.kind = {}", mark(params, self.kind.name())),
        ];
        let states: Vec<String> =
            self.states.iter().map(|state| mark(params, state.name())).collect();
        parts.push(format!("a.state IN ({})", states.join(", ")));
        if let Some(unit) = self.unit {
            parts.push(format!("a.unit = {}", mark(params, unit)));
        }
        match self.clock {
            None => {}
            Some(ClockFilter::Leaving) => parts.push("a.leaver IS NOT NULL".to_owned()),
            Some(ClockFilter::QuietSince(then)) => {
                let (from, made) = (mark(params, then), mark(params, then));
                parts.push(format!(
                    "a.leaver IS NULL AND a.active_from <= {from} AND a.created_at <= {made}"
                ));
            }
            // In the words of the index over them.
            Some(ClockFilter::Never) => parts.push(
                "a.last_activity_at IS NULL AND a.kind = 'user' AND a.state = 'active'".to_owned(),
            ),
        }
        parts.extend(found_by(self.needle.as_ref(), self.organisation, params));
        parts.join(" AND ")
    }
}

/// The conditions of a search among the accounts of an organisation.
pub(super) fn found_by(
    needle: Option<&Needle>,
    organisation: OrganisationId,
    params: &mut Vec<Val>,
) -> Vec<String> {
    match needle {
        None => Vec::new(),
        Some(Needle::Address(key)) => vec![format!(
            "a.id IN (SELECT d.account FROM address d WHERE d.key = {})",
            mark(params, key.as_str())
        )],
        Some(Needle::Words(words)) => words
            .iter()
            .map(|word| {
                let organisation = mark(params, organisation);
                let (from, to) = (mark(params, word), mark(params, beyond(word)));
                format!(
                    "a.id IN (SELECT t.account FROM account_token t WHERE t.organisation = {organisation} AND t.token >= {from} AND t.token < {to})"
                )
            })
            .collect(),
    }
}

/// Where in the list by name an account of the organisation stands.
pub(crate) async fn position(
    reader: &mut Reader,
    organisation: OrganisationId,
    id: AccountId,
) -> Result<Option<(String, String)>, Fault> {
    let sql = "SELECT family_key, given_key FROM account WHERE id = $1 AND organisation = $2";
    let row = reader.row(sql, &vals![id, organisation]).await?;
    row.map(|row| Ok((row.text(0)?, row.text(1)?))).transpose()
}

/// A page of accounts by family name and given name, after a position.
pub(crate) async fn list(
    reader: &mut Reader,
    sight: &Sight,
    filter: &ListFilter,
    after: Option<(String, String, AccountId)>,
    limit: i64,
) -> Result<Vec<Account>, Fault> {
    let mut params = Vec::new();
    let mut conditions = filter.conditions(sight, &mut params);
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

/// A page of accounts in another order than by name, after a place in it.
pub(crate) async fn list_by(
    reader: &mut Reader,
    sight: &Sight,
    filter: &ListFilter,
    order: Order,
    after: Option<Place>,
    limit: i64,
) -> Result<Vec<Account>, Fault> {
    let mut params = Vec::new();
    let conditions = filter.conditions(sight, &mut params);
    let sql = ordered(&conditions, order, after, limit, &mut params);
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// Where an account stands in an order.
pub(crate) fn place_in(order: Order, account: &Account) -> Place {
    let at = match order {
        Order::Created | Order::CreatedLast => account.created_at,
        Order::Used | Order::UsedLast => {
            account.last_activity_at.unwrap_or(Timestamp::from_micros(0))
        }
    };
    (at, account.id)
}

/// The statement of an order, in the words of its index.
pub(in crate::people) fn ordered(
    conditions: &str,
    order: Order,
    after: Option<Place>,
    limit: i64,
    params: &mut Vec<Val>,
) -> String {
    let (column, indexed) = match order {
        Order::Created | Order::CreatedLast => ("a.created_at", "a.created_at >= 0"),
        Order::Used | Order::UsedLast => ("COALESCE(a.last_activity_at, 0)", "a.active_from >= 0"),
    };
    let (beyond, way) = if order.is_descending() { ("<", " DESC") } else { (">", "") };
    let from = after.map(|(at, id)| {
        let (at, id) = (mark(params, at), mark(params, id));
        format!(" AND ({column}, a.id) {beyond} ({at}, {id})")
    });
    let limit = mark(params, limit);
    format!(
        "SELECT {COLUMNS} FROM account a WHERE {conditions} AND {indexed}{} ORDER BY {column}{way}, a.id{way} LIMIT {limit}",
        from.unwrap_or_default()
    )
}

/// Statements about the columns of the orders, without the words of their indexes: those must not be planned by them.
#[cfg(test)]
pub(in crate::people) const PLANNED_AS_BEFORE: [&str; 3] = [
    "SELECT a.id FROM account a WHERE a.organisation = $1",
    "SELECT a.id FROM account a WHERE a.organisation = $1 AND a.created_at <= 5 AND a.active_from <= 5",
    "SELECT a.id FROM account a WHERE a.organisation = $1 AND a.created_at > 5 ORDER BY a.created_at, a.id",
];

/// How long a list is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Count {
    pub(crate) accounts: i64,
    /// Whether there are more, because nobody counted further.
    pub(crate) is_more: bool,
}

/// How many accounts are wanted: all of them where nothing is searched for, else counted to one more than `at_most`.
pub(crate) async fn count(
    reader: &mut Reader,
    sight: &Sight,
    filter: &ListFilter,
    at_most: i64,
) -> Result<Count, Fault> {
    if filter.needle.is_none() && filter.unit.is_none() && filter.clock.is_none() {
        if !sight.sees_organisation(reader, filter.organisation).await? {
            return Ok(Count { accounts: 0, is_more: false });
        }
        let accounts =
            accounts(reader, filter.organisation, &[filter.kind], &filter.states).await?;
        return Ok(Count { accounts, is_more: false });
    }
    let mut params = Vec::new();
    let conditions = filter.conditions(sight, &mut params);
    let limit = mark(&mut params, at_most + 1);
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM account a WHERE {conditions} LIMIT {limit}) counted"
    );
    let counted = reader.number(&sql, &params).await?;
    Ok(Count { accounts: counted.min(at_most), is_more: counted > at_most })
}

/// Deleted accounts that can still be restored, latest first, after one of them.
pub(crate) async fn deleted(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
    after: Option<(Timestamp, AccountId)>,
    limit: i64,
) -> Result<Vec<Account>, Fault> {
    let mut params = vals![organisation].to_vec();
    let mut conditions = sight.organisations_clause("a.organisation", &mut params);
    if let Some((since, id)) = after {
        let (since, id) = (mark(&mut params, since), mark(&mut params, id));
        conditions.push_str(&format!(" AND (a.state_since, a.id) < ({since}, {id})"));
    }
    let limit = mark(&mut params, limit);
    let sql = format!(
        "SELECT {COLUMNS} FROM account a WHERE a.organisation = $1 AND a.state = 'deleted' AND {conditions} ORDER BY a.state_since DESC, a.id DESC LIMIT {limit}"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// One account, if it is in sight.
pub(crate) async fn seen(
    reader: &mut Reader,
    sight: &Sight,
    id: AccountId,
) -> Result<Option<Account>, Fault> {
    let mut params = vals![id].to_vec();
    let clause = sight.accounts_clause("a.id", "a.organisation", &mut params);
    let sql = format!("SELECT {COLUMNS} FROM account a WHERE a.id = $1 AND {clause}");
    reader.row(&sql, &params).await?.as_ref().map(read).transpose()
}

/// Listed, active people who are found by their names or an address, in the order of the word that found them. The
/// flag says whether there may be more.
pub(crate) async fn find_cards(
    reader: &mut Reader,
    sight: &Sight,
    needle: &Needle,
) -> Result<(Vec<Account>, bool), Fault> {
    if !sight.is_public() && !sight.is_national() {
        return Ok((Vec::new(), false));
    }
    let mut params = Vec::new();
    let (from, order) = match needle {
        Needle::Address(key) => {
            let key = mark(&mut params, key.as_str());
            (
                format!(
                    "address d JOIN account a ON a.id = d.account WHERE d.key = {key} AND d.kind <> 'withheld'"
                ),
                "a.id",
            )
        }
        Needle::Words(words) => {
            // The longest word is looked up, the others are tried on what it finds.
            let longest = words.iter().max_by_key(|word| word.len()).cloned().unwrap_or_default();
            let (from, to) =
                (mark(&mut params, longest.as_str()), mark(&mut params, beyond(&longest)));
            let mut sql = format!(
                "account_token t JOIN account a ON a.id = t.account WHERE t.source = 'name' AND t.token >= {from} AND t.token < {to}"
            );
            for word in words.iter().filter(|word| **word != longest) {
                let (from, to) = (mark(&mut params, word), mark(&mut params, beyond(word)));
                sql.push_str(&format!(
                    " AND EXISTS (SELECT 1 FROM account_token o WHERE o.account = a.id AND o.source = 'name' AND o.token >= {from} AND o.token < {to})"
                ));
            }
            (sql, "t.token, t.account")
        }
    };
    let limit = mark(&mut params, ROWS_FOR_CARDS);
    let sql = format!(
        "SELECT {COLUMNS} FROM {from} AND a.kind = 'user' AND a.state = 'active' AND a.listed = 1 ORDER BY {order} LIMIT {limit}"
    );
    let rows = reader.rows(&sql, &params).await?;
    let is_cut = rows.len() as i64 == ROWS_FOR_CARDS;
    let mut found: Vec<Account> = Vec::new();
    for row in &rows {
        let account = read(row)?;
        if !found.iter().any(|known| known.id == account.id) {
            found.push(account);
        }
    }
    let has_more = is_cut || found.len() > CARDS_AT_MOST;
    found.truncate(CARDS_AT_MOST);
    Ok((found, has_more))
}
