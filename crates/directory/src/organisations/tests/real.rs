//! The real register files, where they are: every row is accounted for, and no order makes a difference.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::PathBuf;

use jiff::civil::Date;
use kernel::door::Face;
use testkit::{Engine, Stand, World, check_on};

use super::{manifests, opening};
use crate::organisations::model::{FileForm, OrganisationState};
use crate::organisations::queries::{CountOrganisations, OrganisationByCode, SuccessionsOf};
use crate::organisations::{Import, import_file, store};

/// A published file: where it is below the folder, the day it is of where its name does not say, and its data rows,
/// counted apart from this program.
type Published = (&'static str, Option<&'static str>, u64);

/// Files in the standard form.
const STANDARD: &[Published] = &[
    ("ods/etr_2022-03.csv", None, 218),
    ("ods/etr_2025-07.csv", None, 210),
    ("ods/etr_2025-12.csv", None, 273),
    ("ods/eccg_2025-12.csv", None, 320),
    ("ods/epraccur_2019-12_legacy.csv", None, 14_357),
    ("ods/epraccur_2025-11_legacy.csv", None, 16_685),
    ("ods/epraccur_2026-02_dse.csv", None, 15_389),
    ("ods/edispensary_2025-04.csv", None, 20_932),
    ("ods/etrust_2018-09.csv.gz", None, 29_955),
];

/// Look-ups that name organisations.
const LOOK_UPS: &[Published] = &[
    ("ods/lookups/icb_names_codes_dec_2024.csv", None, 42),
    ("ods/lookups/gp-reg-pat-prac-map_2022-01.csv", None, 6_527),
    ("ods/lookups/gp-reg-pat-prac-map_2022-07.xlsx", None, 6_845),
    ("ods/lookups/subicb_to_icb_lookup_2022.xlsx", Some("2022-07-01"), 106),
    ("ods/lookups/data_DSPTmetric_20220208.csv", None, 357),
    ("ods/lookups/wales_health_boards.csv", Some("2021-01-01"), 7),
    ("ods/nhs-website-Hospital_2018-09.csv", None, 1_231),
];

/// Successions.
const SUCCESSIONS: &[Published] = &[
    ("ods/succession/all_org_changes_paths_2000_2018.csv", Some("2025-02-01"), 677),
    ("ods/succession/trust_mergers_2020-2021.csv", Some("2021-10-01"), 11),
    ("derived/succession_edges.csv", Some("2025-12-31"), 758),
];

