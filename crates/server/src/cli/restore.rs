//! `guildhall restore FILE`: puts a backup back where nothing is, or in place of what is there.

use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail, ensure};
use clap::Args;
use kernel::audit::note::Verifier;
use kernel::audit::{NodeKey, Witness, node_key};
use kernel::backup::{self, Checked, Life, Protection, Restore, Restored};
use kernel::clock::Clock;
use kernel::db::{Over, SqliteSettings, Target};
use kernel::random;
use kernel::refusal::Fault;
use serde_json::json;

use super::backup::{SIGNING_KEY, has_signing_key, words};
use super::host::Host;
use super::passphrase::Passphrase;
use super::placing::{
    NODE_KEY, begin_placing, put_in_place, refuse_to_replace, refuse_without_keys,
};
use super::second_step;
use super::side_view::{self, Side};
use super::{Place, print};
use crate::data_dir::DataDir;
use crate::passing::{self, Passing};
use crate::restored::{self, LOADING};
use crate::{checkpoints, compose};

/// Options of `restore`.
#[derive(Args)]
pub(super) struct Options {
    /// The backup
    file: PathBuf,
    #[command(flatten)]
    passphrase: Passphrase,
    /// Only see whether it can be put back: into a temporary database, which is verified and removed
    #[arg(long, conflicts_with = "replace")]
    check: bool,
    /// Put it in place of what is there, which is kept aside. Say the name of the folder as it stands in --data
    #[arg(long, value_name = "NAME")]
    replace: Option<String>,
    /// Only say what of this organisation's people was otherwise in the backup (its code in the register)
    #[arg(long, value_name = "CODE", requires = "diff", conflicts_with_all = ["check", "replace"])]
    organisation: Option<String>,
    /// Compare with what there is now
    #[arg(long, requires = "organisation")]
    diff: bool,
    /// A folder for the temporary database of --check and --diff, in place of the one in --data: as large as the
    /// database, and nobody else's, because what is in the backup is written there
    #[arg(long, value_name = "FOLDER", conflicts_with = "replace")]
    temporary: Option<PathBuf>,
    /// A folder with checkpoints to compare with, such as the second place, in place of the installation's own
    #[arg(long)]
    checkpoints: Option<PathBuf>,
    /// The key of the checkpoints, in place of the installation's own: NAME+ID+KEY, or a file that holds it
    #[arg(long)]
    key: Option<String>,
    /// Put a record back that does not verify
    #[arg(long)]
    despite_problems: bool,
    /// Print the result as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let protection = options.passphrase.to_open()?;
    let mut file = File::open(&options.file)
        .with_context(|| format!("{} could not be read", options.file.display()))?;
    // All of it, before anything is touched.
    let checked = backup::check(BufReader::new(&mut file), &protection, &compose::manifests())
        .map_err(words)?;
    if let Some(code) = &options.organisation {
        return aside(&options, code, file, &protection, &checked).await;
    }
    let key = second_step::key_afterwards(&options.place.data, &checked);
    let (done, apps) = if options.check {
        let look = async |target: Target| Ok(second_step::warning(&target, key, &checked).await);
        in_passing(&options, file, &protection, &checked, look).await?
    } else {
        let done = for_good(&options, file, &protection, &checked).await?;
        let data = DataDir::existing(&options.place.data, options.place.database.as_deref())?;
        let apps = second_step::warning(&data.target(), key, &checked).await;
        (done, apps)
    };
    tell(&options, &done, &checked, apps.as_deref());
    Ok(())
}

/// What a restore compares with, and what it vouches with.
struct Outside {
    witnesses: Vec<Witness>,
    key: NodeKey,
}

