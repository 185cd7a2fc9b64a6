//! `guildhall import register FILE...`, `guildhall import breached-passwords FILE`

use std::collections::BTreeSet;
use std::fs;
use std::io::{IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::Context as _;
use clap::{Args, Subcommand};
use directory::organisations::{Import, ImportReport, Interrupted};
use indicatif::{ProgressBar, ProgressStyle};
use kernel::clock::Clock;

use super::host::Host;
use super::{Place, print};
use crate::data_dir::DataDir;

/// Refused rows of a file that are listed on the terminal.
const REFUSED_SHOWN: usize = 20;
/// Folders below a folder that are looked into, at most.
const DEPTH_AT_MOST: usize = 8;

/// What can be imported.
#[derive(Subcommand)]
pub(super) enum Verb {
    /// Files of the official register in the 27-column form (.csv, .csv.gz), look-ups and successions (.csv, .xlsx)
    Register(Options),
    /// A published list of passwords that became known in data leaks, for this machine: SHA-1 hashes in order, one a line,
    /// with or without ":COUNT"
    BreachedPasswords(BreachedOptions),
}

/// Options of `import register`.
#[derive(Args)]
pub(super) struct Options {
    /// The files, or folders with files
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// Apply without asking
    #[arg(long)]
    yes: bool,
    /// The day all these files describe (YYYY-MM-DD); without it, the days that their names say
    #[arg(long)]
    as_of: Option<String>,
    /// Write every refused row to this file, as CSV: file, line, reason
    #[arg(long, value_name = "FILE")]
    refused: Option<PathBuf>,
    #[command(flatten)]
    place: Place,
}

/// Options of `import breached-passwords`.
#[derive(Args)]
pub(super) struct BreachedOptions {
    /// The list; "-" for what comes from another program
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(verb: Verb) -> anyhow::Result<()> {
    let options = match verb {
        Verb::Register(options) => options,
        Verb::BreachedPasswords(options) => return breached(&options),
    };
    let as_of = options
        .as_of
        .as_deref()
        .map(|text| {
            text.parse::<jiff::civil::Date>()
                .with_context(|| format!("--as-of {text} is not a day such as 2026-02-01"))
        })
        .transpose()?;
    let files = files_in(&options.files)?;
    let data = DataDir::open(&options.place.data, options.place.database.as_deref())?;
    let host = Host::on_this_machine(data).await?;
    let imported = import(&host, &options, &files, as_of).await;
    host.close().await;
    imported
}

/// Makes the file of this machine. A running service needs no restart: it looks into the new one from then on.
fn breached(options: &BreachedOptions) -> anyhow::Result<()> {
    let data = DataDir::existing(&options.place.data, options.place.database.as_deref())?;
    let list = data.breached();
    let bar = ProgressBar::new_spinner();
    if let Ok(style) = ProgressStyle::with_template("{spinner} {human_pos} lines, {per_sec}") {
        bar.set_style(style);
    }
    let now = Clock::machine().now();
    let progress = |lines| bar.set_position(lines);
    let made = if options.file.as_os_str() == "-" {
        signin::breached::import(std::io::stdin().lock(), list.path(), now, progress)
    } else {
        let file = fs::File::open(&options.file)
            .with_context(|| format!("{} could not be opened", options.file.display()))?;
        let lines = std::io::BufReader::with_capacity(1 << 20, file);
        signin::breached::import(lines, list.path(), now, progress)
    };
    bar.finish_and_clear();
    let made = made.with_context(|| {
        format!("No list was made of {}; what was there before still holds", options.file.display())
    })?;
    print::line(&format!(
        "{} breached passwords, version {}. Import the same list on every machine of the service.",
        made.entries, made.version
    ));
    Ok(())
}

/// The files to import, in the order given; those of a folder by name. What a folder holds that is packed is told.
fn files_in(named: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for path in named {
        if path.is_dir() {
            let before = files.len();
            let mut passed = 0;
            look_into(path, DEPTH_AT_MOST, &mut files, &mut passed)?;
            if passed > 0 {
                print::note(&format!(
                    "{}: {passed} packed files (.zip, .gz, .xls) are passed over. Unpack them, or name a .gz file itself.",
                    path.display()
                ));
            }
            anyhow::ensure!(
                files.len() > before,
                "The folder {} holds no .csv, .csv.gz or .xlsx file",
                path.display()
            );
        } else {
            files.push(path.clone());
        }
    }
    Ok(files)
}

fn look_into(
    folder: &Path,
    depth: usize,
    files: &mut Vec<PathBuf>,
    passed: &mut usize,
) -> anyhow::Result<()> {
    let unreadable = || format!("The folder {} cannot be read", folder.display());
    let entries: BTreeSet<PathBuf> = fs::read_dir(folder)
        .with_context(unreadable)?
        .map(|entry| entry.map(|entry| entry.path()))
        .collect::<Result<_, _>>()
        .with_context(unreadable)?;
    for path in entries {
        let name = path.to_string_lossy().to_ascii_lowercase();
        if path.is_dir() {
            if depth > 0 {
                look_into(&path, depth - 1, files, passed)?;
            }
        } else if [".csv", ".csv.gz", ".xlsx"].iter().any(|end| name.ends_with(end)) {
            files.push(path);
        } else if [".zip", ".gz", ".xls"].iter().any(|end| name.ends_with(end)) {
            *passed += 1;
        }
    }
    Ok(())
}

async fn import(
    host: &Host,
    options: &Options,
    files: &[PathBuf],
    as_of: Option<jiff::civil::Date>,
) -> anyhow::Result<()> {
    if !options.yes {
        let previews = all(host, files, as_of, Import::Preview).await?;
        previews.write(options)?;
        anyhow::ensure!(confirmed()?, "Nothing was changed");
    }
    let done = all(host, files, as_of, Import::Apply).await?;
    done.write(options)?;
    done.sum();
    done.check()
}

/// What came of several files.
#[derive(Default)]
struct Outcome {
    reports: Vec<(PathBuf, ImportReport)>,
    unread: usize,
}

/// Reads the files one after the other. One that cannot be read is named and does not hold up the others; that none
/// could be read is a failure.
async fn all(
    host: &Host,
    files: &[PathBuf],
    as_of: Option<jiff::civil::Date>,
    mode: Import,
) -> anyhow::Result<Outcome> {
    let mut outcome = Outcome::default();
    for file in files {
        match one(host, file, as_of, mode).await {
            Ok(report) => {
                tell(file, &report, mode);
                outcome.reports.push((file.clone(), report));
            }
            Err(Interrupted { report, cause }) => {
                if let Some(report) = report.filter(|report| report.rows > 0) {
                    // What is done is done, and has to be seen.
                    tell(file, &report, mode);
                    outcome.reports.push((file.clone(), *report));
                } else {
                    outcome.unread += 1;
                }
                if files.len() == 1 {
                    return Err(cause);
                }
                print::problem(&format!("{}: {cause:#}", file.display()));
            }
        }
    }
    anyhow::ensure!(!outcome.reports.is_empty(), "None of the files could be imported");
    Ok(outcome)
}

impl Outcome {
    /// Writes the refused rows to the file that was asked for.
    fn write(&self, options: &Options) -> anyhow::Result<()> {
        let Some(path) = &options.refused else { return Ok(()) };
        let mut text = "file,line,reason\n".to_owned();
        for (file, report) in &self.reports {
            for row in &report.refused {
                let quoted = |value: &str| format!("\"{}\"", value.replace('"', "\"\""));
                let name = quoted(&file.to_string_lossy());
                text.push_str(&format!("{name},{},{}\n", row.line, quoted(&row.reason)));
            }
        }
        fs::File::create(path)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .with_context(|| format!("The file {} cannot be written", path.display()))
    }

    /// Whoever calls this from a program has to learn that something is missing.
    fn check(&self) -> anyhow::Result<()> {
        let cut = self.reports.iter().filter(|(_, report)| !report.is_complete).count();
        anyhow::ensure!(
            self.unread + cut == 0,
            "Not everything was imported: {} files were not read and {cut} not to their end. Import those again.",
            self.unread
        );
        Ok(())
    }

    /// One line about all files, where there are several.
    fn sum(&self) {
        if self.reports.len() + self.unread < 2 {
            return;
        }
        let sum = |of: fn(&ImportReport) -> u64| -> u64 {
            self.reports.iter().map(|(_, report)| of(report)).sum()
        };
        print::line(&format!(
            "{} files: {} rows; {} organisations created, {} changed; {} successions; {} rows refused; \
             {} files not read",
            self.reports.len() + self.unread,
            sum(|report| report.rows),
            sum(|report| report.created),
            sum(|report| report.changed),
            sum(|report| report.successions),
            sum(|report| report.refused.len() as u64),
            self.unread
        ));
    }
}

async fn one(
    host: &Host,
    file: &Path,
    as_of: Option<jiff::civil::Date>,
    mode: Import,
) -> Result<ImportReport, Interrupted<anyhow::Error>> {
    let bar = ProgressBar::new(0);
    let style = "{msg} {wide_bar} {bytes}/{total_bytes}";
    if let Ok(style) = ProgressStyle::with_template(style) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    bar.set_message(name);
    let progress = |at: directory::organisations::Progress| {
        bar.set_length(at.size);
        bar.set_position(at.read);
    };
    let report = directory::organisations::import_file(host, file, as_of, mode, progress).await;
    bar.finish_and_clear();
    report
}

fn tell(file: &Path, report: &ImportReport, mode: Import) {
    let verb = match mode {
        Import::Preview => "would be",
        Import::Apply => "were",
    };
    let successions = match report.successions {
        0 => String::new(),
        count => format!(", {count} successions new or changed"),
    };
    print::line(&format!(
        "{}: {} rows; {} {verb} created, {} changed, {} unchanged{successions}, {} refused",
        file.display(),
        report.rows,
        report.created,
        report.changed,
        report.unchanged,
        report.refused.len()
    ));
    for row in report.refused.iter().take(REFUSED_SHOWN) {
        print::line(&format!("  line {}: {}", row.line, row.reason));
    }
    if report.refused.len() > REFUSED_SHOWN {
        print::line(&format!(
            "  and {} more; --refused FILE writes them all",
            report.refused.len() - REFUSED_SHOWN
        ));
    }
    if !report.is_complete {
        print::line(
            "  The file was not taken to its end; the last refused row, or what is said below, tells why.",
        );
    }
}

/// Asks on the terminal; where there is none, --yes is needed.
fn confirmed() -> anyhow::Result<bool> {
    anyhow::ensure!(std::io::stdin().is_terminal(), "Add --yes to apply this without being asked");
    print::note("Apply? Type yes:");
    let mut answer = String::new();
    std::io::stdin().read_line(&mut answer)?;
    Ok(answer.trim().eq_ignore_ascii_case("yes"))
}
