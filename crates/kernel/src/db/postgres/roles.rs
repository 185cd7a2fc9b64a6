//! The engine's own second look: three roles that can write what acts, upkeep and the kernel itself may write.
//!
//! Every writing statement runs under one of them. None can change or remove a row of the audit or define a table;
//! acts can write business tables only, upkeep machine tables only. The login that runs the service needs the right to make roles once, at its
//! first start, or somebody makes them beforehand; without them the service runs on its own checks and says so.

use super::super::write::May;
use super::lease::{self, Lease};
use crate::columns::{self, TableKind};
use crate::refusal::Fault;

/// Tables whose rows are never changed or removed.
const ADD_ONLY: [&str; 4] = ["audit", "audit_seal", "audit_concern", "audit_checkpoint"];

/// Who may write, and the role that can.
const ROLES: [May; 3] = [May::Act, May::Upkeep, May::Spine];

/// The database role of whoever writes.
pub(super) const fn name(may: May) -> &'static str {
    match may {
        May::Act => "guildhall_act",
        May::Upkeep => "guildhall_upkeep",
        May::Spine => "guildhall_spine",
    }
}

/// Makes the roles if they are missing and gives them their rights; false if this login cannot.
pub(super) async fn ensure(mut lease: Lease) -> Result<bool, Fault> {
    for role in ROLES.map(name) {
        if !exists(&mut lease, role).await? {
            // Two processes may start at once; what counts is that the role is there afterwards.
            let _ = lease.client().batch_execute(&format!("CREATE ROLE {role} NOLOGIN")).await;
        }
        if !can_take_on(&lease, role).await? {
            // Whoever may make roles may hand them out, but is no member of what they made.
            let _ = lease.client().batch_execute(&format!("GRANT {role} TO CURRENT_USER")).await;
            if !can_take_on(&lease, role).await? {
                tracing::warn!(
                    role,
                    "this login cannot take the database role on; the service runs without the database's own check"
                );
                return Ok(false);
            }
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

/// Asked by doing it: what a membership allows differs between releases.
async fn can_take_on(lease: &Lease, role: &str) -> Result<bool, Fault> {
    let tried = lease.client().batch_execute(&format!("BEGIN; SET LOCAL ROLE {role}")).await;
    let ended = lease.client().batch_execute("ROLLBACK").await;
    ended.map_err(|error| lease::fault("trying", "a database role", error))?;
    Ok(tried.is_ok())
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
        for may in ROLES {
            let rights = match (may, columns::kind(table)) {
                (May::Spine, _) if ADD_ONLY.contains(&table.as_str()) => "SELECT, INSERT",
                (May::Spine, _)
                | (May::Act, TableKind::Business)
                | (May::Upkeep, TableKind::Machine) => "SELECT, INSERT, UPDATE, DELETE",
                _ => "SELECT",
            };
            let role = name(may);
            // An older release may have given more.
            statement.push_str(&format!(
                "REVOKE ALL ON {table} FROM {role}; GRANT {rights} ON {table} TO {role};"
            ));
        }
    }
    statement + "COMMIT"
}