/// Reads the checkpoints kept outside, with the key that was named, else the installation's, else the backup's.
fn outside(options: &Options, checked: &Checked) -> anyhow::Result<Outside> {
    let here = &options.place.data;
    let (public, node) = (here.join("keys/checkpoint.pub"), here.join(NODE_KEY));
    let verifier = match &options.key {
        Some(key) => Some(super::audit::named_key(key)?),
        None if public.exists() => Some(checkpoints::verifier(&public)?),
        None => {
            let own = checked.own("keys/checkpoint.pub");
            own.and_then(|line| Verifier::parse(&String::from_utf8_lossy(line)))
        }
    };
    let folder = options.checkpoints.clone().unwrap_or_else(|| here.join("checkpoints"));
    let is_there = options.checkpoints.is_some() || folder.is_dir();
    let witnesses = match verifier {
        Some(verifier) if is_there => {
            let (witnesses, strange) = checkpoints::witnesses(&folder, &verifier)?;
            if let Some(first) = strange.first()
                && !options.despite_problems
            {
                bail!(
                    "Of the checkpoints in {}, {} are not of this installation: {first}. Name the right folder with --checkpoints and the right key with --key.",
                    folder.display(),
                    strange.len()
                );
            }
            witnesses
        }
        None if options.checkpoints.is_some() => {
            bail!("There is no key to read the checkpoints with. Name it with --key.")
        }
        _ => Vec::new(),
    };
    let node = match checked.own(NODE_KEY) {
        Some(node) => node.to_vec(),
        None => match fs::read(&node) {
            Ok(node) => node,
            // Nobody knows it: acts that were not sealed yet do not verify, all others do.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                random::bytes::<32>().to_vec()
            }
            Err(error) => return Err(error).context("keys/audit-node could not be read"),
        },
    };
    Ok(Outside { witnesses, key: node_key(&node) })
}

/// Where a backup is put.
struct Ground<'a> {
    target: &'a Target,
    over: Over<'a>,
    before_commit: &'a (dyn Fn() -> Result<(), Fault> + Sync),
}

impl Outside {
    async fn restore(
        &self,
        options: &Options,
        into: Ground<'_>,
        file: File,
        protection: &Protection,
        checked: &Checked,
    ) -> anyhow::Result<Restored> {
        let Ground { target, over, before_commit } = into;
        let restore = Restore {
            target,
            over,
            manifests: &compose::manifests(),
            key: &self.key,
            witnesses: &self.witnesses,
            life: Life::Another,
            remembered: restored::remembered(&options.place.data)?,
            despite_problems: options.despite_problems,
            before_commit,
        };
        restore.from_file(BufReader::new(file), protection, checked).await.map_err(words)
    }
}

/// Compares one organisation's people in the backup with those there are.
async fn aside(
    options: &Options,
    code: &str,
    file: File,
    protection: &Protection,
    checked: &Checked,
) -> anyhow::Result<()> {
    let Place { data, database } = &options.place;
    let data = DataDir::existing(data, database.as_deref())?;
    let settings = data.settings()?;
    let key = data.node_key()?;
    let compare = async |target: Target| {
        let then = compose::open_aside(target, key, &settings).await?;
        let now = Host::on_this_machine(data).await?;
        let found = side_view::difference(Side::Then(&then), Side::Now(&now), code).await;
        now.close().await;
        then.close().await;
        found
    };
    let (_, found) = in_passing(options, file, protection, checked, compare).await?;
    side_view::tell(&found, code, options.json)
}

/// Puts it into a temporary database, does something with that, and takes it away again.
async fn in_passing<T>(
    options: &Options,
    file: File,
    protection: &Protection,
    checked: &Checked,
    look: impl AsyncFnOnce(Target) -> anyhow::Result<T>,
) -> anyhow::Result<(Restored, T)> {
    let outside = outside(options, checked)?;
    let parent = match &options.temporary {
        Some(folder) => folder.as_path(),
        None if options.place.data.is_dir() => &options.place.data,
        None => bail!(
            "{} is not there, and the backup has to be put back somewhere to be looked at. Name a folder that is closed to others with --temporary.",
            options.place.data.display()
        ),
    };
    let passing = Passing::make(parent, passing::CHECK)?;
    let target = Target::Sqlite(passing.join("guildhall.db"), SqliteSettings::default());
    let ground = Ground { target: &target, over: Over::Nothing, before_commit: &|| Ok(()) };
    let restored = outside.restore(options, ground, file, protection, checked).await;
    let done = match restored {
        Ok(restored) => look(target).await.map(|seen| (restored, seen)),
        Err(error) => Err(error),
    };
    passing.remove()?;
    done
}

fn make_private(folder: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    fs::DirBuilder::new()
        .mode(0o700)
        .create(folder)
        .with_context(|| format!("The folder {} could not be made", folder.display()))
}

