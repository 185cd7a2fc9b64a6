use std::io::Write as _;

use super::*;

fn day_of(text: &str) -> Date {
    text.parse().unwrap()
}

fn lookup(text: impl AsRef<[u8]>, name: &str) -> Lookup {
    match read(text.as_ref(), name, day_of("2022-02-01")).unwrap() {
        Opened::Lookup(lookup) => lookup,
        Opened::Standard(_) => panic!("{name} should be a look-up"),
    }
}

fn found<'a>(lookup: &'a Lookup, code: &str) -> &'a Record {
    lookup.records.iter().find(|record| record.code == code).unwrap()
}

const PRACTICES: &str = "PUBLICATION,PRACTICE_CODE,PRACTICE_NAME,PRACTICE_POSTCODE,PCN_CODE,PCN_NAME,CCG_CODE,CCG_NAME,STP_CODE,STP_NAME,COMM_REGION_CODE,COMM_REGION_NAME\n";

#[test]
fn a_practice_map_names_practice_network_commissioner_board_and_region() {
    let text = format!(
        "\u{feff}{PRACTICES}\
         P,A81001,THE SURGERY,TS18 1HU,U89141,STOCKTON PCN,16C,NHS Tees Valley CCG,QHM,Cumbria,Y63,North East\r\n\
         P,A81002,OTHER SURGERY,TS18 2AW,U89141,STOCKTON PCN,00P,NHS Sunderland CCG,QHM,Cumbria,Y63,North East\r\n\
         P,A81003,ALONE,TS18 2AX,U,UNALLOCATED,16C,NHS Tees Valley CCG,QHM,Cumbria,Y63,North East\r\n"
    );
    let map = lookup(text, "map.csv");
    assert_eq!((map.rows, map.bad.len(), map.records.len()), (3, 0, 8));
    let practice = found(&map, "A81001");
    assert_eq!((practice.kind, practice.status), (Kind::Practice, None));
    assert_eq!(practice.parent.as_deref(), Some("16C"));
    assert_eq!(practice.geography.as_deref(), Some("QHM"));
    assert_eq!(practice.region.as_deref(), Some("Y63"));
    assert_eq!(practice.postcode.as_deref(), Some("TS18 1HU"));
    assert_eq!(practice.related, [(Relation::Network, "U89141".to_owned())]);
    assert_eq!(found(&map, "A81003").related, [], "the word for none is no network");
    let network = found(&map, "U89141");
    assert_eq!((network.kind, network.parent.as_deref()), (Kind::Network, Some("16C")));
    assert_eq!(
        network.related,
        [(Relation::Parent, "00P".to_owned()), (Relation::Parent, "16C".to_owned())],
        "a network across two commissioners has both"
    );
    assert_eq!((found(&map, "QHM").kind, found(&map, "Y63").kind), (Kind::CareBoard, Kind::Region));
}

#[test]
fn columns_are_found_by_their_headings_whatever_their_order() {
    let boards = lookup("ObjectId,ICB31NM,ICB31CDH\n1,\"North, East\",QYG\n", "icb_dec_2031.csv");
    let board = found(&boards, "QYG");
    assert_eq!((board.name.as_str(), board.kind), ("North, East", Kind::CareBoard));
    let wales =
        lookup("Health Board code,Health Board,Postcode\n7A1,Betsi,LL57 2PW\n", "wales.csv");
    assert_eq!(found(&wales, "7A1").kind, Kind::HealthBoard);
    assert_eq!(found(&wales, "7A1").postcode.as_deref(), Some("LL57 2PW"));
}

