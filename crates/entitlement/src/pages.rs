//! Pages of lists: how many, and what was read one too many.

/// Rows of a page when the asker does not say.
const USUAL: u32 = 50;
/// The most rows of a page.
const MOST: u32 = 200;

/// The number of rows of a page.
pub(crate) fn rows(limit: Option<u32>) -> usize {
    limit.unwrap_or(USUAL).clamp(1, MOST) as usize
}

/// Cuts off the row that was read only to know whether there are more, and gives the key of the last one kept.
pub(crate) fn cut<T>(
    items: &mut Vec<T>,
    rows: usize,
    key: impl Fn(&T) -> String,
) -> Option<String> {
    if items.len() <= rows {
        return None;
    }
    items.truncate(rows);
    items.last().map(key)
}
