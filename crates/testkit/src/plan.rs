//! How an engine would answer a statement, for tests that hold it to an index.

use tokio_postgres::SimpleQueryMessage;

use crate::database::on_postgres;
use crate::{Engine, World};

/// The lines of its plan, one after the other. What the statement is given counts for nothing.
pub async fn plan(world: &World, sql: &str) -> String {
    match world.engine {
        Engine::Sqlite => on_sqlite(world, sql).await,
        Engine::Postgres | Engine::Serializable => on_server(world, sql).await,
    }
}

async fn on_sqlite(world: &World, sql: &str) -> String {
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

/// The plan that is made once for every value, as the service has it after a while. A scratch table is too small for an index to
/// be worth it, so reading all of it is made dear.
async fn on_server(world: &World, sql: &str) -> String {
    let mut reader = world.door.reader().await.expect("a reader");
    let name = reader.row("SELECT current_database()::text", &[]).await.expect("an answer");
    let name = name.expect("a row").text(0).expect("a name");
    let given = (1..).take_while(|number| sql.contains(&format!("${number}"))).count();
    let given = vec!["NULL"; given].join(", ");
    let mut lines = Vec::new();
    on_postgres(&name, async |client| {
        let set = "SET enable_seqscan = off; SET enable_bitmapscan = off; SET plan_cache_mode = force_generic_plan";
        client.batch_execute(set).await.expect("it is set");
        client.batch_execute(&format!("PREPARE asked AS {sql}")).await.expect("a statement");
        let execute = if given.is_empty() { "asked".to_owned() } else { format!("asked({given})") };
        let answer = client.simple_query(&format!("EXPLAIN EXECUTE {execute}")).await;
        for message in answer.expect("a plan") {
            if let SimpleQueryMessage::Row(row) = message {
                lines.push(row.get(0).unwrap_or_default().trim().to_owned());
            }
        }
    })
    .await;
    lines.join("; ")
}
