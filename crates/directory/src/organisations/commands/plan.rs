//! What a chunk of register rows would do: worked out once, for the import and for its preview.

use std::collections::HashMap;

use kernel::db::Reader;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;
use uuid::Uuid;

use crate::organisations::model::{Merge, Organisation, RegisterRow};
use crate::organisations::store::{self, Relation};

/// What a chunk does.
#[derive(Default)]
pub(crate) struct Plan {
    /// New records.
    pub(crate) created: Vec<Organisation>,
    /// Known records as they are and as they will be; some of them differ only in which file spoke last.
    pub(crate) heard: Vec<(Organisation, Organisation)>,
    /// Relations that are new or differ.
    pub(crate) relations: Vec<Relation>,
    /// Known records that somebody will see differ.
    pub(crate) changed: usize,
    /// Rows that say nothing new.
    pub(crate) unchanged: usize,
}

/// Works out what the rows of a file of that day do. `ids` are keys for as many new records as there are rows.
pub(crate) async fn plan(
    reader: &mut Reader,
    rows: &[RegisterRow],
    day: i64,
    ids: &[Uuid],
) -> Result<Plan, Fault> {
    let mut known = store::by_codes(reader, rows.iter().map(|row| row.code.as_str())).await?;
    let mut related: HashMap<(OrganisationId, String, String), Relation> =
        store::relations_of(reader, known.values().map(|found| found.id))
            .await?
            .into_iter()
            .map(|relation| {
                (
                    (relation.organisation, relation.kind.clone(), relation.other_code.clone()),
                    relation,
                )
            })
            .collect();
    let mut plan = Plan::default();
    for (row, id) in rows.iter().zip(ids) {
        let before = known.remove(&row.code);
        let mut after =
            before.clone().unwrap_or_else(|| Organisation::unheard(OrganisationId(*id), row));
        let merge = after.hear(row, day);
        let mut is_changed = merge == Merge::Changed;
        for said in relations(after.id, row, day) {
            let key = (said.organisation, said.kind.clone(), said.other_code.clone());
            let held = related.remove(&key);
            let younger =
                |relation: &Relation| (relation.as_of, relation.started_on, relation.ended_on);
            match held {
                Some(held) if younger(&said) <= younger(&held) => {}
                held => {
                    let dates = |relation: &Relation| (relation.started_on, relation.ended_on);
                    is_changed |= held.as_ref().map(dates) != Some(dates(&said));
                    plan.relations
                        .push(Relation { version: held.map_or(0, |held| held.version), ..said });
                }
            }
        }
        match before {
            None => plan.created.push(after),
            Some(before) => {
                if is_changed {
                    plan.changed += 1;
                } else {
                    plan.unchanged += 1;
                }
                if merge != Merge::Nothing {
                    plan.heard.push((before, after));
                }
            }
        }
    }
    Ok(plan)
}

/// What a row says an organisation has to do with others.
fn relations(
    organisation: OrganisationId,
    row: &RegisterRow,
    as_of: i64,
) -> impl Iterator<Item = Relation> {
    let relation = move |kind: &str, other: &Option<String>, started_on, ended_on| {
        other.clone().map(|other_code| Relation {
            organisation,
            kind: kind.to_owned(),
            other_code,
            started_on,
            ended_on,
            as_of,
            version: 0,
        })
    };
    [
        relation("parent", &row.parent, row.joined_parent_on, row.left_parent_on),
        relation("geography", &row.geography, None, None),
    ]
    .into_iter()
    .flatten()
}
