use std::io::Write as _;
use std::sync::atomic::{AtomicUsize, Ordering};

use kernel::audit::{HistoryFilter, HistoryRow, history_of_organisation};
use kernel::door::Face;
use kernel::refusal::{Error, Fault};
use testkit::World;

use super::{check, file, import, nobody, opened, opening, row};
use crate::organisations::commands::{ImportRegister, Imported};
use crate::organisations::model::{
    Confidence, OrganisationState, RegisterRow, RegisterStatus, SuccessionRow,
};
use crate::organisations::queries::{
    CountOrganisations, FindOrganisations, ListFiles, OrganisationByCode, OrganisationRecord,
    PreviewRegister, SuccessionsOf,
};
use crate::organisations::{Import, Importing, Interrupted, import_file};

pub(super) async fn record(world: &World, code: &str) -> OrganisationRecord {
    world.asked(world.operator(), &OrganisationByCode { organisation: code.to_owned() }).await
}

#[test]
fn a_second_import_of_the_same_rows_changes_nothing_and_says_so() {
    check(|world| async move {
        let rows = vec![row("RX1", "Northvale Hospitals"), row("RX2", "Southvale Hospitals")];
        let first = world.done(world.operator(), import("etr", 20251201, rows.clone())).await;
        assert_eq!(first, Imported { created: 2, changed: 0, unchanged: 0, successions: 0 });
        let before = record(&world, "RX1").await;
        let again = world.done(world.operator(), import("etr", 20251201, rows)).await;
        assert_eq!(again, Imported { created: 0, changed: 0, unchanged: 2, successions: 0 });
        assert_eq!(record(&world, "RX1").await, before);
        let files = world.asked(world.operator(), &ListFiles::default()).await;
        assert_eq!((files.len(), files[0].rows, files[0].created, files[0].changed), (1, 4, 2, 0));
    });
}

#[test]
fn an_older_file_fills_gaps_and_never_overwrites_and_absence_changes_nothing() {
    check(|world| async move {
        let young = RegisterRow { status: Some(RegisterStatus::Active), ..row("RX1", "New Name") };
        let old = RegisterRow {
            status: Some(RegisterStatus::Inactive),
            closed_on: Some(20240331),
            telephone: Some("01632 960000".to_owned()),
            parent: Some("QXX".to_owned()),
            joined_parent_on: Some(20200401),
            ..row("RX1", "Old Name")
        };
        world
            .done(world.operator(), import("young", 20251201, vec![young, row("RX2", "Other")]))
            .await;
        let done = world.done(world.operator(), import("old", 20240601, vec![old])).await;
        assert_eq!(done, Imported { created: 0, changed: 1, unchanged: 0, successions: 0 });
        let after = record(&world, "RX1").await;
        assert_eq!(
            (after.name.as_str(), after.status, after.closed_on),
            ("New Name", RegisterStatus::Active, None)
        );
        assert_eq!(after.telephone.as_deref(), Some("01632 960000"));
        assert_eq!(
            (after.related[0].code.as_str(), after.related[0].started_on),
            ("QXX", Some(20200401))
        );
        assert_eq!(after.related[0].name, None, "an unknown parent is kept as a code");
        assert_eq!(after.register_as_of, 20251201);
        assert_eq!(
            record(&world, "RX2").await.status,
            RegisterStatus::Active,
            "absence changes nothing"
        );
    });
}

