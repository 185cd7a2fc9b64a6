//! Successions: many at once, and those of one code in both directions.

use std::collections::HashMap;

use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::ids::ActId;
use kernel::refusal::Fault;
use kernel::vals;

use super::{filled, marks, named, rows_of_marks};
use crate::organisations::model::{Confidence, Succession, SuccessionRow};

/// Rows that one statement saves.
const AT_ONCE: usize = 50;
/// Neighbours of one code that are shown; the largest published merger has a tenth of this.
const SHOWN_AT_MOST: i64 = 200;

const COLUMNS: &str =
    "s.old_code, s.new_code, s.effective_on, s.source, s.confidence, s.note, s.as_of, s.version";

fn read(row: &Row) -> Result<Succession, Fault> {
    Ok(Succession {
        said: SuccessionRow {
            old_code: row.text(0)?,
            new_code: row.text(1)?,
            effective_on: row.int(2)?,
            source: row.text(3)?,
            confidence: named(Confidence::named, row.text(4)?)?,
            note: row.text_or_none(5)?,
        },
        as_of: row.int(6)?,
        version: row.int(7)?,
    })
}

/// The successions of these codes, by both of their codes.
pub(crate) async fn successions_of<'a>(
    reader: &mut Reader,
    old_codes: impl Iterator<Item = &'a str>,
) -> Result<HashMap<(String, String), Succession>, Fault> {
    let params = filled(old_codes.map(Val::from));
    if params.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM organisation_succession s WHERE s.old_code IN ({})",
        marks(0, params.len())
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter()
        .map(|row| {
            let found = read(row)?;
            Ok(((found.said.old_code.clone(), found.said.new_code.clone()), found))
        })
        .collect()
}

/// Saves successions; says `false` if somebody else changed one of them since it was read.
pub(crate) async fn save_successions(
    tx: &mut WriteTx,
    successions: &[Succession],
    act: ActId,
) -> Result<bool, Fault> {
    const WIDTH: usize = 9;
    for some in successions.chunks(AT_ONCE) {
        let params: Vec<Val> = some
            .iter()
            .flat_map(|one| {
                vals![
                    &one.said.old_code,
                    &one.said.new_code,
                    one.said.effective_on,
                    &one.said.source,
                    one.said.confidence.name(),
                    one.said.note.as_deref(),
                    one.as_of,
                    one.version + 1,
                    act
                ]
            })
            .collect();
        let sql = format!(
            "INSERT INTO organisation_succession (old_code, new_code, effective_on, source, confidence, note, as_of, \
             version, act) VALUES {} ON CONFLICT (old_code, new_code) DO UPDATE SET \
             effective_on = excluded.effective_on, source = excluded.source, confidence = excluded.confidence, \
             note = excluded.note, as_of = excluded.as_of, version = excluded.version, act = excluded.act \
             WHERE organisation_succession.version = excluded.version - 1",
            rows_of_marks(some.len(), WIDTH)
        );
        if tx.exec(&sql, &params).await? != some.len() as u64 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// The side of a succession on which a code stands.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Side {
    /// It ends: what is found follows it.
    Old,
    /// It takes over: what is found came before it.
    New,
}

/// The successions in which a code stands on that side, the latest first, with the name of the organisation on the
/// other side if it is known.
pub(crate) async fn successions_at(
    reader: &mut Reader,
    code: &str,
    side: Side,
) -> Result<Vec<(Succession, Option<String>)>, Fault> {
    let (here, there) = match side {
        Side::Old => ("old_code", "new_code"),
        Side::New => ("new_code", "old_code"),
    };
    let sql = format!(
        "SELECT {COLUMNS}, o.name FROM organisation_succession s LEFT JOIN organisation o ON o.code = s.{there} \
         WHERE s.{here} = $1 ORDER BY s.effective_on DESC, s.{there} LIMIT {SHOWN_AT_MOST}"
    );
    let rows = reader.rows(&sql, &vals![code]).await?;
    rows.iter().map(|row| Ok((read(row)?, row.text_or_none(8)?))).collect()
}
