//! The register's tables as tests compare them, page by page: a read ends after two seconds.

use kernel::db::{Reader, Row};
use kernel::refusal::Fault;
use kernel::vals;

/// Rows of a page.
const PAGE: i64 = 4_000;

/// What is compared of each table: how many values, and a page of them. The page is taken before anything is joined to
/// it, so that the last one costs hardly more than the first. Keys, versions and acts depend on the order in which files
/// came, and are left out.
const TABLES: &[(usize, &str)] = &[
    (
        18,
        "SELECT 'organisation', code, name, name_key, kind, status, address, postcode, telephone, region, geography, \
         parent_code, role_codes, CAST(opened_on AS TEXT), CAST(closed_on AS TEXT), CAST(register_as_of AS TEXT), \
         register_days, state FROM organisation ORDER BY code LIMIT $1 OFFSET $2",
    ),
    (
        8,
        "SELECT 'relation', o.code, r.kind, r.other_code, CAST(r.started_on AS TEXT), CAST(r.ended_on AS TEXT), \
         CAST(r.as_of AS TEXT), CAST(r.dated_on AS TEXT) \
         FROM (SELECT * FROM organisation_relation ORDER BY organisation, kind, other_code LIMIT $1 OFFSET $2) r \
         JOIN organisation o ON o.id = r.organisation",
    ),
    (
        8,
        "SELECT 'succession', old_code, new_code, CAST(effective_on AS TEXT), source, confidence, note, \
         CAST(as_of AS TEXT) FROM organisation_succession ORDER BY old_code, new_code LIMIT $1 OFFSET $2",
    ),
    (
        3,
        "SELECT 'word', o.code, w.word \
         FROM (SELECT word, organisation FROM organisation_word ORDER BY word, organisation LIMIT $1 OFFSET $2) w \
         JOIN organisation o ON o.id = w.organisation",
    ),
];

/// The rows of a page of one of the tables, as texts; none behind the last page, and nothing behind the last table.
pub(crate) async fn dump(
    reader: &mut Reader,
    table: usize,
    page: i64,
) -> Result<Option<Vec<String>>, Fault> {
    let Some((width, sql)) = TABLES.get(table) else { return Ok(None) };
    let mut dump = Vec::new();
    for row in reader.rows(sql, &vals![PAGE, page * PAGE]).await? {
        let mut values = Vec::with_capacity(*width);
        for at in 0..*width {
            values.push(row.text_or_none(at)?.unwrap_or_else(|| "∅".to_owned()));
        }
        dump.push(values.join("\u{1f}"));
    }
    Ok(Some(dump))
}

/// Code, name, status, last day, region, geography, telephone, parent, first day, address and postcode of a page of
/// organisations; none behind the last page.
pub(crate) async fn plain_values(reader: &mut Reader, page: i64) -> Result<Vec<Row>, Fault> {
    let sql = "SELECT code, name, status, closed_on, region, geography, telephone, parent_code, opened_on, address, \
        postcode FROM organisation ORDER BY code LIMIT $1 OFFSET $2";
    reader.rows(sql, &vals![PAGE, page * PAGE]).await
}
