use super::*;

const GOOD: &str = r#""A81001","THE DENSHAM SURGERY","Y63","QHM","HEALTH CENTRE","","LAWSON STREET","STOCKTON","","TS18 1HU","19740401","","A","B","16C","20200401","","01642 672351","","","","0","","16C","","4","""#;

fn day_of(text: &str) -> Date {
    text.parse().unwrap()
}

fn rows(text: impl AsRef<[u8]>, name: &str) -> Vec<Result<Record, BadRow>> {
    standard(text.as_ref(), name, day_of("2025-06-01")).unwrap().collect()
}

fn standard<'source>(
    source: impl Read + Send + 'source,
    name: &str,
    as_of: Date,
) -> Result<Rows<'source>, NotARegister> {
    match read(source, name, as_of)? {
        Opened::Standard(rows) => Ok(rows),
        Opened::Lookup(_) => panic!("{name} should be in the standard form"),
    }
}

fn with(changes: &[(usize, &str)]) -> String {
    let mut fields: Vec<String> = GOOD.split(',').map(str::to_owned).collect();
    for (column, value) in changes {
        fields[column - 1] = format!("\"{value}\"");
    }
    fields.join(",")
}

fn one(line: &str) -> Result<Record, Reason> {
    let text = format!("{}\n{line}\n", with(&[(1, "Z99999")]));
    let mut items = rows(text, "epraccur.csv");
    assert_eq!(items.len(), 2);
    items.remove(1).map_err(|bad| {
        assert_eq!(bad.line, 2);
        bad.reason
    })
}

fn looks(bytes: &[u8]) -> Looks {
    let fault = read(bytes, "file.csv", day_of("2025-06-01")).err().unwrap();
    assert!(fault.to_string().starts_with("file.csv: "));
    assert!(
        fault.to_string().contains("27 columns") || matches!(fault.looks, Looks::Unreadable { .. })
    );
    fault.looks
}

#[test]
fn a_row_is_read_whole() {
    let record = one(GOOD).unwrap();
    assert_eq!(record.line, 2);
    assert_eq!(record.code, "A81001");
    assert_eq!(record.name, "THE DENSHAM SURGERY");
    assert_eq!(record.region.as_deref(), Some("Y63"));
    assert_eq!(record.geography.as_deref(), Some("QHM"));
    assert_eq!(record.address, ["HEALTH CENTRE", "LAWSON STREET", "STOCKTON"]);
    assert_eq!(record.postcode.as_deref(), Some("TS18 1HU"));
    assert_eq!(record.opened, Some(day_of("1974-04-01")));
    assert_eq!(record.closed, None);
    assert_eq!(record.status, Some(Status::Active));
    assert_eq!(record.kind, Kind::Practice);
    assert_eq!(record.sub_type.as_deref(), Some("B"));
    assert_eq!(record.parent.as_deref(), Some("16C"));
    assert_eq!(record.joined_parent, Some(day_of("2020-04-01")));
    assert_eq!(record.left_parent, None);
    assert_eq!(record.telephone.as_deref(), Some("01642 672351"));
    assert_eq!(record.setting.as_deref(), Some("4"));
    assert!(record.role_codes.is_empty());
}