#[test]
fn standing_gives_days_status_and_a_successor_from_the_day_after() {
    let text = "\"Code\",\"Name\",\"Postcode\",\"Start\",\"Close\",\"Sector\",\"Successor.Code\"\n\
        \"03A\",\"GREATER CCG\",\"HD1\",2013-04-01,2021-03-31,\"CCG\",\"X2C4Y\"\n\
        \"RW6\",\"ACUTE\",\"M1\",2002-04-01,2021-09-30,\"Trust\",\"RM3\"\n\
        \"RW6\",\"ACUTE\",\"M1\",2002-04-01,2021-09-30,\"Trust\",\"R0A\"\n\
        \"0AR\",\"SUPPORT\",\"M2\",2012-10-01,,\"CSU\",\n";
    let standing = lookup(text, "/srv/standing_20220208.csv");
    assert_eq!((standing.rows, standing.records.len()), (4, 3));
    let closed = found(&standing, "03A");
    assert_eq!(closed.status, Some(Status::Inactive));
    assert_eq!(
        (closed.opened, closed.closed),
        (Some(day_of("2013-04-01")), Some(day_of("2021-03-31")))
    );
    assert_eq!(found(&standing, "0AR").status, Some(Status::Active));
    let pairs: Vec<_> =
        standing.successions.iter().map(|one| (one.old.as_str(), one.new.as_str())).collect();
    assert_eq!(pairs, [("03A", "X2C4Y"), ("RW6", "R0A"), ("RW6", "RM3")]);
    assert_eq!(standing.successions[0].effective, day_of("2021-04-01"));
    assert_eq!(standing.successions[0].source, "standing_20220208.csv");
}

#[test]
fn hospitals_are_parted_by_not_signs_in_windows_1252() {
    let text = "OrganisationID¬OrganisationCode¬OrganisationName¬Address1¬City¬Postcode¬ParentODSCode¬ParentName¬Phone\r\n\
        1¬NDA07¬Ysbyty Tŷ’r Bont¬Rodney Road¬Walton¬KT12 3LD¬NDA¬Virgin Ltd¬01932 414205\r\n\
        2¬RXH01¬County Hospital¬¬¬BN1 1AA¬RXH¬A Trust¬\r\n"
        .replace('ŷ', "y");
    let mut bytes = Vec::new();
    for character in text.chars() {
        bytes.push(match character {
            '¬' => 0xac,
            '’' => 0x92,
            other => u8::try_from(other).unwrap(),
        });
    }
    let hospitals = lookup(bytes, "hospitals.csv");
    assert_eq!((hospitals.rows, hospitals.bad.len(), hospitals.records.len()), (2, 0, 4));
    let site = found(&hospitals, "NDA07");
    assert_eq!((site.name.as_str(), site.kind), ("Ysbyty Ty’r Bont", Kind::Site));
    assert_eq!(site.address, ["Rodney Road", "Walton"]);
    assert_eq!(
        (site.parent.as_deref(), site.telephone.as_deref()),
        (Some("NDA"), Some("01932 414205"))
    );
    assert_eq!(found(&hospitals, "NDA").kind, Kind::Unknown, "what a body is, is not guessed");
    assert_eq!(found(&hospitals, "RXH").kind, Kind::Trust);
}

#[test]
fn successions_come_one_by_one_as_mergers_or_as_chains() {
    let chains = lookup(
        "\"old_code\",\"new_code_0\",\"new_code_1\",\"date_change_1\",\"change_type_1\",\"new_code_2\",\"date_change_2\",\"change_type_2\"\n\
         \"0AF\",\"0AF\",\"0CE\",2012-10-01,\"merger\",\"0CY\",2014-10-01,\"name_change\"\n\
         \"0CE\",\"0CE\",\"0CY\",2014-10-01,\"name_change\",NA,NA,NA\n",
        "chains.csv",
    );
    let pairs: Vec<_> =
        chains.successions.iter().map(|one| (one.old.as_str(), one.new.as_str())).collect();
    assert_eq!((chains.rows, pairs), (2, vec![("0AF", "0CE"), ("0CE", "0CY")]));
    let mergers = lookup("trust_code_old,trust_code_new,from_date\nRBA,RH5,2020-04-01\n", "m.csv");
    assert_eq!(mergers.successions[0].note.as_deref(), Some("merger"));
    let single = lookup(
        "old_code,new_code,effective_date,source,confidence,note\n\
         RE9,R0B,2019-04-01,somebody,inferred-verify,\nRBA,RH5,2020-04-01,report,published,merger\n",
        "edges.csv",
    );
    let sure: Vec<_> = single.successions.iter().map(|one| one.is_published).collect();
    assert_eq!(sure, [true, false]);
}

