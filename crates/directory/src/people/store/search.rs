//! The search over every organisation in sight at once.

use kernel::authority::Sight;
use kernel::db::{Reader, Val};
use kernel::refusal::Fault;

use super::accounts::{COLUMNS, read};
use super::lists::{beyond, mark};
use crate::people::model::{Account, Needle};

/// Most accounts that one search gives.
const FOUND_AT_MOST: usize = 50;
/// Rows looked at for them: one account may be found by several of its words.
const ROWS_AT_MOST: i64 = 300;
/// Where words come from, in the order in which they are looked up where everybody is in sight.
const SOURCES: [&str; 3] = ["name", "staff", "former"];

/// Accounts in sight that are not deleted, found by their names, former names, staff number or an address. The flag
/// says whether there may be more.
pub(crate) async fn search(
    reader: &mut Reader,
    sight: &Sight,
    needle: &Needle,
) -> Result<(Vec<Account>, bool), Fault> {
    let mut found: Vec<Account> = Vec::new();
    let mut is_cut = false;
    // In the whole nation the index by source and word serves; of a few organisations the one by organisation.
    let sources: &[Option<&str>] = if sight.is_national() { &SOURCES.map(Some) } else { &[None] };
    for source in sources {
        let (sql, params) = statement(sight, needle, *source);
        let rows = reader.rows(&sql, &params).await?;
        is_cut |= rows.len() as i64 == ROWS_AT_MOST;
        for row in &rows {
            let account = read(row)?;
            if !found.iter().any(|known| known.id == account.id) {
                found.push(account);
            }
        }
        if found.len() > FOUND_AT_MOST || matches!(needle, Needle::Address(_)) {
            break;
        }
    }
    let has_more = is_cut || found.len() > FOUND_AT_MOST;
    found.sort_by(|one, other| one.display_name.cmp(&other.display_name));
    found.truncate(FOUND_AT_MOST);
    Ok((found, has_more))
}

fn statement(sight: &Sight, needle: &Needle, source: Option<&str>) -> (String, Vec<Val>) {
    let mut params = Vec::new();
    let from = match needle {
        Needle::Address(key) => {
            let key = mark(&mut params, key.as_str());
            format!(
                "address d JOIN account a ON a.id = d.account WHERE d.key = {key} AND d.kind <> 'withheld'"
            )
        }
        Needle::Words(words) => {
            // The longest word is looked up, the others are tried on what it finds.
            let longest = words.iter().max_by_key(|word| word.len()).cloned().unwrap_or_default();
            let (from, to) =
                (mark(&mut params, longest.as_str()), mark(&mut params, beyond(&longest)));
            let place = match source {
                Some(source) => format!("t.source = {}", mark(&mut params, source)),
                None => sight.organisations_clause("t.organisation", &mut params),
            };
            let mut sql = format!(
                "account_token t JOIN account a ON a.id = t.account WHERE {place} AND t.token >= {from} AND t.token < {to}"
            );
            for word in words.iter().filter(|word| **word != longest) {
                let (from, to) = (mark(&mut params, word), mark(&mut params, beyond(word)));
                sql.push_str(&format!(
                    " AND EXISTS (SELECT 1 FROM account_token o WHERE o.account = a.id AND o.token >= {from} AND o.token < {to})"
                ));
            }
            sql
        }
    };
    let seen = sight.organisations_clause("a.organisation", &mut params);
    let limit = mark(&mut params, ROWS_AT_MOST);
    let sql = format!(
        "SELECT {COLUMNS} FROM {from} AND a.state IN ('starting', 'active', 'disabled') AND {seen} LIMIT {limit}"
    );
    (sql, params)
}
