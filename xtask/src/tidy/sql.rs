//! What the checks need to know of SQL: what looks like a statement, and which tables it names.
//!
//! Statements are cut into words and signs. That is enough for the plain SQL we write; it is no
//! parser, and a statement that hides its tables in pieces is not seen.

use crate::source::{File, Repository};

/// A statement with the place it was found at.
pub(crate) struct Statement<'a> {
    pub(crate) file: &'a File,
    /// Byte offset in the file.
    pub(crate) start: usize,
    pub(crate) sql: String,
}

/// Whether a string is a statement. A lone first word proves nothing: `DELETE /users/1` is HTTP.
pub(crate) fn is_statement(text: &str) -> bool {
    let tokens = tokens(text);
    let word = |index: usize| tokens.get(index).map_or("", String::as_str);
    let has = |wanted: &str| tokens.iter().any(|token| token == wanted);
    if matches!(
        word(0),
        "select" | "insert" | "update" | "delete" | "create" | "alter" | "drop" | "with"
    ) {
        return match word(0) {
            "select" => has("from"),
            "insert" => word(1) == "into",
            "update" => has("set") && has("="),
            "delete" => word(1) == "from",
            "with" => word(2) == "as" && word(3) == "(",
            _ => matches!(word(1), "table" | "index" | "role"),
        };
    }
    match word(0) {
        "SELECT" => tokens.len() > 1,
        "INSERT" => matches!(word(1), "INTO" | "OR"),
        "UPDATE" => has("SET"),
        "DELETE" => word(1) == "FROM",
        "WITH" => has("AS") && (has("SELECT") || has("UPDATE") || has("INSERT") || has("DELETE")),
        "CREATE" | "ALTER" | "DROP" => matches!(
            word(1),
            "TABLE"
                | "TEMPORARY"
                | "UNIQUE"
                | "INDEX"
                | "VIEW"
                | "MATERIALIZED"
                | "TRIGGER"
                | "ROLE"
                | "SCHEMA"
                | "DATABASE"
                | "SEQUENCE"
                | "EXTENSION"
        ),
        _ => false,
    }
}

/// Words and signs of a statement, without comments; a quoted value becomes `''`.
pub(crate) fn tokens(sql: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut rest = sql;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("--") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |end| end + 2)
        } else if first == '\'' {
            found.push("''".to_owned());
            rest[1..].find('\'').map_or(rest.len(), |end| end + 2)
        } else if is_of_word(first) {
            let length = rest.find(|character| !is_of_word(character)).unwrap_or(rest.len());
            found.push(rest[..length].to_owned());
            length
        } else if rest.starts_with("::") {
            found.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() && first != '"' {
                found.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    found
}

fn is_of_word(character: char) -> bool {
    character.is_alphanumeric() || character == '_'
}

/// The names that stand where a table stands: after FROM, JOIN, INTO, UPDATE, TABLE, and after a
/// comma in a FROM list.
pub(crate) fn tables(sql: &str) -> Vec<String> {
    let tokens = tokens(sql);
    let mut found = Vec::new();
    let mut in_from_list = false;
    for (index, token) in tokens.iter().enumerate() {
        let upper = token.to_ascii_uppercase();
        let opens = match upper.as_str() {
            "FROM" => {
                in_from_list = true;
                true
            }
            "JOIN" | "INTO" | "UPDATE" | "TABLE" => true,
            "," => in_from_list,
            "WHERE" | "SET" | "ON" | "GROUP" | "ORDER" | "LIMIT" | "SELECT" | "RETURNING"
            | "VALUES" | "(" | ")" => {
                in_from_list = false;
                false
            }
            _ => false,
        };
        if !opens {
            continue;
        }
        let skipped = |token: &&String| {
            matches!(
                token.to_ascii_uppercase().as_str(),
                "IF" | "NOT" | "EXISTS" | "ONLY" | "LATERAL"
            )
        };
        // `ON CONFLICT DO UPDATE SET` and `FOR UPDATE` name no table.
        if let Some(name) = tokens[index + 1..].iter().find(|token| !skipped(token))
            && name.starts_with(|character: char| character.is_alphabetic())
            && !matches!(name.to_ascii_uppercase().as_str(), "SET" | "SKIP" | "NOWAIT" | "SELECT")
        {
            found.push(name.to_ascii_lowercase());
        }
    }
    found
}

/// All statements of the product: the string literals that are SQL, outside tests and this package.
pub(crate) fn statements(repository: &Repository) -> impl Iterator<Item = Statement<'_>> {
    repository.rust_files().filter(|file| file.path.starts_with("crates/")).flat_map(|file| {
        file.literals()
            .into_iter()
            .filter(|literal| is_statement(&literal.value))
            .map(move |literal| Statement { file, start: literal.start, sql: literal.value })
    })
}

/// Whether a file is part of the place that knows one engine and its dialect.
pub(crate) fn knows_an_engine(path: &str) -> bool {
    let inside = path.strip_prefix("crates/kernel/src/db/");
    inside.is_some_and(|inside| inside.starts_with("postgres") || inside.starts_with("sqlite"))
}