/// Puts it into the installation's folder.
async fn for_good(
    options: &Options,
    file: File,
    protection: &Protection,
    checked: &Checked,
) -> anyhow::Result<Restored> {
    let Place { data: path, database } = &options.place;
    if let Some(word) = &options.replace {
        let name = path
            .canonicalize()
            .ok()
            .and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()));
        ensure!(
            name.as_deref() == Some(word.as_str()),
            "--replace takes the name of the folder that is put aside: '{}'.",
            name.unwrap_or_default()
        );
    } else {
        refuse_to_replace(path, database.is_none(), checked)?;
    }
    refuse_without_keys(path, database.is_none(), checked)?;
    let outside = outside(options, checked)?;
    let data = DataDir::open(path, database.as_deref())?;
    let _owned = data.own()?;
    let moment = Clock::machine().now().rfc3339();
    let moment: String = moment.chars().filter(char::is_ascii_digit).take(14).collect();
    let aside = data.join(&format!("before-restore-{moment}"));
    restored::sweep_loading(&data)?;
    let loading = data.join(LOADING);
    make_private(&loading)?;
    let target = match database {
        Some(_) => data.target(),
        None => Target::Sqlite(loading.join("guildhall.db"), SqliteSettings::default()),
    };
    let schema = format!("guildhall_before_{moment}");
    let over = if options.replace.is_some() { Over::SetAside(&schema) } else { Over::Nothing };
    // On a server the commit puts the tables in their place, so it is already part of that. A file is not there yet.
    let before_commit = || match database {
        Some(_) => begin_placing(&data).map_err(|error| {
            Fault::outage("beginning to put things in their places").because(error)
        }),
        None => Ok(()),
    };
    let ground = Ground { target: &target, over, before_commit: &before_commit };
    let done = outside.restore(options, ground, file, protection, checked).await;
    let done = match done {
        Ok(done) => done,
        // Nothing has been touched.
        Err(error) if loading.exists() => {
            let _ = fs::remove_dir_all(&loading);
            return Err(error);
        }
        Err(error) => {
            return Err(error.context(
                "It is not known whether the database was put back: the answer to the last step did not come. Nothing starts here until it is. Restore again with --replace",
            ));
        }
    };
    put_in_place(&data, checked, &done, &aside).await?;
    Ok(done)
}

fn tell(options: &Options, done: &Restored, checked: &Checked, apps: Option<&str>) {
    let Restored { heading, digests, report, witnessed, .. } = done;
    let here = &options.place.data;
    let lost = (witnessed - report.rows).max(0);
    if options.json {
        let problems: Vec<_> = report
            .problems
            .iter()
            .map(|problem| json!({ "seq": problem.seq, "what": problem.what }))
            .collect();
        print::line(
            &json!({
                "checked_only": options.check, "taken_at": heading.taken_at, "tables": digests.tables.len(),
                "rows": digests.rows(), "digest": digests.total(), "sealed": report.rows, "head": report.head,
                "checkpoints": report.witnesses, "lost": lost, "problems": problems, "has_keys": heading.has_keys,
                "has_signing_key": has_signing_key(checked), "authenticators_unreadable": apps.is_some(),
            })
            .to_string(),
        );
        return;
    }
    print::line(&format!(
        "The backup of {}: {} rows in {} tables, digest {}",
        heading.taken_at,
        digests.rows(),
        digests.tables.len(),
        digests.total()
    ));
    print::line(&format!(
        "{} acts sealed, head {}; compared with {} checkpoints. {}",
        report.rows,
        report.head,
        report.witnesses,
        if report.problems.is_empty() {
            "The record verifies."
        } else {
            "THE RECORD DOES NOT VERIFY:"
        }
    ));
    for problem in &report.problems {
        let place = problem.seq.map(|seq| format!("at {seq}: ")).unwrap_or_default();
        print::line(&format!("{place}{}", problem.what));
    }
    if lost > 0 {
        print::line(&format!(
            "LOST: the newest checkpoint outside says that there were {witnessed} acts. The last {lost} are not in the backup."
        ));
    }
    if report.witnesses == 0 {
        print::note(
            "There was no checkpoint to compare with. Name a folder that has some with --checkpoints: nobody knows otherwise what was lost.",
        );
    }
    if let Some(apps) = apps {
        print::note(apps);
    }
    if options.check {
        print::line("Nothing was kept: this was a trial.");
        return;
    }
    if !here.join(NODE_KEY).exists() {
        print::note(
            "THE KEYS WERE NOT IN THE BACKUP, and there are none here. Put the folder keys back before the first start; otherwise new ones are made.",
        );
    } else if heading.checkpoint.is_some() && !here.join(SIGNING_KEY).exists() {
        print::note(
            "THE SIGNING KEY WAS NOT IN THE BACKUP, and it is not here. Before the node that keeps checkpoints starts, put keys/checkpoint and keys/checkpoint.pub into its folder; otherwise a new key is made, and nobody can go on with the signed record.",
        );
    }
    print::line(
        "Sessions, start codes, recovery codes and tokens are made void at the first start. Nothing is sent to Microsoft 365 until two platform administrators release it.",
    );
}