#[test]
fn each_fault_is_named_and_the_good_row_passes() {
    assert!(one(GOOD).is_ok());
    let long_name = "N".repeat(256);
    let long_line = "L".repeat(121);
    let cases = [
        (with(&[(1, "")]), Reason::EmptyCode),
        (with(&[(1, "a81001")]), Reason::CodeCharacter { character: 'a' }),
        (with(&[(1, "A8 01")]), Reason::CodeCharacter { character: ' ' }),
        (with(&[(1, "A8100123456789")]), Reason::CodeTooLong { length: 14 }),
        (with(&[(2, " ")]), Reason::EmptyName),
        (with(&[(11, "1974-04-01")]), Reason::Date { column: 11, text: "1974-04-01".into() }),
        (with(&[(12, "20250230")]), Reason::Date { column: 12, text: "20250230".into() }),
        (with(&[(16, "02012025")]), Reason::Date { column: 16, text: "02012025".into() }),
        (
            with(&[(12, "19740331")]),
            Reason::ClosedBeforeOpened {
                opened: day_of("1974-04-01"),
                closed: day_of("1974-03-31"),
            },
        ),
        (
            with(&[(17, "20200331")]),
            Reason::LeftBeforeJoined { joined: day_of("2020-04-01"), left: day_of("2020-03-31") },
        ),
        (with(&[(13, "Open")]), Reason::UnknownStatus { text: "Open".into() }),
        (with(&[(1, "Z99999")]), Reason::Duplicate { code: "Z99999".into(), first_line: 1 }),
        (with(&[(2, &long_name)]), Reason::TooLong { column: 2, length: 256, at_most: 255 }),
        (with(&[(5, &long_line)]), Reason::TooLong { column: 5, length: 121, at_most: 120 }),
        (with(&[(2, "A\0B")]), Reason::Control { column: 2, character: '\0' }),
        (with(&[(2, "A\tB")]), Reason::Control { column: 2, character: '\t' }),
        (format!("{GOOD},\"\""), Reason::Columns { found: 28 }),
        ("\"A81001\",\"SHORT\"".into(), Reason::Columns { found: 2 }),
        ("A81001".into(), Reason::Columns { found: 1 }),
        (GOOD.replacen("SURGERY\"", "SURGERY", 1), Reason::StrayQuote { column: 2 }),
        (GOOD.replacen("\"A81001\"", "A\"81001\"", 1), Reason::StrayQuote { column: 1 }),
        (GOOD[..GOOD.len() - 1].to_owned(), Reason::OpenQuote { column: 27 }),
        ("x".repeat(200_000), Reason::LineTooLong),
    ];
    for (line, reason) in cases {
        let message = reason.to_string();
        assert_eq!(one(&line), Err(reason));
        assert!(message.ends_with('.') && !message.contains("nvalid"), "{message}");
    }
}

#[test]
fn one_bad_row_harms_no_other_and_every_row_is_counted() {
    let text = format!(
        "{}\r\n\r\n\"B1\",\"open\n{}\n{}\n{}",
        with(&[(1, "B00001")]),
        with(&[(1, "B00002"), (13, "X")]),
        with(&[(1, "B00002")]),
        with(&[(1, "B00003")])
    );
    let items = rows(text, "epraccur.csv");
    let lines: Vec<(u64, bool)> = items
        .iter()
        .map(|item| match item {
            Ok(record) => (record.line, true),
            Err(bad) => (bad.line, false),
        })
        .collect();
    assert_eq!(lines, [(1, true), (3, false), (4, false), (5, true), (6, true)]);
}

#[test]
fn windows_1252_is_named_by_line_and_byte_and_utf8_with_a_mark_is_read() {
    let mut bytes = format!("\u{feff}{}\n", with(&[(2, "Ysbyty Tŷ’r Bont")])).into_bytes();
    bytes.extend(with(&[(1, "B00002"), (2, "ST MARY?S")]).bytes().map(|byte| match byte {
        b'?' => 0x92,
        other => other,
    }));
    let items = rows(bytes, "epraccur.csv");
    assert_eq!(items[0].as_ref().unwrap().code, "A81001");
    assert_eq!(items[0].as_ref().unwrap().name, "Ysbyty Tŷ’r Bont");
    let bad = items[1].clone().unwrap_err();
    assert_eq!(bad, BadRow { line: 2, reason: Reason::NotUtf8 { byte: 0x92, place: 18 } });
    assert!(bad.to_string().starts_with("Line 2: byte 18 of the line (0x92) is not UTF-8."));
}

#[test]
fn quotation_marks_and_commas_inside_a_value_are_kept() {
    let record = one(&with(&[(2, "THE \"\"OLD\"\" MILL, LEFT WING")])).unwrap();
    assert_eq!(record.name, "THE \"OLD\" MILL, LEFT WING");
    let bare = GOOD.replace('"', "");
    assert_eq!(one(&bare).unwrap().telephone.as_deref(), Some("01642 672351"));
}

#[test]
fn an_empty_status_follows_from_the_dates() {
    let status = |opened: &str, closed: &str| {
        one(&with(&[(11, opened), (12, closed), (13, "")])).unwrap().status.unwrap()
    };
    assert_eq!(status("20200101", ""), Status::Active);
    assert_eq!(status("", ""), Status::Active);
    // The close date is the last day, so on that day the organisation still works.
    assert_eq!(status("20200101", "20250601"), Status::Active);
    assert_eq!(status("20200101", "20250531"), Status::Inactive);
    assert_eq!(status("20250602", ""), Status::Proposed);
    let word = |word| one(&with(&[(13, word)])).unwrap().status.unwrap();
    assert_eq!(
        ["A", "ACTIVE", "C", "INACTIVE", "D", "DORMANT", "P", "PROPOSED"].map(word),
        [
            Status::Active,
            Status::Active,
            Status::Inactive,
            Status::Inactive,
            Status::Dormant,
            Status::Dormant,
            Status::Proposed,
            Status::Proposed
        ]
    );
}

