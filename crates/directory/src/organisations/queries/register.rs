//! The register: what a file would change, which files were imported, which short name would suit.

use kernel::authority::{Action, Sight};
use kernel::clock::Timestamp;
use kernel::db::Reader;
use kernel::door::{Call, Query, View};
use kernel::ids;
use kernel::refusal::{Result, messages as common};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::page_of;
use super::record::{RelatedSuccession, successions};
use crate::organisations::commands::{self, Imported};
use crate::organisations::model::{RegisterFile, RegisterRow, SuccessionRow, short_names};
use crate::organisations::store::Side;
use crate::organisations::{authority, messages, store};

/// What importing these records would do, without doing it.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewRegister {
    /// The file.
    pub file: RegisterFile,
    /// Some of its records, at most 200, each code once.
    pub rows: Vec<RegisterRow>,
    /// Some of its successions, at most 200, each pair of codes once.
    #[serde(default)]
    pub successions: Vec<SuccessionRow>,
}

impl Query for PreviewRegister {
    const NAME: &'static str = "register.preview";
    const ACTION: Action = authority::IMPORT;
    const VIEW: View = View::Nation;
    type Output = Imported;

    async fn run(&self, call: &Call, _: &Sight, reader: &mut Reader) -> Result<Imported> {
        commands::check(call, &self.file, &self.rows, &self.successions)?;
        let ids: Vec<_> = self.rows.iter().map(|_| ids::new_at(call.now)).collect();
        let plan = commands::plan(reader, &self.file, &self.rows, &self.successions, &ids).await?;
        Ok(Imported::of(&plan))
    }
}

/// The register files imported last.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ListFiles {
    /// How many: 50 if left out, at most 200.
    pub limit: Option<u32>,
}

/// A register file that was imported, and what it did altogether.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImportedFile {
    /// The file.
    pub file: RegisterFile,
    /// Records that were taken, repeats included; a row of a look-up may say several.
    pub rows: i64,
    /// Organisations that were new.
    pub created: i64,
    /// Organisations that changed.
    pub changed: i64,
    /// Successions that were new or different.
    pub successions: i64,
    /// When it was last imported.
    pub imported_at: Timestamp,
}

impl Query for ListFiles {
    const NAME: &'static str = "register.files";
    const ACTION: Action = authority::IMPORT;
    const VIEW: View = View::Nation;
    type Output = Vec<ImportedFile>;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<Vec<ImportedFile>> {
        let files = store::files(reader, page_of(self.limit) as i64).await?;
        Ok(files
            .into_iter()
            .map(|stored| ImportedFile {
                file: stored.file,
                rows: stored.seen,
                created: stored.created,
                changed: stored.changed,
                successions: stored.successions,
                imported_at: stored.imported_at,
            })
            .collect())
    }
}

/// A short name that would suit an organisation and that nobody else has.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuggestShortName {
    /// The organisation's code in the register.
    pub organisation: String,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ShortNameSuggestion {
    /// The short name.
    pub short_name: String,
}

impl Query for SuggestShortName {
    const NAME: &'static str = "organisation.suggest-short-name";
    const ACTION: Action = authority::OPEN;
    const VIEW: View = View::Nation;
    type Output = ShortNameSuggestion;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<ShortNameSuggestion> {
        let found = store::by_code(reader, &self.organisation)
            .await?
            .ok_or_else(|| common::NOT_FOUND.refuse())?;
        if let Some(short_name) = found.short_name {
            return Ok(ShortNameSuggestion { short_name });
        }
        let suited = short_names(&found.name, &found.code);
        let taken = store::taken_short_names(reader, &suited, found.id).await?;
        let free = suited.into_iter().find(|candidate| !taken.contains(candidate));
        let short_name = free.ok_or_else(|| messages::NO_SHORT_NAME.refuse())?;
        Ok(ShortNameSuggestion { short_name })
    }
}

/// What took the place of a code, and what it took the place of. The code need not be known here.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SuccessionsOf {
    /// The code.
    pub organisation: String,
}

/// The successions of a code in both directions, the latest first.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Successions {
    /// What took its place.
    pub followed_by: Vec<RelatedSuccession>,
    /// What it took the place of.
    pub came_from: Vec<RelatedSuccession>,
}

impl Query for SuccessionsOf {
    const NAME: &'static str = "register.successions";
    const ACTION: Action = authority::SEARCH;
    const VIEW: View = View::Nation;
    type Output = Successions;

    async fn run(&self, _: &Call, _: &Sight, reader: &mut Reader) -> Result<Successions> {
        Ok(Successions {
            followed_by: successions(reader, &self.organisation, Side::Old).await?,
            came_from: successions(reader, &self.organisation, Side::New).await?,
        })
    }
}
