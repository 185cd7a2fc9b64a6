//! Lists: the register by words and filters, the organisations somebody administers, counts.

use kernel::authority::{ServedSector, Sight, served_clause};
use kernel::db::{Reader, Val};
use kernel::refusal::{Fault, Result, messages};
use kernel::vals;

use super::{COLUMNS, read};
use crate::organisations::model::{
    Organisation, OrganisationKind, OrganisationState, RegisterStatus, fold, words,
};

/// Rows that are counted exactly.
const COUNTED: i64 = 1_000;

/// What is searched for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search<'a> {
    pub(crate) text: &'a str,
    pub(crate) state: Option<OrganisationState>,
    pub(crate) kind: Option<OrganisationKind>,
    pub(crate) status: Option<RegisterStatus>,
    /// Members only: whatever is more than listed.
    pub(crate) is_member: bool,
    /// Only those that are administered nationally.
    pub(crate) served: Served,
}

/// Whether those are wanted that are administered nationally.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Served {
    /// It does not matter.
    #[default]
    OrNot,
    /// In whatever sector.
    Anywhere,
    /// In this one.
    In(ServedSector),
}

/// Where a page begins and how long it is.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Page<'a> {
    /// The code of the last organisation of the page before.
    pub(crate) after: Option<&'a str>,
    pub(crate) limit: usize,
}

/// One condition for each word: it begins one of the words of the organisation in the column.
fn words_clauses(column: &str, text: &str, params: &mut Vec<Val>) -> Vec<String> {
    let mut conditions = Vec::new();
    for word in words(&fold(text)) {
        // A tilde comes after every letter and digit that a word can hold.
        params.extend(vals![word, format!("{word}~")]);
        let (from, to) = (params.len() - 1, params.len());
        conditions.push(format!(
            "{column} IN (SELECT w.organisation FROM organisation_word w WHERE w.word >= ${from} AND w.word < ${to})"
        ));
    }
    conditions
}

/// A condition on a column of another slice that holds the key of an organisation: every word of the text begins one
/// of its words. Nothing is asked where there is no word.
pub(crate) fn words_clause(column: &str, text: &str, params: &mut Vec<Val>) -> String {
    match words_clauses(column, text, params) {
        none if none.is_empty() => "1 = 1".to_owned(),
        some => some.join(" AND "),
    }
}

/// The conditions of a search. Every word must begin one of the organisation's words.
fn conditions(search: &Search<'_>, params: &mut Vec<Val>) -> Vec<String> {
    let mut conditions = words_clauses("o.id", search.text, params);
    let named = [
        ("o.state", search.state.map(OrganisationState::name)),
        ("o.kind", search.kind.map(OrganisationKind::name)),
        ("o.status", search.status.map(RegisterStatus::name)),
    ];
    for (column, name) in named {
        if let Some(name) = name {
            params.push(name.into());
            conditions.push(format!("{column} = ${}", params.len()));
        }
    }
    match search.served {
        Served::OrNot => {}
        Served::Anywhere => conditions.push(served_clause("o.id", None, params)),
        Served::In(sector) => conditions.push(served_clause("o.id", Some(sector), params)),
    }
    if search.is_member {
        params.push(OrganisationState::Listed.name().into());
        conditions.push(format!("o.state <> ${}", params.len()));
    }
    conditions
}

/// One page of organisations in sight, by name and code; one row more than asked for tells that there is a next one.
async fn page(
    reader: &mut Reader,
    sight: &Sight,
    search: &Search<'_>,
    page: Page<'_>,
) -> Result<Vec<Organisation>> {
    let mut params = Vec::new();
    let mut conditions = conditions(search, &mut params);
    conditions.push(sight.organisations_clause("o.id", &mut params));
    if let Some(after) = page.after {
        let mut known = vals![after].to_vec();
        let seen = sight.organisations_clause("o.id", &mut known);
        let sql = format!("SELECT o.name_key FROM organisation o WHERE o.code = $1 AND {seen}");
        let last = reader.row(&sql, &known).await?.ok_or_else(|| messages::NOT_FOUND.refuse())?;
        params.extend(vals![last.text(0)?, after]);
        conditions.push(format!(
            "(o.name_key, o.code) > (${}, ${})",
            params.len() - 1,
            params.len()
        ));
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM organisation o WHERE {} ORDER BY o.name_key, o.code LIMIT {}",
        conditions.join(" AND "),
        page.limit + 1
    );
    Ok(reader.rows(&sql, &params).await?.iter().map(read).collect::<Result<_, Fault>>()?)
}

/// How many match: exactly up to a thousand, one more beyond.
async fn count(reader: &mut Reader, sight: &Sight, search: &Search<'_>) -> Result<i64, Fault> {
    let mut params = Vec::new();
    let mut conditions = conditions(search, &mut params);
    conditions.push(sight.organisations_clause("o.id", &mut params));
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT 1 FROM organisation o WHERE {} LIMIT {}) AS matching",
        conditions.join(" AND "),
        COUNTED + 1
    );
    reader.number(&sql, &params).await
}

/// What was found.
pub(crate) struct Found {
    /// The page, and one row more if there is a next page.
    pub(crate) rows: Vec<Organisation>,
    /// How many match, at most a thousand.
    pub(crate) total: i64,
    /// Whether more than a thousand match.
    pub(crate) is_more: bool,
}

/// A search of the whole register.
pub(crate) async fn find(
    reader: &mut Reader,
    sight: &Sight,
    search: &Search<'_>,
    at: Page<'_>,
) -> Result<Found> {
    let rows = page(reader, sight, search, at).await?;
    let total = count(reader, sight, search).await?;
    Ok(Found { rows, total: total.min(COUNTED), is_more: total > COUNTED })
}

/// Members in sight.
pub(crate) async fn mine(
    reader: &mut Reader,
    sight: &Sight,
    text: &str,
    at: Page<'_>,
) -> Result<Vec<Organisation>> {
    page(reader, sight, &Search { text, is_member: true, ..Search::default() }, at).await
}

/// Open organisations by words or code, for those who may see public things: the first ones by name, and one row more
/// if there are more.
pub(crate) async fn support(
    reader: &mut Reader,
    sight: &Sight,
    text: &str,
    limit: usize,
) -> Result<Vec<Organisation>, Fault> {
    if !sight.is_public() && !sight.is_national() {
        return Ok(Vec::new());
    }
    let mut params = Vec::new();
    let search = Search { text, state: Some(OrganisationState::Open), ..Search::default() };
    let conditions = conditions(&search, &mut params).join(" AND ");
    let sql = format!(
        "SELECT {COLUMNS} FROM organisation o WHERE {conditions} ORDER BY o.name_key, o.code LIMIT {}",
        limit + 1
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// How many organisations are in each state.
pub(crate) async fn by_state(reader: &mut Reader) -> Result<Vec<(String, i64)>, Fault> {
    let sql = "SELECT state, COUNT(*) FROM organisation GROUP BY state ORDER BY state";
    reader.rows(sql, &[]).await?.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
}
