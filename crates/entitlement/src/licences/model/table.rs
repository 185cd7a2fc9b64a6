//! Microsoft's table of products and their service plans, as downloaded: CSV, UTF-8 with a byte order mark.

use std::collections::HashMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The most characters of a name in the table.
const NAME_CHARACTERS: usize = 300;

/// One row: a product with one of its service plans.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductRow {
    /// The product's key (`GUID`).
    #[schemars(with = "String", extend("format" = "uuid"))]
    pub product: Uuid,
    /// Its short name (`String_Id`).
    pub string_id: String,
    /// Its name (`Product_Display_Name`).
    pub name: String,
    /// The service plan's key (`Service_Plan_Id`).
    #[schemars(with = "String", extend("format" = "uuid"))]
    pub plan: Uuid,
    /// Its short name (`Service_Plan_Name`).
    pub plan_name: String,
    /// Its name (`Service_Plans_Included_Friendly_Names`).
    pub plan_friendly_name: String,
}

/// A row that could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RefusedRow {
    /// Its number in the file; the heading is row 1.
    pub row: u64,
    /// What is wrong with it.
    pub problem: String,
}

/// What was read from a file.
#[derive(Clone, Debug, Default)]
pub struct ProductTable {
    /// The good rows, each pair of product and plan once.
    pub rows: Vec<ProductRow>,
    /// The others.
    pub refused: Vec<RefusedRow>,
}

const COLUMNS: [&str; 6] = [
    "Product_Display_Name",
    "String_Id",
    "GUID",
    "Service_Plan_Name",
    "Service_Plan_Id",
    "Service_Plans_Included_Friendly_Names",
];

/// Reads the file. A whole file that is something else gives the name of the first column that is missing.
///
/// The table writes some service plans' names in several ways; the first way in the file is taken for all rows, so
/// that importing twice changes nothing the second time.
pub fn read_table(bytes: &[u8]) -> Result<ProductTable, &'static str> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes);
    let headers = reader.byte_headers().cloned().unwrap_or_default();
    let mut places = [0; COLUMNS.len()];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        *place = headers.iter().position(|header| header == column.as_bytes()).ok_or(column)?;
    }
    let mut table = ProductTable::default();
    let mut seen = std::collections::HashSet::new();
    let mut names: HashMap<Uuid, (String, String)> = HashMap::new();
    for (index, record) in reader.byte_records().enumerate() {
        let number = index as u64 + 2;
        let row = match record {
            Ok(record) => read_row(&record, &places),
            Err(_) => Err("the row could not be read".to_owned()),
        };
        match row {
            Ok(mut row) => {
                let first = (row.plan_name, row.plan_friendly_name);
                (row.plan_name, row.plan_friendly_name) =
                    names.entry(row.plan).or_insert(first).clone();
                if seen.insert((row.product, row.plan)) {
                    table.rows.push(row);
                }
            }
            Err(problem) => table.refused.push(RefusedRow { row: number, problem }),
        }
    }
    Ok(table)
}

fn read_row(
    record: &csv::ByteRecord,
    places: &[usize; COLUMNS.len()],
) -> Result<ProductRow, String> {
    let text = |at: usize| {
        let bytes = record.get(places[at]).ok_or_else(|| format!("{} is missing", COLUMNS[at]))?;
        let text =
            std::str::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", COLUMNS[at]))?;
        // The published table has tabs and doubled blanks inside some names.
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        check_name(&text).map_err(|problem| format!("{} {problem}", COLUMNS[at]))?;
        Ok::<String, String>(text)
    };
    let key = |at: usize| {
        text(at)?.parse::<Uuid>().map_err(|_| {
            format!("{} is not a key such as 05e9a617-0261-4cee-bb44-138d3ef5d965", COLUMNS[at])
        })
    };
    Ok(ProductRow {
        name: text(0)?,
        string_id: text(1)?,
        product: key(2)?,
        plan_name: text(3)?,
        plan: key(4)?,
        plan_friendly_name: text(5)?,
    })
}

/// What is wrong with a name, in words that follow the column's name.
pub(super) fn check_name(text: &str) -> Result<(), &'static str> {
    if text.is_empty() {
        Err("is empty")
    } else if text.chars().count() > NAME_CHARACTERS {
        Err("is longer than 300 characters")
    } else if text.chars().any(char::is_control) {
        Err("holds a control character")
    } else {
        Ok(())
    }
}

impl ProductRow {
    /// What is wrong with a row that came by the API rather than from a file.
    pub(crate) fn problem(&self) -> Option<&'static str> {
        [&self.string_id, &self.name, &self.plan_name, &self.plan_friendly_name]
            .into_iter()
            .find_map(|text| check_name(text).err())
    }
}

/// The products that a new installation knows before anybody has imported the table: the base licences and the
/// add-ons that user policies usually name, with the service plans that applications are switched by.
pub(crate) fn starter() -> Vec<ProductRow> {
    read_table(include_bytes!("../starter.csv")).map(|table| table.rows).unwrap_or_default()
}
