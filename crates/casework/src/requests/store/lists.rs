//! Lists of requests: what waits for somebody, and what they asked for. All of them are paged by key.

use kernel::authority::Sight;
use kernel::clock::Timestamp;
use kernel::db::{Reader, Val};
use kernel::ids::{AccountId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::{COLUMNS, read};
use crate::requests::model::{Desk, Request, State};

/// Which requests of a list are wanted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    pub(crate) organisation: Option<OrganisationId>,
    pub(crate) kind: Option<String>,
    /// The last one of the page before: when it was due, and its key.
    pub(crate) after: Option<(Timestamp, Uuid)>,
}

fn mark(params: &mut Vec<Val>, value: impl Into<Val>) -> String {
    params.push(value.into());
    format!("${}", params.len())
}

impl Filter {
    fn conditions(&self, params: &mut Vec<Val>) -> String {
        let mut parts = Vec::new();
        if let Some(organisation) = self.organisation {
            parts.push(format!("r.organisation = {}", mark(params, organisation)));
        }
        if let Some(kind) = &self.kind {
            parts.push(format!("r.kind = {}", mark(params, kind.as_str())));
        }
        if let Some((due_at, id)) = self.after {
            let (due_at, id) = (mark(params, due_at), mark(params, id));
            parts.push(format!("(r.due_at > {due_at} OR (r.due_at = {due_at} AND r.id > {id}))"));
        }
        parts.iter().fold(String::new(), |all, part| format!("{all} AND {part}"))
    }
}

/// What waits at a desk where somebody decides, without their own affairs. The desk stands in the statement, so that
/// the index over that desk alone serves it.
fn at(
    desk: Desk,
    sight: &Sight,
    account: AccountId,
    filter: &Filter,
    params: &mut Vec<Val>,
) -> String {
    let me = mark(params, account);
    let seen = sight.organisations_clause("r.organisation", params);
    let wanted = filter.conditions(params);
    format!(
        "r.desk = '{}' AND r.state IN ('open', 'approved') AND r.asked_by <> {me} AND r.asked_for <> {me} AND {seen}{wanted}",
        desk.name()
    )
}

/// A page of what waits at a desk where somebody decides, by the day it is due.
pub(crate) async fn list_at(
    reader: &mut Reader,
    desk: Desk,
    sight: &Sight,
    account: AccountId,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Request>, Fault> {
    let mut params = Vec::new();
    let conditions = at(desk, sight, account, filter, &mut params);
    let limit = mark(&mut params, limit);
    let sql = format!(
        "SELECT {COLUMNS} FROM request r WHERE {conditions} ORDER BY r.due_at, r.id LIMIT {limit}"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// How much waits at a desk where somebody decides, counted up to a limit.
pub(crate) async fn count_at(
    reader: &mut Reader,
    desk: Desk,
    sight: &Sight,
    account: AccountId,
    filter: &Filter,
    limit: i64,
) -> Result<i64, Fault> {
    let mut params = Vec::new();
    let conditions = at(desk, sight, account, filter, &mut params);
    let limit = mark(&mut params, limit);
    let sql = format!(
        "SELECT COUNT(*) FROM (SELECT r.id FROM request r WHERE {conditions} LIMIT {limit}) waiting"
    );
    reader.number(&sql, &params).await
}

/// What somebody has taken of what waits in an organisation, by the day it is due.
pub(crate) async fn taken_by(
    reader: &mut Reader,
    organisation: OrganisationId,
    person: AccountId,
    limit: i64,
) -> Result<Vec<Request>, Fault> {
    let sql = format!(
        "SELECT {COLUMNS} FROM request r WHERE r.organisation = $1 AND r.state IN ('open', 'approved') AND r.taken_by = $2 \
         ORDER BY r.due_at, r.id LIMIT $3"
    );
    reader.rows(&sql, &vals![organisation, person, limit]).await?.iter().map(read).collect()
}

/// A page of what waits for an asker's answer, by the day it is due. Nobody has many: the number of requests that are
/// not over is bounded.
pub(crate) async fn waiting_for(
    reader: &mut Reader,
    asker: AccountId,
    filter: &Filter,
    limit: i64,
) -> Result<Vec<Request>, Fault> {
    let mut params = vec![asker.into()];
    let wanted = filter.conditions(&mut params);
    let limit = mark(&mut params, limit);
    let sql = format!(
        "SELECT {COLUMNS} FROM request r WHERE r.asked_by = $1 AND r.state = 'waiting'{wanted} ORDER BY r.due_at, r.id LIMIT {limit}"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}

/// How much waits for an asker's answer.
pub(crate) async fn count_waiting_for(
    reader: &mut Reader,
    asker: AccountId,
    filter: &Filter,
) -> Result<i64, Fault> {
    let mut params = vec![asker.into()];
    let wanted = filter.conditions(&mut params);
    let sql = format!(
        "SELECT COUNT(*) FROM request r WHERE r.asked_by = $1 AND r.state = 'waiting'{wanted}"
    );
    reader.number(&sql, &params).await
}

/// A page of what was asked by or for somebody, newest first, before a key.
pub(crate) async fn mine(
    reader: &mut Reader,
    account: AccountId,
    states: &[State],
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<Request>, Fault> {
    let mut params = vals![account, before.unwrap_or(Uuid::max()), limit].to_vec();
    let states: Vec<String> = states.iter().map(|state| mark(&mut params, state.name())).collect();
    let wanted = format!("r.state IN ({}) AND r.id < $2", states.join(", "));
    // Each half walks an index of its own, in order; what somebody asked for themselves stands in the first.
    let sql = format!(
        "SELECT {COLUMNS} FROM request r WHERE r.id IN ( \
         SELECT own.id FROM (SELECT r.id FROM request r WHERE r.asked_by = $1 AND {wanted} ORDER BY r.id DESC LIMIT $3) own \
         UNION SELECT theirs.id FROM (SELECT r.id FROM request r WHERE r.asked_for = $1 AND {wanted} ORDER BY r.id DESC LIMIT $3) theirs) \
         ORDER BY r.id DESC LIMIT $3"
    );
    reader.rows(&sql, &params).await?.iter().map(read).collect()
}