#[test]
fn bad_rows_of_a_look_up_say_their_line_and_heading_and_harm_no_other() {
    let head = "old_code,new_code,effective_date,source,confidence,note\n";
    let cases = [
        ("RE9,RE9,2019-04-01,s,published,", "RE9 is said to follow itself"),
        (",R0B,2019-04-01,s,published,", "under “old_code”, nothing is written"),
        ("RE9,r0b,2019-04-01,s,published,", "under “new_code”, the code holds “r”"),
        ("RE9,R0B,01/04/2019,s,published,", "under “effective_date”, “01/04/2019” is no date"),
        ("RE9,R0B,,s,published,", "under “effective_date”, nothing is written"),
        ("RE9,R0B,2019-04-01,,published,", "under “source”, nothing is written"),
        ("RE9,R0B,2019-04-01,s,certain,", "under “confidence”, “certain” is not known"),
        ("RE9,R0B,2019-04-01,s,published", "the row has 5 values under 6 headings"),
        ("RE9,R0B,2019-04-01,s,published,\"", "under “column 6”, a quotation mark"),
        ("RE9,R0B,2019-04-01,s,published,a\tb", "under “note”, the value holds a tab"),
        ("ABCDEFGHIJKLM,R0B,2019-04-01,s,published,", "the value has 13 characters"),
    ];
    for (line, problem) in cases {
        let text = format!("{head}RBA,RH5,2020-04-01,report,published,\n{line}\n");
        let read = lookup(text, "edges.csv");
        assert_eq!((read.rows, read.successions.len(), read.bad.len()), (2, 1, 1), "{line}");
        assert_eq!(read.bad[0].line, 3);
        let said = read.bad[0].reason.to_string();
        assert!(said.contains(problem), "{said}");
    }
}

#[test]
fn a_list_of_chain_ends_is_refused_with_what_to_do() {
    let text =
        "\"old_code\",\"final_code\",\"experiences_split\",\"problematic\"\n\"00F\",\"13T\",0,0\n";
    let refused = read(text.as_bytes(), "ends.csv", day_of("2022-02-01")).err().unwrap();
    assert_eq!(refused.looks, Looks::FinalCodes);
    assert!(refused.to_string().contains("Import the file of the chains"));
}

/// A workbook with one sheet of these rows, and one more part of that many zeros.
fn workbook(rows: &str, padding: u64) -> Vec<u8> {
    workbook_with("", rows, padding)
}

/// The same with properties. Cells of style 1 are days.
fn workbook_with(properties: &str, rows: &str, padding: u64) -> Vec<u8> {
    let mut book = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let deflated: zip::write::SimpleFileOptions =
        zip::write::FileOptions::default().compression_method(zip::CompressionMethod::Deflated);
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let parts = [
        (
            "[Content_Types].xml",
            "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"
                .to_owned(),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"{relations}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"a\" Type=\"{relations}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{main}\" xmlns:r=\"{relations}\">{properties}<sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"a\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"
            ),
        ),
        (
            "xl/worksheets/sheet1.xml",
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        ),
    ];
    for (name, text) in parts {
        book.start_file(name, deflated).unwrap();
        book.write_all(text.as_bytes()).unwrap();
    }
    if padding > 0 {
        book.start_file("xl/padding.bin", deflated).unwrap();
        std::io::copy(&mut std::io::repeat(0).take(padding), &mut book).unwrap();
    }
    book.finish().unwrap().into_inner()
}

fn row(number: u32, cells: &[(&str, &str)]) -> String {
    let cells: String = cells
        .iter()
        .map(|(column, text)| {
            format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
        })
        .collect();
    format!("<row r=\"{number}\">{cells}</row>")
}

