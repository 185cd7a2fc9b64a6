//! The engine's own second look at every statement: SQLite's authorizer.
//!
//! [`super::super::WriteTx`] checks every statement by its text before it runs. This hook asks SQLite itself, which
//! has parsed the statement, when it is prepared on the writer's connection: the audit can only be added to, tables
//! cannot be defined any more, no other file can be attached, and acts and upkeep prepare writes to their own kind of
//! table only.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use rusqlite::Connection;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

use super::super::write::May;
use crate::columns::{self, TableKind};
use crate::refusal::Fault;

/// Tables whose rows are never changed or removed.
const ADD_ONLY: [&str; 4] = ["audit", "audit_seal", "audit_concern", "audit_checkpoint"];

/// What the next statement may write; shared with the hook.
#[derive(Clone, Default)]
pub(super) struct Mode(Arc<AtomicU8>);

impl Mode {
    pub(super) fn set(&self, may: May) {
        self.0.store(may as u8, Ordering::Relaxed);
    }

    fn allows(&self, table: &str) -> bool {
        let mode = self.0.load(Ordering::Relaxed);
        match columns::kind(table) {
            TableKind::Business => mode == May::Act as u8 || mode == May::Spine as u8,
            TableKind::Machine => mode == May::Upkeep as u8 || mode == May::Spine as u8,
            TableKind::Spine => mode == May::Spine as u8,
        }
    }
}

/// Puts the hook on the writer's connection, after its tables have been brought up to date.
pub(super) fn install(connection: &mut Connection, mode: &Mode) -> Result<(), Fault> {
    let mode = mode.clone();
    let hook = move |context: AuthContext<'_>| {
        if is_allowed(&mode, &context.action) { Authorization::Allow } else { Authorization::Deny }
    };
    connection
        .authorizer(Some(hook))
        .map_err(|error| Fault::defect("installing the authorizer").because(error))
}

fn is_allowed(mode: &Mode, action: &AuthAction<'_>) -> bool {
    match action {
        AuthAction::Insert { table_name } => mode.allows(table_name),
        AuthAction::Update { table_name, .. } | AuthAction::Delete { table_name } => {
            !ADD_ONLY.contains(table_name) && mode.allows(table_name)
        }
        AuthAction::Select
        | AuthAction::Read { .. }
        | AuthAction::Function { .. }
        | AuthAction::Transaction { .. }
        | AuthAction::Savepoint { .. }
        | AuthAction::Recursive => true,
        // The checkpoint is the one setting asked for at run time.
        AuthAction::Pragma { pragma_name, .. } => *pragma_name == "wal_checkpoint",
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sqlite_itself_refuses_what_the_text_check_would_have_let_through() {
        let mut connection = Connection::open_in_memory().expect("a connection");
        connection.execute_batch("CREATE TABLE audit (id); CREATE TABLE follower (id); CREATE TABLE sample (id); CREATE TABLE job (id)").expect("tables");
        let mode = Mode::default();
        install(&mut connection, &mode).expect("the hook");
        let runs = |may: May, sql: &str| {
            mode.set(may);
            connection.execute(sql, []).is_ok()
        };
        assert!(runs(May::Act, "INSERT INTO sample (id) VALUES (1)"));
        assert!(!runs(May::Act, "INSERT INTO follower (id) VALUES (1)"));
        assert!(!runs(May::Act, "INSERT INTO audit (id) VALUES (1)"));
        assert!(runs(May::Upkeep, "UPDATE follower SET id = 2"));
        assert!(!runs(May::Upkeep, "UPDATE sample SET id = 2"));
        assert!(runs(May::Spine, "INSERT INTO audit (id) VALUES (1)"));
        for sql in [
            "UPDATE audit SET id = 2",
            "DELETE FROM audit",
            "CREATE TABLE more (id)",
            "DROP TABLE sample",
            "ATTACH ':memory:' AS other",
        ] {
            assert!(!runs(May::Spine, sql), "{sql}");
        }
    }
}
