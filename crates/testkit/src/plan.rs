//! How SQLite would answer a statement, for tests that hold it to an index.

use crate::World;

/// The lines of its plan, one after the other. What the statement is given counts for nothing.
pub async fn plan(world: &World, sql: &str) -> String {
    let mut reader = world.door.reader().await.expect("a reader");
    let file = "SELECT file FROM pragma_database_list WHERE name = 'main'";
    let file = reader.row(file, &[]).await.expect("an answer").expect("a database");
    let connection = rusqlite::Connection::open(file.text(0).expect("a path")).expect("it opens");
    let mut statement =
        connection.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).expect("a statement");
    let mut rows = statement.raw_query();
    let mut lines = Vec::new();
    while let Some(row) = rows.next().expect("a line") {
        lines.push(row.get::<_, String>(3).expect("words"));
    }
    lines.join("; ")
}