#[test]
fn successions_keep_unknown_codes_and_are_the_same_however_often_they_come() {
    check(|world| async move {
        world.done(world.operator(), import("a", 20250101, vec![row("RX1", "One")])).await;
        let said = |new_code: &str, confidence, day| SuccessionRow {
            old_code: "RX1".to_owned(),
            new_code: new_code.to_owned(),
            effective_on: day,
            source: "list".to_owned(),
            confidence,
            note: None,
        };
        let tell = |as_of, successions| ImportRegister {
            successions,
            ..import(&format!("list {as_of}"), as_of, Vec::new())
        };
        let published = said("RX9", Confidence::Published, 20250401);
        let inferred = said("RX9", Confidence::Inferred, 20250402);
        let both = vec![published.clone(), said("RX8", Confidence::Inferred, 20250401)];
        let done = world.done(world.operator(), tell(20250101, both.clone())).await;
        assert_eq!(done, Imported { successions: 2, ..Imported::default() });
        let again = world.done(world.operator(), tell(20250101, both)).await;
        assert_eq!(again, Imported::default());
        let weaker = world.done(world.operator(), tell(20260101, vec![inferred])).await;
        assert_eq!(
            weaker,
            Imported::default(),
            "what was concluded does not take a published word's place"
        );
        let found = record(&world, "RX1").await;
        let codes: Vec<_> = found
            .followed_by
            .iter()
            .map(|one| (one.code.as_str(), one.name.clone(), one.effective_on))
            .collect();
        assert_eq!(codes, [("RX8", None, 20250401), ("RX9", None, 20250401)]);
        assert_eq!(found.came_from, []);
        let of = |code: &str| SuccessionsOf { organisation: code.to_owned() };
        let unknown = world.asked(world.operator(), &of("RX9")).await;
        assert_eq!(unknown.followed_by, []);
        assert_eq!(unknown.came_from[0].name.as_deref(), Some("One"));
        let wrong = [
            said("RX1", Confidence::Published, 20250401),
            said("rx2", Confidence::Published, 20250401),
            said("RX2", Confidence::Published, 20250431),
        ];
        for wrong in wrong {
            let refused = world.refused(world.operator(), tell(20250101, vec![wrong])).await;
            assert_eq!(refused, "register.row-form");
        }
        let twice = tell(20250101, vec![published.clone(), published]);
        assert_eq!(world.refused(world.operator(), twice).await, "register.row-form");
    });
}

#[test]
fn a_chunk_is_one_act_and_changes_of_members_stand_in_their_history() {
    check(|world| async move {
        opened(&world, "RX1", None).await;
        let renamed = RegisterRow {
            telephone: Some("01632 960001".to_owned()),
            ..row("RX1", "RX1 Infirmary")
        };
        let before = history(&world, "RX1").await.len();
        let done = world
            .done(world.operator(), import("later", 20260601, vec![renamed, row("RX9", "New One")]))
            .await;
        let acts = history(&world, "RX1").await;
        assert_eq!(acts.len(), before + 1, "one act");
        assert_eq!(acts[0].row.command, "register.import");
        let changed: Vec<_> = acts[0]
            .effects
            .iter()
            .filter(|effect| effect.kind == "organisation")
            .map(|effect| (effect.attribute.as_str(), effect.after.kept()))
            .collect();
        assert_eq!(
            changed,
            [("name", Some("RX1 Infirmary".into())), ("telephone", Some("01632 960001".into()))]
        );
        assert_eq!(done, Imported { created: 1, changed: 1, unchanged: 0, successions: 0 });
        let after = record(&world, "RX1").await;
        assert_eq!((after.name.as_str(), after.state), ("RX1 Infirmary", OrganisationState::Open));
        assert_eq!(
            after.short_name.as_deref(),
            Some("rh"),
            "the register changes nothing of the membership"
        );
        let found =
            |text: &str| FindOrganisations { text: Some(text.to_owned()), ..Default::default() };
        assert_eq!(world.asked(world.operator(), &found("infirm")).await.items.len(), 1);
        assert_eq!(world.asked(world.operator(), &found("hospital")).await.items.len(), 0);
    });
}

/// What stands in an organisation's history, newest first.
async fn history(world: &World, code: &str) -> Vec<HistoryRow> {
    world.seal().await;
    let key = record(world, code).await.id;
    let mut reader = world.door.reader().await.unwrap();
    let all = HistoryFilter::default();
    history_of_organisation(&mut reader, key, &all, None, 50).await.unwrap().rows
}

#[test]
fn a_file_of_a_day_far_ahead_is_refused_before_it_freezes_the_register() {
    check(|world| async move {
        let rows = || vec![row("RX1", "One")];
        let preview = |as_of| PreviewRegister {
            file: file("ahead", as_of),
            rows: rows(),
            successions: Vec::new(),
        };
        for ahead in [20270203, 20620201] {
            let refused = world.refused(world.operator(), import("ahead", ahead, rows())).await;
            assert_eq!(refused, "register.as-of-ahead");
            let refused = world.not_asked(world.operator(), &preview(ahead)).await;
            assert_eq!(refused, "register.as-of-ahead");
        }
        world.asked(world.operator(), &preview(20270202)).await;
        world.done(world.operator(), import("soon", 20270202, rows())).await;
    });
}

