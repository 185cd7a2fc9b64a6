//! What a chunk of register rows would do: worked out once, for the import and for its preview.

use std::collections::HashMap;

use kernel::db::Reader;
use kernel::ids::OrganisationId;
use kernel::refusal::Fault;
use uuid::Uuid;

use crate::organisations::model::{
    Merge, Organisation, RegisterFile, RegisterRow, Relation, RelationKind, Succession,
    SuccessionRow,
};
use crate::organisations::store;

/// What a chunk does.
#[derive(Default)]
pub(crate) struct Plan {
    /// New records.
    pub(crate) created: Vec<Organisation>,
    /// Known records as they are and as they will be; some of them differ only in which file spoke last.
    pub(crate) heard: Vec<(Organisation, Organisation)>,
    /// Relations that are new or differ.
    pub(crate) relations: Vec<Relation>,
    /// Successions that are new or differ.
    pub(crate) successions: Vec<Succession>,
    /// Known records that somebody will see differ.
    pub(crate) changed: usize,
    /// Rows that say nothing new.
    pub(crate) unchanged: usize,
    /// Successions that somebody will see differ, the new ones among them.
    pub(crate) changed_successions: usize,
}

/// Works out what rows and successions of a file do. `ids` are keys for as many new records as there are rows.
pub(crate) async fn plan(
    reader: &mut Reader,
    file: &RegisterFile,
    rows: &[RegisterRow],
    successions: &[SuccessionRow],
    ids: &[Uuid],
) -> Result<Plan, Fault> {
    let mut known = store::by_codes(reader, rows.iter().map(|row| row.code.as_str())).await?;
    let mut related: HashMap<(OrganisationId, RelationKind, String), Relation> =
        store::relations_of(reader, known.values().map(|found| found.id))
            .await?
            .into_iter()
            .map(|relation| {
                ((relation.organisation, relation.kind, relation.other_code.clone()), relation)
            })
            .collect();
    let mut plan = Plan::default();
    for (row, id) in rows.iter().zip(ids) {
        let before = known.remove(&row.code);
        let mut after =
            before.clone().unwrap_or_else(|| Organisation::unheard(OrganisationId(*id), row));
        let merge = after.hear(row, file.as_of, file.form);
        let mut is_changed = merge == Merge::Changed;
        for said in relations(after.id, row, file.as_of) {
            let key = (said.organisation, said.kind, said.other_code.clone());
            match related.remove(&key) {
                Some(held) => {
                    let heard = held.hear(&said);
                    is_changed |= !heard.shows_like(&held);
                    if heard != held {
                        plan.relations.push(heard);
                    }
                }
                None => {
                    is_changed = true;
                    plan.relations.push(said);
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
    let held =
        store::successions_of(reader, successions.iter().map(|one| one.old_code.as_str())).await?;
    for said in successions {
        let held = held.get(&(said.old_code.clone(), said.new_code.clone()));
        if let Some(heard) = Succession::heard(held, said, file.as_of) {
            plan.changed_successions += usize::from(held.map(|held| &held.said) != Some(said));
            plan.successions.push(heard);
        }
    }
    Ok(plan)
}

/// What a row says an organisation has to do with others, each relation once.
fn relations(organisation: OrganisationId, row: &RegisterRow, as_of: i64) -> Vec<Relation> {
    let undated = |kind: RelationKind, other_code: &str| Relation {
        organisation,
        kind,
        other_code: other_code.to_owned(),
        started_on: None,
        ended_on: None,
        as_of,
        dated_on: 0,
        version: 0,
    };
    let mut said = Vec::with_capacity(2 + row.related.len());
    if let Some(parent) = &row.parent {
        let (started_on, ended_on) = (row.joined_parent_on, row.left_parent_on);
        let is_dated = started_on.is_some() || ended_on.is_some();
        let dated_on = if is_dated { as_of } else { 0 };
        let parent = undated(RelationKind::Parent, parent);
        said.push(Relation { started_on, ended_on, dated_on, ..parent });
    }
    said.extend(row.geography.iter().map(|code| undated(RelationKind::Geography, code)));
    for one in &row.related {
        if !said.iter().any(|held| (held.kind, &held.other_code) == (one.kind, &one.code)) {
            said.push(undated(one.kind, &one.code));
        }
    }
    said
}
