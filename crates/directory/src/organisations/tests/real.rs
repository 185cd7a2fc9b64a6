//! The real register files, where they are.

use std::path::PathBuf;

use kernel::door::Face;

use super::{check, opening};
use crate::organisations::model::OrganisationState;
use crate::organisations::queries::{CountOrganisations, OrganisationByCode};
use crate::organisations::{Import, import_file};

/// Data rows of each file, counted apart from this program.
const FILES: &[(&str, u64)] = &[
    ("etr_2025-12.csv", 273),
    ("eccg_2025-12.csv", 320),
    ("epraccur_2026-02_dse.csv", 15_389),
    ("edispensary_2025-04.csv", 20_932),
];

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment where the real files are"
)]
fn folder() -> Option<PathBuf> {
    let named = std::env::var("GUILDHALL_REAL_DATA").ok().map(PathBuf::from);
    let folder = named
        .unwrap_or_else(|| {
            PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"))
        })
        .join("ods");
    let is_there = folder.is_dir();
    if !is_there {
        use std::io::Write as _;
        let _ = writeln!(
            std::io::stderr(),
            "NOT RUN: the real register files are not at {}",
            folder.display()
        );
    }
    is_there.then_some(folder)
}

#[test]
fn the_real_files_import_with_row_exact_counts_and_one_of_them_is_opened() {
    let Some(folder) = folder() else { return };
    let folder = &folder;
    check(|world| async move {
        let call = world.door.call(world.operator(), Face::Cli);
        let mut created = 0;
        for (name, rows) in FILES {
            let path = folder.join(name);
            let done = import_file(&(&world.door, &call), &path, None, Import::Apply, |_| {})
                .await
                .unwrap();
            assert_eq!(done.refused, [], "{name}");
            assert_eq!(done.rows, *rows, "{name}");
            assert_eq!(done.created + done.changed + done.unchanged, *rows, "{name}");
            created += done.created as i64;
            // Looked at once more where it is quick; that repeats change nothing holds for rows, not for files.
            if *rows < 1_000 {
                let would =
                    import_file(&(&world.door, &call), &path, None, Import::Preview, |_| {})
                        .await
                        .unwrap();
                assert_eq!(
                    (would.created, would.changed, would.unchanged),
                    (0, 0, *rows),
                    "{name} again"
                );
            }
        }
        assert_eq!(world.asked(world.operator(), &CountOrganisations {}).await.count, created);
        let opened = world.done(world.operator(), opening("RR8")).await;
        assert_eq!(opened.short_name, "ltht");
        let record = world
            .asked(world.operator(), &OrganisationByCode { organisation: "RR8".to_owned() })
            .await;
        assert_eq!((record.state, record.legal_opened_on), (OrganisationState::Open, None));
    });
}
