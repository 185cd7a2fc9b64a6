//! The engine's own second look: two roles that can write what acts and what upkeep may write, and no more.
//!
//! Every write transaction takes one of them on. Neither can change or remove a row of the audit or define a table;
//! upkeep can write machine tables only. The login that runs the service needs the right to make roles once, at its
//! first start, or somebody makes them beforehand; without them the service runs on its own checks and says so.

use super::lease::{self, Lease};
use crate::columns::{self, TableKind};
use crate::refusal::Fault;

/// Tables whose rows are never changed or removed.
const ADD_ONLY: [&str; 3] = ["audit", "audit_seal", "audit_concern"];

/// Makes the roles if they are missing and gives them their rights; false if this login cannot.
pub(super) async fn ensure(mut lease: Lease) -> Result<bool, Fault> {
    for role in ["guildhall_act", "guildhall_upkeep"] {
        if !exists(&mut lease, role).await? {
            // Two processes may start at once; what counts is that the role is there afterwards.
            let _ = lease.client().batch_execute(&format!("CREATE ROLE {role} NOLOGIN")).await;
        }
        if !exists(&mut lease, role).await? {
            tracing::warn!(
                role,
                "this login cannot make the database role; the service runs without the database's own check"
            );
            return Ok(false);
        }
        let member = lease
            .rows("SELECT pg_has_role(current_user, $1, 'MEMBER')", &crate::vals![role])
            .await?;
        if !member.first().is_some_and(|row| row.flag(0).unwrap_or(false)) {
            tracing::warn!(
                role,
                "this login is no member of the database role; the service runs without the database's own check"
            );
            return Ok(false);
        }
    }
    let statement = rights(&present(&mut lease).await?);
    lease
        .client()
        .batch_execute(&statement)
        .await
        .map_err(|error| lease::fault("giving", "the database roles their rights", error))?;
    Ok(true)
}

async fn exists(lease: &mut Lease, role: &str) -> Result<bool, Fault> {
    Ok(!lease
        .rows("SELECT rolname FROM pg_roles WHERE rolname = $1", &crate::vals![role])
        .await?
        .is_empty())
}

async fn present(lease: &mut Lease) -> Result<Vec<String>, Fault> {
    let rows = lease.rows("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename", &[]).await?;
    rows.iter().map(|row| row.text(0)).collect()
}

fn rights(tables: &[String]) -> String {
    let mut statement = String::from("BEGIN; LOCK TABLE schema_lock IN EXCLUSIVE MODE;");
    for table in tables {
        let act = if ADD_ONLY.contains(&table.as_str()) {
            "SELECT, INSERT"
        } else {
            "SELECT, INSERT, UPDATE, DELETE"
        };
        // Upkeep also settles proposals, which are the kernel's.
        let upkeep = if columns::kind(table) == TableKind::Machine || table == "proposal" {
            act
        } else {
            "SELECT"
        };
        statement.push_str(&format!("GRANT {act} ON {table} TO guildhall_act; GRANT {upkeep} ON {table} TO guildhall_upkeep;"));
    }
    statement + "COMMIT"
}