#[test]
fn a_sheet_is_read_like_a_text_and_its_far_corner_costs_nothing() {
    let rows = [
        row(1, &[("A", "trust_code_old"), ("B", "trust_code_new"), ("C", "from_date")]),
        row(2, &[("A", "RBA"), ("B", "RH5"), ("C", "2020-04-01")]),
        row(4, &[("A", "RC1"), ("B", "RC9")]),
        row(1_048_576, &[("XFD", "far away")]),
    ];
    let read = lookup(workbook(&rows.concat(), 0), "mergers.xlsx");
    assert_eq!((read.rows, read.successions.len()), (2, 1));
    assert_eq!(read.bad[0].line, 4);
    assert!(read.bad[0].reason.to_string().contains("under “from_date”, nothing is written"));
}

/// A row whose last cells are as a spreadsheet stores them: `(column, type or style, value)`.
fn stored(number: u32, cells: &[(&str, &str)], stored: &[(&str, &str, &str)]) -> String {
    let stored: String = stored
        .iter()
        .map(|(column, kind, value)| format!("<c r=\"{column}{number}\" {kind}><v>{value}</v></c>"))
        .collect();
    row(number, cells).replace("</row>", &format!("{stored}</row>"))
}

const STANDING: [(&str, &str); 7] = [
    ("A", "Code"),
    ("B", "Name"),
    ("C", "Postcode"),
    ("D", "Sector"),
    ("E", "Successor.Code"),
    ("F", "Start"),
    ("G", "Close"),
];

#[test]
fn days_that_a_spreadsheet_made_numbers_of_are_days() {
    let trust = |number: u32, code: &str, close: (&str, &str, &str)| {
        let named = [("A", code), ("B", "ACUTE"), ("C", "M1"), ("D", "Trust")];
        stored(number, &named, &[("F", "s=\"1\"", "40000"), close])
    };
    let heads = [&STANDING[..], &[("H", "Note")]].concat();
    let rows = |close: &str| {
        [
            row(1, &heads),
            trust(2, "RW1", ("G", "s=\"1\"", close)),
            // A number that nobody called a day, a moment, and a formula that gives none.
            trust(3, "RW2", ("G", "", close)),
            trust(4, "RW3", ("G", "s=\"1\"", &format!("{close}.5"))),
            trust(5, "RW4", ("G", "t=\"e\"", "#REF!")),
            trust(6, "RW5", ("H", "t=\"e\"", "#N/A")),
        ]
        .concat()
    };
    for (properties, close) in [("", "44286"), ("<workbookPr date1904=\"1\"/>", "42824")] {
        let read = lookup(workbook_with(properties, &rows(close), 0), "standing.xlsx");
        let closed = found(&read, "RW1");
        assert_eq!(closed.closed, Some(day_of("2021-03-31")), "{properties}");
        assert_eq!(closed.status, Some(Status::Inactive));
        let bad: Vec<(u64, String)> =
            read.bad.iter().map(|bad| (bad.line, bad.reason.to_string())).collect();
        assert_eq!(bad.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4, 5], "{bad:?}");
        assert!(bad[2].1.contains("under “Close”, the formula gives #REF!"), "{bad:?}");
        assert_eq!(found(&read, "RW5").closed, None, "a column that nobody reads may be broken");
    }
}

#[test]
fn a_row_that_was_read_in_part_is_not_taken() {
    let head =
        row(1, &[("A", "trust_code_old"), ("B", "trust_code_new"), ("C", "from_date"), ("D", "x")]);
    let whole = |number| row(number, &[("A", "RBA"), ("B", "RH5"), ("C", "2020-04-01")]);
    let half = row(3, &[("A", "RBB"), ("B", "RH6"), ("C", "2020-04-01")])
        .replace("</row>", "<c r=\"D3\" t=\"s\"><v>nothing</v></c></row>");
    let text = [head, whole(2), half, whole(4)].concat();
    let read = lookup(workbook(&text, 0), "mergers.xlsx");
    assert_eq!((read.rows, read.successions.len(), read.bad.len()), (2, 1, 1));
    assert_eq!(read.bad[0].line, 3);
    assert!(read.bad[0].reason.ends_the_file());
}

