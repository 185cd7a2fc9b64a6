//! A chunk of a register file.

use kernel::authority::{Action, Resource};
use kernel::db::{Reader, WriteTx};
use kernel::door::{Call, Command, Permit, Ports};
use kernel::ids;
use kernel::refusal::{Error, Fault, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::plan;
use crate::organisations::model::{
    CHUNK, Organisation, OrganisationState, RegisterFile, RegisterRow, SuccessionRow, day_of,
    is_day,
};
use crate::organisations::store::{self, StoredFile};
use crate::organisations::{authority, messages};

/// Imports up to 200 records and 200 successions of a register file or a look-up. What the file says is taken where no younger file has spoken; what
/// it does not say changes nothing. The same records again change nothing.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ImportRegister {
    /// The file.
    pub file: RegisterFile,
    /// Some of its records, each code once.
    pub rows: Vec<RegisterRow>,
    /// Some of its successions, each pair of codes once.
    #[serde(default)]
    pub successions: Vec<SuccessionRow>,
}

/// What a chunk did, or would do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Imported {
    /// New organisations.
    pub created: u32,
    /// Known organisations with something new.
    pub changed: u32,
    /// Known organisations with nothing new.
    pub unchanged: u32,
    /// Successions that are new or different.
    #[serde(default)]
    pub successions: u32,
}

impl Imported {
    pub(crate) fn of(plan: &plan::Plan) -> Self {
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        Self {
            created: count(plan.created.len()),
            changed: count(plan.changed),
            unchanged: count(plan.unchanged),
            successions: count(plan.changed_successions),
        }
    }
}

/// How far ahead the day of a file may be: files are published some days before the month that they are of.
const AHEAD_AT_MOST_DAYS: i64 = 31;

/// Refuses what no register file can hold.
pub(crate) fn check(
    call: &Call,
    file: &RegisterFile,
    rows: &[RegisterRow],
    successions: &[SuccessionRow],
) -> Result<()> {
    let refuse =
        |problem: String| Err(messages::CHUNK_FORM.refuse().with("problem", problem).into());
    if rows.len() > CHUNK || successions.len() > CHUNK {
        return refuse(format!("Send at most {CHUNK} rows and {CHUNK} successions at once"));
    }
    let is_digest = file.digest.len() == 64
        && file.digest.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    let name = file.name.chars();
    if !is_digest
        || name.clone().count() > 255
        || name.clone().any(char::is_control)
        || file.name.is_empty()
    {
        return refuse(
            "Give the file's name, and its SHA-256 as 64 small hexadecimal digits".to_owned(),
        );
    }
    if !is_day(file.as_of) {
        return refuse("Give the day of the file as a number written yyyymmdd".to_owned());
    }
    if file.as_of > day_of(call.now.plus_days(AHEAD_AT_MOST_DAYS)) {
        let (year, month, day) = (file.as_of / 10_000, file.as_of / 100 % 100, file.as_of % 100);
        return Err(messages::AS_OF_AHEAD
            .at("as_of")
            .with("day", format!("{year}-{month:02}-{day:02}"))
            .with("most", AHEAD_AT_MOST_DAYS)
            .into());
    }
    let mut codes = std::collections::HashSet::new();
    for (place, row) in rows.iter().enumerate() {
        let repeated = (!codes.insert(&row.code)).then_some("its code stands in another row too");
        if let Some(problem) = row.problem().or(repeated) {
            return Err(row_form(place, problem));
        }
    }
    let mut pairs = std::collections::HashSet::new();
    for (place, row) in successions.iter().enumerate() {
        let is_new = pairs.insert((&row.old_code, &row.new_code));
        let repeated = (!is_new).then_some("its codes stand in another succession too");
        if let Some(problem) = row.problem().or(repeated) {
            return Err(row_form(place, problem));
        }
    }
    Ok(())
}

fn row_form(place: usize, problem: &'static str) -> Error {
    messages::ROW_FORM.refuse().with("number", place + 1).with("problem", problem).into()
}

impl Command for ImportRegister {
    const NAME: &'static str = "register.import";
    const ACTION: Action = authority::IMPORT;
    /// Keys for as many new records as there are rows, and one for the file.
    type Prepared = (Vec<Uuid>, Uuid);
    type Output = Imported;

    async fn prepare(&self, call: &Call, _: &Ports) -> Result<Self::Prepared> {
        check(call, &self.file, &self.rows, &self.successions)?;
        Ok((self.rows.iter().map(|_| ids::new_at(call.now)).collect(), ids::new_at(call.now)))
    }

