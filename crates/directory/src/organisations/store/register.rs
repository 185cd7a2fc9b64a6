//! The register's side: many records at once, their words and relations, and the files they came from.

use std::collections::HashMap;

use kernel::db::{Reader, Row, Val, WriteTx};
use kernel::ids::{ActId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

use super::{COLUMNS, filled, marks, named, read, rows_of_marks};
use crate::organisations::model::{
    FileForm, Organisation, RegisterFile, Relation, RelationKind, fold, words,
};

/// Rows that one statement saves; more would make statements that no cache keeps.
const AT_ONCE: usize = 50;

/// The records with these codes, by code.
pub(crate) async fn by_codes<'a>(
    reader: &mut Reader,
    codes: impl Iterator<Item = &'a str>,
) -> Result<HashMap<String, Organisation>, Fault> {
    let params = filled(codes.map(Val::from));
    if params.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT {COLUMNS} FROM organisation o WHERE o.code IN ({})",
        marks(0, params.len())
    );
    let rows = reader.rows(&sql, &params).await?;
    rows.iter().map(|row| read(row).map(|found| (found.code.clone(), found))).collect()
}

/// Saves new records and what the register says of known ones. Says `false` if somebody else changed one of them
/// since it was read.
pub(crate) async fn save_records(
    tx: &mut WriteTx,
    records: &[&Organisation],
    act: ActId,
) -> Result<bool, Fault> {
    const WIDTH: usize = 22;
    for some in records.chunks(AT_ONCE) {
        let mut params: Vec<Val> = Vec::with_capacity(some.len() * WIDTH);
        for record in some {
            params.extend(vals![
                record.id,
                &record.code,
                &record.name,
                fold(&record.name),
                record.kind.name(),
                record.status.name(),
                record.address.as_deref(),
                record.postcode.as_deref(),
                record.telephone.as_deref(),
                record.region.as_deref(),
                record.geography.as_deref(),
                record.parent_code.as_deref(),
                record.role_codes.as_deref(),
            ]);
            params.push(record.opened_on.map_or(Val::Null, Val::Int));
            params.push(record.closed_on.map_or(Val::Null, Val::Int));
            params.push(record.legal_opened_on.map_or(Val::Null, Val::Int));
            params.push(record.legal_closed_on.map_or(Val::Null, Val::Int));
            params.extend(vals![
                record.register_as_of,
                record.said.text(),
                record.state.name(),
                record.version + 1,
                act
            ]);
        }
        let sql = format!(
            "INSERT INTO organisation (id, code, name, name_key, kind, status, address, postcode, telephone, region, \
             geography, parent_code, role_codes, opened_on, closed_on, legal_opened_on, legal_closed_on, register_as_of, register_days, state, version, act) \
             VALUES {} ON CONFLICT (code) DO UPDATE SET name = excluded.name, name_key = excluded.name_key, \
             kind = excluded.kind, status = excluded.status, address = excluded.address, postcode = excluded.postcode, \
             telephone = excluded.telephone, region = excluded.region, geography = excluded.geography, \
             parent_code = excluded.parent_code, role_codes = excluded.role_codes, opened_on = excluded.opened_on, \
             closed_on = excluded.closed_on, legal_opened_on = excluded.legal_opened_on, \
             legal_closed_on = excluded.legal_closed_on, register_as_of = excluded.register_as_of, \
             register_days = excluded.register_days, version = excluded.version, act = excluded.act \
             WHERE organisation.version = excluded.version - 1",
            rows_of_marks(some.len(), WIDTH)
        );
        if tx.exec(&sql, &params).await? != some.len() as u64 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Takes the words of a record out of the search.
pub(crate) async fn remove_words(
    tx: &mut WriteTx,
    organisation: OrganisationId,
) -> Result<(), Fault> {
    tx.exec("DELETE FROM organisation_word WHERE organisation = $1", &vals![organisation]).await?;
    Ok(())
}

/// Puts the words of names, and the codes, into the search.
pub(crate) async fn insert_words(
    tx: &mut WriteTx,
    records: &[&Organisation],
    act: ActId,
) -> Result<(), Fault> {
    const WIDTH: usize = 4;
    let mut entries: Vec<(String, OrganisationId)> = Vec::new();
    for record in records {
        let text = format!("{} {}", fold(&record.name), fold(&record.code));
        entries.extend(words(&text).into_iter().map(|word| (word.to_owned(), record.id)));
    }
    for some in entries.chunks(AT_ONCE * 2) {
        let params: Vec<Val> =
            some.iter().flat_map(|(word, id)| vals![word, *id, 1_i64, act]).collect();
        let sql = format!(
            "INSERT INTO organisation_word (word, organisation, version, act) VALUES {} \
             ON CONFLICT (word, organisation) DO NOTHING",
            rows_of_marks(some.len(), WIDTH)
        );
        tx.exec(&sql, &params).await?;
    }
    Ok(())
}

pub(super) const RELATION_COLUMNS: &str = "r.organisation, r.kind, r.other_code, r.started_on, r.ended_on, r.as_of, r.dated_on, r.version";

pub(super) fn read_relation(row: &Row) -> Result<Relation, Fault> {
    Ok(Relation {
        organisation: OrganisationId(row.id(0)?),
        kind: named(RelationKind::named, row.text(1)?)?,
        other_code: row.text(2)?,
        started_on: row.int_or_none(3)?,
        ended_on: row.int_or_none(4)?,
        as_of: row.int(5)?,
        dated_on: row.int(6)?,
        version: row.int(7)?,
    })
}

/// The relations of these organisations.
pub(crate) async fn relations_of(
    reader: &mut Reader,
    organisations: impl Iterator<Item = OrganisationId>,
) -> Result<Vec<Relation>, Fault> {
    let params = filled(organisations.map(Val::from));
    if params.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "SELECT {RELATION_COLUMNS} FROM organisation_relation r WHERE r.organisation IN ({})",
        marks(0, params.len())
    );
    reader.rows(&sql, &params).await?.iter().map(read_relation).collect()
}

/// Saves relations; says `false` if somebody else changed one of them since it was read.
pub(crate) async fn save_relations(
    tx: &mut WriteTx,
    relations: &[Relation],
    act: ActId,
) -> Result<bool, Fault> {
    const WIDTH: usize = 9;
    for some in relations.chunks(AT_ONCE) {
        let mut params: Vec<Val> = Vec::with_capacity(some.len() * WIDTH);
        for relation in some {
            params.extend(vals![relation.organisation, relation.kind.name(), &relation.other_code]);
            params.push(relation.started_on.map_or(Val::Null, Val::Int));
            params.push(relation.ended_on.map_or(Val::Null, Val::Int));
            params.extend(vals![relation.as_of, relation.dated_on, relation.version + 1, act]);
        }
        let sql = format!(
            "INSERT INTO organisation_relation (organisation, kind, other_code, started_on, ended_on, as_of, dated_on, version, act) \
             VALUES {} ON CONFLICT (organisation, kind, other_code) DO UPDATE SET started_on = excluded.started_on, \
             ended_on = excluded.ended_on, as_of = excluded.as_of, dated_on = excluded.dated_on, version = excluded.version, act = excluded.act \
             WHERE organisation_relation.version = excluded.version - 1",
            rows_of_marks(some.len(), WIDTH)
        );
        if tx.exec(&sql, &params).await? != some.len() as u64 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A file that was imported, with what it did so far.
#[derive(Clone, Debug)]
pub(crate) struct StoredFile {
    pub(crate) id: Uuid,
    pub(crate) file: RegisterFile,
    pub(crate) seen: i64,
    pub(crate) created: i64,
    pub(crate) changed: i64,
    pub(crate) successions: i64,
    pub(crate) imported_at: kernel::clock::Timestamp,
    pub(crate) version: i64,
}

const FILE_COLUMNS: &str =
    "id, digest, name, as_of, form, seen, created, changed, successions, imported_at, version";

fn read_file(row: &Row) -> Result<StoredFile, Fault> {
    Ok(StoredFile {
        id: row.id(0)?,
        file: RegisterFile {
            digest: row.text(1)?,
            name: row.text(2)?,
            as_of: row.int(3)?,
            form: named(FileForm::named, row.text(4)?)?,
        },
        seen: row.int(5)?,
        created: row.int(6)?,
        changed: row.int(7)?,
        successions: row.int(8)?,
        imported_at: row.time(9)?,
        version: row.int(10)?,
    })
}

/// The file, if some of it was imported before.
pub(crate) async fn file(
    reader: &mut Reader,
    file: &RegisterFile,
) -> Result<Option<StoredFile>, Fault> {
    let sql = format!("SELECT {FILE_COLUMNS} FROM register_file WHERE digest = $1 AND as_of = $2");
    reader.row(&sql, &vals![&file.digest, file.as_of]).await?.as_ref().map(read_file).transpose()
}

/// Saves a file; says `false` if somebody else changed it since it was read.
pub(crate) async fn save_file(
    tx: &mut WriteTx,
    stored: &StoredFile,
    act: ActId,
) -> Result<bool, Fault> {
    let params = vals![
        stored.id,
        &stored.file.digest,
        &stored.file.name,
        stored.file.as_of,
        stored.file.form.name(),
        stored.seen,
        stored.created,
        stored.changed,
        stored.successions,
        stored.imported_at,
        stored.version + 1,
        act
    ];
    let sql = format!(
        "INSERT INTO register_file ({FILE_COLUMNS}, act) VALUES ({}) ON CONFLICT (digest, as_of) DO UPDATE SET \
         name = excluded.name, seen = excluded.seen, created = excluded.created, changed = excluded.changed, \
         successions = excluded.successions, \
         imported_at = excluded.imported_at, version = excluded.version, act = excluded.act \
         WHERE register_file.version = excluded.version - 1",
        marks(0, 12)
    );
    Ok(tx.exec(&sql, &params).await? == 1)
}

/// The files imported last.
pub(crate) async fn files(reader: &mut Reader, limit: i64) -> Result<Vec<StoredFile>, Fault> {
    let sql = format!(
        "SELECT {FILE_COLUMNS} FROM register_file ORDER BY imported_at DESC, id DESC LIMIT $1"
    );
    reader.rows(&sql, &vals![limit]).await?.iter().map(read_file).collect()
}