#[test]
fn what_stands_behind_a_gap_is_told_and_not_dropped() {
    let chains = lookup(
        "new_code_0,new_code_1,date_change_1,change_type_1,new_code_2,date_change_2,change_type_2\n\
         0AF,,,,0CY,2014-10-01,name_change\n",
        "chains.csv",
    );
    assert!(chains.successions.is_empty());
    assert!(chains.bad[0].reason.to_string().contains("nothing stands under “new_code_1”"));
    let standing = lookup(
        "Code,Name,Postcode,Start,Close,Sector,Successor.Code\nRW6,ACUTE,M1,2002-04-01,,Trust,RM3\n",
        "standing.csv",
    );
    assert!(standing.bad[0].reason.to_string().contains("nothing stands under “Close”"));
}

#[test]
fn a_trust_that_is_listed_as_its_own_hospital_stays_a_trust() {
    let text = "OrganisationCode,OrganisationName,Postcode,ParentODSCode,ParentName\nRXH,A Trust,BN1 1AA,RXH,A Trust\n";
    assert_eq!(found(&lookup(text, "hospitals.csv"), "RXH").kind, Kind::Trust);
}

#[test]
fn a_look_up_ends_at_its_bounds_whatever_stands_there() {
    let mut text = "trust_code_old,trust_code_new,from_date\n".to_owned();
    text.push_str(&"RBA,RH5,2020-04-01\n".repeat(LOOK_UP_ROWS_AT_MOST as usize));
    for last in ["RBA,RH5,2020-04-01\n".to_owned(), format!("{}\n", "x".repeat(70_000))] {
        let read = lookup(text.clone() + &last + "RBA,RH5,2020-04-01\n", "mergers.csv");
        assert_eq!(read.rows, LOOK_UP_ROWS_AT_MOST + 1);
        let at_most = LOOK_UP_ROWS_AT_MOST;
        assert_eq!(read.bad[0].reason, Reason::TooManyRows { at_most });
    }
}

#[test]
fn a_packed_file_ends_at_its_bound_with_a_word() {
    let mut source = whole_file::Bounded { source: &[0_u8; 10][..], left: 9 };
    let error = source.read_to_end(&mut Vec::new()).unwrap_err();
    assert!(error.to_string().contains("it unfolds into more than"), "{error}");
}

#[test]
fn more_relations_than_one_organisation_can_have_spoil_that_one_only() {
    let line = |number: u32| {
        format!(
            "P,A{number:05},SURGERY,TS18 1HU,U89141,PCN,C{number:03},CCG,QHM,Cumbria,Y63,North\n"
        )
    };
    let text = PRACTICES.to_owned() + &(0..102).map(line).collect::<String>();
    let read = lookup(text, "map.csv");
    assert_eq!(read.bad.len(), 1);
    assert!(read.bad[0].reason.to_string().contains("U89141 is related to more than 100"));
    assert!(read.records.iter().any(|record| record.code == "A00007"));
}

#[test]
fn a_workbook_that_unfolds_without_end_or_is_none_is_refused() {
    let rows = row(1, &[("A", "trust_code_old"), ("B", "trust_code_new"), ("C", "from_date")]);
    let looks = |bytes: Vec<u8>| {
        read(bytes.as_slice(), "book.xlsx", day_of("2022-02-01")).err().unwrap().looks
    };
    let bomb = workbook(&rows, 80 * 1024 * 1024);
    assert!(bomb.len() < 200_000, "it is small as long as it is packed");
    assert_eq!(looks(bomb), Looks::Zip);
    let other = looks(workbook(&row(1, &[("A", "Something"), ("B", "else")]), 0));
    assert_eq!(other, Looks::Headings { found: vec!["Something".to_owned(), "else".to_owned()] });
    let whole = workbook(&rows, 0);
    assert_eq!(looks(whole[..whole.len() / 2].to_vec()), Looks::Zip);
}

#[test]
fn months_in_words_are_days_too() {
    assert_eq!(as_of_from_name("icb_names_codes_dec_2024.csv"), Some(day_of("2024-12-01")));
    assert_eq!(as_of_from_name("all_org_changes_paths_2000_2018.csv"), None);
    assert_eq!(as_of_from_name("mergers_2020-2021.csv"), None);
}
