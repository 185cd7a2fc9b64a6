//! The table of lists: one row for an organisation, and one for the nation under a key that no organisation has.

use kernel::authority::Sight;
use kernel::db::{Reader, Row, WriteTx};
use kernel::ids::{ActId, OrganisationId};
use kernel::refusal::Fault;
use kernel::vals;
use uuid::Uuid;

/// A list as it is kept; without a row it is empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct List {
    pub(super) words: Vec<String>,
    pub(super) version: i64,
}

fn place(organisation: Option<OrganisationId>) -> Uuid {
    organisation.map_or(Uuid::nil(), |organisation| organisation.0)
}

fn read(row: Option<Row>) -> Result<List, Fault> {
    let Some(row) = row else { return Ok(List::default()) };
    let words = row.text(0)?.lines().map(str::to_owned).collect();
    Ok(List { words, version: row.int(1)? })
}

/// The list of an organisation or of the nation, for those who check a password or change the list.
pub(super) async fn list(
    reader: &mut Reader,
    organisation: Option<OrganisationId>,
) -> Result<List, Fault> {
    let sql = "SELECT words, version FROM password_words WHERE organisation = $1";
    read(reader.row(sql, &vals![place(organisation)]).await?)
}

/// The list of an organisation in sight, for those who read it.
pub(super) async fn seen(
    reader: &mut Reader,
    sight: &Sight,
    organisation: OrganisationId,
) -> Result<List, Fault> {
    let mut params = vals![organisation].to_vec();
    let seen = sight.organisations_clause("w.organisation", &mut params);
    let sql = format!(
        "SELECT w.words, w.version FROM password_words w WHERE w.organisation = $1 AND {seen}"
    );
    read(reader.row(&sql, &params).await?)
}

/// Saves a list over the version that was read; whether nobody else did meanwhile.
pub(super) async fn save(
    tx: &mut WriteTx,
    organisation: Option<OrganisationId>,
    before: &List,
    words: &[String],
    act: ActId,
) -> Result<bool, Fault> {
    let place = place(organisation);
    let (old, new) = (before.words.join("\n"), words.join("\n"));
    let version = before.version + 1;
    let sql = if before.version == 0 {
        "INSERT INTO password_words (organisation, words, version, act) VALUES ($1, $2, $3, $4) ON CONFLICT (organisation) DO NOTHING"
    } else {
        "UPDATE password_words SET words = $2, version = $3, act = $4 WHERE organisation = $1 AND version = $3 - 1"
    };
    let is_saved = tx.exec(sql, &vals![place, new.as_str(), version, act]).await? == 1;
    tx.subject("password_words", place, version);
    tx.effect("password_words", place, "words", old, new);
    Ok(is_saved)
}