#[expect(
    clippy::disallowed_methods,
    reason = "tests are told by the environment where the real files are"
)]
fn folder() -> Option<PathBuf> {
    let named = std::env::var("GUILDHALL_REAL_DATA").ok().map(PathBuf::from);
    let folder = named.unwrap_or_else(|| {
        PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data"))
    });
    let is_there = folder.join("ods").is_dir();
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

fn check_here<T: Future<Output = ()>>(test: impl Fn(World) -> T) {
    check_on(&[Engine::Sqlite], manifests, super::ports, Stand::Aside, test);
}

async fn import(world: &World, folder: &std::path::Path, (name, day, rows): Published) -> u64 {
    let call = world.door.call(world.operator(), Face::Cli);
    let as_of = day.map(|day| day.parse::<Date>().unwrap());
    let path = folder.join(name);
    let done = import_file(&(&world.door, &call), &path, as_of, Import::Apply, |_| {})
        .await
        .unwrap_or_else(|error| panic!("{name}: {error}"));
    assert_eq!((done.refused.as_slice(), done.rows), (&[][..], rows), "{name}");
    if done.file.form == FileForm::Register {
        assert_eq!(done.created + done.changed + done.unchanged, rows, "{name}");
    }
    done.created
}

/// Everything that the register says.
async fn dump(world: &World) -> BTreeSet<String> {
    let mut dump = BTreeSet::new();
    let (mut table, mut page) = (0, 0);
    loop {
        let mut reader = world.door.reader().await.unwrap();
        match store::dump(&mut reader, table, page).await.unwrap() {
            None => return dump,
            Some(rows) if rows.is_empty() => (table, page) = (table + 1, 0),
            Some(rows) => {
                dump.extend(rows);
                page += 1;
            }
        }
    }
}

/// The plain values of every organisation.
async fn plain_values(world: &World) -> Vec<kernel::db::Row> {
    let mut values = Vec::new();
    for page in 0.. {
        let mut reader = world.door.reader().await.unwrap();
        let rows = store::plain_values(&mut reader, page).await.unwrap();
        if rows.is_empty() {
            break;
        }
        values.extend(rows);
    }
    values
}

#[test]
fn every_real_file_lands_row_by_row_in_any_order_with_the_same_end() {
    let Some(folder) = folder() else { return };
    let seed = kernel::ids::new_at(kernel::clock::Clock::machine().now()).as_u128() as u64;
    eprintln!("seed {seed}");
    let mut expected: Option<BTreeSet<String>> = None;
    for shuffle in [seed, seed.rotate_left(32)] {
        let mut files = [STANDARD, LOOK_UPS, SUCCESSIONS].concat();
        let mut state = shuffle;
        for at in (1..files.len()).rev() {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            files.swap(at, (state >> 33) as usize % (at + 1));
        }
        let found = std::sync::Mutex::new(BTreeSet::new());
        check_here(|world| {
            let (files, folder, found) = (files.clone(), &folder, &found);
            async move {
                let mut created = 0;
                for file in files {
                    created += import(&world, folder, file).await;
                }
                let count = world.asked(world.operator(), &CountOrganisations {}).await.count;
                assert_eq!(count, created as i64);
                assert!(count >= 60_000, "{count} organisations");
                *found.lock().unwrap() = dump(&world).await;
            }
        });
        let found = found.into_inner().unwrap();
        let successions = found.iter().filter(|row| row.starts_with("succession")).count();
        assert_eq!(successions, 758);
        match &expected {
            None => expected = Some(found),
            Some(expected) => {
                let differ: Vec<_> = expected.symmetric_difference(&found).take(5).collect();
                assert!(differ.is_empty(), "seed {seed}: {differ:#?}");
            }
        }
    }
}

/// What the files in the standard form say of one code, worked out here from their plain columns: the word of the
/// youngest file that says anything.
#[derive(Default)]
struct Youngest {
    name: (i64, String),
    life: (i64, &'static str, Option<i64>),
    region: (i64, Option<String>),
    geography: (i64, Option<String>),
    telephone: (i64, Option<String>),
    parent: (i64, Option<String>),
    opened: (i64, Option<i64>),
    place: (i64, Option<String>, Option<String>),
}

fn day_of_name(name: &str) -> i64 {
    let at = name.find("_20").unwrap();
    let month = name[at + 1..at + 8].replace('-', "");
    month.parse::<i64>().unwrap() * 100 + 1
}

fn youngest(folder: &std::path::Path) -> BTreeMap<String, Youngest> {
    let mut files: Vec<_> = STANDARD.iter().map(|(name, ..)| (day_of_name(name), *name)).collect();
    files.sort_unstable();
    let mut said: BTreeMap<String, Youngest> = BTreeMap::new();
    for (day, name) in files {
        let mut text = Vec::new();
        let file = std::fs::File::open(folder.join(name)).unwrap();
        if name.ends_with(".gz") {
            flate2::read::GzDecoder::new(file).read_to_end(&mut text).unwrap();
        } else {
            std::io::BufReader::new(file).read_to_end(&mut text).unwrap();
        }
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_slice());
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        let codes: BTreeSet<String> = rows.iter().map(|row| row[0].to_owned()).collect();
        for row in rows {
            let at = |column: usize| row[column - 1].trim();
            let value =
                |column| Some(at(column)).filter(|text| !text.is_empty()).map(str::to_owned);
            let number = |column| at(column).parse::<i64>().ok();
            let held = said.entry(at(1).to_owned()).or_default();
            held.name = (day, at(2).to_owned());
            let (opened, closed) = (number(11), number(12));
            let status = match at(13) {
                "A" | "ACTIVE" => "active",
                "C" | "INACTIVE" => "inactive",
                "D" | "DORMANT" => "dormant",
                "P" | "PROPOSED" => "proposed",
                _ if closed.is_some_and(|closed| closed < day) => "inactive",
                _ if opened.is_some_and(|opened| opened > day) => "proposed",
                _ => "active",
            };
            held.life = (day, status, closed);
            for (held, said) in [
                (&mut held.region, value(3)),
                (&mut held.geography, value(4)),
                (&mut held.telephone, value(18)),
            ] {
                if said.is_some() {
                    *held = (day, said);
                }
            }
            // A trust file names no parent of a site: it is the trust whose code begins the site's.
            let trust = || name.contains("etrust").then(|| at(1).get(..3).map(str::to_owned))?;
            // Trusts of their own with five characters have letters and digits in turn.
            let in_turn = at(1).bytes().enumerate().all(|(place, byte)| {
                if place % 2 == 0 { byte.is_ascii_uppercase() } else { byte.is_ascii_digit() }
            });
            let of_site = || {
                let is_own =
                    |code: &String| in_turn && at(2).ends_with("TRUST") && !codes.contains(code);
                trust().filter(|code| at(1).len() == 5 && !is_own(code))
            };
            let parent = value(15).or_else(of_site);
            if parent.is_some() {
                held.parent = (day, parent);
            }
            if opened.is_some() {
                held.opened = (day, opened);
            }
            let lines: Vec<_> = (5..=9).filter_map(value).collect();
            let address = (!lines.is_empty()).then(|| lines.join("\n"));
            if address.is_some() {
                held.place = (day, address, value(10));
            }
        }
    }
    said
}

#[test]
fn every_value_of_every_code_is_the_youngest_word_of_the_files() {
    let Some(folder) = folder() else { return };
    let said = youngest(&folder);
    check_here(|world| {
        let (folder, said) = (&folder, &said);
        async move {
            // The youngest first, so that the older ones must not overwrite it.
            for file in STANDARD.iter().rev() {
                import(&world, folder, *file).await;
            }
            let rows = plain_values(&world).await;
            assert_eq!(rows.len(), said.len());
            for row in rows {
                let code = row.text(0).unwrap();
                let one = &said[&code];
                let text = |at| row.text_or_none(at).unwrap();
                assert_eq!(row.text(1).unwrap(), one.name.1, "name of {code}");
                assert_eq!(
                    (row.text(2).unwrap().as_str(), row.int_or_none(3).unwrap()),
                    (one.life.1, one.life.2),
                    "status and last day of {code}"
                );
                assert_eq!(text(4), one.region.1, "region of {code}");
                assert_eq!(text(5), one.geography.1, "geography of {code}");
                assert_eq!(text(6), one.telephone.1, "telephone of {code}");
                assert_eq!(text(7), one.parent.1, "parent of {code}");
                assert_eq!(row.int_or_none(8).unwrap(), one.opened.1, "first day of {code}");
                assert_eq!(
                    (text(9), text(10)),
                    (one.place.1.clone(), one.place.2.clone()),
                    "{code}"
                );
            }
            // Repeated where it is quick, and then one of them is opened.
            for file in STANDARD.iter().filter(|(.., rows)| *rows < 1_000) {
                assert_eq!(import(&world, folder, *file).await, 0);
            }
            let opened = world.done(world.operator(), opening("RR8")).await;
            assert_eq!(opened.short_name, "ltht");
            let by_code = |code: &str| OrganisationByCode { organisation: code.to_owned() };
            let record = world.asked(world.operator(), &by_code("RR8")).await;
            assert_eq!((record.state, record.legal_opened_on), (OrganisationState::Open, None));
        }
    });
}

#[test]
fn look_ups_and_successions_add_what_the_register_does_not_say() {
    let Some(folder) = folder() else { return };
    check_here(|world| {
        let folder = &folder;
        async move {
            for file in LOOK_UPS.iter().chain(SUCCESSIONS) {
                import(&world, folder, *file).await;
            }
            let by_code = |code: &str| OrganisationByCode { organisation: code.to_owned() };
            let board = world.asked(world.operator(), &by_code("QYG")).await;
            assert_eq!(board.name, "NHS Cheshire and Merseyside Integrated Care Board");
            assert_eq!(board.kind.name(), "care-board");
            let practice = world.asked(world.operator(), &by_code("A81001")).await;
            let related: Vec<_> = practice
                .related
                .iter()
                .map(|one| (one.kind.name(), one.code.as_str(), one.name.as_deref()))
                .collect();
            assert!(related.contains(&("network", "U89141", Some("STOCKTON PCN"))), "{related:?}");
            let closed = world.asked(world.operator(), &by_code("RW6")).await;
            let mut codes: Vec<_> =
                closed.followed_by.iter().map(|one| one.code.as_str()).collect();
            codes.sort_unstable();
            assert_eq!(codes, ["R0A", "RM3"]);
            // A code of 2000 that no file of organisations has is kept as a code.
            let old = world
                .asked(world.operator(), &SuccessionsOf { organisation: "RAQ".to_owned() })
                .await;
            assert_eq!(old.followed_by[0].code, "RWH");
            assert_eq!(old.followed_by[0].effective_on, 20000401);
        }
    });
}