#[test]
fn the_kind_follows_roles_then_report_then_shape() {
    let kind =
        |name: &str, changes: &[(usize, &str)]| rows(with(changes), name).remove(0).unwrap().kind;
    assert_eq!(kind("epraccur_2025.csv", &[(26, "4")]), Kind::Practice);
    assert_eq!(kind("epraccur_2025.csv", &[(26, "10")]), Kind::Other);
    assert_eq!(kind("epraccur_2025.csv", &[(26, "RO177|RO76")]), Kind::Practice);
    assert_eq!(kind("dir/etr.csv", &[(1, "R0A"), (26, "")]), Kind::Trust);
    assert_eq!(kind("etr.csv", &[(26, "RO76")]), Kind::Practice);
    assert_eq!(kind("ETS.csv.gz", &[(1, "R0A01"), (26, "")]), Kind::Site);
    assert_eq!(kind("eccg.csv", &[(1, "A3A8R"), (26, "")]), Kind::Commissioner);
    assert_eq!(kind("edispensary.csv", &[(1, "FA002"), (26, "")]), Kind::Pharmacy);
    assert_eq!(kind("other.csv", &[(1, "FA002"), (26, "")]), Kind::Pharmacy);
    assert_eq!(kind("other.csv", &[(1, "00C"), (26, "")]), Kind::Commissioner);
    assert_eq!(kind("other.csv", &[(1, "A3A8R"), (14, "RO319|RO326")]), Kind::Commissioner);
    assert_eq!(kind("other.csv", &[(1, "R0A"), (26, "")]), Kind::Trust);
    assert_eq!(kind("other.csv", &[(1, "R0A01"), (26, "")]), Kind::Site);
    assert_eq!(kind("other.csv", &[(1, "XYZ"), (26, "")]), Kind::Other);
}

#[test]
fn a_site_of_a_trust_file_belongs_to_the_trust_its_code_begins_with() {
    let row = |code: &str, name: &str| with(&[(1, code), (2, name), (15, ""), (26, "")]);
    let text = [
        row("R1A", "HEREFORD TRUST"),
        row("R1A1A", "ANNEX"),
        row("G6V2S", "NORTH TRUST"),
        row("R1A01", "WARD"),
    ]
    .join("\n");
    let found: Vec<(Kind, Option<String>)> = rows(text, "etrust.csv")
        .into_iter()
        .map(|item| item.map(|record| (record.kind, record.parent)).unwrap())
        .collect();
    let parent = || Some("R1A".to_owned());
    assert_eq!(
        found,
        [(Kind::Trust, None), (Kind::Site, parent()), (Kind::Trust, None), (Kind::Site, parent())]
    );
}

#[test]
fn a_file_that_is_no_register_is_refused_as_a_whole() {
    let header = (1..=27).map(|column| format!("Heading {}", "x".repeat(column)));
    let header = header.collect::<Vec<_>>().join(",") + "\n" + GOOD;
    let not_signs =
        [&b"OrganisationID"[..], b"Code", b"Type", b"Sub", b"Sector", b"Status"].join(&0xac_u8);
    let [semicolons, tabs, signs] = [";", "\t", "¬"].map(|other| GOOD.replace(',', other));
    let cases: [(&[u8], Looks); 16] = [
        (b"", Looks::Empty),
        (b"\xef\xbb\xbf\r\n  \n", Looks::Empty),
        (b"PK\x03\x04\x14\x00\x06\x00", Looks::Zip),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", Looks::OldExcel),
        (b"%PDF-1.7", Looks::Pdf),
        (b"<!DOCTYPE html><html>", Looks::Markup),
        (b"{\"Organisations\": []}", Looks::Json),
        (b"\xff\xfe\"\0A\0", Looks::Utf16),
        (b"\x7fELF\x02\x01\x01\0\0\0", Looks::Binary),
        (semicolons.as_bytes(), Looks::Delimiter { delimiter: "semicolons" }),
        (tabs.as_bytes(), Looks::Delimiter { delimiter: "tabs" }),
        (signs.as_bytes(), Looks::Delimiter { delimiter: "not signs (¬)" }),
        (&not_signs, Looks::Delimiter { delimiter: "not signs (¬)" }),
        (header.as_bytes(), Looks::Header),
        (b"R0A,RBV,7,20170401,\n", Looks::Columns { found: 5 }),
        (b"Dear colleague\nhello\n", Looks::Columns { found: 1 }),
    ];
    for (bytes, expected) in cases {
        assert_eq!(looks(bytes), expected);
    }
    assert!(matches!(looks(b"\x1f\x8b\x08\x00broken"), Looks::Unreadable { .. }));
}

