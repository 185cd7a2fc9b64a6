//! The administrative tree: one parent at most for each organisation, and the closure that answers "below".
//!
//! `directory` is the only slice that changes the tree. Moves change the one guard row of the tree, so two at once
//! cannot make a ring; whoever comes into the tree holds that row as it is, so that its place does not move away. On
//! PostgreSQL a move waits for those who are coming, and more may come meanwhile: openings without a gap for longer than
//! a statement may take make a move fail as busy.

use crate::db::{Reader, WriteTx};
use crate::ids::OrganisationId;
use crate::refusal::Fault;
use crate::vals;

/// The organisation's ancestors, nearest first, without itself.
pub async fn ancestors(
    reader: &mut Reader,
    organisation: OrganisationId,
) -> Result<Vec<OrganisationId>, Fault> {
    let sql = "SELECT ancestor FROM organisation_closure WHERE descendant = $1 AND depth > 0 ORDER BY depth";
    reader
        .rows(sql, &vals![organisation])
        .await?
        .iter()
        .map(|row| row.id(0).map(OrganisationId))
        .collect()
}

/// The organisation and its descendants, a page of them by key, after a key.
pub async fn descendants_after(
    reader: &mut Reader,
    organisation: OrganisationId,
    after: Option<OrganisationId>,
    limit: i64,
) -> Result<Vec<OrganisationId>, Fault> {
    let sql = "SELECT descendant FROM organisation_closure WHERE ancestor = $1 AND descendant > $2 ORDER BY descendant LIMIT $3";
    let after = after.map_or(uuid::Uuid::nil(), |after| after.0);
    reader
        .rows(sql, &vals![organisation, after, limit])
        .await?
        .iter()
        .map(|row| row.id(0).map(OrganisationId))
        .collect()
}

/// Whether `below` is `above` or one of its descendants.
pub(super) async fn is_within(
    reader: &mut Reader,
    above: OrganisationId,
    below: OrganisationId,
) -> Result<bool, Fault> {
    if above == below {
        return Ok(true);
    }
    let sql = "SELECT 1 FROM organisation_closure WHERE ancestor = $1 AND descendant = $2";
    Ok(reader.row(sql, &vals![above, below]).await?.is_some())
}

/// Puts an organisation and everything below it under a parent, or at the top. Says `false`, and changes nothing,
/// if the parent lies below the organisation itself.
pub async fn place_in_tree(
    tx: &mut WriteTx,
    organisation: OrganisationId,
    parent: Option<OrganisationId>,
) -> Result<bool, Fault> {
    tx.in_act()?;
    if parent == Some(organisation) {
        return Ok(false);
    }
    tx.exec_spine(
        "INSERT INTO tree_guard (one, moves) VALUES (1, 0) ON CONFLICT (one) DO NOTHING",
        &[],
    )
    .await?;
    let sql = "INSERT INTO organisation_closure (ancestor, descendant, depth) VALUES ($1, $1, 0) ON CONFLICT (ancestor, descendant) DO NOTHING";
    let is_new = tx.exec_spine(sql, &vals![organisation]).await? == 1;
    if is_new {
        // Nothing is below it, and nobody sees it before this act ends: no ring can come of it, so that many may come
        // into the tree side by side. Nobody above it may move meanwhile.
        tx.hold_spine("tree_guard WHERE one = 1").await?;
    } else {
        tx.exec_spine("UPDATE tree_guard SET moves = moves + 1 WHERE one = 1", &[]).await?;
        if let Some(parent) = parent
            && is_within(tx, organisation, parent).await?
        {
            return Ok(false);
        }
        tx.exec_spine(
            "DELETE FROM organisation_closure WHERE descendant IN (SELECT d.descendant FROM organisation_closure d WHERE d.ancestor = $1) \
             AND ancestor IN (SELECT u.ancestor FROM organisation_closure u WHERE u.descendant = $1 AND u.depth > 0)",
            &vals![organisation],
        )
        .await?;
    }
    if let Some(parent) = parent {
        tx.exec_spine(
            "INSERT INTO organisation_closure (ancestor, descendant, depth) \
             SELECT u.ancestor, d.descendant, u.depth + d.depth + 1 FROM organisation_closure u, organisation_closure d WHERE u.descendant = $1 AND d.ancestor = $2",
            &vals![parent, organisation],
        )
        .await?;
    }
    Ok(true)
}
