//! The register's tables as tests compare them.

use std::collections::BTreeSet;

use kernel::db::{Reader, Row};
use kernel::refusal::Fault;

/// Everything that the register says, in rows of text without keys, versions and acts, which depend on the order in
/// which files came.
pub(crate) async fn dump(reader: &mut Reader) -> Result<BTreeSet<String>, Fault> {
    let tables = [
        (
            18,
            "SELECT 'organisation', code, name, name_key, kind, status, address, postcode, telephone, region, \
             geography, parent_code, role_codes, CAST(opened_on AS TEXT), CAST(closed_on AS TEXT), \
             CAST(register_as_of AS TEXT), register_days, state FROM organisation",
        ),
        (
            8,
            "SELECT 'relation', o.code, r.kind, r.other_code, CAST(r.started_on AS TEXT), CAST(r.ended_on AS TEXT), \
             CAST(r.as_of AS TEXT), CAST(r.dated_on AS TEXT) FROM organisation_relation r \
             JOIN organisation o ON o.id = r.organisation",
        ),
        (
            8,
            "SELECT 'succession', old_code, new_code, CAST(effective_on AS TEXT), source, confidence, note, \
             CAST(as_of AS TEXT) FROM organisation_succession",
        ),
        (
            3,
            "SELECT 'word', o.code, w.word FROM organisation_word w JOIN organisation o ON o.id = w.organisation",
        ),
    ];
    let mut dump = BTreeSet::new();
    for (width, sql) in tables {
        for row in reader.rows(sql, &[]).await? {
            let mut values = Vec::with_capacity(width);
            for at in 0..width {
                values.push(row.text_or_none(at)?.unwrap_or_else(|| "∅".to_owned()));
            }
            dump.insert(values.join("\u{1f}"));
        }
    }
    Ok(dump)
}

/// Code, name, status, last day, region, geography, telephone, parent, first day, address and postcode of everything.
pub(crate) async fn plain_values(reader: &mut Reader) -> Result<Vec<Row>, Fault> {
    let sql = "SELECT code, name, status, closed_on, region, geography, telephone, parent_code, opened_on, address, \
        postcode FROM organisation";
    reader.rows(sql, &[]).await
}