#[test]
fn a_packed_file_reads_like_the_plain_one_and_a_cut_one_says_so() {
    use std::io::Write as _;
    let text: String =
        (0..9_000).map(|number| with(&[(1, &format!("P{number}"))]) + "\n").collect();
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(text.as_bytes()).unwrap();
    let packed = packer.finish().unwrap();
    assert_eq!(rows(&packed, "epraccur.csv.gz"), rows(&text, "epraccur.csv"));

    let items = rows(&packed[..packed.len() * 3 / 4], "epraccur.csv.gz");
    let (last, before) = items.split_last().unwrap();
    assert!(last.as_ref().unwrap_err().reason.ends_the_file());
    assert!(before.len() > 1_000 && before.iter().all(Result::is_ok));
}

#[test]
fn the_as_of_date_stands_in_the_file_name() {
    let cases = [
        ("etr_2025-12.csv", Some("2025-12-01")),
        ("/srv/2019-01/etr_2025-12-29.csv", Some("2025-12-29")),
        ("epraccur_2026-02_dse.csv", Some("2026-02-01")),
        ("etrust_2018-09.csv.gz", Some("2018-09-01")),
        ("etr20251229.csv", Some("2025-12-29")),
        ("2024-01_copied_2025-03-04.csv", Some("2025-03-04")),
        ("etr_2025-13.csv", None),
        ("etr_2025-02-30.csv", None),
        ("etr_2025.csv", None),
        ("etr.csv", None),
    ];
    for (name, expected) in cases {
        assert_eq!(as_of_from_name(name), expected.map(day_of), "{name}");
    }
}

/// The published files, where `GUILDHALL_REAL_DATA` names their folder; counts are those of
/// the copies this project was built against.
#[test]
#[expect(clippy::disallowed_methods, reason = "the folder of published files is no setting")]
fn published_files_are_read_row_by_row() {
    let Ok(folder) = std::env::var("GUILDHALL_REAL_DATA") else {
        eprintln!("SKIPPED: GUILDHALL_REAL_DATA is not set, so no published file was read");
        return;
    };
    let count = |items: &[Record], kind: Kind| items.iter().filter(|row| row.kind == kind).count();
    let active =
        |items: &[Record]| items.iter().filter(|row| row.status == Some(Status::Active)).count();
    let expected = [
        ("etr_2025-12.csv", 273, 205, Kind::Trust, 273),
        ("etr_2025-07.csv", 210, 205, Kind::Trust, 210),
        ("etr_2022-03.csv", 218, 212, Kind::Trust, 218),
        ("eccg_2025-12.csv", 320, 159, Kind::Commissioner, 320),
        ("epraccur_2026-02_dse.csv", 15_389, 12_515, Kind::Practice, 8_189),
        ("epraccur_2025-11_legacy.csv", 16_685, 12_440, Kind::Practice, 8_655),
        ("epraccur_2019-12_legacy.csv", 14_357, 11_474, Kind::Practice, 8_204),
        ("edispensary_2025-04.csv", 20_932, 11_276, Kind::Pharmacy, 20_932),
        ("etrust_2018-09.csv.gz", 29_955, 29_385, Kind::Trust, 234),
    ];
    for (name, all, working, kind, of_kind) in expected {
        let file = std::fs::File::open(std::path::Path::new(&folder).join(name)).unwrap();
        let as_of = as_of_from_name(name).unwrap();
        let records: Vec<Record> =
            standard(file, name, as_of).unwrap().collect::<Result<_, _>>().unwrap();
        assert_eq!(
            (name, records.len(), active(&records), count(&records, kind)),
            (name, all, working, of_kind)
        );
    }
}

#[test]
fn roles_beyond_their_bounds_spoil_their_own_row_only() {
    let many = |count: usize| vec!["RO1"; count].join("|");
    let too_many = one(&with(&[(14, &many(21)), (26, &many(20))]));
    assert_eq!(too_many, Err(Reason::Roles { length_at_most: 12, at_most: 40 }));
    assert_eq!(one(&with(&[(14, &many(20)), (26, &many(20))])).unwrap().role_codes.len(), 40);
    let too_long = one(&with(&[(14, "RO12345678901")]));
    assert_eq!(too_long, Err(Reason::Roles { length_at_most: 12, at_most: 40 }));
}
