//! `guildhall doctor`: what is wrong with an installation, and what to do.

use anyhow::bail;
use clap::Args;

use super::{Place, print};
use crate::doctor::{self, Finding, Verdict};

/// Options of `doctor`.
#[derive(Args)]
pub(super) struct Options {
    /// Read the whole database and the whole record too; minutes at national size
    #[arg(long)]
    thorough: bool,
    /// Print the findings as one line of JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    place: Place,
}

pub(super) async fn run(options: Options) -> anyhow::Result<()> {
    let place = &options.place;
    let found = doctor::examine(&place.data, place.database.as_deref(), options.thorough).await;
    if options.json {
        print::line(&serde_json::to_string(&found)?);
    } else {
        for finding in &found {
            tell(finding);
        }
    }
    let count = |verdict| found.iter().filter(|finding| finding.verdict == verdict).count();
    match (count(Verdict::Problem), count(Verdict::Warning)) {
        (0, 0) => print::note("All is well."),
        (0, warnings) => print::note(&format!("{warnings} to see to; nothing is broken.")),
        (problems, warnings) => {
            bail!("{problems} broken, {warnings} to see to. What to do stands beside each.")
        }
    }
    Ok(())
}

fn tell(finding: &Finding) {
    let verdict = match finding.verdict {
        Verdict::Well => "well",
        Verdict::Note => "note",
        Verdict::Warning => "SEE TO",
        Verdict::Problem => "BROKEN",
    };
    print::line(&format!("{verdict:<7} {:<13} {}", finding.what, finding.seen));
    if !finding.remedy.is_empty() {
        print::line(&format!("{:<21} {}", "", finding.remedy));
    }
}