#[test]
fn an_organisation_whose_last_day_has_passed_is_not_opened() {
    check(|world| async move {
        for (code, closed_on, legal_closed_on) in [
            ("RX1", Some(20270101), None),
            ("RX2", None, Some(20270101)),
            ("RX3", Some(20270102), None),
        ] {
            let told = RegisterRow { closed_on, legal_closed_on, ..row(code, "Closing") };
            world.done(world.operator(), import(code, 20260101, vec![told])).await;
        }
        for code in ["RX1", "RX2"] {
            let refused = world.refused(world.operator(), opening(code)).await;
            assert_eq!(refused, "organisation.last-day-passed");
        }
        world.done(world.operator(), opening("RX3")).await;
    });
}

/// Imports through a door that closes after some chunks.
struct Closing<'a>(&'a World, AtomicUsize);

impl Importing for Closing<'_> {
    type Failure = Error;

    fn failed(error: Error) -> Error {
        error
    }

    async fn preview(&self, chunk: PreviewRegister) -> Result<Imported, Error> {
        self.0.door.ask(&self.0.call(self.0.operator()), &chunk).await
    }

    async fn apply(&self, chunk: ImportRegister) -> Result<Imported, Error> {
        if self.1.fetch_add(1, Ordering::SeqCst) == 2 {
            return Err(Fault::outage("importing into a database that is away").into());
        }
        Ok(self.0.door.perform(self.0.call(self.0.operator()), chunk).await?.output)
    }
}

#[test]
fn an_import_that_ends_halfway_says_what_it_did() {
    check(|world| async move {
        let scratch = testkit::Scratch::new(testkit::Engine::Sqlite).await;
        // Nobody can write such a name down; it is no reason to refuse what the file says.
        let path = scratch.folder.join("etr_2025-12\u{7}.csv");
        let line = |number| format!("\"R{number:04}\",\"TRUST\"{}\n", ",\"\"".repeat(25));
        std::fs::write(&path, (0..900).map(line).collect::<String>()).unwrap();
        let closing = Closing(&world, AtomicUsize::new(0));
        let ended = import_file(&closing, &path, None, Import::Apply, |_| {}).await.unwrap_err();
        let report = ended.report.unwrap();
        assert_eq!((report.created, report.is_complete, report.has_news()), (400, false, true));
        assert_eq!(report.file.name, "etr_2025-12.csv");
        assert!(matches!(ended.cause, Error::Fault(_)));
        assert_eq!(world.asked(world.operator(), &CountOrganisations {}).await.count, 400);
        scratch.remove().await;
    });
}

#[test]
fn rows_that_no_register_can_hold_are_refused_whole() {
    check(|world| async move {
        let wrong = [
            row("rx1", "Small letters"),
            row("", "No code"),
            row("RX1", " "),
            RegisterRow { opened_on: Some(20250230), ..row("RX1", "No such day") },
            RegisterRow { telephone: Some("0\n1".to_owned()), ..row("RX1", "Line break") },
        ];
        for wrong in wrong {
            let refused = world
                .refused(world.operator(), import("f", 20250101, vec![row("RX2", "Good"), wrong]))
                .await;
            assert_eq!(refused, "register.row-form");
        }
        let twice = vec![row("RX1", "One"), row("RX1", "Two")];
        assert_eq!(
            world.refused(world.operator(), import("f", 20250101, twice)).await,
            "register.row-form"
        );
        let many = vec![row("RX1", "One"); 201];
        assert_eq!(
            world.refused(world.operator(), import("f", 20250101, many)).await,
            "register.chunk-form"
        );
        assert_eq!(
            world.refused(world.operator(), import("f", 20_250_100, vec![])).await,
            "register.chunk-form"
        );
        assert_eq!(
            world.refused(nobody(&world), import("f", 20250101, vec![])).await,
            "not-allowed"
        );
        assert_eq!(world.asked(world.operator(), &CountOrganisations {}).await.count, 0);
    });
}

