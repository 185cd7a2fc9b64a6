//! `guildhall doctor`: looks at an installation from the outside and says what is wrong, why it matters and what to do.
//!
//! It changes nothing and may run beside a service. Each file here looks at one thing; a look that cannot be made says
//! so and never hides another one.

mod breached;
mod database;
mod folder;
mod machine;
mod mail;
mod places;
mod process;
mod record;
mod second_step;
mod tenant;
mod work;

use std::path::Path;

use kernel::clock::{Clock, Timestamp};
use kernel::config::Settings;
use kernel::db::{Inspection, Reader};
use serde::Serialize;

use crate::data_dir::DataDir;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// As it should be.
    Well,
    /// Worth knowing; nothing has to be done.
    Note,
    /// Works, and will not for long or not in every case.
    Warning,
    /// Does not work, or nothing may be relied on.
    Problem,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What: a word that stays the same, for programs.
    pub what: &'static str,
    /// How it is.
    pub verdict: Verdict,
    /// What was seen, in a sentence.
    pub seen: String,
    /// What to do, in a sentence; empty where nothing has to be done.
    pub remedy: String,
}

/// What has been found so far.
#[derive(Debug, Default)]
pub struct Findings(Vec<Finding>);

impl Findings {
    fn add(
        &mut self,
        what: &'static str,
        verdict: Verdict,
        seen: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.0.push(Finding { what, verdict, seen: seen.into(), remedy: remedy.into() });
    }

    fn well(&mut self, what: &'static str, seen: impl Into<String>) {
        self.add(what, Verdict::Well, seen, "");
    }

    fn note(&mut self, what: &'static str, seen: impl Into<String>) {
        self.add(what, Verdict::Note, seen, "");
    }

    fn warn(&mut self, what: &'static str, seen: impl Into<String>, remedy: impl Into<String>) {
        self.add(what, Verdict::Warning, seen, remedy);
    }

    fn problem(&mut self, what: &'static str, seen: impl Into<String>, remedy: impl Into<String>) {
        self.add(what, Verdict::Problem, seen, remedy);
    }
}

/// What a look may use.
struct Patient<'a> {
    data: &'a DataDir,
    settings: &'a Settings,
    now: Timestamp,
}

/// Looks at everything. `thorough` reads the whole database and the whole record too, which takes minutes at size.
pub async fn examine(folder: &Path, database: Option<&str>, thorough: bool) -> Vec<Finding> {
    let mut found = Findings::default();
    let data = match DataDir::existing(folder, database) {
        Ok(data) => data,
        Err(error) => {
            found.problem("folder", format!("{error:#}"), "");
            return found.0;
        }
    };
    let is_ours = folder::look(&data, &mut found);
    let settings = match data.settings() {
        Ok(settings) => {
            folder::settings(&settings, &mut found);
            settings
        }
        Err(error) => {
            let remedy = "Put guildhall.toml right; the service does not start with it.";
            found.problem("settings", format!("{error:#}."), remedy);
            Settings::default()
        }
    };
    let patient = Patient { data: &data, settings: &settings, now: Clock::machine().now() };
    machine::look(&patient, &mut found);
    if !is_ours {
        return found.0;
    }
    process::look(&patient, &mut found).await;
    // Read before the database: what is kept outside is never ahead of it then.
    let outside = record::outside(&patient, &mut found);
    if let Some((inspection, mut reader)) = database::look(&patient, thorough, &mut found).await {
        machine::clock(&patient, &inspection, &mut found);
        look_inside(&patient, outside.as_ref(), &inspection, &mut reader, &mut found).await;
    }
    if thorough {
        record::whole(&patient, &mut found).await;
    }
    breached::look(&patient, thorough, &mut found);
    places::look(&patient, &mut found);
    machine::backups(&patient, &mut found);
    tenant::look(&patient, &mut found).await;
    mail::look(&patient, &mut found).await;
    found.0
}

/// What stands in the database; where it is of another release, only what every release has.
async fn look_inside(
    patient: &Patient<'_>,
    outside: Option<&kernel::audit::Witness>,
    inspection: &Inspection,
    reader: &mut Reader,
    found: &mut Findings,
) {
    if inspection.waiting > 0 || inspection.unfit.is_some() {
        found.note(
            "record",
            "The record, followers and jobs were not looked at: the database is of another release.",
        );
        return;
    }
    record::look(patient, outside, reader, found).await;
    work::look(patient, reader, found).await;
    second_step::look(patient, reader, found).await;
    tenant::hold(reader, found).await;
}

/// A fault in words, as the end of a sentence.
fn told(fault: &kernel::refusal::Fault) -> String {
    format!("{}.", fault.chain())
}

/// A time span in words, one unit.
fn span(seconds: i64) -> String {
    let (number, unit) = match seconds.max(0) {
        seconds @ 0..120 => (seconds, "second"),
        seconds @ 120..7200 => (seconds / 60, "minute"),
        seconds @ 7200..172_800 => (seconds / 3600, "hour"),
        seconds => (seconds / 86_400, "day"),
    };
    format!("{number} {unit}{}", if number == 1 { "" } else { "s" })
}

/// A number of bytes in words.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 5] = ["bytes", "KiB", "MiB", "GiB", "TiB"];
    let (mut number, mut unit) = (bytes as f64, 0);
    while number >= 1024.0 && unit + 1 < UNITS.len() {
        (number, unit) = (number / 1024.0, unit + 1);
    }
    let digits = usize::from(unit > 0 && number < 10.0);
    format!("{number:.digits$} {}", UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_and_sizes_are_said_in_one_unit() {
        let spans = [0, 1, 119, 120, 7199, 7200, 172_800, -5].map(span);
        let said = [
            "0 seconds",
            "1 second",
            "119 seconds",
            "2 minutes",
            "119 minutes",
            "2 hours",
            "2 days",
            "0 seconds",
        ];
        assert_eq!(spans, said);
        let sizes = [0, 1023, 1024, 10 * 1024, 5 << 30, 3 << 50].map(size);
        assert_eq!(sizes, ["0 bytes", "1023 bytes", "1.0 KiB", "10 KiB", "5.0 GiB", "3072 TiB"]);
    }
}
