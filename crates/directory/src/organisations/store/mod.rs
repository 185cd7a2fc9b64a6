//! All SQL of the tables that organisations own, one function per statement, named for its meaning.

#[cfg(test)]
mod dump;
mod members;
mod notices;
mod register;
mod search;
mod successions;
mod units;

#[cfg(test)]
pub(crate) use dump::{dump, plain_values};
pub(crate) use members::{
    Opening, by_code, by_code_in_sight, by_id, close, edit, enter_gate, open, open_after,
    open_gate, relations, reserve_short_name, save_again, set_parent, set_state, shut_gate,
    taken_short_names,
};
pub(crate) use notices::{AfterNotice, Watched, notices_of, open_notices, save_notice, watched};
pub(crate) use register::{
    StoredFile, by_codes, file, files, insert_words, relations_of, remove_words, save_file,
    save_records, save_relations,
};
pub(crate) use search::{Found, Page, Search, Served, by_state, find, mine, support, words_clause};
pub(crate) use successions::{Side, save_successions, successions_at, successions_of};
pub(crate) use units::{
    claim_unit_name, delete_unit, free_unit_name, has_units_below, insert_unit, rename_unit, unit,
    unit_in_sight, units,
};

use kernel::db::{Row, Val};
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;

use super::model::{
    CHUNK, Organisation, OrganisationKind, OrganisationState, RegisterStatus, Said, Tier,
};

/// Everything of an organisation, in the order in which [`read`] takes it.
const COLUMNS: &str = "o.id, o.code, o.name, o.kind, o.status, o.address, o.postcode, o.telephone, o.region, o.geography, \
    o.parent_code, o.role_codes, o.opened_on, o.closed_on, o.legal_opened_on, o.legal_closed_on, o.register_as_of, \
    o.register_days, o.state, o.short_name, o.tier, o.parent, o.opened_at, o.closed_at, o.time_zone, o.usage_location, \
    o.support_telephone, o.support_hours, o.version";

fn read(row: &Row) -> Result<Organisation, Fault> {
    Ok(Organisation {
        id: OrganisationId(row.id(0)?),
        code: row.text(1)?,
        name: row.text(2)?,
        kind: named(OrganisationKind::named, row.text(3)?)?,
        status: named(RegisterStatus::named, row.text(4)?)?,
        address: row.text_or_none(5)?,
        postcode: row.text_or_none(6)?,
        telephone: row.text_or_none(7)?,
        region: row.text_or_none(8)?,
        geography: row.text_or_none(9)?,
        parent_code: row.text_or_none(10)?,
        role_codes: row.text_or_none(11)?,
        opened_on: row.int_or_none(12)?,
        closed_on: row.int_or_none(13)?,
        legal_opened_on: row.int_or_none(14)?,
        legal_closed_on: row.int_or_none(15)?,
        register_as_of: row.int(16)?,
        said: Said::read(&row.text(17)?),
        state: named(OrganisationState::named, row.text(18)?)?,
        short_name: row.text_or_none(19)?,
        tier: row.text_or_none(20)?.map(|tier| named(Tier::named, tier)).transpose()?,
        parent: row.id_or_none(21)?.map(OrganisationId),
        opened_at: row.time_or_none(22)?,
        closed_at: row.time_or_none(23)?,
        time_zone: row.text_or_none(24)?,
        usage_location: row.text_or_none(25)?,
        support_telephone: row.text_or_none(26)?,
        support_hours: row.text_or_none(27)?,
        version: row.int(28)?,
    })
}

/// The value of a stored word; another one cannot have been written by us.
fn named<T>(of: impl Fn(&str) -> Option<T>, word: String) -> Result<T, Fault> {
    of(&word)
        .ok_or_else(|| Fault::defect(format!("reading the unknown word {word} of an organisation")))
}

/// Marks for so many values, after those that are there: `$3, $4`.
fn marks(from: usize, count: usize) -> String {
    (from + 1..=from + count).map(|place| format!("${place}")).collect::<Vec<_>>().join(", ")
}

/// Rows of marks for an insert of several rows at once.
fn rows_of_marks(rows: usize, columns: usize) -> String {
    (0..rows)
        .map(|row| format!("({})", marks(row * columns, columns)))
        .collect::<Vec<_>>()
        .join(", ")
}

/// How many values a prepared statement is made for: one thing is asked for as often as many together, and a look-up
/// of one that probes the index [`CHUNK`] times costs like reading the table.
const WIDTHS: [usize; 3] = [1, 8, CHUNK];

/// The values, at most [`CHUNK`], filled up to the next width by repeating the last one, so that few prepared
/// statements serve all numbers of them.
fn filled(values: impl Iterator<Item = Val>) -> Vec<Val> {
    let mut filled: Vec<Val> = values.take(CHUNK).collect();
    if let Some(last) = filled.last().cloned() {
        let width = WIDTHS.into_iter().find(|width| *width >= filled.len());
        filled.resize(width.unwrap_or(CHUNK), last);
    }
    filled
}