#[test]
fn a_preview_counts_what_would_change_and_changes_nothing() {
    check(|world| async move {
        world
            .done(
                world.operator(),
                import("a", 20250101, vec![row("RX1", "One"), row("RX2", "Two")]),
            )
            .await;
        let rows = vec![row("RX1", "One"), row("RX2", "Second"), row("RX3", "Three")];
        let preview = PreviewRegister {
            file: file("b", 20250201),
            rows: rows.clone(),
            successions: Vec::new(),
        };
        let would = world.asked(world.operator(), &preview).await;
        assert_eq!(would, Imported { created: 1, changed: 1, unchanged: 1, successions: 0 });
        assert_eq!(record(&world, "RX2").await.name, "Two");
        assert_eq!(world.asked(world.operator(), &CountOrganisations {}).await.count, 2);
        assert_eq!(world.done(world.operator(), import("b", 20250201, rows)).await, would);
    });
}

#[test]
fn good_rows_of_a_file_land_and_bad_ones_are_listed_with_their_lines() {
    check(|world| async move {
        let scratch = testkit::Scratch::new(testkit::Engine::Sqlite).await;
        let path = scratch.folder.join("etr_2025-12.csv");
        let mut written = std::fs::File::create(&path).unwrap();
        for number in 0..450 {
            let day = if number == 17 { "20251399" } else { "20010401" };
            writeln!(
                written,
                "\"R{number:04}\",\"TRUST {number}\",{},\"{day}\",\"\",{}",
                "\"\",".repeat(7) + "\"\"",
                "\"\",".repeat(14) + "\"\""
            )
            .unwrap();
        }
        drop(written);
        let call = world.door.call(world.operator(), Face::Cli);
        let mut told = Vec::new();
        let would =
            import_file(&(&world.door, &call), &path, None, Import::Preview, |_| {}).await.unwrap();
        assert_eq!((would.rows, would.created, would.refused.len()), (450, 449, 1));
        assert_eq!(world.asked(world.operator(), &CountOrganisations {}).await.count, 0);
        let done =
            import_file(&(&world.door, &call), &path, None, Import::Apply, |at| told.push(at))
                .await
                .unwrap();
        assert_eq!((done.rows, done.created, done.changed, done.unchanged), (450, 449, 0, 0));
        assert_eq!((done.refused[0].line, done.is_complete), (18, true));
        assert!(done.refused[0].reason.contains("20251399"), "{}", done.refused[0].reason);
        assert_eq!(done.file.as_of, 20251201);
        let end = told.last().copied().unwrap();
        assert_eq!((end.rows, end.read), (450, end.size));
        assert_eq!(world.asked(world.operator(), &CountOrganisations {}).await.count, 449);
        let again =
            import_file(&(&world.door, &call), &path, None, Import::Apply, |_| {}).await.unwrap();
        assert_eq!((again.created, again.changed, again.unchanged), (0, 0, 449));

        let nameless = scratch.folder.join("register.csv");
        std::fs::copy(&path, &nameless).unwrap();
        let refused = |outcome| match outcome {
            Err(Interrupted { cause: Error::Refused(refusal), .. }) => {
                (refusal.code, refusal.fields[0].field.to_string())
            }
            other => panic!("should have been refused: {other:?}"),
        };
        let outcome =
            import_file(&(&world.door, &call), &nameless, None, Import::Apply, |_| {}).await;
        assert_eq!(refused(outcome), ("register.as-of-needed", "as_of".to_owned()));
        std::fs::write(&nameless, "PK\u{3}\u{4} a workbook").unwrap();
        let outcome = import_file(
            &(&world.door, &call),
            &nameless,
            "2025-01-01".parse().ok(),
            Import::Apply,
            |_| {},
        )
        .await;
        assert_eq!(refused(outcome), ("register.not-a-register", "file".to_owned()));
        let absent = scratch.folder.join("absent_2025-12.csv");
        let outcome =
            import_file(&(&world.door, &call), &absent, None, Import::Apply, |_| {}).await;
        assert_eq!(refused(outcome), ("register.file-unreadable", "file".to_owned()));
        scratch.remove().await;
    });
}
