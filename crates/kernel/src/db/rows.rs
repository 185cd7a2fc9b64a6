//! Many rows by few statements: how values are shared out so that few prepared statements serve all numbers of them.

use super::{Val, WriteTx};
use crate::refusal::Fault;

/// Rows in one statement, the largest first.
const WIDTHS: [usize; 3] = [100, 10, 1];

/// Cuts the values of rows of that many columns into pieces of [`WIDTHS`] rows.
pub(crate) fn widths(values: &[Val], columns: usize) -> impl Iterator<Item = &[Val]> {
    debug_assert_eq!(values.len() % columns, 0, "values of whole rows");
    let mut rest = values;
    std::iter::from_fn(move || {
        let rows = rest.len() / columns;
        let width = WIDTHS.into_iter().find(|width| *width <= rows)?;
        let (piece, after) = rest.split_at(width * columns);
        rest = after;
        Some(piece)
    })
}

/// `$1, $2, …` for so many values.
pub(crate) fn marks(count: usize) -> String {
    marks_from(0, count)
}

fn marks_from(before: usize, count: usize) -> String {
    let marks: Vec<String> = (before + 1..=before + count).map(|at| format!("${at}")).collect();
    marks.join(", ")
}

impl WriteTx {
    /// Inserts rows into any table: `into` names it and its columns, of which there are so many; `then` is what
    /// stands after the values.
    pub(crate) async fn insert_spine(
        &mut self,
        into: &str,
        columns: usize,
        values: Vec<Val>,
        then: &str,
    ) -> Result<(), Fault> {
        for piece in widths(&values, columns) {
            let rows: Vec<String> = (0..piece.len() / columns)
                .map(|row| format!("({})", marks_from(row * columns, columns)))
                .collect();
            let sql = format!("INSERT INTO {into} VALUES {} {then}", rows.join(", "));
            self.exec_spine(sql.trim_end(), piece).await?;
        }
        Ok(())
    }

    /// Deletes the rows of any table whose key is one of these.
    pub(crate) async fn delete_spine(
        &mut self,
        table: &str,
        key: &str,
        keys: &[Val],
    ) -> Result<(), Fault> {
        for piece in widths(keys, 1) {
            let sql = format!("DELETE FROM {table} WHERE {key} IN ({})", marks(piece.len()));
            self.exec_spine(&sql, piece).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_in_one_piece_and_whole() {
        for rows in [0, 1, 9, 10, 11, 99, 100, 101, 234, 1000] {
            let values: Vec<Val> = (0..rows * 3).map(|value| Val::Int(value as i64)).collect();
            let pieces: Vec<&[Val]> = widths(&values, 3).collect();
            assert_eq!(pieces.concat(), values, "{rows} rows");
            let whole = |piece: &&[Val]| {
                WIDTHS.contains(&(piece.len() / 3)) && piece.len().is_multiple_of(3)
            };
            assert!(pieces.iter().all(whole), "{rows} rows");
        }
    }

    #[test]
    fn marks_count_from_one() {
        assert_eq!(marks(3), "$1, $2, $3");
    }
}