    async fn resource(&self, _: &Call, _: &mut Reader) -> Result<Resource> {
        Ok(Resource::Nation)
    }

    async fn run(
        &self,
        (ids, file_id): &Self::Prepared,
        call: &Call,
        tx: &mut WriteTx,
        _: Permit<Self>,
    ) -> Result<Imported> {
        let plan = plan::plan(tx, &self.file, &self.rows, &self.successions, ids).await?;
        let imported = Imported::of(&plan);
        let spoken: Vec<&Organisation> =
            plan.created.iter().chain(plan.heard.iter().map(|(_, after)| after)).collect();
        let raced =
            || Fault::again("importing register rows that somebody else imported meanwhile");
        if !store::save_records(tx, &spoken, call.act).await?
            || !store::save_relations(tx, &plan.relations, call.act).await?
            || !store::save_successions(tx, &plan.successions, call.act).await?
        {
            return Err(raced().into());
        }
        let mut named: Vec<&Organisation> = plan.created.iter().collect();
        for (before, after) in &plan.heard {
            if before.name != after.name {
                store::remove_words(tx, after.id).await?;
                named.push(after);
            }
            if after.state != OrganisationState::Listed {
                leave_effects(tx, before, after);
            }
        }
        store::insert_words(tx, &named, call.act).await?;
        self.keep_file(*file_id, imported, call, tx)
            .await?
            .then_some(imported)
            .ok_or_else(|| raced().into())
    }
}

impl ImportRegister {
    /// Adds what this chunk did to what its file did; this is what the audit shows of a chunk.
    async fn keep_file(
        &self,
        id: Uuid,
        imported: Imported,
        call: &Call,
        tx: &mut WriteTx,
    ) -> Result<bool, Fault> {
        let before = store::file(tx, &self.file).await?.unwrap_or_else(|| StoredFile {
            id,
            file: self.file.clone(),
            seen: 0,
            created: 0,
            changed: 0,
            successions: 0,
            imported_at: call.now,
            version: 0,
        });
        let after = StoredFile {
            file: self.file.clone(),
            seen: before.seen + self.rows.len() as i64,
            created: before.created + i64::from(imported.created),
            changed: before.changed + i64::from(imported.changed),
            successions: before.successions + i64::from(imported.successions),
            imported_at: call.now,
            ..before.clone()
        };
        let kind = "register_file";
        tx.subject(kind, after.id, after.version + 1);
        tx.effect(kind, after.id, "digest", None::<&str>, after.file.digest.as_str());
        tx.effect(kind, after.id, "name", None::<&str>, after.file.name.as_str());
        tx.effect(kind, after.id, "as_of", None::<&str>, after.file.as_of);
        tx.effect(kind, after.id, "seen", before.seen, after.seen);
        tx.effect(kind, after.id, "created", before.created, after.created);
        tx.effect(kind, after.id, "changed", before.changed, after.changed);
        tx.effect(kind, after.id, "successions", before.successions, after.successions);
        store::save_file(tx, &after, call.act).await
    }
}

/// What the register changed of a member stands in the member's history.
fn leave_effects(tx: &mut WriteTx, before: &Organisation, after: &Organisation) {
    type Value = fn(&Organisation) -> Option<String>;
    let values: [(&'static str, Value); 10] = [
        ("name", |of| Some(of.name.clone())),
        ("kind", |of| Some(of.kind.name().to_owned())),
        ("status", |of| Some(of.status.name().to_owned())),
        ("address", |of| of.address.clone()),
        ("postcode", |of| of.postcode.clone()),
        ("telephone", |of| of.telephone.clone()),
        ("region", |of| of.region.clone()),
        ("geography", |of| of.geography.clone()),
        ("parent_code", |of| of.parent_code.clone()),
        ("role_codes", |of| of.role_codes.clone()),
    ];
    for (column, value) in values {
        let (was, is) = (value(before), value(after));
        if was != is {
            tx.concerns(after.id);
            tx.effect("organisation", after.id, column, was, is);
        }
    }
    for (column, was, is) in [
        ("opened_on", before.opened_on, after.opened_on),
        ("closed_on", before.closed_on, after.closed_on),
        ("legal_opened_on", before.legal_opened_on, after.legal_opened_on),
        ("legal_closed_on", before.legal_closed_on, after.legal_closed_on),
    ] {
        if was != is {
            tx.concerns(after.id);
            tx.effect(
                "organisation",
                after.id,
                column,
                was.map(|day| day.to_string()),
                is.map(|day| day.to_string()),
            );
        }
    }
}
