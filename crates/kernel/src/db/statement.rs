//! What one SQL text does, read off the text itself.
//!
//! Our dialect allows one statement per text, beginning with its verb, so the table that is written can be read
//! off the first words. Every execution is checked against what the transaction may write.

/// What a statement does to which table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    /// Reads only.
    Read,
    /// Adds rows.
    Insert(String),
    /// Changes or removes rows.
    Change(String),
    /// Anything else: definitions, settings, transactions. Kernel only.
    Other,
}

/// Reads the effect off the text.
pub(crate) fn effect(sql: &str) -> Effect {
    let mut words =
        sql.split(|c: char| c.is_whitespace() || c == '(').filter(|word| !word.is_empty());
    let verb = words.next().unwrap_or_default();
    let mut table_after = |skip: &str| {
        let word = words.next().unwrap_or_default();
        if word.eq_ignore_ascii_case(skip) {
            words.next().unwrap_or_default().to_owned()
        } else {
            word.to_owned()
        }
    };
    if verb.eq_ignore_ascii_case("SELECT") {
        Effect::Read
    } else if verb.eq_ignore_ascii_case("INSERT") {
        Effect::Insert(table_after("INTO"))
    } else if verb.eq_ignore_ascii_case("UPDATE") {
        Effect::Change(table_after(""))
    } else if verb.eq_ignore_ascii_case("DELETE") {
        Effect::Change(table_after("FROM"))
    } else {
        Effect::Other
    }
}

/// `$1` in our dialect is a numbered parameter; SQLite writes `?1`.
pub(crate) fn for_sqlite(sql: &str) -> String {
    sql.replace('$', "?")
}
